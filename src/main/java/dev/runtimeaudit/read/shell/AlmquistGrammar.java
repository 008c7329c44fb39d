package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.AlmquistWords.HereEnd;
import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads scripts as dash and BusyBox ash do: a recursive descent over their tokens that accepts, rejects and words its
 * rejections as the parser of the Almquist shell does.
 *
 * <p>It is longer than a class should be because the productions share the one token that is pushed back, its keyword
 * state and the pending here-documents; taking them apart would only move that state between classes.
 */
final class AlmquistGrammar implements Grammar, AlmquistWords.Commands {

    private enum Token {
        EOF("end of file"),
        NEWLINE("newline"),
        REDIRECTION("redirection"),
        WORD("word"),
        SEMICOLON(";"),
        BACKGROUND("&"),
        AND("&&"),
        OR("||"),
        PIPE("|"),
        OPEN("("),
        CLOSE(")"),
        END_CASE(";;"),
        NOT("!"),
        CASE("case"),
        DO("do"),
        DONE("done"),
        ELIF("elif"),
        ELSE("else"),
        ESAC("esac"),
        FI("fi"),
        FOR("for"),
        FUNCTION("function"),
        IF("if"),
        IN("in"),
        THEN("then"),
        UNTIL("until"),
        WHILE("while"),
        BEGIN("{"),
        END("}");

        final String text;

        Token(String text) {
            this.text = text;
        }

        String said() {
            return compareTo(SEMICOLON) < 0 ? text : '"' + text + '"';
        }
    }

    /** What the next token may be, besides a word. */
    private enum Look {
        KEYWORDS,
        NEWLINES,
        /** The word is the delimiter of a here-document: nothing in it expands. */
        DELIMITER
    }

    private static final Map<String, Token> KEYWORDS = keywords();
    private static final Set<Token> LIST_ENDS = EnumSet.of(
            Token.EOF,
            Token.CLOSE,
            Token.END_CASE,
            Token.DO,
            Token.DONE,
            Token.ELIF,
            Token.ELSE,
            Token.ESAC,
            Token.FI,
            Token.THEN,
            Token.END);
    private static final Set<Token> FUNCTION_BODIES =
            EnumSet.of(Token.BEGIN, Token.IF, Token.CASE, Token.UNTIL, Token.WHILE, Token.FOR);
    private static final Set<String> SPECIAL_BUILTINS = Set.of(
            ".",
            ":",
            "break",
            "continue",
            "eval",
            "exec",
            "exit",
            "export",
            "readonly",
            "return",
            "set",
            "shift",
            "times",
            "trap",
            "unset");

    private static final Set<Look> WORDS_ONLY = EnumSet.noneOf(Look.class);
    private static final Set<Look> COMMAND = EnumSet.of(Look.KEYWORDS);
    private static final Set<Look> COMMAND_AFTER_NEWLINES = EnumSet.of(Look.KEYWORDS, Look.NEWLINES);

    private static Map<String, Token> keywords() {
        Map<String, Token> words = new java.util.HashMap<>();
        for (Token token : Token.values()) {
            if (token.compareTo(Token.NOT) >= 0) {
                words.put(token.text, token);
            }
        }
        return Map.copyOf(words);
    }

    private final Scanner in;
    private final Dialect dialect;
    private final boolean ash;
    private final Budget budget;
    private final HereDocuments documents = new HereDocuments();
    private final AlmquistWords words;

    private boolean pushedBack;
    private Token last = Token.EOF;
    private Set<Look> look = WORDS_ONLY;
    private ShellWord word;
    private boolean quoted;
    private String operator = "";
    private Optional<Integer> descriptor = Optional.empty();
    private int tokenStart;
    private int tokenEnd;
    private int previousEnd;
    /** The line of the command that ran last when the next one is read. */
    private int lastRun;

    AlmquistGrammar(Fragment text, Dialect dialect, Budget budget, int firstLine) {
        this.in = new Scanner(text, firstLine);
        this.dialect = dialect;
        this.ash = dialect.isAsh();
        this.budget = budget;
        this.words = new AlmquistWords(in, dialect, budget, this);
        this.word = new ShellWord("", List.of(), in.span(0, 0));
    }

    @Override
    public int at() {
        return in.at();
    }

    @Override
    public Optional<Script.Complete> next() {
        int start = in.at();
        int known = documents.count();
        Optional<Script.Complete> read = complete();
        if (documents.count() > known) {
            in.moveTo(start);
            read = complete();
        }
        read.ifPresent(line -> lastRun = AshLines.after(line, lastRun));
        return read;
    }

