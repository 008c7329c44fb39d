package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All the programs that a script of node may start, with their words, where every one is written down (nodejs.org, "Child process"):
 * as texts, or as constants of the script that are used for nothing else.
 */
public final class SpawnedWords {

    private static final Set<String> SHELL = Set.of("exec", "execSync");
    private static final Set<String> DIRECT = Set.of("spawn", "spawnSync", "execFile", "execFileSync");
    private static final Pattern PLAIN = Pattern.compile("[\\w@./:=-]+");

    private final String text;
    private final List<Token> tokens;
    private final Map<String, Integer> used = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    private SpawnedWords(SourceFile file) {
        this.text = file.text();
        this.tokens = Tokenizer.tokens(file.text());
    }

    /** The words of each program; empty where there may be others. */
    public static Optional<List<List<String>>> of(SourceFile file) {
        if (StartedPrograms.startsInOtherWays(file)) {
            return Optional.empty();
        }
        boolean starts = file.text().contains("child_process");
        return starts ? new SpawnedWords(file).all() : Optional.of(List.of());
    }

    private Optional<List<List<String>>> all() {
        boolean known = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String written = token.kind() == Kind.TEMPLATE ? text.substring(token.start(), token.end()) : "";
            if (written.contains("${")
                    && Stream.concat(SHELL.stream(), DIRECT.stream()).anyMatch(written::contains)) {
                return Optional.empty(); // what stands in its holes is not looked at
            }
            if (token.kind() == Kind.STRING && token.text().endsWith("child_process")) {
                if (known || !takes(i)) {
                    return Optional.empty();
                }
                known = true;
            }
        }
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; known && i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean named = token.kind() == Kind.WORD && taken.contains(token.text());
            if (!named || token(i + 1).is("}") || token(i + 1).is(",") && isTaken(i)) {
                continue;
            }
            Optional<List<String>> words = token(i + 1).is("(") ? words(i) : Optional.empty();
            if (words.isEmpty()
                    || words.get().isEmpty()
                    || !words.get().stream()
                            .allMatch(word -> PLAIN.matcher(word).matches())) {
                return Optional.empty();
            }
            all.add(words.get());
        }
        boolean alone = used.entrySet().stream().allMatch(name -> mentions(name.getKey()) == name.getValue() + 1);
        return known && alone ? Optional.of(all) : Optional.empty();
    }

    /** {@code import { a, b } from "child_process"} or {@code const { a, b } = require("child_process")}, by their own names. */
    private boolean takes(int module) {
        int at = module - 1;
        if (token(at).is("(")
                && token(at - 1).isWord("require")
                && token(at - 2).is("=")) {
            at -= 3;
        } else if (token(at).isWord("from")) {
            at--;
        } else {
            return false;
        }
        if (!token(at).is("}")) {
            return false;
        }
        for (at--; at >= 0 && !token(at).is("{"); at--) {
            String name = token(at).text();
            if (SHELL.contains(name) || DIRECT.contains(name)) {
                taken.add(name);
            } else if (!token(at).is(",")) {
                return false;
            }
        }
        return Set.of("import", "const").contains(token(at - 1).text());
    }

    /** Whether a name stands between the braces that take it. */
    private boolean isTaken(int at) {
        int end = at;
        while (end < tokens.size()
                && (token(end).kind() == Kind.WORD || token(end).is(","))) {
            end++;
        }
        return token(end).is("}")
                && (token(end + 1).isWord("from") || token(end + 1).is("="));
    }

    private Optional<List<String>> words(int function) {
        Optional<String> program = text(function + 2);
        Token next = token(function + 3);
        if (program.isEmpty() || !next.is(",") && !next.is(")")) {
            return Optional.empty();
        }
        if (SHELL.contains(token(function).text())) {
            return Optional.of(List.of(program.get().strip().split("\\s+")));
        }
        List<String> words = new ArrayList<>(List.of(program.get()));
        Token list = token(function + 4);
        if (next.is(")") || list.is("{")) {
            return Optional.of(words);
        }
        Token behind = token(function + 5);
        boolean constant = list.kind() == Kind.WORD && (behind.is(",") || behind.is(")"));
        int open = constant ? declared(list.text()) : function + 4;
        if (constant) {
            used.merge(list.text(), 1, Integer::sum);
        }
        Optional<List<String>> rest = token(open).is("[") ? list(open) : Optional.empty();
        rest.ifPresent(words::addAll);
        return rest.map(any -> words);
    }

    private Optional<List<String>> list(int open) {
        List<String> words = new ArrayList<>();
        for (int at = open + 1; at < tokens.size(); at++) {
            Token token = token(at);
            if (token.is("]")) {
                return Optional.of(words);
            }
            if (token.kind() == Kind.STRING) {
                words.add(token.text());
            } else if (!token.is(",")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> text(int at) {
        if (token(at).kind() != Kind.WORD) {
            return token(at).kind() == Kind.STRING ? Optional.of(token(at).text()) : Optional.empty();
        }
        String name = token(at).text();
        int value = declared(name);
        boolean whole = token(value).kind() == Kind.STRING
                && (token(value + 1).is(";") || token(value + 1).kind() == Kind.WORD);
        used.merge(name, 1, Integer::sum);
        return whole ? Optional.of(token(value).text()) : Optional.empty();
    }

    /** Where the value of a constant stands. */
    private int declared(String name) {
        for (int i = 1; i < tokens.size(); i++) {
            if (token(i).isWord(name)
                    && token(i - 1).isWord("const")
                    && token(i + 1).is("=")) {
                return i + 2;
            }
        }
        return tokens.size();
    }

    private int mentions(String name) {
        return (int) tokens.stream().filter(token -> token.isWord(name)).count();
    }

    private Token token(int at) {
        return at >= 0 && at < tokens.size() ? tokens.get(at) : new Token(Kind.PUNCTUATOR, "", 0, 0);
    }
}
