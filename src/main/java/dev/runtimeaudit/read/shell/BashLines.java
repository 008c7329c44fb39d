package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.Command.Assignment;
import dev.runtimeaudit.read.shell.Command.Body;
import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the commands inside substitutions the line numbers that bash names. It reads them once with the script, and again
 * when it expands them: then their first line is the line of the command around them, and a {@code $(…)} is read from what
 * bash printed of it, not from the script.
 */
final class BashLines {

    /** How the commands of a script are numbered. */
    private interface Numbering {

        int line(Command command);

        /**
         * The numbering of a script inside a word.
         *
         * @param line the new line of the command around it
         * @param apart whether its numbers count from 0, because it was read apart from the script around it
         */
        Numbering inside(Script script, int line, boolean apart);

        default int line(Script.SyntaxError error) {
            return error.line();
        }
    }

    /** Numbers that stay, outside substitutions. */
    private final class Kept implements Numbering {
        @Override
        public int line(Command command) {
            return command.line();
        }

        @Override
        public Numbering inside(Script script, int line, boolean apart) {
            return apart ? new Moved(line) : new Printed(script, line);
        }
    }

    /** Numbers that count from what bash prints of a {@code $(…)}. */
    private final class Printed implements Numbering {
        private final Map<Command, Integer> printed;
        private final int first;

        Printed(Script script, int first) {
            this.printed = BashLayout.linesOf(script, newlineEnded);
            this.first = first;
        }

        @Override
        public int line(Command command) {
            return first + printed.getOrDefault(command, 0);
        }

        @Override
        public Numbering inside(Script script, int line, boolean apart) {
            return apart ? new Moved(line) : new Printed(script, line);
        }
    }

    /** Numbers that all move by the same: they were right relative to each other. */
    private record Moved(int by) implements Numbering {
        @Override
        public int line(Command command) {
            return command.line() + by;
        }

        @Override
        public Numbering inside(Script script, int line, boolean apart) {
            return this;
        }

        @Override
        public int line(Script.SyntaxError error) {
            return error.line() + by;
        }
    }

    private final Set<Script.Item> newlineEnded;

    private BashLines(Set<Script.Item> newlineEnded) {
        this.newlineEnded = newlineEnded;
    }

    /** @param newlineEnded the very items, not equal ones, that a newline separates from the next */
    static Script.Complete renumber(Script.Complete line, Set<Script.Item> newlineEnded) {
        BashLines lines = new BashLines(newlineEnded);
        return new Script.Complete(lines.items(line.items(), lines.new Kept()), line.span(), line.readTo());
    }

    private Script script(Script script, Numbering by) {
        List<Script.Complete> lines = script.lines().stream()
                .map(line -> new Script.Complete(items(line.items(), by), line.span(), line.readTo()))
                .toList();
        Optional<Script.SyntaxError> error = script.error()
                .map(e -> new Script.SyntaxError(e.message(), e.echo(), by.line(e), e.status(), e.span()));
        return new Script(lines, error, script.span());
    }

    private List<Script.Item> items(List<Script.Item> items, Numbering by) {
        return items.stream()
                .map(item -> new Script.Item(command(item.command(), by), item.background(), item.span()))
                .toList();
    }

    private Body body(Body body, Numbering by) {
        return new Body(items(body.items(), by), body.span());
    }

    private Command command(Command c, Numbering by) {
        int line = by.line(c);
        if (c instanceof Command.Simple simple) {
            List<Assignment> assignments = simple.assignments().stream()
                    .map(a -> assignment(a, by, line))
                    .toList();
            return new Command.Simple(
                    assignments,
                    words(simple.words(), by, line),
                    redirects(simple.redirects(), by, line),
                    line,
                    c.span());
        }
        if (c instanceof Command.Pipeline pipeline) {
            List<Command> commands =
                    pipeline.commands().stream().map(each -> command(each, by)).toList();
            return new Command.Pipeline(pipeline.negated(), commands, line, c.span());
        }
        if (c instanceof Command.AndOr list) {
            return new Command.AndOr(command(list.left(), by), list.and(), command(list.right(), by), line, c.span());
        }
        if (c instanceof Command.Function function) {
            return new Command.Function(function.name(), command(function.body(), by), line, c.span());
        }
        if (c instanceof Command.Prefixed prefixed) {
            return new Command.Prefixed(prefixed.keyword(), command(prefixed.command(), by), line, c.span());
        }
        return c instanceof Command.Unparsed ? c : compound(c, by, line);
    }

