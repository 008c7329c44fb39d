package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Dialect;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellReader;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;

/** The simple commands of a script in the order of the text, whatever they stand in. */
public final class ShellCommands {

    private final List<Command.Simple> found = new ArrayList<>();

    private ShellCommands() {}

    public static List<Command.Simple> of(Fragment text) {
        return of(ShellReader.read(text, Dialect.BASH));
    }

    public static List<Command.Simple> of(Script script) {
        ShellCommands commands = new ShellCommands();
        for (Script.Complete line : script.lines()) {
            line.items().forEach(item -> commands.visit(item.command()));
        }
        return commands.found;
    }

    private void visit(Command.Body body) {
        body.items().forEach(item -> visit(item.command()));
    }

    private void visit(Command command) {
        if (command instanceof Command.Simple simple) {
            found.add(simple);
        } else if (command instanceof Command.Pipeline pipeline) {
            pipeline.commands().forEach(this::visit);
        } else if (command instanceof Command.AndOr pair) {
            visit(pair.left());
            visit(pair.right());
        } else if (command instanceof Command.Group group) {
            visit(group.body());
        } else if (command instanceof Command.Subshell subshell) {
            visit(subshell.body());
        } else if (command instanceof Command.If branches) {
            branches.branches().forEach(branch -> {
                visit(branch.condition());
                visit(branch.body());
            });
            branches.otherwise().ifPresent(this::visit);
        } else if (command instanceof Command.While loop) {
            visit(loop.condition());
            visit(loop.body());
        } else if (command instanceof Command.For loop) {
            visit(loop.body());
        } else if (command instanceof Command.ArithmeticFor loop) {
            visit(loop.body());
        } else if (command instanceof Command.Case cases) {
            cases.items().forEach(item -> visit(item.body()));
        } else if (command instanceof Command.Function function) {
            visit(function.body());
        } else if (command instanceof Command.Prefixed prefixed) {
            visit(prefixed.command());
        } else if (!(command instanceof Command.Condition
                || command instanceof Command.ArithmeticCommand
                || command instanceof Command.Unparsed)) {
            throw new AssertionError(command);
        }
    }
}