    private Optional<Script.Complete> complete() {
        pushedBack = false;
        look = WORDS_ONLY;
        documents.setAside();
        int start = in.at();
        List<Script.Item> items = list(true, false);
        if (items.isEmpty() && last == Token.EOF) {
            return Optional.empty();
        }
        return Optional.of(new Script.Complete(
                items,
                items.isEmpty()
                        ? in.span(start, in.at())
                        : items.get(0).span().to(items.get(items.size() - 1).span()),
                in.line()));
    }

    @Override
    public Script parenthesised() {
        int start = in.at();
        List<HereDocuments.Pending> outer = documents.setAside();
        List<Script.Item> items = list(false, true);
        int end = end();
        expect(Token.CLOSE);
        pushedBack = false;
        readHereDocuments();
        documents.bringBack(outer);
        return script(items, start, Math.max(start, end));
    }

    @Override
    public Script backquoted(Fragment text) {
        // Both shells read the text as an input of its own, whose lines dash counts from 1.
        AlmquistGrammar inner = new AlmquistGrammar(text, dialect, budget, ash ? lastRun : 1);
        inner.lastRun = lastRun;
        Script first = inner.whole();
        if (inner.documents.count() == 0) {
            return first;
        }
        inner.in.moveTo(0);
        return inner.whole();
    }

    private Script whole() {
        pushedBack = false;
        List<Script.Item> items = list(false, true);
        readHereDocuments();
        return script(items, 0, in.text().length());
    }

    private Script script(List<Script.Item> items, int from, int to) {
        Span span = in.span(from, to);
        List<Script.Complete> lines =
                items.isEmpty() ? List.of() : List.of(new Script.Complete(items, span, in.line()));
        return new Script(lines, Optional.empty(), span);
    }

    /**
     * @param oneLine a newline ends it
     * @param mayBeEmpty it ends at a word that cannot start a command even if it has none yet
     */
    private List<Script.Item> list(boolean oneLine, boolean mayBeEmpty) {
        Set<Look> first = oneLine ? COMMAND : COMMAND_AFTER_NEWLINES;
        List<Script.Item> items = new ArrayList<>();
        boolean mayEnd = mayBeEmpty;
        while (true) {
            look = first;
            Token token = read();
            if (token == Token.NEWLINE) {
                readHereDocuments();
                return items;
            }
            if (token == Token.EOF) {
                endOfFile();
                return items;
            }
            pushBack();
            if (mayEnd && !oneLine && LIST_ENDS.contains(token)) {
                return items;
            }
            mayEnd = true;
            int start = tokenStart;
            Command command = andOr();
            int end = end();
            token = read();
            items.add(new Script.Item(
                    command, token == Token.BACKGROUND, in.span(start, token == Token.BACKGROUND ? tokenEnd : end)));
            if (token == Token.EOF) {
                endOfFile();
                return items;
            }
            if (token == Token.NEWLINE) {
                pushBack();
            } else if (token != Token.BACKGROUND && token != Token.SEMICOLON) {
                if (oneLine) {
                    throw unexpected();
                }
                pushBack();
                return items;
            }
        }
    }

    private void endOfFile() {
        readHereDocuments();
        last = Token.EOF;
        pushBack();
    }

    private Command andOr() {
        int start = nextStart();
        int line = in.line();
        Command left = pipeline();
        while (true) {
            Token token = read();
            if (token != Token.AND && token != Token.OR) {
                pushBack();
                return left;
            }
            look = COMMAND_AFTER_NEWLINES;
            Command right = pipeline();
            left = new Command.AndOr(left, token == Token.AND, right, line, in.span(start, end()));
        }
    }

    private Command pipeline() {
        boolean negated = read() == Token.NOT;
        int start = tokenStart;
        if (negated) {
            look = COMMAND;
        } else {
            pushBack();
        }
        int line = in.line();
        List<Command> commands = new ArrayList<>();
        commands.add(command());
        while (read() == Token.PIPE) {
            look = COMMAND_AFTER_NEWLINES;
            commands.add(command());
        }
        pushBack();
        if (commands.size() == 1 && !negated) {
            return commands.get(0);
        }
        return new Command.Pipeline(negated, commands, line, in.span(start, end()));
    }

