package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which line each command stands when bash prints a {@code $(…)}, as {@code print_cmd.c} of bash 5.2 lays it out: what it
 * reads when it runs the substitution.
 */
final class BashLayout {

    private final Set<Script.Item> newlineEnded;
    private final Map<Command, Integer> lines = new IdentityHashMap<>();
    private int line;
    private int connections;
    private int functions;
    /** The lines of here-documents that are printed behind the next separator. */
    private int deferred;

    private BashLayout(Set<Script.Item> newlineEnded) {
        this.newlineEnded = newlineEnded;
    }

    /** From 0. */
    static Map<Command, Integer> linesOf(Script script, Set<Script.Item> newlineEnded) {
        BashLayout layout = new BashLayout(newlineEnded);
        layout.script(script);
        return layout.lines;
    }

    private void script(Script script) {
        script.lines().forEach(each -> items(each.items()));
    }

    private int newlines(Script script) {
        BashLayout inside = new BashLayout(newlineEnded);
        inside.script(script);
        return inside.line;
    }

    private void items(List<Script.Item> items) {
        boolean connected = items.size() > 1;
        connections += connected ? 1 : 0;
        for (int i = 0; i < items.size(); i++) {
            Script.Item item = items.get(i);
            command(item.command());
            if (i < items.size() - 1) {
                separator(item.background(), newlineEnded.contains(item));
            }
        }
        connections -= connected ? 1 : 0;
        flush();
    }

    private void separator(boolean background, boolean newline) {
        boolean documents = deferred > 0;
        flush();
        if (background) {
            return;
        }
        if (functions > 0) {
            line += newline && !documents ? 2 : 1;
        } else if (newline) {
            line++;
        }
    }

    private void flush() {
        line += deferred;
        deferred = 0;
    }

    private void command(Command c) {
        lines.put(c, line);
        if (c instanceof Command.Simple simple) {
            simple(simple);
        } else if (c instanceof Command.Pipeline pipeline) {
            connected(pipeline.commands());
        } else if (c instanceof Command.AndOr list) {
            connected(List.of(list.left(), list.right()));
        } else if (c instanceof Command.Function function) {
            line += 2;
            functions++;
            if (function.body() instanceof Command.Group group) {
                items(group.body().items());
            } else {
                command(function.body());
            }
            functions--;
            line++;
        } else if (c instanceof Command.Prefixed prefixed) {
            command(prefixed.command());
        } else {
            compound(c);
        }
    }

    private void connected(List<Command> commands) {
        connections += commands.size() > 1 ? 1 : 0;
        for (Command each : commands) {
            flush();
            command(each);
        }
        connections -= commands.size() > 1 ? 1 : 0;
    }

    /** Bash notes the line of a command when it has read the word behind the first. */
    private void simple(Command.Simple simple) {
        if (!simple.assignments().isEmpty()) {
            simple.assignments().forEach(assignment -> {
                line += assignment.value().map(this::newlines).orElse(0)
                        + assignment.array().map(this::newlines).orElse(0);
                lines.merge(simple, line, Math::min);
            });
            lines.put(simple, line - laterAssignments(simple));
            line += newlines(simple.words());
        } else {
            for (int i = 0; i < simple.words().size(); i++) {
                line += newlines(simple.words().get(i));
                if (i < 2) {
                    lines.put(simple, line);
                }
            }
        }
        redirects(simple.redirects());
    }

    private int laterAssignments(Command.Simple simple) {
        return simple.assignments().stream()
                .skip(1)
                .mapToInt(a -> a.value().map(this::newlines).orElse(0)
                        + a.array().map(this::newlines).orElse(0))
                .sum();
    }

    private void compound(Command c) {
        if (c instanceof Command.Group group) {
            line += functions > 0 ? 1 : 0;
            items(group.body().items());
            line += functions > 0 ? 1 : 0;
            redirects(group.redirects());
        } else if (c instanceof Command.Subshell subshell) {
            items(subshell.body().items());
            redirects(subshell.redirects());
        } else if (c instanceof Command.If branches) {
            branches(branches, 0);
            redirects(branches.redirects());
        } else if (c instanceof Command.While loop) {
            items(loop.condition().items());
            line++;
            items(loop.body().items());
            line++;
            redirects(loop.redirects());
        } else if (c instanceof Command.For loop) {
            line += loop.words().map(this::newlines).orElse(0) + 2;
            items(loop.body().items());
            line++;
            redirects(loop.redirects());
        } else if (c instanceof Command.ArithmeticFor loop) {
            line += 2;
            items(loop.body().items());
            line++;
            redirects(loop.redirects());
        } else if (c instanceof Command.Case cases) {
            line += newlines(cases.word());
            lines.put(c, line);
            for (Command.CaseItem item : cases.items()) {
                line += 2 + newlines(item.patterns());
                items(item.body().items());
                line++;
            }
            line++;
            redirects(cases.redirects());
        } else if (c instanceof Command.Condition condition) {
            line += newlines(condition.words());
            redirects(condition.redirects());
        } else if (c instanceof Command.ArithmeticCommand arithmetic) {
            line += newlines(arithmetic.expression());
            redirects(arithmetic.redirects());
        }
    }

    /** An {@code elif} is printed as an {@code if} behind {@code else}. */
    private void branches(Command.If branches, int index) {
        Command.Branch branch = branches.branches().get(index);
        items(branch.condition().items());
        line++;
        items(branch.body().items());
        if (index + 1 < branches.branches().size()) {
            line += 2;
            branches(branches, index + 1);
        } else if (branches.otherwise().isPresent()) {
            line += 2;
            items(branches.otherwise().get().items());
        }
        line++;
    }

    private void redirects(List<Redirect> redirects) {
        int documents = 0;
        for (Redirect redirect : redirects) {
            if (redirect.operator().endsWith("<<") || redirect.operator().endsWith("<<-")) {
                String body = redirect.body().map(ShellWord::raw).orElse("");
                documents += 1 + (int) body.chars().filter(c -> c == '\n').count();
            } else {
                line += newlines(redirect.target());
            }
        }
        deferred += documents == 0 ? 0 : documents + 1;
        if (connections == 0) {
            flush();
        }
    }

    private int newlines(List<ShellWord> words) {
        return words.stream().mapToInt(this::newlines).sum();
    }

    private int newlines(ShellWord word) {
        return word.parts().stream().mapToInt(this::newlines).sum();
    }

    private int newlines(Part part) {
        if (part instanceof Part.Literal literal) {
            return newlines(literal.text());
        }
        if (part instanceof Part.SingleQuoted quoted) {
            return newlines(quoted.text());
        }
        if (part instanceof Part.DoubleQuoted quoted) {
            return quoted.parts().stream().mapToInt(this::newlines).sum();
        }
        if (part instanceof Part.Parameter parameter) {
            Optional<ShellWord> first = parameter.argument();
            return first.map(this::newlines).orElse(0)
                    + parameter.argument2().map(this::newlines).orElse(0);
        }
        if (part instanceof Part.CommandSubstitution substitution && !substitution.backquotes()) {
            return newlines(substitution.script());
        }
        if (part instanceof Part.ProcessSubstitution substitution) {
            return newlines(substitution.script());
        }
        if (part instanceof Part.ArrayLiteral array) {
            return newlines(array.elements());
        }
        return part.span().endLine() - part.span().line();
    }

    private static int newlines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }
}
