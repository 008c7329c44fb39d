package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Listen.Operand;
import dev.runtimeaudit.read.script.Listen.Way;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads where a script opens ports, by its tokens: literals, variables of the environment with their defaults, constants of the file.
 *
 * <p>It is one class although it is long: one way to open a port is a few lines, and they share how operands are read.
 */
public final class Listens {

    private static final int DEEPEST = 4;

    private static final Set<String> CONVERSIONS = Set.of("Number", "parseInt", "String", "parseFloat");
    private static final Set<String> LOGIN =
            Set.of("auth", "database", "dialect", "pass", "password", "user", "username");
    private static final Set<String> HOSTS = Set.of("host", "hostname");

    private final SourceFile file;
    private final Tokens tokens;
    private final List<Listen> found = new ArrayList<>();

    private Listens(SourceFile file) {
        this.file = file;
        this.tokens = Tokens.of(file.text());
    }

    public static List<Listen> of(SourceFile file) {
        Listens reader = new Listens(file);
        reader.run();
        return reader.found;
    }

    /** Whether a file speaks of a port nowhere but where it is seen to open one: {@code Hapi.server({ port: 4000 })} does. */
    public static boolean namesNoOtherPort(SourceFile file) {
        Listens reader = new Listens(file);
        reader.run();
        long told = reader.found.stream()
                .filter(listen -> listen.way() != Way.LISTEN && listen.port().isPresent())
                .count();
        long named = 0;
        for (int i = 0; i < reader.tokens.size(); i++) {
            boolean key = reader.tokens.get(i).text().equals("port")
                    && reader.tokens.get(i).kind() != Kind.PUNCTUATOR
                    && (reader.tokens.is(i - 1, "{") || reader.tokens.is(i - 1, ","))
                    && (reader.tokens.is(i + 1, ":") || reader.tokens.is(i + 1, ",") || reader.tokens.is(i + 1, "}"))
                    && !reader.connects(i);
            named += key ? 1 : 0;
        }
        return named <= told;
    }

    /** Whether the object in which a key stands says how to log in to somebody else. */
    private boolean connects(int key) {
        int depth = 0;
        int from = key;
        while (from > 0 && !(tokens.is(from, "{") && depth == 0)) {
            depth += tokens.is(from, "}") || tokens.is(from, ")") || tokens.is(from, "]") ? 1 : 0;
            depth -= tokens.is(from, "{") || tokens.is(from, "(") || tokens.is(from, "[") ? 1 : 0;
            from--;
        }
        for (int i = from + 1; i < tokens.size(); i++) {
            boolean opens = tokens.is(i, "{") || tokens.is(i, "(") || tokens.is(i, "[");
            boolean closes = tokens.is(i, "}") || tokens.is(i, ")") || tokens.is(i, "]");
            if (closes && depth == 0) {
                return false;
            }
            depth += opens ? 1 : closes ? -1 : 0;
            boolean named = depth == 0
                    && (tokens.is(i - 1, "{") || tokens.is(i - 1, ","))
                    && LOGIN.contains(tokens.get(i).text());
            if (named) {
                return true;
            }
        }
        return false;
    }

