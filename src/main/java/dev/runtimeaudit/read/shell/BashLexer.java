package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.BashWords.Lexeme;
import dev.runtimeaudit.read.shell.BashWords.Place;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text into bash's tokens. What a word is depends on the tokens before it (reserved words, assignments, patterns),
 * so it remembers what {@code read_token} of bash's parser does.
 *
 * <p>It is longer than a class should be because every token is decided by that memory.
 */
final class BashLexer {

    /** Builtins whose arguments may be arrays. */
    private static final Set<String> DECLARING =
            Set.of("alias", "declare", "eval", "export", "let", "local", "readonly", "typeset");

    /** What the lexer remembers; the inside of a substitution has a memory of its own. */
    static final class Memory {
        private BashToken current = BashToken.NEWLINE;
        private BashToken last = BashToken.NEWLINE;
        private BashToken beforeLast = BashToken.NEWLINE;
        private boolean casePatterns;
        private boolean inCase;
        private int expectedIn;
        private int expectedEsac;
        private boolean braceMayFollow;
        private boolean declares;
        /** Only redirections were read of a simple command: a word may still be an assignment. */
        private boolean onlyRedirections;

        private boolean condition;
        private boolean elements;
        private boolean regex;
        private boolean patterns;
    }

    private final Scanner in;
    private final boolean posix;
    private final BashWords words;
    private final Runnable hereDocuments;
    private Memory memory = new Memory();
    private boolean extendedPatterns;
    private Lexeme lexeme;
    private int start;
    private int innerFrom;
    private int innerTo;

    /** @param hereDocuments reads those that are pending, at the start of a line */
    BashLexer(Scanner in, Dialect dialect, BashWords words, Runnable hereDocuments) {
        this.in = in;
        this.posix = dialect == Dialect.BASH_POSIX;
        this.words = words;
        this.hereDocuments = hereDocuments;
        this.lexeme = new Lexeme(new ShellWord("", List.of(), in.span(0, 0)), false, false, 0, 0);
    }

    /** Starts anew, as for a new line or the inside of a substitution. @return what it remembered */
    Memory fresh() {
        Memory before = memory;
        memory = new Memory();
        return before;
    }

    void restore(Memory earlier) {
        memory = earlier;
    }

    void extendPatterns() {
        extendedPatterns = true;
    }

    void onlyRedirections(boolean so) {
        memory.onlyRedirections = so;
    }

    /** The tokens between <code>[[</code> and <code>]]</code> are read next; they are no part of the memory. */
    void beginCondition() {
        memory.condition = true;
        memory.beforeLast = memory.last;
        memory.last = memory.current;
    }

    void endCondition() {
        memory.condition = false;
        memory.current = BashToken.CONDITION_END;
    }

    void regexFollows(boolean so) {
        memory.regex = so;
    }

    void patternFollows(boolean so) {
        memory.patterns = so;
    }

    /** The elements of an array follow: no reserved words, no assignments. */
    Memory beforeElements() {
        Memory before = fresh();
        memory.current = BashToken.WORD;
        memory.last = BashToken.WORD;
        memory.beforeLast = BashToken.WORD;
        memory.elements = true;
        return before;
    }

    /** The word that the last token was, if it was one. */
    Lexeme lexeme() {
        return lexeme;
    }

    /** Where the last token starts. */
    int start() {
        return start;
    }

    /** Where the expression of the last {@code ((…))} starts. */
    int innerFrom() {
        return innerFrom;
    }

    int innerTo() {
        return innerTo;
    }

    /** The next token, as the grammar reads it. */
    BashToken advance() {
        memory.beforeLast = memory.last;
        memory.last = memory.current;
        memory.current = read();
        return memory.current;
    }

    /** The next token inside {@code [[…]]} or an array, which the memory of tokens takes no notice of. */
    BashToken read() {
        for (int c = in.peekJoined(); c == ' ' || c == '\t'; c = in.peekJoined()) {
            in.next();
        }
        int at = in.at();
        BashToken token = token(at);
        start = at;
        return token;
    }

    private BashToken token(int at) {
        int c = in.peek();
        if (c == Scanner.END) {
            return BashToken.EOF;
        }
        if (c == '#') {
            while (in.peek() != '\n' && in.peek() != Scanner.END) {
                in.next();
            }
            c = '\n';
        }
        if (c == '\n') {
            in.next();
            memory.declares = false;
            hereDocuments.run();
            return BashToken.NEWLINE;
        }
        if (!memory.regex && isOperator(c)) {
            in.next();
            memory.declares = false;
            boolean process = (c == '<' || c == '>') && in.peekJoined() == '(';
            if (!process) {
                return operator(c);
            }
            in.moveTo(at);
        } else if (c == '-' && (memory.last == BashToken.DUPLICATE_IN || memory.last == BashToken.DUPLICATE_OUT)) {
            in.next();
            return BashToken.MINUS;
        }
        return word();
    }

