package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeInstall.Layout;
import dev.runtimeaudit.build.tool.NodeInstall.Manner;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One command that installs what package.json asks for: which of it, where to, and in which layout.
 *
 * <p>It is one class although it is long: the words of a command line and the settings of its project decide together what is installed.
 */
final class InstallCommand {

    private final Job job;
    private final Line line;
    private final String manager;
    private final String command;
    private final ImagePath directory;

    /** @param directory where it acts */
    InstallCommand(Job job, Line line, String command, ImagePath directory) {
        this.job = job;
        this.line = line;
        this.manager = job.program().name();
        this.command = command;
        this.directory = directory;
    }

    /** @return whether it is known which packages are there now */
    boolean run() {
        Optional<NodeProject> found = NodeProject.at(manager, directory, job.machine(), alone());
        if (found.isEmpty()) {
            return false;
        }
        NodeProject project = found.get();
        Fact<Lockfile> locked = project.lockfile();
        Optional<Lockfile> lock =
                locked instanceof Fact.Present<Lockfile> present ? Optional.of(present.value()) : Optional.empty();
        boolean berry = manager.equals("yarn") && isBerry(project, lock);
        if (manager.equals("yarn")) {
            // Whatever it installs, and wherever to.
            Optional<Lockfile> own = lock.filter(l -> berry == (l.format() == Lockfile.Format.BERRY));
            new FrozenLockfile(job, line, command, project, own, Optional.empty()).judge();
        }
        if (berry && !hasModules(project.root())) {
            plugAndPlay(project.root());
            return false;
        }
        if (isElsewhere(project, berry)) {
            return false;
        }
        Optional<Set<String>> chosen = chosen(project, berry);
        boolean focused = berry && command.equals("workspaces") && !line.has("A", "all");
        if (chosen.isEmpty() && (focused || !filters().isEmpty())) {
            return false;
        }
        Optional<Manner> manner = manner(project, lock, berry, chosen);
        if (manner.isEmpty()
                || locked instanceof Fact.Unknown<Lockfile> && manner.get().layout() != Layout.ISOLATED) {
            return false;
        }
        if (manager.equals("pnpm")
                && command.equals("prune")
                && project.members().size() > 1) {
            new DirectDependencies(job, directory).prune(project, Set.of(8, 9).contains(major(project)));
            return true;
        }
        if (!manager.equals("yarn")) {
            new FrozenLockfile(job, line, command, project, lock, chosen).judge();
        }

        boolean here = line.value("modules-folder", "modules-dir").isEmpty() && !command.equals("prune");
        if (here && Unwritable.modules(job, project, manner.get().development().orElse(false))) {
            return true;
        }
        Optional<Boolean> builds = berry
                ? skipsScripts(project).map(skips -> !skips)
                : manner.get().builds();
        PrismaPostinstall client = PrismaPostinstall.before(
                job, project, lock, berry, builds.orElse(false), manner.get().clean());
        new NodeInstall(job, project, lock, manner.get()).run();
        if (here) {
            client.run();
        }
        if (berry) {
            // The state of an install is kept there (yarnpkg.com, "Questions & Answers", "Which files should be
            // gitignored?").
            mayMake(project.root(), ".yarn");
        }
        if (manager.equals("pnpm")) {
            PnpmSettings.keepStore(
                    job,
                    PnpmSettings.of(project.root(), job, line, major(project)),
                    project.root().child("node_modules"),
                    manner.get().builds());
        }
        return true;
    }

    /** What yarn makes where it makes no {@code node_modules} (yarnpkg.com, "Plug'n'Play"). */
    private void plugAndPlay(ImagePath root) {
        mayMake(root, ".pnp.cjs", ".pnp.loader.mjs", ".yarn");
    }

