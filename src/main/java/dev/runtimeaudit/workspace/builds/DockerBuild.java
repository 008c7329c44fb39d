package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code docker build} command line (docs.docker.com, "docker buildx build"; podman-build(1)).
 *
 * @param file behind {@code -f}; empty: {@code Dockerfile} in the context
 * @param context as written
 */
record DockerBuild(
        Optional<String> file,
        String context,
        Optional<String> target,
        Map<String, String> args,
        Map<String, String> contexts,
        List<String> platforms) {

    /** In front of the name of a target of a bake file whose result is a context. */
    static final String TARGET = "target://";

    /** In front of the name of a compose service whose image is a context. */
    static final String SERVICE = "service://";

    private static final Set<String> IN_FRONT = Set.of("sudo", "exec", "command", "time", "env");

    private static final Set<String> ENGINES = Set.of("docker", "podman", "nerdctl", "buildah", "depot");

    private static final Set<String> WITHOUT_VALUE = Set.of(
            "--check",
            "-D",
            "--debug",
            "--load",
            "--no-cache",
            "--pull",
            "--push",
            "-q",
            "--quiet",
            "--rm",
            "--force-rm",
            "--squash",
            "--compress",
            "--provenance",
            "--sbom",
            "--layers",
            "--save",
            "--lint");

    private static final Set<String> WITH_VALUE = Set.of(
            "--add-host",
            "--allow",
            "--annotation",
            "--attest",
            "--build-arg",
            "--build-context",
            "--builder",
            "--cache-from",
            "--cache-to",
            "--call",
            "--cgroup-parent",
            "-f",
            "--file",
            "--iidfile",
            "--label",
            "--metadata-file",
            "--network",
            "--no-cache-filter",
            "-o",
            "--output",
            "--platform",
            "--progress",
            "--secret",
            "--shm-size",
            "--ssh",
            "-t",
            "--tag",
            "--target",
            "--ulimit",
            "-m",
            "--memory",
            "--memory-swap",
            "--format",
            "--authfile",
            "--arch",
            "--os",
            "--project",
            "--isolation",
            "--jobs",
            "--manifest",
            "-c",
            "--cpu-shares");

    /**
     * Empty for any other command, and where it is not known which image it builds.
     *
     * @param words those whose value is not known are empty
     * @param isOneWord whether an unknown word is one word: in quotes
     */
    static Optional<DockerBuild> of(List<Optional<String>> words, List<Boolean> isOneWord) {
        int at = 0;
        while (at < words.size()
                && words.get(at)
                        .filter(w -> IN_FRONT.contains(w) || (w.indexOf('=') > 0 && !w.startsWith("-")))
                        .isPresent()) {
            at++;
        }
        if (at >= words.size() || words.get(at).filter(ENGINES::contains).isEmpty()) {
            return Optional.empty();
        }
        at++;
        while (is(words, at, "buildx") || is(words, at, "image") || is(words, at, "builder")) {
            at++;
        }
        if (!is(words, at, "build") && !is(words, at, "b") && !is(words, at, "bud")) {
            return Optional.empty();
        }
        return new Reading(words, isOneWord, at + 1).read();
    }

    private static boolean is(List<Optional<String>> words, int at, String what) {
        return at < words.size() && words.get(at).filter(what::equals).isPresent();
    }

    /** {@code A=b} lines or words; those without a value take it from where the build runs. */
    static void argument(Map<String, String> into, String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            into.put(text.substring(0, equals).strip(), text.substring(equals + 1));
        }
    }

    /** {@code linux/amd64,linux/arm64}; in an input of an action each may stand on a line of its own. */
    static List<String> platforms(String text) {
        return List.of(text.split("[,\\s]+")).stream()
                .map(platform -> platform.strip().toLowerCase(Locale.ROOT))
                .filter(platform -> platform.startsWith("linux/") && platform.indexOf('$') < 0)
                .toList();
    }

    /**
     * The address under which others in the same file or project name what a build leaves.
     *
     * @param kind {@link #TARGET} or {@link #SERVICE}
     */
    static String result(String kind, String within, String name) {
        return kind + within + "#" + name;
    }

    /** An address of another build, made one of the file or project that it is written in. */
    static String within(String place, String address) {
        for (String kind : List.of(TARGET, SERVICE)) {
            if (address.startsWith(kind)) {
                return result(kind, place, address.substring(kind.length()));
            }
        }
        return address;
    }

    /** A named context as the build takes it: what is no directory of the workspace is an address. */
    static String context(TreePath from, String value) {
        if (value.contains("://")) {
            return value;
        }
        if (value.startsWith("target:") || value.startsWith("service:")) {
            return value.replaceFirst(":", "://");
        }
        return from.resolve(value).map(TreePath::value).orElse("outside://" + value);
    }

    private static final class Reading {
        private final List<Optional<String>> words;
        private final List<Boolean> isOneWord;
        private int at;
        private Optional<String> file = Optional.empty();
        private Optional<String> target = Optional.empty();
        private final Map<String, String> args = new LinkedHashMap<>();
        private final Map<String, String> contexts = new LinkedHashMap<>();
        private final List<String> operands = new ArrayList<>();
        private final List<String> platforms = new ArrayList<>();
        private boolean argsAreKnown = true;

        Reading(List<Optional<String>> words, List<Boolean> isOneWord, int at) {
            this.words = words;
            this.isOneWord = isOneWord;
            this.at = at;
        }

        Optional<DockerBuild> read() {
            while (at < words.size()) {
                Optional<String> word = words.get(at);
                if (word.isEmpty()) {
                    return Optional.empty();
                }
                at++;
                String text = word.get();
                if (!text.startsWith("-") || text.equals("-")) {
                    operands.add(text);
                } else if (!flag(text)) {
                    return Optional.empty();
                }
            }
            if (operands.size() != 1 || operands.get(0).equals("-") || isAddress(operands.get(0))) {
                return Optional.empty();
            }
            // What an argument says that is not known may be another thing on every platform.
            return Optional.of(new DockerBuild(
                    file, operands.get(0), target, args, contexts, argsAreKnown ? platforms : List.of()));
        }

        private static boolean isAddress(String context) {
            return context.contains("://") || context.startsWith("git@");
        }

        /** Whether the flag is understood. */
        private boolean flag(String text) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (WITHOUT_VALUE.contains(name)) {
                return true;
            }
            if (equals < 0 && !name.startsWith("--") && name.length() > 2) {
                equals = 1;
                name = name.substring(0, 2);
            }
            if (!WITH_VALUE.contains(name)) {
                return equals >= 0 && name.startsWith("--");
            }
            Optional<String> value = equals >= 0 ? Optional.of(text.substring(equals + 1)) : next();
            switch (name) {
                case "-f", "--file" -> file = value;
                case "--target" -> target = value;
                case "--build-arg" -> {
                    // Without a value it is that of the environment.
                    argsAreKnown &= value.filter(v -> v.contains("=")).isPresent();
                    value.ifPresent(v -> argument(args, v));
                }
                case "--platform" -> value.ifPresent(v -> platforms.addAll(platforms(v)));
                case "--build-context" -> value.ifPresent(v -> argument(contexts, v));
                default -> {
                    return value.isPresent() || at <= words.size();
                }
            }
            boolean decides = !name.equals("--build-arg") && !name.equals("--platform");
            return value.filter(v -> !v.isEmpty() && !v.equals("-")).isPresent() || !decides;
        }

        private Optional<String> next() {
            if (at >= words.size()) {
                at++;
                return Optional.empty();
            }
            // An unknown word without quotes may be none or several.
            boolean sure = words.get(at).isPresent() || isOneWord.get(at);
            Optional<String> value = words.get(at);
            at++;
            return sure ? value : Optional.empty();
        }
    }
}
