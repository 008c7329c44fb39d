package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.source.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The simple commands of a script behind which its text holds nothing more: with them the shell ends. */
final class Tails {

    private final Set<Span> found = new HashSet<>();

    private Tails() {}

    /** Where they stand. */
    static Set<Span> of(Script script) {
        Tails tails = new Tails();
        if (script.error().isEmpty() && !script.lines().isEmpty()) {
            tails.items(script.lines().get(script.lines().size() - 1).items());
        }
        return Set.copyOf(tails.found);
    }

    private void items(List<Script.Item> items) {
        if (items.isEmpty() || items.get(items.size() - 1).background()) {
            return;
        }
        command(items.get(items.size() - 1).command());
    }

    private void command(Command command) {
        if (command instanceof Command.Simple simple) {
            found.add(simple.span());
        } else if (command instanceof Command.AndOr both) {
            command(both.right());
        } else if (command instanceof Command.Group group) {
            items(group.body().items());
        } else if (command instanceof Command.Subshell subshell) {
            items(subshell.body().items());
        } else if (command instanceof Command.If test) {
            test.branches().forEach(branch -> items(branch.body().items()));
            test.otherwise().ifPresent(body -> items(body.items()));
        } else if (command instanceof Command.Case cases) {
            cases.items().stream()
                    .filter(item -> item.terminator().equals(";;"))
                    .forEach(item -> items(item.body().items()));
        }
    }
}
