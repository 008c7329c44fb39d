package dev.runtimeaudit.report;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the model proves to be in a container: the files beside the program, and the variables with who sets them. */
final class Contents {

    private static final int MOST = 16;

    private final SourceTree sources;
    private final Service service;

    /** The lines at which stages start from their bases. */
    private final Set<Integer> bases;

    private final Map<List<Object>, Variable> all = new LinkedHashMap<>();

    private Contents(SourceTree sources, Service service) {
        this.sources = sources;
        this.service = service;
        this.bases = sources.read(service.dockerfile()).asFile().stream()
                .flatMap(file -> DockerfileReader.read(file).stages().stream())
                .map(stage -> stage.from().span().line())
                .collect(Collectors.toSet());
    }

    /** The names in the working directory: directories end in a slash, what may be there in a question mark. */
    static List<String> workdir(Service service) {
        if (!(service.image().workdir() instanceof Fact.Present<ImagePath> directory)
                || !(service.image().files().follow(directory.value())
                        instanceof Fact.Present<FileSystem.Located> found)
                || !(found.value().node() instanceof Node.Directory here)
                || directory.value().isRoot()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        here.children().forEach((name, slot) -> {
            if (slot instanceof Node.Slot.Here is) {
                names.add(is.node() instanceof Node.Directory ? name + "/" : name);
            } else if (slot instanceof Node.Slot.Perhaps) {
                names.add(name + "?");
            }
        });
        int more = names.size() - MOST;
        return more <= 0
                ? names
                : Stream.concat(names.stream().limit(MOST), Stream.of("… " + more + " more"))
                        .toList();
    }

    /**
     * A variable that somebody sets.
     *
     * @param value empty where it is not known, or does not stand in the repository: it may be a secret
     * @param at where it is set
     */
    record Variable(String name, Optional<String> value, Span at) {}

    /** What the image and its deployments set, by the place that does; what base images set is left out. */
    static List<Variable> variables(SourceTree sources, Service service) {
        return new Contents(sources, service).variables();
    }

    private List<Variable> variables() {
        add(service.image().environment());
        service.launches().forEach(launch -> add(launch.request().environment()));
        return List.copyOf(all.values());
    }

    private void add(Environment environment) {
        for (String name : environment.names()) {
            Fact<String> value = environment.get(name);
            Optional<Span> at =
                    value.fold(Fact.Present::evidence, Fact.Absent::evidence, Fact.Unknown::evidence).steps().stream()
                            .map(Step::at)
                            .findFirst();
            at.filter(place -> !bases.contains(place.line()) || !place.path().equals(service.dockerfile()))
                    .ifPresent(place -> all.putIfAbsent(
                            List.of(name, place),
                            new Variable(
                                    name,
                                    value instanceof Fact.Present<String> known
                                            ? Optional.of(known.value()).filter(text -> stands(sources, text, place))
                                            : Optional.empty(),
                                    place)));
        }
    }

    /** A value that comes from elsewhere, such as an {@code .env} on this machine, is nobody's business. */
    private static boolean stands(SourceTree sources, String value, Span at) {
        return sources.read(at.path())
                .asFile()
                .filter(file -> at.endLine() <= file.lineCount())
                .filter(file -> {
                    for (int line = at.line(); line <= at.endLine(); line++) {
                        if (file.line(line).contains(value)) {
                            return true;
                        }
                    }
                    return false;
                })
                .isPresent();
    }
}
