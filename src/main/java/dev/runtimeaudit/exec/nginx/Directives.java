package dev.runtimeaudit.exec.nginx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The directives and variables that nginx's own modules bring, from 1.14 on (nginx's repository, the tables of
 * {@code ngx_command_t} and {@code ngx_http_variable_t} at each release). Not every build has every module, so the table
 * proves that a name is unknown, never that it is known.
 */
final class Directives {

    /**
     * One way to use a directive.
     *
     * @param contexts the blocks it may stand in; {@code any} is all
     * @param takes how many words it takes behind its name: {@code any}, {@code flag}, or numbers, the last maybe with a plus
     * @param block it opens a block
     * @param since the first version that has it; "-" for the oldest that was read
     * @param until the last
     */
    record Form(Set<String> contexts, String takes, boolean block, String since, String until) {

        boolean standsIn(String context) {
            return contexts.contains(context) || contexts.contains("any");
        }

        boolean takes(int words) {
            if (takes.equals("any")) {
                return true;
            }
            if (takes.equals("flag")) {
                return words == 1;
            }
            for (String one : takes.split(",", -1)) {
                boolean more = one.endsWith("+");
                int number = Integer.parseInt(more ? one.substring(0, one.length() - 1) : one);
                if (words == number || more && words > number) {
                    return true;
                }
            }
            return false;
        }

        private boolean isIn(String version) {
            return version.isEmpty()
                    || (since.equals("-") || compare(since, version) <= 0)
                            && (until.equals("-") || compare(until, version) >= 0);
        }
    }

    private static final Map<String, List<Form>> FORMS = new HashMap<>();
    private static final Set<String> VARIABLES = new HashSet<>();

    static {
        read();
    }

    private Directives() {}

    private static void read() {
        InputStream table = Objects.requireNonNull(Directives.class.getResourceAsStream("directives.txt"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (line.startsWith("$")) {
                    VARIABLES.add(words[0].substring(1));
                } else if (!line.startsWith("#")) {
                    boolean block = words[3].equals("block");
                    FORMS.computeIfAbsent(words[0], name -> new ArrayList<>())
                            .add(new Form(
                                    Set.of(words[1].split(",", -1)),
                                    words[2],
                                    block,
                                    words[words.length - 2],
                                    words[words.length - 1]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param version {@code 1.26} or {@code 1.26.2}; empty for any */
    static List<Form> forms(String name, String version) {
        return FORMS.getOrDefault(name, List.of()).stream()
                .filter(form -> form.isIn(version))
                .toList();
    }

    static boolean isVariable(String name) {
        return VARIABLES.contains(name)
                || VARIABLES.stream().anyMatch(prefix -> prefix.endsWith("_") && name.startsWith(prefix))
                || name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Whether a version is, or may be, that one or a later one. */
    static boolean isFrom(String version, String first) {
        return version.isEmpty() || compare(version, first) >= 0;
    }

    /** Compares as many numbers as both have: 1.26 is every 1.26.x. */
    private static int compare(String one, String other) {
        String[] a = one.split("\\.", -1);
        String[] b = other.split("\\.", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int difference = Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }
}
