package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One run of a tool: the machine as it changes, and how the run ends. Lives for one run. */
final class Job {

    private final Invocation call;
    private final Program program;
    private final Evidence evidence;
    private Machine machine;
    private Optional<Failure> failure = Optional.empty();
    private Optional<Exit.Unknown> doubt = Optional.empty();

    Job(Invocation call, Program program) {
        this.call = call;
        this.program = program;
        this.machine = call.machine();
        this.evidence = Evidence.of(call.at(), "runs `" + shown(call) + "`");
    }

    private static String shown(Invocation call) {
        String line = String.join(" ", call.shown());
        return line.length() <= 80 ? line : line.substring(0, 77) + "…";
    }

    Invocation call() {
        return call;
    }

    Program program() {
        return program;
    }

    /** "runs `mkdir -p /app`". */
    Evidence evidence() {
        return evidence;
    }

    Machine machine() {
        return machine;
    }

    FileSystem files() {
        return machine.files();
    }

    void files(FileSystem changed) {
        machine = machine.withFiles(changed);
    }

    void machine(Machine changed) {
        machine = changed;
    }

    ImagePath path(String text) {
        return machine.directory().resolve(text);
    }

    boolean isBusybox() {
        return program.version().startsWith("busybox");
    }

    /** The words of one of the two families of small tools. */
    String words(String busybox, String gnu) {
        return program.name() + ": " + (isBusybox() ? busybox : gnu);
    }

    /** The first failure counts; what comes behind it is done all the same, as these tools do. */
    void fails(Cause cause, int code, String line, Arg subject) {
        fails(cause, code, line, subject.shown(), subject);
    }

    void fails(Cause cause, int code, String line, String subject, Arg at) {
        fails(cause, code, line, subject, at, Evidence.NONE);
    }

    /** @param why what the tool has read, besides the place */
    void fails(Cause cause, int code, String line, String subject, Arg at, Evidence why) {
        if (failure.isEmpty()) {
            failure = Optional.of(new Failure(cause, code, line, at.at(), subject, evidence.because(why)));
        }
    }

    /** It may fail; nobody knows. */
    void doubts(Fact<?> fact) {
        if (fact instanceof Fact.Unknown<?> unknown && doubt.isEmpty()) {
            doubt = Optional.of(new Exit.Unknown(unknown.reason(), evidence.because(unknown.evidence())));
        }
    }

    void doubts(Reason reason) {
        doubts(Fact.unknown(reason, Evidence.NONE));
    }

    List<End> ends() {
        return ends(Value.of(""));
    }

    List<End> ends(Value output) {
        Exit exit;
        if (failure.isEmpty()) {
            exit = doubt.<Exit>map(d -> d).orElseGet(Exit::success);
        } else if (program.version().equals(Replay.UNCLEAR)) {
            exit = new Exit.Unknown(Reason.PROGRAM_NOT_MODELLED, evidence);
        } else {
            exit = Exit.failed(failure.get());
        }
        return List.of(End.of(machine, exit).printing(output));
    }

    /** It prints something that is not known, and nobody knows with which status it ends. */
    List<End> unknown(Reason reason) {
        doubts(reason);
        return ends(Value.unknown(reason, evidence));
    }

    /** How it ends where a part of what it runs was lost sight of, with a status that nobody knows. */
    End goesOn(End lost, Machine after) {
        return new End(
                after,
                new Exit.Unknown(Reason.BUILD_OUTPUT_NOT_MODELLED, evidence),
                lost.output(),
                lost.conditions(),
                lost.tolerated());
    }

    /** Whose the things are that this process makes. */
    Meta made(int mode) {
        Machine.Identity who = machine.identity();
        Meta meta = Meta.root(mode, evidence);
        return who.known() ? meta.withOwner(new Meta.Owner(who.uid(), who.gid())) : meta.withUnknownOwner();
    }

