package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.List;
import java.util.Optional;

/** Reads parameter expansions as bash knows them (Bash reference manual, "Shell Parameter Expansion"). */
final class BashParameters {

    /** The longest that fits counts. */
    private static final List<String> OPERATORS = List.of(
            ":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,", "~~", "-", "=", "?", "+", "#", "%", "/",
            ":", "^", ",", "~", "@");

    private final Scanner in;
    private final BashPairs pairs;
    private final BashWords words;

    BashParameters(Scanner in, BashPairs pairs, BashWords words) {
        this.in = in;
        this.pairs = pairs;
        this.words = words;
    }

    static boolean isSpecial(int c) {
        return c != Scanner.END && "*@#?-$!".indexOf(c) >= 0;
    }

    /** Behind {@code $}: a name, a digit or a special parameter. */
    Part simple(int start) {
        int c = in.peekJoined();
        String name = AlmquistWords.isNameStart(c) ? name() : Character.toString(in.next());
        return new Part.Parameter(
                name, false, false, Optional.empty(), "", Optional.empty(), Optional.empty(), in.span(start, in.at()));
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int c = in.peekJoined(); AlmquistWords.isNamePart(c); c = in.peekJoined()) {
            name.append((char) in.next());
        }
        return name.toString();
    }

    /** Behind {@code $}, before the brace. Bash first looks for the closing brace, then at what is inside. */
    Part braced(int start, boolean quoted) {
        int open = in.at();
        in.next();
        Optional<Part> read = read(start, open, quoted);
        if (read.isPresent()) {
            return read.get();
        }
        in.moveTo(open + 1);
        pairs.skip('{', '}', open, BashPairs.Kind.BRACES, quoted);
        return new Part.BadSubstitution(in.text(start, in.at()), in.span(start, in.at()));
    }

    private Optional<Part> read(int start, int open, boolean quoted) {
        boolean length = false;
        boolean indirect = false;
        int prefix = in.at();
        int c = in.peekJoined();
        if (c == '#' || c == '!') {
            in.next();
            int next = in.peekJoined();
            boolean name = AlmquistWords.isNamePart(next);
            boolean special = isSpecial(next) && specialFollows(c, next);
            length = c == '#' && (name || special);
            indirect = c == '!' && (name || special);
            if (!length && !indirect) {
                in.moveTo(prefix);
            }
        }
        c = in.peekJoined();
        String name;
        if (AlmquistWords.isNameStart(c)) {
            name = name();
        } else if (AlmquistWords.isDigit(c)) {
            name = number();
        } else if (isSpecial(c)) {
            name = Character.toString(in.next());
        } else {
            return Optional.empty();
        }
        Optional<String> subscript = Optional.empty();
        if (in.peekJoined() == '[' && AlmquistWords.isNameStart(name.charAt(0))) {
            subscript = subscript(open, quoted);
            if (subscript.isEmpty()) {
                return Optional.empty();
            }
        }
        if (in.peekJoined() == '}') {
            in.next();
            return Optional.of(new Part.Parameter(
                    name,
                    length,
                    indirect,
                    subscript,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    in.span(start, in.at())));
        }
        if (length) {
            return Optional.empty();
        }
        if (indirect && subscript.isEmpty()) {
            Optional<Part> names = names(start, name);
            if (names.isPresent()) {
                return names;
            }
        }
        return operation(start, open, name, indirect, subscript, quoted);
    }

    /** Before a bracket: what is in it; empty if bash takes a brace inside for the closing one, as in ${a[@}. */
    private Optional<String> subscript(int open, boolean quoted) {
        int at = in.at();
        in.moveTo(open + 1);
        pairs.skip('{', '}', open, BashPairs.Kind.BRACES, quoted);
        int brace = in.at() - 1;
        in.moveTo(at);
        in.next();
        try {
            pairs.skip('[', ']', at, BashPairs.Kind.SUBSCRIPT, quoted);
        } catch (Rejection rejection) {
            return Optional.empty();
        }
        return in.at() > brace ? Optional.empty() : Optional.of(in.text(at + 1, in.at() - 1));
    }

    /** Whether {@code ${#?}} is a length, and {@code ${!@}} indirect: only with the brace right behind. */
    private boolean specialFollows(int first, int special) {
        int behind = in.peekSecond();
        if (first == '#') {
            return behind == '}';
        }
        return (special != '-' && special != '?') || behind == '}';
    }

    private String number() {
        StringBuilder number = new StringBuilder();
        for (int c = in.peekJoined(); AlmquistWords.isDigit(c); c = in.peekJoined()) {
            number.append((char) in.next());
        }
        return number.toString();
    }

    /** {@code ${!prefix*}}: the names of variables. */
    private Optional<Part> names(int start, String prefix) {
        int c = in.peek();
        if ((c == '*' || c == '@') && in.peekSecond() == '}') {
            in.next();
            in.next();
            return Optional.of(new Part.Parameter(
                    prefix,
                    false,
                    true,
                    Optional.empty(),
                    Character.toString(c),
                    Optional.empty(),
                    Optional.empty(),
                    in.span(start, in.at())));
        }
        return Optional.empty();
    }

    private Optional<Part> operation(
            int start, int open, String name, boolean indirect, Optional<String> subscript, boolean quoted) {
        int at = in.at();
        Optional<String> found =
                OPERATORS.stream().filter(o -> in.text().startsWith(o, at)).findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String operator = found.get();
        in.moveTo(at + operator.length());
        char kind = operator.charAt(0);
        boolean pattern = "#%/^,~".indexOf(kind) >= 0 || operator.equals(":") || operator.equals("@");
        int separator = kind == '/' ? '/' : operator.equals(":") ? ':' : Scanner.END;
        int from = in.at();
        BashWords.Separated separated = new BashWords.Separated();
        List<Part> parts = words.argument(open, quoted, pattern, separator, separated);
        int end = in.at() - 1;
        Optional<ShellWord> second = Optional.empty();
        ShellWord first;
        if (separated.at >= 0) {
            first = words.wordOf(separated.first, from, separated.at);
            second = Optional.of(words.wordOf(parts, separated.at + 1, end));
        } else {
            first = words.wordOf(parts, from, end);
        }
        if (operator.equals("@") && (first.raw().length() != 1 || "UuLQEPAKak".indexOf(first.raw()) < 0)) {
            return Optional.empty();
        }
        return Optional.of(new Part.Parameter(
                name, false, indirect, subscript, operator, Optional.of(first), second, in.span(start, in.at())));
    }
}
