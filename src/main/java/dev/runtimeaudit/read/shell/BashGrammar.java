package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.AlmquistWords.HereEnd;
import dev.runtimeaudit.read.shell.Command.Body;
import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads scripts as bash 5.2 does: a recursive descent over its tokens that follows the productions of its grammar.
 *
 * <p>It is longer than a class should be because the productions share the one token that was looked at; the lexer, the
 * words, {@code [[…]]} and the here-documents already stand in classes of their own.
 */
final class BashGrammar implements Grammar, BashWords.Commands {

    private final Scanner in;
    private final Dialect dialect;
    private final Budget budget;
    private final HereDocuments documents = new HereDocuments();
    private final BashWords words;
    private final BashLexer lexer;

    private boolean ahead;
    private BashToken token = BashToken.NEWLINE;
    private int tokenStart;
    private int tokenEnd;
    private int end;
    private int substitutions;
    private boolean extendsPatterns;
    private final Set<Script.Item> newlineEnded = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param in a text whose last line ends with a newline, which bash adds where it is missing */
    BashGrammar(Scanner in, Dialect dialect, Budget budget) {
        this.in = in;
        this.dialect = dialect;
        this.budget = budget;
        this.words = new BashWords(in, dialect, budget, this);
        this.lexer = new BashLexer(in, dialect, words, this::readHereDocuments);
    }

    BashWords words() {
        return words;
    }

    HereDocuments documents() {
        return documents;
    }

    @Override
    public int at() {
        return in.at();
    }

    @Override
    public Optional<Script.Complete> next() {
        int start = in.at();
        int known = documents.count();
        int depth = budget.depth();
        try {
            Optional<Script.Complete> read = complete();
            if (documents.count() > known) {
                in.restart(start);
                read = complete();
            }
            if (extendsPatterns) {
                lexer.extendPatterns();
            }
            return read.map(line -> BashLines.renumber(line, newlineEnded));
        } catch (Rejection rejection) {
            if (!rejection.onlyThisLine()) {
                throw rejection;
            }
            budget.restore(depth);
            return Optional.of(dropped(start));
        }
    }

    /** A line that bash rejects and goes on behind. */
    private Script.Complete dropped(int start) {
        int line = in.lineOf(start);
        int newline = in.text().indexOf('\n', in.at());
        in.moveTo(newline < 0 ? in.text().length() : newline + 1);
        Span span = in.span(start, in.at());
        Command command = new Command.Unparsed(in.text(start, in.at()), line, span);
        return new Script.Complete(List.of(new Script.Item(command, false, span)), span, in.line());
    }

    private Optional<Script.Complete> complete() {
        newlineEnded.clear();
        ahead = false;
        lexer.fresh();
        documents.setAside();
        int start = in.at();
        BashToken first = peek();
        if (first == BashToken.EOF) {
            return Optional.empty();
        }
        List<Script.Item> items = new ArrayList<>();
        if (first != BashToken.NEWLINE) {
            items = simpleList();
        }
        BashToken last = peek();
        if (last != BashToken.NEWLINE && last != BashToken.EOF) {
            String echo = in.lineTextLookedAt();
            // bash reads the documents of the commands before it complains about what follows them
            readHereDocuments();
            throw unexpected(echo);
        }
        take();
        if (last == BashToken.EOF) {
            readHereDocuments();
        }
        Span span = items.isEmpty()
                ? in.span(start, in.at())
                : items.get(0).span().to(items.get(items.size() - 1).span());
        return Optional.of(new Script.Complete(items, span, in.line()));
    }

    @Override
    public Script parenthesised() {
        BashLexer.Memory memory = lexer.fresh();
        boolean outerAhead = ahead;
        BashToken outerToken = token;
        int outerStart = tokenStart;
        int outerEnd = tokenEnd;
        int outerTaken = end;
        List<HereDocuments.Pending> outerDocuments = documents.setAside();
        ahead = false;
        substitutions++;
        budget.enter();

        int start = in.at();
        newlines();
        List<Script.Item> items = peek() == BashToken.CLOSE ? List.of() : compoundItems();
        expect(BashToken.CLOSE);
        int close = tokenStart;
        readHereDocuments();

        budget.leave();
        substitutions--;
        documents.bringBack(outerDocuments);
        ahead = outerAhead;
        token = outerToken;
        tokenStart = outerStart;
        tokenEnd = outerEnd;
        end = outerTaken;
        lexer.restore(memory);
        Span span = in.span(start, Math.max(start, close));
        List<Script.Complete> lines =
                items.isEmpty() ? List.of() : List.of(new Script.Complete(items, span, in.line()));
        return new Script(lines, Optional.empty(), span);
    }

