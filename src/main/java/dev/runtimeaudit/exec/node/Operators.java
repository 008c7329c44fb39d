package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.image.Reason;
import java.util.Optional;
import java.util.Set;

/** Operators on values of which enough is known (ECMA-262, 7.1 "Type Conversion", 7.2.13 and 7.2.14, 13.15.3). */
final class Operators {

    /** Types that turn into numbers and texts without failing. */
    private static final Set<String> CONVERTIBLE = Set.of("string", "number", "boolean");

    private static final double EXACT = 9_007_199_254_740_992.0;

    private Operators() {}

    /** Whether it is a text, a number, a truth value, or none: what turns into another without running anything. */
    static boolean isPrimitive(Val value) {
        return value instanceof Val.Known
                || value instanceof Val.Undefined
                || value instanceof Val.Null
                || value instanceof Val.Given
                || value instanceof Val.Plain plain && CONVERTIBLE.contains(plain.type());
    }

    /** Whether turning it into a text runs nothing of the program's own, and cannot fail. */
    static boolean isQuiet(Val value) {
        return isPrimitive(value)
                || value instanceof Val.Obj object && object.quiet
                || value instanceof Val.Bytes
                || value instanceof Val.Problem
                || value instanceof Val.Closure
                || value instanceof Val.Promise;
    }

    static boolean isText(Val value) {
        return value instanceof Val.Known known && known.value() instanceof String
                || value instanceof Val.Plain plain && plain.type().equals("string");
    }

    static boolean isNumber(Val value) {
        return value instanceof Val.Known known && known.value() instanceof Double
                || value instanceof Val.Plain plain && plain.type().equals("number");
    }

    static Optional<String> text(Val value) {
        if (value instanceof Val.Known known) {
            if (known.value() instanceof Double number) {
                boolean whole = number == Math.rint(number) && Math.abs(number) < EXACT;
                return whole ? Optional.of(String.valueOf(number.longValue())) : Optional.empty();
            }
            return Optional.of(String.valueOf(known.value()));
        }
        return value instanceof Val.Undefined
                ? Optional.of("undefined")
                : value instanceof Val.Null ? Optional.of("null") : Optional.empty();
    }

    static Optional<Double> number(Val value) {
        if (value instanceof Val.Undefined) {
            return Optional.of(Double.NaN);
        }
        if (value instanceof Val.Null) {
            return Optional.of(0.0);
        }
        if (!(value instanceof Val.Known known)) {
            return Optional.empty();
        }
        if (known.value() instanceof Double number) {
            return Optional.of(number);
        }
        if (known.value() instanceof Boolean truth) {
            return Optional.of(truth ? 1.0 : 0.0);
        }
        String text = ((String) known.value()).strip();
        if (text.isEmpty()) {
            return Optional.of(0.0);
        }
        if (text.matches("[+-]?[0-9]{1,15}(\\.[0-9]+)?")) {
            return Optional.of(Double.parseDouble(text));
        }
        // Hexadecimal digits, exponents, Infinity: not read
        return text.matches("[A-Za-z /:_-]*") && !text.contains("Infinity")
                ? Optional.of(Double.NaN)
                : Optional.empty();
    }

    static Optional<Boolean> same(Val left, Val right) {
        if (left instanceof Val.Known a && right instanceof Val.Known b) {
            boolean numbers = a.value() instanceof Double && b.value() instanceof Double;
            return Optional.of(
                    numbers
                            ? ((Double) a.value()).doubleValue() == ((Double) b.value()).doubleValue()
                            : a.value().equals(b.value()));
        }
        String one = type(left);
        String other = type(right);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        if (!one.equals(other)) {
            return Optional.of(false);
        }
        if (left instanceof Val.Undefined || left instanceof Val.Null) {
            return Optional.of(true);
        }
        boolean objects = left instanceof Val.Obj && right instanceof Val.Obj;
        return objects ? Optional.of(left == right) : Optional.empty();
    }

    static Optional<Boolean> alike(Val left, Val right) {
        if (isNullish(left) || isNullish(right)) {
            String one = type(left);
            String other = type(right);
            return one.isEmpty() || other.isEmpty()
                    ? Optional.empty()
                    : Optional.of(isNullish(left) && isNullish(right));
        }
        Optional<Boolean> same = same(left, right);
        boolean known = left instanceof Val.Known && right instanceof Val.Known;
        if (!known || type(left).equals(type(right))) {
            return same.isPresent() && (type(left).equals(type(right)) || same.get()) ? same : Optional.empty();
        }
        Optional<Double> a = number(left);
        Optional<Double> b = number(right);
        return a.isPresent() && b.isPresent()
                ? Optional.of(a.get().doubleValue() == b.get().doubleValue())
                : Optional.empty();
    }

