package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.node.ProjectModules;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.Configuration;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.read.script.SpawnedWords;
import dev.runtimeaudit.read.script.StartedPrograms;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A script of the project that node, or what loads TypeScript for it, runs in a {@code RUN}: {@code node scripts/postinstall.js}. It
 * changes at most what its own words let it: one that starts no program puts no packages into {@code node_modules}, one that
 * neither writes nor loads a package changes nothing at all. The programs that it starts by name are looked at as if a shell started
 * them; what it gives to esbuild is built. Of one that only rewrites a file it is known what stands there: see {@link JsonScript}.
 *
 * <p>It is one class although it is long: all its questions are asked of the same few texts.
 */
final class NodeScript implements Launcher {

    private static final int MOST_FILES = 300;

    private static final String HUSKY = "husky";

    /** Options of node and its like that take the next word. */
    private static final Set<String> VALUES = Set.of(
            "-r",
            "--require",
            "--import",
            "--loader",
            "--experimental-loader",
            "-P",
            "--project",
            "--tsconfig",
            "-C",
            "--conditions");

    private static final Set<String> RUNNERS = Set.of("node", "nodejs", "tsx", "ts-node");

    /** Scripts, and what node looks for where one is not there. */
    private static final List<String> BY_PEOPLE = List.of(
            ".js",
            ".mjs",
            ".cjs",
            ".ts",
            ".mts",
            ".cts",
            ".js.json",
            ".js.node",
            ".mjs.json",
            ".mjs.node",
            ".cjs.json",
            ".cjs.node",
            ".ts.json",
            ".ts.node");

    /** What makes it run something that is no script. */
    private static final Set<String> INLINE =
            Set.of("-e", "--eval", "-p", "--print", "-pe", "--run", "--test", "-c", "--check");

    /** A program in the command line of which nobody asks what it prints. */
    private static final Set<String> EVALUATED = Set.of("-e", "--eval");

    /** What does not write has none of these words in it. */
    private static final List<String> WRITES = List.of(
            "write",
            "append",
            "copy",
            "mkdir",
            "rm",
            "unlink",
            "rename",
            "symlink",
            "link",
            "chmod",
            "chown",
            "cp",
            "mkdtemp",
            "truncate",
            "WriteStream",
            "open",
            "ensure",
            "move",
            "outputFile",
            "outputJson",
            "utimes");

    /** Packages that write nothing but what {@link Husky} says: they compute, print, and change variables of their own process. */
    private static final Set<String> QUIET = Set.of(
            HUSKY, "chalk", "ci-info", "dotenv", "is-ci", "kleur", "minimist", "picocolors", "semver", "yargs-parser");

    /** Words for writing whole files. */
    private static final List<String> REWRITES =
            List.of("writeFile", "outputFile", "outputJson", "writeJson", "createWriteStream", "renameSync", "rename(");

    /** Options that take no word of their own. */
    private static final Set<String> ALONE = Set.of(
            "--no-warnings",
            "--no-deprecation",
            "--enable-source-maps",
            "--trace-warnings",
            "--experimental-strip-types");

    /** They put files somewhere that bear names of an archive, a repository or another directory. */
    private static final Set<String> UNPACKERS = Set.of(
            "adm-zip",
            "cpy",
            "decompress",
            "degit",
            "download",
            "extract-zip",
            "fs-extra",
            "giget",
            "isomorphic-git",
            "jszip",
            "ncp",
            "simple-git",
            "tar",
            "tar-fs",
            "tar-stream",
            "tiged",
            "unzipper",
            "yauzl");

    /** What loads a module of which the name is worked out, or one by the way of another loader. */
    private static final Pattern LOADS =
            Pattern.compile("\\bimport\\s*\\((?!\\s*(['\"])[^'\"]*\\1\\s*[,)])|\\bcreateRequire\\b");

    /** Words of node for copying, moving and listing what is somewhere. */
    private static final Pattern COPIES = Pattern.compile(
            "\\b(cp|cpSync|copyFile|copyFileSync|rename|renameSync|link|linkSync|symlink|symlinkSync|readdir|readdirSync|opendir|opendirSync)\\s*\\(");

    private final Optional<Launcher> start;
    private final Launcher otherwise;

