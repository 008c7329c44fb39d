package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a package manager asks for before it does anything: that it, and the node it runs in, are those that the project names
 * (yarn 1.22.22, {@code cli/index.js} and {@code package-compatibility.js}; pnpm 8 to 10, "engines", "packageManager"; corepack
 * 0.31 and later; npm 11, "engine-strict"; all of it measured).
 *
 * <p>It is one class although it is long: which demand comes first is decided between all of them.
 *
 * @param refusal what it says and how it ends
 * @param clear whether all that it looks at is known
 */
public record ManagerDemand(Optional<Failure> refusal, boolean clear) {

    private static final ManagerDemand MET = new ManagerDemand(Optional.empty(), true);

    private static final ManagerDemand UNCLEAR = new ManagerDemand(Optional.empty(), false);

    private static final Pattern YARN_PATH = Pattern.compile("(?m)^yarnPath:\\s*[\"']?([^\"'\\s]+)[\"']?\\s*$");

    /** The least node of each pnpm, by its major version. */
    private static final Map<Integer, String> NODE_OF_PNPM = Map.of(8, "16.14", 9, "18.12", 10, "18.12", 11, "22.13");

    /** From here on pnpm refuses projects of other managers, and from the second on it changes to the version that is named. */
    private static final int STRICT = 9;

    private static final int SWITCHES = 10;

    /**
     * Of {@code yarn} and {@code pnpm} themselves, not of corepack's stand-ins.
     *
     * @param anyEngines told not to look at {@code engines}
     */
    public static ManagerDemand of(Invocation call, Program program, boolean anyEngines) {
        switch (program.name()) {
            case "yarn":
                return yarn(call, program, anyEngines);
            case "pnpm":
                return pnpm(call, program, anyEngines);
            default:
                return MET;
        }
    }

    // --- corepack --------------------------------------------------------------------------------------------------

    /** @param name what a stand-in is called as */
    public static ManagerDemand shim(Invocation call, String name) {
        String first = call.arguments().isEmpty() ? "" : call.arguments().get(0).shown();
        boolean transparent = Set.of("npx", "pnpx").contains(name)
                || first.equals("init") && Set.of("npm", "pnpm", "yarn").contains(name)
                || first.equals("dlx") && Set.of("pnpm", "yarn").contains(name);
        if (transparent) {
            // They fall back to a version of corepack's own (corepack, "transparent" in config.json).
            return MET;
        }
        String tool = Map.of("pnpx", "pnpm", "yarnpkg", "yarn", "npx", "npm").getOrDefault(name, name);
        if (!isUnset(call.machine(), "COREPACK_ENABLE_STRICT", "COREPACK_ENABLE_PROJECT_SPEC")) {
            return UNCLEAR;
        }
        Optional<Manifest.Found> names = named(call.machine());
        Optional<String> manager = names.flatMap(found -> found.json().packageManager());
        boolean other = manager.filter(named -> named.matches("(npm|pnpm|yarn)@\\d.*") && !named.startsWith(tool + "@"))
                .isPresent();
        return other
                ? refused(
                        call,
                        Cause.STEP_FAILS,
                        "This project is configured to use " + manager.get().split("@")[0] + " because "
                                + names.get().directory().child("package.json") + " has a \"packageManager\" field",
                        "packageManager",
                        names.get().json())
                : MET;
    }

