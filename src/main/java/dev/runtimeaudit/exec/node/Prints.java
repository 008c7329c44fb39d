package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.read.script.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a function takes texts apart and prints them, and does nothing else: neither throws, nor ends, nor sets anything. */
final class Prints {

    /** Of a buffer, a text, or a list of texts. */
    private static final Set<String> METHODS = Set.of(
            "endsWith",
            "filter",
            "forEach",
            "includes",
            "join",
            "map",
            "replace",
            "replaceAll",
            "slice",
            "split",
            "startsWith",
            "toLowerCase",
            "toString",
            "toUpperCase",
            "trim",
            "trimEnd",
            "trimStart");

    private static final Set<String> CONSOLE = Set.of("debug", "error", "info", "log", "warn");

    /** What is bound inside. */
    private final Set<String> own = new HashSet<>();

    private Prints() {}

    static boolean only(Expression.Function function) {
        return new Prints().function(function);
    }

    private boolean function(Expression.Function function) {
        own.addAll(function.parameters());
        return function.body().filter(this::all).isPresent();
    }

    private boolean all(List<Statement> statements) {
        return statements.stream().allMatch(this::statement);
    }

    private boolean statement(Statement statement) {
        if (statement instanceof Statement.Evaluate evaluate) {
            return expression(evaluate.expression());
        }
        if (statement instanceof Statement.Declare declare) {
            own.addAll(declare.names());
            return !declare.pattern() && declare.value().map(this::expression).orElse(true);
        }
        if (statement instanceof Statement.Declarations several) {
            return several.all().stream().allMatch(this::statement);
        }
        if (statement instanceof Statement.Block block) {
            return all(block.statements());
        }
        if (statement instanceof Statement.If branch) {
            return expression(branch.test())
                    && statement(branch.then())
                    && branch.otherwise().map(this::statement).orElse(true);
        }
        if (statement instanceof Statement.Return back) {
            return back.value().map(this::expression).orElse(true);
        }
        return statement instanceof Statement.Empty;
    }

    private boolean expression(Expression expression) {
        if (expression instanceof Expression.Call call) {
            return !call.isNew()
                    && called(call.of())
                    && call.arguments().stream().allMatch(this::expression);
        }
        if (expression instanceof Expression.Template template) {
            return template.values().stream().allMatch(this::expression);
        }
        if (expression instanceof Expression.Function inner) {
            return !inner.async() && function(inner);
        }
        if (expression instanceof Expression.Binary binary) {
            return expression(binary.left()) && expression(binary.right());
        }
        if (expression instanceof Expression.Unary unary) {
            return unary.operator().equals("!") && expression(unary.operand());
        }
        if (expression instanceof Expression.Conditional choice) {
            return expression(choice.test()) && expression(choice.then()) && expression(choice.otherwise());
        }
        return expression instanceof Expression.Name
                || expression instanceof Expression.Text
                || expression instanceof Expression.Number
                || expression instanceof Expression.Opaque;
    }

    /** {@code console.log}, {@code process.stdout.write}, {@code data.toString}, {@code data.toString().trim}. */
    private boolean called(Expression of) {
        if (!(of instanceof Expression.Member member)) {
            return false;
        }
        Optional<String> name =
                member.of() instanceof Expression.Name free ? Optional.of(free.name()) : Optional.empty();
        if (name.isPresent() && !own.contains(name.get())) {
            return name.get().equals("console") && CONSOLE.contains(member.name());
        }
        boolean writes = member.name().equals("write")
                && member.of() instanceof Expression.Member stream
                && Set.of("stdout", "stderr").contains(stream.name())
                && stream.of() instanceof Expression.Name process
                && process.name().equals("process")
                && !own.contains("process");
        return writes
                || METHODS.contains(member.name())
                        && (name.isPresent() || member.of() instanceof Expression.Call && expression(member.of()));
    }
}
