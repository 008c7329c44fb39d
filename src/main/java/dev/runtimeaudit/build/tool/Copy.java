package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Doubt;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code cp}, {@code mv} and {@code install} (POSIX, cp and mv). */
final class Copy implements Launcher {

    /** Which of the three. */
    enum Kind {
        COPY,
        MOVE,
        INSTALL
    }

    /** Whose it is, and its mode, where {@code install} is told (coreutils, "install invocation"): nobody reads what. */
    private static Meta installed(Line line, Meta meta) {
        Meta owned = line.value("o", "owner", "g", "group").isPresent() ? meta.withUnknownOwner() : meta;
        return line.value("m", "mode").isPresent() ? owned.withUnknownMode() : owned;
    }

    private static final Doubt ANYTHING = new Doubt(true, name -> false);

    private final Kind kind;

    Copy(Kind kind) {
        this.kind = kind;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(
                call.arguments(),
                kind == Kind.INSTALL ? "mogtS" : "tS",
                Set.of("target-directory", "mode", "owner", "group", "suffix"));
        if (kind == Kind.INSTALL && line.has("d", "directory")) {
            job.each(
                    line.operands(),
                    (word, path) -> job.files(job.files().mkdirs(path, installed(line, job.made(0755)))));
            return job.ends();
        }
        List<Arg> operands = line.operands();
        Optional<Arg> into = line.value("t", "target-directory");
        if (operands.isEmpty() || into.isEmpty() && operands.size() < 2) {
            job.fails(
                    Cause.STEP_FAILS,
                    1,
                    job.words("missing file operand", "missing file operand"),
                    call.command().shown(),
                    call.command());
            return job.ends();
        }
        Arg destination = into.orElse(operands.get(operands.size() - 1));
        List<Arg> sources = into.isPresent() ? operands : operands.subList(0, operands.size() - 1);
        Optional<String> target = Line.text(destination);
        boolean outside = kind == Kind.COPY
                && job.inside(
                                List.of(destination),
                                path -> job.files(job.files().perhaps(path, Reason.VALUE_NOT_KNOWN, job.evidence())))
                        .isEmpty();
        if (outside) {
            return job.ends();
        }
        if (target.isEmpty()) {
            job.doubts(Reason.VALUE_NOT_KNOWN);
            // Without quotes, nothing that was found is no word: what stands in front of it is then the destination.
            Optional<Places> places =
                    kind == Kind.COPY && sources.size() == 1 ? Places.of(destination, job) : Optional.empty();
            if (places.isPresent() && !places.get().mayLeadElsewhere(job.files())) {
                job.files(places.get().perhapsMade(job.files(), Reason.VALUE_NOT_KNOWN, job.evidence()));
                return sources(job, sources);
            }
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
            return job.ends();
        }
        if (target.get().isEmpty() && kind == Kind.COPY) {
            return nowhere(job, line, sources, destination);
        }
        ImagePath to = job.path(target.get());
        boolean notDirectory = line.has("T", "no-target-directory");
        boolean intoDirectory = !notDirectory && (job.isDirectory(to) || into.isPresent() || sources.size() > 1);
        // What only the base image could have put there is taken not to be a directory: nobody names a file after one
        // of those.
        boolean unclear = !notDirectory
                && job.files().follow(to) instanceof Fact.Unknown<Located> unknown
                && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
        for (Arg source : sources) {
            one(job, line, source, to, intoDirectory, unclear);
        }
        return job.ends();
    }

    /** Behind a destination that is not known, a source that is not there is a failure all the same. */
    private List<End> sources(Job job, List<Arg> sources) {
        for (Arg source : sources) {
            if (Line.text(source).filter(text -> isMissing(job, text)).isPresent()) {
                missing(job, source);
            }
        }
        return job.ends();
    }

    private static boolean isMissing(Job job, String text) {
        return text.isEmpty() || job.files().at(job.path(text)) instanceof Fact.Absent<Located>;
    }

    /** The empty text names no file (POSIX, "Pathname Resolution"): nothing can be put there. */
    private List<End> nowhere(Job job, Line line, List<Arg> sources, Arg destination) {
        sources(job, sources);
        Fact<Located> found = Line.text(sources.get(0))
                .filter(text -> sources.size() == 1)
                .map(text -> job.files().follow(job.path(text)))
                .orElseGet(() -> Fact.unknown(Reason.VALUE_NOT_KNOWN, job.evidence()));
        if (!(found instanceof Fact.Present<Located> there)) {
            job.doubts(Reason.VALUE_NOT_KNOWN);
            return job.ends();
        }
        boolean directory = there.value().node() instanceof Directory;
        if (directory && !line.has("a", "R", "r", "archive", "recursive")) {
            job.doubts(Reason.VALUE_NOT_KNOWN);
            return job.ends();
        }
        job.fails(
                Cause.STEP_FAILS,
                1,
                job.words(
                        "can't create " + (directory ? "directory " : "") + "'': No such file or directory",
                        "cannot create " + (directory ? "directory" : "regular file")
                                + " '': No such file or directory"),
                "cp",
                destination);
        return job.ends();
    }

