package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The first module that a program asks for at its start, whatever else it does, and that is proven not to be where node looks.
 *
 * <p>What it loads before that is taken to come to its end, as modules do when they are loaded. A program that changes how
 * modules are found, or that catches what nobody catches, proves nothing.
 *
 * <p>It is one class although it is long: what is found, what is missing and what raises doubts is told on one walk.
 */
final class Unfindable {

    /** Packages that change where modules are looked for, or what happens when one is not found. */
    private static final Set<String> HOOKS = Set.of(
            "tsconfig-paths",
            "app-module-path",
            "rootpath",
            "append-require-path",
            "require-rewrite",
            "rollbar",
            "newrelic",
            "appdynamics",
            "longjohn",
            "trace",
            "uncaught",
            "death",
            "loud-rejection",
            "async-exit-hook",
            "mockery",
            "rewire",
            "importx",
            "tsm",
            "pirates",
            "proxyquire",
            "mock-require",
            "require-hook",
            "link-module-alias",
            "esm",
            "jiti",
            "ts-node",
            "tsx",
            "pnpapi",
            "v8-compile-cache-lib",
            "domain",
            "node:domain",
            "node:module",
            "module");

    /** What the names of others of this kind have in them. */
    private static final List<String> SIGNS =
            List.of("alias", "hook", "exception", "uncaught", "crash", "resolver", "module-path");

    /** Words of a program that does so itself, that may make the module first, or that goes on when something was thrown. */
    private static final List<String> WORDS = List.of(
            "uncaughtException",
            "setUncaughtExceptionCaptureCallback",
            "handleExceptions",
            "exitOnError",
            "_resolveFilename",
            "_load",
            "_extensions",
            "require.extensions",
            "registerHooks",
            "_initPaths",
            "NODE_PATH",
            "writeFileSync",
            "cpSync",
            "copyFileSync",
            "renameSync",
            "symlinkSync",
            "execSync",
            "execFileSync",
            "spawnSync",
            "module.paths");

    private static final int MOST_FILES = 2_000;

    private final Machine machine;
    private final Release release;
    private final Modules modules;
    private final Set<ImagePath> seen = new HashSet<>();

    Unfindable(Machine machine, Release release) {
        this.release = release;
        this.machine = machine;
        this.modules = new Modules(machine, release);
    }

    /** How a walk through one module goes on. */
    private sealed interface Step {
        record Loaded() implements Step {}

        record Dies(Failure failure) implements Step {}

        /** From here on nothing is proven. */
        record Unsure() implements Step {}
    }

    /** What node dies of when it loads this file. */
    Optional<Failure> of(ImagePath main) {
        return visit(main) instanceof Step.Dies dies ? Optional.of(dies.failure()) : Optional.empty();
    }

    /**
     * One file of the program.
     *
     * @param uses what it loads for certain, as soon as it is loaded
     * @param sources its text, or those that a tool made it of
     * @param inOrder in a bundle, files run where the first one asks for them, and so do modules outside (webpack.js.org, "Externals")
     */
    private record Unit(boolean module, List<ModuleUse> uses, List<SourceFile> sources, boolean inOrder) {

        /** The line at which it asks for something, in the text in which it does. */
        String line(ModuleUse use) {
            return source(use).map(text -> text.line(use.span().line())).orElse("");
        }

        private Optional<SourceFile> source(ModuleUse use) {
            return sources.stream()
                    .filter(text -> text.path().equals(use.span().path()))
                    .findFirst();
        }

        /**
         * Whether what runs in front of a use makes it uncertain. In a bundle that is the body of any other file, but not of the first
         * one, which stands for the program: all that is imported comes before the body of the file that imports it.
         */
        boolean doubts(ModuleUse use) {
            int before = use.span().line() - 1;
            Optional<SourceFile> own = source(use);
            if (sources.size() == 1 || own.isEmpty()) {
                return sources.stream().anyMatch(text -> says(text, sources.size() == 1 ? before : text.lineCount()));
            }
            String statement =
                    own.get().line(use.span().line()).substring(use.span().column() - 1);
            boolean imported = statement.startsWith("import") || statement.startsWith("export");
            if (imported && inOrder && own.get().equals(sources.get(0)) && isFirst(use, own.get())) {
                return false;
            }
            return !imported && says(own.get(), before)
                    || sources.stream()
                            .skip(imported ? 1 : 0)
                            .filter(text -> !text.equals(own.get()))
                            .anyMatch(text -> says(text, text.lineCount()));
        }

