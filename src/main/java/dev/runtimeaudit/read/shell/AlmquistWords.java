package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads words, quotes and expansions as dash and BusyBox ash do, which share one lexer (the {@code readtoken1} of the
 * Almquist shell). It finds the same unterminated constructs, in the same order, as they do.
 *
 * <p>It is longer than a class should be because quotes, expansions and here-documents read each other and share where a
 * here-document ends.
 */
final class AlmquistWords {

    /** What ends a stretch of quoted text. */
    private enum Until {
        QUOTE,
        /** The <code>}</code> of an expansion inside quotes. */
        BRACE,
        /** The closing quote of quotes inside such an expansion: they guard its <code>}</code>. */
        INNER_QUOTE,
        HERE_DOCUMENT
    }

    /** Reads the commands of a substitution; the grammar does, which in turn reads words. */
    interface Commands {
        /** From behind {@code (} to behind {@code )}. */
        Script parenthesised();

        /** A backquoted text whose own backslashes are taken off. */
        Script backquoted(Fragment text);
    }

    private final Scanner in;
    private final boolean ash;
    private final Budget budget;
    private final Commands commands;
    private Optional<HereEnd> here = Optional.empty();
    private boolean hereEnds;
    private boolean expand = true;

    AlmquistWords(Scanner in, Dialect dialect, Budget budget, Commands commands) {
        this.in = in;
        this.ash = dialect.isAsh();
        this.budget = budget;
        this.commands = commands;
    }

    /**
     * A word that was read.
     *
     * @param quoted whether any of it was quoted: then it is no reserved word and no descriptor
     */
    record Lexeme(ShellWord word, boolean quoted) {}

    /** Where a here-document ends, and whether tabs in front of its lines are dropped. */
    record HereEnd(String delimiter, boolean stripTabs) {

        /** Whether the line that begins here ends the document. Drops the tabs. */
        boolean reached(Scanner in) {
            while (stripTabs && in.peek() == '\t') {
                in.next();
            }
            String text = in.text();
            int behind = in.at() + delimiter.length();
            return text.startsWith(delimiter, in.at()) && (behind == text.length() || text.charAt(behind) == '\n');
        }
    }

    /** A word that starts at the next character. Without {@code expand} (a delimiter) {@code $} and backquotes are text. */
    Lexeme word(boolean withExpansions) {
        int start = in.at();
        Parts parts = new Parts(in);
        expand = withExpansions;
        boolean quoted = unquoted(parts, false, Splitter.NONE);
        expand = true;
        return new Lexeme(parts.word(start), quoted);
    }

    /** The body of a here-document, from the start of its first line to behind the line that ends it. */
    ShellWord hereDocument(HereEnd end, boolean expand) {
        Optional<HereEnd> outer = here;
        boolean outerEnds = hereEnds;
        here = Optional.of(end);
        int start = in.at();
        hereEnds = end.reached(in);
        List<Part> parts = new ArrayList<>();
        if (expand) {
            Parts inside = new Parts(in);
            quoted(inside, Until.HERE_DOCUMENT, Splitter.NONE);
            parts.add(new Part.DoubleQuoted(inside.done(), in.span(start, in.at())));
        } else {
            StringBuilder text = new StringBuilder();
            for (int c = raw(); c != Scanner.END; c = raw()) {
                text.append((char) c);
                take(c);
            }
            parts.add(new Part.SingleQuoted(text.toString(), false, in.span(start, in.at())));
        }
        ShellWord body = new ShellWord(in.text(start, in.at()), parts, in.span(start, in.at()));
        if (hereEnds) {
            int behind = in.at() + end.delimiter().length() + 1;
            if (behind > in.text().length()) {
                in.countLastLine();
            }
            in.moveTo(Math.min(in.text().length(), behind));
        }
        here = outer;
        hereEnds = outerEnds;
        return body;
    }

    private int look() {
        return hereEnds ? Scanner.END : in.peekJoined();
    }

    private int raw() {
        return hereEnds ? Scanner.END : in.peek();
    }

    /** Takes the character that was looked at, and sees whether a here-document ends behind it. */
    private void take(int c) {
        in.next();
        if (c == '\n' && here.isPresent()) {
            hereEnds = here.get().reached(in);
        }
    }

    private void takeInto(Parts parts, int c) {
        int start = in.at();
        in.next();
        parts.literal(String.valueOf((char) c), start);
        if (c == '\n' && here.isPresent()) {
            hereEnds = here.get().reached(in);
        }
    }

    /** Where an argument has a second half: {@code ${v/pattern/word}}, {@code ${v:offset:length}}. */
    private static final class Splitter {

        static final Splitter NONE = new Splitter(Scanner.END);