    /** What a variable that may or may not be given says when it is compared with a text; empty for all else. */
    static Optional<Val> asked(Val left, Val right, boolean equal) {
        if (left instanceof Val.Known && right instanceof Val.Given) {
            return asked(right, left, equal);
        }
        return left instanceof Val.Given variable
                        && right instanceof Val.Known known
                        && known.value() instanceof String text
                        && !text.isEmpty()
                ? Optional.of(Val.Plain.of(new Val.Comparison(variable, text, equal)))
                : Optional.empty();
    }

    /** One of two values, nobody knows which. */
    static Val either(Val one, Val other) {
        if (one.equals(other)) {
            return one;
        }
        String type = type(one);
        return CONVERTIBLE.contains(type) && type.equals(type(other))
                ? new Val.Plain(type)
                : new Val.Any(Reason.DEPENDS_ON_A_CONDITION);
    }

    static boolean isNullish(Val value) {
        return value instanceof Val.Undefined || value instanceof Val.Null;
    }

    /** What tells values of different kinds apart; empty when it is not known. */
    private static String type(Val value) {
        if (value instanceof Val.Known known) {
            return known.value() instanceof String ? "string" : known.value() instanceof Double ? "number" : "boolean";
        }
        if (value instanceof Val.Plain plain) {
            return plain.type();
        }
        if (value instanceof Val.Undefined) {
            return "undefined";
        }
        if (value instanceof Val.Null) {
            return "null";
        }
        boolean unknown = value instanceof Val.Given
                || value instanceof Val.Any
                || value instanceof Val.Native known && known.path().startsWith("import.meta.");
        return unknown ? "" : "object";
    }

    /** {@code typeof}; empty when it is not known. */
    static Optional<String> typeOf(Val value) {
        if (value instanceof Val.Closure || value instanceof Val.Settler || value instanceof Val.Method) {
            return Optional.of("function");
        }
        if (value instanceof Val.Obj object && object.open && !object.array || value instanceof Val.Native) {
            return Optional.empty(); // a class is a function
        }
        String type = type(value);
        return type.isEmpty() ? Optional.empty() : Optional.of(type.equals("null") ? "object" : type);
    }

    /** An operator on two values that are turned into numbers or texts. */
    static Val combined(String operator, Val left, Val right) {
        boolean texts = isText(left) || isText(right);
        if (operator.equals("+") && (texts || !isPrimitive(left) || !isPrimitive(right))) {
            Optional<String> a = text(left);
            Optional<String> b = text(right);
            return a.isPresent() && b.isPresent() ? new Val.Known(a.get() + b.get()) : new Val.Plain("string");
        }
        boolean compares = Set.of("<", ">", "<=", ">=").contains(operator);
        boolean given = left instanceof Val.Given || right instanceof Val.Given;
        if (compares
                && left instanceof Val.Known a
                && right instanceof Val.Known b
                && a.value() instanceof String x
                && b.value() instanceof String y) {
            return compared(operator, x.compareTo(y));
        }
        Optional<Double> a = number(left);
        Optional<Double> b = number(right);
        if (a.isPresent() && b.isPresent()) {
            double x = a.get();
            double y = b.get();
            switch (operator) {
                case "+":
                    return new Val.Known(x + y);
                case "-":
                    return new Val.Known(x - y);
                case "*":
                    return new Val.Known(x * y);
                case "/":
                    return new Val.Known(x / y);
                case "%":
                    return new Val.Known(x % y);
                case "<", ">", "<=", ">=":
                    return Double.isNaN(x) || Double.isNaN(y)
                            ? new Val.Known(false)
                            : compared(operator, x < y ? -1 : x > y ? 1 : 0);
                default:
                    break;
            }
        }
        return new Val.Plain(compares ? "boolean" : operator.equals("+") && given ? "" : "number");
    }

    private static Val compared(String operator, int order) {
        boolean holds = operator.startsWith("<") ? order < 0 : order > 0;
        return new Val.Known(holds || operator.length() == 2 && order == 0);
    }
}
