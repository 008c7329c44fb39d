package dev.runtimeaudit.exec.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which options each line of node takes, node's own and V8's (measured: {@code node --help}, {@code --v8-options},
 * {@code process.allowedNodeEnvironmentFlags}, and what the binary rejects). A line that was not measured takes every option.
 */
final class NodeOptions {

    /** What an option does to the words behind it, in every line. */
    private static final Set<String> VALUED = Set.of(
            "-r",
            "--require",
            "--import",
            "-e",
            "--eval",
            "-p",
            "--print",
            "-pe",
            "--loader",
            "--experimental-loader",
            "-C",
            "--conditions",
            "--env-file",
            "--env-file-if-exists",
            "--title",
            "--input-type",
            "--dns-result-order",
            "--icu-data-dir",
            "--openssl-config",
            "--redirect-warnings",
            "--trace-event-categories",
            "--unhandled-rejections",
            "--disable-warning",
            "--watch-path",
            "--run",
            "--test-reporter",
            "--max-http-header-size",
            "--diagnostic-dir",
            "--inspect-port",
            "--debug-port",
            "--stack-trace-limit",
            "--tls-cipher-list",
            "--v8-pool-size");

    private final Set<String> accepted;
    private final Set<String> inEnvironment;

    private NodeOptions(Set<String> accepted, Set<String> inEnvironment) {
        this.accepted = Set.copyOf(accepted);
        this.inEnvironment = Set.copyOf(inEnvironment);
    }

    /** The options of a line; empty when nobody measured it. */
    static Optional<NodeOptions> of(int major) {
        try (InputStream in = NodeOptions.class.getResourceAsStream("options-" + major + ".txt")) {
            if (in == null) {
                return Optional.empty();
            }
            List<String> lines = new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            Set<String> accepted = new HashSet<>();
            Set<String> environment = new HashSet<>();
            for (String line : lines) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                boolean env = line.endsWith(" env");
                String name = env ? line.substring(0, line.length() - 4) : line;
                accepted.add(name);
                if (env) {
                    environment.add(name);
                }
            }
            return Optional.of(new NodeOptions(accepted, environment));
        } catch (IOException e) {
            throw new UncheckedIOException("options-" + major + ".txt", e);
        }
    }

    static boolean takesValue(String option) {
        return VALUED.contains(option);
    }

    static String name(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return name.startsWith("--") ? "--" + name.substring(2).replace('_', '-') : name;
    }

    boolean accepts(String word) {
        return in(accepted, word);
    }

    boolean acceptsInEnvironment(String word) {
        return in(inEnvironment, word);
    }

    private static boolean in(Set<String> options, String word) {
        String name = name(word);
        return options.contains(name)
                || name.startsWith("--no-") && options.contains("--" + name.substring(5))
                || name.startsWith("--no") && options.contains("--" + name.substring(4));
    }
}
