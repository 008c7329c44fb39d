package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;

/**
 * What Go's {@code encoding/json} makes of the arguments of an instruction: BuildKit takes them for the exec form when
 * they are a JSON array, and looks only then whether its elements are strings.
 */
sealed interface JsonArray {

    /** An array of strings, JSON escapes taken off. */
    record Strings(List<Fragment> values) implements JsonArray {
        public Strings {
            values = List.copyOf(values);
        }
    }

    /** A valid array, but with something else than strings in it; BuildKit rejects that. */
    record NotStrings() implements JsonArray {}

    /** No JSON array: the shell form. */
    record None() implements JsonArray {}

    static JsonArray read(Fragment text) {
        return new Parser(text).array();
    }

    /** A JSON parser that remembers places. It is a loop over a stack, for no depth of user text may end us. */
    final class Parser {

        /** As deep as Go's decoder goes. */
        private static final int DEEPEST = 10_000;

        private enum Expect {
            VALUE,
            VALUE_OR_END,
            KEY,
            KEY_OR_END,
            COMMA_OR_END
        }

        private final Fragment source;
        private final String text;
        private int at;

        private Parser(Fragment source) {
            this.source = source;
            this.text = source.text();
        }

        private JsonArray array() {
            while (at < text.length() && GoText.isSpace(text.charAt(at))) {
                at++;
            }
            if (at == text.length() || text.charAt(at) != '[') {
                return new None();
            }
            List<Fragment> strings = new ArrayList<>();
            boolean onlyStrings = true;
            StringBuilder open = new StringBuilder("[");
            at++;
            Expect expect = Expect.VALUE_OR_END;
            while (open.length() > 0) {
                skipSpace();
                if (at == text.length()) {
                    return new None();
                }
                char c = text.charAt(at);
                char container = open.charAt(open.length() - 1);
                boolean mayEnd = expect != Expect.VALUE && expect != Expect.KEY;
                if (mayEnd && c == (container == '[' ? ']' : '}')) {
                    at++;
                    open.setLength(open.length() - 1);
                    expect = Expect.COMMA_OR_END;
                } else if (expect == Expect.COMMA_OR_END) {
                    if (c != ',') {
                        return new None();
                    }
                    at++;
                    expect = container == '[' ? Expect.VALUE : Expect.KEY;
                } else if (expect == Expect.KEY || expect == Expect.KEY_OR_END) {
                    if (!string(new FragmentBuilder(source.file()))) {
                        return new None();
                    }
                    skipSpace();
                    if (at == text.length() || text.charAt(at) != ':') {
                        return new None();
                    }
                    at++;
                    expect = Expect.VALUE;
                } else if (c == '[' || c == '{') {
                    onlyStrings = false;
                    open.append(c);
                    at++;
                    if (open.length() > DEEPEST) {
                        return new None();
                    }
                    expect = c == '[' ? Expect.VALUE_OR_END : Expect.KEY_OR_END;
                } else if (c == '"') {
                    FragmentBuilder value = new FragmentBuilder(source.file());
                    if (!string(value)) {
                        return new None();
                    }
                    strings.add(value.build(source.offset(at - 1)));
                    expect = Expect.COMMA_OR_END;
                } else {
                    onlyStrings = false;
                    if (!number() && !literal("true") && !literal("false") && !literal("null")) {
                        return new None();
                    }
                    expect = Expect.COMMA_OR_END;
                }
            }
            skipSpace();
            if (at < text.length()) {
                return new None();
            }
            return onlyStrings ? new Strings(strings) : new NotStrings();
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean literal(String word) {
            boolean found = text.startsWith(word, at);
            at += found ? word.length() : 0;
            return found;
        }

        private boolean string(FragmentBuilder out) {
            if (at == text.length() || text.charAt(at) != '"') {
                return false;
            }
            at++;
            while (at < text.length()) {
                int place = at;
                char c = text.charAt(at++);
                if (c == '"') {
                    return true;
                }
                if (c < ' ') {
                    return false;
                }
                if (c != '\\') {
                    out.add(c, source.offset(place));
                } else if (!escape(out, place)) {
                    return false;
                }
            }
            return false;
        }

        private boolean escape(FragmentBuilder out, int place) {
            if (at == text.length()) {
                return false;
            }
            char c = text.charAt(at++);
            int simple = "\"\\/bfnrt".indexOf(c);
            if (simple >= 0) {
                out.add("\"\\/\b\f\n\r\t".charAt(simple), source.offset(place));
                return true;
            }
            int unit = c == 'u' ? hex() : -1;
            if (unit < 0) {
                return false;
            }
            if (!Character.isSurrogate((char) unit)) {
                out.add((char) unit, source.offset(place));
                return true;
            }
            int back = at;
            int low = -1;
            if (text.startsWith("\\u", at)) {
                at += 2;
                low = hex();
            }
            if (Character.isHighSurrogate((char) unit) && low >= 0 && Character.isLowSurrogate((char) low)) {
                out.add((char) unit, source.offset(place));
                out.add((char) low, source.offset(place));
            } else {
                // half a pair is replaced; what follows it is read by itself
                out.add('\ufffd', source.offset(place));
                at = back;
            }
            return true;
        }

        private int hex() {
            if (at + 4 > text.length()) {
                return -1;
            }
            int value = 0;
            for (int i = 0; i < 4; i++) {
                int digit = Character.digit(text.charAt(at + i), 16);
                if (digit < 0 || text.charAt(at + i) > 'f') {
                    return -1;
                }
                value = value * 16 + digit;
            }
            at += 4;
            return value;
        }

        private boolean number() {
            int from = at;
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '0') {
                at++;
            } else if (!digits()) {
                at = from;
                return false;
            }
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                if (!digits()) {
                    return false;
                }
            }
            if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
                at++;
                if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                    at++;
                }
                if (!digits()) {
                    return false;
                }
            }
            // a number that no float64 can hold makes Go's decoder fail, so that this is a line of shell
            return !Double.isInfinite(Double.parseDouble(text.substring(from, at)));
        }

        private boolean digits() {
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            return at > from;
        }
    }
}
