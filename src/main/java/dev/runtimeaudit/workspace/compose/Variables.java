package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.compose.Template;
import dev.runtimeaudit.read.compose.Template.Operator;
import dev.runtimeaudit.read.compose.Template.Part;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that {@code docker compose} has at hand: those of the project's {@code .env}. Whoever runs it can set
 * others, and these, too.
 */
final class Variables {

    private final Map<String, String> values;

    private Variables(Map<String, String> values) {
        this.values = values;
    }

    static Variables none() {
        return new Variables(Map.of());
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Variables with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.putIfAbsent(name, value);
        return new Variables(more);
    }

    /** These, and those of a file that are not set yet. */
    Variables and(SourceFile dotEnv) {
        Map<String, String> more = new LinkedHashMap<>(values);
        fromFile(EnvReader.read(dotEnv, EnvDialect.COMPOSE), Map.of()).forEach(more::putIfAbsent);
        return new Variables(more);
    }

    /**
     * The variables of a file as compose reads them; names alone are taken from here.
     *
     * @param earlier those of files in front of it, which it may refer to
     */
    Map<String, String> fromFile(EnvFile file, Map<String, String> earlier) {
        Map<String, String> read = new LinkedHashMap<>();
        for (EnvFile.Assignment assignment : file.assignments()) {
            if (assignment.value().isEmpty()) {
                get(assignment.name()).ifPresent(value -> read.put(assignment.name(), value));
                continue;
            }
            String text = assignment.value().get();
            Map<String, String> before = new LinkedHashMap<>(earlier);
            before.putAll(read);
            before.putAll(values);
            read.put(
                    assignment.name(),
                    assignment.expands() ? new Variables(before).replace(Template.parse(text)) : text);
        }
        return read;
    }

    /** The text of a template; what is required and not set is empty. */
    String replace(Template template) {
        StringBuilder text = new StringBuilder();
        for (Part part : template.parts()) {
            if (part instanceof Part.Literal literal) {
                text.append(literal.text());
            } else if (part instanceof Part.Variable variable) {
                text.append(value(variable));
            } else {
                text.append('$');
            }
        }
        return text.toString();
    }

    String value(Part.Variable variable) {
        Optional<String> set = get(variable.name());
        boolean filled = set.filter(v -> !v.isEmpty()).isPresent();
        return switch (variable.operator()) {
            case NONE, REQUIRED, REQUIRED_NOT_EMPTY -> set.orElse("");
            case DEFAULT -> set.orElseGet(() -> replace(variable.word()));
            case DEFAULT_IF_EMPTY -> filled ? set.orElse("") : replace(variable.word());
            case ALTERNATIVE -> set.isPresent() ? replace(variable.word()) : "";
            case ALTERNATIVE_IF_NOT_EMPTY -> filled ? replace(variable.word()) : set.orElse("");
        };
    }

    /** Whether compose gives up because of this reference. */
    boolean isMissing(Part.Variable variable) {
        Optional<String> set = get(variable.name());
        return (variable.operator() == Operator.REQUIRED && set.isEmpty())
                || (variable.operator() == Operator.REQUIRED_NOT_EMPTY
                        && set.filter(v -> !v.isEmpty()).isEmpty());
    }
}
