package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import java.util.OptionalLong;

/**
 * Evaluates the expressions of {@code $((…))}: C's operators on 64 bits (POSIX 2.6.4), with what bash and BusyBox add
 * ({@code ++ -- **}, the comma, {@code base#digits}). What rests on an unknown variable is unknown.
 *
 * <p>It is long because a grammar of fifteen levels is one thing.
 */
final class Arithmetic {

    /** What an expression lacks. */
    enum Kind {
        OPERAND,
        OPERATOR,
        DIGIT,
        ASSIGNMENT,
        DIVISION
    }

    /** An expression that the shell rejects. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Kind kind;
        private final String token;

        Wrong(Kind kind, String token) {
            super(kind + " " + token, null, false, false);
            this.kind = kind;
            this.token = token;
        }

        Kind kind() {
            return kind;
        }

        String token() {
            return token;
        }
    }

    /** The shell's variables, as numbers see them. */
    interface Variables {
        Value get(String name);

        /** @param value empty when it is not known */
        void set(String name, OptionalLong value);
    }

    private static final String[][] BINARY = {
        {"||"},
        {"&&"},
        {"|"},
        {"^"},
        {"&"},
        {"==", "!="},
        {"<=", ">=", "<", ">"},
        {"<<", ">>"},
        {"+", "-"},
        {"*", "/", "%"}
    };
    private static final String[] ASSIGNING = {"<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="};
    private static final int DEEPEST = 40;

    private final String text;
    private final Flavor flavor;
    private final Variables variables;
    private final int depth;
    private int at;
    private int skipping;

    private Arithmetic(String text, Flavor flavor, Variables variables, int depth) {
        this.text = text;
        this.flavor = flavor;
        this.variables = variables;
        this.depth = depth;
    }

    /** @return empty when it is not known */
    static OptionalLong evaluate(String text, Flavor flavor, Variables variables) {
        return new Arithmetic(text, flavor, variables, 0).all();
    }

    private OptionalLong all() {
        if (depth > DEEPEST) {
            return OptionalLong.empty();
        }
        space();
        if (at == text.length()) {
            return OptionalLong.of(0);
        }
        OptionalLong value = comma();
        if (at < text.length()) {
            throw new Wrong(Kind.OPERATOR, text.substring(at));
        }
        return value;
    }

    private OptionalLong comma() {
        OptionalLong value = assignment();
        while (!flavor.dash() && take(",")) {
            value = assignment();
        }
        return value;
    }

    private OptionalLong assignment() {
        int start = at;
        String name = name();
        if (!name.isEmpty()) {
            for (String operator : ASSIGNING) {
                if (text.startsWith(operator, at) && !(operator.equals("=") && text.startsWith("==", at))) {
                    at += operator.length();
                    space();
                    OptionalLong right = assignment();
                    OptionalLong value = operator.equals("=")
                            ? right
                            : apply(operator.substring(0, operator.length() - 1), number(name), right);
                    store(name, value);
                    return value;
                }
            }
        }
        at = start;
        return ternary();
    }

    private void store(String name, OptionalLong value) {
        if (skipping == 0) {
            variables.set(name, value);
        }
    }

    private OptionalLong ternary() {
        OptionalLong test = binary(0);
        if (!take("?")) {
            return test;
        }
        boolean known = test.isPresent();
        boolean yes = known && test.getAsLong() != 0;
        skipping += known && yes ? 0 : 1;
        OptionalLong first = assignment();
        skipping -= known && yes ? 0 : 1;
        if (!take(":")) {
            throw new Wrong(Kind.OPERATOR, text.substring(at));
        }
        skipping += known && !yes ? 0 : 1;
        OptionalLong second = assignment();
        skipping -= known && !yes ? 0 : 1;
        return !known ? OptionalLong.empty() : yes ? first : second;
    }

    private OptionalLong binary(int level) {
        if (level == BINARY.length) {
            return power();
        }
        OptionalLong left = binary(level + 1);
        while (true) {
            String operator = operator(level);
            if (operator.isEmpty()) {
                return left;
            }
            at += operator.length();
            space();
            boolean decided = level < 2
                    && left.isPresent()
                    && (operator.equals("||") ? left.getAsLong() != 0 : left.getAsLong() == 0);
            skipping += decided ? 1 : 0;
            OptionalLong right = binary(level + 1);
            skipping -= decided ? 1 : 0;
            if (decided) {
                left = OptionalLong.of(operator.equals("||") ? 1 : 0);
            } else {
                left = apply(operator, left, right);
            }
        }
    }

    private String operator(int level) {
        for (String operator : BINARY[level]) {
            if (!text.startsWith(operator, at)) {
                continue;
            }
            char next = at + operator.length() < text.length() ? text.charAt(at + operator.length()) : ' ';
            char only = operator.charAt(0);
            boolean longer = operator.length() == 1
                    && (("|&<>".indexOf(only) >= 0 && next == only)
                            || ("|&^+-*/%<>".indexOf(only) >= 0 && next == '=' && "<>".indexOf(only) < 0)
                            || only == '*' && next == '*' && !flavor.dash());
            if (!longer) {
                return operator;
            }
        }
        return "";
    }

