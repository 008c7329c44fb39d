package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.ScriptText.SyntaxError;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the statements of a script (ECMA-262, 13 to 16), leniently: what it does not understand becomes
 * {@link Statement.Unparsed} up to its end. Only a few mistakes that nobody can take for something else are called syntax
 * errors.
 *
 * <p>It is one class although it is long: statements, expressions and functions hold one another.
 */
public final class ScriptReader {

    private static final int DEEPEST = 80;
    private static final int MOST_TOKENS = 200_000;

    /** Binary operators with their precedence; assignments and conditionals are read apart. */
    private static final Map<String, Integer> PRECEDENCE = precedence();

    private static final Set<String> ASSIGNMENTS = Set.of(
            "=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??=");

    /** Statements that are skipped as a whole. */
    private static final Set<String> SKIPPED = Set.of("for", "while", "do", "switch", "with");

    /** Words that are no names of their own, or that may stand in front of a name. */
    private static final Set<String> NO_PLAIN_NAMES = Set.of(
            "async",
            "await",
            "break",
            "case",
            "class",
            "const",
            "continue",
            "debugger",
            "default",
            "delete",
            "do",
            "else",
            "enum",
            "export",
            "extends",
            "finally",
            "for",
            "from",
            "function",
            "get",
            "if",
            "implements",
            "import",
            "in",
            "instanceof",
            "interface",
            "let",
            "namespace",
            "module",
            "new",
            "of",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "set",
            "static",
            "super",
            "switch",
            "this",
            "throw",
            "try",
            "type",
            "typeof",
            "var",
            "void",
            "while",
            "with",
            "yield",
            "abstract",
            "declare",
            "readonly",
            "using",
            "as",
            "satisfies");

    private static final Token END = new Token(Kind.PUNCTUATOR, "", Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Something that this reader does not understand. */
    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotUnderstood() {
            super("", null, false, false);
        }
    }

    /** Something that V8 rejects. */
    private static final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SyntaxError error;

