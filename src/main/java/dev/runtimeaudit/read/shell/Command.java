package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** A command of the shell grammar (POSIX 2.9). */
public sealed interface Command {

    Span span();

    /** The line, from 1, in the text the shell was given (not in the file): what its messages name. */
    int line();

    /** {@code NAME=value cmd arg >file}; without words the assignments stay. */
    record Simple(List<Assignment> assignments, List<ShellWord> words, List<Redirect> redirects, int line, Span span)
            implements Command {
        public Simple {
            assignments = List.copyOf(assignments);
            words = List.copyOf(words);
            redirects = List.copyOf(redirects);
        }
    }

    /**
     * @param subscript bash's {@code NAME[i]=}, as written
     * @param append bash's {@code +=}
     * @param value empty for an array literal
     * @param array the elements of bash's {@code NAME=(a b)}
     */
    record Assignment(
            String name,
            Optional<String> subscript,
            boolean append,
            Optional<ShellWord> value,
            Optional<List<ShellWord>> array,
            Span span) {}

    /** {@code ! a | b}; a pipeline of one without {@code !} is that command itself. */
    record Pipeline(boolean negated, List<Command> commands, int line, Span span) implements Command {
        public Pipeline {
            commands = List.copyOf(commands);
        }
    }

    /** {@code a && b} or {@code a || b}; left associative. */
    record AndOr(Command left, boolean and, Command right, int line, Span span) implements Command {}

    /** {@code { a; b; }} */
    record Group(Body body, List<Redirect> redirects, int line, Span span) implements Command {}

    /** {@code (a; b)} */
    record Subshell(Body body, List<Redirect> redirects, int line, Span span) implements Command {}

    /** {@code if c; then b; elif …; else …; fi} */
    record If(List<Branch> branches, Optional<Body> otherwise, List<Redirect> redirects, int line, Span span)
            implements Command {
        public If {
            branches = List.copyOf(branches);
        }
    }

    record Branch(Body condition, Body body) {}

    /** {@code while c; do b; done}; {@code until} negates. */
    record While(boolean until, Body condition, Body body, List<Redirect> redirects, int line, Span span)
            implements Command {}

    /** {@code for v in a b; do …; done}; without {@code in} it takes {@code "$@"}. */
    record For(
            String variable, Optional<List<ShellWord>> words, Body body, List<Redirect> redirects, int line, Span span)
            implements Command {}

    /** bash's {@code for ((a; b; c))}; the head as written. */
    record ArithmeticFor(String head, Body body, List<Redirect> redirects, int line, Span span) implements Command {}

    /** {@code case w in p|q) …;; esac} */
    record Case(ShellWord word, List<CaseItem> items, List<Redirect> redirects, int line, Span span)
            implements Command {
        public Case {
            items = List.copyOf(items);
        }
    }

    /** @param terminator {@code ;;}, or bash's {@code ;&} and {@code ;;&} */
    record CaseItem(List<ShellWord> patterns, Body body, String terminator) {}

    /** {@code name() { …; }} */
    record Function(String name, Command body, int line, Span span) implements Command {}

    /** bash's {@code [[ … ]]}; the words between, operators among them. To ash and dash {@code [[} is a command's name. */
    record Condition(List<ShellWord> words, List<Redirect> redirects, int line, Span span) implements Command {}

    /** {@code (( … ))} */
    record ArithmeticCommand(ShellWord expression, List<Redirect> redirects, int line, Span span) implements Command {}

    /** bash's {@code time …}, {@code coproc …} and {@code select …}; the command of {@code select} is a {@link For}. */
    record Prefixed(String keyword, Command command, int line, Span span) implements Command {}

    /** What the reader does not understand; the replay takes its effect as unknown. */
    record Unparsed(String text, int line, Span span) implements Command {}

    /** A list of commands inside a compound command. */
    record Body(List<Script.Item> items, Span span) {
        public Body {
            items = List.copyOf(items);
        }
    }

    /**
     * A redirection.
     *
     * @param descriptor the number in front, if one is written
     * @param operator {@code < > >> >| <> <& >& << <<- <<< &> &>>}; with bash's <code>{fd}</code> in front if a variable takes the
     *     number
     * @param target the file, the descriptor or {@code -}; the delimiter of a here-document
     * @param body the text of a here-document: one double-quoted part, to expand, or one single-quoted part when its
     *     delimiter is quoted
     */
    record Redirect(
            Optional<Integer> descriptor, String operator, ShellWord target, Optional<ShellWord> body, Span span) {}
}