    Meta copied(Meta from) {
        Meta made = made(0);
        OptionalInt mode = from.mode().isPresent() ? OptionalInt.of(from.mode().getAsInt() & ~022) : from.mode();
        return new Meta(mode, made.owner(), evidence.because(from.origin()), from.settled());
    }

    /** Whether names may be made and removed in a directory; absent is a proof that they may not. */
    Fact<Node> mayChange(ImagePath directory) {
        Fact<ImagePath> reached = Permissions.reach(directory.child("x"), machine);
        if (reached instanceof Fact.Absent<ImagePath> denied) {
            return Fact.absent(denied.evidence());
        }
        return files().follow(directory)
                .then(found -> Permissions.of(found.value().node(), Right.WRITE, machine.identity()));
    }

    boolean isDirectory(ImagePath path) {
        return files().holdsDirectory(path);
    }

    /**
     * Every operand that is known, as a path, and the files that a pattern is known to match; of operands that are not known, that
     * something in the current directory may change.
     */
    void each(List<Arg> operands, java.util.function.BiConsumer<Arg, ImagePath> action) {
        for (Arg operand : operands) {
            Optional<String> text = Line.text(operand);
            Optional<String> pattern = Matching.pattern(operand);
            if (pattern.isPresent()) {
                // It may match nothing, and is then no name of a file.
                doubts(Reason.VALUE_NOT_KNOWN);
                for (ImagePath path : Matching.paths(files(), machine.directory(), pattern.get())) {
                    action.accept(Arg.of(path.value(), operand.at()), path);
                }
            } else if (text.isEmpty()) {
                doubts(Reason.VALUE_NOT_KNOWN);
                machine = Effects.local(machine, Reason.VALUE_NOT_KNOWN, evidence);
            } else if (!text.get().isEmpty()) {
                action.accept(operand, path(text.get()));
            }
        }
    }

    /**
     * The operands without those that name a place of whoever starts the container. What is done there may fail, and changes no file
     * of the image, unless nobody names one: then it is done where it is done by default.
     */
    List<Arg> inside(List<Arg> operands, java.util.function.Consumer<ImagePath> byDefault) {
        return inside(operands, byDefault, false);
    }

    /** The same of a command that fails where nothing is: nor without those whose default is not there. */
    List<Arg> insideOrMissing(List<Arg> operands, java.util.function.Consumer<ImagePath> byDefault) {
        return inside(operands, byDefault, true);
    }

    private List<Arg> inside(
            List<Arg> operands, java.util.function.Consumer<ImagePath> byDefault, boolean needsItsDefault) {
        List<Arg> inside = new ArrayList<>();
        for (Arg operand : operands) {
            if (operand.value() instanceof Value.Unknown unknown
                    && unknown.otherwise().isPresent()
                    && !(needsItsDefault && isMissing(unknown.otherwise().get()))) {
                doubts(Reason.VALUE_NOT_KNOWN);
                unknown.otherwise()
                        .filter(text -> text.startsWith("/"))
                        .map(this::path)
                        .ifPresent(byDefault);
            } else {
                inside.add(operand);
            }
        }
        return inside;
    }

    private boolean isMissing(String byDefault) {
        return byDefault.startsWith("/") && files().follow(path(byDefault)) instanceof Fact.Absent<Located>;
    }

    /**
     * An operand that is not known may be any file: what it changes in them is no longer known of those that the build brought.
     * Programs are left alone: no build changes the mode of every shell.
     */
    void anyFile(java.util.function.UnaryOperator<Node.File> change) {
        files(files().update(
                        ImagePath.ROOT,
                        true,
                        node -> node instanceof Node.File file && !(file.content() instanceof Program)
                                ? change.apply(file)
                                : node));
    }

    /** Whether one of them may be any file. */
    static boolean isUnclear(List<Arg> operands) {
        return operands.stream()
                .anyMatch(o -> Line.text(o).isEmpty() && Matching.pattern(o).isEmpty());
    }
}