        final int separator;
        int at = -1;
        List<Part> first = List.of();

        Splitter(int separator) {
            this.separator = separator;
        }

        boolean splits(int c) {
            return c == separator && at < 0 && c != Scanner.END;
        }

        void split(int index, Parts parts) {
            at = index;
            first = parts.done();
        }
    }

    /** @return whether something was quoted */
    private boolean unquoted(Parts parts, boolean inBraces, Splitter splitter) {
        boolean quoted = false;
        while (true) {
            int c = look();
            if (c == Scanner.END) {
                if (inBraces) {
                    throw reject("missing '}'");
                }
                return quoted;
            } else if (c == '\\') {
                int start = in.at();
                in.next();
                int escaped = raw();
                if (escaped != Scanner.END) {
                    take(escaped);
                    parts.literal("\\" + (char) escaped, start);
                    quoted = true;
                } else {
                    parts.literal("\\", start);
                }
            } else if (c == '\'') {
                parts.add(singleQuoted());
                quoted = true;
            } else if (c == '"') {
                parts.add(doubleQuoted());
                quoted = true;
            } else if (c == '$') {
                quoted |= dollar(parts, false);
            } else if (c == '`' && expand) {
                parts.add(backquotes(false));
            } else if (c == '`') {
                takeInto(parts, c);
                quoted |= ash;
            } else if (inBraces) {
                if (c == '}') {
                    in.next();
                    return quoted;
                }
                if (splitter.splits(c)) {
                    splitter.split(in.at(), parts);
                    in.next();
                    continue;
                }
                takeInto(parts, c);
            } else if (isMeta(c)) {
                if (ash && (c == '<' || c == '>') && in.peekSecond() == '(') {
                    parts.add(processSubstitution());
                    continue;
                }
                return quoted;
            } else {
                takeInto(parts, c);
            }
        }
    }

    static boolean isMeta(int c) {
        return c == '\n' || c == ' ' || c == '\t' || c == '&' || c == '|' || c == ';' || c == '<' || c == '>'
                || c == '(' || c == ')';
    }

    private Part singleQuoted() {
        int start = in.at();
        in.next();
        StringBuilder text = new StringBuilder();
        for (int c = raw(); c != '\''; c = raw()) {
            if (c == Scanner.END) {
                throw unterminatedQuote();
            }
            text.append((char) c);
            take(c);
        }
        in.next();
        return new Part.SingleQuoted(text.toString(), false, in.span(start, in.at()));
    }

    private Part doubleQuoted() {
        int start = in.at();
        in.next();
        Parts inside = new Parts(in);
        budget.enter();
        quoted(inside, Until.QUOTE, Splitter.NONE);
        budget.leave();
        return new Part.DoubleQuoted(inside.done(), in.span(start, in.at()));
    }

    private void quoted(Parts parts, Until until, Splitter splitter) {
        while (true) {
            int c = look();
            if (c == Scanner.END) {
                if (until == Until.HERE_DOCUMENT) {
                    return;
                }
                throw unterminatedQuote();
            } else if (c == '\\') {
                int start = in.at();
                in.next();
                int escaped = raw();
                boolean takenOff = escaped == '\\'
                        || escaped == '`'
                        || escaped == '$'
                        || (escaped == '"' && until != Until.HERE_DOCUMENT)
                        || (escaped == '}' && (until == Until.BRACE || until == Until.INNER_QUOTE));
                if (escaped == Scanner.END) {
                    parts.literal("\\", start);
                } else {
                    take(escaped);
                    parts.literal((takenOff ? "" : "\\") + (char) escaped, start);
                }
            } else if (c == '$') {
                dollar(parts, true);
            } else if (c == '`' && expand) {
                parts.add(backquotes(true));
            } else if (c == '"' && until != Until.HERE_DOCUMENT) {
                in.next();
                if (until != Until.BRACE) {
                    return;
                }
                budget.enter();
                quoted(parts, Until.INNER_QUOTE, Splitter.NONE);
                budget.leave();
            } else if (c == '}' && until == Until.BRACE) {
                in.next();
                return;
            } else if (until == Until.BRACE && splitter.splits(c)) {
                splitter.split(in.at(), parts);
                in.next();
            } else {
                takeInto(parts, c);
            }
        }
    }

