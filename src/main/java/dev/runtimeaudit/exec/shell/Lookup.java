package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;

/** The built-ins that say what a name is: {@code command -v}, {@code type}, {@code hash}. */
final class Lookup {

    private static final List<String> KEYWORDS = List.of(
            "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "{", "}", "!");

    private Lookup() {}

    static void command(Run run, List<Field> names, boolean verbose) {
        boolean[] missing = {false};
        for (Field name : names) {
            one(run, name, verbose ? "command" : "", missing);
        }
        finish(run, names, missing[0]);
    }

    static void type(Run run, List<Field> words) {
        boolean[] missing = {false};
        List<Field> names = Operands.behindName(words).stream()
                .filter(f -> !f.shown().startsWith("-"))
                .toList();
        for (Field name : names) {
            one(run, name, "type", missing);
        }
        finish(run, names, missing[0]);
    }

    private static void finish(Run run, List<Field> names, boolean missing) {
        if (run.state.status instanceof Status.Open && !run.state.settled) {
            return;
        }
        if (!missing) {
            run.state.ends(0);
            return;
        }
        int code = run.flavor().bash() ? 1 : 127;
        String name = names.get(names.size() - 1).shown();
        Failure blame = new Failure(
                Cause.COMMAND_NOT_FOUND,
                code,
                "",
                run.at,
                name,
                run.evidence("asks for `" + name + "`, which is not in the image"));
        run.state.ends(Status.blaming(code, blame));
    }

    /** @param speaks the built-in that says what it finds in a sentence, empty for {@code command -v} */
    private static void one(Run run, Field field, String speaks, boolean[] missing) {
        if (field.uncertain() || !(field.value() instanceof Value.Known known)) {
            Operands.open(run, List.of(Field.of("command"), field));
            return;
        }
        String name = known.text();
        boolean inShell =
                run.state.functions.containsKey(name) || Builtin.exists(name, run.flavor()) || KEYWORDS.contains(name);
        if (inShell) {
            say(run, speaks.isEmpty() ? name : name + " is a shell builtin");
            return;
        }
        Found found = find(run, name);
        switch (found.there()) {
            case YES:
                String path = found.path().map(ImagePath::value).orElse(name);
                say(run, speaks.isEmpty() ? path : name + " is " + path);
                break;
            case NO:
                missing[0] = true;
                if (!speaks.isEmpty()) {
                    notFound(run, speaks, name);
                }
                break;
            case UNKNOWN:
                run.state.write(
                        1, run.unknown(dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN, "prints where it is"), run.at);
                run.state.ends(new Status.Open(
                        dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN,
                        run.evidence("asks for `" + name + "`").because(found.evidence()),
                        Condition.Kind.PROGRAM_UNKNOWN,
                        "command -v " + name,
                        false,
                        false,
                        run.at,
                        Status.Refinement.NONE));
                break;
        }
    }

    private static void notFound(Run run, String speaks, String name) {
        if (run.flavor().bash()) {
            run.state.say(run.said(speaks, name + ": not found"), run.at);
        } else {
            say(run, name + ": not found");
        }
    }

    private static void say(Run run, String text) {
        run.state.write(1, Value.of(text + "\n"), run.at);
    }

    private record Found(Tri there, Optional<ImagePath> path, Evidence evidence) {}

    private static Found find(Run run, String name) {
        if (name.indexOf('/') >= 0) {
            Fact<Located> at = run.state.files().follow(run.state.path(name));
            if (at instanceof Fact.Present<Located> present) {
                boolean file = present.value().node() instanceof Node.File;
                Tri may =
                        file ? Files.may(present.value().node(), Right.EXECUTE, run.state.machine.identity()) : Tri.NO;
                // dash only looks whether it is there.
                return new Found(run.flavor().dash() ? Tri.YES : may, Optional.empty(), at.evidence());
            }
            return new Found(
                    at instanceof Fact.Absent<Located> ? Tri.NO : Tri.UNKNOWN, Optional.empty(), at.evidence());
        }
        Machine machine = run.state.machine.withEnvironment(run.state.environment());
        Fact<ImagePath> path = Kernel.onPath(name, machine);
        if (path instanceof Fact.Present<ImagePath> present) {
            return new Found(Tri.YES, Optional.of(present.value()), path.evidence());
        }
        return new Found(
                path instanceof Fact.Absent<ImagePath> ? Tri.NO : Tri.UNKNOWN, Optional.empty(), path.evidence());
    }

    static void hash(Run run, List<Field> words) {
        boolean[] missing = {false};
        List<Field> names = Operands.behindName(words).stream()
                .filter(f -> !f.shown().startsWith("-"))
                .toList();
        State state = run.state;
        int before = state.descriptors.size();
        Sink out = state.sink(1);
        state.descriptors.put(1, Sink.NOWHERE);
        for (Field name : names) {
            one(run, name, "", missing);
            if (missing[0]) {
                String message = name.shown() + ": not found";
                run.state.say(run.said("hash", message), run.at);
                break;
            }
        }
        if (before > 0) {
            state.descriptors.put(1, out);
        }
        if (missing[0]) {
            finish(run, names, true);
            if (run.state.status instanceof Status.Known known) {
                run.state.ends(new Status.Known(1, true, known.failure(), known.blame()));
            }
        } else {
            finish(run, names, false);
        }
    }
}