    private Command command() {
        budget.enter();
        int line = in.line();
        Token token = read();
        int start = tokenStart;
        if (token == Token.WORD || token == Token.REDIRECTION || (token == Token.FUNCTION && ash)) {
            pushBack();
            Command simple = simple(start);
            budget.leave();
            return simple;
        }
        Compound compound = compound(token);
        look = COMMAND;
        List<Redirect> redirects = new ArrayList<>();
        while (read() == Token.REDIRECTION) {
            redirects.add(redirect());
        }
        pushBack();
        budget.leave();
        return compound.with(redirects, line, in.span(start, end()));
    }

    private Compound compound(Token token) {
        return switch (token) {
            case IF -> ifCommand();
            case WHILE, UNTIL -> whileCommand(token == Token.UNTIL);
            case FOR -> forCommand();
            case CASE -> caseCommand();
            case OPEN -> {
                Command.Body body = body(false);
                expect(Token.CLOSE);
                yield (redirects, line, span) -> new Command.Subshell(body, redirects, line, span);
            }
            case BEGIN -> {
                Command.Body body = body(false);
                expect(Token.END);
                yield (redirects, line, span) -> new Command.Group(body, redirects, line, span);
            }
            default -> throw unexpected();
        };
    }

    /** A compound command that still lacks the redirections behind it. */
    private interface Compound {
        Command with(List<Redirect> redirects, int line, Span span);
    }

    private Command.Body body(boolean mayBeEmpty) {
        int start = in.at();
        List<Script.Item> items = list(false, mayBeEmpty);
        Span span = items.isEmpty()
                ? in.span(start, start)
                : items.get(0).span().to(items.get(items.size() - 1).span());
        return new Command.Body(items, span);
    }

    private Compound ifCommand() {
        List<Command.Branch> branches = new ArrayList<>();
        do {
            Command.Body condition = body(false);
            expect(Token.THEN);
            branches.add(new Command.Branch(condition, body(false)));
        } while (read() == Token.ELIF);
        Optional<Command.Body> otherwise = Optional.empty();
        if (last == Token.ELSE) {
            otherwise = Optional.of(body(false));
        } else {
            pushBack();
        }
        expect(Token.FI);
        Optional<Command.Body> rest = otherwise;
        return (redirects, line, span) -> new Command.If(branches, rest, redirects, line, span);
    }

    private Compound whileCommand(boolean until) {
        Command.Body condition = body(false);
        expect(Token.DO);
        Command.Body body = body(false);
        expect(Token.DONE);
        return (redirects, line, span) -> new Command.While(until, condition, body, redirects, line, span);
    }

    private Compound forCommand() {
        if (read() != Token.WORD || quoted || !isName(bare(word))) {
            throw reject("bad for loop variable");
        }
        String variable = bare(word);
        look = COMMAND_AFTER_NEWLINES;
        Optional<List<ShellWord>> values = Optional.empty();
        if (read() == Token.IN) {
            List<ShellWord> all = new ArrayList<>();
            while (read() == Token.WORD) {
                all.add(word);
            }
            values = Optional.of(all);
            if (last != Token.NEWLINE && last != Token.SEMICOLON) {
                throw unexpected();
            }
        } else if (last != Token.SEMICOLON) {
            pushBack();
        }
        look = COMMAND_AFTER_NEWLINES;
        expect(Token.DO);
        Command.Body body = body(false);
        expect(Token.DONE);
        Optional<List<ShellWord>> in = values;
        return (redirects, line, span) -> new Command.For(variable, in, body, redirects, line, span);
    }

    private Compound caseCommand() {
        expect(Token.WORD);
        ShellWord subject = word;
        look = COMMAND_AFTER_NEWLINES;
        expect(Token.IN);
        List<Command.CaseItem> items = new ArrayList<>();
        look = COMMAND_AFTER_NEWLINES;
        Token token = read();
        while (token != Token.ESAC) {
            if (token == Token.OPEN) {
                read();
            }
            // Neither shell looks at what the token is: case x in ;) is a pattern to them.
            List<ShellWord> patterns = new ArrayList<>();
            patterns.add(patternWord());
            while (read() == Token.PIPE) {
                read();
                patterns.add(patternWord());
            }
            if (last != Token.CLOSE) {
                throw unexpected(Token.CLOSE);
            }
            items.add(new Command.CaseItem(patterns, body(true), ";;"));
            look = COMMAND_AFTER_NEWLINES;
            token = read();
            if (token != Token.ESAC) {
                if (token != Token.END_CASE) {
                    throw unexpected(Token.END_CASE);
                }
                look = COMMAND_AFTER_NEWLINES;
                token = read();
            }
        }
        return (redirects, line, span) -> new Command.Case(subject, items, redirects, line, span);
    }

