package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the name of a file says about compose.
 *
 * @param tokens its words, lower case, without {@code docker}, {@code compose} and the extension
 */
record ComposeFileName(TreePath path, List<String> tokens) {

    /** What {@code docker compose} looks for, in this order (compose-go, {@code cli/options.go}). */
    static final List<String> DEFAULTS =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");

    static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    private static final Set<String> DEVELOPMENT = Set.of(
            "dev",
            "devel",
            "develop",
            "development",
            "devcontainer",
            "local",
            "localhost",
            "test",
            "tests",
            "testing",
            "e2e",
            "ci",
            "debug",
            "mock",
            "benchmark",
            "benchmarks",
            "profiling",
            "playground",
            "fixtures");

    /** Platforms with rules and keys of their own: what they make of the file is not what docker compose does. */
    private static final Set<String> ELSEWHERE = Set.of(
            "coolify", "dokploy", "easypanel", "portainer", "caprover", "swarm", "stack", "podman", "nomad", "umbrel");

    /** To be filled in before anybody reads it as YAML. */
    private static final Set<String> TEMPLATE = Set.of("template", "tmpl", "tpl", "j2", "bak", "patch", "old", "orig");

    /** A file to copy: it is used as it stands, under another name. */
    private static final Set<String> EXAMPLE = Set.of("example", "sample", "dist");

    /** Empty when it is no compose file, or one that is still to be made. */
    static Optional<ComposeFileName> of(TreePath path) {
        List<String> tokens = List.of(path.name().toLowerCase(Locale.ROOT).split("[._-]"));
        int yaml = Math.max(tokens.lastIndexOf("yml"), tokens.lastIndexOf("yaml"));
        int compose = tokens.indexOf("compose");
        // process-compose is another program with files of its own.
        boolean other = compose > 0 && tokens.get(compose - 1).equals("process");
        if (compose < 0 || yaml < compose || other || tokens.stream().anyMatch(TEMPLATE::contains)) {
            return Optional.empty();
        }
        List<String> behind = tokens.subList(yaml + 1, tokens.size());
        if (!behind.isEmpty() && !EXAMPLE.contains(behind.get(0))) {
            return Optional.empty();
        }
        return Optional.of(named(path));
    }

    /** The same of a file that somebody gives to compose: its name need not say so. */
    static ComposeFileName named(TreePath path) {
        return new ComposeFileName(
                path,
                Stream.of(path.name().toLowerCase(Locale.ROOT).split("[._-]"))
                        .filter(t ->
                                !Set.of("docker", "compose", "yml", "yaml", "").contains(t))
                        .toList());
    }

    boolean isDefault() {
        return DEFAULTS.contains(path.name());
    }

    boolean isOverride() {
        return OVERRIDES.contains(path.name());
    }

    /** Whether its name says that it is laid over another file: alone it means nothing. */
    boolean isOverlay() {
        return tokens.contains("override") || tokens.contains("overrides") || tokens.contains("overlay");
    }

    /** Whether its name, or that of a directory above, says that it is for developers, tests, or other programs. */
    boolean isForDevelopment() {
        return tokens.stream().anyMatch(ELSEWHERE::contains)
                || isForDevelopment(tokens)
                || isForDevelopment(words(path.parent()));
    }

    static boolean isForDevelopment(List<String> words) {
        return words.stream().anyMatch(DEVELOPMENT::contains);
    }

    /** The words of a path or of the name of a script. */
    static List<String> words(TreePath path) {
        return words(path.value());
    }

    static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).split("[/._:-]"));
    }
}
