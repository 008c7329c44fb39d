package dev.runtimeaudit.exec;

import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Loaded.Part;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PATH look-up and execve(2) on a model, for the architecture that images are built for unless somebody says otherwise: x86-64.
 *
 * <p>It is one class although it is long: a script's interpreter and a program's loader go through the same steps once more.
 */
public final class Kernel {

    /** What glibc's execvp(3) searches when there is no PATH. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    /** What musl's searches. */
    private static final String MUSL_DEFAULT_PATH = "/usr/local/bin:/bin:/usr/bin";

    /** fs/exec.c, exec_binprm: a script, whose interpreter is a script, and so on, this many times. */
    private static final int MOST_INTERPRETERS = 5;

    /** The headers and the name of the loader lie within these bytes. */
    private static final int ELF_HEAD = 1 << 16;

    /** The loader that programs for x86-64 and glibc name (System V ABI, AMD64 supplement, 5.2.1). */
    public static final String GLIBC_LOADER = "/lib64/ld-linux-x86-64.so.2";

    private static final String MUSL_LOADER = "/lib/ld-musl-x86_64.so.1";

    private Kernel() {}

    /**
     * Where a command without a slash is found: the first executable regular file on PATH, as execvp(3) and the shells look
     * it up. Absent also when there are only files that may not be executed; {@link #search} tells the two apart.
     */
    public static Fact<ImagePath> onPath(String command, Machine machine) {
        PathSearch search = search(command, machine);
        if (search instanceof PathSearch.Found found) {
            return new Fact.Present<>(found.path(), found.evidence());
        }
        if (search instanceof PathSearch.Unclear unclear) {
            return Fact.unknown(unclear.reason(), unclear.evidence());
        }
        return Fact.absent(
                search instanceof PathSearch.Denied denied
                        ? denied.evidence()
                        : ((PathSearch.Nowhere) search).evidence());
    }

    /** Searches PATH. A directory of which too little is known hides what lies behind it. */
    public static PathSearch search(String command, Machine machine) {
        Fact<String> path = machine.environment().get("PATH");
        if (path instanceof Fact.Unknown<String> unknown) {
            return new PathSearch.Unclear(unknown.reason(), unknown.evidence());
        }
        String directories = path instanceof Fact.Present<String> present
                ? present.value()
                : machine.libc() == Linkage.MUSL ? MUSL_DEFAULT_PATH : DEFAULT_PATH;
        return search(command, directories, machine);
    }

