package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Visits every command and every word part of a script, those inside substitutions too, in the order of the text. */
final class CommandWalk {

    private final Consumer<Command> commands;
    private final Consumer<Part> parts;

    private CommandWalk(Consumer<Command> commands, Consumer<Part> parts) {
        this.commands = commands;
        this.parts = parts;
    }

    static void over(Script script, Consumer<Command> commands, Consumer<Part> parts) {
        new CommandWalk(commands, parts).script(script);
    }

    static List<Command> commands(Script script) {
        List<Command> all = new ArrayList<>();
        over(script, all::add, part -> {});
        return all;
    }

    static List<Command.Simple> simple(Script script) {
        return commands(script).stream()
                .filter(Command.Simple.class::isInstance)
                .map(Command.Simple.class::cast)
                .toList();
    }

    static List<Part> parts(Script script) {
        List<Part> all = new ArrayList<>();
        over(script, command -> {}, all::add);
        return all;
    }

    private void script(Script script) {
        script.lines().forEach(line -> items(line.items()));
    }

    private void items(List<Script.Item> items) {
        items.forEach(item -> command(item.command()));
    }

    private void body(Command.Body body) {
        items(body.items());
    }

    private void command(Command command) {
        commands.accept(command);
        if (command instanceof Command.Simple simple) {
            simple.assignments().forEach(this::assignment);
            words(simple.words());
            redirects(simple.redirects());
        } else if (command instanceof Command.Pipeline pipeline) {
            pipeline.commands().forEach(this::command);
        } else if (command instanceof Command.AndOr andOr) {
            command(andOr.left());
            command(andOr.right());
        } else if (command instanceof Command.Group group) {
            body(group.body());
            redirects(group.redirects());
        } else if (command instanceof Command.Subshell subshell) {
            body(subshell.body());
            redirects(subshell.redirects());
        } else if (command instanceof Command.If branches) {
            branches.branches().forEach(branch -> {
                body(branch.condition());
                body(branch.body());
            });
            branches.otherwise().ifPresent(this::body);
            redirects(branches.redirects());
        } else if (command instanceof Command.While loop) {
            body(loop.condition());
            body(loop.body());
            redirects(loop.redirects());
        } else if (command instanceof Command.For loop) {
            loop.words().ifPresent(this::words);
            body(loop.body());
            redirects(loop.redirects());
        } else if (command instanceof Command.ArithmeticFor loop) {
            body(loop.body());
            redirects(loop.redirects());
        } else if (command instanceof Command.Case cases) {
            word(cases.word());
            cases.items().forEach(item -> {
                words(item.patterns());
                body(item.body());
            });
            redirects(cases.redirects());
        } else if (command instanceof Command.Function function) {
            command(function.body());
        } else if (command instanceof Command.Condition condition) {
            words(condition.words());
            redirects(condition.redirects());
        } else if (command instanceof Command.ArithmeticCommand arithmetic) {
            word(arithmetic.expression());
            redirects(arithmetic.redirects());
        } else if (command instanceof Command.Prefixed prefixed) {
            command(prefixed.command());
        } else if (!(command instanceof Command.Unparsed)) {
            throw new AssertionError(command);
        }
    }

    private void assignment(Command.Assignment assignment) {
        assignment.value().ifPresent(this::word);
        assignment.array().ifPresent(this::words);
    }

    private void redirects(List<Command.Redirect> redirects) {
        redirects.forEach(redirect -> {
            word(redirect.target());
            redirect.body().ifPresent(this::word);
        });
    }

    private void words(List<ShellWord> words) {
        words.forEach(this::word);
    }

    private void word(ShellWord word) {
        word.parts().forEach(this::part);
    }

    private void part(Part part) {
        parts.accept(part);
        if (part instanceof Part.DoubleQuoted quoted) {
            quoted.parts().forEach(this::part);
        } else if (part instanceof Part.CommandSubstitution substitution) {
            script(substitution.script());
        } else if (part instanceof Part.ProcessSubstitution substitution) {
            script(substitution.script());
        } else if (part instanceof Part.Arithmetic arithmetic) {
            word(arithmetic.expression());
        } else if (part instanceof Part.ArrayLiteral array) {
            words(array.elements());
        } else if (part instanceof Part.Parameter parameter) {
            Optional.of(parameter).flatMap(Part.Parameter::argument).ifPresent(this::word);
            parameter.argument2().ifPresent(this::word);
        } else if (!(part instanceof Part.Literal
                || part instanceof Part.SingleQuoted
                || part instanceof Part.BadSubstitution)) {
            throw new AssertionError(part);
        }
    }
}
