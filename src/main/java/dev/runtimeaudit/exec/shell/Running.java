package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Blocked;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellReader;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The built-ins that run something else: {@code exec}, {@code eval}, {@code .}, {@code command}, {@code builtin}. */
final class Running {

    private Running() {}

    static void exec(Run run, List<Field> words) {
        List<Field> rest = Operands.behindName(words);
        boolean renames = false;
        while (!rest.isEmpty() && rest.get(0).value() instanceof Value.Known known) {
            if (known.text().equals("--")) {
                rest = rest.subList(1, rest.size());
                break;
            }
            // bash and BusyBox know `exec -a NAME`; to dash it is a command.
            boolean option = known.text().equals("-a") && !run.flavor().dash()
                    || run.flavor().bash()
                            && (known.text().equals("-c") || known.text().equals("-l"));
            if (!option) {
                break;
            }
            renames |= known.text().equals("-a");
            rest = rest.subList(Math.min(rest.size(), known.text().equals("-a") ? 2 : 1), rest.size());
        }
        if (rest.isEmpty()) {
            run.state.ends(0);
            return;
        }
        if (renames && run.flavor().ash()) {
            // Which applet BusyBox is depends on the name that it is given here.
            throw run.lost(Reason.PROGRAM_NOT_MODELLED, "runs a program under another name");
        }
        new Externals(run).run(rest, List.of(), true);
    }