    private void arithmetic(Parts parts) {
        int open = 0;
        while (true) {
            int c = look();
            if (c == Scanner.END) {
                throw reject("missing '))'");
            } else if (c == '\\') {
                int start = in.at();
                in.next();
                int escaped = raw();
                if (escaped != Scanner.END) {
                    take(escaped);
                    boolean takenOff = escaped == '\\' || escaped == '`' || escaped == '$' || escaped == '"';
                    parts.literal((takenOff ? "" : "\\") + (char) escaped, start);
                }
            } else if (c == '$') {
                dollar(parts, true);
            } else if (c == '`' && expand) {
                parts.add(backquotes(true));
            } else if (c == '(') {
                open++;
                takeInto(parts, c);
            } else if (c == ')' && open == 0) {
                int start = in.at();
                in.next();
                if (in.takeJoined(')')) {
                    return;
                }
                parts.literal(")", start);
            } else {
                open -= c == ')' ? 1 : 0;
                takeInto(parts, c);
            }
        }
    }

    /** @return whether it was a quote: ash's {@code $'…'} */
    private boolean dollar(Parts parts, boolean quoted) {
        int start = in.at();
        in.next();
        int c = look();
        if (!expand || (c != '(' && c != '{' && !isNameStart(c) && !isSpecial(c))) {
            if (ash && !quoted && c == '\'') {
                parts.add(ansiQuoted(start));
                return true;
            }
            parts.literal("$", start);
            return false;
        }
        budget.enter();
        if (c == '(') {
            in.next();
            parts.add(in.takeJoined('(') ? arithmeticExpansion(start) : commandSubstitution(start));
        } else if (c == '{') {
            in.next();
            parts.add(braced(start, quoted));
        } else {
            StringBuilder name = new StringBuilder();
            name.append((char) in.next());
            if (isNameStart(c)) {
                for (int more = look(); isNamePart(more); more = look()) {
                    name.append((char) in.next());
                }
            }
            parts.add(simple(name.toString(), in.at() - start, start));
        }
        budget.leave();
        return false;
    }

    private Part simple(String name, int length, int start) {
        return new Part.Parameter(
                name,
                false,
                false,
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                in.span(start, start + length));
    }

    private Part ansiQuoted(int start) {
        in.next();
        int from = in.at();
        while (raw() != '\'') {
            int c = raw();
            if (c == '\\') {
                in.next();
                c = raw();
            }
            if (c == Scanner.END) {
                throw unterminatedQuote();
            }
            take(c);
        }
        String text = AnsiQuote.unescape(in.text(from, in.at()), false);
        in.next();
        return new Part.SingleQuoted(text, true, in.span(start, in.at()));
    }

    private Part arithmeticExpansion(int start) {
        int from = in.at();
        Parts inside = new Parts(in);
        arithmetic(inside);
        ShellWord expression = new ShellWord(in.text(from, in.at() - 2), inside.done(), in.span(from, in.at() - 2));
        return new Part.Arithmetic(expression, in.span(start, in.at()));
    }

    private Part commandSubstitution(int start) {
        return new Part.CommandSubstitution(nested(), false, in.span(start, in.at()));
    }

    private Part processSubstitution() {
        int start = in.at();
        boolean output = in.next() == '>';
        in.next();
        budget.enter();
        Script script = nested();
        budget.leave();
        return new Part.ProcessSubstitution(script, output, in.span(start, in.at()));
    }

    private Script nested() {
        Optional<HereEnd> outer = here;
        here = Optional.empty();
        Script script = commands.parenthesised();
        here = outer;
        expand = true;
        return script;
    }

    private Part backquotes(boolean quoted) {
        int start = in.at();
        in.next();
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (int c = in.peekJoined(); c != '`'; c = in.peekJoined()) {
            if (c == Scanner.END) {
                throw reject("EOF in backquote substitution");
            }
            if (c == '\\') {
                int at = in.at();
                in.next();
                int escaped = in.peek();
                boolean takenOff = escaped == '\\' || escaped == '`' || escaped == '$' || (quoted && escaped == '"');
                if (!takenOff) {
                    text.append('\\');
                    offsets.add(in.fragment().offset(at));
                }
                if (escaped == Scanner.END) {
                    continue;
                }
            }
            offsets.add(in.fragment().offset(in.at()));
            text.append((char) in.next());
        }
        offsets.add(in.fragment().offset(in.at()));
        in.next();
        Fragment fragment = Fragment.of(
                text.toString(),
                in.fragment().file(),
                offsets.stream().mapToInt(Integer::intValue).toArray());
        budget.enter();
        Script script = commands.backquoted(fragment);
        budget.leave();
        return new Part.CommandSubstitution(script, true, in.span(start, in.at()));
    }

