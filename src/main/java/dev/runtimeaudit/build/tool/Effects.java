package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Doubt;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a program may have touched that nobody follows; which of it, {@link Policy} says.
 *
 * <ul>
 *   <li>{@link #project}: names below the current directory, the home directory and /tmp;
 *   <li>{@link #local}: these, and the text of the files there;
 *   <li>{@link #anywhere}: these, their modes and owners, and all that below the directories on PATH, /usr, /opt, /etc, /var, /lib and /srv.
 * </ul>
 *
 * <p>What is there stays there: a program adds and changes, it is not taken to remove. Sources, manifests and configuration are
 * read, not rewritten, by what is not followed. Besides, a program works on whatever paths its words name.
 *
 * <p>What runs code of a project, or is configured by it, makes names elsewhere, too: see {@link Around}.
 *
 * <p>Where the current directory is the root, what may appear there are new names, not new files in every directory.
 *
 * <p>It is one class although it is long: its methods are the steps of one scale, each a little more than the one before.
 */
public final class Effects {

    private static final int DEEPEST = 6;

    private static final String MODULES = "node_modules";

    /** What a framework that misses it writes beside a manifest, or into a directory that is new itself (Next.js, SvelteKit, Nuxt). */
    static final Set<String> OF_PROJECTS = Set.of("tsconfig.json", "jsconfig.json");

    static final Doubt TEXTS = new Doubt(false, Effects::isSource);

    private static final Doubt ALL = new Doubt(true, Effects::isSource);

    /** The same, and scripts of shells. */
    static final Doubt SCRIPTS = new Doubt(true, name -> isSource(name) && !isShellScript(name));

    /** They rewrite the texts that they are given, scripts of shells among them: {@code find . -name '*.sh' | xargs unix2dos}. */
    private static final Set<String> CONVERTERS =
            Set.of("unix2dos", "fromdos", "todos", "perl", "sd", "ed", "ex", "vim", "recode", "iconv", "m4");

    /** They run lines of shell. */
    private static final Set<String> RECIPES =
            Set.of("make", "gmake", "ninja", "just", "task", "cmake", "meson", "bazel");

    /** They run no code of the project, and write where their words say, or beside what they are given. */
    private static final Set<String> WHERE_TOLD = Set.of(
            "a2dismod",
            "a2enmod",
            "c++",
            "cc",
            "clang",
            "cpio",
            "dd",
            "dpkg-reconfigure",
            "fromdos",
            "todos",
            "unix2dos",
            "envsubst",
            "eslint",
            "g++",
            "gcc",
            "git",
            "husky",
            "jar",
            "javac",
            "ld",
            "ldconfig",
            "lefthook",
            "locale-gen",
            "mktemp",
            "openssl",
            "patch",
            "prettier",
            "rimraf",
            "rsync",
            "rustc",
            "setcap",
            "simple-git-hooks",
            "split",
            "ssh-keygen",
            "ssh-keyscan",
            "truncate",
            "unzip",
            "update-alternatives",
            "zip");

    /** Sources, manifests, configuration and scripts of shells: programs read them. */
    private static final List<String> SOURCES = List.of(
            ".ts", ".tsx", ".mts", ".cts", ".json", ".yaml", ".yml", ".toml", ".lock", ".prisma", ".mod", ".sum",
            ".xml", ".gradle", ".kts", ".csproj", ".sh", ".bash");

    private Effects() {}

    /** Whether a program of this name is known to work on a project, and to put no packages into it. */
    static boolean isTool(String program) {
        return Policy.of(program) != Policy.INSTALLS && Policy.of(program) != Policy.WORKS;
    }

    /** What a program of this name may have left behind. */
    static Machine of(String program, List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        Machine after = nearby(program, words, machine, reason, evidence);
        return Policy.of(program) == Policy.LOOKS || WHERE_TOLD.contains(program)
                ? after
                : Around.of(after, Policy.of(program) == Policy.WORKS, reason, evidence);
    }

    private static Machine nearby(String program, List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        Machine after = usually(program, words, machine, reason, evidence);
        boolean reads = Policy.of(program) == Policy.LOOKS
                || Policy.of(program) == Policy.BUILDS
                || WHERE_TOLD.contains(program) && !program.equals("patch");
        after = reads ? after : ManifestEdit.named(words, after);
        boolean converts = CONVERTERS.contains(program) || RECIPES.contains(program);
        return converts ? converted(words, after, reason, evidence) : after;
    }

    private static Machine usually(String program, List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        return switch (Policy.of(program)) {
            case LOOKS -> machine;
            case BUILDS -> named(words, outputs(machine, reason, evidence), reason, evidence);
            case CHANGES -> named(words, changed(machine, reason, evidence), reason, evidence);
            case WORKS -> named(words, local(machine, reason, evidence), reason, evidence);
            case INSTALLS -> named(words, anywhere(machine, reason, evidence), reason, evidence);
        };
    }

    /** The same of a program that a script of a package runs: not more than what lies around the project. */
    static Machine inScript(String program, List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        if (RECIPES.contains(program)) {
            Machine after = named(words, localModes(machine, reason, evidence), reason, evidence);
            after = converted(words, after, reason, evidence);
            return Around.of(after, false, reason, evidence);
        }
        return Policy.of(program) == Policy.INSTALLS
                ? Around.of(
                        ManifestEdit.named(words, named(words, local(machine, reason, evidence), reason, evidence)),
                        false,
                        reason,
                        evidence)
                : of(program, words, machine, reason, evidence);
    }

    /** What a program of the project may have changed that puts no packages into it. */
    static Machine changed(Machine machine, Reason reason, Evidence evidence) {
        Machine after = sparing(machine, local(machine, reason, evidence), true, reason, evidence);
        return generating(after, reason, evidence);
    }

    /** Texts below the current directory and those that the words name may say something else, scripts of shells among them. */
    private static Machine converted(List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        FileSystem files = doubt(machine.files(), machine.directory(), SCRIPTS, reason, evidence);
        for (Arg word : words) {
            ImagePath at = word.value() instanceof Value.Known known
                    ? machine.directory().resolve(known.text())
                    : machine.directory();
            boolean named = !at.isRoot() && files.follow(at) instanceof Fact.Present<Located>;
            files = named ? files.doubt(at, SCRIPTS, reason, evidence) : files;
        }
        return machine.withFiles(files);
    }

    /** What words name by its path may have been written to: {@code --outDir /srv/app}, {@code -out=../key.pem}. */
    static Machine named(List<Arg> words, Machine machine, Reason reason, Evidence evidence) {
        FileSystem files = machine.files();
        for (Arg word : words) {
            String text = word.value() instanceof Value.Known known ? known.text() : "";
            String path = text.startsWith("/") || text.startsWith("..") ? text : text.substring(text.indexOf('=') + 1);
            ImagePath at = machine.directory().resolve(path);
            boolean names = path.length() > 1 && (path.startsWith("/") || path.startsWith("..")) && !at.isRoot();
            if (names && !(files.follow(at) instanceof Fact.Absent<Located>)) {
                files = files.doubt(at, TEXTS, reason, evidence);
            } else if (names && files.follow(at.parent()) instanceof Fact.Present<Located>) {
                files = files.perhaps(at, reason, evidence);
            }
        }
        return machine.withFiles(files);
    }

    /** Whether a file of this name is only read. */
    static boolean isSource(String name) {
        return SOURCES.stream().anyMatch(name::endsWith)
                || name.contains(".config.")
                || name.startsWith(".") && (name.endsWith("rc") || name.endsWith("ignore"));
    }

    private static boolean isShellScript(String name) {
        return name.endsWith(".sh") || name.endsWith(".bash");
    }

    /** What a tool of the project may have built: new names, but no packages. */
    static Machine outputs(Machine machine, Reason reason, Evidence evidence) {
        Machine after = below(machine, directory -> files -> open(files, directory, reason, evidence));
        return sparing(machine, after, false, reason, evidence);
    }

    /** The same, where a script may have called any tool, one that generates code beside the packages too. */
    public static Machine project(Machine machine, Reason reason, Evidence evidence) {
        Machine after = below(machine, directory -> files -> open(files, directory, reason, evidence));
        return Around.of(
                generating(sparing(machine, after, true, reason, evidence), reason, evidence), false, reason, evidence);
    }

    /** What a tool may have built whose configuration is not read to its end. */
    static Machine outputsAnywhere(Machine machine, Reason reason, Evidence evidence) {
        return Around.of(outputs(machine, reason, evidence), false, reason, evidence);
    }

    /** What code of the project may have done that a script or a package manager runs. */
    static Machine code(Machine machine, Reason reason, Evidence evidence) {
        return Around.of(local(machine, reason, evidence), true, reason, evidence);
    }

    /** A client of the database may have been generated for packages in or above the current directory. */
    static Machine generating(Machine machine, Reason reason, Evidence evidence) {
        FileSystem files = machine.files();
        for (ImagePath above = machine.directory(); ; above = above.parent()) {
            if (files.follow(above.child(MODULES)) instanceof Fact.Present<Located> found) {
                files = files.update(
                        found.value().path(),
                        false,
                        node -> node instanceof Directory modules
                                ? PrismaPackage.perhapsGenerated(modules, reason, evidence)
                                : node);
            }
            if (above.isRoot()) {
                return machine.withFiles(files);
            }
        }
    }

    /**
     * The later machine with the packages below the current directory as they were.
     *
     * @param generated whether code may have been generated beside them
     */
    private static Machine sparing(Machine before, Machine after, boolean generated, Reason reason, Evidence evidence) {
        if (before.directory().isRoot()
                || !(before.files().follow(before.directory()) instanceof Fact.Present<Located> there)
                || !(there.value().node() instanceof Directory old)) {
            return after;
        }
        UnaryOperator<Directory> caches = modules -> withCaches(modules, generated, reason, evidence);
        return after.withFiles(after.files()
                .update(
                        there.value().path(),
                        false,
                        node -> node instanceof Directory now ? spared(old, now, caches, 0) : node));
    }

    /**
     * The later directory with the packages of the earlier one. Where there were none there are none, unless the directory waits to
     * be filled.
     */
    private static Directory spared(Directory before, Directory after, UnaryOperator<Directory> caches, int depth) {
        if (depth > DEEPEST) {
            return after;
        }
        Directory with = after.mapChildren(after.rest(), Set.of(), (name, slot) -> {
            if (!(slot instanceof Node.Slot.Here here && here.node() instanceof Directory now)
                    || !(before.slot(name) instanceof Node.Slot.Here earlier
                            && earlier.node() instanceof Directory old)) {
                return slot;
            }
            return name.equals(MODULES)
                    ? new Node.Slot.Here(caches.apply(old))
                    : new Node.Slot.Here(spared(old, now, caches, depth + 1));
        });
        Set<String> kept = new HashSet<>(depth == 0 || isProject(before) ? Set.of() : OF_PROJECTS);
        kept.add(MODULES);
        for (String name : kept) {
            if (before.slot(name) instanceof Node.Slot.Gone none
                    && !before.children().isEmpty()) {
                with = with.with(name, none);
            }
        }
        return with;
    }

    /** Whether a manifest is, or may be, in a directory; one that a step may have written there is not what others go by. */
    static boolean isProject(Directory directory) {
        Node.Slot manifest = directory.slot("package.json");
        return manifest instanceof Node.Slot.Here
                || manifest instanceof Node.Slot.Perhaps perhaps
                        && perhaps.likely().isPresent();
    }

    /** Tools keep their caches beside the packages, and generate code there. */
    private static Directory withCaches(Directory modules, boolean generated, Reason reason, Evidence evidence) {
        Directory with = generated ? PrismaPackage.perhapsGenerated(modules, reason, evidence) : modules;
        for (String name : List.of(".cache", ".vite")) {
            if (!(with.slot(name) instanceof Node.Slot.Here)) {
                with = with.with(name, new Node.Slot.Perhaps(java.util.Optional.empty(), reason, evidence));
            }
        }
        return with;
    }

    /** The current directory, the home directory, /tmp: names, and what is in the files. */
    public static Machine local(Machine machine, Reason reason, Evidence evidence) {
        Machine after = below(machine, directory -> files -> doubt(files, directory, TEXTS, reason, evidence));
        return generating(after, reason, evidence);
    }

    /** The same, and modes and owners. */
    static Machine localModes(Machine machine, Reason reason, Evidence evidence) {
        Machine after = below(machine, directory -> files -> doubt(files, directory, ALL, reason, evidence));
        return generating(after, reason, evidence);
    }

    private static Machine below(Machine machine, Function<ImagePath, UnaryOperator<FileSystem>> change) {
        FileSystem files = change.apply(machine.directory()).apply(machine.files());
        String home = machine.environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : machine.identity().home();
        if (home.startsWith("/") && home.length() > 1) {
            files = change.apply(ImagePath.of(home)).apply(files);
        }
        return machine.withFiles(change.apply(ImagePath.of("/tmp")).apply(files));
    }

    /** All that an installer plausibly writes to. */
    public static Machine anywhere(Machine machine, Reason reason, Evidence evidence) {
        Machine here = localModes(machine, reason, evidence);
        FileSystem files = here.files();
        for (String directory : List.of("/usr", "/opt", "/etc", "/var", "/lib", "/srv")) {
            files = doubt(files, ImagePath.of(directory), ALL, reason, evidence);
        }
        for (ImagePath directory : searched(machine)) {
            files = doubt(files, directory, ALL, reason, evidence);
        }
        return here.withFiles(files).withAccounts(here.accounts().open(reason, evidence));
    }

    /** The same, and what code of a project may write to. */
    public static Machine anything(Machine machine, Reason reason, Evidence evidence) {
        return Around.of(anywhere(machine, reason, evidence), true, reason, evidence);
    }

    /** A file whose place is not known, and that may lie at any: all that an installer writes to, and what the build has made. */
    static Machine everywhere(Machine machine, Reason reason, Evidence evidence) {
        Machine after = anywhere(machine, reason, evidence);
        FileSystem files = after.files();
        for (ImagePath tree : files.ownTrees()) {
            files = doubt(files, tree, TEXTS, reason, evidence);
        }
        return after.withFiles(files);
    }

    /** The directories on PATH that are known to be there. */
    static List<ImagePath> searched(Machine machine) {
        List<ImagePath> directories = new ArrayList<>();
        if (machine.environment().get("PATH") instanceof Fact.Present<String> path) {
            for (String directory : path.value().split(":")) {
                if (directory.startsWith("/")
                        && machine.files().follow(ImagePath.of(directory)) instanceof Fact.Present<Located>) {
                    directories.add(ImagePath.of(directory));
                }
            }
        }
        return directories;
    }

    /** As {@link #open}, and what is in the files is no longer certain. */
    static FileSystem doubt(FileSystem files, ImagePath directory, Doubt doubt, Reason reason, Evidence evidence) {
        if (directory.isRoot()) {
            return openNames(files, directory, reason, evidence);
        }
        return files.follow(directory) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Directory
                ? files.doubt(found.value().path(), doubt, reason, evidence)
                : files;
    }

    /** Opens a directory that is there and all below it; of the root only its own names. */
    static FileSystem open(FileSystem files, ImagePath directory, Reason reason, Evidence evidence) {
        if (directory.isRoot()) {
            return openNames(files, directory, reason, evidence);
        }
        return files.follow(directory) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Directory
                ? files.open(found.value().path(), reason, evidence)
                : files;
    }

    /** In this directory, names may have appeared; in those below it, none. */
    static FileSystem openNames(FileSystem files, ImagePath directory, Reason reason, Evidence evidence) {
        Rest open = new Rest.Open(reason, evidence);
        if (directory.isRoot()) {
            return new FileSystem(opened(files.root(), open, reason, evidence));
        }
        if (!(files.follow(directory) instanceof Fact.Present<Located> found)) {
            return files;
        }
        return files.update(
                found.value().path(),
                false,
                node -> node instanceof Directory known ? opened(known, open, reason, evidence) : node);
    }

    private static Directory opened(Directory directory, Rest open, Reason reason, Evidence evidence) {
        return directory
                .withRest(open)
                .mapChildren(slot -> slot instanceof Node.Slot.Gone
                        ? new Node.Slot.Perhaps(java.util.Optional.empty(), reason, evidence)
                        : slot);
    }

    /** The text that a program gets on standard input, where it is known. */
    static java.util.Optional<String> text(Value value) {
        return value instanceof Value.Known known ? java.util.Optional.of(known.text()) : java.util.Optional.empty();
    }
}