    private void one(Job job, Line line, Arg word, ImagePath to, boolean intoDirectory, boolean unclear) {
        Optional<String> text = Line.text(word);
        Optional<String> pattern = Matching.pattern(word);
        if (pattern.isPresent() && job.isDirectory(to)) {
            matches(job, line, word, pattern.get(), to);
            return;
        }
        if (text.isEmpty()) {
            job.doubts(Reason.VALUE_NOT_KNOWN);
            maybe(job, to, Reason.VALUE_NOT_KNOWN);
            return;
        }
        if (text.get().isEmpty()) {
            missing(job, word);
            return;
        }
        ImagePath from = job.path(text.get());
        boolean keepsLinks = kind == Kind.MOVE || line.has("a", "d", "P", "R", "r", "archive", "recursive");
        Fact<Located> found = keepsLinks && !text.get().endsWith("/")
                ? job.files().at(from)
                : job.files().follow(from);
        if (found instanceof Fact.Absent<Located>) {
            missing(job, word);
            return;
        }
        if (found instanceof Fact.Unknown<Located> unknown) {
            job.doubts(found);
            maybe(job, to, unknown.reason());
            return;
        }
        Node node = ((Fact.Present<Located>) found).value().node();
        boolean recursive = kind == Kind.MOVE || line.has("a", "R", "r", "archive", "recursive");
        if (node instanceof Directory && !recursive) {
            job.fails(
                    Cause.STEP_FAILS,
                    1,
                    job.words(
                            "omitting directory '" + word.shown() + "'",
                            "-r not specified; omitting directory '" + word.shown() + "'"),
                    word);
            return;
        }
        if (unclear && !intoDirectory) {
            maybe(job, to, Reason.COMMAND_EFFECT_NOT_MODELLED);
            return;
        }
        boolean contents = text.get().equals(".") || text.get().endsWith("/.");
        ImagePath target = intoDirectory && !contents ? to.child(from.name()) : to;
        if (kind == Kind.INSTALL && line.has("D")) {
            job.files(job.files().mkdirs(target.parent(), job.made(0755)));
        }
        Fact<Node> allowed = job.mayChange(target.parent());
        if (allowed instanceof Fact.Absent<Node>) {
            String name = target.value();
            job.fails(
                    Cause.USER_CANNOT_WRITE,
                    1,
                    job.words(
                            "can't create '" + name + "': Permission denied",
                            "cannot create regular file '" + name + "': Permission denied"),
                    word);
            return;
        }
        boolean preserves = kind == Kind.MOVE || line.has("a", "p", "archive", "preserve");
        Node copy = preserves ? kept(job, node) : made(job, node);
        if (kind == Kind.INSTALL) {
            int bits = line.text("m", "mode")
                    .flatMap(dev.runtimeaudit.build.Modes::parse)
                    .map(m -> m.apply(java.util.OptionalInt.of(0), false).orElse(0755))
                    .orElse(0755);
            copy = copy.withMeta(copy.meta().withMode(bits));
        }
        if (job.files().follow(target.parent()) instanceof Fact.Absent<Located>) {
            missing(job, word);
            return;
        }
        if (copy instanceof Directory directory && kind != Kind.MOVE) {
            job.files(job.files().overlay(target, directory));
        } else {
            job.files(job.files().with(target, copy));
        }
        if (kind == Kind.MOVE) {
            job.files(job.files().without(from, job.evidence()));
        }
    }

    /** What is known to match comes along; what else does has a name that matches, and may replace what has it. */
    private void matches(Job job, Line line, Arg word, String pattern, ImagePath to) {
        job.doubts(Reason.VALUE_NOT_KNOWN);
        String last = Matching.last(pattern);
        for (ImagePath path : Matching.paths(job.files(), to, last)) {
            job.files(job.files().doubt(path, ANYTHING, Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        job.files(Effects.openNames(job.files(), to, Reason.VALUE_NOT_KNOWN, job.evidence()));
        for (ImagePath from : Matching.paths(job.files(), job.machine().directory(), pattern)) {
            if (job.files().at(from) instanceof Fact.Present<Located>) {
                one(job, line, Arg.of(from.value(), word.at()), to, true, false);
            }
        }
    }

    /** Something may have been put there. */
    private static void maybe(Job job, ImagePath to, Reason reason) {
        if (job.isDirectory(to)) {
            job.files(job.files().open(to, reason, job.evidence()));
        } else {
            job.files(job.files().perhaps(to, reason, job.evidence()));
        }
    }

    private void missing(Job job, Arg word) {
        String name = word.shown();
        job.fails(
                Cause.STEP_FAILS,
                1,
                kind == Kind.MOVE
                        ? job.words(
                                "can't rename '" + name + "': No such file or directory",
                                "cannot stat '" + name + "': No such file or directory")
                        : job.words(
                                "can't stat '" + name + "': No such file or directory",
                                "cannot stat '" + name + "': No such file or directory"),
                word);
    }

    private static Node kept(Job job, Node node) {
        return node.withMeta(node.meta().because(job.evidence()));
    }

    private static Node made(Job job, Node node) {
        Node copy = node.withMeta(node instanceof Node.Link ? job.made(0777) : job.copied(node.meta()));
        if (!(copy instanceof Directory directory)) {
            return copy;
        }
        return directory.mapChildren(
                slot -> slot instanceof Slot.Here here ? new Slot.Here(made(job, here.node())) : slot);
    }
}