    /** The nearest package.json upwards that names a manager; empty also where one that may name it is not known. */
    private static Optional<Manifest.Found> named(Machine machine) {
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            Manifest here = Manifest.in(at, machine);
            if (here instanceof Manifest.Found found
                    && found.json().packageManager().isPresent()) {
                return Optional.of(found);
            }
            if (here instanceof Manifest.Unclear || at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    // --- yarn 1 ----------------------------------------------------------------------------------------------------

    private static ManagerDemand yarn(Invocation call, Program program, boolean anyEngines) {
        Machine machine = call.machine();
        if (NodeTool.major(program, 1) != 1 || !isUnset(machine, "YARN_IGNORE_PATH")) {
            return UNCLEAR;
        }
        boolean settings = false;
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            Fact<SourceFile> own = Manifest.text(at.child(".yarnrc.yml"), machine);
            Optional<String> named = own instanceof Fact.Present<SourceFile> file
                    ? Optional.of(YARN_PATH.matcher(file.value().text()))
                            .filter(Matcher::find)
                            .map(found -> found.group(1))
                    : Optional.empty();
            if (named.isPresent()) {
                ImagePath release = at.resolve(named.get());
                return machine.files().follow(release) instanceof Fact.Absent<Located>
                        ? refused(
                                call,
                                Cause.START_FILE_MISSING,
                                (isLater(machine)
                                                ? "Internal Error: ENOENT: no such file or directory, stat '"
                                                : "Error: Cannot find module '")
                                        + release + "'",
                                release.value(),
                                Optional.of(Span.wholeFile(
                                        ((Fact.Present<SourceFile>) own).value().path())))
                        : UNCLEAR;
            }
            if (own instanceof Fact.Unknown<SourceFile>) {
                return UNCLEAR;
            }
            settings |= !(machine.files().follow(at.child(".yarnrc")) instanceof Fact.Absent<Located>);
            if (at.isRoot()) {
                break;
            }
        }
        if (settings) {
            return UNCLEAR;
        }
        Optional<Manifest.Found> names = named(machine);
        Optional<String> manager = names.flatMap(found -> found.json().packageManager());
        if (manager.isPresent() && !manager.get().matches("yarn@[01]\\..*")) {
            if (!asks(program.version(), NodeTool.nodeVersion(machine))
                    || !isUnset(machine, "COREPACK_ROOT", "SKIP_YARN_COREPACK_CHECK")) {
                return UNCLEAR;
            }
            String shown = "yarn@" + manager.get().replaceFirst("^yarn@", "").replaceFirst("\\+.*", "");
            return refused(
                    call,
                    Cause.STEP_FAILS,
                    "error This project's package.json defines \"packageManager\": \"" + shown
                            + "\". However the current global version of Yarn is 1.22.22.",
                    "packageManager",
                    names.get().json());
        }
        if (!(Manifest.above(machine.directory(), machine, false) instanceof Manifest.Found own)) {
            return UNCLEAR;
        }
        Map<String, String> versions =
                new TreeMap<>(Map.of("node", NodeTool.nodeVersion(machine), "yarn", program.version()));
        for (Map.Entry<String, String> engine : versions.entrySet()) {
            Optional<Fragment> range = engine(own.json(), engine.getKey());
            if (range.isEmpty() || anyEngines) {
                continue;
            }
            Optional<Boolean> accepted = VersionRange.accepts(range.get().text(), engine.getValue());
            if (accepted.isEmpty()
                    || !isUnset(machine, "YARN_IGNORE_ENGINES")
                    || !isPlain(ImagePath.of(home(machine)).child(".yarnrc"), machine)) {
                return UNCLEAR;
            }
            if (!accepted.get()) {
                String line = "error " + own.json().name().orElse("") + "@"
                        + own.json().version().orElse("")
                        + ": The engine \"" + engine.getKey()
                        + "\" is incompatible with this module. Expected version \""
                        + range.get().text() + "\". Got \"" + engine.getValue() + "\"";
                return refused(
                        call,
                        Cause.STEP_FAILS,
                        line,
                        "engines",
                        Optional.of(range.get().span()));
            }
        }
        return MET;
    }

    /** Whether corepack runs a later yarn, which looks for the file of the project in its own way. */
    private static boolean isLater(Machine machine) {
        return named(machine)
                .flatMap(found -> found.json().packageManager())
                .filter(manager -> manager.matches("yarn@[2-9].*"))
                .isPresent();
    }

    /** Whether the yarn that comes with a node looks at {@code packageManager}: 1.22.20 and later (docker-node, "YARN_VERSION"). */
    private static boolean asks(String yarn, String node) {
        String[] parts = node.split("\\.");
        if (!yarn.equals("1.22.22") || !node.matches("\\d+(\\.\\d+)*")) {
            return false;
        }
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : Integer.MAX_VALUE;
        int patch = parts.length > 2 ? Integer.parseInt(parts[2]) : Integer.MAX_VALUE;
        return major >= 22 || major == 20 && minor >= 14 || major == 18 && minor >= 20 && patch >= 3;
    }

    private static String home(Machine machine) {
        return machine.environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : machine.identity().home();
    }

    private static boolean isPlain(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Absent<Located>;
    }

    // --- pnpm ------------------------------------------------------------------------------------------------------

    private static ManagerDemand pnpm(Invocation call, Program program, boolean anyEngines) {
        Machine machine = call.machine();
        int major = NodeTool.major(program, 0);
        String least = NODE_OF_PNPM.getOrDefault(major, "");
        String node = NodeTool.nodeVersion(machine);
        if (!least.isEmpty() && VersionRange.accepts(">=" + least, node).equals(Optional.of(false))) {
            return refused(
                    call,
                    Cause.STEP_FAILS,
                    "ERROR: This version of pnpm requires at least Node.js v" + least,
                    "node",
                    Optional.empty());
        }
        Optional<PackageJson> root = root(machine);
        if (root.isEmpty()
                || !isUnset(machine, "COREPACK_ENABLE_STRICT", "npm_config_package_manager_strict")
                || !isHeeded(machine)) {
            return UNCLEAR;
        }
        Optional<String> manager = root.get().packageManager();
        Optional<String> other = manager.map(name -> name.split("@")[0]).filter(name -> !name.equals("pnpm"));
        if (other.isPresent() && major >= STRICT && major <= SWITCHES) {
            return refused(
                    call,
                    Cause.STEP_FAILS,
                    "\u2009ERROR\u2009 This project is configured to use " + other.get(),
                    "packageManager",
                    root.get());
        }
        Optional<Fragment> range = engine(root.get(), "pnpm");
        boolean sees = major > 0 && (manager.isEmpty() || major < SWITCHES) && !anyEngines;
        boolean unmet = sees
                && range.map(text -> VersionRange.accepts(text.text(), program.version()))
                        .filter(Optional.of(false)::equals)
                        .isPresent();
        return unmet
                ? refused(
                        call,
                        Cause.STEP_FAILS,
                        "\u2009ERR_PNPM_UNSUPPORTED_ENGINE\u2009 Unsupported environment (bad pnpm and/or Node.js version)",
                        "engines",
                        Optional.of(range.get().span()))
                : MET;
    }

    /** The package.json of the workspace, or of the package where there is none. */
    private static Optional<PackageJson> root(Machine machine) {
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            Fact<Located> workspace = machine.files().follow(at.child("pnpm-workspace.yaml"));
            if (workspace instanceof Fact.Present<Located>) {
                return Manifest.in(at, machine) instanceof Manifest.Found found
                        ? Optional.of(found.json())
                        : Optional.empty();
            }
            if (workspace instanceof Fact.Unknown<Located>) {
                return Optional.empty();
            }
            if (at.isRoot()) {
                return Manifest.in(machine.directory(), machine) instanceof Manifest.Found found
                        ? Optional.of(found.json())
                        : Optional.empty();
            }
        }
    }