    @Override
    public Script later(Fragment text) {
        int depth = budget.depth();
        Script script = ShellReader.read(text, new BashGrammar(Scanner.withLastNewline(text, 0), dialect, budget));
        budget.restore(depth);
        return script;
    }

    @Override
    public List<ShellWord> elements() {
        int open = in.at() - 1;
        BashLexer.Memory memory = lexer.beforeElements();
        List<ShellWord> elements = new ArrayList<>();
        BashToken read = lexer.read();
        while (read != BashToken.CLOSE) {
            if (read.isWord()) {
                elements.add(lexer.lexeme().word());
            } else if (read != BashToken.NEWLINE) {
                tokenStart = lexer.start();
                token = read;
                if (read == BashToken.EOF) {
                    throw BashPairs.unclosed(in, open, ')').inArray(false);
                }
                throw unexpected().inArray(dialect == Dialect.BASH);
            }
            read = lexer.read();
        }
        lexer.restore(memory);
        return elements;
    }

    /** The commands of one line. */
    private List<Script.Item> simpleList() {
        List<Script.Item> items = new ArrayList<>();
        while (true) {
            item(items);
            if (token == BashToken.NEWLINE || token == BashToken.EOF) {
                return items;
            }
            if (token != BashToken.SEMICOLON && token != BashToken.BACKGROUND) {
                return items;
            }
            take();
            BashToken next = peek();
            if (next == BashToken.NEWLINE || next == BashToken.EOF) {
                return items;
            }
        }
    }

    /** One list of commands up to, but not including, what separates it from the next. */
    private void item(List<Script.Item> items) {
        peek();
        int start = tokenStart;
        Command command = andOr();
        int last = end;
        boolean background = peek() == BashToken.BACKGROUND;
        items.add(new Script.Item(command, background, in.span(start, background ? tokenEnd : last)));
    }

    private Body body() {
        newlines();
        List<Script.Item> items = compoundItems();
        return new Body(
                items, items.get(0).span().to(items.get(items.size() - 1).span()));
    }

    /** Commands with newlines between them; at least one. */
    private List<Script.Item> compoundItems() {
        List<Script.Item> items = new ArrayList<>();
        while (true) {
            item(items);
            if (token != BashToken.SEMICOLON && token != BashToken.BACKGROUND && token != BashToken.NEWLINE) {
                return items;
            }
            if (token == BashToken.NEWLINE) {
                newlineEnded.add(items.get(items.size() - 1));
            }
            take();
            newlines();
            if (!startsCommand(peek())) {
                return items;
            }
        }
    }

    private static boolean startsCommand(BashToken token) {
        return switch (token) {
            case WORD,
                    ASSIGNMENT,
                    DESCRIPTOR_WORD,
                    NUMBER,
                    ARITHMETIC,
                    OPEN,
                    LESS,
                    GREATER,
                    APPEND,
                    CLOBBER,
                    READ_WRITE,
                    HERE,
                    HERE_TABS,
                    HERE_STRING,
                    DUPLICATE_IN,
                    DUPLICATE_OUT,
                    BOTH,
                    BOTH_APPEND,
                    IF,
                    CASE,
                    FOR,
                    SELECT,
                    WHILE,
                    UNTIL,
                    FUNCTION,
                    TIME,
                    BEGIN,
                    NOT,
                    CONDITION,
                    COPROC -> true;
            default -> false;
        };
    }

    private Command andOr() {
        peek();
        int start = tokenStart;
        Command left = pipeline();
        while (peek() == BashToken.AND || token == BashToken.OR) {
            boolean and = token == BashToken.AND;
            take();
            newlines();
            Command right = pipeline();
            left = new Command.AndOr(left, and, right, left.line(), in.span(start, end));
        }
        return left;
    }

