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

    private static final List<String> EXTENSIONS = List.of(".js", ".json", ".node");

    private final Machine machine;

    Modules(Machine machine) {
        this.machine = machine;
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
        Fact<ImagePath> found = file(path);
        for (String extension : EXTENSIONS) {
            if (!(found instanceof Fact.Absent<ImagePath>) || path.isRoot()) {
                return found;
            }
            found = file(path.parent().child(path.name() + extension));
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
        Optional<String> builtin = builtin(specifier);
        if (builtin.isPresent()) {
            return new Resolution.Builtin(builtin.get());
        }
        boolean relative = specifier.equals(".")
                || specifier.equals("..")
                || specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.startsWith("/");
        if (specifier.startsWith("#") || specifier.contains(":") || specifier.contains("\\") || specifier.isEmpty()) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        if (relative) {
            return esm ? esmFile(from.resolve(specifier), asker) : cjsFile(specifier, from);
        }
        return inPackages(specifier, from, esm, asker);
    }

    private Resolution cjsFile(String specifier, ImagePath from) {
        boolean slash = specifier.endsWith("/")
                || specifier.endsWith("/..")
                || specifier.endsWith("/.")
                || specifier.equals(".")
                || specifier.equals("..");
        return found(load(from.resolve(specifier), slash), "Error: Cannot find module '" + specifier + "'");
    }

    private Resolution esmFile(ImagePath path, String asker) {
        Fact<FileSystem.Located> found = at(path);
        if (found instanceof Fact.Present<FileSystem.Located> present
                && present.value().node() instanceof Node.Directory) {
            return new Resolution.Failed(
                    Cause.MODULE_NOT_FOUND,
                    "Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import '" + path
                            + "' is not supported resolving ES modules imported from " + asker,
                    found.evidence());
        }
        return found(
                file(path), "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '" + path + "' imported from " + asker);
    }

    private static Resolution found(Fact<ImagePath> fact, String message) {
        return fact.fold(
                present -> (Resolution) new Resolution.Found(present.value()),
                absent -> new Resolution.Failed(Cause.MODULE_NOT_FOUND, message, absent.evidence()),
                unknown -> new Resolution.Unclear(unknown.reason(), unknown.evidence()));
    }

    private Resolution inPackages(String specifier, ImagePath from, boolean esm, String asker) {
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
        Optional<Resolution> self = self(name, from);
        if (self.isPresent()) {
            return self.get();
        }
        Evidence evidence = Evidence.NONE;
        for (ImagePath above = from; ; above = above.parent()) {
            if (!above.name().equals("node_modules")) {
                ImagePath in = above.resolve("node_modules").resolve(name);
                Fact<ImagePath> directory = directory(in);
                if (directory instanceof Fact.Unknown<ImagePath> unknown) {
                    return new Resolution.Unclear(unknown.reason(), unknown.evidence());
                }
                Optional<Resolution> here = directory instanceof Fact.Present<ImagePath> present
                        ? inPackage(present.value(), in, subpath, esm, asker)
                        : esm ? Optional.empty() : asFileOnly(above, specifier, message);
                if (here.isPresent()) {
                    return here.get();
                }
                evidence = evidence.because(directory.evidence());
            }
            if (above.isRoot()) {
                break;
            }
        }
        if (!esm && !(machine.environment().get("NODE_PATH") instanceof Fact.Absent<String>)) {
            return new Resolution.Unclear(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        }
        return new Resolution.Failed(Cause.MODULE_NOT_FOUND, message, evidence);
    }

    /**
     * Whether a specifier names a package that an install has put within reach, and of which nothing else is known. What stands
     * nearer, if anything does, is the same package in another version.
     */
    boolean isInstalled(String specifier, ImagePath from) {
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@");
        boolean bare = !specifier.startsWith(".") && !specifier.startsWith("/") && !specifier.startsWith("#");
        if (!bare || scoped && parts.length < 2) {
            return false;
        }
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        for (ImagePath above = from; ; above = above.parent()) {
            Fact<ImagePath> directory = directory(above.resolve("node_modules").resolve(name));
            if (directory instanceof Fact.Present<ImagePath> found) {
                return Manifest.in(found.value(), machine) instanceof Manifest.Unclear unclear
                        && unclear.reason() == Reason.INSTALLED_MODULES_NOT_MODELLED;
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    /** {@code node_modules/x.js} for {@code require("x")}. */
    private Optional<Resolution> asFileOnly(ImagePath above, String specifier, String message) {
        Fact<ImagePath> file = load(above.resolve("node_modules").resolve(specifier), false);
        return file instanceof Fact.Absent<ImagePath> ? Optional.empty() : Optional.of(found(file, message));
    }

    /** A package that imports itself by name: not followed. */
    private Optional<Resolution> self(String name, ImagePath from) {
        Manifest manifest = Manifest.above(from, machine, false);
        boolean own = manifest instanceof Manifest.Found found
                && found.json().name().equals(Optional.of(name))
                && found.json().exports().isPresent();
        return own ? Optional.of(new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE)) : Optional.empty();
    }

    private Optional<Resolution> inPackage(ImagePath real, ImagePath shown, String subpath, boolean esm, String asker) {
        Manifest manifest = Manifest.in(real, machine);
        if (manifest instanceof Manifest.Unclear unclear) {
            return Optional.of(new Resolution.Unclear(unclear.reason(), unclear.evidence()));
        }
        if (manifest instanceof Manifest.Found found && found.json().exports().isPresent()) {
            return Optional.of(exported(found.json(), real, shown, subpath, esm, asker));
        }
        if (esm && manifest instanceof Manifest.Found && !subpath.equals(".")) {
            return Optional.of(esmFile(real.resolve(subpath), asker));
        }
        Fact<ImagePath> file = subpath.equals(".") ? asDirectory(real) : load(real.resolve(subpath), false);
        return file instanceof Fact.Absent<ImagePath> && !esm
                ? Optional.empty()
                : file instanceof Fact.Absent<ImagePath>
                        ? Optional.of(new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, file.evidence()))
                        : Optional.of(found(file, ""));
    }

    private Resolution exported(
            PackageJson json, ImagePath real, ImagePath shown, String subpath, boolean esm, String asker) {
        Json exports = json.exports().orElseThrow();
        boolean map = exports instanceof Json.Members members
                && members.all().keySet().stream().anyMatch(key -> key.startsWith("."));
        boolean patterns = exports instanceof Json.Members members
                && members.all().keySet().stream()
                        .anyMatch(key -> key.contains("*") || key.length() > 1 && key.endsWith("/"));
        Optional<Json> target;
        if (map) {
            target = exports.member(subpath);
        } else {
            target = subpath.equals(".") ? Optional.of(exports) : Optional.empty();
        }
        if (target.isEmpty() && patterns) {
            return new Resolution.Unclear(Reason.MODULES_NOT_RESOLVED, Evidence.NONE);
        }
        Optional<String> path = target.flatMap(json1 -> condition(json1, esm));
        if (path.isEmpty()) {
            String suffix = esm ? " imported from " + asker : "";
            String message = "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: "
                    + (subpath.equals(".")
                            ? "No \"exports\" main defined in " + shown.child("package.json")
                            : "Package subpath '" + subpath + "' is not defined by \"exports\" in "
                                    + shown.child("package.json"))
                    + suffix;
            return new Resolution.Failed(
                    Cause.MODULE_NOT_FOUND,
                    message,
                    Evidence.of(
                            dev.runtimeaudit.source.Span.wholeFile(json.file().path()), "exports no such path"));
        }
        Fact<ImagePath> file = file(real.resolve(path.get()));
        return found(
                file,
                esm
                        ? "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '" + real.resolve(path.get())
                                + "' imported from " + asker
                        : "Error: Cannot find module '" + real.resolve(path.get()) + "'");
    }

    /** PACKAGE_TARGET_RESOLVE with the conditions that node has by default. */
    private static Optional<String> condition(Json target, boolean esm) {
        if (target instanceof Json.Text text) {
            return Optional.of(text.text().text());
        }
        if (target instanceof Json.Elements elements) {
            return elements.all().stream()
                    .flatMap(each -> condition(each, esm).stream())
                    .findFirst();
        }
        if (target instanceof Json.Members members) {
            Set<String> held = Set.of("node", esm ? "import" : "require", "default", "module-sync", "node-addons");
            for (Map.Entry<String, Json> each : members.all().entrySet()) {
                if (held.contains(each.getKey())) {
                    Optional<String> path = condition(each.getValue(), esm);
                    if (path.isPresent()) {
                        return path;
                    }
                }
            }
        }
        return Optional.empty();
    }
}