    private ShellWord patternWord() {
        if (last.compareTo(Token.NOT) < 0 && last != Token.WORD) {
            return new ShellWord("", List.of(), in.span(tokenStart, tokenEnd));
        }
        return word;
    }

    private Command simple(int start) {
        int line = in.line();
        List<Command.Assignment> assignments = new ArrayList<>();
        List<ShellWord> arguments = new ArrayList<>();
        List<Redirect> redirects = new ArrayList<>();
        boolean bracketed = false;
        boolean afterFunction = false;
        while (true) {
            look = WORDS_ONLY;
            Token token = read();
            if (token == Token.REDIRECTION) {
                redirects.add(redirect());
                continue;
            }
            if (token == Token.FUNCTION && ash) {
                if (read() != Token.WORD) {
                    throw unexpected(Token.WORD);
                }
                pushBack();
                afterFunction = true;
                continue;
            }
            boolean operand = bracketed && (token == Token.AND || token == Token.OR);
            if (token == Token.WORD || operand) {
                ShellWord argument = operand ? operatorWord(token) : word;
                bracketed = ash
                        && (bare(argument).equals("[[")
                                || (bracketed && !bare(argument).equals("]]")));
                int head = arguments.isEmpty() ? Assignments.plain(argument) : 0;
                if (head > 0) {
                    assignments.add(Assignments.split(argument, head, 0, in.fragment(), tokenStart));
                } else {
                    arguments.add(argument);
                }
                if (!afterFunction) {
                    continue;
                }
                if (functionBodyFollows()) {
                    if (arguments.size() == 1 && assignments.isEmpty() && redirects.isEmpty()) {
                        return function(arguments.get(0), start);
                    }
                    break;
                }
                afterFunction = false;
                continue;
            }
            if (token == Token.OPEN && arguments.size() == 1 && assignments.isEmpty() && redirects.isEmpty()) {
                expect(Token.CLOSE);
                return function(arguments.get(0), start);
            }
            pushBack();
            break;
        }
        return new Command.Simple(assignments, arguments, redirects, line, in.span(start, end()));
    }

    /** Behind ash's {@code function NAME}: whether its body follows at once; {@code ()} goes the other way. */
    private boolean functionBodyFollows() {
        look = COMMAND_AFTER_NEWLINES;
        Token token = read();
        pushBack();
        if (token == Token.OPEN) {
            return false;
        }
        if (FUNCTION_BODIES.contains(token)
                || (token == Token.WORD && bare(word).equals("[["))) {
            return true;
        }
        throw unexpected();
    }

    private Command function(ShellWord name, int start) {
        String raw = bare(name);
        if (!dialect.takesAnyFunctionName() && (!isName(raw) || SPECIAL_BUILTINS.contains(raw))) {
            throw reject("bad function name");
        }
        look = COMMAND_AFTER_NEWLINES;
        int line = in.line();
        Command body = command();
        return new Command.Function(name.literal().orElse(raw), body, line, in.span(start, end()));
    }

    private ShellWord operatorWord(Token token) {
        Span span = in.span(tokenStart, tokenEnd);
        return new ShellWord(token.text, List.of(new ShellWord.Part.Literal(token.text, span)), span);
    }

    /** The text of a word, line joins taken out, with whatever quotes it has. */
    private static String bare(ShellWord word) {
        String text = Assignments.firstLiteral(word);
        return word.parts().size() == 1 && !text.isEmpty() ? text : word.raw();
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && Assignments.nameLength(text) == text.length();
    }

    /** Behind the operator of a redirection: what it names. */
    private Redirect redirect() {
        Optional<Integer> number = descriptor;
        String kind = operator;
        int start = tokenStart;
        boolean document = kind.startsWith("<<");
        look = document ? EnumSet.of(Look.DELIMITER) : WORDS_ONLY;
        if (read() != Token.WORD) {
            throw unexpected();
        }
        Optional<ShellWord> text = Optional.empty();
        if (document) {
            String delimiter = word.literal().orElse(word.raw());
            text = documents.announce(start, new HereEnd(delimiter, kind.equals("<<-")), !quoted);
        }
        return new Redirect(number, kind, word, text, in.span(start, tokenEnd));
    }

    private void readHereDocuments() {
        for (HereDocuments.Pending pending : documents.setAside()) {
            documents.read(in, pending, () -> words.hereDocument(pending.end(), pending.expand()));
        }
    }

    private void expect(Token token) {
        if (read() != token) {
            throw unexpected(token);
        }
    }

