package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.ImportedPaths;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that a program loads as soon as it starts, where what it does with them is not followed: whether every one of
 * them is there, and whether one of its own files opens a port.
 */
final class Reach {

    /** node's own, gRPC's, and what wraps them in the web frameworks that have a word of their own. */
    private static final Set<String> LISTENING = Set.of("listen", "bindAsync");

    /** Packages whose {@code serve} opens a port. */
    private static final Set<String> SERVERS = Set.of("@hono/node-server", "srvx");

    /** What node calls a program that is given on its command line. */
    static final String INLINE = "[eval]";

    /** Packages whose {@code Worker} runs until it is closed, and waits for its queue (docs.bullmq.io, "Workers"). */
    private static final Set<String> QUEUES = Set.of("bullmq");

    private static final int MOST_FILES = 2_000;

    private static final List<String> TYPED = List.of(".ts", ".mts", ".cts");

    private final Machine machine;
    private final Release release;
    private final Modules modules;
    private final Map<ImagePath, Span> asked = new HashMap<>();
    private boolean listens;
    private Optional<Exit.Lost> doubt = Optional.empty();

    Reach(Machine machine, Release release) {
        this.machine = machine;
        this.release = release;
        this.modules = new Modules(machine, release);
    }

    /** All that it loads is proven to be there and can be read by V8, and it listens somewhere. */
    boolean serves(List<ImagePath> mains) {
        return loads(mains) && listens;
    }

    /** Whether it listens somewhere, once what it loads was looked at. */
    boolean listens() {
        return listens;
    }

    /** What stood in the way when it was not all proven to be there: the place that asks for it, and why it is not known. */
    Optional<Exit.Lost> doubt() {
        return doubt;
    }

