package dev.runtimeaudit.read.dockerfile;

import java.util.Map;
import java.util.Optional;

/** Go's {@code time.ParseDuration}, as far as a health check's flags need it: {@code 1m30s}, {@code 500ms}. */
final class Durations {

    private static final Map<String, Double> NANOSECONDS =
            Map.of("ns", 1.0, "us", 1e3, "\u00b5s", 1e3, "\u03bcs", 1e3, "ms", 1e6, "s", 1e9, "m", 6e10, "h", 3.6e12);

    /** As many nanoseconds as Go's 64 bits hold. */
    private static final double MOST = 0x1p63;

    private Durations() {}

    /** What BuildKit says of the value of a flag that must be a duration of at least a millisecond, or 0. */
    static Optional<String> wrong(String flag, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String quoted = GoText.quote(text);
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        if (text.substring(at).equals("0")) {
            return Optional.empty();
        }
        if (at == text.length()) {
            return Optional.of("time: invalid duration " + quoted);
        }
        double sum = 0;
        while (at < text.length()) {
            int number = at;
            boolean digits = false;
            boolean point = false;
            while (at < text.length() && (isDigit(text.charAt(at)) || (text.charAt(at) == '.' && !point))) {
                digits |= isDigit(text.charAt(at));
                point |= text.charAt(at) == '.';
                at++;
            }
            if (!digits) {
                return Optional.of("time: invalid duration " + quoted);
            }
            double value = Double.parseDouble(text.substring(number, at));
            int unit = at;
            while (at < text.length() && !isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            if (unit == at) {
                return Optional.of("time: missing unit in duration " + quoted);
            }
            Double nanoseconds = NANOSECONDS.get(text.substring(unit, at));
            if (nanoseconds == null) {
                return Optional.of(
                        "time: unknown unit " + GoText.quote(text.substring(unit, at)) + " in duration " + quoted);
            }
            sum += value * nanoseconds;
            if (sum > MOST) {
                return Optional.of("time: invalid duration " + quoted);
            }
        }
        double signed = text.charAt(0) == '-' ? -sum : sum;
        return signed != 0 && signed < 1e6
                ? Optional.of("Interval " + GoText.quote(flag) + " cannot be less than 1ms")
                : Optional.empty();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
