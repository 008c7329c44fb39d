package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads words and quotes as bash does (Bash reference manual, "Quoting" and "Shell Expansions").
 *
 * <p>It is longer than a class should be because words, quotes and the arguments of expansions read each other; parameters
 * and the search for closing delimiters already stand in classes of their own.
 */
final class BashWords {

    /** Reads the commands inside words; the grammar does, which in turn reads words. */
    interface Commands {

        /** From behind {@code (} to behind {@code )}. */
        Script parenthesised();

        /** What bash parses only when it expands the word: errors end up in the script, and lines count from 0. */
        Script later(Fragment text);

        /** The elements of an array, from behind {@code (} to behind {@code )}. */
        List<ShellWord> elements();
    }

    /**
     * Where a word stands.
     *
     * @param assigns it may be an assignment
     * @param declares it may be one with an array: an argument of {@code declare}
     * @param element it is an element of an array
     * @param regex it is the right side of {@code =~}
     * @param patterns extended patterns are on
     */
    record Place(boolean assigns, boolean declares, boolean element, boolean regex, boolean patterns) {}

    /**
     * A word that was read.
     *
     * @param quoted whether any of it was quoted
     * @param dollar whether it has an expansion
     * @param head how long {@code NAME=} in front is, 0 without
     * @param subscript where a subscript of the name ends in the first literal, or 0
     */
    record Lexeme(ShellWord word, boolean quoted, boolean dollar, int head, int subscript) {}

    private enum Until {
        QUOTE,
        BRACE,
        INNER_QUOTE,
        END
    }

    private final Scanner in;
    private final boolean posix;
    private final Budget budget;
    private final Commands commands;
    private final BashPairs pairs;
    private final BashParameters parameters;
    private boolean sawQuote;
    private boolean sawDollar;
    /** Up to here a brace or a quote is text: bash pairs the single quotes of "${x-'…'}". */
    private int guardedTo;
    /** Whether the text is only read when it is expanded, and its substitutions with it. */
    private boolean apart;
    /** Where in a document the expansion starts that is being read. */
    private int documentAt;

    BashWords(Scanner in, Dialect dialect, Budget budget, Commands commands) {
        this.in = in;
        this.posix = dialect == Dialect.BASH_POSIX;
        this.budget = budget;
        this.commands = commands;
        this.pairs = new BashPairs(in, posix, commands::parenthesised);
        this.parameters = new BashParameters(in, pairs, this);
    }

    BashPairs pairs() {
        return pairs;
    }

    Lexeme word(Place place) {
        int start = in.at();
        sawQuote = false;
        sawDollar = false;
        Parts parts = new Parts(in);
        Head head = new Head();
        plain(parts, place, head);
        return new Lexeme(parts.word(start), sawQuote, sawDollar, head.length, head.subscript);
    }

    /** The assignment in front of a word, found while the word is read. */
    private static final class Head {
        int length;
        int subscript;
    }

    /** The part of a here-document's body that can be read, and what cannot as a bad substitution. */
    List<Part> document() {
        apart = true;
        Parts parts = new Parts(in);
        int depth = budget.depth();
        try {
            quoted(parts, Until.END, in.at());
        } catch (Rejection rejection) {
            budget.restore(depth);
            int end = in.text().length();
            int from = Math.min(documentAt, end);
            parts.add(new Part.BadSubstitution(in.text(from, end), in.span(from, end)));
        }
        return parts.done();
    }

