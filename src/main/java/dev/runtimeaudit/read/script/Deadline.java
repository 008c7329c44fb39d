package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long a program gives itself to come to its end: a timer in a script that handles SIGTERM, and that exits when it is over.
 *
 * @param millis more than 0
 */
public record Deadline(long millis, Span at) {

    private static final String SIGNAL = "SIGTERM";

    /** Those that a script writes down as numbers. */
    public static List<Deadline> of(SourceFile file) {
        Tokens tokens = Tokens.of(file.text());
        List<Deadline> all = new ArrayList<>();
        boolean handles = tokens.stream()
                .anyMatch(token -> token.kind() == Kind.STRING && token.text().equals(SIGNAL));
        for (int i = 0; handles && i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isWord("setTimeout") && tokens.get(i + 1).is("(")) {
                int end = Math.min(tokens.closing(i + 1), tokens.size() - 1);
                Token timer = tokens.get(i);
                if (exits(tokens, i + 2, end)) {
                    delay(tokens, i + 2, end)
                            .filter(millis -> millis > 0)
                            .ifPresent(millis -> all.add(new Deadline(millis, file.span(timer.start(), timer.end()))));
                }
            }
        }
        return all;
    }

    private static boolean exits(Tokens tokens, int from, int to) {
        for (int i = from; i + 2 < to; i++) {
            if (tokens.get(i).isWord("process")
                    && tokens.get(i + 1).is(".")
                    && tokens.get(i + 2).isWord("exit")) {
                return true;
            }
        }
        return false;
    }

    /** The last argument, a number or a product of numbers. */
    private static Optional<Long> delay(Tokens tokens, int from, int to) {
        BigDecimal product = BigDecimal.ONE;
        int at = tokens.get(to - 1).is(",") ? to - 2 : to - 1;
        while (at > from) {
            Optional<BigDecimal> number = number(tokens.get(at));
            if (number.isEmpty()) {
                return Optional.empty();
            }
            product = product.multiply(number.get());
            if (tokens.get(at - 1).is(",")) {
                return Optional.of(product.longValue());
            }
            if (!tokens.get(at - 1).is("*")) {
                return Optional.empty();
            }
            at -= 2;
        }
        return Optional.empty();
    }

    private static Optional<BigDecimal> number(Token token) {
        String digits = token.text().replace("_", "");
        boolean plain = token.kind() == Kind.NUMBER
                && !digits.isEmpty()
                && digits.length() < 12
                && digits.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == 'e');
        try {
            return plain ? Optional.of(new BigDecimal(digits)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // 1.2.3 is no number of JavaScript's either
        }
    }
}