        /** Whether a file asks for nothing in front of it that may have gone into the bundle. */
        private boolean isFirst(ModuleUse use, SourceFile own) {
            return ModuleUses.of(own).stream()
                    .filter(each -> each.form() != Form.TYPE_ONLY)
                    .filter(each -> each.span().line() < use.span().line())
                    .allMatch(each -> uses.stream()
                            .anyMatch(outside -> outside.specifier().equals(each.specifier())));
        }

        boolean doubts() {
            return sources.stream().anyMatch(text -> says(text, text.lineCount()));
        }
    }

    private Step visit(ImagePath path) {
        if (!seen.add(path) || path.name().endsWith(".json") || path.name().endsWith(".node")) {
            return new Step.Loaded();
        }
        Optional<Unit> unit = seen.size() > MOST_FILES ? Optional.empty() : unit(path);
        if (unit.isEmpty()) {
            return isGenerated(path) ? new Step.Loaded() : new Step.Unsure();
        }
        return unit.get().module() ? linked(path, unit.get()) : required(path, unit.get());
    }

    private Optional<Unit> unit(ImagePath path) {
        Optional<Loading> loading = new Reach(machine, release).loading(path);
        Optional<Boolean> module = loading.flatMap(any -> isModule(path));
        if (loading.isEmpty() || module.isEmpty()) {
            return Optional.empty();
        }
        Form form = module.get() ? Form.IMPORT : Form.REQUIRE;
        List<ModuleUse> uses = loading.get().uses().stream()
                .filter(use -> use.when() == When.ALWAYS && use.form() == form)
                .toList();
        boolean inOrder = machine.files().follow(path) instanceof Fact.Present<Located> here
                && here.value().node() instanceof Node.File file
                && file.content() instanceof Content.Bundled bundled
                && bundled.by().equals("webpack");
        return Optional.of(new Unit(module.get(), uses, loading.get().sources(), inOrder));
    }

    /** An ES module: all that it imports is looked for before anything runs. */
    private Step linked(ImagePath path, Unit unit) {
        for (ModuleUse use : unit.uses()) {
            Step step = found(path, unit, use);
            if (!(step instanceof Step.Loaded)) {
                return step;
            }
        }
        for (ModuleUse use : unit.uses()) {
            Step step = below(path, use, true);
            if (!(step instanceof Step.Loaded)) {
                return step;
            }
        }
        return ended(path, unit);
    }

    /** A CommonJS module: it asks for one after the other, as it comes to them. */
    private Step required(ImagePath path, Unit unit) {
        for (ModuleUse use : unit.uses()) {
            if (unit.doubts(use)) {
                return new Step.Unsure();
            }
            Step step = found(path, unit, use);
            if (!(step instanceof Step.Loaded)) {
                return step;
            }
            Step below = below(path, use, false);
            if (!(below instanceof Step.Loaded)) {
                return below;
            }
        }
        return ended(path, unit);
    }

    private Step below(ImagePath path, ModuleUse use, boolean esm) {
        return modules.resolve(use.specifier(), path.parent(), esm, path.value()) instanceof Resolution.Found next
                ? visit(next.path())
                : new Step.Loaded();
    }

    private Step ended(ImagePath path, Unit unit) {
        if (unit.doubts()) {
            return new Step.Unsure();
        }
        for (SourceFile source : unit.sources()) {
            Step step = constructed(path, source);
            if (!(step instanceof Step.Loaded)) {
                return step;
            }
        }
        return new Step.Loaded();
    }

    /** Whether the first lines of a file say anything that makes what follows uncertain. */
    static boolean says(SourceFile text, int lines) {
        boolean word =
                text.text().lines().limit(lines).anyMatch(line -> WORDS.stream().anyMatch(line::contains));
        return word || ModuleUses.ends(text).filter(end -> end.line() <= lines).isPresent();
    }

    private static boolean isHook(String specifier) {
        String[] parts = specifier.split("/");
        String name = specifier.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
        return HOOKS.contains(name)
                || HOOKS.contains(specifier)
                || SIGNS.stream().anyMatch(name::contains)
                || !specifier.startsWith(".") && List.of(parts).contains("register")
                || name.endsWith("-register");
    }