    /** Behind <code>${</code>. What these shells do not know they take to the closing brace and reject when they get there. */
    private Part braced(int start, boolean quoted) {
        boolean length = false;
        String name = "";
        boolean bad = false;
        int c = look();
        if (c == '#') {
            int hash = in.at();
            in.next();
            int second = look();
            if (isNamePart(second)) {
                length = true;
            } else {
                // ${#}, ${#-x}, ${##x} are about $#; ${##}, ${#?} are lengths
                in.next();
                int third = look();
                if (second != '}' && third == '}') {
                    length = true;
                    in.moveTo(hash + 1);
                    look();
                } else {
                    in.moveTo(hash);
                }
            }
            c = look();
        }
        if (isNameStart(c)) {
            name = nameOf(AlmquistWords::isNamePart);
        } else if (isDigit(c)) {
            name = nameOf(AlmquistWords::isDigit);
        } else if (c == '}' || c == Scanner.END) {
            bad = true;
        } else {
            in.next();
            if (isSpecial(c)) {
                name = String.valueOf((char) c);
            } else {
                bad = true;
            }
        }
        if (!bad && length) {
            if (look() == '}') {
                in.next();
                return new Part.Parameter(
                        name,
                        true,
                        false,
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        in.span(start, in.at()));
            }
            bad = true;
        }
        String operator = bad ? "" : operator();
        if (operator.equals("}")) {
            return simple(name, in.at() - start, start);
        }
        bad |= operator.isEmpty();
        return argument(start, name, operator, bad, quoted);
    }

    private interface CharacterTest {
        boolean test(int c);
    }

    private String nameOf(CharacterTest test) {
        StringBuilder name = new StringBuilder();
        for (int c = look(); test.test(c); c = look()) {
            name.append((char) in.next());
        }
        return name.toString();
    }

    /**
     * The operator behind the name, taken; "}" for the end, nothing for one that these shells do not know, the first
     * character of which they take as well.
     */
    private String operator() {
        int c = look();
        if (c == Scanner.END) {
            return "";
        }
        in.next();
        if (c == '}' || c == '-' || c == '+' || c == '?' || c == '=') {
            return Character.toString(c);
        }
        if (c == '%' || c == '#' || (ash && c == '/')) {
            return Character.toString(c).repeat(in.takeJoined((char) c) ? 2 : 1);
        }
        if (c != ':') {
            return "";
        }
        int second = look();
        if (second == '-' || second == '+' || second == '?' || second == '=') {
            in.next();
            return ":" + (char) second;
        }
        if (ash && second != '}') {
            return ":";
        }
        if (second != Scanner.END) {
            in.next();
        }
        return "";
    }

    private Part argument(int start, String name, String operator, boolean bad, boolean quoted) {
        boolean pattern = operator.startsWith("#") || operator.startsWith("%") || operator.startsWith("/");
        boolean substring = operator.equals(":");
        Splitter splitter = new Splitter(operator.startsWith("/") ? '/' : substring ? ':' : Scanner.END);
        int from = in.at();
        Parts parts = new Parts(in);
        if (quoted && !pattern) {
            quoted(parts, Until.BRACE, splitter);
        } else {
            unquoted(parts, true, splitter);
        }
        int end = in.at() - 1;
        List<Part> read = parts.done();
        if (quoted && !pattern && !substring && !read.isEmpty()) {
            read = List.of(new Part.DoubleQuoted(read, in.span(from, end)));
        }
        boolean split = splitter.at >= 0;
        ShellWord first = split ? wordOf(splitter.first, from, splitter.at) : wordOf(read, from, end);
        Optional<ShellWord> second = split ? Optional.of(wordOf(read, splitter.at + 1, end)) : Optional.empty();
        if (bad) {
            return new Part.BadSubstitution(in.text(start, in.at()), in.span(start, in.at()));
        }
        return new Part.Parameter(
                name, false, false, Optional.empty(), operator, Optional.of(first), second, in.span(start, in.at()));
    }

    private ShellWord wordOf(List<Part> parts, int from, int to) {
        return new ShellWord(in.text(from, to), parts, in.span(from, to));
    }

    private Rejection unterminatedQuote() {
        return reject(here.isPresent() ? "missing '}'" : "unterminated quoted string");
    }

    private Rejection reject(String message) {
        // the line that ends a here-document is counted before anybody notices what is missing in it
        int line = in.line() + (hereEnds ? 1 : 0);
        return Rejection.at(in, in.at(), line, syntaxError(ash, message), Optional.empty());
    }

    /** Both shells have the same messages; dash starts them with a capital, ash with a small letter. */
    static String syntaxError(boolean ash, String message) {
        return ash
                ? "syntax error: " + message
                : "Syntax error: " + Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }

    static boolean isNameStart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isNamePart(int c) {
        return isNameStart(c) || isDigit(c);
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpecial(int c) {
        return (c != Scanner.END && "!#$*-?@".indexOf(c) >= 0) || isDigit(c);
    }
}
