package dev.runtimeaudit.read.ignore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The regular expressions that moby's patternmatcher writes, in Go's syntax (RE2): literals, {@code [^/]*}, {@code .*},
 * {@code (.*}{@code /)?}, and whatever users put between brackets or behind a backslash.
 */
final class GoRegex {

    private static final String DIRECTORIES = "(.*/)?";

    /** As often as Go lets anything be repeated. */
    private static final int MOST_REPEATS = 1000;

    private final int[] chars;
    private int at;

    private GoRegex(String regex) {
        this.chars = regex.codePoints().toArray();
    }

    /**
     * Several, of which one must match: moby means to escape {@code |}, but does not.
     *
     * @return empty for what Go does not compile, and for the few assertions that nobody writes on purpose ({@code \b})
     */
    static Optional<List<Glob>> compile(String regex) {
        return new GoRegex(regex).alternatives();
    }

    private boolean next(int c) {
        return at < chars.length && chars[at] == c;
    }

    private Optional<List<Glob>> alternatives() {
        List<Glob> globs = new ArrayList<>();
        // the expression is ^first|…|last$: only its two ends are bound to those of the path
        Glob.Builder glob = new Glob.Builder().start();
        while (steps(glob)) {
            if (at == chars.length) {
                globs.add(glob.build());
                return Optional.of(globs);
            }
            at++;
            globs.add(glob.repeated(Glob.CharTest.ANY).build());
            glob = new Glob.Builder().repeated(Glob.CharTest.ANY);
        }
        return Optional.empty();
    }

    /** Adds steps up to the end or the next {@code |}; false when Go would not take it. */
    private boolean steps(Glob.Builder glob) {
        boolean repeated = false;
        while (at < chars.length && chars[at] != '|') {
            int brace = chars[at] == '{' ? behindRepeat() : -1;
            if (brace >= 0) {
                if (repeated || !repeat(glob, new String(chars, at + 1, brace - at - 2))) {
                    return false;
                }
                at = brace;
            } else if (!step(glob)) {
                return false;
            }
            repeated = brace >= 0;
        }
        return true;
    }

    private boolean step(Glob.Builder glob) {
        int c = chars[at];
        if (c == '(') {
            glob.directories();
            at += DIRECTORIES.length();
        } else if (c == '.') {
            glob.repeated(Glob.CharTest.ANY);
            at += 2;
        } else if (c == '^') {
            glob.start();
            at++;
        } else if (c == '[') {
            at++;
            Optional<Glob.CharTest> set = set();
            if (set.isPresent() && next('*')) {
                at++;
                glob.repeated(set.get());
            } else {
                set.ifPresent(glob::one);
            }
            return set.isPresent();
        } else if (c == '\\') {
            at++;
            Optional<Glob.CharTest> escaped = escape();
            escaped.ifPresent(glob::one);
            return escaped.isPresent();
        } else {
            glob.literal(c);
            at++;
        }
        return true;
    }

    /** Where {@code {2,5}} ends; -1 when the brace is only a brace. */
    private int behindRepeat() {
        int behind = behindNumber(at + 1);
        if (behind == at + 1) {
            return -1;
        }
        if (behind < chars.length && chars[behind] == ',') {
            behind = behindNumber(behind + 1);
        }
        return behind < chars.length && chars[behind] == '}' ? behind + 1 : -1;
    }

    private int behindNumber(int from) {
        int behind = from;
        while (behind < chars.length && chars[behind] >= '0' && chars[behind] <= '9') {
            behind++;
        }
        // a number with a leading zero is none
        return behind > from + 1 && chars[from] == '0' ? from : behind;
    }

    private static boolean repeat(Glob.Builder glob, String range) {
        int comma = range.indexOf(',');
        int least = number(comma < 0 ? range : range.substring(0, comma));
        int most = comma < 0 ? least : comma + 1 == range.length() ? -1 : number(range.substring(comma + 1));
        boolean sensible = least <= MOST_REPEATS && most <= MOST_REPEATS && (most < 0 || least <= most);
        return sensible && glob.repeatLast(least, most);
    }

    private static int number(String digits) {
        return digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** What stands between brackets; the opening one is behind us. */
    private Optional<Glob.CharTest> set() {
        boolean negated = next('^');
        at += negated ? 1 : 0;
        List<Glob.CharTest> members = new ArrayList<>();
        boolean first = true;
        while (first || !next(']')) {
            first = false;
            Optional<Glob.CharTest> member = member();
            if (member.isEmpty()) {
                return Optional.empty();
            }
            members.add(member.get());
        }
        at++;
        return Optional.of(c -> members.stream().anyMatch(member -> member.fits(c)) != negated);
    }

    private Optional<Glob.CharTest> member() {
        if (at >= chars.length) {
            return Optional.empty();
        }
        Optional<Named> named = named();
        if (named.isPresent()) {
            return named.get().test();
        }
        if (chars[at] == '\\' && at + 1 < chars.length && "dswDSW".indexOf(chars[at + 1]) >= 0) {
            at++;
            return escape();
        }
        Optional<Integer> low = character();
        if (low.isEmpty()) {
            return Optional.empty();
        }
        int from = low.get();
        if (next('-') && at + 1 < chars.length && chars[at + 1] != ']') {
            at++;
            Optional<Integer> high = character();
            if (high.isEmpty() || high.get() < from) {
                return Optional.empty();
            }
            int to = high.get();
            return Optional.of(c -> c >= from && c <= to);
        }
        return Optional.of(c -> c == from);
    }

    /**
     * {@code [:alpha:]}
     *
     * @param test empty for a name that there is not
     */
    private record Named(Optional<Glob.CharTest> test) {}

    private Optional<Named> named() {
        if (!next('[') || at + 1 >= chars.length || chars[at + 1] != ':') {
            return Optional.empty();
        }
        int end = at + 2;
        while (end + 1 < chars.length && !(chars[end] == ':' && chars[end + 1] == ']')) {
            end++;
        }
        if (end + 1 >= chars.length) {
            return Optional.empty();
        }
        String name = new String(chars, at + 2, end - at - 2);
        at = end + 2;
        boolean negated = name.startsWith("^");
        Optional<Glob.CharTest> test = CharNames.test(negated ? name.substring(1) : name);
        return Optional.of(new Named(negated ? test.map(t -> c -> !t.fits(c)) : test));
    }

    private Optional<Integer> character() {
        if (at >= chars.length) {
            return Optional.empty();
        }
        int c = chars[at++];
        return c == '\\' ? escapedCharacter() : Optional.of(c);
    }

    private Optional<Integer> escapedCharacter() {
        if (at >= chars.length) {
            return Optional.empty();
        }
        int c = chars[at++];
        int control = "afnrtv".indexOf(c);
        if (control >= 0) {
            return Optional.of((int) "\u0007\f\n\r\t\u000b".charAt(control));
        }
        boolean punctuation = c < 0x80 && !Character.isLetterOrDigit(c);
        return punctuation ? Optional.of(c) : Optional.empty();
    }

    private Optional<Glob.CharTest> escape() {
        if (at < chars.length) {
            int c = chars[at];
            String name = switch (Character.toLowerCase(c)) {
                case 'd' -> "digit";
                case 's' -> "perlspace";
                case 'w' -> "word";
                default -> "";
            };
            if (!name.isEmpty()) {
                at++;
                Optional<Glob.CharTest> test = CharNames.test(name);
                return Character.isUpperCase(c) ? test.map(t -> x -> !t.fits(x)) : test;
            }
        }
        return escapedCharacter().map(literal -> c -> c == literal);
    }
}
