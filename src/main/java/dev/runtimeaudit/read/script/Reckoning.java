package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Worked.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an expression of a configuration script comes to, worked out step by step as node does: with its loops, conditions and functions,
 * and with what it asks of the file tree ({@code while (!existsSync(join(dir, "pnpm-workspace.yaml"))) dir = dirname(dir)}). It is exact or
 * nothing: what is not followed, fails, or takes too many steps, ends it. Where it is not known whether a file is there, both ways are
 * followed.
 *
 * <p>It is one class although it is long: statements, expressions and functions evaluate one another.
 */
final class Reckoning {

    private static final int MOST_STEPS = 5_000;
    private static final int MOST_WAYS = 32;
    private static final int DEEPEST = 60;

    /** It is not known, or not followed. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unknown() {
            super("", null, false, false);
        }
    }

    /** Something is thrown. */
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Worked value;

        Thrown(Worked value) {
            super("", null, false, false);
            this.value = value;
        }
    }

    private static final class Returned extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Worked value;

        Returned(Worked value) {
            super("", null, false, false);
            this.value = value;
        }
    }

    private static final class Left extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean goesOn;

        Left(boolean goesOn) {
            super("", null, false, false);
            this.goesOn = goesOn;
        }
    }

    /** A link of a chain with {@code ?.} is missing. */
    private static final class Skipped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Skipped() {
            super("", null, false, false);
        }
    }

    private final ScriptGlobals globals;
    private final ReckonedCalls calls;

    /** How each question was answered on this way, in the order in which they were asked. */
    private final List<Boolean> answers = new ArrayList<>();

    private final Map<String, Boolean> asked = new HashMap<>();
    private int next;
    private int steps;
    private int depth;
    private int inside;
    private final Set<String> open = new HashSet<>();

    private Reckoning(ScriptGlobals globals, ScriptFiles files, Configuration.Variables variables) {
        this.globals = globals;
        this.calls = new ReckonedCalls(this, files, variables, globals);
    }

    /**
     * All that an expression may come to; empty when that is not known.
     *
     * @param hidden names that mean something else where it stands than they do in all of the script
     */
    static Optional<Set<Worked>> of(
            Expression expression,
            ScriptGlobals globals,
            Set<String> hidden,
            ScriptFiles files,
            Configuration.Variables variables) {
        Set<Worked> all = new LinkedHashSet<>();
        List<Boolean> way = new ArrayList<>();
        for (int ways = 0; ways < MOST_WAYS; ways++) {
            Reckoning reckoning = new Reckoning(globals, files, variables);
            reckoning.answers.addAll(way);
            try {
                Names names = new Names(Optional.empty(), true);
                hidden.forEach(names::hoist);
                all.add(reckoning.value(expression, names));
            } catch (Unknown | Thrown | Returned | Left | Skipped other) {
                return Optional.empty();
            }
            way = new ArrayList<>(reckoning.answers);
            while (!way.isEmpty() && !way.get(way.size() - 1)) {
                way.remove(way.size() - 1);
            }
            if (way.isEmpty()) {
                return Optional.of(all);
            }
            way.set(way.size() - 1, false);
        }
        return Optional.empty();
    }

    /** The answer to a question on this way: it is the same whenever it is asked. */
    boolean isSo(String question, Optional<Boolean> known) {
        if (known.isPresent()) {
            return known.get();
        }
        Boolean before = asked.get(question);
        if (before != null) {
            return before;
        }
        if (next == answers.size()) {
            answers.add(true);
        }
        boolean answer = answers.get(next++);
        asked.put(question, answer);
        return answer;
    }

    private void step() {
        if (++steps > MOST_STEPS || depth > DEEPEST) {
            throw new Unknown();
        }
    }

    // --- statements ----------------------------------------------------------------------------------------------

    private void run(List<Statement> statements, Names names) {
        statements.forEach(statement -> hoist(statement, names));
        for (Statement statement : statements) {
            run(statement, names);
        }
    }

    /** Names exist in all of their block or function, with or without a value (ECMA-262, 10.2.11 and 14.2.3). */
    private static void hoist(Statement statement, Names names) {
        if (statement instanceof Statement.Define define) {
            names.set(define.function().name(), new Worked.Closure(define.function(), names), false);
        } else if (statement instanceof Statement.Declare declare && declare.how() != Statement.Declared.VAR) {
            declare.names().forEach(names::hoist);
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(each -> hoist(each, names));
        }
    }

    /** What {@code var} declares anywhere in a function has no value at first. */
    private static void variables(List<Statement> statements, Names names) {
        for (Statement statement : statements) {
            if (statement instanceof Statement.Declare declare && declare.how() == Statement.Declared.VAR) {
                declare.names().forEach(name -> names.set(name, Worked.UNDEFINED, false));
            } else if (statement instanceof Statement.Declarations several) {
                variables(List.copyOf(several.all()), names);
            } else if (statement instanceof Statement.Block block) {
                variables(block.statements(), names);
            } else if (statement instanceof Statement.If branch) {
                variables(List.of(branch.then()), names);
                branch.otherwise().ifPresent(other -> variables(List.of(other), names));
            } else if (statement instanceof Statement.Try attempt) {
                variables(List.of(attempt.body()), names);
                attempt.handler().ifPresent(block -> variables(List.of(block), names));
                attempt.last().ifPresent(block -> variables(List.of(block), names));
            } else if (statement instanceof Statement.Loop loop) {
                loop.first().ifPresent(first -> variables(List.of(first), names));
                variables(List.of(loop.body()), names);
            } else if (statement instanceof Statement.Each each) {
                variables(List.of(each.each(), each.body()), names);
            }
        }
    }

    private void run(Statement statement, Names names) {
        step();
        if (statement instanceof Statement.Evaluate evaluate) {
            effect(evaluate.expression(), names);
        } else if (statement instanceof Statement.Declare declare) {
            declare(declare, names);
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(each -> declare(each, names));
        } else if (statement instanceof Statement.Block block) {
            run(block.statements(), inner(names));
        } else if (statement instanceof Statement.If branch) {
            if (value(branch.test(), names).holds()) {
                run(List.of(branch.then()), inner(names));
            } else {
                branch.otherwise().ifPresent(other -> run(List.of(other), inner(names)));
            }
        } else if (statement instanceof Statement.Return returned) {
            throw new Returned(returned.value().map(v -> value(v, names)).orElse(Worked.UNDEFINED));
        } else if (statement instanceof Statement.Throw thrown) {
            throw new Thrown(value(thrown.value(), names));
        } else if (statement instanceof Statement.Try attempt) {
            attempt(attempt, names);
        } else if (statement instanceof Statement.Loop loop) {
            loop(loop, names);
        } else if (statement instanceof Statement.Each each) {
            each(each, names);
        } else if (statement instanceof Statement.Leave leave) {
            throw new Left(leave.goesOn());
        } else if (!(statement instanceof Statement.Define || statement instanceof Statement.Empty)) {
            throw new Unknown();
        }
    }

    private static Names inner(Names names) {
        return new Names(Optional.of(names), false);
    }

    private void declare(Statement.Declare declare, Names names) {
        boolean variable = declare.how() == Statement.Declared.VAR;
        if (variable && declare.value().isEmpty()) {
            return; // it keeps what it has
        }
        Worked value = declare.value().map(v -> value(v, names)).orElse(Worked.UNDEFINED);
        bind(declare, value, variable ? names.ofFunction() : names);
    }

    private void bind(Statement.Declare declare, Worked value, Names names) {
        boolean constant = declare.how() == Statement.Declared.CONST;
        if (!declare.pattern()) {
            names.set(declare.names().get(0), value, constant);
            return;
        }
        if (declare.fields().isEmpty()) {
            throw new Unknown();
        }
        for (Statement.Field field : declare.fields()) {
            names.set(field.name(), part(value, field.property()), constant);
        }
    }

    /** One name of a pattern. */
    Worked part(Worked value, String property) {
        if (!Character.isDigit(property.charAt(0))) {
            return member(value, property);
        }
        if (!(value instanceof Worked.Listing list)) {
            throw new Unknown();
        }
        int index = Integer.parseInt(property);
        return index < list.all.size() ? list.all.get(index) : Worked.UNDEFINED;
    }

    private void attempt(Statement.Try attempt, Names names) {
        int before = depth;
        try {
            try {
                run(attempt.body().statements(), inner(names));
            } catch (Thrown thrown) {
                depth = before;
                if (attempt.handler().isEmpty()) {
                    throw thrown;
                }
                Names handler = inner(names);
                attempt.parameter().ifPresent(name -> handler.set(name, thrown.value, false));
                run(attempt.handler().get().statements(), inner(handler));
            }
        } catch (Thrown | Returned | Left leaves) {
            depth = before;
            attempt.last().ifPresent(last -> run(last.statements(), inner(names)));
            throw leaves;
        }
        attempt.last().ifPresent(last -> run(last.statements(), inner(names)));
    }

    private void loop(Statement.Loop loop, Names names) {
        Names own = inner(names);
        loop.first().ifPresent(first -> {
            hoist(first, own);
            run(first, own);
        });
        boolean first = true;
        while (first && !loop.testsFirst()
                || loop.test().map(test -> value(test, own).holds()).orElse(true)) {
            first = false;
            step();
            if (!round(loop.body(), own)) {
                return;
            }
            loop.step().ifPresent(step -> effect(step, own));
        }
    }

    private void each(Statement.Each loop, Names names) {
        if (!(value(loop.all(), names) instanceof Worked.Listing list)) {
            throw new Unknown();
        }
        // What is added to the list meanwhile has its turn as well.
        for (int i = 0; i < list.all.size(); i++) {
            step();
            Names own = inner(names);
            boolean variable = loop.each().how() == Statement.Declared.VAR;
            bind(loop.each(), list.all.get(i), variable ? names.ofFunction() : own);
            if (!round(loop.body(), own)) {
                return;
            }
        }
    }

    /** Whether the loop goes on. */
    private boolean round(Statement body, Names names) {
        int before = depth;
        try {
            run(List.of(body), inner(names));
            return true;
        } catch (Left left) {
            depth = before;
            return left.goesOn;
        }
    }

    // --- expressions ---------------------------------------------------------------------------------------------

    /** Where nobody asks for the value: one that is added to may be told before or after it. */
    private void effect(Expression expression, Names names) {
        if (expression instanceof Expression.Unary unary
                && (unary.operator().equals("++") || unary.operator().equals("--"))) {
            Worked before = value(unary.operand(), names);
            if (!(before instanceof Worked.Number number)) {
                throw new Unknown();
            }
            double by = unary.operator().equals("++") ? 1 : -1;
            assign(unary.operand(), Worked.number(number.value() + by), names);
        } else {
            value(expression, names);
        }
    }

    Worked value(Expression expression, Names names) {
        step();
        depth++;
        Worked value = worked(expression, names);
        depth--;
        return value;
    }

    private Worked worked(Expression expression, Names names) {
        if (expression instanceof Expression.Text text) {
            return new Worked.Text(text.text());
        } else if (expression instanceof Expression.Number number) {
            return Worked.number(number.value());
        } else if (expression instanceof Expression.Template template) {
            return template(template, names);
        } else if (expression instanceof Expression.Name name) {
            return named(name.name(), names);
        } else if (expression instanceof Expression.Chain chain) {
            int before = depth;
            try {
                return value(chain.links(), names);
            } catch (Skipped skipped) {
                depth = before;
                return Worked.UNDEFINED;
            }
        } else if (expression instanceof Expression.Member member) {
            return member(link(value(member.of(), names), member.optional()), member.name());
        } else if (expression instanceof Expression.Index index) {
            Worked of = link(value(index.of(), names), index.optional());
            return element(of, value(index.index(), names));
        } else if (expression instanceof Expression.Unary unary) {
            return unary(unary, names);
        } else if (expression instanceof Expression.Binary binary) {
            return binary(binary, names);
        } else if (expression instanceof Expression.Conditional conditional) {
            return value(conditional.test(), names).holds()
                    ? value(conditional.then(), names)
                    : value(conditional.otherwise(), names);
        } else if (expression instanceof Expression.Assign assign) {
            return assign(assign, names);
        } else if (expression instanceof Expression.Function function) {
            return new Worked.Closure(function, names);
        } else if (expression instanceof Expression.Array array) {
            return new Worked.Listing(all(array.parts(), names));
        } else if (expression instanceof Expression.ObjectLiteral object) {
            return object(object, names);
        } else if (expression instanceof Expression.Call call) {
            return call(call, names);
        }
        throw new Unknown();
    }

    private static Worked link(Worked of, boolean optional) {
        if (optional && of.isNullish()) {
            throw new Skipped();
        }
        return of;
    }

    private Worked template(Expression.Template template, Names names) {
        StringBuilder text = new StringBuilder(template.texts().get(0));
        for (int i = 0; i < template.values().size(); i++) {
            text.append(shown(value(template.values().get(i), names)))
                    .append(template.texts().get(i + 1));
        }
        return new Worked.Text(text.toString());
    }

    static String shown(Worked value) {
        return value.shown().orElseThrow(Unknown::new);
    }

    private Worked named(String name, Names names) {
        Optional<Names> own = names.of(name);
        if (own.isPresent()) {
            return own.get().value(name).orElseThrow(Unknown::new);
        }
        Optional<ScriptGlobals.Global> global = globals.get(name);
        if (global.isEmpty()) {
            return calls.named(name);
        }
        ScriptGlobals.Global found = global.get();
        if (found.module().isPresent()) {
            return calls.imported(found.module().get(), found.property());
        }
        if (found.function().isPresent()) {
            return new Worked.Closure(found.function().get(), new Names(Optional.empty(), true));
        }
        // What it is worked out of may not lead back to it.
        if (!open.add(name)) {
            throw new Unknown();
        }
        Worked value = value(found.value().orElseThrow(Unknown::new), new Names(Optional.empty(), true));
        open.remove(name);
        Worked part = found.property().isEmpty() ? value : part(value, found.property());
        if (part instanceof Worked.Members || part instanceof Worked.Listing && !globals.isOnlyRead(name)) {
            throw new Unknown(); // who else has it may change it
        }
        return part;
    }

    Worked member(Worked of, String name) {
        if (of.isNullish()) {
            throw new Thrown(new Worked.Failed());
        }
        return calls.member(of, name);
    }

    private Worked element(Worked of, Worked key) {
        if (of instanceof Worked.Listing list && key instanceof Worked.Number number) {
            int index = (int) number.value();
            boolean inside = index == number.value() && index >= 0 && index < list.all.size();
            return inside ? list.all.get(index) : Worked.UNDEFINED;
        }
        if (key instanceof Worked.Text text && !(of instanceof Worked.Listing)) {
            return member(of, text.text());
        }
        throw new Unknown();
    }

    private Worked unary(Expression.Unary unary, Names names) {
        if (unary.operator().equals("typeof") && unary.operand() instanceof Expression.Name) {
            return new Worked.Text(value(unary.operand(), names).type().orElseThrow(Unknown::new));
        }
        Worked value = value(unary.operand(), names);
        switch (unary.operator()) {
            case "!":
                return Worked.truth(!value.holds());
            case "-":
                if (value instanceof Worked.Number number) {
                    return Worked.number(-number.value());
                }
                throw new Unknown();
            case "typeof":
                return new Worked.Text(value.type().orElseThrow(Unknown::new));
            default:
                throw new Unknown();
        }
    }

    private Worked binary(Expression.Binary binary, Names names) {
        Worked left = value(binary.left(), names);
        switch (binary.operator()) {
            case "&&":
                return left.holds() ? value(binary.right(), names) : left;
            case "||":
                return left.holds() ? left : value(binary.right(), names);
            case "??":
                return left.isNullish() ? value(binary.right(), names) : left;
            case ",":
                return value(binary.right(), names);
            default:
                return operated(binary.operator(), left, value(binary.right(), names));
        }
    }

    private static Worked operated(String operator, Worked left, Worked right) {
        switch (operator) {
            case "===":
                return Worked.truth(Worked.same(left, right).orElseThrow(Unknown::new));
            case "!==":
                return Worked.truth(!Worked.same(left, right).orElseThrow(Unknown::new));
            case "==":
                return Worked.truth(alike(left, right));
            case "!=":
                return Worked.truth(!alike(left, right));
            default:
                break;
        }
        if (operator.equals("+") && (left instanceof Worked.Text || right instanceof Worked.Text)) {
            return new Worked.Text(shown(left) + shown(right));
        }
        if (!(left instanceof Worked.Number one) || !(right instanceof Worked.Number other)) {
            throw new Unknown();
        }
        double a = one.value();
        double b = other.value();
        return switch (operator) {
            case "+" -> Worked.number(a + b);
            case "-" -> Worked.number(a - b);
            case "*" -> Worked.number(a * b);
            case "<" -> Worked.truth(a < b);
            case ">" -> Worked.truth(a > b);
            case "<=" -> Worked.truth(a <= b);
            case ">=" -> Worked.truth(a >= b);
            default -> throw new Unknown();
        };
    }

    private static boolean alike(Worked left, Worked right) {
        if (left.isNullish() || right.isNullish()) {
            return left.isNullish() && right.isNullish();
        }
        // Values of different types are converted first.
        if (!left.getClass().equals(right.getClass())) {
            throw new Unknown();
        }
        return Worked.same(left, right).orElseThrow(Unknown::new);
    }

    private Worked assign(Expression.Assign assign, Names names) {
        String operator = assign.operator();
        if (operator.equals("=")) {
            Worked value = value(assign.value(), names);
            assign(assign.target(), value, names);
            return value;
        }
        Worked before = value(assign.target(), names);
        boolean keeps = operator.equals("||=") && before.holds()
                || operator.equals("&&=") && !before.holds()
                || operator.equals("??=") && !before.isNullish();
        if (keeps) {
            return before;
        }
        Worked value = value(assign.value(), names);
        boolean replaces = Set.of("||=", "&&=", "??=").contains(operator);
        Worked now = replaces ? value : operated(operator.substring(0, operator.length() - 1), before, value);
        assign(assign.target(), now, names);
        return now;
    }

    /** Only names of functions are assigned here: others may have had another value before. */
    private static void assign(Expression target, Worked value, Names names) {
        if (!(target instanceof Expression.Name name)) {
            throw new Unknown();
        }
        Names of = names.of(name.name()).orElseThrow(Unknown::new);
        if (of.isConstant(name.name()) || of.value(name.name()).isEmpty()) {
            throw new Unknown();
        }
        of.assign(name.name(), value);
    }

    private List<Worked> all(List<Expression> parts, Names names) {
        List<Worked> all = new ArrayList<>();
        for (Expression part : parts) {
            if (part instanceof Expression.Unary unary && unary.operator().equals("...")) {
                if (!(value(unary.operand(), names) instanceof Worked.Listing more)) {
                    throw new Unknown();
                }
                all.addAll(more.all);
            } else {
                all.add(value(part, names));
            }
        }
        return all;
    }

    private Worked object(Expression.ObjectLiteral literal, Names names) {
        Worked.Members members = new Worked.Members();
        for (Expression.Property property : literal.properties()) {
            if (literal.accessors() || property.name().isEmpty()) {
                throw new Unknown();
            }
            members.all.put(property.name().get(), value(property.value(), names));
        }
        return members;
    }

    // --- calls ---------------------------------------------------------------------------------------------------

    private Worked call(Expression.Call call, Names names) {
        Worked callee = link(value(call.of(), names), call.optional());
        List<Worked> arguments = all(call.arguments(), names);
        if (callee.isNullish()) {
            throw new Thrown(new Worked.Failed());
        }
        return call.isNew() ? calls.made(callee, arguments) : called(callee, arguments);
    }

    Worked called(Worked callee, List<Worked> arguments) {
        if (!(callee instanceof Worked.Closure closure)) {
            return calls.call(callee, arguments);
        }
        Expression.Function function = closure.function();
        if (function.async() || function.body().isEmpty()) {
            throw new Unknown();
        }
        Names own = new Names(Optional.of(closure.scope()), true);
        for (int i = 0; i < function.parameters().size(); i++) {
            Worked given = i < arguments.size() ? arguments.get(i) : Worked.UNDEFINED;
            own.set(function.parameters().get(i), given, false);
        }
        List<Statement> body = function.body().get();
        Names block = new Names(Optional.of(own), true);
        List<String> parameters = function.parameters();
        variables(body, block);
        parameters.forEach(name -> block.of(name)
                .filter(of -> of == block)
                .ifPresent(of -> of.assign(name, own.value(name).orElseThrow())));
        int before = depth;
        if (++inside > DEEPEST) {
            throw new Unknown();
        }
        try {
            run(body, block);
            return Worked.UNDEFINED;
        } catch (Returned returned) {
            depth = before;
            return returned.value;
        } finally {
            inside--;
        }
    }
}