    private Command pipeline() {
        BashToken first = peek();
        int start = tokenStart;
        int line = in.lineLookedAt();
        if (first == BashToken.NOT || first == BashToken.TIME) {
            budget.enter();
            take();
            if (first == BashToken.TIME) {
                takeTimeOptions();
            }
            BashToken next = peek();
            boolean alone = next == BashToken.NEWLINE || next == BashToken.SEMICOLON || next == BashToken.EOF;
            Command inner = alone ? nothing(line) : pipeline();
            budget.leave();
            Span span = in.span(start, end);
            if (first == BashToken.TIME) {
                return new Command.Prefixed("time", inner, line, span);
            }
            boolean plain = inner instanceof Command.Pipeline pipeline && !pipeline.negated();
            List<Command> commands = plain ? ((Command.Pipeline) inner).commands() : List.of(inner);
            return new Command.Pipeline(true, commands, line, span);
        }
        List<Command> commands = new ArrayList<>();
        commands.add(command());
        while (peek() == BashToken.PIPE || token == BashToken.PIPE_BOTH) {
            if (token == BashToken.PIPE_BOTH) {
                commands.add(withErrors(commands.remove(commands.size() - 1)));
            }
            take();
            newlines();
            commands.add(command());
        }
        return commands.size() == 1
                ? commands.get(0)
                : new Command.Pipeline(false, commands, commands.get(0).line(), in.span(start, end));
    }

    private void takeTimeOptions() {
        if (peek() == BashToken.TIME_OPTION) {
            take();
        }
        if (peek() == BashToken.TIME_IGNORE) {
            take();
        }
    }

    /** What {@code !} and {@code time} work on if nothing follows. */
    private Command nothing(int line) {
        return new Command.Simple(List.of(), List.of(), List.of(), line, in.span(end, end));
    }

    /** {@code a |& b} is {@code a 2>&1 | b}. */
    private Command withErrors(Command command) {
        Span span = in.span(tokenStart, tokenEnd);
        ShellWord one = new ShellWord("1", List.of(new Part.Literal("1", span)), span);
        Redirect redirect = new Redirect(Optional.of(2), ">&", one, Optional.empty(), span);
        if (command instanceof Command.Simple simple) {
            List<Redirect> redirects = new ArrayList<>(simple.redirects());
            redirects.add(redirect);
            return new Command.Simple(simple.assignments(), simple.words(), redirects, simple.line(), simple.span());
        }
        Body body = new Body(List.of(new Script.Item(command, false, command.span())), command.span());
        return new Command.Group(body, List.of(redirect), command.line(), command.span());
    }

    private Command command() {
        budget.enter();
        Command command;
        switch (peek()) {
            case WORD,
                    ASSIGNMENT,
                    NUMBER,
                    DESCRIPTOR_WORD,
                    LESS,
                    GREATER,
                    APPEND,
                    CLOBBER,
                    READ_WRITE,
                    HERE,
                    HERE_TABS,
                    HERE_STRING,
                    DUPLICATE_IN,
                    DUPLICATE_OUT,
                    BOTH,
                    BOTH_APPEND -> command = simple(false);
            case FUNCTION -> command = functionKeyword();
            case COPROC -> command = coproc();
            default -> command = compound();
        }
        budget.leave();
        return command;
    }

    private static boolean startsCompound(BashToken token) {
        return switch (token) {
            case IF, CASE, FOR, SELECT, WHILE, UNTIL, OPEN, BEGIN, ARITHMETIC, CONDITION -> true;
            default -> false;
        };
    }

    /** A compound command that still lacks the redirections behind it. */
    private interface Unredirected {
        Command with(List<Redirect> redirects, Span span);
    }

    private Command compound() {
        BashToken first = peek();
        int start = tokenStart;
        if (first == BashToken.ARITHMETIC_FOR_BROKEN || !startsCompound(first)) {
            throw unexpected();
        }
        Unredirected read = switch (first) {
            case IF -> ifCommand();
            case CASE -> caseCommand();
            case FOR, SELECT -> forCommand(first == BashToken.SELECT);
            case WHILE, UNTIL -> whileCommand(first == BashToken.UNTIL);
            case OPEN, BEGIN -> grouped(first);
            case ARITHMETIC -> arithmetic();
            default -> condition();
        };
        List<Redirect> redirects = redirects();
        return read.with(redirects, in.span(start, end));
    }

    private List<Redirect> redirects() {
        List<Redirect> redirects = new ArrayList<>();
        while (startsRedirection(peek())) {
            redirects.add(redirect());
        }
        return redirects;
    }

    private static boolean startsRedirection(BashToken token) {
        return token.isRedirection() || token == BashToken.NUMBER || token == BashToken.DESCRIPTOR_WORD;
    }

