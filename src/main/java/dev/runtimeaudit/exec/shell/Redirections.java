package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.exec.shell.Speaker.Blocked;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command.Redirect;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * Opens files for a command (POSIX 2.7).
 *
 * <p>It is one class although it is long: each kind of redirection is a few lines, and all share how a file is opened.
 */
final class Redirections {

    private final Run run;
    private final Expander expander;

    Redirections(Run run) {
        this.run = run;
        this.expander = new Expander(run);
    }

    /** @return why one of them failed; the status is set then */
    Optional<Words> apply(List<Redirect> redirects) {
        for (Redirect redirect : redirects) {
            Optional<Words> blocked = apply(redirect);
            if (blocked.isPresent()) {
                return blocked;
            }
        }
        return Optional.empty();
    }

    private Optional<Words> apply(Redirect redirect) {
        String operator = redirect.operator();
        switch (operator) {
            case "<<", "<<-":
                run.state.input = redirect.body().map(expander::document).orElse(Value.of(""));
                return Optional.empty();
            case "<<<":
                run.state.input = expander.single(redirect.target()).then(Value.of("\n"));
                return Optional.empty();
            case "<", "<>":
                return input(redirect);
            case "<&":
                return duplicate(redirect, redirect.descriptor().orElse(0));
            case ">&":
                Optional<String> target = redirect.target().literal();
                boolean both = run.flavor().bash()
                        && redirect.descriptor().isEmpty()
                        && target.filter(t -> !t.equals("-") && !isNumber(t)).isPresent();
                return both
                        ? output(redirect, false, true)
                        : duplicate(redirect, redirect.descriptor().orElse(1));
            case "&>":
                return output(redirect, false, true);
            case "&>>":
                return output(redirect, true, true);
            case ">>":
                return output(redirect, true, false);
            default:
                return output(redirect, false, false);
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(Character::isDigit);
    }

    private Optional<Words> duplicate(Redirect redirect, int descriptor) {
        Value target = expander.single(redirect.target());
        if (!(target instanceof Value.Known known)) {
            run.state.descriptors.put(descriptor, Sink.NOWHERE);
            return Optional.empty();
        }
        String text = known.text();
        if (text.equals("-")) {
            if (descriptor == 0) {
                run.state.input = Value.of("");
            } else {
                run.state.descriptors.remove(descriptor);
            }
            return Optional.empty();
        }
        if (!isNumber(text)) {
            return Optional.empty();
        }
        int from = Integer.parseInt(text);
        Sink sink = run.state.descriptors.get(from);
        if (from == 0 || descriptor == 0) {
            return Optional.empty();
        }
        if (sink == null) {
            return fails(
                    run.speaker().badDescriptor(text), text, "redirects to descriptor " + text + ", which is not open");
        }
        run.state.descriptors.put(descriptor, sink);
        return Optional.empty();
    }

    private Optional<Words> fails(Words words, String subject, String says) {
        run.fails(Cause.STEP_FAILS, words, subject, says);
        return Optional.of(words);
    }

    /** What a file name becomes: no splitting, except that bash counts the words. */
    private Optional<Value> target(Redirect redirect) {
        if (!run.flavor().bash()) {
            return Optional.of(expander.single(redirect.target()));
        }
        List<Field> fields = expander.fields(redirect.target());
        if (fields.size() == 1) {
            return Optional.of(fields.get(0).value());
        }
        // In POSIX mode bash does not split, but an empty name is ambiguous to it all the same.
        if (fields.size() > 1 && !run.flavor().ownMode()) {
            return Optional.of(expander.single(redirect.target()));
        }
        fails(
                new Words("", redirect.target().raw() + ": ambiguous redirect", 1),
                redirect.target().raw(),
                "redirects to `" + redirect.target().raw() + "`, which is not one word");
        return Optional.empty();
    }

    private Optional<Words> input(Redirect redirect) {
        Optional<Value> target = target(redirect);
        if (target.isEmpty()) {
            return Optional.of(new Words("", "", 1));
        }
        int descriptor = redirect.descriptor().orElse(0);
        if (!(target.get() instanceof Value.Known known)) {
            return opened(descriptor, unknownContent("reads a file whose name is not known"));
        }
        String name = known.text();
        if (isDevice(name)) {
            boolean empty = name.equals("/dev/null");
            return opened(descriptor, empty ? Value.of("") : unknownContent("reads `" + name + "`"));
        }
        if (name.isEmpty()) {
            return fails(run.speaker().cannotOpen(name, Blocked.MISSING), name, "reads a file without a name");
        }
        ImagePath path = run.state.path(name);
        Fact<Located> found = run.state.files().follow(path);
        if (found instanceof Fact.Absent<Located> absent) {
            Blocked why = run.state.files().whyAbsent(path) == FileSystem.Dead.NOT_A_DIRECTORY
                    ? Blocked.NOT_A_DIRECTORY
                    : Blocked.MISSING;
            Words words = run.speaker().cannotOpen(name, why);
            Evidence evidence =
                    run.evidence("reads `" + name + "`, which is not there").because(absent.evidence());
            run.state.ends(Status.failed(run.failure(Cause.STEP_FAILS, words, name, evidence)));
            return Optional.of(words);
        }
        if (found instanceof Fact.Present<Located> present) {
            Node node = present.value().node();
            if (Files.may(node, Right.READ, run.state.machine.identity()) == Tri.NO) {
                return fails(
                        run.speaker().cannotOpen(name, Blocked.DENIED),
                        name,
                        "reads `" + name + "`, which its user may not");
            }
            if (Files.text(run.state.files(), path) instanceof Fact.Present<String> text) {
                return opened(descriptor, Value.of(text.value()));
            }
            return opened(descriptor, unknownContent("reads `" + name + "`, whose content is not known"));
        }
        run.state.assume(new Condition(Condition.Kind.FILE, name, true, run.at));
        return opened(descriptor, unknownContent("reads `" + name + "`, which may be there"));
    }

    private Value unknownContent(String says) {
        return run.unknown(Reason.FILE_CONTENT_NOT_KNOWN, says);
    }

    private Optional<Words> opened(int descriptor, Value content) {
        if (descriptor == 0) {
            run.state.input = content;
        } else {
            run.state.descriptors.put(descriptor, Sink.NOWHERE);
        }
        return Optional.empty();
    }

    private static boolean isDevice(String name) {
        return name.startsWith("/dev/") || name.startsWith("/proc/");
    }

    /** Whether a file could be made there: where nobody says anything else, the shell ends without its directory. */
    private boolean hasDirectory(String name) {
        return !name.isEmpty()
                && run.state.files().follow(run.state.path(name).parent()) instanceof Fact.Present<Located> above
                && above.value().node() instanceof Node.Directory;
    }

    private Optional<Words> output(Redirect redirect, boolean append, boolean both) {
        Optional<Value> target = target(redirect);
        if (target.isEmpty()) {
            return Optional.of(new Words("", "", 1));
        }
        int descriptor = redirect.descriptor().orElse(1);
        if (target.get() instanceof Value.Unknown unknown
                && unknown.otherwise().filter(this::hasDirectory).isPresent()) {
            // It lies where whoever starts the container says.
            unknown.otherwise()
                    .filter(name -> name.startsWith("/"))
                    .ifPresent(name -> run.state.files(run.state
                            .files()
                            .perhaps(
                                    run.state.path(name),
                                    Reason.VALUE_NOT_KNOWN,
                                    Evidence.of(redirect.target().span(), "may write to `" + name + "`"))));
            return to(Sink.NOWHERE, descriptor, both);
        }
        if (!(target.get() instanceof Value.Known known)) {
            for (ImagePath tree : run.state.files().ownTrees()) {
                Evidence evidence = Evidence.of(redirect.target().span(), "writes to a file whose name is not known");
                run.state.files(run.state.files().open(tree, Reason.VALUE_NOT_KNOWN, evidence));
            }
            return to(Sink.NOWHERE, descriptor, both);
        }
        String name = known.text();
        if (isDevice(name)) {
            return to(device(name), descriptor, both);
        }
        if (name.isEmpty()) {
            Words words = run.speaker().cannotCreate(name, Blocked.NO_DIRECTORY);
            return fails(words, name, "writes to a file without a name");
        }
        ImagePath path = run.state.path(name);
        Optional<Blocked> blocked = blocked(path);
        if (blocked.isPresent()) {
            Words words = run.speaker().cannotCreate(name, blocked.get());
            Cause cause = blocked.get() == Blocked.DENIED ? Cause.USER_CANNOT_WRITE : Cause.STEP_FAILS;
            run.fails(cause, words, name, "writes to `" + name + "`, which cannot be opened");
            return Optional.of(words);
        }
        if (mayBeDenied(path)) {
            throw run.lost(Reason.PERMISSIONS_NOT_KNOWN, "writes to `" + name + "`, which its user may not be able to");
        }
        Fact<Located> found = run.state.files().follow(path);
        if (!append || !(found instanceof Fact.Present<Located>)) {
            run.state.files(Files.truncated(run.state.files(), path, run.state.machine.identity(), run.at));
        }
        return to(new Sink.ToFile(path), descriptor, both);
    }

    /** Why a file cannot be opened for writing, if that is certain. */
    private Optional<Blocked> blocked(ImagePath path) {
        FileSystem files = run.state.files();
        Fact<Located> found = files.follow(path);
        if (run.shell.replay().world().readOnly() && found instanceof Fact.Present<Located>) {
            return Optional.empty();
        }
        if (found instanceof Fact.Present<Located> present) {
            if (present.value().node() instanceof Node.Directory) {
                return Optional.of(Blocked.DIRECTORY);
            }
            return denied(present.value().node());
        }
        Fact<Located> parent = files.follow(path.parent());
        if (parent instanceof Fact.Absent<Located>) {
            return Optional.of(
                    files.whyAbsent(path.parent()) == FileSystem.Dead.NOT_A_DIRECTORY
                            ? Blocked.NOT_A_DIRECTORY
                            : Blocked.NO_DIRECTORY);
        }
        if (parent instanceof Fact.Present<Located> present && found instanceof Fact.Absent<Located>) {
            return present.value().node() instanceof Node.Directory
                    ? denied(present.value().node())
                    : Optional.of(Blocked.NOT_A_DIRECTORY);
        }
        return Optional.empty();
    }

    /** Whether it cannot be told that a plain user may write a file, at a start: a build would have failed there. */
    private boolean mayBeDenied(ImagePath path) {
        Machine machine = run.state.machine;
        boolean plain = machine.identity().known()
                && !machine.identity().overrides()
                && run.shell.replay().world().phase() != World.Phase.BUILD;
        if (!plain) {
            return false;
        }
        Fact<Located> found = run.state.files().follow(path);
        Fact<Node> may = (found instanceof Fact.Present<Located>
                        ? found
                        : run.state.files().follow(path.parent()))
                .then(there -> Permissions.of(there.value().node(), Right.WRITE, machine.identity()));
        // Where the file may be there or not, the directory decides only if it is not.
        boolean either = found instanceof Fact.Unknown<Located> && !(may instanceof Fact.Present<Node>);
        return either || may instanceof Fact.Unknown<Node>;
    }

    private Optional<Blocked> denied(Node node) {
        return Files.may(node, Right.WRITE, run.state.machine.identity()) == Tri.NO
                ? Optional.of(Blocked.DENIED)
                : Optional.empty();
    }

    private Sink device(String name) {
        switch (name) {
            case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
                return run.state.sink(1);
            case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2":
                return run.state.sink(2);
            case "/proc/1/fd/1", "/proc/1/fd/2", "/dev/tty", "/dev/console":
                return Sink.ERR;
            default:
                return Sink.NOWHERE;
        }
    }

    private Optional<Words> to(Sink sink, int descriptor, boolean both) {
        run.state.descriptors.put(both ? 1 : descriptor, sink);
        if (both) {
            run.state.descriptors.put(2, sink);
        }
        return Optional.empty();
    }
}