    private static boolean isOperator(int c) {
        return c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')';
    }

    private BashToken operator(int c) {
        switch (c) {
            case '<' -> {
                return less();
            }
            case '>' -> {
                return in.takeJoined('>')
                        ? BashToken.APPEND
                        : in.takeJoined('&')
                                ? BashToken.DUPLICATE_OUT
                                : in.takeJoined('|') ? BashToken.CLOBBER : BashToken.GREATER;
            }
            case ';' -> {
                return semicolon();
            }
            case '&' -> {
                if (in.takeJoined('&')) {
                    return BashToken.AND;
                }
                if (in.takeJoined('>')) {
                    return in.takeJoined('>') ? BashToken.BOTH_APPEND : BashToken.BOTH;
                }
                return BashToken.BACKGROUND;
            }
            case '|' -> {
                return in.takeJoined('|') ? BashToken.OR : in.takeJoined('&') ? BashToken.PIPE_BOTH : BashToken.PIPE;
            }
            case '(' -> {
                return open();
            }
            default -> {
                in.peek();
                if (memory.last == BashToken.OPEN && memory.beforeLast == BashToken.WORD) {
                    memory.braceMayFollow = true;
                }
                memory.casePatterns = false;
                return BashToken.CLOSE;
            }
        }
    }

    private BashToken less() {
        if (in.takeJoined('<')) {
            return in.takeJoined('-')
                    ? BashToken.HERE_TABS
                    : in.takeJoined('<') ? BashToken.HERE_STRING : BashToken.HERE;
        }
        return in.takeJoined('&') ? BashToken.DUPLICATE_IN : in.takeJoined('>') ? BashToken.READ_WRITE : BashToken.LESS;
    }

    private BashToken semicolon() {
        if (in.takeJoined(';')) {
            memory.casePatterns = true;
            return in.takeJoined('&') ? BashToken.TEST_NEXT : BashToken.END_CASE;
        }
        if (in.takeJoined('&')) {
            memory.casePatterns = true;
            return BashToken.FALL_THROUGH;
        }
        return BashToken.SEMICOLON;
    }

    private BashToken open() {
        int second = in.at();
        if (in.peekJoined() != '(') {
            return BashToken.OPEN;
        }
        int inner = in.at();
        boolean loop = memory.last == BashToken.FOR;
        if (!loop && !acceptsReserved()) {
            in.moveTo(second);
            return BashToken.OPEN;
        }
        in.next();
        int from = in.at();
        words.pairs().skip('(', ')', inner, BashPairs.Kind.ARITHMETIC, false);
        if (in.peek() == ')') {
            innerFrom = from;
            innerTo = in.at() - 1;
            in.next();
            return loop ? BashToken.ARITHMETIC_FOR : BashToken.ARITHMETIC;
        }
        // no second parenthesis: it was a subshell that starts with a subshell
        in.moveTo(second);
        return loop ? BashToken.ARITHMETIC_FOR_BROKEN : BashToken.OPEN;
    }

    private boolean acceptsReserved() {
        return memory.last.precedesCommand()
                || (memory.last == BashToken.WORD
                        && (memory.beforeLast == BashToken.COPROC || memory.beforeLast == BashToken.FUNCTION));
    }

    private boolean commandPosition() {
        BashToken last = memory.last;
        return last == BashToken.ASSIGNMENT
                || (memory.onlyRedirections && !last.isRedirection())
                || (last != BashToken.END_CASE
                        && last != BashToken.FALL_THROUGH
                        && last != BashToken.TEST_NEXT
                        && acceptsReserved());
    }

    private BashToken word() {
        boolean assigns = commandPosition() && !memory.casePatterns;
        lexeme = words.word(new Place(
                assigns, memory.declares, memory.elements, memory.regex, memory.patterns || extendedPatterns));
        String text = bare();
        int c = in.peek();
        if (!text.isEmpty() && text.chars().allMatch(AlmquistWords::isDigit)) {
            boolean descriptor = c == '<'
                    || c == '>'
                    || memory.last == BashToken.DUPLICATE_IN
                    || memory.last == BashToken.DUPLICATE_OUT;
            if (descriptor && text.length() < 10) {
                return BashToken.NUMBER;
            }
        }
        BashToken special = special(text);
        if (special != BashToken.WORD) {
            return special;
        }
        special = reserved(text);
        if (special != BashToken.WORD) {
            return special;
        }
        if (commandPosition() && DECLARING.contains(text)) {
            memory.declares = true;
        }
        if (text.startsWith("{") && text.endsWith("}") && (c == '<' || c == '>') && namesVariable(text)) {
            return BashToken.DESCRIPTOR_WORD;
        }
        if (memory.last == BashToken.FUNCTION) {
            memory.braceMayFollow = true;
        } else if (memory.last == BashToken.CASE || memory.last == BashToken.SELECT || memory.last == BashToken.FOR) {
            memory.expectedIn++;
        }
        boolean assignment = lexeme.head() > 0 && (assigns || memory.elements);
        return assignment ? BashToken.ASSIGNMENT : BashToken.WORD;
    }