    /** Whether no settings say that another manager, or another version, does as well. */
    private static boolean isHeeded(Machine machine) {
        boolean heeded = true;
        List<String> files = List.of(".npmrc", "pnpm-workspace.yaml");
        for (ImagePath at = machine.directory(); ; at = at.parent()) {
            for (String name : files) {
                Fact<SourceFile> text = Manifest.text(at.child(name), machine);
                heeded &= text instanceof Fact.Absent<SourceFile>
                        || text instanceof Fact.Present<SourceFile> file
                                && !file.value().text().matches("(?is).*package-?manager.*");
            }
            if (at.isRoot()) {
                break;
            }
        }
        return heeded && isPlain(ImagePath.of(home(machine)).child(".npmrc"), machine);
    }

    // --- npm -------------------------------------------------------------------------------------------------------

    /** Of an install by npm: with {@code engine-strict} it takes no node that the package does not ask for. */
    public static ManagerDemand strict(Invocation call, ImagePath directory) {
        Machine machine = call.machine();
        // The last line counts, and the environment before the file.
        boolean strict = Manifest.text(directory.child(".npmrc"), machine) instanceof Fact.Present<SourceFile> file
                && file.value()
                        .text()
                        .lines()
                        .map(line -> line.replace(" ", ""))
                        .filter(line -> line.startsWith("engine-strict"))
                        .reduce((first, second) -> second)
                        .filter("engine-strict=true"::equals)
                        .isPresent()
                && isUnset(machine, "npm_config_engine_strict", "npm_config_force");
        if (!strict || !(Manifest.in(directory, machine) instanceof Manifest.Found found)) {
            return MET;
        }
        Optional<Fragment> range = engine(found.json(), "node");
        boolean unmet = range.map(text -> VersionRange.accepts(text.text(), NodeTool.nodeVersion(machine)))
                .filter(Optional.of(false)::equals)
                .isPresent();
        return unmet
                ? refused(
                        call,
                        Cause.INSTALL_CANNOT_SUCCEED,
                        "npm error code EBADENGINE",
                        "engines",
                        Optional.of(range.get().span()))
                : MET;
    }

    // --- all -------------------------------------------------------------------------------------------------------

    private static Optional<Fragment> engine(PackageJson json, String name) {
        return json.json().member("engines").flatMap(engines -> engines.text(name));
    }

    /** Of variables that npm and pnpm read in any case (npm-config(7), "Environment Variables"). */
    private static boolean isUnset(Machine machine, String... names) {
        Set<String> asked = Set.of(names);
        return machine.environment().names().stream()
                .noneMatch(name -> (asked.contains(name) || asked.contains(name.toLowerCase(Locale.ROOT)))
                        && !(machine.environment().get(name) instanceof Fact.Absent<String>));
    }

    private static ManagerDemand refused(Invocation call, Cause cause, String line, String subject, PackageJson names) {
        return refused(call, cause, line, subject, names.json().text(subject).map(Fragment::span));
    }

    private static ManagerDemand refused(Invocation call, Cause cause, String line, String subject, Optional<Span> at) {
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        Evidence whole = at.map(span -> evidence.because(span, "asks for something else"))
                .orElse(evidence);
        return new ManagerDemand(Optional.of(new Failure(cause, 1, line, at.orElse(call.at()), subject, whole)), false);
    }
}
