package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which names of a script stand for certain modules, and which for what these export under the same name. */
final class Bindings {

    private final List<Token> tokens;
    private final Set<String> modules;
    private final Set<String> spaces = new HashSet<>();
    private final Set<String> members = new HashSet<>();

    Bindings(List<Token> tokens, Set<String> modules) {
        this.tokens = tokens;
        this.modules = modules;
        for (int i = 1; i < tokens.size(); i++) {
            if (!isModule(i)) {
                continue;
            }
            if (word(i - 1).equals("from")) {
                imported(i - 2);
            } else if (isLoaded(i)) {
                int at = word(i - 3).equals("await") ? i - 4 : i - 3;
                if (is(at, "=") && is(at - 1, "}")) {
                    listed(at - 1);
                } else if (is(at, "=") && (!is(i + 2, ".") || word(i + 3).equals("promises"))) {
                    spaces.add(word(at - 1));
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
        return is(string - 1, "(")
                && (word(string - 2).equals("require") || word(string - 2).equals("import"))
                && is(string + 1, ")");
    }

    private void imported(int end) {
        int at = is(end, "}") ? listed(end) : end;
        if (is(at, ",")) {
            at--;
        }
        if (!word(at).equals("import")) {
            spaces.add(word(at));
        }
    }

    /** {@code {a, b as c, d: e}}; what stands before it. */
    private int listed(int close) {
        int at = close - 1;
        while (at > 0 && !is(at, "{")) {
            boolean renamed = word(at - 1).equals("as") || is(at - 1, ":");
            String name = word(renamed ? at - 2 : at);
            if (name.equals("promises") || name.equals("default")) {
                spaces.add(word(at));
            } else if (!renamed) {
                members.add(name);
            }
            at -= renamed ? 3 : 1;
        }
        return at - 1;
    }

    /** Whether the function at a token is one of the modules'. */
    boolean isBound(int i) {
        if (!is(i - 1, ".")) {
            return members.contains(word(i));
        }
        int receiver = word(i - 2).equals("promises") && is(i - 3, ".") ? i - 4 : i - 2;
        boolean loaded = is(receiver, ")") && isModule(receiver - 1) && isLoaded(receiver - 1);
        return loaded || spaces.contains(word(receiver)) && !is(receiver - 1, ".");
    }

    private String word(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).kind() == Kind.WORD
                ? tokens.get(i).text()
                : "";
    }

    private boolean is(int i, String punctuator) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(punctuator);
    }
}
