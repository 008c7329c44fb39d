package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import java.util.HashSet;
import java.util.Set;

/** Which names of a script stand for certain modules, and which for what these export under the same name. */
final class Bindings {

    private final Tokens tokens;
    private final Set<String> modules;
    private final Set<String> spaces = new HashSet<>();
    private final Set<String> members = new HashSet<>();

    Bindings(Tokens tokens, Set<String> modules) {
        this.tokens = tokens;
        this.modules = modules;
        for (int i = 1; i < tokens.size(); i++) {
            if (!isModule(i)) {
                continue;
            }
            if (tokens.word(i - 1).equals("from")) {
                imported(i - 2);
            } else if (isLoaded(i)) {
                int at = tokens.word(i - 3).equals("await") ? i - 4 : i - 3;
                if (tokens.is(at, "=") && tokens.is(at - 1, "}")) {
                    listed(at - 1);
                } else if (tokens.is(at, "=")
                        && (!tokens.is(i + 2, ".") || tokens.word(i + 3).equals("promises"))) {
                    spaces.add(tokens.word(at - 1));
                }
            }
        }
        spaces.remove("");
    }

    private boolean isModule(int i) {
        return i >= 0
                && tokens.get(i).kind() == Kind.STRING
                && modules.contains(tokens.get(i).text());
    }

    private boolean isLoaded(int string) {
        return tokens.is(string - 1, "(")
                && (tokens.word(string - 2).equals("require")
                        || tokens.word(string - 2).equals("import"))
                && tokens.is(string + 1, ")");
    }

    private void imported(int end) {
        int at = tokens.is(end, "}") ? listed(end) : end;
        if (tokens.is(at, ",")) {
            at--;
        }
        if (!tokens.word(at).equals("import")) {
            spaces.add(tokens.word(at));
        }
    }

    /** {@code {a, b as c, d: e}}; what stands before it. */
    private int listed(int close) {
        int at = close - 1;
        while (at > 0 && !tokens.is(at, "{")) {
            boolean renamed = tokens.word(at - 1).equals("as") || tokens.is(at - 1, ":");
            String name = tokens.word(renamed ? at - 2 : at);
            if (name.equals("promises") || name.equals("default")) {
                spaces.add(tokens.word(at));
            } else if (!renamed) {
                members.add(name);
            }
            at -= renamed ? 3 : 1;
        }
        return at - 1;
    }

    /** Whether the function at a token is one of the modules'. */
    boolean isBound(int i) {
        if (!tokens.is(i - 1, ".")) {
            return members.contains(tokens.word(i));
        }
        int receiver = tokens.word(i - 2).equals("promises") && tokens.is(i - 3, ".") ? i - 4 : i - 2;
        boolean loaded = tokens.is(receiver, ")") && isModule(receiver - 1) && isLoaded(receiver - 1);
        return loaded || spaces.contains(tokens.word(receiver)) && !tokens.is(receiver - 1, ".");
    }
}