        Rejected(SyntaxError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }
    }

    private final SourceFile file;
    private final List<Token> tokens;
    private final boolean typed;
    private int at;
    private int depth;
    private boolean sure = true;

    private ScriptReader(SourceFile file, boolean typed) {
        this.file = file;
        this.typed = typed;
        this.tokens = Tokenizer.tokens(file.text());
    }

    public static ScriptText read(SourceFile file) {
        return read(file, false);
    }

    /** @param typed the types of variables are skipped, as node skips them where it strips types */
    public static ScriptText read(SourceFile file, boolean typed) {
        ScriptReader reader = new ScriptReader(file, typed);
        if (reader.tokens.size() > MOST_TOKENS) {
            Statement all = new Statement.Unparsed("", Span.wholeFile(file.path()));
            return new ScriptText(file, List.of(all), Optional.empty());
        }
        List<Statement> statements = new ArrayList<>();
        Optional<SyntaxError> open = reader.openString();
        if (open.isPresent()) {
            return new ScriptText(file, statements, open);
        }
        try {
            while (reader.at < reader.tokens.size()) {
                statements.add(reader.statementOrUnparsed());
            }
        } catch (Rejected rejected) {
            return new ScriptText(file, statements, Optional.of(rejected.error));
        }
        return new ScriptText(file, statements, Optional.empty());
    }

    private static Map<String, Integer> precedence() {
        Map<String, Integer> all = new HashMap<>();
        String[] levels = {
            "?? ||", "&&", "|", "^", "&", "== != === !==", "< > <= >= instanceof in", "<< >> >>>", "+ -", "* / %", "**"
        };
        for (int i = 0; i < levels.length; i++) {
            for (String operator : levels[i].split(" ")) {
                all.put(operator, i);
            }
        }
        return Map.copyOf(all);
    }

    /** A string that its line does not close, where no slash in front of it could have made it part of something else. */
    private Optional<SyntaxError> openString() {
        for (Token token : tokens) {
            if (token.kind() == Kind.REGEX || token.kind() == Kind.TEMPLATE || token.is("/") || token.is("<")) {
                return Optional.empty();
            }
            if (token.kind() == Kind.STRING) {
                char quote = file.text().charAt(token.start());
                boolean closed = token.end() - token.start() > 1 && file.text().charAt(token.end() - 1) == quote;
                if (!closed && quote != '`') {
                    return Optional.of(new SyntaxError("Invalid or unexpected token", span(token, token)));
                }
            }
        }
        return Optional.empty();
    }

    // --- tokens --------------------------------------------------------------------------------------------------

    private Token token(int ahead) {
        return at + ahead >= 0 && at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
    }

    private boolean is(String punctuator) {
        return token(0).is(punctuator);
    }

    private boolean isWord(String word) {
        return token(0).isWord(word);
    }

    private boolean taken(String punctuator) {
        if (is(punctuator)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String punctuator) {
        if (!taken(punctuator)) {
            throw new NotUnderstood();
        }
    }

    private String name() {
        if (token(0).kind() != Kind.WORD) {
            throw new NotUnderstood();
        }
        return tokens.get(at++).text();
    }

    private Span span(Token from, Token to) {
        return file.span(from.start(), Math.min(to.end(), file.text().length()));
    }

    private Span since(int start) {
        return span(tokens.get(start), tokens.get(Math.max(start, at - 1)));
    }

    private boolean newLineBefore() {
        Token before = token(-1);
        Token here = token(0);
        return here == END || before == END || file.lineAt(before.end() - 1) != file.lineAt(here.start());
    }

    /** Skips the bracket that opens here and all up to the one that closes it. */
    private void skipBalanced() {
        int open = 0;
        while (at < tokens.size()) {
            Token token = tokens.get(at++);
            if (token.is("(") || token.is("[") || token.is("{")) {
                open++;
            } else if (token.is(")") || token.is("]") || token.is("}")) {
                open--;
            }
            if (open <= 0) {
                return;
            }
        }
    }

    // --- statements ----------------------------------------------------------------------------------------------

    private Statement statementOrUnparsed() {
        int start = at;
        try {
            return statement();
        } catch (NotUnderstood e) {
            sure = false;
            at = start;
            depth = 0;
            skipStatement();
            Token first = tokens.get(start);
            return new Statement.Unparsed(first.kind() == Kind.WORD ? first.text() : "", since(start));
        }
    }

    private void skipStatement() {
        int start = at;
        while (at < tokens.size()) {
            if (is("}") && at > start) {
                return;
            }
            if (is("(") || is("[") || is("{")) {
                boolean block = is("{");
                skipBalanced();
                if (block
                        && newLineBefore()
                        && !is(".")
                        && !is(",")
                        && !is("(")
                        && !isWord("else")
                        && !isWord("while")) {
                    return;
                }
                continue;
            }
            at++;
            if (token(-1).is(";")) {
                return;
            }
        }
    }

    private Statement statement() {
        if (++depth > DEEPEST) {
            throw new NotUnderstood();
        }
        int start = at;
        Statement statement = statementAt(start);
        depth--;
        return statement;
    }

    private Statement statementAt(int start) {
        if (taken(";")) {
            return new Statement.Empty(since(start));
        }
        if (is("{")) {
            return block();
        }
        if (token(0).kind() == Kind.WORD) {
            switch (token(0).text()) {
                case "const", "let", "var":
                    if (token(1).kind() == Kind.WORD || token(1).is("{") || token(1).is("[")) {
                        return declaration(start);
                    }
                    break;
                case "if":
                    return branch(start);
                case "throw":
                    at++;
                    Expression thrown = expression();
                    endStatement();
                    return new Statement.Throw(thrown, since(start));
                case "return":
                    at++;
                    Optional<Expression> value =
                            is(";") || is("}") || newLineBefore() ? Optional.empty() : Optional.of(expression());
                    endStatement();
                    return new Statement.Return(value, since(start));
                case "try":
                    return attempt(start);
                case "function":
                    return new Statement.Define(function(false), since(start));
                case "async":
                    if (token(1).isWord("function")) {
                        at++;
                        return new Statement.Define(function(true), since(start));
                    }
                    break;
                case "class":
                    return type(start);
                case "import":
                    if (!token(1).is("(") && !token(1).is(".")) {
                        return imports(start);
                    }
                    break;
                case "export":
                    return exports(start);
                default:
                    if (SKIPPED.contains(token(0).text()) || token(1).is(":") && !is("{")) {
                        throw new NotUnderstood();
                    }
            }
        }
        Expression expression = expression();
        endStatement();
        return new Statement.Evaluate(expression, since(start));
    }

    /** A statement ends with a semicolon, with its line, or with its block. */
    private void endStatement() {
        if (taken(";") || is("}") || newLineBefore()) {
            return;
        }
        Token next = token(0);
        boolean plainNames = token(-1).kind() == Kind.WORD
                && !NO_PLAIN_NAMES.contains(token(-1).text())
                && next.kind() == Kind.WORD
                && !NO_PLAIN_NAMES.contains(next.text());
        if (plainNames) {
            reject("Unexpected identifier '" + next.text() + "'", next);
        }
        throw new NotUnderstood();
    }

    private void reject(String message, Token token) {
        if (!sure) {
            throw new NotUnderstood();
        }
        throw new Rejected(new SyntaxError(message, span(token, token)));
    }

    private Statement.Block block() {
        int start = at;
        expect("{");
        List<Statement> statements = new ArrayList<>();
        while (!is("}")) {
            if (at >= tokens.size()) {
                throw new NotUnderstood();
            }
            int before = depth;
            statements.add(statementOrUnparsed());
            depth = before;
        }
        at++;
        return new Statement.Block(statements, since(start));
    }

    private Statement declaration(int start) {
        boolean constant = isWord("const");
        at++;
        List<Statement> all = new ArrayList<>();
        do {
            int each = at;
            boolean pattern = is("{") || is("[");
            List<String> names = new ArrayList<>();
            if (pattern) {
                int from = at;
                skipBalanced();
                for (int i = from; i < at; i++) {
                    if (tokens.get(i).kind() == Kind.WORD && !tokens.get(i + 1).is(":")) {
                        names.add(tokens.get(i).text());
                    }
                }
            } else {
                names.add(name());
            }
            if (is(":") && typed) {
                skipType();
            }
            if (is(":") && constant && !pattern) {
                reject("Missing initializer in const declaration", tokens.get(at - 1));
            }
            Optional<Expression> value = Optional.empty();
            if (taken("=")) {
                if (is(";") || is(")") || is("]") || is("}")) {
                    reject("Unexpected token '" + token(0).text() + "'", token(0));
                }
                value = Optional.of(assignment());
            }
            all.add(new Statement.Declare(names, pattern, value, since(each)));
        } while (taken(","));
        endStatement();
        return all.size() == 1 ? all.get(0) : new Statement.Block(all, since(start));
    }

    private void skipType() {
        while (at < tokens.size() && !is("=") && !is(";") && !is(",")) {
            if (is("(") || is("[") || is("{")) {
                skipBalanced();
            } else {
                at++;
            }
        }
    }

    private Statement branch(int start) {
        at++;
        expect("(");
        Expression test = expression();
        expect(")");
        Statement then = statement();
        Optional<Statement> otherwise = Optional.empty();
        if (isWord("else")) {
            at++;
            otherwise = Optional.of(statement());
        }
        return new Statement.If(test, then, otherwise, since(start));
    }

    private Statement attempt(int start) {
        at++;
        Statement.Block body = block();
        Optional<Statement.Block> handler = Optional.empty();
        Optional<Statement.Block> last = Optional.empty();
        if (isWord("catch")) {
            at++;
            if (is("(")) {
                skipBalanced();
            }
            handler = Optional.of(block());
        }
        if (isWord("finally")) {
            at++;
            last = Optional.of(block());
        }
        return new Statement.Try(body, handler, last, since(start));
    }

    private Statement type(int start) {
        at++;
        String name = token(0).kind() == Kind.WORD && !isWord("extends") ? name() : "";
        Optional<Expression> parent = Optional.empty();
        if (isWord("extends")) {
            at++;
            parent = Optional.of(unary());
        }
        int from = at;
        if (!is("{")) {
            throw new NotUnderstood();
        }
        skipBalanced();
        for (int i = from; i < at; i++) {
            if (tokens.get(i).isWord("static") || tokens.get(i).text().startsWith("@")) {
                throw new NotUnderstood(); // static parts run when the class is defined
            }
        }
        Expression value = new Expression.Literal(parent.map(List::of).orElse(List.of()), since(start));
        return new Statement.Declare(List.of(name), false, Optional.of(value), since(start));
    }

    private Statement imports(int start) {
        at++;
        List<String> names = new ArrayList<>();
        List<String> locals = new ArrayList<>();
        if (isWord("type") && !token(1).isWord("from") && !token(1).is(",")) {
            throw new NotUnderstood();
        }
        while (token(0).kind() != Kind.STRING) {
            if (taken("{")) {
                while (!taken("}")) {
                    names.add(name());
                    boolean renamed = isWord("as");
                    if (renamed) {
                        at++;
                    }
                    locals.add(renamed ? name() : names.get(names.size() - 1));
                    taken(",");
                }
            } else if (taken("*")) {
                at++; // as
                locals.add(name());
            } else if (isWord("from")) {
                at++;
            } else if (!taken(",")) {
                names.add("default");
                locals.add(name());
            }
        }
        String specifier = tokens.get(at++).text();
        boolean attributes = (isWord("with") || isWord("assert")) && token(1).is("{");
        if (attributes) {
            at++;
            skipBalanced();
        }
        endStatement();
        return new Statement.Import(specifier, names, locals, attributes, since(start));
    }

    private Statement exports(int start) {
        at++;
        List<String> names = new ArrayList<>();
        if (isWord("default")) {
            at++;
            Statement declared;
            int each = at;
            if (isWord("function") || isWord("async") && token(1).isWord("function") || isWord("class")) {
                declared = statement();
            } else {
                Expression value = assignment();
                endStatement();
                declared = new Statement.Evaluate(value, since(each));
            }
            return new Statement.Export(Optional.empty(), List.of("default"), Optional.of(declared), since(start));
        }
        if (taken("{")) {
            while (!taken("}")) {
                String local = name();
                if (isWord("as")) {
                    at++;
                    local = name();
                }
                names.add(local);
                taken(",");
            }
        } else if (taken("*")) {
            if (isWord("as")) {
                at++;
                names.add(name());
            }
        } else {
            Statement declared = statement();
            if (declared instanceof Statement.Declare declare) {
                names.addAll(declare.names());
            } else if (declared instanceof Statement.Define define) {
                names.add(define.function().name());
            } else {
                throw new NotUnderstood();
            }
            return new Statement.Export(Optional.empty(), names, Optional.of(declared), since(start));
        }
        Optional<String> specifier = Optional.empty();
        if (isWord("from") && token(1).kind() == Kind.STRING) {
            specifier = Optional.of(token(1).text());
            at += 2;
        }
        endStatement();
        return new Statement.Export(specifier, names, Optional.empty(), since(start));
    }

    // --- expressions ---------------------------------------------------------------------------------------------

    private Expression expression() {
        int start = at;
        Expression first = assignment();
        if (!is(",")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (taken(",")) {
            parts.add(assignment());
        }
        return new Expression.Literal(parts, since(start));
    }

    private Expression assignment() {
        if (++depth > DEEPEST) {
            throw new NotUnderstood();
        }
        int start = at;
        Optional<Expression> arrow = arrow();
        Expression value = arrow.orElseGet(() -> conditional(start));
        depth--;
        return value;
    }

    private Expression conditional(int start) {
        Expression left = binary(0);
        if (taken("?")) {
            Expression then = assignment();
            expect(":");
            Expression otherwise = assignment();
            return new Expression.Conditional(left, then, otherwise, since(start));
        }
        if (token(0).kind() == Kind.PUNCTUATOR && ASSIGNMENTS.contains(token(0).text())) {
            String operator = tokens.get(at++).text();
            return new Expression.Assign(left, operator, assignment(), since(start));
        }
        return left;
    }

    private Optional<Expression> arrow() {
        int start = at;
        boolean async = isWord("async")
                && !token(1).is("=>")
                && (token(1).is("(") || token(1).kind() == Kind.WORD)
                && !token(1).isWord("function");
        int head = async ? 1 : 0;
        List<String> parameters = new ArrayList<>();
        if (token(head).kind() == Kind.WORD && token(head + 1).is("=>")) {
            parameters.add(token(head).text());
            at += head + 2;
        } else if (token(head).is("(")) {
            at += head;
            int open = at;
            skipBalanced();
            if (!is("=>")) {
                at = start;
                return Optional.empty();
            }
            for (int i = open; i < at; i++) {
                if (tokens.get(i).kind() == Kind.WORD) {
                    parameters.add(tokens.get(i).text());
                }
            }
            at++;
        } else {
            return Optional.empty();
        }
        boolean calls = defaultsCall(start, at - 1);
        if (is("{")) {
            Optional<List<Statement>> body = body();
            return Optional.of(
                    new Expression.Function("", parameters, async, calls ? Optional.empty() : body, since(start)));
        }
        int from = at;
        Expression value = assignment();
        Statement result = new Statement.Return(Optional.of(value), since(from));
        return Optional.of(new Expression.Function(
                "", parameters, async, calls ? Optional.empty() : Optional.of(List.of(result)), since(start)));
    }

    private Optional<List<Statement>> body() {
        int start = at;
        try {
            return Optional.of(block().statements());
        } catch (NotUnderstood e) {
            sure = false;
            at = start;
            skipBalanced();
            return Optional.empty();
        }
    }

    private Expression.Function function(boolean async) {
        int start = at;
        at++;
        boolean generator = taken("*");
        String name = token(0).kind() == Kind.WORD ? name() : "";
        int open = at;
        if (!is("(")) {
            throw new NotUnderstood();
        }
        skipBalanced();
        List<String> parameters = new ArrayList<>();
        for (int i = open; i < at; i++) {
            if (tokens.get(i).kind() == Kind.WORD) {
                parameters.add(tokens.get(i).text());
            }
        }
        if (!is("{")) {
            throw new NotUnderstood(); // a return type: TypeScript
        }
        boolean calls = defaultsCall(open, at);
        Optional<List<Statement>> body = body();
        return new Expression.Function(
                name, parameters, async, generator || calls ? Optional.empty() : body, since(start));
    }

    /** Whether parameters have a default that calls something: it runs in front of the body. */
    private boolean defaultsCall(int from, int to) {
        boolean defaults = false;
        for (int i = from; i < to; i++) {
            Token token = tokens.get(i);
            defaults |= token.is("=");
            if (defaults && (token.is("(") || token.isWord("new") || token.isWord("await"))) {
                return true;
            }
        }
        return false;
    }

    private Expression binary(int level) {
        int start = at;
        Expression left = unary();
        while (true) {
            Token operator = token(0);
            boolean word = operator.isWord("instanceof") || operator.isWord("in");
            Integer precedence = operator.kind() == Kind.PUNCTUATOR || word ? PRECEDENCE.get(operator.text()) : null;
            if (precedence == null || precedence < level) {
                return left;
            }
            at++;
            Expression right = binary(operator.text().equals("**") ? precedence : precedence + 1);
            left = new Expression.Binary(operator.text(), left, right, since(start));
        }
    }

    private Expression unary() {
        int start = at;
        if (is("!")
                || is("-")
                || is("+")
                || is("~")
                || is("++")
                || is("--")
                || isWord("typeof")
                || isWord("void")
                || isWord("delete")) {
            String operator = tokens.get(at++).text();
            return new Expression.Unary(operator, unary(), since(start));
        }
        if (isWord("await")) {
            at++;
            return new Expression.Await(unary(), since(start));
        }
        if (isWord("yield")) {
            throw new NotUnderstood();
        }
        Expression value = postfix(primary());
        if ((is("++") || is("--")) && !newLineBefore()) {
            return new Expression.Unary(tokens.get(at++).text(), value, since(start));
        }
        return value;
    }

    private Expression postfix(Expression of) {
        Expression value = of;
        int start = at - 1;
        while (true) {
            boolean optional = is("?.");
            if (is(".") || optional && token(1).kind() == Kind.WORD) {
                at++;
                value = new Expression.Member(value, name(), optional, since(start));
            } else if (optional && token(1).is("(")) {
                at++;
                value = new Expression.Call(value, arguments(), false, true, since(start));
            } else if (is("(")) {
                value = new Expression.Call(value, arguments(), false, false, since(start));
            } else if (is("[") || optional) {
                at += optional ? 2 : 1;
                Expression index = expression();
                expect("]");
                value = new Expression.Index(value, index, since(start));
            } else if (token(0).kind() == Kind.TEMPLATE || token(0).kind() == Kind.STRING && isTemplate()) {
                throw new NotUnderstood(); // a tagged template
            } else {
                return value;
            }
        }
    }

    private boolean isTemplate() {
        return file.text().charAt(token(0).start()) == '`' && !newLineBefore();
    }

    private List<Expression> arguments() {
        expect("(");
        List<Expression> all = new ArrayList<>();
        while (!taken(")")) {
            int start = at;
            boolean spread = taken("...");
            Expression value = assignment();
            all.add(spread ? new Expression.Literal(List.of(value), since(start)) : value);
            if (!is(")")) {
                expect(",");
            }
        }
        return all;
    }

    private Expression primary() {
        int start = at;
        Token token = token(0);
        if (token == END) {
            throw new NotUnderstood();
        }
        switch (token.kind()) {
            case STRING:
                at++;
                return new Expression.Text(token.text(), since(start));
            case NUMBER:
                at++;
                return number(token.text(), since(start));
            case TEMPLATE, REGEX:
                at++;
                return new Expression.Literal(List.of(), since(start));
            case WORD:
                return word(start, token);
            case PUNCTUATOR:
                break;
        }
        if (taken("(")) {
            Expression inner = expression();
            expect(")");
            return inner;
        }
        if (taken("[")) {
            List<Expression> parts = new ArrayList<>();
            while (!taken("]")) {
                if (!taken(",")) {
                    taken("...");
                    parts.add(assignment());
                }
            }
            return new Expression.Literal(parts, since(start));
        }
        if (is("{")) {
            return members(start);
        }
        throw new NotUnderstood();
    }

    private static Expression number(String written, Span span) {
        try {
            return new Expression.Number(Double.parseDouble(written.replace("_", "")), span);
        } catch (NumberFormatException other) {
            return new Expression.Literal(List.of(), span);
        }
    }

    private Expression word(int start, Token token) {
        switch (token.text()) {
            case "function":
                return function(false);
            case "async":
                if (token(1).isWord("function")) {
                    at++;
                    return function(true);
                }
                break;
            case "new":
                at++;
                if (is(".")) {
                    throw new NotUnderstood();
                }
                Expression made = primary();
                while (is(".")) {
                    at++;
                    made = new Expression.Member(made, name(), false, since(start));
                }
                List<Expression> arguments = is("(") ? arguments() : List.of();
                return new Expression.Call(made, arguments, true, false, since(start));
            case "class":
                type(start);
                return new Expression.Literal(List.of(), since(start));
            case "import":
                at++;
                if (is("(")) {
                    List<Expression> asked = arguments();
                    return new Expression.DynamicImport(asked.get(0), since(start));
                }
                return new Expression.Name("import", since(start));
            default:
                break;
        }
        at++;
        return new Expression.Name(token.text(), since(start));
    }

    /** The values of an object literal; its methods are functions that may be called. */
    private Expression members(int start) {
        expect("{");
        List<Expression> parts = new ArrayList<>();
        while (!taken("}")) {
            if (taken(",")) {
                continue;
            }
            if (taken("...")) {
                parts.add(assignment());
                continue;
            }
            if (at >= tokens.size()) {
                throw new NotUnderstood();
            }
            int key = at;
            while (isWord("async") || isWord("get") || isWord("set") || is("*")) {
                if (token(1).is(":") || token(1).is(",") || token(1).is("}") || token(1).is("(")) {
                    break;
                }
                at++;
            }
            if (is("[")) {
                skipBalanced();
            } else {
                at++;
            }
            if (taken(":")) {
                parts.add(assignment());
            } else if (is("(")) {
                skipBalanced();
                if (!is("{")) {
                    throw new NotUnderstood();
                }
                skipBalanced();
                parts.add(new Expression.Function("", List.of(), false, Optional.empty(), since(key)));
            } else if (is("=")) {
                throw new NotUnderstood();
            } else {
                parts.add(new Expression.Name(tokens.get(key).text(), since(key)));
            }
        }
        return new Expression.Literal(parts, since(start));
    }
}