    private void pushBack() {
        pushedBack = true;
    }

    /** Where the last token that belongs to what was read ends. */
    private int end() {
        return pushedBack ? previousEnd : tokenEnd;
    }

    private int nextStart() {
        return pushedBack ? tokenStart : in.at();
    }

    private Token read() {
        Set<Look> wanted = look;
        Token token = raw();
        if (wanted.contains(Look.NEWLINES)) {
            while (token == Token.NEWLINE) {
                readHereDocuments();
                look = WORDS_ONLY;
                token = raw();
            }
        }
        look = WORDS_ONLY;
        if (token == Token.WORD && !quoted && wanted.contains(Look.KEYWORDS)) {
            Token keyword = KEYWORDS.get(bare(word));
            if (keyword != null && (keyword != Token.FUNCTION || ash)) {
                last = keyword;
            }
        }
        return last;
    }

    private Token raw() {
        if (pushedBack) {
            pushedBack = false;
            return last;
        }
        int before = tokenEnd;
        Token token = scan();
        previousEnd = before;
        tokenEnd = in.at();
        last = token;
        return token;
    }

    private Token scan() {
        skipBlanksAndComments();
        tokenStart = in.at();
        int c = in.peek();
        if (c == Scanner.END) {
            return Token.EOF;
        }
        if (c == '\n' || c == '(' || c == ')') {
            in.next();
            return c == '\n' ? Token.NEWLINE : c == '(' ? Token.OPEN : Token.CLOSE;
        }
        if (c != '|' && c != ';' && c != '&') {
            return wordOrRedirection();
        }
        in.next();
        if (in.takeJoined((char) c)) {
            return c == '|' ? Token.OR : c == ';' ? Token.END_CASE : Token.AND;
        }
        if (ash && c == '&' && in.takeJoined('>')) {
            return redirection(Optional.empty(), "&>");
        }
        return c == '|' ? Token.PIPE : c == ';' ? Token.SEMICOLON : Token.BACKGROUND;
    }

    private void skipBlanksAndComments() {
        for (int c = in.peekJoined(); c == ' ' || c == '\t' || c == '#'; c = in.peekJoined()) {
            if (c == '#') {
                while (in.peek() != '\n' && in.peek() != Scanner.END) {
                    in.next();
                }
            } else {
                in.next();
            }
        }
    }

    private Token wordOrRedirection() {
        int start = in.at();
        AlmquistWords.Lexeme lexeme = words.word(!look.contains(Look.DELIMITER));
        tokenStart = start;
        int c = in.peek();
        String raw = bare(lexeme.word());
        boolean both = ash && c == '&' && in.peekSecond() == '>';
        if ((c == '<' || c == '>' || both) && !lexeme.quoted() && isDescriptor(raw)) {
            Optional<Integer> number = raw.isEmpty() ? Optional.empty() : Optional.of(number(raw));
            in.next();
            if (both) {
                in.next();
                return redirection(number, "&>");
            }
            return redirection(number, c == '>' ? output() : input());
        }
        word = lexeme.word();
        quoted = lexeme.quoted();
        return Token.WORD;
    }

    /** dash knows descriptors of one digit only, BusyBox any number. */
    private boolean isDescriptor(String raw) {
        return (ash || raw.length() <= 1) && raw.chars().allMatch(AlmquistWords::isDigit);
    }

    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private String output() {
        return in.takeJoined('>') ? ">>" : in.takeJoined('|') ? ">|" : in.takeJoined('&') ? ">&" : ">";
    }

    private String input() {
        if (in.takeJoined('<')) {
            return in.takeJoined('-') ? "<<-" : "<<";
        }
        return in.takeJoined('&') ? "<&" : in.takeJoined('>') ? "<>" : "<";
    }

    private Token redirection(Optional<Integer> number, String kind) {
        descriptor = number;
        operator = kind;
        return Token.REDIRECTION;
    }

    private Rejection unexpected() {
        return rejectWith(unexpectedToken());
    }

    private Rejection unexpected(Token expected) {
        return rejectWith(unexpectedToken() + " (expecting " + expected.said() + ")");
    }

    private String unexpectedToken() {
        return ash ? "syntax error: unexpected " + last.said() : "Syntax error: " + last.said() + " unexpected";
    }

    private Rejection reject(String message) {
        return rejectWith(AlmquistWords.syntaxError(ash, message));
    }

    private Rejection rejectWith(String message) {
        return Rejection.at(in, tokenStart, in.line(), message, Optional.empty());
    }
}
