package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds modules as node does (nodejs.org, "Modules: CommonJS modules", "All together"; "ECMAScript modules", "Resolution
 * Algorithm").
 *
 * <p>It is one class although it is long: its steps are those of the two algorithms, which share most of them.
 */
final class Modules {

    static final Set<String> BUILTIN = Set.of(
            "assert",
            "async_hooks",
            "buffer",
            "child_process",
            "cluster",
            "console",
            "constants",
            "crypto",
            "dgram",
            "diagnostics_channel",
            "dns",
            "domain",
            "events",
            "fs",
            "http",
            "http2",
            "https",
            "inspector",
            "module",
            "net",
            "os",
            "path",
            "perf_hooks",
            "process",
            "punycode",
            "querystring",
            "readline",
            "repl",
            "stream",
            "string_decoder",
            "sys",
            "timers",
            "tls",
            "trace_events",
            "tty",
            "url",
            "util",
            "v8",
            "vm",
            "wasi",
            "worker_threads",
            "zlib");

    private static final Set<String> SUBPATHS = Set.of(
            "assert/strict",
            "dns/promises",
            "fs/promises",
            "path/posix",
            "path/win32",
            "readline/promises",
            "stream/consumers",
            "stream/promises",
            "stream/web",
            "timers/promises",
            "util/types",
            "inspector/promises");

    /** Only with {@code node:} in front. */
    private static final Set<String> PREFIXED = Set.of("test", "test/reporters", "sqlite", "sea");

    /** A name with one of these is that of a file in full; behind another dot there is only a part of the name: {@code app.server}. */
    private static final List<String> ENDINGS = List.of(
            ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".json", ".node", ".wasm", ".css", ".vue");

    private static final List<String> EXTENSIONS = List.of(".js", ".json", ".node");

    private final Machine machine;
    private final Release release;

    Modules(Machine machine, Release release) {
        this.machine = machine;
        this.release = release;
    }

    static Optional<String> builtin(String specifier) {
        if (specifier.startsWith("node:")) {
            String name = specifier.substring(5);
            return BUILTIN.contains(name) || SUBPATHS.contains(name) || PREFIXED.contains(name)
                    ? Optional.of(name)
                    : Optional.empty();
        }
        return BUILTIN.contains(specifier) || SUBPATHS.contains(specifier) ? Optional.of(specifier) : Optional.empty();
    }

    /** One step of a search: a file, none, or nothing known. */
    private Fact<FileSystem.Located> at(ImagePath path) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        if (found instanceof Fact.Present<FileSystem.Located>) {
            Fact<ImagePath> reached = Permissions.reach(path, machine);
            if (reached instanceof Fact.Absent<ImagePath> denied) {
                return Fact.absent(denied.evidence());
            }
            if (reached instanceof Fact.Unknown<ImagePath> unknown) {
                return Fact.unknown(unknown.reason(), unknown.evidence());
            }
        }
        return found;
    }

    private Fact<ImagePath> file(ImagePath path) {
        return at(path).then(found -> found.value().node() instanceof Node.File
                ? new Fact.Present<>(found.value().path(), found.evidence())
                : Fact.absent(found.evidence()));
    }

    private Fact<ImagePath> directory(ImagePath path) {
        return at(path).then(found -> found.value().node() instanceof Node.Directory
                ? new Fact.Present<>(found.value().path(), found.evidence())
                : Fact.absent(found.evidence()));
    }

    /** LOAD_AS_FILE, then LOAD_AS_DIRECTORY. */
    Fact<ImagePath> load(ImagePath path, boolean mustBeDirectory) {
        if (!mustBeDirectory) {
            Fact<ImagePath> asFile = withExtensions(path);
            if (!(asFile instanceof Fact.Absent<ImagePath>)) {
                return asFile;
            }
        }
        return asDirectory(path);
    }

    private Fact<ImagePath> withExtensions(ImagePath path) {
        Fact<ImagePath> found = exact(path);
        for (String extension : EXTENSIONS) {
            if (!(found instanceof Fact.Absent<ImagePath>) || path.isRoot()) {
                return found;
            }
            found = file(path.parent().child(path.name() + extension));
        }
        return found;
    }

    /** In a directory that may hold more, a script hides behind no file of its name without the extension. */
    private Fact<ImagePath> exact(ImagePath path) {
        Fact<ImagePath> found = file(path);
        if (found instanceof Fact.Unknown<ImagePath>
                && !path.isRoot()
                && ENDINGS.stream().noneMatch(path.name()::endsWith)) {
            Fact<ImagePath> script = file(path.parent().child(path.name() + ".js"));
            return script instanceof Fact.Present<ImagePath> ? script : found;
        }
        return found;
    }

    private Fact<ImagePath> asDirectory(ImagePath path) {
        Fact<ImagePath> directory = directory(path);
        if (!(directory instanceof Fact.Present<ImagePath> real)) {
            return directory;
        }
        Manifest manifest = Manifest.in(real.value(), machine);
        if (manifest instanceof Manifest.Unclear unclear) {
            return Fact.unknown(unclear.reason(), unclear.evidence());
        }
        if (manifest instanceof Manifest.Malformed) {
            return Fact.unknown(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        Optional<String> main =
                manifest instanceof Manifest.Found found ? found.json().main() : Optional.empty();
        if (main.isPresent() && !main.get().isEmpty()) {
            ImagePath aimed = real.value().resolve(main.get());
            Fact<ImagePath> asMain = withExtensions(aimed);
            if (asMain instanceof Fact.Absent<ImagePath>) {
                asMain = withExtensions(aimed.child("index"));
            }
            if (!(asMain instanceof Fact.Absent<ImagePath>)) {
                return asMain;
            }
        }
        return withExtensions(real.value().child("index"));
    }

    /**
     * @param from the directory of the file that asks
     * @param asker what the message calls that file; ES modules only
     */
    Resolution resolve(String specifier, ImagePath from, boolean esm, String asker) {
        return resolve(specifier, from, esm, asker, false);
    }

    /**
     * The same of a package, where a step that is not followed, or an install, may have put one nearer: it is taken not to have done so.
     * Only what is found counts.
     */
    Resolution resolveBehindSteps(String specifier, ImagePath from, boolean esm, String asker) {
        return resolve(specifier, from, esm, asker, true);
    }

    private Resolution resolve(String specifier, ImagePath from, boolean esm, String asker, boolean behindSteps) {
        Optional<String> builtin = builtin(specifier);
        if (builtin.isPresent()) {
            Optional<Boolean> there = release.has(builtin.get());
            if (there.isEmpty()) {
                return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
            }
            return there.get() ? new Resolution.Builtin(builtin.get()) : noBuiltin(specifier);
        }
        if (specifier.startsWith("node:")) {
            return noBuiltin(specifier);
        }
        boolean relative = specifier.equals(".")
                || specifier.equals("..")
                || specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.startsWith("/");
        if (specifier.startsWith("#")) {
            return internal(specifier, from, esm, asker);
        }
        if (specifier.contains(":") || specifier.contains("\\") || specifier.isEmpty()) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        if (relative) {
            return esm ? esmFile(from.resolve(specifier), isDirectory(specifier), asker) : cjsFile(specifier, from);
        }
        return inPackages(specifier, from, esm, asker, behindSteps);
    }

    private static Resolution noBuiltin(String specifier) {
        return new Resolution.Failed(
                Cause.MODULE_NOT_FOUND,
                "Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: " + specifier,
                Evidence.NONE);
    }

    private Resolution cjsFile(String specifier, ImagePath from) {
        ImagePath path = from.resolve(specifier);
        return found(load(path, isDirectory(specifier)), notLoaded(path, specifier));
    }

    /** It names a directory by its form. */
    private static boolean isDirectory(String specifier) {
        return specifier.endsWith("/")
                || specifier.endsWith("/..")
                || specifier.endsWith("/.")
                || specifier.equals(".")
                || specifier.equals("..");
    }

    /** What CommonJS says of what it does not find; a {@code main} that leads nowhere has words of its own. */
    String notLoaded(ImagePath path, String specifier) {
        if (directory(path) instanceof Fact.Present<ImagePath> real
                && Manifest.in(real.value(), machine) instanceof Manifest.Found found
                && found.json().main().filter(main -> !main.isEmpty()).isPresent()) {
            return "Error: Cannot find module '"
                    + path.resolve(found.json().main().orElseThrow())
                    + "'. Please verify that the package.json has a valid \"main\" entry";
        }
        return "Error: Cannot find module '" + specifier + "'";
    }

    private Resolution esmFile(ImagePath path, boolean slash, String asker) {
        Fact<FileSystem.Located> found = at(path);
        if (found instanceof Fact.Present<FileSystem.Located> present
                && present.value().node() instanceof Node.Directory) {
            return new Resolution.Failed(
                    Cause.MODULE_NOT_FOUND,
                    "Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import '" + path
                            + (slash && !path.isRoot() ? "/" : "")
                            + "' is not supported resolving ES modules imported from " + asker,
                    found.evidence());
        }
        if (slash && found instanceof Fact.Present<FileSystem.Located>) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, found.evidence());
        }
        return found(
                file(path),
                "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '" + path + (slash ? "/" : "") + "' imported from "
                        + asker);
    }

    private static Resolution found(Fact<ImagePath> fact, String message) {
        return fact.fold(
                present -> (Resolution) new Resolution.Found(present.value()),
                absent -> new Resolution.Failed(Cause.MODULE_NOT_FOUND, message, absent.evidence()),
                unknown -> new Resolution.Unclear(unknown.reason(), unknown.evidence()));
    }

    private Resolution inPackages(String specifier, ImagePath from, boolean esm, String asker, boolean behindSteps) {
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@");
        if (scoped && parts.length < 2) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        String subpath = specifier.length() > name.length() ? "." + specifier.substring(name.length()) : ".";
        String message = esm
                ? "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '" + name + "' imported from " + asker
                : "Error: Cannot find module '" + specifier + "'";
        Optional<Resolution> self = self(name, from, subpath, esm, asker);
        if (self.isPresent()) {
            return self.get();
        }
        Evidence evidence = Evidence.NONE;
        Optional<Evidence> dangling = Optional.empty();
        for (ImagePath above = from; ; above = above.parent()) {
            if (!above.name().equals("node_modules")) {
                ImagePath in = above.resolve("node_modules").resolve(name);
                Fact<ImagePath> directory = directory(in);
                boolean passed = behindSteps
                        && directory instanceof Fact.Unknown<ImagePath> nearer
                        && mayBeNearer(nearer.reason());
                if (directory instanceof Fact.Unknown<ImagePath> unknown && !passed) {
                    return new Resolution.Unclear(unknown.reason(), unknown.evidence());
                }
                Optional<Resolution> here = directory instanceof Fact.Present<ImagePath> present
                        ? inPackage(present.value(), in, specifier, subpath, esm, asker)
                        : esm || passed ? Optional.empty() : asFileOnly(above, specifier, message);
                if (here.isPresent()) {
                    return here.get();
                }
                evidence = evidence.because(directory.evidence());
                dangling = dangling.or(() -> dangling(in));
            }
            if (above.isRoot()) {
                break;
            }
        }
        // Nobody mends an image from outside with NODE_PATH: it counts where somebody is known to set it.
        boolean elsewhere = machine.environment().names().contains("NODE_PATH")
                && !(machine.environment().get("NODE_PATH") instanceof Fact.Absent<String>);
        if (!esm && elsewhere) {
            return new Resolution.Unclear(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        }
        for (ImagePath global : esm ? List.<ImagePath>of() : globalFolders()) {
            Fact<ImagePath> there =
                    directory(global).then(here -> load(here.value().resolve(specifier), false));
            if (there instanceof Fact.Present<ImagePath>) {
                return found(there, message);
            }
        }
        return dangling.isPresent()
                ? new Resolution.Failed(
                        Cause.WORKSPACE_PACKAGE_NOT_SHIPPED,
                        message,
                        dangling.get().because(evidence))
                : new Resolution.Failed(Cause.MODULE_NOT_FOUND, message, evidence);
    }

    /** Where CommonJS looks last (nodejs.org, "Modules: CommonJS modules", "Loading from the global folders"). */
    private List<ImagePath> globalFolders() {
        ImagePath home = machine.environment().get("HOME") instanceof Fact.Present<String> given
                ? ImagePath.ROOT.resolve(given.value())
                : new ImagePath("/root");
        return List.of(
                home.resolve(".node_modules"), home.resolve(".node_libraries"), new ImagePath("/usr/local/lib/node"));
    }

    /** A package of the workspace: a link in {@code node_modules} to a directory that is not there. */
    private Optional<Evidence> dangling(ImagePath in) {
        if (!(machine.files().at(in) instanceof Fact.Present<FileSystem.Located> found)
                || !(found.value().node() instanceof Node.Link link)) {
            return Optional.empty();
        }
        ImagePath target = found.value().path().parent().resolve(link.target());
        Evidence origin = link.meta().origin();
        return target.names().contains("node_modules") || origin.steps().isEmpty()
                ? Optional.empty()
                : Optional.of(Evidence.of(
                                origin.steps().get(0).at(),
                                "makes `" + in + "` a link to `" + target + "`, which is not there")
                        .because(origin));
    }

    /** The directory of a package that is put within reach, links followed; absent only where all is known. */
    Fact<ImagePath> installed(String name, ImagePath from) {
        for (ImagePath above = from; ; above = above.parent()) {
            Fact<ImagePath> directory = directory(above.resolve("node_modules").resolve(name));
            if (!(directory instanceof Fact.Absent<ImagePath>) || above.isRoot()) {
                return directory;
            }
        }
    }

    /**
     * The same, where steps that are not followed are taken to have put no package nearer than where it is, and an install none into a package
     * of the workspace that asks for nothing.
     */
    Fact<ImagePath> installedBehindSteps(String name, ImagePath from) {
        for (ImagePath above = from; ; above = above.parent()) {
            Fact<ImagePath> directory = directory(above.resolve("node_modules").resolve(name));
            boolean passed = directory instanceof Fact.Absent<ImagePath>
                    || directory instanceof Fact.Unknown<ImagePath> unknown
                            && (unknown.reason().isOfStep()
                                    || unknown.reason() == Reason.INSTALLED_HERE_OR_BELOW
                                    || unknown.reason() == Reason.INSTALLED_MODULES_NOT_MODELLED
                                            && asksForNothing(above));
            if (!passed || above.isRoot()) {
                return directory;
            }
        }
    }

    /**
     * The path that a specifier means in a package of the workspace, which is a link to where it is written, without an extension as
     * the case may be. Empty where the package says what it exports, or may be another one.
     */
    Optional<ImagePath> inMember(String specifier, ImagePath from) {
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@");
        if (scoped && parts.length < 2 || specifier.startsWith("#") || specifier.isEmpty()) {
            return Optional.empty();
        }
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        for (ImagePath above = from; ; above = above.parent()) {
            Fact<ImagePath> directory = directory(above.resolve("node_modules").resolve(name));
            if (directory instanceof Fact.Present<ImagePath> found) {
                ImagePath real = found.value();
                boolean member = !real.names().contains("node_modules")
                        && Manifest.in(real, machine) instanceof Manifest.Found manifest
                        && manifest.json().exports().isEmpty();
                if (!member || !(Manifest.in(real, machine) instanceof Manifest.Found manifest)) {
                    return Optional.empty();
                }
                Optional<String> main = manifest.json().main().filter(each -> !each.isEmpty());
                return Optional.of(
                        specifier.length() > name.length()
                                ? real.resolve(specifier.substring(name.length() + 1))
                                : main.map(real::resolve).orElse(real.child("index")));
            }
            boolean passed = directory instanceof Fact.Absent<ImagePath>
                    || directory instanceof Fact.Unknown<ImagePath> unknown && mayBeNearer(unknown.reason());
            if (!passed || above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** A step, or an install, may have put a package there: it is taken not to have done so. */
    private static boolean mayBeNearer(Reason reason) {
        return reason.isOfStep() || reason.isOfInstall();
    }

    /** Whether a directory is a package of its own, whose manifest names no package that would be installed for it. */
    private boolean asksForNothing(ImagePath directory) {
        return !directory.names().contains("node_modules")
                && Manifest.in(directory, machine) instanceof Manifest.Found found
                && Stream.of("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
                        .allMatch(list -> found.json().json().member(list).isEmpty()
                                || found.json().json().member(list).get() instanceof Json.Members named
                                        && named.all().isEmpty());
    }

    /** PACKAGE_IMPORTS_RESOLVE: what {@code imports} of the package says of a name with {@code #} in front. */
    private Resolution internal(String specifier, ImagePath from, boolean esm, String asker) {
        Manifest nearest = Manifest.above(from, machine, false);
        Manifest manifest = nearest;
        // No step makes a manifest beside what a compiler has made: such a name is that of the package above.
        for (ImagePath at = from;
                manifest instanceof Manifest.Unclear unclear && unclear.reason().isOfStep() && !at.isRoot();
                at = at.parent()) {
            manifest = Manifest.in(at.parent(), machine);
        }
        if (manifest instanceof Manifest.Unclear unclear) {
            return new Resolution.Unclear(unclear.reason(), unclear.evidence());
        }
        if (!(manifest instanceof Manifest.Found found) || specifier.equals("#") || specifier.startsWith("#/")) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        Resolution resolution = internal(specifier, found, esm, asker);
        return resolution instanceof Resolution.Failed && nearest instanceof Manifest.Unclear unclear
                ? new Resolution.Unclear(unclear.reason(), unclear.evidence())
                : resolution;
    }

    private Resolution internal(String specifier, Manifest.Found found, boolean esm, String asker) {
        Optional<Json> imports = found.json().json().member("imports");
        Target target = Target.NONE;
        if (imports.isPresent() && imports.get() instanceof Json.Members members) {
            Optional<Json> exact = imports.get().member(specifier).filter(any -> !specifier.contains("*"));
            target = exact.isPresent()
                    ? target(exact.get(), "", esm)
                    : pattern(imports.get(), members.all().keySet(), specifier, esm);
        }
        return switch (target.kind()) {
            case PATH -> {
                ImagePath path = found.directory().resolve(target.path());
                yield esm
                        ? esmFile(path, target.path().endsWith("/"), asker)
                        : found(file(path), "Error: Cannot find module '" + path + "'");
            }
            case NONE ->
                new Resolution.Failed(
                        Cause.MODULE_NOT_FOUND,
                        "TypeError [ERR_PACKAGE_IMPORT_NOT_DEFINED]: Package import specifier \"" + specifier
                                + "\" is not defined in package "
                                + found.directory().child("package.json")
                                + " imported from " + asker,
                        Evidence.of(
                                dev.runtimeaudit.source.Span.wholeFile(
                                        found.json().file().path()),
                                "does not define it"));
            case INVALID ->
                // it leads to another package
                target.path().startsWith(".")
                                || target.path().startsWith("/")
                                || target.path().contains("*")
                        ? new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE)
                        : builtin(target.path()).isPresent()
                                ? resolve(target.path(), found.directory(), esm, asker)
                                : inPackages(target.path(), found.directory(), esm, asker, false);
            case UNCLEAR -> new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        };
    }

    /**
     * Whether a specifier names a package that an install has put within reach, and of which nothing else is known, also when a
     * step that is not followed came behind it: that removes nothing. What stands nearer, if anything does, is the same package in
     * another version. What a member of a workspace asks for is in its own directory if it is not at the root.
     */
    boolean isInstalled(String specifier, ImagePath from) {
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@");
        boolean bare = !specifier.startsWith(".") && !specifier.startsWith("/") && !specifier.startsWith("#");
        if (!bare || scoped && parts.length < 2) {
            return false;
        }
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        Optional<Evidence> below = Optional.empty();
        for (ImagePath at = from; ; at = at.parent()) {
            ImagePath above = at;
            Fact<ImagePath> directory = promised(above.resolve("node_modules"), name);
            if (directory instanceof Fact.Unknown<ImagePath> unknown
                    && unknown.reason() == Reason.INSTALLED_HERE_OR_BELOW) {
                if (below.filter(member -> isOfOneInstall(member, unknown.evidence()))
                        .isPresent()) {
                    return true;
                }
                below = below.or(() -> asks(above, name) ? Optional.of(unknown.evidence()) : Optional.empty());
            }
            if (directory instanceof Fact.Present<ImagePath> found) {
                return Manifest.in(found.value(), machine) instanceof Manifest.Unclear unclear
                        && (unclear.reason() == Reason.INSTALLED_MODULES_NOT_MODELLED
                                || unclear.reason().isOfStep());
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    /** Where a package lies; one of a scope of which no package lies there for certain may be promised all the same. */
    private Fact<ImagePath> promised(ImagePath modules, String name) {
        Fact<ImagePath> directory = directory(modules.resolve(name));
        int slash = name.indexOf('/');
        boolean below = slash > 0
                && machine.files().follow(modules) instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.Directory known
                && known.slot(name.substring(0, slash)) instanceof Node.Slot.Perhaps scope
                && scope.likely().orElse(null) instanceof Node.Directory likely
                && likely.slot(name.substring(slash + 1)) instanceof Node.Slot.Perhaps own
                && own.reason() == Reason.INSTALLED_HERE_OR_BELOW;
        return below && directory instanceof Fact.Unknown<ImagePath> unknown
                ? Fact.unknown(Reason.INSTALLED_HERE_OR_BELOW, unknown.evidence())
                : directory;
    }

    private boolean asks(ImagePath member, String name) {
        return Manifest.in(member, machine) instanceof Manifest.Found found
                && found.json()
                        .json()
                        .member("dependencies")
                        .flatMap(all -> all.member(name))
                        .isPresent();
    }

    /** Whether both come from one step, whatever has copied them since. */
    private static boolean isOfOneInstall(Evidence one, Evidence other) {
        return !one.steps().isEmpty()
                && !other.steps().isEmpty()
                && one.steps()
                        .get(one.steps().size() - 1)
                        .equals(other.steps().get(other.steps().size() - 1));
    }

    /** {@code node_modules/x.js} for {@code require("x")}. */
    private Optional<Resolution> asFileOnly(ImagePath above, String specifier, String message) {
        Fact<ImagePath> file = load(above.resolve("node_modules").resolve(specifier), false);
        return file instanceof Fact.Absent<ImagePath> ? Optional.empty() : Optional.of(found(file, message));
    }

    /** A package that imports itself by name. */
    private Optional<Resolution> self(String name, ImagePath from, String subpath, boolean esm, String asker) {
        Manifest manifest = Manifest.above(from, machine, false);
        boolean own = manifest instanceof Manifest.Found found
                && found.json().name().equals(Optional.of(name))
                && found.json().exports().isPresent();
        return own && manifest instanceof Manifest.Found found
                ? Optional.of(exported(found.json(), found.directory(), found.directory(), subpath, esm, asker))
                : Optional.empty();
    }

    private Optional<Resolution> inPackage(
            ImagePath real, ImagePath shown, String specifier, String subpath, boolean esm, String asker) {
        Manifest manifest = Manifest.in(real, machine);
        if (manifest instanceof Manifest.Unclear unclear) {
            return Optional.of(new Resolution.Unclear(unclear.reason(), unclear.evidence()));
        }
        if (manifest instanceof Manifest.Malformed malformed) {
            return Optional.of(malformed(malformed, shown.child("package.json"), specifier, esm, asker));
        }
        if (manifest instanceof Manifest.Found found && found.json().exports().isPresent()) {
            return Optional.of(exported(found.json(), real, shown, subpath, esm, asker));
        }
        if (esm && !subpath.equals(".")) {
            return Optional.of(esmFile(real.resolve(subpath), subpath.endsWith("/"), asker));
        }
        Fact<ImagePath> file =
                subpath.equals(".") ? asDirectory(real) : load(real.resolve(subpath), subpath.endsWith("/"));
        if (!(file instanceof Fact.Absent<ImagePath>)) {
            return Optional.of(found(file, ""));
        }
        if (esm) {
            // nodejs.org, "LEGACY_MAIN_RESOLVE": it names what it tried last
            String last = manifest instanceof Manifest.Found found
                    ? found.json().main().filter(main -> !main.isEmpty()).orElse("index.js")
                    : "index.js";
            return Optional.of(new Resolution.Failed(
                    Cause.MODULE_NOT_FOUND,
                    release.major() >= 20
                            ? "Error: Cannot find package '" + real.resolve(last) + "' imported from " + asker
                            : "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '" + real + "/' imported from "
                                    + asker,
                    file.evidence()));
        }
        boolean named = subpath.equals(".")
                && manifest instanceof Manifest.Found found
                && found.json().main().filter(main -> !main.isEmpty()).isPresent();
        return named
                ? Optional.of(
                        new Resolution.Failed(Cause.MODULE_NOT_FOUND, notLoaded(shown, specifier), file.evidence()))
                : Optional.empty();
    }

    /** A package.json that is no JSON stops whoever asks for anything of its package. */
    private Resolution malformed(
            Manifest.Malformed malformed, ImagePath file, String specifier, boolean esm, String asker) {
        String rest = malformed.rejected().says(release.major());
        String line;
        if (release.major() >= 22) {
            line = "Error: Invalid package config " + file
                    + (esm ? " while importing \"" + specifier + "\" from " + asker : "") + ".";
        } else if (esm) {
            line = "Error [ERR_INVALID_PACKAGE_CONFIG]: Invalid package config " + file + " while importing \""
                    + specifier + "\" from " + asker + ". " + rest;
        } else {
            line = "SyntaxError: Error parsing " + file + ": " + rest;
        }
        return new Resolution.Failed(
                Cause.STEP_FAILS,
                line,
                Evidence.of(malformed.file().span(malformed.offset(), malformed.offset()), "is no JSON"));
    }

    private Resolution exported(
            PackageJson json, ImagePath real, ImagePath shown, String subpath, boolean esm, String asker) {
        Json exports = json.exports().orElseThrow();
        ImagePath config = shown.child("package.json");
        Evidence evidence =
                Evidence.of(dev.runtimeaudit.source.Span.wholeFile(json.file().path()), "exports no such path");
        Set<String> keys =
                exports instanceof Json.Members members ? members.all().keySet() : Set.of();
        boolean map = keys.stream().anyMatch(key -> key.startsWith("."));
        if (map && !keys.stream().allMatch(key -> key.startsWith("."))) {
            String line = "Error [ERR_INVALID_PACKAGE_CONFIG]: Invalid package config " + config
                    + (esm ? " while importing file://" + asker : "")
                    + ". \"exports\" cannot contain some keys starting with '.' and some not. The exports object must"
                    + " either be an object of package subpath keys or an object of main entry condition name keys only.";
            return new Resolution.Failed(Cause.MODULE_NOT_FOUND, line, evidence);
        }
        Target target = Target.NONE;
        if (!map) {
            target = subpath.equals(".") ? target(exports, "", esm) : Target.NONE;
        } else if (exports.member(subpath).isPresent() && !subpath.contains("*") && !subpath.endsWith("/")) {
            target = target(exports.member(subpath).get(), "", esm);
        } else if (!subpath.equals(".")) {
            target = pattern(exports, keys, subpath, esm);
        }
        String suffix = esm ? " imported from " + asker : "";
        if (target.kind() == Target.Kind.UNCLEAR) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, evidence);
        }
        if (target.kind() == Target.Kind.INVALID) {
            String line = "Error [ERR_INVALID_PACKAGE_TARGET]: Invalid \"exports\" "
                    + (subpath.equals(".")
                            ? "main target \"" + target.path() + "\" defined"
                            : "target \"" + target.path() + "\" defined for '" + subpath + "'")
                    + " in the package config " + config + suffix
                    + (target.path().startsWith("./") ? "" : "; targets must start with \"./\"");
            return new Resolution.Failed(Cause.MODULE_NOT_FOUND, line, evidence);
        }
        if (target.kind() == Target.Kind.NONE) {
            String message = "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: "
                    + (subpath.equals(".")
                            ? "No \"exports\" main defined in " + config
                            : "Package subpath '" + subpath + "' is not defined by \"exports\" in " + config)
                    + suffix;
            return new Resolution.Failed(Cause.MODULE_NOT_FOUND, message, evidence);
        }
        ImagePath path = real.resolve(target.path());
        if (esm) {
            return esmFile(path, target.path().endsWith("/"), asker);
        }
        return found(file(path), "Error: Cannot find module '" + path + "'");
    }

    /** PACKAGE_IMPORTS_EXPORTS_RESOLVE for keys with a star: the longest one in front of the star wins. */
    private Target pattern(Json exports, Set<String> keys, String subpath, boolean esm) {
        String best = "";
        for (String key : keys) {
            if (key.endsWith("/") && subpath.startsWith(key)) {
                return Target.UNCLEAR; // folder mappings, gone since 17
            }
            int star = key.indexOf('*');
            if (star < 0 || !subpath.startsWith(key.substring(0, star)) || subpath.length() < key.length()) {
                continue;
            }
            boolean fits = subpath.endsWith(key.substring(star + 1)) && !subpath.equals(key.substring(0, star));
            int bestStar = best.indexOf('*');
            if (fits && (star > bestStar || star == bestStar && key.length() > best.length())) {
                best = key;
            }
        }
        if (best.isEmpty()) {
            return Target.NONE;
        }
        int star = best.indexOf('*');
        String match = subpath.substring(star, subpath.length() - (best.length() - star - 1));
        return target(exports.member(best).orElseThrow(), match, esm);
    }

    /**
     * Where a key of {@code exports} leads.
     *
     * @param path for messages, too
     */
    private record Target(Kind kind, String path) {
        enum Kind {
            PATH,
            NONE,
            INVALID,
            UNCLEAR
        }

        static final Target NONE = new Target(Kind.NONE, "");
        static final Target UNCLEAR = new Target(Kind.UNCLEAR, "");
    }

    /** PACKAGE_TARGET_RESOLVE with the conditions that node has by default. */
    private Target target(Json target, String match, boolean esm) {
        if (target instanceof Json.Text text) {
            String path = text.text().text();
            if (!path.startsWith("./")) {
                return new Target(Target.Kind.INVALID, path);
            }
            boolean odd = List.of(path.substring(2).split("/", -1)).stream()
                    .anyMatch(part -> part.equals("..") || part.equals(".") || part.equals("node_modules"));
            return odd || match.contains("..")
                    ? Target.UNCLEAR
                    : new Target(Target.Kind.PATH, path.replace("*", match));
        }
        if (target instanceof Json.Elements elements) {
            // the first that is valid counts, whether its file is there or not
            Target last = Target.NONE;
            for (Json each : elements.all()) {
                last = target(each, match, esm);
                if (last.kind() == Target.Kind.PATH || last.kind() == Target.Kind.UNCLEAR) {
                    return last;
                }
            }
            return last;
        }
        if (target instanceof Json.Members members) {
            for (Map.Entry<String, Json> each : members.all().entrySet()) {
                if (each.getKey().equals("module-sync") && release.requiresEsm().isEmpty()) {
                    return Target.UNCLEAR;
                }
                if (holds(each.getKey(), esm)) {
                    Target inside = target(each.getValue(), match, esm);
                    boolean isNull = inside.kind() == Target.Kind.NONE && !(each.getValue() instanceof Json.Members);
                    if (inside.kind() != Target.Kind.NONE || isNull) {
                        return inside;
                    }
                }
            }
        }
        return Target.NONE;
    }

    private boolean holds(String condition, boolean esm) {
        return switch (condition) {
            case "node", "default", "node-addons" -> true;
            case "import" -> esm;
            case "require" -> !esm;
            case "module-sync" -> release.requiresEsm().orElse(false);
            default -> false;
        };
    }
}
