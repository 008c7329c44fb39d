package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.read.dockerfile.WordLexer.Piece;
import dev.runtimeaudit.read.dockerfile.WordLexer.Quoting;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;

/** Makes words, with their variables, of pieces of a line. */
final class WordReader {

    private WordReader() {}

    static Word read(Fragment text, char escape) {
        return read(text, escape, Quoting.REMOVE);
    }

    /** The body of a here-document that {@code COPY} writes: quotes stay, and the escape is always a backslash. */
    static Word body(Fragment text) {
        return read(text, '\\', Quoting.ESCAPES_ONLY);
    }

    /** A text in which nothing is replaced. */
    static Word literal(Fragment text) {
        List<Word.Part> parts = text.text().isEmpty() ? List.of() : List.of(new Word.Part.Literal(text.text()));
        return new Word(text.text(), parts, text.span());
    }

    private static Word read(Fragment text, char escape, Quoting quoting) {
        List<Word.Part> parts;
        try {
            parts = parts(text, WordLexer.read(text.text(), escape, quoting));
        } catch (WordLexer.Malformed malformed) {
            parts = List.of(new Word.Part.Malformed(malformed.says()));
        }
        return new Word(text.text(), parts, text.span());
    }

    private static List<Word.Part> parts(Fragment text, List<Piece> pieces) {
        List<Word.Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text plain) {
                literal.append(plain.text());
            } else if (piece instanceof Piece.Variable variable) {
                flush(literal, parts);
                parts.add(variable(text, variable));
            } else {
                throw new AssertionError(piece);
            }
        }
        flush(literal, parts);
        return parts;
    }

    private static void flush(StringBuilder literal, List<Word.Part> parts) {
        if (literal.length() > 0) {
            parts.add(new Word.Part.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static Word.Part variable(Fragment text, Piece.Variable variable) {
        List<Word.Part> argument = parts(text, variable.argument());
        String operator = variable.operator();
        if (operator.equals("#") || operator.equals("%")) {
            // the longest match is asked for by a second # or %, which BuildKit finds at the start of the pattern
            List<Word.Part> shorter = withoutFirst(argument, operator);
            if (shorter.size() != argument.size() || !shorter.equals(argument)) {
                argument = shorter;
                operator += operator;
            }
        }
        return new Word.Part.Variable(
                variable.name(),
                modifier(operator),
                argument,
                parts(text, variable.replacement()),
                text.span(variable.from(), variable.to()));
    }

    private static List<Word.Part> withoutFirst(List<Word.Part> parts, String character) {
        if (parts.isEmpty()
                || !(parts.get(0) instanceof Word.Part.Literal first)
                || !first.text().startsWith(character)) {
            return parts;
        }
        List<Word.Part> rest = new ArrayList<>(parts.subList(1, parts.size()));
        if (first.text().length() > 1) {
            rest.add(0, new Word.Part.Literal(first.text().substring(1)));
        }
        return rest;
    }

    private static Word.Modifier modifier(String operator) {
        return switch (operator) {
            case "" -> Word.Modifier.NONE;
            case ":-" -> Word.Modifier.DEFAULT_IF_EMPTY;
            case "-" -> Word.Modifier.DEFAULT_IF_UNSET;
            case ":+" -> Word.Modifier.ALTERNATIVE_IF_NOT_EMPTY;
            case "+" -> Word.Modifier.ALTERNATIVE_IF_SET;
            case ":?" -> Word.Modifier.ERROR_IF_EMPTY;
            case "?" -> Word.Modifier.ERROR_IF_UNSET;
            case "#" -> Word.Modifier.REMOVE_SHORTEST_PREFIX;
            case "##" -> Word.Modifier.REMOVE_LONGEST_PREFIX;
            case "%" -> Word.Modifier.REMOVE_SHORTEST_SUFFIX;
            case "%%" -> Word.Modifier.REMOVE_LONGEST_SUFFIX;
            case "/" -> Word.Modifier.REPLACE_FIRST;
            case "//" -> Word.Modifier.REPLACE_ALL;
            default -> throw new AssertionError(operator);
        };
    }
}