    private void plain(Parts parts, Place place, Head head) {
        int depth = 0;
        int opened = in.at();
        while (true) {
            int c = in.peekJoined();
            opened = depth == 0 ? in.at() : opened;
            if (c == Scanner.END) {
                if (depth > 0) {
                    throw BashPairs.unclosed(in, opened, ')');
                }
                return;
            }
            if (quoteOrExpansion(parts, c)) {
                continue;
            }
            if (depth == 0 && head.length == 0 && parts.onlyText()) {
                if (c == '[' && subscript(parts, place, head)) {
                    continue;
                }
                if (c == '=' && assignment(parts, place, head)) {
                    continue;
                }
            }
            if (place.patterns() && "@*+?!".indexOf(c) >= 0 && in.peekSecond() == '(') {
                parts.take();
                parts.take();
                depth++;
                continue;
            }
            if (c == '(' && (place.regex() || depth > 0)) {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0 && !(c == '|' && place.regex())) {
                if ((c == '<' || c == '>') && in.peekSecond() == '(') {
                    parts.add(processSubstitution());
                    continue;
                }
                if (AlmquistWords.isMeta(c)) {
                    return;
                }
            }
            parts.take();
        }
    }

    /** An array's subscript: it is read as a whole where the word may be an assignment. */
    private boolean subscript(Parts parts, Place place, Head head) {
        String name = parts.textSoFar();
        boolean named = place.assigns() && isName(name);
        if (head.subscript > 0 || (!named && !(name.isEmpty() && place.element()))) {
            return false;
        }
        int start = in.at();
        in.next();
        pairs.skip('[', ']', start, BashPairs.Kind.SUBSCRIPT, false);
        int behind = in.at();
        boolean assigns = in.peekJoined() == '=' || (in.peek() == '+' && in.peekSecond() == '=');
        if (!assigns) {
            in.moveTo(start);
            return false;
        }
        in.moveTo(behind);
        parts.literal(in.text(start, behind), start);
        head.subscript = parts.textSoFar().length();
        return true;
    }

    private boolean assignment(Parts parts, Place place, Head head) {
        String before = parts.textSoFar();
        String name = before.endsWith("+") ? before.substring(0, before.length() - 1) : before;
        boolean subscripted = head.subscript > 0 && head.subscript == name.length();
        if (!subscripted && !isName(name)) {
            return false;
        }
        parts.take();
        head.length = before.length() + 1;
        if ((place.assigns() || place.declares()) && in.peekJoined() == '(' && !place.element()) {
            int start = in.at();
            in.next();
            budget.enter();
            List<ShellWord> elements = commands.elements();
            budget.leave();
            parts.add(new Part.ArrayLiteral(elements, in.span(start, in.at())));
        }
        return true;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && Assignments.nameLength(text) == text.length();
    }

