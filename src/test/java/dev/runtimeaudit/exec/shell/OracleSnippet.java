package dev.runtimeaudit.exec.shell;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A script that real shells ran.
 *
 * @param runs what each shell did
 */
record OracleSnippet(String id, String script, List<String> arguments, List<Ran> runs) {

    /**
     * @param shell {@code ash-1.36}, {@code dash-trixie}, {@code bash-as-sh}…
     * @param argument it ran behind {@code -c}, not as a file
     * @param reachedEnd whether it printed END
     * @param said the last line on standard error
     */
    record Ran(String shell, boolean argument, int code, boolean reachedEnd, String said) {}

    static final List<String> TOPICS = List.of(
            "missing-commands",
            "expansion",
            "tests-and-conditions",
            "builtins",
            "redirections",
            "syntax-errors",
            "tools");

    private static final Map<String, List<String>> GROUPS = Map.of(
            "all",
            List.of("ash-1.35", "ash-1.36", "ash-1.37", "dash-bookworm", "dash-trixie", "bash", "bash-as-sh"),
            "ash",
            List.of("ash-1.35", "ash-1.36", "ash-1.37"),
            "dash",
            List.of("dash-bookworm", "dash-trixie"),
            "bashes",
            List.of("bash", "bash-as-sh"));

    private static final Map<String, String> NAMES = Map.of(
            "ash-1.35.0(alpine3.16)",
            "ash-1.35",
            "ash-1.36.1(alpine3.20)",
            "ash-1.36",
            "ash-1.37.0(busybox:1.37-glibc)",
            "ash-1.37",
            "dash-0.5.12(bookworm)",
            "dash-bookworm",
            "dash-0.5.12(trixie)",
            "dash-trixie",
            "bash-5.2.15(bookworm)",
            "bash",
            "bash-5.2.15-as-sh",
            "bash-as-sh");

    /** The project's own copies. */
    static List<OracleSnippet> own() {
        List<OracleSnippet> all = new ArrayList<>();
        for (String topic : TOPICS) {
            all.addAll(parse(resource("/oracle/shell/" + topic + ".txt")));
        }
        return all;
    }

    static List<String> resource(String name) {
        try (InputStream in = OracleSnippet.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static List<OracleSnippet> parse(List<String> lines) {
        List<OracleSnippet> all = new ArrayList<>();
        String id = "";
        StringBuilder script = new StringBuilder();
        List<String> arguments = List.of();
        List<Ran> runs = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("== ")) {
                if (!id.isEmpty()) {
                    all.add(new OracleSnippet(id, script.toString(), arguments, List.copyOf(runs)));
                }
                id = line.substring(3);
                script.setLength(0);
                runs.clear();
                arguments = List.of("echo", "hi");
            } else if (line.startsWith("args:")) {
                arguments = words(line.substring(5));
            } else if (line.startsWith("|")) {
                script.append(line.length() > 1 ? line.substring(2) : "").append('\n');
            } else if (line.startsWith("file ") || line.startsWith("-c ")) {
                runs.addAll(ran(line));
            }
        }
        all.add(new OracleSnippet(id, script.toString(), arguments, List.copyOf(runs)));
        return all;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" "));
    }

    private static List<Ran> ran(String line) {
        boolean argument = line.startsWith("-c ");
        int colon = line.indexOf(": ");
        String[] rest = line.substring(colon + 2).split(" ", 3);
        List<Ran> runs = new ArrayList<>();
        for (String name : line.substring(line.indexOf(' ') + 1, colon).split(",")) {
            for (String shell : GROUPS.getOrDefault(name, List.of(name))) {
                runs.add(new Ran(
                        shell,
                        argument,
                        Integer.parseInt(rest[0]),
                        rest[1].equals("end"),
                        rest.length > 2 ? rest[2] : ""));
            }
        }
        return runs;
    }

    /** A file in the form of the measurement itself. */
    static List<OracleSnippet> measured(Path file) {
        Map<?, ?> whole;
        try {
            whole = new ObjectMapper().readValue(file.toFile(), Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        List<OracleSnippet> all = new ArrayList<>();
        for (Object row : (List<?>) whole.get("snippets")) {
            Map<?, ?> snippet = (Map<?, ?>) row;
            Map<String, Ran> runs = new LinkedHashMap<>();
            ((Map<?, ?>) snippet.get("shells")).forEach((shell, modes) -> {
                String name = NAMES.getOrDefault(shell.toString(), shell.toString());
                ((Map<?, ?>) modes).forEach((mode, result) -> {
                    boolean argument = !mode.equals("script");
                    runs.put(name + mode, ran(name, argument, (Map<?, ?>) result));
                });
            });
            all.add(new OracleSnippet(
                    String.valueOf(snippet.get("id")),
                    String.valueOf(snippet.get("script")),
                    words(String.valueOf(snippet.get("args"))),
                    List.copyOf(runs.values())));
        }
        return all;
    }

    private static Ran ran(String shell, boolean argument, Map<?, ?> result) {
        List<String> said = String.valueOf(result.get("stderr"))
                .lines()
                .filter(l -> !l.isBlank())
                .toList();
        return new Ran(
                shell,
                argument,
                ((Number) result.get("rc")).intValue(),
                (Boolean) result.get("reached_end"),
                said.isEmpty() ? "" : said.get(said.size() - 1));
    }
}
