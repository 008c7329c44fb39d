package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;

/** bash's brace expansion, {@code a{b,c}d} and {@code {1..5}}, where the braces and commas stand in one piece of plain text. */
final class Braces {

    private static final int MOST = 256;

    private Braces() {}

    static List<List<Part>> expand(List<Part> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Part.Literal literal)) {
                continue;
            }
            List<String> alternatives = alternatives(literal.text());
            if (alternatives.isEmpty()) {
                continue;
            }
            List<List<Part>> all = new ArrayList<>();
            for (String alternative : alternatives) {
                List<Part> word = new ArrayList<>(parts.subList(0, i));
                if (!alternative.isEmpty()) {
                    word.add(new Part.Literal(alternative, literal.span()));
                }
                word.addAll(parts.subList(i + 1, parts.size()));
                if (all.size() < MOST) {
                    all.addAll(expand(word));
                }
            }
            return all;
        }
        return List.of(parts);
    }

    /** The texts that the first braces of a text make of it; none when it has none. */
    private static List<String> alternatives(String text) {
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            if (open > 0 && text.charAt(open - 1) == '\\') {
                continue;
            }
            List<Integer> commas = new ArrayList<>();
            int close = close(text, open, commas);
            if (close < 0) {
                continue;
            }
            String before = text.substring(0, open);
            String after = text.substring(close + 1);
            List<String> inner = new ArrayList<>();
            if (commas.isEmpty()) {
                inner = range(text.substring(open + 1, close));
            } else {
                int from = open + 1;
                for (int comma : commas) {
                    inner.add(text.substring(from, comma));
                    from = comma + 1;
                }
                inner.add(text.substring(from, close));
            }
            if (!inner.isEmpty()) {
                return inner.stream().map(one -> before + one + after).toList();
            }
        }
        return List.of();
    }

    private static int close(String text, int open, List<Integer> commas) {
        int depth = 0;
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                if (depth-- == 0) {
                    return i;
                }
            } else if (c == ',' && depth == 0) {
                commas.add(i);
            }
        }
        return -1;
    }

    private static List<String> range(String text) {
        int dots = text.indexOf("..");
        List<String> numbers = new ArrayList<>();
        if (dots <= 0) {
            return numbers;
        }
        String first = text.substring(0, dots);
        String last = text.substring(dots + 2);
        if (!isNumber(first) || !isNumber(last)) {
            return numbers;
        }
        int from = Integer.parseInt(first);
        int to = Integer.parseInt(last);
        int step = from <= to ? 1 : -1;
        for (int i = from; i != to + step && numbers.size() < MOST; i += step) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static boolean isNumber(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return !digits.isEmpty() && digits.length() < 7 && digits.chars().allMatch(Character::isDigit);
    }
}