    private void run() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            boolean called = tokens.is(i + 1, "(");
            boolean method = tokens.is(i - 1, ".") || tokens.is(i - 1, "?.");
            if (called && method && tokens.get(i).isWord("listen")) {
                listen(i);
            } else if (called && tokens.get(i).isWord("serve") && (!method || isRuntime(i - 2))) {
                object(Way.SERVE, i, i + 2);
            } else if (tokens.get(i).isWord("export") && tokens.isWord(i + 1, "default") && tokens.is(i + 2, "{")) {
                object(Way.EXPORT, i, i + 2);
            }
        }
    }

    private boolean isRuntime(int i) {
        return tokens.isWord(i, "Bun") || tokens.isWord(i, "Deno");
    }

    private void listen(int name) {
        int first = name + 2;
        if (tokens.is(first, "{")) {
            object(Way.LISTEN_OBJECT, name, first);
            return;
        }
        if (tokens.is(first, ")")) {
            add(Way.LISTEN, name, Optional.empty(), false, Optional.empty());
            return;
        }
        Optional<Operand> port = operand(first, end(first));
        int comma = end(first);
        // Behind the port stands an address or a function.
        boolean second = tokens.is(comma, ",") && !tokens.is(comma + 1, ")") && !isFunction(comma + 1);
        Optional<Operand> host = second ? operand(comma + 1, end(comma + 1)) : Optional.empty();
        // A number in its place is how many may wait, and a name may be a function.
        boolean hasHost = second
                && (host.isEmpty()
                        || host.get().literal().filter(Listens::isNumber).isEmpty());
        add(Way.LISTEN, name, port, hasHost, host);
    }

    private boolean isFunction(int i) {
        if (tokens.isWord(i, "function") || tokens.isWord(i, "async") || tokens.is(i, "(")) {
            return true;
        }
        return i < tokens.size() && tokens.get(i).kind() == Kind.WORD && tokens.is(i + 1, "=>");
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** An object literal with a port in it, and of a server with a {@code fetch}. */
    private void object(Way way, int name, int open) {
        if (!tokens.is(open, "{")) {
            return;
        }
        Optional<Operand> port = Optional.empty();
        Optional<Operand> host = Optional.empty();
        boolean hasHost = false;
        boolean fetches = false;
        int at = open + 1;
        while (at < tokens.size() && !tokens.is(at, "}")) {
            if (tokens.is(at, "...")) {
                hasHost = true; // it may hold one
            }
            String key = tokens.get(at).text();
            boolean named = tokens.is(at + 1, ":");
            boolean alone = tokens.is(at + 1, ",") || tokens.is(at + 1, "}");
            int from = named ? at + 2 : at;
            int to = end(from);
            if (named || alone) {
                if (key.equals("port")) {
                    port = operand(from, to);
                } else if (HOSTS.contains(key)) {
                    hasHost = true;
                    host = operand(from, to);
                }
            }
            fetches |= key.equals("fetch");
            at = tokens.is(to, ",") ? to + 1 : Math.max(to, at + 1);
        }
        if (way != Way.EXPORT || fetches) {
            add(way, name, port, hasHost, host);
        }
    }

    private void add(Way way, int name, Optional<Operand> port, boolean hasHost, Optional<Operand> host) {
        Token at = tokens.get(name);
        found.add(new Listen(way, port, hasHost, host, file.span(at.start(), at.end())));
    }

    // ---- expressions

    /** Where an expression ends: at a comma, a semicolon or a bracket that was not opened in it. */
    private int end(int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            if (tokens.is(i, "(") || tokens.is(i, "[") || tokens.is(i, "{")) {
                depth++;
            } else if (tokens.is(i, ")") || tokens.is(i, "]") || tokens.is(i, "}")) {
                if (--depth < 0) {
                    return i;
                }
            } else if (depth == 0 && (tokens.is(i, ",") || tokens.is(i, ";"))) {
                return i;
            }
        }
        return tokens.size();
    }

    private Optional<Operand> operand(int from, int to) {
        return new Reader(to, 0).whole(from);
    }

    /** Reads one expression. */
    private final class Reader {
        private final int to;
        private final int depth;
        private int at;

        Reader(int to, int depth) {
            this.to = to;
            this.depth = depth;
        }

        Optional<Operand> whole(int from) {
            at = from;
            Optional<Operand> value = alternatives();
            return at == to ? value : Optional.empty();
        }

        private Optional<Operand> alternatives() {
            Optional<Operand> value = single();
            while (at < to && (tokens.is(at, "||") || tokens.is(at, "??"))) {
                at++;
                Optional<Operand> other = single();
                boolean fits = value.isPresent()
                        && value.get().literal().isEmpty()
                        && other.isPresent()
                        && other.get().variable().isEmpty();
                value = fits
                        ? Optional.of(
                                new Operand(value.get().variable(), other.get().literal()))
                        : Optional.empty();
            }
            return value;
        }

        private Optional<Operand> single() {
            Optional<Operand> value = plain();
            while (at < to && (tokens.is(at, "!") || tokens.isWord(at, "as"))) {
                at += tokens.is(at, "!") ? 1 : 2; // types are nothing when it runs
            }
            return value;
        }

        private Optional<Operand> plain() {
            if (at >= to) {
                return Optional.empty();
            }
            Token token = tokens.get(at);
            if (token.kind() == Kind.STRING || token.kind() == Kind.NUMBER) {
                at++;
                return Optional.of(
                        new Operand(Optional.empty(), Optional.of(token.text().replace("_", ""))));
            }
            if (tokens.is(at, "+")) {
                at++;
                return single();
            }
            boolean converts = CONVERSIONS.contains(token.text()) && tokens.is(at + 1, "(");
            if (converts || tokens.is(at, "(")) {
                int open = converts ? at + 1 : at;
                int close = tokens.closing(open);
                Optional<Operand> value = new Reader(Math.min(end(open + 1), close), depth).whole(open + 1);
                at = close + 1;
                return value;
            }
            if (token.kind() != Kind.WORD) {
                return Optional.empty();
            }
            return isEnvironment() ? variable() : constant(token.text());
        }

        private boolean isEnvironment() {
            return (tokens.isWord(at, "process") || tokens.isWord(at, "Bun"))
                    && tokens.is(at + 1, ".")
                    && tokens.isWord(at + 2, "env")
                    && (tokens.is(at + 3, ".") || tokens.is(at + 3, "[") || tokens.is(at + 3, "?."));
        }

        private Optional<Operand> variable() {
            boolean index = tokens.is(at + 3, "[");
            Token name = at + 4 < to ? tokens.get(at + 4) : tokens.get(at);
            boolean known = at + 4 < to && name.kind() == (index ? Kind.STRING : Kind.WORD);
            at += index ? 6 : 5;
            return known ? Optional.of(new Operand(Optional.of(name.text()), Optional.empty())) : Optional.empty();
        }

        /** A constant that the file declares once. */
        private Optional<Operand> constant(String name) {
            at++;
            boolean more =
                    at < to && (tokens.is(at, ".") || tokens.is(at, "(") || tokens.is(at, "[") || tokens.is(at, "?."));
            if (more || depth >= DEEPEST) {
                return Optional.empty();
            }
            List<Integer> declared = new ArrayList<>();
            for (int i = 1; i + 2 < tokens.size(); i++) {
                boolean declares =
                        tokens.isWord(i - 1, "const") || tokens.isWord(i - 1, "let") || tokens.isWord(i - 1, "var");
                boolean assigned = tokens.isWord(i, name) && tokens.is(i + 1, "=");
                if (assigned) {
                    declared.add(declares ? i + 2 : -1);
                } else if (declares && tokens.isWord(i, name) && tokens.is(i + 1, ":") && tokens.is(i + 3, "=")) {
                    declared.add(i + 4);
                } else if (tokens.isWord(i, name) && (isChanged(i) || isBound(i))) {
                    return Optional.empty();
                }
            }
            if (declared.size() != 1 || declared.get(0) < 0) {
                return Optional.empty();
            }
            int from = declared.get(0);
            return new Reader(statementEnd(from), depth + 1).whole(from);
        }
    }

    /** Whether a name gets another value here: {@code port += 1}, {@code port++}, {@code for (const port of ports)}. */
    private boolean isChanged(int i) {
        if (tokens.is(i - 1, ".") || tokens.is(i - 1, "?.")) {
            return false;
        }
        boolean counted = List.of("+=", "-=", "*=", "||=", "??=", "&&=", "++", "--").stream()
                .anyMatch(
                        operator -> tokens.is(i + 1, operator) || operator.length() == 2 && tokens.is(i - 1, operator));
        boolean declares = tokens.isWord(i - 1, "const") || tokens.isWord(i - 1, "let") || tokens.isWord(i - 1, "var");
        return counted || tokens.is(i + 1, "=>") || declares;
    }

    /** Whether a name is one that a parameter list or a pattern binds: {@code (port) => …}, {@code const { port } = …}. */
    private boolean isBound(int i) {
        boolean member = tokens.is(i - 1, ".") || tokens.is(i - 1, "?.");
        boolean key = tokens.is(i + 1, ":") && (tokens.is(i - 1, "{") || tokens.is(i - 1, ","));
        int depth = 0;
        for (int at = i - 1; at >= 0 && !member; at--) {
            if (tokens.is(at, ")") || tokens.is(at, "]") || tokens.is(at, "}")) {
                depth++;
            } else if ((tokens.is(at, "(") || tokens.is(at, "[") || tokens.is(at, "{")) && --depth < 0) {
                depth = 0;
                int behind = end(at + 1);
                while (tokens.is(behind, ",") || tokens.is(behind, ";")) {
                    behind = end(behind + 1);
                }
                boolean block = tokens.is(at, "{") && (tokens.is(at - 1, "=>") || tokens.is(at - 1, ")"));
                if (block) {
                    return false;
                }
                boolean pattern = !tokens.is(at, "(") && tokens.is(behind + 1, "=") && !key;
                boolean head = tokens.isWord(at - 1, "if")
                        || tokens.isWord(at - 1, "for")
                        || tokens.isWord(at - 1, "while")
                        || tokens.isWord(at - 1, "switch");
                boolean list = tokens.is(at, "(")
                        && (tokens.is(behind + 1, "=>")
                                || tokens.is(behind + 1, ":")
                                || tokens.is(behind + 1, "{") && !head);
                if (pattern || list) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Where the value of a declaration ends: at a semicolon, a comma, or a line that begins something else. */
    private int statementEnd(int from) {
        int end = end(from);
        for (int i = from + 1; i < end; i++) {
            boolean newLine = file.text()
                    .substring(tokens.get(i - 1).end(), tokens.get(i).start())
                    .contains("\n");
            boolean goesOn = tokens.get(i).kind() == Kind.PUNCTUATOR || isOperator(i - 1);
            if (newLine && !goesOn) {
                return i;
            }
        }
        return end;
    }

    private boolean isOperator(int i) {
        return tokens.get(i).kind() == Kind.PUNCTUATOR
                && !tokens.is(i, ")")
                && !tokens.is(i, "]")
                && !tokens.is(i, "}");
    }
}
