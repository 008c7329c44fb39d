package dev.runtimeaudit.read.shell;

import java.util.List;

/**
 * Where BusyBox ash starts to count the lines of a backquoted text: at the line of the command that it ran last when it
 * reads the text ({@code setinputstring} in {@code ash.c}). Which one that is depends on the run; this takes the way
 * through guards that most runs take: the first condition, the left of {@code ||}, the right of {@code &&}.
 */
final class AshLines {

    private AshLines() {}

    /** @param before the line of the last command before */
    static int after(Script.Complete line, int before) {
        return items(line.items(), before);
    }

    private static int items(List<Script.Item> items, int before) {
        int last = before;
        for (Script.Item item : items) {
            last = item.background() ? last : command(item.command(), last);
        }
        return last;
    }

    private static int command(Command command, int before) {
        if (command instanceof Command.Simple
                || command instanceof Command.Subshell
                || command instanceof Command.Case) {
            return command.line();
        }
        if (command instanceof Command.Pipeline pipeline) {
            // the commands of a pipe run in processes of their own
            return pipeline.commands().size() == 1 ? command(pipeline.commands().get(0), before) : before;
        }
        if (command instanceof Command.AndOr list) {
            int left = command(list.left(), before);
            return list.and() ? command(list.right(), left) : left;
        }
        if (command instanceof Command.Group group) {
            return items(group.body().items(), before);
        }
        if (command instanceof Command.If branches) {
            return items(branches.branches().get(0).condition().items(), before);
        }
        if (command instanceof Command.While loop) {
            return items(loop.condition().items(), before);
        }
        if (command instanceof Command.For loop) {
            return items(loop.body().items(), command.line());
        }
        return before;
    }
}