    private Unredirected grouped(BashToken open) {
        take();
        Body body = body();
        expect(open == BashToken.OPEN ? BashToken.CLOSE : BashToken.END);
        int line = in.lineLookedAt();
        return (redirects, span) -> open == BashToken.OPEN
                ? new Command.Subshell(body, redirects, line, span)
                : new Command.Group(body, redirects, line, span);
    }

    private Unredirected arithmetic() {
        int line = in.lineOf(tokenStart);
        ShellWord expression = words.expression(lexer.innerFrom(), lexer.innerTo());
        take();
        return (redirects, span) -> new Command.ArithmeticCommand(expression, redirects, line, span);
    }

    private Unredirected condition() {
        int line = in.lineLookedAt();
        take();
        lexer.beginCondition();
        int from = in.at();
        BashCondition condition = new BashCondition(in, lexer, budget);
        List<ShellWord> read = condition.read();
        lexer.endCondition();
        tokenStart = from;
        tokenEnd = in.at();
        end = tokenEnd;
        return (redirects, span) -> new Command.Condition(read, redirects, line, span);
    }

    private Unredirected ifCommand() {
        int line = in.lineOf(tokenStart);
        List<Command.Branch> branches = new ArrayList<>();
        do {
            take();
            Body condition = body();
            expect(BashToken.THEN);
            branches.add(new Command.Branch(condition, body()));
        } while (peek() == BashToken.ELIF);
        Optional<Body> otherwise = Optional.empty();
        if (peek() == BashToken.ELSE) {
            take();
            otherwise = Optional.of(body());
        }
        expect(BashToken.FI);
        Optional<Body> rest = otherwise;
        return (redirects, span) -> new Command.If(branches, rest, redirects, line, span);
    }

    private Unredirected whileCommand(boolean until) {
        int line = in.lineOf(tokenStart);
        take();
        Body condition = body();
        expect(BashToken.DO);
        Body body = body();
        expect(BashToken.DONE);
        return (redirects, span) -> new Command.While(until, condition, body, redirects, line, span);
    }

    private Unredirected forCommand(boolean select) {
        take();
        if (!select && peek() == BashToken.ARITHMETIC_FOR) {
            return arithmeticFor();
        }
        int start = tokenStart;
        if (peek() != BashToken.WORD) {
            throw unexpected();
        }
        int line = in.lineLookedAt();
        String variable = lexer.lexeme().word().raw();
        take();
        Optional<List<ShellWord>> values = Optional.empty();
        if (peek() == BashToken.SEMICOLON) {
            take();
            newlines();
        } else {
            newlines();
            if (peek() == BashToken.IN) {
                take();
                values = Optional.of(values());
            }
        }
        Body body = loopBody();
        Optional<List<ShellWord>> all = values;
        return (redirects, span) -> {
            Command loop = new Command.For(variable, all, body, select ? List.of() : redirects, line, span);
            if (!select) {
                return loop;
            }
            Command inner = new Command.For(variable, all, body, redirects, line, in.span(start, end));
            return new Command.Prefixed("select", inner, line, span);
        };
    }

    private List<ShellWord> values() {
        List<ShellWord> values = new ArrayList<>();
        while (peek() == BashToken.WORD) {
            values.add(lexer.lexeme().word());
            take();
        }
        if (token != BashToken.NEWLINE && token != BashToken.SEMICOLON && token != BashToken.EOF) {
            throw unexpected();
        }
        if (token != BashToken.EOF) {
            take();
        }
        newlines();
        return values;
    }

    private Body loopBody() {
        boolean braces = peek() == BashToken.BEGIN;
        if (!braces && token != BashToken.DO) {
            throw unexpected();
        }
        take();
        Body body = body();
        expect(braces ? BashToken.END : BashToken.DONE);
        return body;
    }

    private Unredirected arithmeticFor() {
        int line = in.lineOf(tokenStart);
        int start = tokenStart;
        String head = in.text(lexer.innerFrom(), lexer.innerTo());
        take();
        if (peek() == BashToken.SEMICOLON || token == BashToken.NEWLINE) {
            take();
            newlines();
        }
        Body body = loopBody();
        int parts = separators(head);
        if (parts != 2) {
            String message =
                    parts < 2 ? "syntax error: arithmetic expression required" : "syntax error: `;' unexpected";
            throw Rejection.at(in, start, line, message, Optional.of("syntax error: `((" + head + "))'"));
        }
        return (redirects, span) -> new Command.ArithmeticFor(head, body, redirects, line, span);
    }

