package dev.runtimeaudit.workspace;

import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a service is called that nobody named: its directory, and what the name of its Dockerfile adds. */
final class ServiceName {

    /** Directories that say where Dockerfiles are kept, not what they are of. */
    private static final Set<String> KEEPING_PLACES =
            Set.of("docker", ".docker", "dockerfiles", "build", "deploy", "deployment", "infra", "ops", "containers");

    private static final Set<String> NO_VARIANT = Set.of("dockerfile", "containerfile", "prod", "production", "");

    private ServiceName() {}

    static String of(TreePath dockerfile) {
        String variant = List.of(dockerfile.name().toLowerCase(Locale.ROOT).split("[.]|(?<=file)-")).stream()
                .filter(word -> !NO_VARIANT.contains(word))
                .collect(Collectors.joining("-"));
        TreePath directory = dockerfile.parent();
        while (!directory.isRoot() && KEEPING_PLACES.contains(directory.name())) {
            directory = directory.parent();
        }
        if (directory.isRoot()) {
            return variant.isEmpty() ? "app" : variant;
        }
        return Stream.of(directory.name(), variant)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
    }
}