    static void eval(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            throw run.lost(Reason.VALUE_NOT_KNOWN, "runs a text that is known only when the container runs");
        }
        String text = String.join(" ", known.get());
        if (text.isBlank()) {
            run.state.ends(0);
            return;
        }
        Script script = run.interpreter.read(text, run.at);
        int firstLine = run.flavor().dash() ? 1 : run.line;
        Source source = new Source(run.state.source.name(), Source.Kind.EVAL, firstLine, Optional.of(run.at));
        State before = run.state;
        before.settled = true;
        run.state = run.choices.pickState(() -> run.interpreter.inline(script, source, before.copy()));
    }

    static void dot(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            throw run.lost(Reason.VALUE_NOT_KNOWN, "reads a script whose name is known only when the container runs");
        }
        String builtin = words.get(0).value().shown();
        if (known.get().isEmpty()) {
            if (run.flavor().bash()) {
                run.kills(new Words(builtin, "filename argument required", 2), builtin);
            } else {
                run.state.ends(run.flavor().ash() ? 2 : 0);
            }
            return;
        }
        String name = known.get().get(0);
        Fact<Located> found = search(run, name);
        if (found instanceof Fact.Unknown<Located> unknown) {
            boolean there = run.fork();
            run.state.assume(new Condition(Condition.Kind.FILE, name, there, run.at));
            if (there) {
                throw run.lost(unknown.reason(), "reads `" + name + "`, whose content is not known");
            }
            missing(run, builtin, name);
            return;
        }
        if (!(found instanceof Fact.Present<Located> present)) {
            missing(run, builtin, name);
            return;
        }
        Located located = present.value();
        if (!(located.node() instanceof Node.File file)) {
            if (run.flavor().bash()) {
                run.fails(new Words(builtin, name + ": is a directory", 1), name);
            } else {
                run.state.ends(0);
            }
            return;
        }
        Fact<ImagePath> reached = Permissions.reach(located.path(), run.state.machine);
        Files.Tri may = Files.may(file, Permissions.Right.READ, run.state.machine.identity());
        boolean no = may == Files.Tri.NO || reached instanceof Fact.Absent<ImagePath>;
        if (!no && (may == Files.Tri.UNKNOWN || reached instanceof Fact.Unknown<ImagePath>)) {
            throw run.lost(
                    Reason.PERMISSIONS_NOT_KNOWN, "reads `" + name + "`, which its user may not be able to read");
        }
        if (no) {
            denied(run, builtin, name, located);
            return;
        }
        Fact<SourceFile> text = file.content().likely().text();
        if (run.state.doubt.isEmpty()) {
            run.state.doubt = file.content().doubt();
        }
        if (!(text instanceof Fact.Present<SourceFile> readable)) {
            throw run.lost(Reason.FILE_CONTENT_NOT_KNOWN, "reads `" + name + "`, whose content is not known");
        }
        read(
                run,
                name,
                located,
                readable.value(),
                known.get().subList(1, known.get().size()));
    }

    private static void read(Run run, String name, Located located, SourceFile text, List<String> arguments) {
        Script script = ShellReader.read(Fragment.of(text), run.flavor().dialect());
        Source source = new Source(name, Source.Kind.SOURCED, 1, place(located.node()));
        State before = run.state;
        List<Value> positional = before.positional;
        if (!arguments.isEmpty() && !run.flavor().dash()) {
            before.positional = arguments.stream().map(Value::of).toList();
        }
        before.settled = true;
        before.status = Status.success();
        run.state = run.choices.pickState(() -> run.interpreter.inline(script, source, before.copy()));
        if (!arguments.isEmpty()) {
            run.state.positional = positional;
        }
    }

    /** A file that the replay itself wrote has no places of its own but that of the command that wrote it. */
    static Optional<Span> place(Node node) {
        boolean written = node instanceof Node.File file && file.content() instanceof Content.Written;
        return written && !node.meta().origin().steps().isEmpty()
                ? Optional.of(node.meta().origin().steps().get(0).at())
                : Optional.empty();
    }

    private static void missing(Run run, String builtin, String name) {
        boolean searched = name.indexOf('/') < 0;
        Words words = run.speaker().cannotSource(name, searched);
        String spoken = words.builtin().isEmpty() ? "" : builtin;
        run.fails(
                Cause.START_FILE_MISSING,
                new Words(spoken, words.message(), words.code()),
                name,
                "reads `" + name + "`, which is not there");
        if (!run.flavor().ownMode()) {
            run.state.leave();
        }
    }

    /** BusyBox and dash name the file that they found; in bash's own mode the script goes on. */
    private static void denied(Run run, String builtin, String name, Located located) {
        String spoken = name.indexOf('/') >= 0 ? name : located.path().value();
        Words words = run.flavor().bash()
                ? new Words("", name + ": Permission denied", 1)
                : new Words(
                        builtin,
                        run.speaker().cannotOpenScript(spoken, Blocked.DENIED).message(),
                        2);
        run.fails(Cause.USER_CANNOT_READ, words, name, "reads `" + name + "`, which its user may not");
        if (!run.flavor().ownMode()) {
            run.state.leave();
        }
    }

    /** A name without a slash is looked for on PATH (POSIX, dot); who looks into the current directory, too, differs. */
    private static Fact<Located> search(Run run, String name) {
        State state = run.state;
        if (name.indexOf('/') >= 0) {
            return state.files().follow(state.path(name));
        }
        Variable path = state.variables.getOrDefault("PATH", Variable.NONE);
        boolean here =
                run.flavor().ownMode() || run.flavor().ash() && !run.flavor().newAsh();
        List<ImagePath> candidates = new ArrayList<>();
        if (path.value() instanceof Value.Known known) {
            for (String directory : known.text().split(":")) {
                candidates.add(state.path(directory.isEmpty() ? "." : directory).child(name));
            }
        } else {
            return Fact.unknown(Reason.VALUE_NOT_KNOWN, run.evidence("looks on a PATH that is not known"));
        }
        if (here) {
            candidates.add(state.path(name));
        }
        Fact<Located> last = Fact.absent(run.evidence("looks for `" + name + "`"));
        for (ImagePath candidate : candidates) {
            Fact<Located> found = state.files().follow(candidate);
            if (found instanceof Fact.Present<Located> present
                    && present.value().node() instanceof Node.File) {
                return found;
            }
            if (found instanceof Fact.Unknown<Located>) {
                last = found;
            }
        }
        return last;
    }

    static void command(Run run, List<Field> words) {
        List<Field> rest = Operands.behindName(words);
        boolean looks = false;
        boolean verbose = false;
        while (!rest.isEmpty()
                && rest.get(0).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            looks |= known.text().indexOf('v') > 0 || known.text().indexOf('V') > 0;
            verbose |= known.text().indexOf('V') > 0;
            rest = rest.subList(1, rest.size());
            if (known.text().equals("--")) {
                break;
            }
        }
        if (looks) {
            Lookup.command(run, rest, verbose);
        } else if (rest.isEmpty()) {
            run.state.ends(0);
        } else {
            plain(run, rest, false);
        }
    }

    static void builtin(Run run, List<Field> words) {
        List<Field> rest = Operands.behindName(words);
        if (rest.isEmpty()) {
            run.state.ends(0);
        } else {
            plain(run, rest, true);
        }
    }

    private static void plain(Run run, List<Field> words, boolean only) {
        String name = words.get(0).value().shown();
        Optional<Builtin> builtin = Builtin.of(name, run.flavor());
        if (builtin.isPresent()) {
            builtin.get().run(run, words);
        } else if (only) {
            run.fails(new Words("builtin", name + ": not a shell builtin", 1), "builtin " + name);
        } else {
            new Externals(run).run(words, List.of(), false);
        }
    }
}