    /** The semicolons of a loop's head that are not inside parentheses. */
    private static int separators(String head) {
        int depth = 0;
        int found = 0;
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            found += c == ';' && depth == 0 ? 1 : 0;
        }
        return found;
    }

    private Unredirected caseCommand() {
        take();
        if (peek() != BashToken.WORD) {
            throw unexpected();
        }
        int line = in.lineLookedAt();
        ShellWord subject = lexer.lexeme().word();
        take();
        newlines();
        expect(BashToken.IN);
        List<Command.CaseItem> items = new ArrayList<>();
        newlines();
        while (peek() != BashToken.ESAC) {
            if (token == BashToken.OPEN) {
                take();
            }
            List<ShellWord> patterns = new ArrayList<>();
            patterns.add(pattern());
            while (peek() == BashToken.PIPE) {
                take();
                patterns.add(pattern());
            }
            expect(BashToken.CLOSE);
            int behind = in.at();
            newlines();
            Body body =
                    endsCase(peek()) || token == BashToken.ESAC ? new Body(List.of(), in.span(behind, behind)) : body();
            BashToken terminator = peek();
            items.add(new Command.CaseItem(patterns, body, endsCase(terminator) ? terminator.text : ";;"));
            if (endsCase(terminator)) {
                take();
                newlines();
            } else if (terminator != BashToken.ESAC) {
                throw unexpected();
            }
        }
        take();
        return (redirects, span) -> new Command.Case(subject, items, redirects, line, span);
    }

    private static boolean endsCase(BashToken token) {
        return token == BashToken.END_CASE || token == BashToken.FALL_THROUGH || token == BashToken.TEST_NEXT;
    }

    private ShellWord pattern() {
        if (peek() != BashToken.WORD) {
            throw unexpected();
        }
        ShellWord word = lexer.lexeme().word();
        take();
        return word;
    }

    private Command functionKeyword() {
        int start = tokenStart;
        take();
        if (peek() != BashToken.WORD) {
            throw unexpected();
        }
        ShellWord name = lexer.lexeme().word();
        int line = in.lineLookedAt();
        take();
        if (peek() == BashToken.OPEN) {
            take();
            // function f (commands): the parenthesis may be the body
            if (peek() == BashToken.CLOSE) {
                take();
                newlines();
            } else {
                Body body = body();
                expect(BashToken.CLOSE);
                int bodyLine = in.lineLookedAt();
                List<Redirect> redirects = redirects();
                Span span = in.span(start, end);
                Command subshell = new Command.Subshell(body, redirects, bodyLine, span);
                return new Command.Function(name.literal().orElse(name.raw()), subshell, line, span);
            }
        } else {
            newlines();
        }
        return function(name, line, start);
    }

    private Command function(ShellWord name, int line, int start) {
        Command body = compound();
        Span span = in.span(start, end);
        return new Command.Function(name.literal().orElse(name.raw()), body, line, span);
    }

    private Command coproc() {
        int start = tokenStart;
        int line = in.lineOf(tokenStart);
        take();
        Command inner = startsCompound(peek()) ? compound() : simple(true);
        return new Command.Prefixed("coproc", inner, line, in.span(start, end));
    }

    /** @param maybeNamed a compound command may follow the first word: {@code coproc NAME { …; }} */
    private Command simple(boolean maybeNamed) {
        List<Command.Assignment> assignments = new ArrayList<>();
        List<ShellWord> arguments = new ArrayList<>();
        List<Redirect> redirects = new ArrayList<>();
        BashToken first = peek();
        int start = tokenStart;
        int line = in.lineLookedAt();
        if (startsRedirection(first)) {
            redirects.add(redirect());
            line = in.lineLookedAt();
            lexer.onlyRedirections(true);
        } else if (!first.isWord()) {
            throw unexpected();
        } else {
            element(assignments, arguments);
            if (first == BashToken.WORD) {
                // bash looks one token ahead, for the parenthesis of a function, before it notes the line
                BashToken second = peek();
                line = in.lineLookedAt();
                if (maybeNamed && startsCompound(second)) {
                    return compound();
                }
                if (second == BashToken.OPEN) {
                    take();
                    expect(BashToken.CLOSE);
                    newlines();
                    return function(arguments.get(0), line, start);
                }
            }
        }
        while (peek().isWord() || startsRedirection(token)) {
            if (token.isWord()) {
                lexer.onlyRedirections(false);
                element(assignments, arguments);
            } else {
                redirects.add(redirect());
            }
        }
        lexer.onlyRedirections(false);
        noteExtendedPatterns(arguments);
        return new Command.Simple(assignments, arguments, redirects, line, in.span(start, end));
    }

    private void element(List<Command.Assignment> assignments, List<ShellWord> arguments) {
        BashWords.Lexeme lexeme = lexer.lexeme();
        if (token == BashToken.ASSIGNMENT) {
            assignments.add(
                    Assignments.split(lexeme.word(), lexeme.head(), lexeme.subscript(), in.fragment(), tokenStart));
        } else {
            arguments.add(lexeme.word());
        }
        take();
    }

    /** {@code shopt -s extglob} changes how bash reads the lines behind it. */
    private void noteExtendedPatterns(List<ShellWord> words) {
        List<String> literals =
                words.stream().map(word -> word.literal().orElse("")).toList();
        extendsPatterns |= !literals.isEmpty()
                && literals.get(0).equals("shopt")
                && literals.contains("-s")
                && literals.contains("extglob");
    }

    private Redirect redirect() {
        int start = tokenStart;
        Optional<Integer> number = Optional.empty();
        String variable = "";
        if (token == BashToken.NUMBER) {
            number = Optional.of(Integer.parseInt(lexer.lexeme().word().raw().replace("\\\n", "")));
            take();
        } else if (token == BashToken.DESCRIPTOR_WORD) {
            variable = lexer.lexeme().word().raw();
            take();
        }
        BashToken kind = peek();
        int operator = tokenStart;
        if (!kind.isRedirection()) {
            throw unexpected();
        }
        take();
        boolean duplicates = kind == BashToken.DUPLICATE_IN || kind == BashToken.DUPLICATE_OUT;
        BashToken target = peek();
        ShellWord word;
        if (target == BashToken.WORD || (duplicates && target == BashToken.NUMBER)) {
            word = lexer.lexeme().word();
        } else if (duplicates && target == BashToken.MINUS) {
            Span span = in.span(tokenStart, tokenEnd);
            word = new ShellWord("-", List.of(new Part.Literal("-", span)), span);
        } else {
            throw unexpected();
        }
        boolean quoted = lexer.lexeme().quoted();
        take();
        Optional<ShellWord> text = Optional.empty();
        if (kind == BashToken.HERE || kind == BashToken.HERE_TABS) {
            String delimiter = quoted ? word.literal().orElse(word.raw()) : word.raw();
            text = documents.announce(operator, new HereEnd(delimiter, kind == BashToken.HERE_TABS), !quoted);
        }
        return new Redirect(number, variable + kind.text, word, text, in.span(start, end));
    }

    private void readHereDocuments() {
        for (HereDocuments.Pending pending : documents.setAside()) {
            documents.read(
                    in, pending, () -> new BashHereDocument(in, dialect, budget, substitutions > 0).read(pending));
        }
    }

    private void newlines() {
        while (peek() == BashToken.NEWLINE) {
            take();
        }
    }

    private void expect(BashToken expected) {
        if (peek() != expected) {
            throw unexpected();
        }
        take();
    }

    private BashToken peek() {
        if (!ahead) {
            BashToken read = lexer.advance();
            token = read;
            tokenStart = lexer.start();
            tokenEnd = in.at();
            ahead = true;
        }
        return token;
    }

    private void take() {
        ahead = false;
        end = tokenEnd;
    }

    private Rejection unexpected() {
        return unexpected(in.lineTextLookedAt());
    }

    private Rejection unexpected(String line) {
        if (token == BashToken.EOF) {
            String message = substitutions > 0
                    ? "unexpected EOF while looking for matching `)'"
                    : "syntax error: unexpected end of file";
            return Rejection.at(in, tokenStart, in.lineLookedAt(), message, Optional.empty());
        }
        boolean written = token.text.isEmpty();
        String text = written ? in.text(tokenStart, tokenEnd) : token.text;
        return Rejection.at(
                in,
                tokenStart,
                in.lineLookedAt(),
                "syntax error near unexpected token `" + AnsiQuote.printable(text) + "'",
                Optional.of("`" + line + "'"));
    }
}
