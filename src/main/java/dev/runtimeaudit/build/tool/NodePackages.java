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
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.ManagerDemand;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code npm}, {@code pnpm}, {@code yarn} and {@code bun} in a {@code RUN}: what they install, and the scripts of the packages that
 * they run, which are followed as they are at a start.
 *
 * <p>It is one class although it is long: the four share their commands and differ in words.
 */
final class NodePackages implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "prefix",
            "dir",
            "cwd",
            "filter",
            "workspace",
            "location",
            "loglevel",
            "registry",
            "cache",
            "store-dir",
            "omit",
            "include",
            "reporter",
            "network-timeout",
            "cache-folder",
            "modules-folder",
            "fetch-timeout",
            "fetch-retries",
            "linker",
            "node-linker",
            "install-strategy",
            "backend",
            "mutex",
            "network-concurrency",
            "package-import-method",
            "config");

    private static final Set<String> INSTALLS = Set.of(
            "install",
            "i",
            "ci",
            "clean-install",
            "add",
            "install-test",
            "it",
            "rebuild",
            "rb",
            "dedupe",
            "fetch",
            "import",
            "update",
            "upgrade",
            "up",
            "link",
            "ln",
            "workspaces",
            "focus",
            "install-clean",
            "cit",
            "in",
            "isntall");

    private static final Set<String> HARMLESS = Set.of(
            "cache",
            "get",
            "version",
            "--version",
            "-v",
            "view",
            "info",
            "ls",
            "list",
            "why",
            "audit",
            "ping",
            "whoami",
            "outdated",
            "root",
            "bin",
            "help",
            "login",
            "store",
            "doctor",
            "fund",
            "completion");

    /** What pnpm does in a project of another manager, too (measured with 9.15). */
    private static final Set<String> UNMANAGED = Set.of("store", "dlx", "env", "pkg", "version", "completion");

    /** What yarn 1 and pnpm do without a look at {@code engines} (measured), or may do so. */
    private static final Set<String> ASIDE = Set.of(
            "exec",
            "node",
            "pack",
            "check",
            "versions",
            "init",
            "list",
            "bin",
            "config",
            "c",
            "set",
            "licenses",
            "autoclean",
            "import",
            "policies",
            "create",
            "generate-lock-entry",
            "dlx",
            "global",
            "link",
            "unlink",
            "logout",
            "owner",
            "publish",
            "remove",
            "tag",
            "team",
            "unplug",
            "workspace",
            "workspaces",
            "access",
            "upgrade-interactive",
            "fetch",
            "deploy",
            "patch",
            "patch-commit",
            "setup",
            "server",
            "prune",
            "rebuild",
            "rb",
            "uninstall",
            "rm",
            "un");

    private static final Set<String> LIFECYCLE = Set.of(
            "preinstall",
            "install",
            "postinstall",
            "prepublish",
            "preprepare",
            "prepare",
            "postprepare",
            "pnpm:devPreinstall");

    /** The first major of pnpm that has its commands in a directory of their own. */
    private static final int PNPM_WITH_BIN = 11;

    private final Map<String, Launcher> programs;

    /** @param programs what follows the scripts, under the names of the managers */
    NodePackages(Map<String, Launcher> programs) {
        this.programs = programs;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        if (program.name().equals("corepack-shim")) {
            // One file for all of them: it goes by the name it is called with.
            String called = call.command().shown();
            String manager = called.substring(called.lastIndexOf('/') + 1);
            Optional<Failure> refusal = ManagerDemand.shim(call, manager).refusal();
            if (refusal.isPresent()) {
                return Chain.failed(call, refusal.get());
            }
            return run(call, new Program(manager, program.version(), program.linkage()), replay);
        }
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), program.name().equals("npm") ? "w" : "FC", VALUES);
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        boolean yarn = program.name().equals("yarn");
        boolean elsewhere = line.unclear()
                || line.value("w", "workspace", "F", "filter", "C", "dir", "prefix", "cwd")
                        .isPresent()
                || line.has("r", "recursive", "ws", "workspaces", "w", "workspace-root");
        Optional<Arg> given = line.value("C", "dir", "prefix", "cwd");
        Optional<String> named = given.flatMap(Line::text);
        Optional<Failure> refusal = refusal(job, line, given, command);
        if (refusal.isPresent()) {
            return Chain.failed(call, refusal.get());
        }
        boolean unclear = line.unclear() || given.isPresent() && named.isEmpty() || line.has("ws", "workspaces");
        ImagePath here = named.map(job::path).orElse(job.machine().directory());
        Optional<Failure> stranger = stranger(job, line, operands, here);
        if (stranger.isPresent()) {
            return Chain.failed(call, stranger.get());
        }
        boolean global = line.has("g", "global")
                || line.text("location").filter("global"::equals).isPresent()
                || yarn && command.equals("global");
        if (Set.of("config", "c", "set").contains(command) && !program.name().equals("bun")) {
            configure(job, line, operands.subList(command.equals("set") ? 0 : 1, operands.size()));
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        boolean edits = Set.of("pkg", "set-script").contains(command)
                && Set.of("npm", "pnpm").contains(program.name());
        if (edits
                || program.name().equals("bun")
                        && operands.size() > 1
                        && operands.subList(0, 2).equals(List.of("pm", "pkg"))) {
            boolean others = unclear
                    || line.value("w", "workspace", "F", "filter").isPresent()
                    || line.has("r", "recursive", "w", "workspace-root");
            ManifestEdit.run(job, operands.subList(edits ? 1 : 2, operands.size()), here, others);
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        if (Set.of("link", "ln").contains(command)) {
            linked(job);
        }
        if (global) {
            int skip = yarn ? 2 : 1;
            if (INSTALLS.contains(command) || command.equals("global")) {
                keepsPackages(job);
                List<String> packages = operands.subList(Math.min(skip, operands.size()), operands.size()).stream()
                        .map(word -> PackedPackage.specifier(word, job))
                        .collect(Collectors.toCollection(ArrayList::new));
                packages.addAll(GlobalPackages.inUnknownVersions(line));
                GlobalPackages.add(job, packages, bin(job));
            } else if (Set.of("uninstall", "remove", "rm", "un", "r").contains(command)) {
                uninstall(job, operands.subList(1, operands.size()));
            }
            if (line.unclear()) {
                // What `$(…)` names is a package, too, and nobody knows which commands it brings.
                bin(job).ifPresent(to -> job.files(
                        Effects.openNames(job.files(), to, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence())));
            }
            return job.unknown(Reason.DOWNLOADED);
        }
        if (command.isEmpty()
                        && (yarn || program.name().equals("bun") && line.flags().isEmpty())
                || INSTALLS.contains(command)) {
            return install(job, line, command, here, unclear, replay);
        } else if (command.equals("prune") && Set.of("npm", "pnpm").contains(program.name()) && !unclear) {
            InstallCommand prune = new InstallCommand(job, line, command, here);
            if (!prune.run()) {
                new DirectDependencies(job, here).prune();
                job.files(modules(job, here));
            }
            Optional<Lifecycle> scripts = prune.lifecycle();
            List<End> ends = job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
            return scripts.map(s -> s.run(ends, replay)).orElse(ends);
        } else if (HARMLESS.contains(command)) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        } else {
            if (Set.of("prune", "uninstall", "remove", "rm", "un", "r").contains(command)) {
                DirectDependencies modules =
                        new DirectDependencies(job, job.machine().directory());
                modules.prune();
                operands.subList(1, operands.size()).forEach(modules::doubt);
            }
            Optional<List<End>> bin = bin(job, line, command, elsewhere, replay);
            if (bin.isPresent()) {
                return bin.get();
            }
            if (command.equals("deploy") && program.name().equals("pnpm") && !unclear) {
                PnpmDeploy deploy = new PnpmDeploy(job, line, here);
                Optional<List<End>> deployed = deploy.isRefused() ? Optional.empty() : deploy.run(replay);
                if (deployed.isPresent()) {
                    return deployed.get();
                }
            }
            boolean deploys = command.equals("deploy") && program.name().equals("pnpm");
            if (!deploys) {
                return scripts(job, here, replay);
            }
            job.machine(Effects.code(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            if (operands.size() > 1) {
                ImagePath to = job.path(operands.get(operands.size() - 1));
                job.files(job.files()
                        .mkdirs(to, job.made(0755))
                        .open(to, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            }
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** A package of the workspace that is named, and that the workspace does not have. */
    private static Optional<Failure> stranger(Job job, Line line, List<String> operands, ImagePath here) {
        boolean npm = job.program().name().equals("npm");
        boolean yarn = job.program().name().equals("yarn")
                && operands.size() > 2
                && operands.get(0).equals("workspace");
        Optional<String> named =
                npm ? line.text("w", "workspace") : yarn ? Optional.of(operands.get(1)) : Optional.empty();
        boolean old = job.program().version().startsWith("6"); // npm 7 was the first with workspaces
        boolean judged = yarn
                || !old
                        && Set.of("run", "run-script", "ci", "install", "i")
                                .contains(operands.isEmpty() ? "" : operands.get(0));
        boolean plain = named.filter(each -> each.matches("@?[\\w-][\\w./-]*|\\./[\\w./-]+"))
                .isPresent();
        if (!judged || !plain || line.unclear() || line.has("v", "version", "h", "help")) {
            return Optional.empty();
        }
        String name = named.get();
        Optional<NodeProject> project =
                NodeProject.at(job.program().name(), here, job.machine(), false).filter(NodeProject::isSure);
        boolean strange = project.filter(known -> !known.members().isEmpty()
                        && known.members().values().stream().noneMatch(member -> isCalled(member, name, here)))
                .isPresent();
        String says = npm
                ? "npm error No workspaces found:"
                : NodeProject.isAbsent(
                                project.map(NodeProject::root).orElse(here).child(".yarnrc.yml"), job.machine())
                        ? "error Unknown workspace \"" + name + "\"."
                        : "Usage Error: Workspace '" + name + "' not found. Did you mean any of the following:";
        return strange
                ? Optional.of(new Failure(Cause.STEP_FAILS, 1, says, job.call().at(), name, job.evidence()))
                : Optional.empty();
    }

    /** By its name, with or without its scope, or by its directory or one above (docs.npmjs.com, "config", "workspace"). */
    private static boolean isCalled(NodeProject.Member member, String name, ImagePath here) {
        return member.name().equals(name)
                || member.name().isEmpty() && member.path().name().equals(name)
                || member.name().endsWith("/" + name)
                || member.path().isIn(here.resolve(name));
    }

    /** Why the manager does nothing at all here. */
    private static Optional<Failure> refusal(Job job, Line line, Optional<Arg> elsewhere, String command) {
        boolean asked = line.has("v", "version", "help", "h") || line.has("g", "global") || command.equals("global");
        if (elsewhere.isPresent() || asked) {
            return Optional.empty();
        }
        Invocation call = job.call();
        boolean npm = job.program().name().equals("npm");
        if (npm) {
            boolean judged = INSTALLS.contains(command)
                    && !Set.of("rebuild", "rb").contains(command)
                    && !line.has("force", "f", "engine-strict", "no-engine-strict")
                    && line.value("engine-strict").isEmpty();
            return judged
                    ? ManagerDemand.strict(call, job.machine().directory()).refusal()
                    : Optional.empty();
        }
        boolean pnpm = job.program().name().equals("pnpm");
        boolean configured = call.shown().stream().anyMatch(word -> word.startsWith("--config."));
        if (pnpm && (UNMANAGED.contains(command) || HARMLESS.contains(command) || configured)) {
            return Optional.empty();
        }
        // yarn and pnpm look at engines when they install, and when they run a script.
        boolean anyEngines = line.has("ignore-engines") || HARMLESS.contains(command) || ASIDE.contains(command);
        return ManagerDemand.of(call, job.program(), anyEngines).refusal();
    }

    /** @param words behind {@code config} */
    private static void configure(Job job, Line line, List<String> words) {
        switch (job.program().name()) {
            case "npm" -> GlobalPackages.configure(job, line, words);
            case "pnpm" -> PnpmSettings.configure(job, words, line.unclear());
            default -> GlobalPackages.configureYarn(job, words);
        }
    }

    /** A command of an installed package whose effects are known. */
    private static Optional<List<End>> bin(Job job, Line line, String command, boolean elsewhere, Replay replay) {
        boolean directory = line.value("C", "dir", "prefix", "cwd").isPresent();
        if (command.isEmpty() || elsewhere && !directory) {
            return Optional.empty();
        }
        if (Set.of("exec", "x").contains(command)) {
            return new PackageBin(job, replay).of(1);
        }
        // npm and yarn 1 have no such command.
        boolean downloads = job.program().name().equals("pnpm")
                || job.program().name().equals("yarn") && Tsc.major(job.program()) >= 2;
        if (command.equals("dlx") && downloads) {
            return new PackageBin(job, replay).downloaded();
        }
        boolean bare = Set.of("pnpm", "yarn", "bun").contains(job.program().name());
        boolean noScript = !directory && PackageBin.script(job, command) instanceof Fact.Absent<String>;
        return bare && noScript ? new PackageBin(job, replay).of(0) : Optional.empty();
    }

    /**
     * Where the commands of global packages go: bun asks BUN_INSTALL_BIN first (bun.com, "bun add", "global"); pnpm asks PNPM_HOME, and
     * wants the directory on PATH, itself until 10, its {@code bin} since 11 (pnpm.io, "pnpm setup", "global-bin-dir"). Else, and where
     * the user may not write there, any directory on PATH may be it.
     */
    private static Optional<ImagePath> bin(Job job) {
        switch (job.program().name()) {
            case "npm":
                return GlobalPackages.bin(job);
            case "bun":
                return variable(job, "BUN_INSTALL_BIN").filter(to -> mayPut(to, job));
            case "pnpm":
                return pnpmBin(job).filter(to -> mayPut(to, job));
            default:
                return Optional.empty();
        }
    }

    private static Optional<ImagePath> pnpmBin(Job job) {
        boolean told = job.call().shown().stream().anyMatch(word -> word.startsWith("--global-bin-dir"))
                || job.machine().environment().names().stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith("_config_global_bin_dir"));
        Set<String> searched = job.machine().environment().get("PATH") instanceof Fact.Present<String> path
                ? new TreeSet<>(List.of(path.value().split(":")))
                : Set.of();
        int major = Tsc.major(job.program());
        List<ImagePath> places = variable(job, "PNPM_HOME").stream()
                .flatMap(home -> Stream.of(home, home.child("bin"))
                        .filter(each -> major == 0 || each.equals(home) == major < PNPM_WITH_BIN))
                .filter(each -> searched.contains(each.value()))
                .toList();
        return !told && places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
    }

    private static boolean mayPut(ImagePath directory, Job job) {
        return NestStart.mayWrite(directory.child("command"), job.machine());
    }

    /** bun and pnpm keep global packages below a home of their own, of which nothing more is known. */
    private static void keepsPackages(Job job) {
        Optional<ImagePath> home = switch (job.program().name()) {
            case "pnpm" -> variable(job, "PNPM_HOME");
            case "bun" ->
                variable(job, "BUN_INSTALL_GLOBAL_DIR")
                        .or(() -> variable(job, "BUN_INSTALL"))
                        .or(() ->
                                Optional.of(ImagePath.of(PnpmSettings.home(job)).child(".bun")));
            default -> Optional.empty();
        };
        home.ifPresent(directory -> {
            job.files(job.files().mkdirs(directory, job.made(0755)));
            job.files(Effects.open(job.files(), directory, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
        });
        bin(job).ifPresent(to -> job.files(job.files().mkdirs(to, job.made(0755))));
    }

    private static Optional<ImagePath> variable(Job job, String name) {
        return job.machine().environment().get(name) instanceof Fact.Present<String> set
                        && set.value().startsWith("/")
                ? Optional.of(ImagePath.of(set.value()))
                : Optional.empty();
    }

    /** A package that is linked puts its commands where programs are searched (docs.npmjs.com, "npm-link"). */
    private static void linked(Job job) {
        List<ImagePath> places = bin(job).map(List::of).orElseGet(() -> Effects.searched(job.machine()));
        for (ImagePath place : places) {
            job.files(Effects.openNames(job.files(), place, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
        }
    }

    private static void uninstall(Job job, List<String> names) {
        Optional<ImagePath> bin = bin(job);
        for (String name : names) {
            bin.ifPresent(b -> job.files(job.files().without(b.child(GlobalPackages.name(name)), job.evidence())));
        }
    }

    private static List<End> install(
            Job job, Line line, String command, ImagePath here, boolean unclear, Replay replay) {
        boolean locks = command.equals("import")
                || line.has("lockfile-only", "package-lock-only")
                || line.text("mode").filter("update-lockfile"::equals).isPresent();
        if (locks) {
            relocked(job, here);
        }
        if (locks || Set.of("fetch", "rebuild", "rb", "link", "ln").contains(command) || line.has("dry-run")) {
            if (Set.of("rebuild", "rb").contains(command)) {
                rebuilt(job, here);
            } else {
                job.files(modules(job, here));
            }
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        boolean names = line.operands().size() > 1 && !command.equals("workspaces") && !command.equals("focus");
        if (!unclear) {
            lockfile(job, line, command, here);
        }
        InstallCommand whole = new InstallCommand(job, line, command, here);
        boolean known = !unclear
                && !names
                && !Set.of("update", "upgrade", "up", "dedupe").contains(command)
                && whole.run();
        if (!known) {
            job.files(modules(job, here));
            if (!unclear) {
                DirectDependencies direct = new DirectDependencies(job, here);
                direct.install(development(job, line));
                if (names && INSTALLS.contains(command)) {
                    direct.add(line.texts().subList(1, line.texts().size()));
                }
            }
        }
        Optional<Lifecycle> scripts = unclear || names ? Optional.empty() : whole.lifecycle();
        boolean told = scripts.isPresent() || line.has("ignore-scripts");
        if (!told && mayBuild(job, here)) {
            job.machine(
                    known
                            ? Effects.project(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence())
                            : Effects.code(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        for (String lock : lockfiles(job.program().name())) {
            if (!(job.files().at(here.child(lock)) instanceof Fact.Present<Located>)) {
                job.files(job.files().perhaps(here.child(lock), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            }
        }
        List<End> ends = job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        return scripts.map(s -> s.run(ends, replay)).orElse(ends);
    }

    /** The scripts of packages run once more: a client that was generated may be generated for what is there now. */
    private static void rebuilt(Job job, ImagePath here) {
        Machine inside = job.machine().withDirectory(here);
        Machine after = mayBuild(job, here)
                ? Effects.project(inside, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence())
                : Effects.generating(inside, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
        job.files(after.files());
    }

    /** The lockfile is made, or made anew: in the package or at the root of its workspace. */
    private static void relocked(Job job, ImagePath here) {
        Set<ImagePath> places = new TreeSet<>(Set.of(here));
        Workspaces.around(here, job.machine()).map(Workspaces::root).ifPresent(places::add);
        for (ImagePath place : places) {
            for (String lock : lockfiles(job.program().name())) {
                ImagePath path = place.child(lock);
                boolean there = job.files().follow(path) instanceof Fact.Present<Located>;
                job.files(
                        there
                                ? ManifestEdit.written(
                                        job.files(), path, new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN))
                                : job.files().perhaps(path, Reason.FILE_CONTENT_NOT_KNOWN, job.evidence()));
            }
        }
    }

    /** What a manager writes when there is none. */
    private static List<String> lockfiles(String manager) {
        return switch (manager) {
            case "npm" -> List.of("package-lock.json");
            case "pnpm" -> List.of("pnpm-lock.yaml");
            case "yarn" -> List.of("yarn.lock");
            default -> List.of("bun.lock", "bun.lockb");
        };
    }

    /** Whether {@code devDependencies} are installed, for certain. */
    private static boolean development(Job job, Line line) {
        boolean without = line.value("omit", "include", "only").isPresent()
                || line.has("production", "prod", "P", "p", "omit")
                || line.value("production").isPresent();
        return !without && job.machine().environment().get("NODE_ENV") instanceof Fact.Absent<String>;
    }

    /** A frozen install without a lockfile is refused. */
    private static void lockfile(Job job, Line line, String command, ImagePath here) {
        String name = job.program().name();
        if (name.equals("npm") && Set.of("ci", "clean-install", "install-clean").contains(command)) {
            boolean none =
                    absent(job, here.child("package-lock.json")) && absent(job, here.child("npm-shrinkwrap.json"));
            if (none) {
                job.fails(
                        Cause.INSTALL_CANNOT_SUCCEED,
                        1,
                        "npm error The `npm ci` command can only install with an existing package-lock.json or",
                        "package-lock.json",
                        job.call().command());
            }
        } else if (name.equals("pnpm") && line.has("frozen-lockfile") && INSTALLS.contains(command)) {
            boolean none = true;
            for (ImagePath at = here; ; at = at.parent()) {
                none &= absent(job, at.child("pnpm-lock.yaml"));
                if (at.isRoot()) {
                    break;
                }
            }
            if (none) {
                job.fails(
                        Cause.INSTALL_CANNOT_SUCCEED,
                        1,
                        " ERR_PNPM_NO_LOCKFILE  Cannot install with \"frozen-lockfile\" because pnpm-lock.yaml is"
                                + " absent",
                        "pnpm-lock.yaml",
                        job.call().command());
            }
        }
    }

    private static boolean absent(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Absent<Located>;
    }

    /** node_modules in this directory, and perhaps in every directory below that holds a package. */
    private static FileSystem modules(Job job, ImagePath here) {
        return modules(job.files().mkdirs(here, job.made(0755)), here, job, true);
    }

    /** @param installs whether the directory has a node_modules for certain afterwards */
    private static FileSystem modules(FileSystem files, ImagePath here, Job job, boolean installs) {
        Rest open = new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
        if (!(files.follow(here) instanceof Fact.Present<Located> found)) {
            return files;
        }
        return files.update(
                found.value().path(),
                false,
                node -> node instanceof Directory directory ? withModules(directory, open, job, installs, 0) : node);
    }

    private static Directory withModules(Directory directory, Rest open, Job job, boolean top, int depth) {
        TreeMap<String, Slot> children = new TreeMap<>();
        directory.children().forEach((name, slot) -> {
            boolean deeper = slot instanceof Slot.Here here
                    && here.node() instanceof Directory
                    && !name.equals("node_modules")
                    && !name.startsWith(".")
                    && depth < 4
                    // At the root, only what is no part of the distribution can be a workspace.
                    && !Set.of("usr", "etc", "var", "proc", "sys", "dev", "lib", "bin", "sbin", "run")
                            .contains(name);
            children.put(
                    name,
                    deeper
                            ? new Slot.Here(
                                    withModules((Directory) ((Slot.Here) slot).node(), open, job, false, depth + 1))
                            : slot);
        });
        Slot before = directory.slot("node_modules");
        if (before instanceof Slot.Here here && here.node() instanceof Directory old) {
            children.put("node_modules", new Slot.Here(old.withRest(open)));
            opened(children, open, job);
        } else if (top) {
            Meta meta = job.made(0755);
            children.put("node_modules", new Slot.Here(Directory.empty(meta, open)));
        } else if (directory.slot("package.json") instanceof Slot.Here) {
            children.put(
                    "node_modules",
                    new Slot.Perhaps(Optional.empty(), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
        }
        return new Directory(directory.meta(), directory.rest(), () -> children);
    }

    private static void opened(Map<String, Slot> children, Rest open, Job job) {
        Directory modules = (Directory) ((Slot.Here) Objects.requireNonNull(children.get("node_modules"))).node();
        FileSystem below =
                new FileSystem(modules).open(ImagePath.ROOT, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
        children.put("node_modules", new Slot.Here(below.root().withRest(open)));
    }

    /** Whether the package itself has something done when its dependencies are installed. */
    private static boolean mayBuild(Job job, ImagePath here) {
        return Manifest.in(here, job.files())
                .fold(
                        known -> known.value().scripts().keySet().stream().anyMatch(LIFECYCLE::contains),
                        none -> false,
                        unknown -> true);
    }

    /**
     * A script of the package or a command of an installed one, as the manager runs them at a start, too. Where that cannot be
     * followed, something below the current directory may have changed, and packages may have come into the workspace.
     */
    private List<End> scripts(Job job, ImagePath here, Replay replay) {
        Program program = job.program();
        Optional<Launcher> manager = Optional.ofNullable(programs.get(program.name()));
        Optional<ImagePath> workspace =
                Workspaces.around(here, job.machine()).map(Workspaces::root).filter(root -> !root.isRoot());
        Invocation call = job.call().with(job.machine());
        List<End> ends = manager.map(m -> m.run(call, program, replay))
                .orElseGet(() -> List.of(
                        End.of(call.machine(), new Exit.Lost(Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()))));
        return ends.stream()
                .map(end -> end.exit() instanceof Exit.Lost ? opened(job, end, here, workspace) : end)
                .toList();
    }

    private static End opened(Job job, End end, ImagePath here, Optional<ImagePath> workspace) {
        Reason reason = Reason.BUILD_OUTPUT_NOT_MODELLED;
        Machine after = ManifestEdit.named(job.call().arguments(), Effects.code(end.machine(), reason, job.evidence()));
        FileSystem files = Effects.open(after.files(), here, reason, job.evidence());
        if (workspace.isPresent()) {
            files = modules(files, workspace.get(), job, false);
        }
        return job.goesOn(end.printing(Value.unknown(reason, job.evidence())), after.withFiles(files));
    }
}