    private static boolean namesVariable(String braced) {
        String name = braced.substring(1, braced.length() - 1);
        return !name.isEmpty() && Assignments.nameLength(name) == name.length();
    }

    /** The text of the word without its line joins. */
    private String bare() {
        ShellWord word = lexeme.word();
        String text = Assignments.firstLiteral(word);
        return word.parts().size() == 1 && !text.isEmpty() ? text : word.raw();
    }

    /** Words that are reserved only behind certain tokens ({@code special_case_tokens}). */
    private BashToken special(String text) {
        BashToken last = memory.last;
        boolean listing = memory.beforeLast == BashToken.FOR || memory.beforeLast == BashToken.SELECT;
        if (text.equals("in")
                && ((last == BashToken.WORD && (listing || memory.beforeLast == BashToken.CASE))
                        || (memory.expectedIn > 0 && (last == BashToken.WORD || last == BashToken.NEWLINE)))) {
            boolean cases = last == BashToken.WORD && (listing || memory.beforeLast == BashToken.CASE)
                    ? memory.beforeLast == BashToken.CASE
                    : memory.inCase;
            if (cases) {
                memory.casePatterns = true;
                memory.expectedEsac++;
            }
            memory.expectedIn = Math.max(0, memory.expectedIn - 1);
            return BashToken.IN;
        }
        if (text.equals("do")
                && ((memory.expectedIn > 0 && (last == BashToken.NEWLINE || last == BashToken.SEMICOLON))
                        || (last == BashToken.WORD && listing))) {
            memory.expectedIn = Math.max(0, memory.expectedIn - 1);
            return BashToken.DO;
        }
        if (memory.expectedEsac > 0 && last == BashToken.IN && text.equals("esac")) {
            memory.expectedEsac--;
            memory.casePatterns = false;
            return BashToken.ESAC;
        }
        if (memory.braceMayFollow) {
            memory.braceMayFollow = false;
            if (text.equals("{")) {
                return BashToken.BEGIN;
            }
        }
        if (last == BashToken.ARITHMETIC_FOR && text.equals("do")) {
            return BashToken.DO;
        }
        if (last == BashToken.ARITHMETIC_FOR && text.equals("{")) {
            return BashToken.BEGIN;
        }
        if (last == BashToken.TIME && text.equals("-p")) {
            return BashToken.TIME_OPTION;
        }
        if ((last == BashToken.TIME || last == BashToken.TIME_OPTION) && text.equals("--")) {
            return BashToken.TIME_IGNORE;
        }
        if (memory.condition && text.equals("]]")) {
            return BashToken.CONDITION_END;
        }
        return BashToken.WORD;
    }

    private BashToken reserved(String text) {
        if (lexeme.quoted() || lexeme.dollar() || !acceptsReserved()) {
            return BashToken.WORD;
        }
        BashToken token = BashToken.reserved(text);
        if (token == BashToken.WORD) {
            return token;
        }
        if (memory.casePatterns
                && (token != BashToken.ESAC || memory.last == BashToken.PIPE || memory.last == BashToken.OPEN)) {
            return BashToken.WORD;
        }
        if (token == BashToken.TIME && !timeCounts()) {
            return BashToken.WORD;
        }
        if (token == BashToken.ESAC) {
            memory.casePatterns = false;
            memory.inCase = false;
            memory.expectedEsac--;
        } else if (token == BashToken.CASE) {
            memory.inCase = true;
        }
        return token;
    }

    /** In posix mode {@code time} is a command if an option follows. */
    private boolean timeCounts() {
        if (posix) {
            int behind = in.at();
            while (behind < in.text().length()
                    && (in.text().charAt(behind) == ' ' || in.text().charAt(behind) == '\t')) {
                behind++;
            }
            if (in.text().startsWith("-", behind)) {
                return false;
            }
        }
        return switch (memory.last) {
            case SEMICOLON, NEWLINE -> memory.beforeLast != BashToken.PIPE;
            case AND,
                    OR,
                    BACKGROUND,
                    WHILE,
                    DO,
                    UNTIL,
                    IF,
                    THEN,
                    ELIF,
                    ELSE,
                    BEGIN,
                    OPEN,
                    CLOSE,
                    NOT,
                    TIME,
                    TIME_OPTION,
                    TIME_IGNORE -> true;
            default -> false;
        };
    }
}