    /** @param directories separated by colons; an empty one is the current directory */
    public static PathSearch search(String command, String directories, Machine machine) {
        Evidence evidence = Evidence.NONE;
        if (command.isEmpty()) {
            return new PathSearch.Nowhere(evidence); // execvp(3): ENOENT
        }
        Optional<PathSearch> denied = Optional.empty();
        Optional<PathSearch.Unclear> hidden = Optional.empty();
        for (String directory : directories.split(":", -1)) {
            ImagePath in = machine.directory().resolve(directory);
            ImagePath file = in.child(command);
            Fact<ImagePath> reached = Permissions.reach(file, machine);
            Fact<FileSystem.Located> found = machine.files().follow(file);
            if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
                PathSearch.Unclear unclear = new PathSearch.Unclear(unknown.reason(), unknown.evidence());
                // A directory that may hold more is not taken to hide a command that is known behind another of its
                // name.
                hidden = hidden.or(() -> Optional.of(unclear));
                continue;
            }
            if (found instanceof Fact.Absent<FileSystem.Located> absent) {
                evidence = evidence.because(absent.evidence());
                continue;
            }
            Node node = ((Fact.Present<FileSystem.Located>) found).value().node();
            if (!(node instanceof Node.File)) {
                continue;
            }
            Fact<Node> allowed = Permissions.of(node, Permissions.Right.EXECUTE, machine.identity());
            if (reached instanceof Fact.Absent<ImagePath> || allowed instanceof Fact.Absent<Node>) {
                Evidence why = allowed instanceof Fact.Absent<Node> ? allowed.evidence() : reached.evidence();
                denied = denied.or(() -> Optional.of(new PathSearch.Denied(file, why)));
                continue;
            }
            if (allowed instanceof Fact.Unknown<Node> unknown) {
                return new PathSearch.Unclear(unknown.reason(), unknown.evidence());
            }
            if (reached instanceof Fact.Unknown<ImagePath> unknown) {
                return new PathSearch.Unclear(unknown.reason(), unknown.evidence());
            }
            String shown = directory.isEmpty()
                    ? command
                    : directory.endsWith("/") ? directory + command : directory + "/" + command;
            return new PathSearch.Found(file, shown, found.evidence(), hidden);
        }
        PathSearch none = denied.orElse(new PathSearch.Nowhere(evidence));
        return hidden.<PathSearch>map(unclear -> unclear).orElse(none);
    }

    /**
     * What execvp(3) makes of a command line: a name without a slash is searched on PATH. Refused with ENOENT or EACCES about
     * the command when the search ends without a file.
     */
    public static Loaded find(Invocation call) {
        if (!(call.command().value() instanceof Value.Known known)) {
            Value.Unknown unknown = (Value.Unknown) call.command().value();
            return new Loaded.Unclear(unknown.reason(), unknown.evidence());
        }
        String name = known.text();
        if (name.isEmpty()) {
            return new Loaded.Refused(Errno.ENOENT, Part.COMMAND, name, Evidence.NONE);
        }
        if (name.contains("/")) {
            return load(call.machine().directory().resolve(name), call);
        }
        PathSearch search = search(name, call.machine());
        if (search instanceof PathSearch.Found found) {
            return load(found, call);
        }
        if (search instanceof PathSearch.Denied denied) {
            return new Loaded.Refused(Errno.EACCES, Part.COMMAND, denied.path().value(), denied.evidence());
        }
        if (search instanceof PathSearch.Nowhere nowhere) {
            return new Loaded.Refused(Errno.ENOENT, Part.COMMAND, name, nowhere.evidence());
        }
        PathSearch.Unclear unclear = (PathSearch.Unclear) search;
        return new Loaded.Unclear(unclear.reason(), unclear.evidence());
    }

    /** What execve(2) makes of a hit on PATH. That it is this file may be likely only; that it is refused is no proof then. */
    public static Loaded load(PathSearch.Found found, Invocation call) {
        Loaded loaded = load(found.path(), call);
        return loaded instanceof Loaded.Refused && found.hidden().isPresent()
                ? new Loaded.Unclear(
                        found.hidden().get().reason(), found.hidden().get().evidence())
                : loaded;
    }

    /**
     * What execve(2) makes of a file for this command line. A directory is refused with EISDIR, although the kernel's own word
     * for it is EACCES: shells and engines tell the two apart.
     */
    public static Loaded load(ImagePath path, Invocation call) {
        String name = call.command().shown();
        return load(path, name.contains("/") ? name : path.value(), call.argv(), call, Part.COMMAND, 0);
    }

    private static Loaded load(
            ImagePath path, String name, List<Arg> argv, Invocation call, Part part, int interpreters) {
        Machine machine = call.machine();
        Fact<ImagePath> reached = Permissions.reach(path, machine);
        if (reached instanceof Fact.Absent<ImagePath> denied) {
            return new Loaded.Refused(Errno.EACCES, part, name, denied.evidence());
        }
        Fact<FileSystem.Located> found = machine.files().follow(path);
        if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            return new Loaded.Unclear(unknown.reason(), unknown.evidence());
        }
        if (found instanceof Fact.Absent<FileSystem.Located> absent) {
            return new Loaded.Refused(errno(machine.files().whyAbsent(path)), part, name, absent.evidence());
        }
        FileSystem.Located here = ((Fact.Present<FileSystem.Located>) found).value();
        if (!(here.node() instanceof Node.File file)) {
            return new Loaded.Refused(Errno.EISDIR, part, name, found.evidence());
        }
        Fact<Node> allowed = Permissions.of(file, Permissions.Right.EXECUTE, machine.identity());
        if (allowed instanceof Fact.Absent<Node> denied) {
            return new Loaded.Refused(Errno.EACCES, part, name, denied.evidence());
        }
        if (allowed instanceof Fact.Unknown<Node> unknown) {
            return new Loaded.Unclear(unknown.reason(), unknown.evidence());
        }
        if (reached instanceof Fact.Unknown<ImagePath> unknown) {
            return new Loaded.Unclear(unknown.reason(), unknown.evidence());
        }
        if (interpreters > MOST_INTERPRETERS) {
            return new Loaded.Refused(Errno.ELOOP, Part.COMMAND, call.command().shown(), found.evidence());
        }
        Content content = file.content().likely();
        Loaded loaded = load(content, path, name, argv, call, part, interpreters, found.evidence());
        // What may have been changed since proves no refusal.
        return loaded instanceof Loaded.Refused && file.content().doubt().isPresent()
                ? new Loaded.Unclear(file.content().doubt().get(), found.evidence())
                : loaded;
    }

    private static Loaded load(
            Content content,
            ImagePath path,
            String name,
            List<Arg> argv,
            Invocation call,
            Part part,
            int interpreters,
            Evidence found) {
        if (content instanceof Content.Program program) {
            return linked(program, path, argv, call.machine(), found);
        }
        if (content instanceof Content.Standalone alone) {
            return linked(alone.program(), path, argv, call.machine(), found);
        }
        if (content instanceof Content.Released released) {
            Content here = released.on(call.machine().processor());
            return load(here, path, name, argv, call, part, interpreters, found);
        }
        if (content instanceof Content.Foreign) {
            return new Loaded.Refused(Errno.ENOEXEC, part, name, found);
        }
        if (content.isVouchedFor()) {
            return new Loaded.Runs(path, argv, content, found);
        }
        Fact<SourceFile> text = content.text();
        if (text instanceof Fact.Present<SourceFile> present) {
            return script(present.value().text(), name, argv, call, part, interpreters, found);
        }
        if (content instanceof Content.FromContext context) {
            byte[] head = context.tree().head(context.path(), ELF_HEAD);
            if (Elf.begins(head)) {
                return binary(Elf.read(head), context, path, name, argv, call, found);
            }
            if (text instanceof Fact.Absent<SourceFile>) {
                return new Loaded.Refused(Errno.ENOEXEC, part, name, found);
            }
        }
        Reason reason =
                text instanceof Fact.Unknown<SourceFile> unknown ? unknown.reason() : Reason.FILE_CONTENT_NOT_KNOWN;
        return new Loaded.Unclear(reason, found);
    }

    private static Errno errno(FileSystem.Dead why) {
        return switch (why) {
            case MISSING -> Errno.ENOENT;
            case NOT_A_DIRECTORY -> Errno.ENOTDIR;
            case LINK_LOOP -> Errno.ELOOP;
        };
    }

    private static Loaded script(
            String text, String name, List<Arg> argv, Invocation call, Part part, int interpreters, Evidence origin) {
        Optional<Shebang> shebang = Shebang.of(text);
        if (shebang.isEmpty()) {
            return new Loaded.Refused(Errno.ENOEXEC, part, name, origin);
        }
        String interpreter = shebang.get().interpreter();
        List<Arg> words = new ArrayList<>();
        words.add(Arg.of(interpreter, argv.get(0).at()));
        shebang.get()
                .argument()
                .ifPresent(argument -> words.add(Arg.of(argument, argv.get(0).at())));
        words.add(Arg.of(name, argv.get(0).at()));
        words.addAll(argv.subList(1, argv.size()));
        ImagePath at = call.machine().directory().resolve(interpreter);
        return load(at, interpreter, words, call, Part.INTERPRETER, interpreters + 1);
    }

    /** A program whose behaviour is known still needs the loader of its C library. */
    private static Loaded linked(
            Content.Program program, ImagePath path, List<Arg> argv, Machine machine, Evidence origin) {
        Loaded runs = new Loaded.Runs(path, argv, program, origin);
        if (program.linkage() == machine.libc()
                || program.linkage() == Linkage.STATIC
                || program.linkage() == Linkage.UNKNOWN) {
            return runs;
        }
        String loader = program.linkage() == Linkage.GLIBC ? GLIBC_LOADER : MUSL_LOADER;
        return loaded(loader, runs, machine, origin);
    }

    private static Loaded binary(
            Elf elf,
            Content.FromContext context,
            ImagePath path,
            String name,
            List<Arg> argv,
            Invocation call,
            Evidence origin) {
        if (!call.machine().processor().mayRun(elf.machine())) {
            return new Loaded.Refused(Errno.ENOEXEC, Part.COMMAND, name, origin);
        }
        Optional<Content.Program> known = KnownBinary.in(context);
        Loaded runs = new Loaded.Runs(path, argv, known.isPresent() ? known.get() : context, origin);
        return elf.loader()
                .map(loader -> loaded(loader, runs, call.machine(), origin))
                .orElse(runs);
    }

    private static Loaded loaded(String loader, Loaded runs, Machine machine, Evidence origin) {
        Fact<FileSystem.Located> found =
                machine.files().follow(machine.directory().resolve(loader));
        if (found instanceof Fact.Present<FileSystem.Located>) {
            return runs;
        }
        boolean own = machine.libc() == Linkage.GLIBC && loader.equals(GLIBC_LOADER)
                || machine.libc() == Linkage.MUSL && loader.equals(MUSL_LOADER);
        if (own) {
            return runs;
        }
        if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            // What the base itself brings is known by its C library, though not every directory of it is listed.
            boolean ofTheBase = unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
            boolean other = machine.libc() == Linkage.GLIBC && loader.equals(MUSL_LOADER)
                    || machine.libc() == Linkage.MUSL && loader.equals(GLIBC_LOADER);
            if (!ofTheBase || !other) {
                return new Loaded.Unclear(unknown.reason(), unknown.evidence());
            }
        }
        return new Loaded.Refused(Errno.ENOENT, Part.LOADER, loader, origin.because(found.evidence()));
    }
}