    private Step found(ImagePath path, Unit unit, ModuleUse use) {
        boolean esm = unit.module();
        if (isHook(use.specifier())) {
            return new Step.Unsure();
        }
        Resolution resolution = modules.resolve(use.specifier(), path.parent(), esm, path.value());
        if (resolution instanceof Resolution.Failed failed) {
            Span place = new Blame(machine).place(use, path);
            return dies(failed.cause(), failed.message(), place, use.span(), use.specifier(), path, failed.evidence());
        }
        if (resolution instanceof Resolution.Unclear) {
            boolean relative =
                    use.specifier().startsWith(".") || use.specifier().startsWith("/");
            boolean own = use.specifier().startsWith("#");
            if (relative || own) {
                return new Step.Unsure();
            }
            if (use.specifier().equals(GeneratedClient.PACKAGE)
                    && GeneratedClient.of(path.parent(), machine) instanceof GeneratedClient.Missing missing) {
                boolean named = esm && unit.line(use).contains("{");
                return dies(
                        Cause.PRISMA_CLIENT_MISSING,
                        named
                                ? "SyntaxError: Named export 'PrismaClient' not found. The requested module"
                                        + " '@prisma/client' is a CommonJS module, which may not support all"
                                        + " module.exports as named exports."
                                : missing.message(),
                        shipped(missing.evidence(), use.span()),
                        use.span(),
                        use.specifier(),
                        path,
                        missing.evidence());
            }
        }
        return new Step.Loaded();
    }

    /** A client that is made as soon as the file is loaded, of a stub that throws then. */
    private Step constructed(ImagePath path, SourceFile text) {
        boolean loads = ModuleUses.of(text).stream()
                .anyMatch(use -> use.specifier().equals(GeneratedClient.PACKAGE)
                        && use.when() == When.ALWAYS
                        && text.line(use.span().line()).contains("PrismaClient"));
        Optional<Span> made = loads ? ModuleUses.constructs(text, "PrismaClient") : Optional.empty();
        return made.isPresent() && GeneratedClient.of(path.parent(), machine) instanceof GeneratedClient.Stub stub
                ? dies(
                        Cause.PRISMA_CLIENT_MISSING,
                        "Error: @prisma/client did not initialize yet. Please run \"prisma generate\" and try to import it"
                                + " again.",
                        shipped(stub.evidence(), made.get()),
                        made.get(),
                        GeneratedClient.PACKAGE,
                        path,
                        stub.evidence())
                : new Step.Loaded();
    }

    /** @param at where it asks for the module */
    private static Step dies(
            Cause cause, String message, Span place, Span at, String specifier, ImagePath path, Evidence because) {
        Evidence evidence =
                Evidence.of(at, "loads `" + specifier + "` in `" + path + "`").because(because);
        return new Step.Dies(new Failure(cause, 1, message, place, specifier, evidence));
    }

    /** The step that made the packages that ship: it is the one that is to generate the client, or to be followed by one that does. */
    private static Span shipped(Evidence origin, Span otherwise) {
        return origin.steps().isEmpty() ? otherwise : origin.steps().get(0).at();
    }

    /** Code that a tool wrote into the tree of packages: of its own it asks for nothing that the tool did not bring. */
    private static boolean isGenerated(ImagePath path) {
        return path.names().contains("node_modules");
    }

    /** Whether node takes a file for an ES module; empty when that is not known. */
    private Optional<Boolean> isModule(ImagePath path) {
        if (!(machine.files().follow(path) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Node.File file)) {
            return Optional.empty();
        }
        if (file.content() instanceof Content.Emitted emitted) {
            return format(emitted.format());
        }
        if (file.content() instanceof Content.Bundled bundled) {
            return format(bundled.format());
        }
        return file.content().text() instanceof Fact.Present<SourceFile> text
                ? isModule(path, text.value())
                : Optional.empty();
    }

    private static Optional<Boolean> format(Content.Format format) {
        return switch (format) {
            case MODULE -> Optional.of(true);
            case COMMONJS -> Optional.of(false);
            case UNKNOWN -> Optional.empty();
        };
    }

    private Optional<Boolean> isModule(ImagePath path, SourceFile text) {
        if (path.name().endsWith(".mjs")) {
            return Optional.of(true);
        }
        if (path.name().endsWith(".cjs")) {
            return Optional.of(false);
        }
        if (!path.name().endsWith(".js")) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.above(path.parent(), machine, false);
        if (manifest instanceof Manifest.Found found) {
            Optional<String> type = found.json().type();
            if (type.isPresent()) {
                return type.map("module"::equals);
            }
        } else if (!(manifest instanceof Manifest.None)) {
            return Optional.empty();
        }
        // Without a type newer versions of node look into the file.
        return ModuleUses.isModule(text) ? Optional.empty() : Optional.of(false);
    }
}
