package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.compose.Template;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.compose.ComposeService.EnvFileUse;
import dev.runtimeaudit.workspace.compose.ComposeService.Variable;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Provided;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out the environment of a service: {@code env_file} in the order of the list, then {@code environment}. */
final class EnvironmentReader {

    private final SourceTree tree;
    private final Variables variables;

    EnvironmentReader(SourceTree tree, Variables variables) {
        this.tree = tree;
        this.variables = variables;
    }

    /** What an argument or a variable has whose name stands there alone. */
    Optional<ComposeText> inherited(String name, ComposeValue nothing) {
        return nothing instanceof ComposeText text ? variables.get(name).map(text::inherited) : Optional.empty();
    }

    ServiceEnvironment read(List<Variable> written, List<EnvFileUse> files) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Variable variable : written) {
            variable.value().ifPresent(value -> own.put(variable.name(), value.text()));
        }
        Map<String, Provided> all = new LinkedHashMap<>();
        Optional<Evidence> open = Optional.empty();
        for (EnvFileUse use : files) {
            Optional<SourceFile> file =
                    use.file().flatMap(path -> tree.read(path).asFile());
            if (file.isEmpty() || !use.path().certain()) {
                Evidence here = Evidence.of(use.path().at(), "takes variables from a file that is not here");
                open = open.map(before -> before.because(here)).or(() -> Optional.of(here));
            }
            file.ifPresent(f -> fromFile(f, use, own, all));
        }
        for (Variable variable : written) {
            all.put(variable.name(), provided(variable));
        }
        return new ServiceEnvironment(List.copyOf(all.values()), open);
    }

    private Provided provided(Variable variable) {
        if (variable.value().isEmpty()) {
            return new Provided(
                    variable.name(), variables.get(variable.name()), false, Source.INHERITED, variable.at());
        }
        ComposeText value = variable.value().get();
        return new Provided(
                variable.name(), Optional.of(value.text()), value.certain(), Source.ENVIRONMENT, variable.at());
    }

    private void fromFile(SourceFile file, EnvFileUse use, Map<String, String> own, Map<String, Provided> all) {
        EnvFile read = EnvReader.read(file, use.raw() ? EnvDialect.DOCKER_RUN : EnvDialect.COMPOSE);
        // Files of one service see what the earlier ones set (compose-go, types/project.go).
        Variables seen = variables;
        for (Map.Entry<String, String> entry : own.entrySet()) {
            seen = seen.with(entry.getKey(), entry.getValue());
        }
        Map<String, String> earlier = new LinkedHashMap<>();
        all.values().forEach(known -> known.value().ifPresent(value -> earlier.put(known.name(), value)));
        Map<String, String> values = seen.fromFile(read, earlier);
        for (EnvFile.Assignment assignment : read.assignments()) {
            boolean fixed = !assignment.expands()
                    || assignment
                            .value()
                            .map(Template::parse)
                            .filter(Template::isLiteral)
                            .isPresent();
            Optional<String> value = Optional.ofNullable(values.get(assignment.name()));
            if (value.isPresent()) {
                all.put(
                        assignment.name(),
                        new Provided(
                                assignment.name(),
                                value,
                                fixed && assignment.value().isPresent(),
                                Source.ENV_FILE,
                                assignment.at()));
            }
        }
    }
}