    /** All that it loads is proven to be there and can be read by V8. */
    boolean loads(List<ImagePath> mains) {
        Deque<ImagePath> open = new ArrayDeque<>(mains);
        Set<ImagePath> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            ImagePath path = open.poll();
            if (path.name().endsWith(".json")) {
                continue;
            }
            Optional<Loading> loading = loading(path);
            if (loading.isEmpty() || seen.size() > MOST_FILES) {
                doubt = Optional.ofNullable(asked.get(path))
                        .map(at -> new Exit.Lost(
                                seen.size() > MOST_FILES ? Reason.OVER_BUDGET : Reason.MODULES_NOT_RESOLVED,
                                Evidence.of(at, "loads `" + path + "`, of which it is not known what it loads")));
                return false;
            }
            boolean own = !path.names().contains("node_modules");
            if (own && loading.get().sources().stream().anyMatch(this::importsWhatIsMissing)) {
                return false;
            }
            listens |= own && loading.get().calls().stream().anyMatch(LISTENING::contains);
            listens |= own
                    && loading.get().calls().contains("serve")
                    && loading.get().atOnce().stream().anyMatch(use -> SERVERS.contains(use.specifier()));
            listens |= own
                    && loading.get().calls().contains("Worker")
                    && loading.get().atOnce().stream().anyMatch(use -> QUEUES.contains(use.specifier()));
            for (ModuleUse use : loading.get().atOnce()) {
                Resolution resolution = resolve(use, path, loading.get());
                if (resolution instanceof Resolution.Found found) {
                    if (seen.add(found.path())) {
                        asked.put(found.path(), use.span());
                        open.add(found.path());
                    }
                } else if (!(resolution instanceof Resolution.Builtin)
                        && (isGenerated(use.specifier(), path.parent(), machine)
                                || !modules.isInstalled(use.specifier(), path.parent()))) {
                    doubt = Optional.of(doubt(use, resolution));
                    return false;
                }
            }
        }
        return true;
    }

    private static Exit.Lost doubt(ModuleUse use, Resolution resolution) {
        Evidence loads = Evidence.of(use.span(), "loads `" + use.specifier() + "`");
        if (resolution instanceof Resolution.Unclear unclear) {
            return new Exit.Lost(unclear.reason(), loads.because(unclear.evidence()));
        }
        return new Exit.Lost(
                Reason.MODULES_NOT_RESOLVED,
                resolution instanceof Resolution.Failed failed ? loads.because(failed.evidence()) : loads);
    }

    /** Whether it makes a URL of a file, to import it some time, that is proven not to be there. */
    private boolean importsWhatIsMissing(SourceFile source) {
        return ImportedPaths.of(source).stream()
                .map(machine.directory()::resolve)
                .anyMatch(path -> machine.files().follow(path) instanceof Fact.Absent<FileSystem.Located>);
    }

    private Resolution resolve(ModuleUse use, ImagePath path, Loading loading) {
        boolean esm = use.form() == ModuleUse.Form.IMPORT;
        Resolution resolution = modules.resolve(use.specifier(), path.parent(), esm, path.value());
        String sibling = loading.siblings().getOrDefault(use.specifier(), "");
        // Where other files may lie beside it, the one that the compiler found is the one that is meant; an import says
        // it in full.
        boolean meant = !sibling.isEmpty() && (!esm || use.specifier().endsWith(name(sibling)));
        if (resolution instanceof Resolution.Unclear && meant) {
            return modules.resolve(sibling, path.parent(), esm, path.value());
        }
        // A package that is there is read like other files, although a step may have put another one nearer.
        return resolution instanceof Resolution.Unclear
                        && modules.resolveBehindSteps(use.specifier(), path.parent(), esm, path.value())
                                instanceof Resolution.Found found
                ? found
                : resolution;
    }

    private static String name(String specifier) {
        return specifier.substring(specifier.lastIndexOf('/') + 1);
    }

    /** A package that works only after a command of its own has written into it. */
    static boolean isGenerated(String specifier, ImagePath from, Machine machine) {
        boolean whole = specifier.equals(GeneratedClient.PACKAGE) && GeneratedClient.isThere(from, machine);
        // What clients that lie elsewhere load comes with the package.
        boolean shipped = specifier.startsWith(GeneratedClient.PACKAGE + "/runtime/");
        return !whole && !shipped && (specifier.startsWith(GeneratedClient.PACKAGE) || specifier.startsWith(".prisma"));
    }

    /** Empty when it cannot be told what a file loads, or whether this user may read it. */
    Optional<Loading> loading(ImagePath path) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        // Packages are not stripped of types.
        boolean typed = TYPED.stream().anyMatch(path.name()::endsWith)
                && release.stripsTypes()
                && !path.names().contains("node_modules");
        boolean script = typed
                || path.name().endsWith(".js")
                || path.name().endsWith(".mjs")
                || path.name().endsWith(".cjs")
                || path.name().equals(INLINE);
        if (!script
                || !(found instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.File file)
                || !(Permissions.of(file, Permissions.Right.READ, machine.identity()) instanceof Fact.Present<Node>)) {
            return Optional.empty();
        }
        Content content = file.content().likely();
        if (typed) {
            return Loading.typed(content);
        }
        return fits(path, content) ? Loading.of(content) : Optional.empty();
    }

    private boolean fits(ImagePath path, Content content) {
        if (content instanceof Content.Emitted emitted) {
            return fits(path, emitted.format());
        }
        return !(content instanceof Content.Bundled bundled) || fits(path, bundled.format());
    }

    /** Whether node takes what a tool has made for what it is: by its extension or by the nearest package.json. */
    boolean fits(ImagePath path, Content.Format format) {
        if (path.name().endsWith(".mjs")) {
            return format == Content.Format.MODULE;
        }
        if (path.name().endsWith(".cjs")) {
            return format == Content.Format.COMMONJS;
        }
        for (ImagePath above = path.parent(); ; above = above.parent()) {
            Manifest manifest = Manifest.in(above, machine);
            // No step that comes behind the tool makes a manifest that takes its output for something else.
            boolean none = manifest instanceof Manifest.None
                    || manifest instanceof Manifest.Unclear unclear
                            && unclear.reason().isOfStep();
            if (manifest instanceof Manifest.Found found) {
                boolean module = found.json().type().equals(Optional.of("module"));
                return format == (module ? Content.Format.MODULE : Content.Format.COMMONJS);
            }
            if (!none || above.isRoot()) {
                return none && format == Content.Format.COMMONJS;
            }
        }
    }

    /**
     * Whether no manifest says what the files of a directory are, so that node may look for itself (nodejs.org, "Determining module
     * system").
     */
    boolean isUntyped(ImagePath directory) {
        for (ImagePath above = directory; ; above = above.parent()) {
            Manifest manifest = Manifest.in(above, machine);
            if (manifest instanceof Manifest.Found found) {
                return found.json().type().isEmpty();
            }
            boolean none = manifest instanceof Manifest.None
                    || manifest instanceof Manifest.Unclear unclear
                            && unclear.reason().isOfStep();
            if (!none || above.isRoot()) {
                return none;
            }
        }
    }
}
