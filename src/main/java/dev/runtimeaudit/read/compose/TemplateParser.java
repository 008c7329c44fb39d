package dev.runtimeaudit.read.compose;

import dev.runtimeaudit.read.compose.Template.Operator;
import dev.runtimeaudit.read.compose.Template.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a template apart. A dollar in front of anything that is no name is a dollar. */
final class TemplateParser {

    private static final List<Operator> LONGEST_FIRST = List.of(
            Operator.DEFAULT_IF_EMPTY,
            Operator.REQUIRED_NOT_EMPTY,
            Operator.ALTERNATIVE_IF_NOT_EMPTY,
            Operator.DEFAULT,
            Operator.REQUIRED,
            Operator.ALTERNATIVE);

    private static final Template EMPTY = new Template(List.of(), Optional.empty());

    private final String text;

    TemplateParser(String text) {
        this.text = text;
    }

    Template parse(int from, int to) {
        List<Part> parts = new ArrayList<>();
        Optional<Integer> invalid = Optional.empty();
        int literal = from;
        int at = from;
        while (at < to) {
            if (text.charAt(at) != '$' || at + 1 >= to) {
                at++;
                continue;
            }
            char next = text.charAt(at + 1);
            Optional<Part> part = next == '$'
                    ? Optional.of(new Part.Dollar(at, at + 2))
                    : next == '{' ? braced(at, to) : named(at, to);
            if (part.isEmpty()) {
                if (next == '{' && invalid.isEmpty()) {
                    invalid = Optional.of(at);
                }
                at++;
                continue;
            }
            if (literal < at) {
                parts.add(new Part.Literal(text.substring(literal, at), literal, at));
            }
            parts.add(part.get());
            if (part.get() instanceof Part.Variable variable && invalid.isEmpty()) {
                invalid = variable.word().invalid();
            }
            at = part.get().to();
            literal = at;
        }
        if (literal < to) {
            parts.add(new Part.Literal(text.substring(literal, to), literal, to));
        }
        return new Template(parts, invalid);
    }

    private Optional<Part> named(int at, int to) {
        int end = nameEnd(at + 1, to);
        return end == at + 1
                ? Optional.empty()
                : Optional.of(new Part.Variable(text.substring(at + 1, end), Operator.NONE, EMPTY, at, end));
    }

    private Optional<Part> braced(int at, int to) {
        int close = closing(at, to);
        int end = nameEnd(at + 2, to);
        if (close < 0 || end == at + 2 || end > close) {
            return Optional.empty();
        }
        String name = text.substring(at + 2, end);
        if (end == close) {
            return Optional.of(new Part.Variable(name, Operator.NONE, EMPTY, at, close + 1));
        }
        // compose-go's pattern lets no line end into a reference.
        int line = text.indexOf('\n', at);
        if (line >= 0 && line < close) {
            return Optional.empty();
        }
        for (Operator operator : LONGEST_FIRST) {
            if (text.startsWith(operator.written(), end)) {
                Template word = parse(end + operator.written().length(), close);
                return Optional.of(new Part.Variable(name, operator, word, at, close + 1));
            }
        }
        return Optional.empty();
    }

    private int closing(int at, int to) {
        int open = 0;
        int last = -1;
        for (int i = at + 1; i < to; i++) {
            if (text.charAt(i) == '{') {
                open++;
            } else if (text.charAt(i) == '}') {
                last = i;
                if (--open == 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private int nameEnd(int from, int to) {
        int end = from;
        while (end < to && isNamePart(text.charAt(end), end == from)) {
            end++;
        }
        return end;
    }

    private static boolean isNamePart(char c, boolean first) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
    }
}
