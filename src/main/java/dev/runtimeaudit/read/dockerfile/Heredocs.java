package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.read.dockerfile.WordLexer.Piece;
import dev.runtimeaudit.read.dockerfile.WordLexer.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the here-documents that a line announces (Dockerfile reference, "Here-Documents"). */
final class Heredocs {

    /**
     * A {@code <<EOF} in a line.
     *
     * @param name the delimiter, quotes taken off
     * @param expand no part of it was quoted
     * @param stripTabs it is written {@code <<-}
     */
    record Announced(String name, boolean expand, boolean stripTabs) {}

    private Heredocs() {}

    /** In order. A line that the lexer cannot take apart announces none, whatever stands in it: so does BuildKit. */
    static List<Announced> in(String line) throws WordLexer.Malformed {
        if (!line.contains("<<")) {
            return List.of();
        }
        List<String> words;
        try {
            words = words(line, Quoting.KEEP);
        } catch (WordLexer.Malformed malformed) {
            return List.of();
        }
        List<Announced> found = new ArrayList<>();
        for (String word : words) {
            announced(word).ifPresent(found::add);
        }
        return found;
    }

    /** Whether a whole word announces a here-document: {@code 3<<-"EOF"}. */
    static Optional<Announced> announced(String word) throws WordLexer.Malformed {
        int at = 0;
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        if (!word.startsWith("<<", at)) {
            return Optional.empty();
        }
        at += 2;
        boolean stripTabs = word.startsWith("-", at);
        at += stripTabs ? 1 : 0;
        while (at < word.length() && " \t\n\f\r".indexOf(word.charAt(at)) >= 0) {
            at++;
        }
        String rest = word.substring(at);
        if (rest.isEmpty() || rest.indexOf('<') >= 0) {
            return Optional.empty();
        }
        List<String> names = words(rest, Quoting.KEEP_VARIABLES);
        if (names.size() != 1) {
            return Optional.empty();
        }
        String name = names.get(0);
        boolean expand = quotes(name) == quotes(words(rest, Quoting.KEEP_QUOTES).get(0));
        return Optional.of(new Announced(name, expand, stripTabs));
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }

    private static List<String> words(String text, Quoting quoting) throws WordLexer.Malformed {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (Piece piece : WordLexer.read(text, '\\', quoting)) {
            if (!splits(piece)) {
                word.append(render(piece));
            } else {
                // the value of a variable is split like any text, quotes in it or not
                render(piece).codePoints().forEach(c -> {
                    if (!GoText.isSpace(c)) {
                        word.appendCodePoint(c);
                    } else if (word.length() > 0) {
                        words.add(word.toString());
                        word.setLength(0);
                    }
                });
            }
        }
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }

    private static boolean splits(Piece piece) {
        return piece instanceof Piece.Text text ? text.splits() : ((Piece.Variable) piece).splits();
    }

    /** No variable has a value here, and one without stays as it is written. */
    private static String render(Piece piece) {
        if (piece instanceof Piece.Text plain) {
            return plain.text();
        }
        if (piece instanceof Piece.Variable variable) {
            if (!variable.braces()) {
                return "$" + variable.name();
            }
            StringBuilder out = new StringBuilder("${").append(variable.name());
            boolean replaces = variable.operator().startsWith("/");
            out.append(replaces ? "/" : variable.operator());
            variable.argument().forEach(p -> out.append(render(p)));
            if (replaces) {
                out.append('/');
                variable.replacement().forEach(p -> out.append(render(p)));
            }
            return out.append('}').toString();
        }
        throw new AssertionError(piece);
    }
}