    /**
     * @param start what the program is at a start
     * @param otherwise what is done where the script cannot be read
     */
    NodeScript(Optional<Launcher> start, Launcher otherwise) {
        this.start = start;
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Optional<Invocation> command = ofPackage(call);
        Optional<Launcher> known =
                command.flatMap(words -> replay.launcher(words.command().shown()));
        if (known.isPresent()) {
            return known.get()
                    .run(
                            command.get(),
                            new Program(command.get().command().shown(), "", Content.Linkage.UNKNOWN),
                            replay);
        }
        Optional<List<End>> unloadable = unloadable(call, program, replay);
        if (unloadable.isPresent()) {
            return unloadable.get();
        }
        Optional<List<End>> followed = followed(call, program, replay);
        if (followed.isPresent()) {
            return followed.get();
        }
        Optional<ImagePath> script = script(call);
        Optional<List<SourceFile>> texts = script.flatMap(path -> texts(path, call));
        if (texts.isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        Job job = new Job(call, program);
        if (isRewritten(script.get(), texts.get(), job)) {
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        List<StartedPrograms.Started> started = new ArrayList<>();
        boolean others = false;
        boolean writes = false;
        for (SourceFile text : texts.get()) {
            StartedPrograms programs = StartedPrograms.of(text, texts.get());
            started.addAll(programs.all());
            others |= programs.others();
            writes |= mayWrite(text);
        }
        if (others || started.stream().anyMatch(NodeScript::installs)) {
            return otherwise.run(call, program, replay);
        }
        if (writes) {
            job.machine(Effects.changed(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        if (texts.get().stream()
                .flatMap(text -> ModuleUses.of(text).stream())
                .anyMatch(use -> use.specifier().equals(HUSKY))) {
            Husky.hooks(job);
        }
        rewritten(script.get(), texts.get(), job);
        for (StartedPrograms.Started each : started) {
            start(each, job, replay);
        }
        build(texts.get().get(0), job);
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /**
     * Where the script itself is proven not to be there. Of the modules that it loads nothing is said in a build: a script of a build
     * makes files, with whatever package, before it asks for them.
     */
    private Optional<List<End>> unloadable(Invocation call, Program program, Replay replay) {
        if (!isFirst(call)) {
            return Optional.empty();
        }
        List<End> ends =
                start.map(launcher -> launcher.run(call, program, replay)).orElse(List.of());
        boolean never = !ends.isEmpty()
                && ends.stream()
                        .allMatch(end -> end.exit() instanceof Exit.Code code
                                && code.failure()
                                        .filter(NodeScript::isUnloadable)
                                        .isPresent());
        return never ? Optional.of(List.of(ends.get(0))) : Optional.empty();
    }

    /** A program in the command line that is followed to its end: {@code node -e "if (!fs.existsSync('x')) process.exit(0)"}. */
    private Optional<List<End>> followed(Invocation call, Program program, Replay replay) {
        boolean inline = call.arguments().size() == 2
                && Line.text(call.arguments().get(0))
                        .filter(EVALUATED::contains)
                        .isPresent();
        List<End> ends = inline
                ? start.map(launcher -> launcher.run(call, program, replay)).orElse(List.of())
                : List.of();
        boolean succeeds =
                !ends.isEmpty() && ends.stream().allMatch(end -> end.exit().isSuccess());
        return succeeds ? Optional.of(ends) : Optional.empty();
    }

    private static boolean isUnloadable(Failure failure) {
        return failure.cause() == Cause.START_FILE_MISSING
                && failure.output().startsWith("Error: Cannot find module '/");
    }

    /** Whether the first word that is no option is the script: in front of it stand only options without a word of their own. */
    private static boolean isFirst(Invocation call) {
        for (Arg word : call.arguments()) {
            Optional<String> text = Line.text(word);
            if (text.isEmpty() || !text.get().startsWith("-")) {
                return text.isPresent();
            }
            if (!text.get().contains("=") && !ALONE.contains(text.get())) {
                return false;
            }
        }
        return false;
    }

    /** {@code node node_modules/typescript/bin/tsc -b} is {@code tsc -b}: the script of a command lies in its package. */
    private static Optional<Invocation> ofPackage(Invocation call) {
        List<Arg> words = call.arguments();
        int at = 0;
        while (at < words.size() && words.get(at).shown().startsWith("-")) {
            boolean odd = VALUES.contains(words.get(at).shown())
                    || INLINE.contains(words.get(at).shown());
            at = odd ? words.size() : at + 1;
        }
        if (at >= words.size() || Line.text(words.get(at)).isEmpty()) {
            return Optional.empty();
        }
        ImagePath script = call.machine().directory().resolve(words.get(at).shown());
        Optional<Arg> program = program(script, words.get(at), call);
        if (program.isPresent()) {
            List<Arg> inner = new ArrayList<>(List.of(program.get()));
            inner.addAll(words.subList(at + 1, words.size()));
            return Optional.of(call.with(inner));
        }
        List<String> names = script.names();
        int modules = names.lastIndexOf("node_modules");
        int inside = names.size() - modules > 1 && names.get(modules + 1).startsWith("@") ? 3 : 2;
        if (modules < 0 || modules + inside >= names.size() || !names.contains("bin")) {
            return Optional.empty();
        }
        String name = String.join("/", names.subList(modules + 1, modules + inside));
        String command = BundleOutputs.stem(script.name());
        ImagePath directory = ImagePath.ROOT.resolve(String.join("/", names.subList(0, modules + inside)));
        boolean there = !(call.machine().files().follow(directory) instanceof Fact.Absent<Located>);
        if (!there || !GlobalPackages.commands(name).contains(command)) {
            return Optional.empty();
        }
        List<Arg> inner = new ArrayList<>(List.of(Arg.of(command, words.get(at).at())));
        inner.addAll(words.subList(at + 1, words.size()));
        return Optional.of(call.with(inner));
    }

    /** The command that a script is the file of: {@code node package/bin/npm-cli.js}. */
    private static Optional<Arg> program(ImagePath script, Arg word, Invocation call) {
        return script.name().endsWith(".js")
                        && call.machine().files().follow(script) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content() instanceof Program program
                ? Optional.of(Arg.of(program.name(), word.at()))
                : Optional.empty();
    }

    private static Optional<ImagePath> script(Invocation call) {
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            Optional<String> word = Line.text(words.get(i));
            if (word.isEmpty()) {
                return Optional.empty();
            }
            String text = word.get();
            if (INLINE.contains(text) || text.equals("watch") || text.startsWith("--run=")) {
                return Optional.empty();
            }
            if (!text.startsWith("-")) {
                return BundleGraph.file(call.machine().directory().resolve(text), call.machine());
            }
            i += VALUES.contains(text) ? 1 : 0;
        }
        return Optional.empty();
    }

    /**
     * The later machine, where the scripts that were not there before a script of the project ran are not there behind it either: what
     * people write is not made by a program in whose own code its name does not stand, unless it starts others, unpacks or copies.
     */
    static Machine sparing(String program, Invocation call, Machine after) {
        Machine before = call.machine();
        Optional<List<SourceFile>> texts =
                RUNNERS.contains(program) ? script(call).flatMap(path -> texts(path, call)) : Optional.empty();
        if (texts.isEmpty()
                || texts.get().stream().anyMatch(text -> mayBring(text, before))
                || !(before.files().follow(before.directory()) instanceof Fact.Present<Located> there)
                || !(there.value().node() instanceof Node.Directory old)) {
            return after;
        }
        return after.withFiles(after.files().update(there.value().path(), false, node -> {
            Node with = node;
            for (Map.Entry<String, Node.Slot> child : old.children().entrySet()) {
                String name = child.getKey();
                String base = name.substring(0, Math.max(0, name.indexOf('.')));
                boolean missed = child.getValue() instanceof Node.Slot.Gone
                        && BY_PEOPLE.stream().anyMatch(name::endsWith)
                        && !base.isEmpty()
                        && texts.get().stream().noneMatch(text -> text.text().contains(base));
                if (missed && with instanceof Node.Directory directory) {
                    with = directory.with(name, child.getValue());
                }
            }
            return with;
        }));
    }

    /** Whether it may put files somewhere of which the names do not stand in it. */
    private static boolean mayBring(SourceFile text, Machine machine) {
        boolean unpacks = ModuleUses.of(text).stream().anyMatch(use -> UNPACKERS.contains(use.specifier()));
        boolean copies =
                text.text().contains("fs") && COPIES.matcher(text.text()).find();
        Optional<List<List<String>>> started = SpawnedWords.of(text);
        return unpacks
                || copies
                || started.isEmpty()
                || !started.get().stream().allMatch(words -> onlyMigrates(words, machine));
    }

    /**
     * Prisma's migrations (prisma.io, "Prisma CLI reference"): they make SQL, and the client where it belongs. {@code migrate dev} may
     * run the project's seed besides.
     */
    private static boolean onlyMigrates(List<String> words, Machine machine) {
        int at = words.get(0).equals("npx") ? 1 : 0;
        if (words.size() < at + 3
                || !words.get(at).equals("prisma")
                || !words.get(at + 1).equals("migrate")) {
            return false;
        }
        return Set.of("deploy", "diff", "resolve", "status").contains(words.get(at + 2))
                || words.get(at + 2).equals("dev") && !mayBeSeeded(machine);
    }

    private static boolean mayBeSeeded(Machine machine) {
        ImagePath directory = machine.directory();
        boolean plain = machine.files().follow(directory.child("package.json")) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                && !text.value().text().contains("\"seed\"");
        return !plain
                || List.of("ts", "js", "mjs", "mts", "cjs", "cts").stream()
                        .map(extension -> directory.child("prisma.config." + extension))
                        .anyMatch(path -> machine.files().follow(path) instanceof Fact.Present<Located>);
    }

    /** The script and the files of the project that it loads; empty when one of them cannot be read. */
    private static Optional<List<SourceFile>> texts(ImagePath script, Invocation call) {
        List<SourceFile> texts = new ArrayList<>();
        Deque<ImagePath> open = new ArrayDeque<>(List.of(script));
        Set<ImagePath> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            ImagePath path = open.poll();
            if (path.name().endsWith(".json")) {
                continue;
            }
            if (path.names().contains("node_modules")
                    || seen.size() > MOST_FILES
                    || !(call.machine().files().follow(path) instanceof Fact.Present<Located> found)
                    || !(found.value().node() instanceof Node.File file)
                    || !(file.content().likely().text() instanceof Fact.Present<SourceFile> text)) {
                return Optional.empty();
            }
            texts.add(text.value());
            for (ModuleUse use : ModuleUses.of(text.value())) {
                if (use.form() == Form.TYPE_ONLY || !use.specifier().startsWith(".")) {
                    continue;
                }
                Optional<ImagePath> other = BundleGraph.file(path.parent().resolve(use.specifier()), call.machine());
                if (other.isEmpty() && use.form() != Form.DYNAMIC_IMPORT) {
                    return Optional.empty();
                }
                other.filter(seen::add).ifPresent(open::add);
            }
        }
        return Optional.of(texts);
    }

    private static boolean mayWrite(SourceFile text) {
        boolean packages = ModuleUses.of(text).stream()
                .filter(use -> use.form() != Form.TYPE_ONLY && !use.specifier().startsWith("."))
                .anyMatch(use -> !ProjectModules.isBuiltin(use.specifier()) && !QUIET.contains(use.specifier()));
        return packages
                || LOADS.matcher(text.text()).find()
                || CalledNames.of(text).contains("require")
                        && !text.text().contains("fs")
                        && text.text().contains("require(`")
                || text.text().contains("fs") && WRITES.stream().anyMatch(text.text()::contains);
    }

    /** Whether all that it does is to write files whose texts are known; then they stand there. */
    private static boolean isRewritten(ImagePath script, List<SourceFile> texts, Job job) {
        boolean plain = texts.size() == 1
                && job.call().arguments().size() == 1
                && job.program().name().startsWith("node")
                && job.machine().environment().get("NODE_OPTIONS") instanceof Fact.Absent<String>
                && job.files().follow(script) instanceof Fact.Present<Located> here
                && here.value().node() instanceof Node.File file
                && file.content().doubt().isEmpty();
        Optional<Map<ImagePath, String>> written =
                plain ? JsonScript.of(script, texts.get(0), job.machine()) : Optional.empty();
        written.ifPresent(files -> files.forEach((path, text) -> write(path, text, job)));
        return written.isPresent();
    }

    private static void write(ImagePath path, String text, Job job) {
        Fact<Located> there = job.files().follow(path);
        boolean replaces = there instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().text() instanceof Fact.Present<SourceFile>;
        if (!replaces) {
            Content made = new Content.Written(new SourceFile(job.call().at().path(), text));
            job.files(job.files().with(path, new Node.File(job.made(0644), made)));
            return;
        }
        Located before = ((Fact.Present<Located>) there).value();
        Node.File file = (Node.File) before.node();
        SourceFile old = ((Fact.Present<SourceFile>) file.content().text()).value();
        // Places in it are those of the file that stands in the image, which bears the same name.
        Content after = new Content.Written(new SourceFile(old.path(), text));
        job.files(job.files().with(before.path(), new Node.File(file.meta(), after)));
    }

    /** Manifests and sources stay what they are, unless a script that writes files names them: {@code switchToDist.js}. */
    private static void rewritten(ImagePath script, List<SourceFile> texts, Job job) {
        for (SourceFile text : texts) {
            if (REWRITES.stream().noneMatch(text.text()::contains)) {
                continue;
            }
            for (String word : CalledNames.words(text)) {
                if (word.length() < 3 || !Effects.isSource(word)) {
                    continue;
                }
                for (ImagePath base : List.of(
                        job.machine().directory(),
                        script.parent(),
                        script.parent().parent())) {
                    ImagePath path = base.resolve(word);
                    job.files(job.files()
                            .update(
                                    path,
                                    false,
                                    node -> node instanceof Node.File file
                                                    && !(file.content() instanceof Content.Likely)
                                            ? new Node.File(
                                                    file.meta(),
                                                    new Content.Likely(
                                                            file.content(), Reason.BUILD_OUTPUT_NOT_MODELLED))
                                            : node));
                }
            }
        }
    }

    private static String first(StartedPrograms.Started started) {
        String line = started.line().text().strip();
        String first = line.split("\\s+", 2)[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    /** Whether what it starts may put packages somewhere, or is more than one program. */
    private static boolean installs(StartedPrograms.Started started) {
        if (started.whole() && started.certain() && started.shell()) {
            return false; // it runs, and what it installs is known then
        }
        String name = first(started);
        String line = started.line().text();
        boolean several = started.shell() && line.chars().anyMatch(c -> "&;|`<>(".indexOf(c) >= 0);
        return name.isEmpty()
                || name.contains("$")
                || started.whole() && line.isBlank()
                || several
                || !started.whole()
                        && line.strip().indexOf(' ') < 0
                        && !started.line().text().endsWith(" ")
                || !Effects.isTool(name);
    }

    /** What runs for certain runs in the model; of the rest it is said what it may have touched. */
    private static void start(StartedPrograms.Started started, Job job, Replay replay) {
        if (!started.whole() || !started.certain() || !started.shell()) {
            job.machine(Effects.inScript(
                    first(started), List.of(), job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return;
        }
        Invocation call = job.call();
        List<Arg> words = List.of(Arg.of("/bin/sh", call.at()), Arg.of("-c", call.at()), Arg.of(started.line()));
        List<End> ends = Chain.exec(
                new Invocation(words, job.machine(), started.line().span(), call.input(), false),
                false,
                replay,
                (command, refused) -> new Chain.Words("Error: spawnSync " + command + " ENOENT", 1));
        // One that fails ends the script, and the build with it, or the script catches that: either way it is not what
        // counts here.
        Optional<End> one = ends.stream()
                .filter(end -> !(end.exit() instanceof Exit.Code code && code.code() != 0))
                .findFirst();
        boolean only = one.isPresent() && ends.size() == 1;
        if (only && !(one.get().exit() instanceof Exit.Lost)) {
            job.machine(call.machine()
                    .withFiles(one.get().machine().files())
                    .withAccounts(one.get().machine().accounts()));
        } else {
            job.machine(Effects.local(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
    }

    /** What it gives to esbuild. */
    private static void build(SourceFile text, Job job) {
        boolean builds =
                ModuleUses.of(text).stream().anyMatch(use -> use.specifier().equals("esbuild"));
        if (!builds) {
            return;
        }
        Configuration configuration = Configuration.of(
                text,
                name -> job.machine()
                        .environment()
                        .get(name)
                        .fold(set -> new Setting.Text(set.value()), none -> new Setting.None(), unknown ->
                                (Setting) new Setting.Unclear()));
        for (String function : List.of("build", "buildSync", "context")) {
            for (Setting each : configuration.given(function)) {
                Map<String, Setting> options = each instanceof Setting.Members members ? members.all() : Map.of();
                new EsbuildRun(options).write(job);
            }
        }
    }
}
