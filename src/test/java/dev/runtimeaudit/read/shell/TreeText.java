package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a tree as one line, for tests: {@code [echo 'a' "b"]} is a command, {@code (if …)} a compound one, <code>{x:-[y]}
 * </code> an expansion.
 */
final class TreeText {

    private TreeText() {}

    static Script read(String text, Dialect dialect) {
        return ShellReader.read(
                Fragment.of(new SourceFile(TreePath.of("script.sh").orElseThrow(), text)), dialect);
    }

    static String of(String text, Dialect dialect) {
        return of(read(text, dialect));
    }

    static String of(Script script) {
        String lines = script.lines().stream().map(line -> items(line.items())).collect(Collectors.joining(" ; "));
        return lines
                + script.error()
                        .map(error -> " ! " + error.line() + ": " + error.message())
                        .orElse("");
    }

    private static String items(List<Script.Item> items) {
        return items.stream()
                .map(item -> command(item.command()) + (item.background() ? "&" : ""))
                .collect(Collectors.joining(" "));
    }

    private static String body(Command.Body body) {
        return items(body.items());
    }

    private static String command(Command command) {
        if (command instanceof Command.Simple simple) {
            String assignments =
                    simple.assignments().stream().map(TreeText::assignment).collect(Collectors.joining());
            return "[" + (assignments + words(simple.words()) + redirects(simple.redirects())).strip() + "]";
        }
        if (command instanceof Command.Pipeline pipeline) {
            String commands =
                    pipeline.commands().stream().map(TreeText::command).collect(Collectors.joining(" | "));
            return "(" + (pipeline.negated() ? "! " : "") + commands + ")";
        }
        if (command instanceof Command.AndOr list) {
            return "(" + command(list.left()) + (list.and() ? " && " : " || ") + command(list.right()) + ")";
        }
        if (command instanceof Command.Group group) {
            return "({} " + body(group.body()) + ")" + redirects(group.redirects());
        }
        if (command instanceof Command.Subshell subshell) {
            return "(() " + body(subshell.body()) + ")" + redirects(subshell.redirects());
        }
        if (command instanceof Command.If branches) {
            String each = branches.branches().stream()
                    .map(branch -> body(branch.condition()) + " then " + body(branch.body()))
                    .collect(Collectors.joining(" elif "));
            return "(if " + each
                    + branches.otherwise().map(b -> " else " + body(b)).orElse("") + ")"
                    + redirects(branches.redirects());
        }
        if (command instanceof Command.While loop) {
            return "(" + (loop.until() ? "until " : "while ") + body(loop.condition()) + " do " + body(loop.body())
                    + ")" + redirects(loop.redirects());
        }
        if (command instanceof Command.For loop) {
            return "(for " + loop.variable()
                    + loop.words().map(w -> " in" + words(w)).orElse("") + " do " + body(loop.body()) + ")"
                    + redirects(loop.redirects());
        }
        if (command instanceof Command.ArithmeticFor loop) {
            return "(for ((" + loop.head() + ")) do " + body(loop.body()) + ")" + redirects(loop.redirects());
        }
        if (command instanceof Command.Case cases) {
            String items = cases.items().stream()
                    .map(item -> " <" + words(item.patterns()).strip() + "> " + body(item.body()) + item.terminator())
                    .collect(Collectors.joining());
            return "(case " + word(cases.word()) + items + ")" + redirects(cases.redirects());
        }
        if (command instanceof Command.Function function) {
            return "(function " + function.name() + " " + command(function.body()) + ")";
        }
        if (command instanceof Command.Condition condition) {
            return "([[" + words(condition.words()) + ")" + redirects(condition.redirects());
        }
        if (command instanceof Command.ArithmeticCommand arithmetic) {
            return "((( " + word(arithmetic.expression()) + ")" + redirects(arithmetic.redirects());
        }
        if (command instanceof Command.Prefixed prefixed) {
            return "(" + prefixed.keyword() + " " + command(prefixed.command()) + ")";
        }
        if (command instanceof Command.Unparsed unparsed) {
            return "(? " + unparsed.text() + ")";
        }
        throw new AssertionError(command);
    }

    private static String assignment(Command.Assignment assignment) {
        return assignment.name()
                + assignment.subscript().map(s -> "<" + s + ">").orElse("")
                + (assignment.append() ? "+=" : "=")
                + assignment.value().map(TreeText::word).orElse("")
                + assignment.array().map(a -> "<" + words(a).strip() + ">").orElse("")
                + " ";
    }

    private static String redirects(List<Command.Redirect> redirects) {
        return redirects.stream()
                .map(redirect -> " "
                        + redirect.descriptor().map(String::valueOf).orElse("")
                        + redirect.operator()
                        + word(redirect.target())
                        + redirect.body().map(b -> "=" + word(b)).orElse(""))
                .collect(Collectors.joining());
    }

    private static String words(List<ShellWord> words) {
        return words.stream().map(word -> " " + word(word)).collect(Collectors.joining());
    }

    static String word(ShellWord word) {
        return parts(word.parts());
    }

    private static String parts(List<Part> parts) {
        return parts.stream().map(TreeText::part).collect(Collectors.joining());
    }

    private static String part(Part part) {
        if (part instanceof Part.Literal literal) {
            return literal.text().replace("\n", "\\n");
        }
        if (part instanceof Part.SingleQuoted quoted) {
            return (quoted.ansiC() ? "$'" : "'") + quoted.text().replace("\n", "\\n") + "'";
        }
        if (part instanceof Part.DoubleQuoted quoted) {
            return '"' + parts(quoted.parts()) + '"';
        }
        if (part instanceof Part.Parameter p) {
            String name = (p.indirect() ? "!" : "") + (p.length() ? "#" : "") + p.name();
            String subscript = p.subscript().map(s -> "<" + s + ">").orElse("");
            Optional<String> second = p.argument2().map(w -> "[" + word(w) + "]");
            return "{" + name + subscript + p.operator()
                    + p.argument().map(w -> "[" + word(w) + "]").orElse("") + second.orElse("") + "}";
        }
        if (part instanceof Part.CommandSubstitution substitution) {
            return (substitution.backquotes() ? "`" : "$(") + of(substitution.script()) + ")";
        }
        if (part instanceof Part.Arithmetic arithmetic) {
            return "$((" + word(arithmetic.expression()) + "))";
        }
        if (part instanceof Part.ProcessSubstitution substitution) {
            return (substitution.output() ? ">(" : "<(") + of(substitution.script()) + ")";
        }
        if (part instanceof Part.BadSubstitution bad) {
            return "{? " + bad.text() + "}";
        }
        if (part instanceof Part.ArrayLiteral array) {
            return "<" + words(array.elements()).strip() + ">";
        }
        throw new AssertionError(part);
    }
}