    /** Reads what starts with a quote, a backslash or a dollar outside double quotes; false for other characters. */
    private boolean quoteOrExpansion(Parts parts, int c) {
        int start = in.at();
        switch (c) {
            case '\\' -> {
                in.next();
                int escaped = in.next();
                parts.literal(escaped == Scanner.END ? "\\" : "\\" + (char) escaped, start);
                sawQuote = true;
            }
            case '\'' -> {
                in.next();
                pairs.skip('\'', '\'', start, BashPairs.Kind.PLAIN, false);
                parts.add(new Part.SingleQuoted(in.text(start + 1, in.at() - 1), false, in.span(start, in.at())));
                sawQuote = true;
            }
            case '"' -> {
                doubleQuoted(parts, start);
                sawQuote = true;
            }
            case '`' -> parts.add(backquotes(false));
            case '$' -> dollar(parts, false);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void doubleQuoted(Parts parts, int start) {
        int open = in.at();
        in.next();
        int outerGuard = guardedTo;
        guardedTo = 0;
        Parts inside = new Parts(in);
        budget.enter();
        quoted(inside, Until.QUOTE, open);
        budget.leave();
        guardedTo = outerGuard;
        parts.add(new Part.DoubleQuoted(inside.done(), in.span(start, in.at())));
    }

    /** @param openAt where what has to be closed was opened */
    private void quoted(Parts parts, Until until, int openAt) {
        while (true) {
            int c = in.peekJoined();
            boolean guarded = in.at() < guardedTo;
            if (until == Until.END) {
                documentAt = in.at();
            }
            if (c == Scanner.END) {
                if (until == Until.END) {
                    return;
                }
                throw BashPairs.unclosed(in, openAt, until == Until.BRACE ? '}' : '"');
            } else if (c == '\\') {
                int start = in.at();
                in.next();
                int escaped = in.next();
                boolean takenOff = escaped == '\\'
                        || escaped == '`'
                        || escaped == '$'
                        || (escaped == '"' && until != Until.END)
                        || (escaped == '}' && until == Until.BRACE);
                parts.literal(escaped == Scanner.END ? "\\" : (takenOff ? "" : "\\") + (char) escaped, start);
            } else if (c == '$') {
                dollar(parts, true);
            } else if (c == '`') {
                parts.add(backquotes(true));
            } else if (c == '"' && until != Until.END && !guarded) {
                int quote = in.at();
                in.next();
                if (until != Until.BRACE) {
                    return;
                }
                budget.enter();
                quoted(parts, Until.INNER_QUOTE, quote);
                budget.leave();
            } else if (c == '}' && until == Until.BRACE && !guarded) {
                in.next();
                return;
            } else {
                if (c == '\'' && until == Until.BRACE && !guarded && !posix) {
                    guardQuotes();
                }
                parts.take();
            }
        }
    }

    private void guardQuotes() {
        int start = in.at();
        in.next();
        pairs.skip('\'', '\'', start, BashPairs.Kind.PLAIN, true);
        guardedTo = in.at();
        in.moveTo(start);
    }

    /** The word of an expansion, to behind its closing brace. */
    List<Part> argument(int openAt, boolean quoted, boolean pattern, int separator, Separated separated) {
        Parts parts = new Parts(in);
        int from = in.at();
        int outerGuard = guardedTo;
        guardedTo = 0;
        List<Part> read;
        if (quoted && !pattern) {
            quoted(parts, Until.BRACE, openAt);
            List<Part> inside = parts.done();
            read = inside.isEmpty() ? inside : List.of(new Part.DoubleQuoted(inside, in.span(from, in.at() - 1)));
        } else {
            braced(parts, openAt, separator, separated);
            read = parts.done();
        }
        guardedTo = outerGuard;
        return read;
    }

    /** Where a separator split an argument in two. */
    static final class Separated {
        int at = -1;
        List<Part> first = List.of();
    }

    private void braced(Parts parts, int openAt, int separator, Separated separated) {
        int nested = 0;
        while (true) {
            int c = in.peekJoined();
            if (c == Scanner.END) {
                throw BashPairs.unclosed(in, openAt, '}');
            }
            if (quoteOrExpansion(parts, c)) {
                continue;
            }
            if (c == '}') {
                in.next();
                return;
            }
            if ((c == '<' || c == '>') && in.peekSecond() == '(') {
                parts.add(processSubstitution());
                continue;
            }
            if (c == separator && separated.at < 0 && nested == 0) {
                separated.at = in.at();
                separated.first = parts.done();
                in.next();
                continue;
            }
            if (separator == ':' && (c == '(' || c == '?')) {
                nested++;
            } else if (separator == ':' && (c == ')' || c == ':') && nested > 0) {
                nested--;
            }
            parts.take();
        }
    }

    private void dollar(Parts parts, boolean quoted) {
        int start = in.at();
        in.next();
        int c = in.peekJoined();
        budget.enter();
        if (c == '(') {
            int open = in.at();
            in.next();
            sawDollar = true;
            if (in.peekJoined() == '(') {
                parts.add(arithmeticOrCommands(start, open));
            } else {
                parts.add(new Part.CommandSubstitution(substitution(), false, in.span(start, in.at())));
            }
        } else if (c == '{') {
            sawDollar = true;
            parts.add(parameters.braced(start, quoted));
        } else if (c == '[') {
            int open = in.at();
            in.next();
            sawDollar = true;
            int from = in.at();
            pairs.skip('[', ']', open, BashPairs.Kind.ARITHMETIC, quoted);
            parts.add(new Part.Arithmetic(expression(from, in.at() - 1), in.span(start, in.at())));
        } else if (c == '\'' && !quoted) {
            int open = in.at();
            in.next();
            pairs.skip('\'', '\'', open, BashPairs.Kind.ANSI, false);
            String text = AnsiQuote.unescape(in.text(open + 1, in.at() - 1), true);
            parts.add(new Part.SingleQuoted(text, true, in.span(start, in.at())));
            sawQuote = true;
        } else if (c == '"' && !quoted) {
            doubleQuoted(parts, start);
            sawQuote = true;
        } else if (AlmquistWords.isNameStart(c) || AlmquistWords.isDigit(c) || BashParameters.isSpecial(c)) {
            sawDollar = true;
            parts.add(parameters.simple(start));
        } else {
            sawDollar = true;
            parts.literal("$", start);
        }
        budget.leave();
    }

    /** A substitution keeps what the word around it has seen. */
    private Script substitution() {
        boolean quote = sawQuote;
        boolean dollar = sawDollar;
        int guard = guardedTo;
        guardedTo = 0;
        int from = in.at();
        Script script = commands.parenthesised();
        if (apart) {
            int behind = in.at();
            script = commands.later(in.fragment().part(from, behind - 1));
            in.moveTo(behind);
        }
        sawQuote = quote;
        sawDollar = dollar;
        guardedTo = guard;
        return script;
    }

    private Part processSubstitution() {
        int start = in.at();
        boolean output = in.next() == '>';
        in.next();
        budget.enter();
        sawDollar = true;
        Script script = substitution();
        budget.leave();
        return new Part.ProcessSubstitution(script, output, in.span(start, in.at()));
    }

    /** {@code $((…))} is arithmetic if its parentheses pair up, else a command substitution that starts with a subshell. */
    private Part arithmeticOrCommands(int start, int open) {
        pairs.skip('(', ')', open, BashPairs.Kind.ARITHMETIC, false);
        int end = in.at();
        int inner = in.text().indexOf('(', open + 1);
        if (in.text().charAt(end - 2) == ')' && balanced(inner + 1, end - 2)) {
            return new Part.Arithmetic(expression(inner + 1, end - 2), in.span(start, end));
        }
        Script script = commands.later(in.fragment().part(open + 1, end - 1));
        in.moveTo(end);
        return new Part.CommandSubstitution(script, false, in.span(start, end));
    }

    private boolean balanced(int from, int to) {
        int open = 0;
        for (int i = from; i < to; i++) {
            char c = in.text().charAt(i);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open < 0) {
                return false;
            }
        }
        return open == 0;
    }

    /** Arithmetic, in which quotes have no meaning and expansions do. */
    ShellWord expression(int from, int to) {
        Scanner inside = new Scanner(in.fragment().part(from, to), in.lineOf(from));
        Dialect dialect = posix ? Dialect.BASH_POSIX : Dialect.BASH;
        BashGrammar own = new BashGrammar(inside, dialect, budget);
        return new ShellWord(in.text(from, to), own.words().document(), in.span(from, to));
    }

    private Part backquotes(boolean quoted) {
        int start = in.at();
        in.next();
        pairs.skip('`', '`', start, BashPairs.Kind.PLAIN, quoted);
        int end = in.at() - 1;
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (int i = start + 1; i < end; i++) {
            char c = in.text().charAt(i);
            if (c == '\\' && i + 1 < end) {
                char escaped = in.text().charAt(i + 1);
                if (escaped == '\\' || escaped == '`' || escaped == '$' || (quoted && escaped == '"')) {
                    i++;
                    c = escaped;
                }
            }
            text.append(c);
            offsets.add(in.fragment().offset(i));
        }
        offsets.add(in.fragment().offset(end));
        Fragment fragment = Fragment.of(
                text.toString(),
                in.fragment().file(),
                offsets.stream().mapToInt(Integer::intValue).toArray());
        budget.enter();
        Script script = commands.later(fragment);
        budget.leave();
        return new Part.CommandSubstitution(script, true, in.span(start, in.at()));
    }

    /** The words of a pattern or expression that a splitter cut off, as one. */
    ShellWord wordOf(List<Part> parts, int from, int to) {
        return new ShellWord(in.text(from, to), parts, in.span(from, to));
    }
}