    private OptionalLong apply(String operator, OptionalLong left, OptionalLong right) {
        if ((operator.equals("/") || operator.equals("%"))
                && right.isPresent()
                && right.getAsLong() == 0
                && skipping == 0) {
            throw new Wrong(Kind.DIVISION, "");
        }
        if (left.isEmpty() || right.isEmpty()) {
            return OptionalLong.empty();
        }
        long a = left.getAsLong();
        long b = right.getAsLong();
        switch (operator) {
            case "||":
                return truth(a != 0 || b != 0);
            case "&&":
                return truth(a != 0 && b != 0);
            case "|":
                return OptionalLong.of(a | b);
            case "^":
                return OptionalLong.of(a ^ b);
            case "&":
                return OptionalLong.of(a & b);
            case "==":
                return truth(a == b);
            case "!=":
                return truth(a != b);
            case "<=":
                return truth(a <= b);
            case ">=":
                return truth(a >= b);
            case "<":
                return truth(a < b);
            case ">":
                return truth(a > b);
            case "<<":
                return OptionalLong.of(a << b);
            case ">>":
                return OptionalLong.of(a >> b);
            case "+":
                return OptionalLong.of(a + b);
            case "-":
                return OptionalLong.of(a - b);
            case "*":
                return OptionalLong.of(a * b);
            case "/":
                return OptionalLong.of(b == 0 ? 0 : a / b);
            case "%":
                return OptionalLong.of(b == 0 ? 0 : a % b);
            default:
                throw new AssertionError(operator);
        }
    }

    private static OptionalLong truth(boolean holds) {
        return OptionalLong.of(holds ? 1 : 0);
    }

    private OptionalLong power() {
        OptionalLong base = unary();
        if (flavor.dash() || !take("**")) {
            return base;
        }
        OptionalLong exponent = power();
        if (base.isEmpty() || exponent.isEmpty()) {
            return OptionalLong.empty();
        }
        long result = 1;
        for (long i = 0; i < Math.min(exponent.getAsLong(), 64); i++) {
            result *= base.getAsLong();
        }
        return OptionalLong.of(result);
    }

    private OptionalLong unary() {
        if (!flavor.dash() && (text.startsWith("++", at) || text.startsWith("--", at))) {
            int step = text.charAt(at) == '+' ? 1 : -1;
            int start = at;
            at += 2;
            space();
            String name = name();
            if (!name.isEmpty()) {
                return changed(name, step);
            }
            at = start;
        }
        if (take("+")) {
            return unary();
        }
        if (take("-")) {
            OptionalLong value = unary();
            return value.isEmpty() ? value : OptionalLong.of(-value.getAsLong());
        }
        if (text.startsWith("!", at) && !text.startsWith("!=", at) && take("!")) {
            OptionalLong value = unary();
            return value.isEmpty() ? value : truth(value.getAsLong() == 0);
        }
        if (take("~")) {
            OptionalLong value = unary();
            return value.isEmpty() ? value : OptionalLong.of(~value.getAsLong());
        }
        return primary();
    }

    private OptionalLong changed(String name, int step) {
        OptionalLong old = number(name);
        OptionalLong value = old.isEmpty() ? old : OptionalLong.of(old.getAsLong() + step);
        store(name, value);
        return value;
    }

    private OptionalLong primary() {
        if (take("(")) {
            OptionalLong value = comma();
            if (!take(")")) {
                throw new Wrong(Kind.OPERATOR, text.substring(at));
            }
            return value;
        }
        String name = name();
        if (!name.isEmpty()) {
            if (!flavor.dash() && (text.startsWith("++", at) || text.startsWith("--", at))) {
                int step = text.charAt(at) == '+' ? 1 : -1;
                at += 2;
                space();
                OptionalLong old = number(name);
                changed(name, step);
                return old;
            }
            return number(name);
        }
        if (at < text.length() && Character.isDigit(text.charAt(at))) {
            return literal();
        }
        throw new Wrong(Kind.OPERAND, at < text.length() ? text.substring(at) : lastOperator());
    }

    private String lastOperator() {
        String done = text.stripTrailing();
        return done.isEmpty() ? "" : done.substring(done.length() - 1);
    }

    private OptionalLong literal() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String digits = text.substring(start, at);
        int radix = 10;
        String body = digits;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            body = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
            body = digits.substring(1);
        } else if (!flavor.dash() && at < text.length() && text.charAt(at) == '#') {
            at++;
            int from = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            body = text.substring(from, at);
            radix = digits.length() < 3 ? Integer.parseInt(digits) : 0;
            if (radix < 2 || radix > 36) {
                throw new Wrong(Kind.DIGIT, text.substring(start, at));
            }
        }
        space();
        try {
            return OptionalLong.of(Long.parseLong(body, radix));
        } catch (NumberFormatException wrong) {
            throw new Wrong(flavor.bash() ? Kind.DIGIT : Kind.OPERATOR, digits);
        }
    }

    private OptionalLong number(String name) {
        Value value = variables.get(name);
        if (!(value instanceof Value.Known known)) {
            return OptionalLong.empty();
        }
        String held = known.text().strip();
        if (held.isEmpty()) {
            return OptionalLong.of(0);
        }
        return new Arithmetic(held, flavor, variables, depth + 1).all();
    }

    private String name() {
        int start = at;
        while (at < text.length()
                && (Character.isLetter(text.charAt(at))
                        || text.charAt(at) == '_'
                        || at > start && Character.isDigit(text.charAt(at)))) {
            at++;
        }
        String name = text.substring(start, at);
        space();
        return name;
    }

    private boolean take(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        space();
        return true;
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
