package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.read.script.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a function takes what a process prints apart and prints it, and does nothing else: neither throws, nor ends, nor sets anything.
 * What it is given is a buffer or a text, so only what both of them have may be asked of it.
 */
final class Prints {

    /** What is known of a value. */
    private enum Kind {
        GIVEN,
        TEXT,
        TEXTS,
        LIST,
        OTHER
    }

    private static final Set<String> GIVEN_METHODS = Set.of("includes", "toString");

    private static final Set<String> TEXT_METHODS = Set.of(
            "endsWith",
            "includes",
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

    private static final Set<String> LIST_METHODS = Set.of("filter", "forEach", "includes", "join", "map", "slice");

    private static final Set<String> CONSOLE = Set.of("debug", "error", "info", "log", "warn");

    private static final Set<String> GLOBAL = Set.of("Boolean", "String", "undefined");

    private final Scope scope;

    /** What is bound inside. */
    private final Map<String, Kind> own = new HashMap<>();

    private Prints(Scope scope) {
        this.scope = scope;
    }

    static boolean only(Val.Closure closure) {
        Prints prints = new Prints(closure.scope());
        closure.function().parameters().forEach(name -> prints.own.put(name, Kind.GIVEN));
        return closure.function().body().filter(prints::all).isPresent();
    }

    private boolean all(List<Statement> statements) {
        return statements.stream().allMatch(this::statement);
    }

    private boolean statement(Statement statement) {
        if (statement instanceof Statement.Evaluate evaluate) {
            return kind(evaluate.expression()).isPresent();
        }
        if (statement instanceof Statement.Declare declare) {
            Optional<Kind> kind = declare.value().map(this::kind).orElse(Optional.of(Kind.OTHER));
            boolean once = declare.names().stream().noneMatch(own::containsKey);
            kind.ifPresent(known -> declare.names().forEach(name -> own.put(name, known)));
            return once && !declare.pattern() && kind.isPresent();
        }
        if (statement instanceof Statement.Declarations several) {
            return several.all().stream().allMatch(this::statement);
        }
        if (statement instanceof Statement.Block block) {
            return all(block.statements());
        }
        if (statement instanceof Statement.If branch) {
            return kind(branch.test()).isPresent()
                    && statement(branch.then())
                    && branch.otherwise().map(this::statement).orElse(true);
        }
        if (statement instanceof Statement.Return back) {
            return back.value().map(value -> kind(value).isPresent()).orElse(true);
        }
        return statement instanceof Statement.Empty;
    }

    /** Empty where it may do more. */
    private Optional<Kind> kind(Expression expression) {
        if (expression instanceof Expression.Call call) {
            return call.isNew() ? Optional.empty() : called(call);
        }
        if (expression instanceof Expression.Template template) {
            return template.values().stream().allMatch(each -> kind(each).isPresent())
                    ? Optional.of(Kind.TEXT)
                    : Optional.empty();
        }
        if (expression instanceof Expression.Binary binary) {
            boolean both =
                    kind(binary.left()).isPresent() && kind(binary.right()).isPresent();
            boolean joins = binary.operator().equals("+")
                    && (kind(binary.left()).equals(Optional.of(Kind.TEXT))
                            || kind(binary.right()).equals(Optional.of(Kind.TEXT)));
            return both ? Optional.of(joins ? Kind.TEXT : Kind.OTHER) : Optional.empty();
        }
        if (expression instanceof Expression.Unary unary) {
            return unary.operator().equals("!") ? kind(unary.operand()).map(any -> Kind.OTHER) : Optional.empty();
        }
        if (expression instanceof Expression.Conditional choice) {
            return kind(choice.test())
                    .flatMap(any -> kind(choice.then())
                            .flatMap(then -> kind(choice.otherwise()).map(other -> then == other ? then : Kind.OTHER)));
        }
        if (expression instanceof Expression.Name name) {
            boolean bound =
                    GLOBAL.contains(name.name()) || scope.find(name.name()).isPresent();
            return Optional.ofNullable(own.get(name.name()))
                    .or(() -> bound ? Optional.of(Kind.OTHER) : Optional.empty());
        }
        return expression instanceof Expression.Text
                ? Optional.of(Kind.TEXT)
                : expression instanceof Expression.Number || expression instanceof Expression.Opaque
                        ? Optional.of(Kind.OTHER)
                        : Optional.empty();
    }

    /** {@code console.log}, {@code process.stdout.write}, {@code data.toString}, {@code data.toString().trim}. */
    private Optional<Kind> called(Expression.Call call) {
        if (!(call.of() instanceof Expression.Member member)) {
            return Optional.empty();
        }
        String method = member.name();
        if (member.of() instanceof Expression.Name free
                && free.name().equals("console")
                && !own.containsKey("console")) {
            return CONSOLE.contains(method)
                            && call.arguments().stream()
                                    .allMatch(each -> kind(each).isPresent())
                    ? Optional.of(Kind.OTHER)
                    : Optional.empty();
        }
        boolean writes = method.equals("write")
                && member.of() instanceof Expression.Member stream
                && Set.of("stdout", "stderr").contains(stream.name())
                && stream.of() instanceof Expression.Name process
                && process.name().equals("process")
                && !own.containsKey("process");
        if (writes) {
            boolean one = call.arguments().size() == 1
                    && kind(call.arguments().get(0))
                            .filter(Set.of(Kind.GIVEN, Kind.TEXT)::contains)
                            .isPresent();
            return one ? Optional.of(Kind.OTHER) : Optional.empty();
        }
        return kind(member.of()).flatMap(of -> result(of, method, call.arguments()));
    }

    private Optional<Kind> result(Kind of, String method, List<Expression> arguments) {
        boolean list = of == Kind.TEXTS || of == Kind.LIST;
        boolean has = of == Kind.GIVEN && GIVEN_METHODS.contains(method)
                || of == Kind.TEXT && TEXT_METHODS.contains(method)
                || list && LIST_METHODS.contains(method);
        if (!has) {
            return Optional.empty();
        }
        boolean each = list && Set.of("filter", "forEach", "map").contains(method);
        if (each && arguments.size() == 1 && arguments.get(0) instanceof Expression.Function inner) {
            return inner(inner, of == Kind.TEXTS ? Kind.TEXT : Kind.OTHER)
                    ? Optional.of(method.equals("map") ? Kind.LIST : method.equals("filter") ? of : Kind.OTHER)
                    : Optional.empty();
        }
        boolean plain = arguments.stream()
                .allMatch(argument -> !(argument instanceof Expression.Function)
                        && kind(argument).isPresent()
                        && (!each || argument.equals(new Expression.Name("Boolean", argument.span()))));
        return !plain || each && method.equals("forEach") ? Optional.empty() : Optional.of(plainResult(of, method));
    }

    private static Kind plainResult(Kind of, String method) {
        return switch (method) {
            case "split" -> Kind.TEXTS;
            case "filter" -> of;
            case "map" -> Kind.LIST;
            case "slice" -> of;
            case "endsWith", "includes", "startsWith" -> Kind.OTHER;
            default -> Kind.TEXT;
        };
    }

    private boolean inner(Expression.Function function, Kind element) {
        boolean once = function.parameters().stream().noneMatch(own::containsKey);
        for (int i = 0; i < function.parameters().size(); i++) {
            own.put(function.parameters().get(i), i == 0 ? element : Kind.OTHER);
        }
        boolean plain = function.body().filter(this::all).isPresent();
        function.parameters().forEach(own::remove);
        return once && !function.async() && plain;
    }
}