    /** Files that may be there afterwards, and what may lie in directories of such names. */
    private void mayMake(ImagePath root, String... names) {
        for (String name : names) {
            if (!(job.files().follow(root.child(name)) instanceof Fact.Present<Located>)) {
                job.files(job.files().perhaps(root.child(name), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            }
        }
        job.files(Effects.openNames(
                job.files(), root.child(".yarn"), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
    }

    /** Whether packages lie where their own rules put them: npm's linked ones, and those that yarn is told not to hoist. */
    private boolean isElsewhere(NodeProject project, boolean berry) {
        if (manager.equals("npm")) {
            String strategy =
                    line.text("install-strategy").orElse(configured().getOrDefault("install-strategy", "hoisted"));
            return !Set.of("hoisted", "nested", "shallow").contains(strategy)
                    || given(Set.of("--omit")).contains("peer")
                    || given(Set.of("--only")).stream().anyMatch(word -> word.startsWith("dev"));
        }
        if (!manager.equals("yarn")) {
            return false;
        }
        boolean limited = berry
                && !(Manifest.text(project.root().child(".yarnrc.yml"), job.machine())
                                instanceof Fact.Present<SourceFile> file
                        && file.value().text().lines().noneMatch(each -> each.startsWith("nmHoistingLimits:")));
        return limited
                || project.members().values().stream()
                        .anyMatch(member -> member.json()
                                        .json()
                                        .member("workspaces")
                                        .flatMap(all -> all.member("nohoist"))
                                        .isPresent()
                                || member.json().json().member("installConfig").isPresent());
    }

    private boolean alone() {
        return line.has("ignore-workspace", "no-workspaces");
    }

    /**
     * The scripts that this has run. Empty when it is not known which there are, or whether any is; a command that is told to run none
     * has some that have no steps.
     */
    Optional<Lifecycle> lifecycle() {
        Optional<NodeProject> found = NodeProject.at(manager, directory, job.machine(), alone());
        if (found.isEmpty()) {
            return line.has("ignore-scripts") ? Optional.of(Lifecycle.none(job)) : Optional.empty();
        }
        Optional<Boolean> skips = skipsScripts(found.get());
        if (skips.isEmpty() || skips.get()) {
            return skips.map(all -> Lifecycle.none(job));
        }
        Fact<Lockfile> locked = found.get().lockfile();
        boolean berry = manager.equals("yarn")
                && isBerry(
                        found.get(),
                        locked instanceof Fact.Present<Lockfile> present
                                ? Optional.of(present.value())
                                : Optional.empty());
        Optional<Set<String>> chosen = chosen(found.get(), berry);
        if (chosen.isEmpty() && !filters().isEmpty()) {
            return Optional.empty();
        }
        boolean production = !development(berry, major(found.get())).orElse(true);
        return Optional.of(new Lifecycle(job, found.get(), chosen, berry, command.equals("prune"), production));
    }

    // --- which of it -----------------------------------------------------------------------------------------------

    /** The words of every option that chooses packages; the line itself keeps only the last. */
    List<String> filters() {
        Set<String> names =
                manager.equals("npm") ? Set.of("-w", "--workspace") : Set.of("--filter", "-F", "--filter-prod");
        return given(names);
    }

    /** The values of options that can be given more than once. */
    private List<String> given(Set<String> names) {
        List<String> values = new ArrayList<>();
        List<Arg> words = job.call().arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).shown();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (names.contains(name)) {
                values.add(
                        equals >= 0
                                ? word.substring(equals + 1)
                                : i + 1 < words.size() ? words.get(i + 1).shown() : "");
            }
        }
        return values;
    }

    private Optional<Set<String>> chosen(NodeProject project, boolean berry) {
        if (berry && command.equals("workspaces")) {
            if (line.has("A", "all")) {
                return Optional.empty();
            }
            List<String> names = line.texts()
                    .subList(Math.min(2, line.texts().size()), line.texts().size());
            String here = job.machine().directory().equals(project.root())
                    ? "."
                    : job.machine().directory().below(project.root());
            return names.isEmpty() ? Optional.of(Set.of(here)) : project.chosen(names);
        }
        List<String> filters = filters();
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        if (manager.equals("pnpm") && filters.stream().anyMatch(InstallCommand::isTrailed)) {
            if (major(project) < 9) {
                return Optional.empty();
            }
            // Of a place without braces it does not heed what stands behind it (parseProjectSelector of 9 and later).
            filters = filters.stream()
                    .map(each -> isTrailed(each) ? each.substring(0, each.length() - "...".length()) : each)
                    .toList();
        }
        Optional<Set<String>> chosen = project.chosen(filters);
        if (chosen.isPresent() && manager.equals("pnpm")) {
            // The root is linked, too (pnpm 9, measured).
            Set<String> withRoot = new TreeSet<>(chosen.get());
            withRoot.add(".");
            return Optional.of(withRoot);
        }
        return manager.equals("bun") ? chosen.map(project::withDependencies) : chosen;
    }

    private static boolean isTrailed(String filter) {
        return filter.endsWith("...") && (filter.startsWith("./") || filter.startsWith("../"));
    }

    /** Whether {@code devDependencies} are installed; empty when that cannot be told. */
    Optional<Boolean> development(boolean berry, int major) {
        if (berry) {
            return Optional.of(!command.equals("workspaces") || !line.has("production"));
        }
        Fact<String> node = job.machine().environment().get("NODE_ENV");
        // From pnpm 10 on NODE_ENV is not asked for (github.com/pnpm/pnpm, release 10.0.0; measured with 10 and 11), by
        // bun not at all
        // (measured with 1.4).
        boolean heeded = !manager.equals("bun") && (!manager.equals("pnpm") || major < 10);
        boolean production = heeded
                && node instanceof Fact.Present<String> set
                && set.value().equals("production");
        boolean clear = !heeded
                || !(node instanceof Fact.Unknown<String>) && !(manager.equals("pnpm") && major == 0 && production);
        Set<String> omitted = new TreeSet<>(given(Set.of("--omit", "--only")));
        boolean without = line.has("production", "prod", "P", "p") && !(manager.equals("npm") && line.has("P", "p"))
                || omitted.stream().anyMatch(word -> word.equals("dev") || word.startsWith("prod"))
                || line.text("production", "prod").filter("true"::equals).isPresent();
        boolean with = line.text("include").filter("dev"::equals).isPresent()
                || !manager.equals("npm")
                        && line.text("production", "prod")
                                .filter("false"::equals)
                                .isPresent();
        boolean asked =
                line.value("only", "include", "production", "prod", "dev").isPresent()
                        || !Set.of("optional", "peer").containsAll(omitted)
                        || line.has("dev", "D");
        for (Map.Entry<String, String> each : configured().entrySet()) {
            if (Set.of("omit", "production", "only").contains(each.getKey())) {
                boolean off = each.getValue().equals("dev")
                        || each.getValue().equals("true")
                        || each.getValue().startsWith("prod");
                without |= off && !asked;
                clear &= off || asked;
            } else if (each.getKey().equals("include") || each.getKey().equals("dev")) {
                clear &= asked;
            }
        }
        if (with) {
            return Optional.of(true);
        }
        if (without) {
            return Optional.of(false);
        }
        if (!clear || asked) {
            return Optional.empty();
        }
        return Optional.of(!production);
    }

    /** npm's settings from the environment and from {@code .npmrc}. */
    private Map<String, String> configured() {
        Map<String, String> all = new java.util.TreeMap<>();
        List<ImagePath> files = new ArrayList<>();
        if (manager.equals("npm")) {
            GlobalPackages.ofAll(job).ifPresent(files::add);
        }
        files.add(ImagePath.of(PnpmSettings.home(job)).child(".npmrc"));
        files.add(directory.child(".npmrc"));
        for (ImagePath path : files) {
            if (Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file) {
                file.value().text().lines().map(String::strip).forEach(each -> {
                    int equals = each.indexOf('=');
                    if (equals > 0 && !each.startsWith("#") && !each.startsWith(";")) {
                        all.put(
                                each.substring(0, equals).strip(),
                                each.substring(equals + 1).strip());
                    }
                });
            }
        }
        Machine machine = job.machine();
        for (String name : machine.environment().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("npm_config_")) {
                all.put(
                        lower.substring("npm_config_".length()).replace('_', '-'),
                        machine.environment().get(name) instanceof Fact.Present<String> set ? set.value() : "?");
            }
        }
        return all;
    }

    /** Whether no scripts at all are run; empty when that is not known. */
    Optional<Boolean> skipsScripts(NodeProject project) {
        Optional<String> asked = line.text("ignore-scripts")
                .or(() -> Optional.ofNullable(configured().get("ignore-scripts")))
                .or(() -> manager.equals("pnpm")
                        ? PnpmSettings.of(project.root(), job, line, 10).value("ignore-scripts")
                        : Optional.empty());
        if (line.has("ignore-scripts")
                || line.text("mode").filter("skip-build"::equals).isPresent()) {
            return Optional.of(true);
        }
        return asked.isEmpty()
                ? Optional.of(false)
                : asked.filter(word -> Set.of("true", "false").contains(word)).map("true"::equals);
    }

    /** Whether pnpm runs the scripts of {@code @prisma/client} now, which it does once for every store (pnpm.io, "onlyBuiltDependencies"). */
    private Optional<Boolean> builds(NodeProject project, PnpmSettings settings, int major) {
        Optional<Boolean> skips = skipsScripts(project);
        if (skips.isEmpty() || skips.get()) {
            return skips.map(all -> false);
        }
        if (major == 0) {
            return Optional.empty();
        }
        Optional<Boolean> allowed = PnpmSettings.builds(project, settings, PrismaPackage.NAME, major);
        if (allowed.isEmpty() || !allowed.get()) {
            return allowed;
        }
        return PnpmSettings.store(job, settings)
                .filter(store -> NodeProject.isAbsent(store, job.machine()))
                .map(fresh -> true);
    }

    // --- in which layout -------------------------------------------------------------------------------------------

    private Optional<Manner> manner(
            NodeProject project, Optional<Lockfile> lock, boolean berry, Optional<Set<String>> chosen) {
        Optional<Boolean> development = development(berry, major(project));
        if (manager.equals("pnpm")) {
            int major = major(project);
            PnpmSettings settings = PnpmSettings.of(project.root(), job, line, major);
            String linker = settings.value("node-linker").orElse("isolated");
            if (!settings.isSure()
                    || line.has("dev", "D")
                    || linker.equals("pnp")
                    || settings.is("dedupe-direct-deps")
                    || settings.value("modules-dir").isPresent()
                    || settings.value("virtual-store-dir").isPresent()) {
                return Optional.empty();
            }
            boolean flat = linker.equals("hoisted");
            return Optional.of(new Manner(
                    flat ? Layout.FLAT : Layout.ISOLATED,
                    development,
                    chosen,
                    ".pnpm",
                    StoreName.isOlder(major),
                    settings.publicly(major),
                    // pnpm.io, "hoist-workspace-packages": true from 9 on; the flat layout has them since some version
                    // of
                    // 11 (11.1 and 11.28, measured).
                    (flat ? major == 0 || major > 10 : major >= 9) && !settings.isFalse("hoist-workspace-packages"),
                    builds(project, settings, major),
                    Optional.empty(),
                    Set.of(),
                    false,
                    true,
                    !settings.bringsPeers(lock)));
        }
        if (manager.equals("bun")) {
            boolean newer = lock.map(l -> l.version().endsWith("/1")).orElse(false);
            Optional<Set<String>> linkers = linkers(project.root());
            if (linkers.isEmpty() || linkers.get().size() > 1) {
                return Optional.empty();
            }
            boolean isolated = line.text("linker")
                    .or(() -> linkers.get().stream().findFirst())
                    .map("isolated"::equals)
                    .orElse(newer && project.members().size() > 1);
            if (lock.isEmpty() && project.members().size() > 1 || !isolated && chosen.isPresent()) {
                // Of a part of the packages it makes a tree that the lockfile does not tell (bun 1.3, measured).
                return Optional.empty();
            }
            Layout layout = isolated ? Layout.ISOLATED : lock.isPresent() ? Layout.PLACED : Layout.FLAT;
            return Optional.of(new Manner(
                    layout,
                    development,
                    chosen,
                    ".bun",
                    false,
                    List.of(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    false,
                    false,
                    true));
        }
        boolean clean = manager.equals("npm") && isClean();
        Optional<Boolean> runs =
                berry ? Optional.empty() : skipsScripts(project).map(skips -> !skips);
        Layout layout = manager.equals("npm") && lock.isPresent() ? Layout.PLACED : Layout.FLAT;
        return Optional.of(new Manner(
                layout,
                development,
                chosen,
                "",
                false,
                List.of(),
                false,
                runs,
                Optional.empty(),
                Set.of(),
                clean,
                true,
                true));
    }

    private boolean isClean() {
        return Set.of("ci", "clean-install", "install-clean", "cit", "ic").contains(command);
    }

    /**
     * The linkers that bun's settings name, at the project and at home; empty where they put packages where nobody asks for them, or
     * cannot be read (measured with bun 1.3: it takes npm's settings, too, but none of npm's variables).
     */
    private Optional<Set<String>> linkers(ImagePath root) {
        Set<String> linkers = new TreeSet<>();
        ImagePath home = ImagePath.of(PnpmSettings.home(job));
        for (ImagePath path : List.of(
                root.child("bunfig.toml"), root.child(".npmrc"), home.child(".bunfig.toml"), home.child(".npmrc"))) {
            if (!(job.files().follow(path) instanceof Fact.Present<Located>)) {
                continue;
            }
            if (!(Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file)) {
                return Optional.empty();
            }
            for (String each : file.value().text().lines().map(String::strip).toList()) {
                if (each.startsWith("publicHoistPattern") || each.startsWith("public-hoist-pattern")) {
                    return Optional.empty();
                }
                if (each.startsWith("linker") || each.startsWith("node-linker")) {
                    linkers.add(each.contains("isolated") ? "isolated" : "hoisted");
                }
            }
        }
        return Optional.of(linkers);
    }

    /** The major version of the manager, from itself or from what the project asks for; 0 when neither tells. */
    int major(NodeProject project) {
        String version = job.program().version();
        if (version.isEmpty() || !Character.isDigit(version.charAt(0))) {
            version = Optional.ofNullable(project.members().get("."))
                    .flatMap(member -> member.json().packageManager())
                    .filter(named -> named.startsWith(manager + "@"))
                    .map(named -> named.substring(manager.length() + 1))
                    .orElse("");
        }
        int end = 0;
        while (end < version.length() && Character.isDigit(version.charAt(end))) {
            end++;
        }
        return end == 0 || end > 3 ? 0 : Integer.parseInt(version.substring(0, end));
    }

    private boolean isBerry(NodeProject project, Optional<Lockfile> lock) {
        int major = Optional.ofNullable(project.members().get("."))
                .flatMap(member -> member.json().packageManager())
                .filter(named -> named.startsWith("yarn@"))
                .map(named -> named.startsWith("yarn@1.") ? 1 : 2)
                .orElse(0);
        boolean settings = !NodeProject.isAbsent(project.root().child(".yarnrc.yml"), job.machine());
        return major == 2
                || settings && major != 1
                || lock.filter(l -> l.format() == Lockfile.Format.BERRY).isPresent();
    }

    /** yarn 2 and later make a node_modules only where they are told to (yarnpkg.com, "nodeLinker"). */
    private boolean hasModules(ImagePath root) {
        return Manifest.text(root.child(".yarnrc.yml"), job.machine()) instanceof Fact.Present<SourceFile> known
                && known.value()
                        .text()
                        .lines()
                        .anyMatch(each -> each.startsWith("nodeLinker:") && each.contains("node-modules"));
    }
}
