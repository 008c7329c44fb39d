package dev.runtimeaudit.exec.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a file of PHP loads, read by its words (php.net, "Basic syntax", "include", "Using namespaces: Aliasing/Importing"): nothing is
 * evaluated.
 *
 * @param loads the files that it asks for when it is executed, as written: not in functions, classes and blocks
 * @param uses the classes that it imports by their full names
 * @param unread it asks for something that is worked out
 * @param code the words that are executed at once with a blank between them, texts and comments left out: not in functions and classes,
 *     and a block that may be left, or may not be entered, is none of them
 */
record PhpSource(List<Load> loads, List<String> uses, boolean unread, String code) {

    /**
     * A file that is asked for.
     *
     * @param up how many directories above that of the file it starts; negative when it starts from the current directory
     */
    record Load(int up, String path) {}

    PhpSource {
        loads = List.copyOf(loads);
        uses = List.copyOf(uses);
    }

    private static final List<String> LOADING = List.of("require", "require_once", "include", "include_once");

    private static final String TEXT = "'";

    /** Behind these nothing is executed; a file that is loaded may well return. */
    private static final Set<String> ENDING = Set.of("exit", "die", "return");

    private static final Set<String> LEAVING = Set.of("break", "exit", "die", "return", "throw", "goto");

    static PhpSource read(String text) {
        List<String> words = words(text);
        List<Load> loads = new ArrayList<>();
        List<String> uses = new ArrayList<>();
        boolean unread = false;
        int depth = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            if (depth > 0) {
                continue;
            }
            if (LOADING.contains(word)) {
                Optional<Load> load = load(words, i + 1);
                load.ifPresent(loads::add);
                unread |= load.isEmpty();
            } else if (word.equals("use")
                    && (i == 0 || List.of(";", "}", "<?php").contains(words.get(i - 1)))) {
                i = used(words, i + 1, uses);
            }
        }
        return new PhpSource(loads, uses, unread, executed(words));
    }

    /** The words outside of blocks, up to where the file may end early; a loop without an end is one of them when nothing leaves it. */
    private static String executed(List<String> words) {
        StringBuilder code = new StringBuilder();
        int depth = 0;
        int block = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("}")) {
                depth--;
                boolean left = words.subList(Math.min(block, i), i).stream().anyMatch(LEAVING::contains);
                code.append(depth == 0 && left ? "left } " : depth == 0 ? "} " : "");
                continue;
            }
            if (depth == 0 && ENDING.contains(word)) {
                break;
            }
            if (depth == 0) {
                code.append(word.startsWith(TEXT) ? "''" : word).append(' ');
            }
            if (word.equals("{")) {
                block = depth == 0 ? i : block;
                depth++;
            }
        }
        return code.toString();
    }

    /** {@code __DIR__ . '/a.php'}, {@code dirname(__DIR__) . '/a.php'}, {@code 'a.php'}, with parentheses or without. */
    private static Optional<Load> load(List<String> words, int from) {
        int at = from;
        int up = -1;
        while (word(words, at).equals("(")) {
            at++;
        }
        if (word(words, at).equals("dirname") && word(words, at + 1).equals("(")) {
            boolean plain =
                    word(words, at + 2).equals("__DIR__") && word(words, at + 3).equals(")");
            if (!plain) {
                return Optional.empty();
            }
            up = 1;
            at += 4;
        } else if (word(words, at).equals("__DIR__")) {
            up = 0;
            at++;
        }
        if (up >= 0) {
            if (!word(words, at).equals(".")) {
                return Optional.empty();
            }
            at++;
        }
        String path = word(words, at);
        boolean ends = List.of(";", ")").contains(word(words, at + 1));
        return path.startsWith(TEXT) && ends ? Optional.of(new Load(up, path.substring(1))) : Optional.empty();
    }

    /** {@code use A\B, A\C as D;}, {@code use A\{B, C};}; functions and constants are no classes. Returns where it ends. */
    private static int used(List<String> words, int from, List<String> uses) {
        int at = from;
        boolean others = word(words, at).equals("function") || word(words, at).equals("const");
        String group = "";
        boolean named = false;
        while (at < words.size() && !words.get(at).equals(";")) {
            String word = words.get(at);
            if (word.equals("{")) {
                group = uses.isEmpty() || others ? "" : uses.remove(uses.size() - 1);
                named = false;
            } else if (word.equals(",")) {
                named = false;
            } else if (!named && !word.equals("}")) {
                if (!others) {
                    uses.add(group + (word.startsWith("\\") ? word.substring(1) : word));
                }
                named = true;
            }
            at++;
        }
        return at;
    }

    private static String word(List<String> words, int at) {
        return at < words.size() ? words.get(at) : "";
    }

    /** Texts begin with a quotation mark here and have none at the end; one with a variable in it is none that is known. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int at = Math.max(0, text.indexOf("<?php"));
        if (text.startsWith("<?php", at)) {
            words.add("<?php");
            at += "<?php".length();
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' && !text.startsWith("#[", at) || text.startsWith("//", at)) {
                at = end(text, "\n", at);
            } else if (text.startsWith("/*", at)) {
                at = end(text, "*/", at + 2);
            } else if (text.startsWith("<<<", at)) {
                at = heredoc(text, at);
                words.add("\"");
            } else if (c == '\'' || c == '"') {
                int end = at + 1;
                while (end < text.length() && text.charAt(end) != c) {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                String inner = text.substring(at + 1, Math.min(end, text.length()));
                boolean plain = !inner.contains("\\") && (c == '\'' || !inner.contains("$"));
                words.add(plain ? TEXT + inner : "\"");
                at = end + 1;
            } else if (isWord(c)) {
                int end = at + 1;
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
                words.add(text.substring(at, end));
                at = end;
            } else if (text.startsWith("->", at) || text.startsWith("::", at)) {
                words.add(text.substring(at, at + 2));
                at += 2;
            } else {
                if (!Character.isWhitespace(c)) {
                    words.add(String.valueOf(c));
                }
                at++;
            }
        }
        return words;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '\\' || c == '$';
    }

    private static int end(String text, String mark, int from) {
        int end = text.indexOf(mark, from);
        return end < 0 ? text.length() : end + mark.length();
    }

    private static int heredoc(String text, int at) {
        int line = end(text, "\n", at);
        String mark = text.substring(at + 3, line).strip().replace("'", "").replace("\"", "");
        int from = line;
        while (from < text.length()) {
            int next = end(text, "\n", from);
            if (!mark.isEmpty() && text.substring(from, next).strip().startsWith(mark)) {
                return text.indexOf(mark, from) + mark.length();
            }
            from = next;
        }
        return text.length();
    }
}
