package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one thing that a health check asks its own container over HTTP, where it passes only when that is answered.
 *
 * @param busybox whether BusyBox asks
 * @param strict whether it fails when it is told that there is no such page
 * @param host as written: {@code localhost}, {@code 127.0.0.1}
 * @param path with the slash in front, without a query
 * @param at the word that says it
 */
public record Probe(boolean busybox, boolean strict, String host, int port, String path, Span at) {

    /** What runs the tools, and what a script ends with. */
    private static final Set<String> AROUND =
            Set.of("ash", "dash", "bash", "tini", "dumb-init", "timeout", "true", "echo");

    private static final Set<String> RUNTIMES = Set.of("node", "bun");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "0.0.0.0", "[::1]");

    /**
     * What a health check asks; empty when it asks several things, something else than over HTTP, or when it passes although
     * nobody answers.
     *
     * @param health the replay of the check
     * @param check its words
     */
    public static Optional<Probe> of(Launch health, Start check) {
        if (health.outcome() instanceof Outcome.Dies) {
            return toolless(health, check);
        }
        List<Visit> asking = health.visits().stream()
                .filter(visit -> !AROUND.contains(visit.program()))
                .toList();
        if (asking.size() != 1 || !(health.outcome() instanceof Outcome.Undecided)) {
            return Optional.empty();
        }
        Visit visit = asking.get(0);
        boolean script = RUNTIMES.contains(visit.program());
        if (!script && !visit.program().equals("wget") && !visit.program().equals("curl")) {
            return Optional.empty();
        }
        Optional<String> text = script ? evaluated(visit) : only(visit.argv());
        return text.flatMap(Address::in)
                .filter(address -> LOOPBACK.contains(address.host()))
                .map(address -> new Probe(
                        visit.version().startsWith("busybox"),
                        isStrict(visit),
                        address.host(),
                        address.port(),
                        address.path(),
                        place(check, visit.at())));
    }

    /** What would be asked if the tool were there. */
    private static Optional<Probe> toolless(Launch health, Start check) {
        String text = String.join(" ", check.argv());
        boolean once =
                text.contains(Address.SCHEME) && text.indexOf(Address.SCHEME) == text.lastIndexOf(Address.SCHEME);
        return Address.in(text)
                .filter(address -> once && LOOPBACK.contains(address.host()))
                .map(address -> new Probe(
                        false,
                        false,
                        address.host(),
                        address.port(),
                        address.path(),
                        place(check, health.request().at())));
    }

    /** Whether an answer that says 404 counts as a failure. */
    private static boolean isStrict(Visit visit) {
        if (visit.program().equals("wget")) {
            return true;
        }
        if (RUNTIMES.contains(visit.program())) {
            String script = visit.argv().get(visit.argv().size() - 1);
            return script.contains(".ok") || script.contains("tatus");
        }
        return visit.argv().stream()
                .anyMatch(word -> word.startsWith("--fail")
                        || word.startsWith("-") && !word.startsWith("--") && word.indexOf('f') > 0);
    }

    /** The program behind {@code -e}, if it fails when its request does. */
    private static Optional<String> evaluated(Visit visit) {
        List<String> argv = visit.argv();
        return argv.size() == 3 && (argv.get(1).equals("-e") || argv.get(1).equals("--eval"))
                ? Optional.of(argv.get(2)).filter(Probe::failsUnanswered)
                : Optional.empty();
    }

    /** Whether a script asks over HTTP, once, and ends with nothing but its answer when it gets none. */
    private static boolean failsUnanswered(String script) {
        boolean asks = script.contains("fetch(") || script.contains(".get(") || script.contains(".request(");
        return asks && script.indexOf("http://") == script.lastIndexOf("http://") && endsBadly(script);
    }

    /** What is done about an error ends with a status that is not 0; what is not caught does so by itself. */
    private static boolean endsBadly(String script) {
        for (String handler : List.of(".catch(", "'error'", "\"error\"", "catch {", "catch(", "catch (")) {
            for (int at = script.indexOf(handler); at >= 0; at = script.indexOf(handler, at + 1)) {
                String behind = script.substring(at);
                int exit = behind.indexOf("exit(");
                if (exit < 0 || exit + 5 >= behind.length() || "123456789".indexOf(behind.charAt(exit + 5)) < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The only address among the words; options may have others as their values. */
    private static Optional<String> only(List<String> argv) {
        List<String> addresses =
                argv.stream().skip(1).filter(word -> word.startsWith("http://")).toList();
        boolean plain = argv.stream().noneMatch(word -> word.startsWith("<"));
        return addresses.size() == 1 && plain ? Optional.of(addresses.get(0)) : Optional.empty();
    }

    private static Span place(Start check, Span otherwise) {
        for (int i = 0; i < Math.min(check.words().size(), check.argv().size()); i++) {
            if (check.argv().get(i).contains("http://")) {
                return check.words().get(i);
            }
        }
        return otherwise;
    }

    /** {@code http://host:port/path} in a text. */
    private record Address(String host, int port, String path) {

        private static final String SCHEME = "http://";

        static Optional<Address> in(String text) {
            if (!text.contains(SCHEME)) {
                return Optional.empty();
            }
            int from = text.indexOf(SCHEME) + SCHEME.length();
            int to = from;
            while (to < text.length() && "'\"`)> \t\n\\".indexOf(text.charAt(to)) < 0) {
                to++;
            }
            String address = text.substring(from, to);
            int slash = address.indexOf('/');
            String authority = slash < 0 ? address : address.substring(0, slash);
            String path = slash < 0 ? "/" : address.substring(slash);
            int query = path.indexOf('?') >= 0 ? path.indexOf('?') : path.length();
            int colon = authority.lastIndexOf(':');
            boolean hasPort = colon >= 0 && authority.indexOf(']', colon) < 0;
            String host = hasPort ? authority.substring(0, colon) : authority;
            Optional<Integer> port = hasPort ? Ports.number(authority.substring(colon + 1)) : Optional.of(80);
            boolean plain = text.indexOf("${", from) < 0 || text.indexOf("${", from) > to;
            return port.filter(number -> plain && !address.contains("$"))
                    .map(number -> new Address(host, number, path.substring(0, query)));
        }
    }
}
