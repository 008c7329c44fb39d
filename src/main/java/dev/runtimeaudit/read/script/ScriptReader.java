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
import java.util.regex.Pattern;

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
    private static final Set<String> SKIPPED = Set.of("for", "while", "do", "switch", "with", "break", "continue");

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

    /** Numbers that name a property as they are written (ECMA-262, 6.1.6.1.20). */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,14}");

    /** Escapes that stand for something else than the character behind them. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\[^\\\\'\"`ntr/$.\\-]");

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
    /** Parameters may be patterns of names. */
    private boolean patterns;

    private ScriptReader(SourceFile file, List<Token> tokens, boolean typed) {
        this.file = file;
        this.typed = typed;
        this.tokens = tokens;
    }

    public static ScriptText read(SourceFile file) {
        return read(file, false);
    }

    /** @param typed the types of variables are skipped, as node skips them where it strips types */
    public static ScriptText read(SourceFile file, boolean typed) {
        ScriptReader reader = new ScriptReader(file, Tokenizer.tokens(file.text()), typed);
        if (reader.tokens.size() > MOST_TOKENS) {
            Statement all = new Statement.Unparsed("", List.of(), Span.wholeFile(file.path()));
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

    /**
     * The function, or the method of an object, that begins at a place; empty when it is not understood. The names in the patterns of
     * its parameters ({@code (config, { isServer })}) stand among those; a first one that is a pattern has an empty name.
     */
    static Optional<Expression.Function> function(SourceFile file, int from, boolean typed) {
        List<Token> tokens = Tokenizer.tokens(file.text(), from, file.text().length());
        ScriptReader reader = new ScriptReader(file, tokens, typed);
        reader.patterns = true;
        boolean named = reader.token(0).kind() == Kind.WORD && reader.token(1).is("(");
        try {
            if (named && !reader.isWord("function") && !reader.isWord("async")) {
                reader.at++;
                return Optional.of((Expression.Function) reader.method(0, false, false));
            }
            return reader.assignment() instanceof Expression.Function function
                    ? Optional.of(function)
                    : Optional.empty();
        } catch (NotUnderstood | Rejected other) {
            return Optional.empty();
        }
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
            return new Statement.Unparsed(
                    first.kind() == Kind.WORD ? first.text() : "", variables(start, at), since(start));
        }
    }

    /** The names behind each {@code var}; of a pattern, all words in it. */
    private List<String> variables(int from, int to) {
        List<String> names = new ArrayList<>();
        for (int i = from; i + 1 < to; i++) {
            if (tokens.get(i).isWord("var")) {
                boolean pattern = tokens.get(i + 1).kind() != Kind.WORD;
                for (int name = i + 1; name < to && (pattern || name == i + 1); name++) {
                    pattern &= !tokens.get(name).is("=");
                    if (tokens.get(name).kind() == Kind.WORD) {
                        names.add(tokens.get(name).text());
                    }
                }
            }
        }
        return names;
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
        Statement.Declared how =
                constant ? Statement.Declared.CONST : isWord("var") ? Statement.Declared.VAR : Statement.Declared.LET;
        at++;
        List<Statement.Declare> all = new ArrayList<>();
        do {
            int each = at;
            boolean pattern = is("{") || is("[");
            List<String> names = new ArrayList<>();
            List<Statement.Field> fields = List.of();
            if (pattern) {
                int from = at;
                skipBalanced();
                fields = fields(from, at);
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
            all.add(new Statement.Declare(how, names, pattern, fields, value, since(each)));
        } while (taken(","));
        endStatement();
        return all.size() == 1 ? all.get(0) : new Statement.Declarations(all, since(start));
    }

    /** Of a pattern of names that was just passed; nothing when it is more than that. */
    private List<Statement.Field> fields(int from, int to) {
        boolean array = tokens.get(from).is("[");
        List<Statement.Field> fields = new ArrayList<>();
        for (int i = from + 1; i < to - 1; i++) {
            boolean renamed = !array && tokens.get(i + 1).is(":");
            Token name = tokens.get(renamed ? i + 2 : i);
            Token behind = tokens.get(renamed ? i + 3 : i + 1);
            if (tokens.get(i).kind() != Kind.WORD
                    || name.kind() != Kind.WORD
                    || !behind.is(",") && !behind.is("}") && !behind.is("]")) {
                return List.of();
            }
            String property =
                    array ? String.valueOf(fields.size()) : tokens.get(i).text();
            fields.add(new Statement.Field(property, name.text()));
            i += renamed ? 3 : 1;
        }
        return fields;
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
        Optional<String> parameter = Optional.empty();
        Optional<Statement.Block> handler = Optional.empty();
        Optional<Statement.Block> last = Optional.empty();
        if (isWord("catch")) {
            at++;
            int caught = at;
            if (taken("(")) {
                parameter = token(1).is(")") ? Optional.of(name()) : Optional.empty();
                at = caught;
                skipBalanced();
            }
            Statement.Block block = block();
            boolean understood = parameter.isPresent() || tokens.get(caught).is("{");
            handler = Optional.of(
                    understood
                            ? block
                            : new Statement.Block(
                                    List.of(new Statement.Unparsed("", List.of(), block.span())), block.span()));
        }
        if (isWord("finally")) {
            at++;
            last = Optional.of(block());
        }
        return new Statement.Try(body, parameter, handler, last, since(start));
    }

    private Statement type(int start) {
        at++;
        String name = token(0).kind() == Kind.WORD && !isWord("extends") ? name() : "";
        Expression value = classBehindName(start);
        return new Statement.Declare(
                Statement.Declared.CLASS, List.of(name), false, List.of(), Optional.of(value), since(start));
    }

    private Expression classBehindName(int start) {
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
            boolean computed = tokens.get(i).is("[")
                    && (tokens.get(i - 1).is("{")
                            || tokens.get(i - 1).is("}")
                            || tokens.get(i - 1).is(";")
                            || tokens.get(i - 1).is("*")
                            || tokens.get(i - 1).kind() == Kind.WORD);
            if (computed
                    || tokens.get(i).isWord("static")
                    || tokens.get(i).text().startsWith("@")) {
                throw new NotUnderstood(); // static parts and names that are computed run when the class is defined
            }
        }
        return new Expression.ClassLiteral(parent, since(start));
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
        Expression last = first;
        while (taken(",")) {
            last = new Expression.Binary(",", last, assignment(), since(start));
        }
        return last;
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
        Parameters parameters = new Parameters();
        if (token(head).kind() == Kind.WORD && token(head + 1).is("=>")) {
            parameters.names.add(token(head).text());
            at += head + 2;
        } else if (token(head).is("(")) {
            at += head;
            int open = at;
            skipBalanced();
            if (!is("=>")) {
                at = start;
                return Optional.empty();
            }
            parameters = parameters(open);
            at++;
        } else {
            return Optional.empty();
        }
        if (is("{")) {
            Optional<List<Statement>> body = parameters.before(body());
            return Optional.of(new Expression.Function("", parameters.names, async, body, since(start)));
        }
        int from = at;
        Expression value = assignment();
        Statement result = new Statement.Return(Optional.of(value), since(from));
        Optional<List<Statement>> body = parameters.before(Optional.of(List.of(result)));
        return Optional.of(new Expression.Function("", parameters.names, async, body, since(start)));
    }

    /** What a function is given, and what takes it apart in front of its body. */
    private static final class Parameters {
        final List<String> names = new ArrayList<>();
        final List<Statement> parts = new ArrayList<>();

        /** They are names, and patterns of names: defaults may fail, or run something, in front of the body. */
        boolean plain = true;

        Optional<List<Statement>> before(Optional<List<Statement>> body) {
            return body.filter(understood -> plain).map(statements -> {
                List<Statement> all = new ArrayList<>(parts);
                all.addAll(statements);
                return all;
            });
        }
    }

    /** What stands in the brackets from here on; a pattern has a name that no script can have, and is taken apart by it. */
    private Parameters parameters(int open) {
        Parameters parameters = new Parameters();
        for (int i = open + 1; i < at - 1; i++) {
            Token token = tokens.get(i);
            if (!patterns && (token.is("{") || token.is("[")) && pattern(i, parameters)) {
                i = close(i);
            } else if (token.kind() == Kind.WORD) {
                parameters.names.add(token.text());
            } else if (patterns && (token.is("{") || token.is("}"))) {
                if (parameters.names.isEmpty()) {
                    parameters.names.add("");
                }
            } else {
                parameters.plain &= token.is(",");
            }
        }
        return parameters;
    }

    private boolean pattern(int from, Parameters parameters) {
        int close = close(from);
        Token before = tokens.get(from - 1);
        Token behind = tokens.get(close + 1);
        List<Statement.Field> fields = fields(from, close + 1);
        if (fields.isEmpty() || !before.is("(") && !before.is(",") || !behind.is(")") && !behind.is(",")) {
            return false;
        }
        Span span = span(tokens.get(from), tokens.get(close));
        String name = "parameter " + parameters.names.size();
        parameters.names.add(name);
        parameters.parts.add(new Statement.Declare(
                Statement.Declared.LET,
                fields.stream().map(Statement.Field::name).toList(),
                true,
                fields,
                Optional.of(new Expression.Name(name, span)),
                span));
        return true;
    }

    private int close(int from) {
        int here = at;
        at = from;
        skipBalanced();
        int close = at - 1;
        at = here;
        return close;
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
        Parameters parameters = parameters(open);
        if (!is("{")) {
            throw new NotUnderstood(); // a return type: TypeScript
        }
        Optional<List<Statement>> body = parameters.before(body());
        return new Expression.Function(
                name, parameters.names, async, generator ? Optional.empty() : body, since(start));
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
        boolean chain = false;
        while (true) {
            boolean optional = is("?.");
            chain |= optional;
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
                value = new Expression.Index(value, index, optional, since(start));
            } else if (token(0).kind() == Kind.TEMPLATE || token(0).kind() == Kind.STRING && isTemplate()) {
                throw new NotUnderstood(); // a tagged template
            } else {
                return chain ? new Expression.Chain(value, since(start)) : value;
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
            all.add(spread ? new Expression.Unary("...", value, since(start)) : value);
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
                return ESCAPED.matcher(file.text().substring(token.start(), token.end()))
                                .find()
                        ? new Expression.Opaque("string", since(start))
                        : new Expression.Text(token.text(), since(start));
            case NUMBER:
                at++;
                return number(token.text(), since(start));
            case TEMPLATE:
                at++;
                return template(token);
            case REGEX:
                at++;
                return new Expression.Opaque("object", since(start));
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
            boolean filled = false;
            while (!taken("]")) {
                int each = at;
                if (taken("...")) {
                    parts.add(new Expression.Unary("...", assignment(), since(each)));
                    filled = true;
                } else if (!taken(",")) {
                    parts.add(assignment());
                    filled = true;
                } else if (filled) {
                    filled = false;
                } else {
                    // A hole: what stands behind it is not told by its index.
                    Expression hole = new Expression.Opaque("object", since(each));
                    parts.add(new Expression.Unary("...", hole, since(each)));
                }
            }
            return new Expression.Array(parts, since(start));
        }
        if (is("{")) {
            return members(start);
        }
        throw new NotUnderstood();
    }

    /** Decimal and hexadecimal numbers; what V8 may take for octal digits or a big integer is not read. */
    private static Expression number(String written, Span span) {
        String digits = written.replace("_", "").toLowerCase(java.util.Locale.ROOT);
        try {
            if (digits.startsWith("0x") && !digits.endsWith("n")) {
                return new Expression.Number(Long.parseLong(digits.substring(2), 16), span);
            }
            boolean decimal = !digits.matches("0\\d.*|.*[a-df-z]");
            return decimal
                    ? new Expression.Number(Double.parseDouble(digits), span)
                    : new Expression.Opaque(digits.endsWith("n") ? "bigint" : "number", span);
        } catch (NumberFormatException other) {
            return new Expression.Opaque("number", span);
        }
    }

    /** Reads what stands between the texts of a template with a reader of its own. */
    private Expression template(Token token) {
        String all = file.text();
        List<String> texts = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int end = token.end() - 1;
        for (int i = token.start() + 1; i < end; i++) {
            if (all.charAt(i) == '\\') {
                char escaped = all.charAt(++i);
                if ("`$\\\"'ntr".indexOf(escaped) < 0) {
                    throw new NotUnderstood();
                }
                text.append(Tokenizer.escaped(escaped));
            } else if (all.startsWith("${", i)) {
                int from = i + 2;
                i = Tokenizer.closing(all, from);
                ScriptReader inner = new ScriptReader(file, Tokenizer.tokens(all, from, i), typed);
                values.add(inner.expression());
                if (inner.at < inner.tokens.size()) {
                    throw new NotUnderstood();
                }
                texts.add(text.toString());
                text.setLength(0);
            } else {
                text.append(all.charAt(i));
            }
        }
        texts.add(text.toString());
        return new Expression.Template(texts, values, span(token, token));
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
                at++;
                if (token(0).kind() == Kind.WORD && !isWord("extends")) {
                    at++;
                }
                return classBehindName(start);
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

    private Expression members(int start) {
        expect("{");
        List<Expression.Property> properties = new ArrayList<>();
        boolean accessors = false;
        while (!taken("}")) {
            if (taken(",")) {
                continue;
            }
            if (taken("...")) {
                properties.add(new Expression.Property(Optional.empty(), Optional.empty(), assignment()));
                continue;
            }
            if (at >= tokens.size()) {
                throw new NotUnderstood();
            }
            int each = at;
            boolean async = false;
            boolean special = false;
            while (isWord("async") || isWord("get") || isWord("set") || is("*")) {
                if (token(1).is(":") || token(1).is(",") || token(1).is("}") || token(1).is("(")) {
                    break;
                }
                async |= isWord("async");
                special |= is("*");
                accessors |= isWord("get") || isWord("set");
                at++;
            }
            Optional<Expression> key = Optional.empty();
            Optional<String> name = Optional.empty();
            if (taken("[")) {
                key = Optional.of(assignment());
                expect("]");
            } else {
                Token named = tokens.get(at++);
                boolean plain = named.kind() == Kind.WORD
                        || named.kind() == Kind.NUMBER
                                && DECIMAL.matcher(named.text()).matches()
                        || named.kind() == Kind.STRING
                                && !ESCAPED.matcher(file.text().substring(named.start(), named.end()))
                                        .find();
                if (plain && !named.text().equals("__proto__")) {
                    name = Optional.of(named.text());
                } else {
                    // It is one property, nobody knows which; a prototype has any of them.
                    key = Optional.of(new Expression.Opaque("string", since(each)));
                }
            }
            Expression value;
            if (taken(":")) {
                value = assignment();
            } else if (is("(")) {
                value = method(each, async, special);
            } else if (is(",") || is("}")) {
                value = new Expression.Name(tokens.get(each).text(), since(each));
            } else {
                throw new NotUnderstood();
            }
            properties.add(new Expression.Property(name, key, value));
        }
        return new Expression.ObjectLiteral(properties, accessors, since(start));
    }

    private Expression method(int start, boolean async, boolean generator) {
        int open = at;
        skipBalanced();
        Parameters parameters = parameters(open);
        if (!is("{")) {
            throw new NotUnderstood();
        }
        Optional<List<Statement>> body = parameters.before(body());
        return new Expression.Function("", parameters.names, async, generator ? Optional.empty() : body, since(start));
    }
}
