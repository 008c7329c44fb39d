package dev.runtimeaudit.read.yaml;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * What a plain scalar means: YAML 1.2.2, 10.3 ("Core Schema"), with what go-yaml keeps of 1.1 (octal {@code 0777},
 * binary, underscores in numbers). {@code yes}, {@code on} and {@code 22:22} are strings.
 */
final class CoreSchema {

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> BOOLEANS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");
    private static final Set<String> ODD_FLOATS = Set.of(
            ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN");

    /** strconv.FormatFloat with 'g' and the shortest precision turns to exponents from here on. */
    private static final int MOST_PLAIN_DIGITS = 21;

    private CoreSchema() {}

    static Kind kind(String plain) {
        if (NULLS.contains(plain)) {
            return Kind.NULL;
        }
        if (BOOLEANS.contains(plain)) {
            return Kind.BOOLEAN;
        }
        if (integer(plain).isPresent()) {
            return Kind.INTEGER;
        }
        return ODD_FLOATS.contains(plain) || isFloat(plain) ? Kind.FLOAT : Kind.STRING;
    }

    static String canonical(String text, Kind kind) {
        switch (kind) {
            case BOOLEAN:
                return text.toLowerCase(java.util.Locale.ROOT);
            case INTEGER:
                return integer(text).map(BigInteger::toString).orElse(text);
            case FLOAT:
                return ODD_FLOATS.contains(text) ? text : number(text.replace("_", ""));
            case NULL:
            case STRING:
                return text;
        }
        throw new AssertionError(kind);
    }

    private static Optional<BigInteger> integer(String plain) {
        String text = plain.replace("_", "");
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = 10;
        int skip = 0;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char mark = Character.toLowerCase(digits.charAt(1));
            radix = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
            skip = mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
        }
        if (skip >= digits.length() || plain.startsWith("_")) {
            return Optional.empty();
        }
        for (int i = skip; i < digits.length(); i++) {
            if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), radix) < 0) {
                return Optional.empty();
            }
        }
        BigInteger value = new BigInteger(digits.substring(skip), radix);
        return Optional.of(negative ? value.negate() : value);
    }

    /** {@code [-+]? ( "." digits | digits ( "." digits? )? ) ( [eE] [-+]? digits )?} */
    private static boolean isFloat(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int whole = digits(text, at);
        int end = whole;
        if (end < text.length() && text.charAt(end) == '.') {
            int fraction = digits(text, end + 1);
            if (whole == at && fraction == end + 1) {
                return false;
            }
            end = fraction;
        } else if (whole == at) {
            return false;
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            int exponent = end + 1;
            if (exponent < text.length() && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
                exponent++;
            }
            end = digits(text, exponent);
            if (end == exponent) {
                return false;
            }
        }
        return end == text.length();
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static String number(String text) {
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            return text;
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (shortest.signum() == 0) {
            return "0";
        }
        if (exponent >= -4 && exponent < MOST_PLAIN_DIGITS) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = shortest.signum() < 0 ? "-" : "";
        return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