    private Command compound(Command c, Numbering by, int line) {
        if (c instanceof Command.Group group) {
            return new Command.Group(body(group.body(), by), redirects(group.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.Subshell subshell) {
            return new Command.Subshell(
                    body(subshell.body(), by), redirects(subshell.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.If branches) {
            List<Command.Branch> each = branches.branches().stream()
                    .map(branch -> new Command.Branch(body(branch.condition(), by), body(branch.body(), by)))
                    .toList();
            Optional<Body> otherwise = branches.otherwise().map(b -> body(b, by));
            return new Command.If(each, otherwise, redirects(branches.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.While loop) {
            return new Command.While(
                    loop.until(),
                    body(loop.condition(), by),
                    body(loop.body(), by),
                    redirects(loop.redirects(), by, line),
                    line,
                    c.span());
        }
        if (c instanceof Command.For loop) {
            return new Command.For(
                    loop.variable(),
                    loop.words().map(w -> words(w, by, line)),
                    body(loop.body(), by),
                    redirects(loop.redirects(), by, line),
                    line,
                    c.span());
        }
        if (c instanceof Command.ArithmeticFor loop) {
            return new Command.ArithmeticFor(
                    loop.head(), body(loop.body(), by), redirects(loop.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.Case cases) {
            List<Command.CaseItem> items = cases.items().stream()
                    .map(item -> new Command.CaseItem(
                            words(item.patterns(), by, line), body(item.body(), by), item.terminator()))
                    .toList();
            return new Command.Case(
                    word(cases.word(), by, line, false), items, redirects(cases.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.Condition condition) {
            return new Command.Condition(
                    words(condition.words(), by, line), redirects(condition.redirects(), by, line), line, c.span());
        }
        if (c instanceof Command.ArithmeticCommand arithmetic) {
            return new Command.ArithmeticCommand(
                    word(arithmetic.expression(), by, line, true),
                    redirects(arithmetic.redirects(), by, line),
                    line,
                    c.span());
        }
        throw new AssertionError(c);
    }

    private Assignment assignment(Assignment a, Numbering by, int line) {
        return new Assignment(
                a.name(),
                a.subscript(),
                a.append(),
                a.value().map(w -> word(w, by, line, false)),
                a.array().map(w -> words(w, by, line)),
                a.span());
    }

    private List<Redirect> redirects(List<Redirect> redirects, Numbering by, int line) {
        return redirects.stream()
                .map(r -> new Redirect(
                        r.descriptor(),
                        r.operator(),
                        word(r.target(), by, line, false),
                        r.body().map(w -> word(w, by, line, true)),
                        r.span()))
                .toList();
    }

    private List<ShellWord> words(List<ShellWord> words, Numbering by, int line) {
        return words.stream().map(word -> word(word, by, line, false)).toList();
    }

    private ShellWord word(ShellWord word, Numbering by, int line, boolean apart) {
        return new ShellWord(word.raw(), parts(word.parts(), by, line, apart), word.span());
    }

    private List<Part> parts(List<Part> parts, Numbering by, int line, boolean apart) {
        return parts.stream().map(part -> part(part, by, line, apart)).toList();
    }

    private Part part(Part part, Numbering by, int line, boolean apart) {
        if (part instanceof Part.DoubleQuoted quoted) {
            return new Part.DoubleQuoted(parts(quoted.parts(), by, line, apart), part.span());
        }
        if (part instanceof Part.Parameter p) {
            return new Part.Parameter(
                    p.name(),
                    p.length(),
                    p.indirect(),
                    p.subscript(),
                    p.operator(),
                    p.argument().map(w -> word(w, by, line, apart)),
                    p.argument2().map(w -> word(w, by, line, apart)),
                    p.span());
        }
        if (part instanceof Part.CommandSubstitution s) {
            Numbering inside = by.inside(s.script(), line, apart || s.backquotes());
            return new Part.CommandSubstitution(script(s.script(), inside), s.backquotes(), s.span());
        }
        if (part instanceof Part.ProcessSubstitution s) {
            Numbering inside = by.inside(s.script(), line, apart);
            return new Part.ProcessSubstitution(script(s.script(), inside), s.output(), s.span());
        }
        if (part instanceof Part.Arithmetic arithmetic) {
            return new Part.Arithmetic(word(arithmetic.expression(), by, line, true), part.span());
        }
        if (part instanceof Part.ArrayLiteral array) {
            List<ShellWord> elements =
                    array.elements().stream().map(w -> word(w, by, line, apart)).toList();
            return new Part.ArrayLiteral(elements, part.span());
        }
        return part;
    }
}
