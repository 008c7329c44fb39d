package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.exec.shell.Speaker.Blocked;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import java.util.List;
import java.util.Optional;

/** {@code cd} and its like. */
final class Directories {

    private Directories() {}

    static void pwd(Run run, List<Field> words) {
        run.state.write(1, Value.of(run.state.machine.directory().value() + "\n"), run.at);
        run.state.ends(0);
    }

    static void cd(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            // Somewhere else, and nobody knows where: nothing relative can be told any more.
            throw run.lost(
                    dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN,
                    "changes to a directory that is known only when the container runs");
        }
        List<String> operands = known.get().stream()
                .filter(w -> !w.equals("-P") && !w.equals("-L") && !w.equals("--"))
                .toList();
        if (operands.size() > 1 && run.flavor().bash()) {
            run.fails(new Words("cd", "too many arguments", 1), "cd");
            return;
        }
        State state = run.state;
        String target;
        if (operands.isEmpty()) {
            Variable home = state.variable("HOME");
            if (!home.isSet()) {
                if (run.flavor().bash() && home.presence() == Variable.Presence.UNSET) {
                    run.fails(new Words("cd", "HOME not set", 1), "cd");
                } else {
                    state.ends(0);
                }
                return;
            }
            if (!(home.value() instanceof Value.Known)) {
                throw run.lost(dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN, "changes to an unknown home directory");
            }
            target = home.value().shown();
        } else {
            target = operands.get(0);
        }
        boolean back = target.equals("-");
        if (back) {
            Variable old = state.variables.getOrDefault("OLDPWD", Variable.NONE);
            if (!old.isSet() || !(old.value() instanceof Value.Known)) {
                Operands.open(run, words);
                return;
            }
            target = old.value().shown();
        }
        if (target.isEmpty()) {
            state.ends(0);
            return;
        }
        change(run, target, back);
    }

    private static void change(Run run, String target, boolean prints) {
        State state = run.state;
        ImagePath path = state.path(target);
        Fact<Located> found = state.files().follow(path);
        Optional<Blocked> blocked = Optional.empty();
        if (found instanceof Fact.Absent<Located>) {
            blocked = Optional.of(
                    state.files().whyAbsent(path) == FileSystem.Dead.NOT_A_DIRECTORY
                            ? Blocked.NOT_A_DIRECTORY
                            : Blocked.MISSING);
        } else if (found instanceof Fact.Present<Located> present) {
            Node node = present.value().node();
            if (!(node instanceof Node.Directory)) {
                blocked = Optional.of(Blocked.NOT_A_DIRECTORY);
            } else if (Files.may(node, Right.EXECUTE, state.machine.identity()) == Tri.NO) {
                blocked = Optional.of(Blocked.DENIED);
            }
        } else {
            boolean there = run.fork();
            run.state.assume(new Condition(Condition.Kind.FILE, path.value(), there, run.at));
            blocked = there ? Optional.empty() : Optional.of(Blocked.MISSING);
        }
        if (blocked.isPresent()) {
            Words words = run.speaker().cannotChangeDirectory(target, blocked.get());
            run.state.ends(Status.failed(run.failure(
                    Cause.STEP_FAILS,
                    words,
                    "cd " + target,
                    run.evidence("changes to `" + target + "`, which cannot be entered")
                            .because(found.evidence()))));
            return;
        }
        state.set("OLDPWD", Value.of(state.machine.directory().value()));
        state.machine = state.machine.withDirectory(path);
        state.set("PWD", Value.of(path.value()));
        if (prints) {
            state.write(1, Value.of(path.value() + "\n"), run.at);
        }
        state.ends(0);
    }

    /** {@code pushd} and {@code popd}. */
    static void stack(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(words);
        if (known.isEmpty()) {
            throw run.lost(
                    dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN,
                    "changes to a directory that is known only when the container runs");
        }
        boolean push = known.get().get(0).equals("pushd");
        if (push && known.get().size() == 2) {
            String before = run.state.machine.directory().value();
            change(run, known.get().get(1), false);
            if (run.state.status.isSuccess()) {
                Variable stack = run.state.variables.getOrDefault("DIRSTACK", Variable.NONE);
                List<Value> all = new java.util.ArrayList<>(stack.array().orElse(List.of()));
                all.add(Value.of(before));
                run.state.variables.put("DIRSTACK", stack.holdingAll(all));
                run.state.write(1, Value.of(run.state.machine.directory().value() + " " + before + "\n"), run.at);
            }
            return;
        }
        List<Value> all = run.state
                .variables
                .getOrDefault("DIRSTACK", Variable.NONE)
                .array()
                .orElse(List.of());
        if (push || known.get().size() > 1) {
            Operands.open(run, words);
        } else if (all.isEmpty()) {
            run.fails(new Words("popd", "directory stack empty", 1), "popd");
        } else {
            List<Value> rest = all.subList(0, all.size() - 1);
            run.state.variables.put("DIRSTACK", Variable.NONE.holdingAll(rest));
            change(run, all.get(all.size() - 1).shown(), false);
            run.state.write(1, Value.of(run.state.machine.directory().value() + "\n"), run.at);
        }
    }
}
