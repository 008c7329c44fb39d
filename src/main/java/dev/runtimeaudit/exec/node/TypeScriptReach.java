package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that a program loads in a runtime that takes TypeScript as it is and finds files without their extension: bun, or
 * node behind tsx (bun.com, "Module resolution"; tsx.is). What it asks for is a superset of what it needs: imports of mere
 * types are among it.
 */
public final class TypeScriptReach {

    private static final Set<String> LISTENING = Set.of("listen", "bindAsync", "serve");

    private static final List<String> EXTENSIONS =
            List.of(".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cjs", ".json");

    private static final int MOST_FILES = 2_000;

    private final Machine machine;
    private final boolean bun;
    private final Modules modules;
    private boolean listens;

    /** @param bun the runtime is bun, which has modules of its own and serves what a program exports */
    public TypeScriptReach(Machine machine, boolean bun) {
        this.machine = machine;
        this.bun = bun;
        this.modules = new Modules(machine, Release.of(""));
    }

    /** All that the program loads is proven to be there, and one of its own files opens a port. */
    public boolean serves(ImagePath main) {
        Deque<ImagePath> open = new ArrayDeque<>(List.of(main));
        Set<ImagePath> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            ImagePath path = open.poll();
            if (path.name().endsWith(".json")) {
                continue;
            }
            Optional<SourceFile> text = text(path);
            if (text.isEmpty() || seen.size() > MOST_FILES) {
                return false;
            }
            if (!path.names().contains("node_modules")) {
                listens |= CalledNames.of(text.get()).stream().anyMatch(LISTENING::contains)
                        || bun && path.equals(main) && exportsServer(text.get());
            }
            for (ModuleUse use : ModuleUses.of(text.get())) {
                boolean loaded = (use.when() == ModuleUse.When.ALWAYS || use.when() == ModuleUse.When.IF_REACHED)
                        && (use.form() == ModuleUse.Form.REQUIRE || use.form() == ModuleUse.Form.IMPORT);
                if (loaded && !follow(use, path, seen, open)) {
                    return false;
                }
            }
        }
        return listens;
    }

    /** bun serves what the main file exports by default when that has a {@code fetch} (bun.com, "HTTP server", "export default"). */
    private static boolean exportsServer(SourceFile file) {
        return CalledNames.words(file).containsAll(Set.of("export", "default", "fetch"));
    }

    private boolean follow(ModuleUse use, ImagePath path, Set<ImagePath> seen, Deque<ImagePath> open) {
        String specifier = use.specifier();
        if (bun && (specifier.equals("bun") || specifier.startsWith("bun:"))) {
            return true;
        }
        Optional<ImagePath> file;
        if (specifier.startsWith("./")
                || specifier.startsWith("../")
                || specifier.equals(".")
                || specifier.equals("..")) {
            file = beside(path.parent().resolve(specifier));
        } else {
            Resolution resolution =
                    modules.resolve(specifier, path.parent(), use.form() == ModuleUse.Form.IMPORT, path.value());
            if (resolution instanceof Resolution.Builtin) {
                return true;
            }
            if (!(resolution instanceof Resolution.Found found)) {
                return !Reach.isGenerated(specifier, path.parent(), machine)
                        && modules.isInstalled(specifier, path.parent());
            }
            file = Optional.of(found.path());
        }
        file.filter(seen::add).ifPresent(open::add);
        return file.isPresent();
    }

    /** The file that a relative specifier means. */
    private Optional<ImagePath> beside(ImagePath path) {
        List<ImagePath> candidates = new ArrayList<>();
        String name = path.name();
        candidates.add(path);
        for (String script : List.of(".js", ".mjs", ".cjs", ".jsx")) {
            if (name.endsWith(script)) {
                // The name of what a compiler would make of it.
                String stem = name.substring(0, name.length() - script.length());
                candidates.add(path.parent().child(stem + script.replace("js", "ts")));
                candidates.add(path.parent().child(stem + ".tsx"));
            }
        }
        EXTENSIONS.forEach(extension -> candidates.add(path.parent().child(name + extension)));
        EXTENSIONS.forEach(extension -> candidates.add(path.child("index" + extension)));
        return candidates.stream()
                .flatMap(candidate -> file(candidate).stream())
                .findFirst();
    }

    private Optional<ImagePath> file(ImagePath path) {
        return machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.File
                ? Optional.of(here.value().path())
                : Optional.empty();
    }

    private Optional<SourceFile> text(ImagePath path) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        boolean script = EXTENSIONS.stream().anyMatch(path.name()::endsWith);
        if (!script
                || !(found instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.File file)
                || !(Permissions.of(file, Permissions.Right.READ, machine.identity()) instanceof Fact.Present<Node>)) {
            return Optional.empty();
        }
        return file.content().likely().text() instanceof Fact.Present<SourceFile> present
                ? Optional.of(present.value())
                : Optional.empty();
    }
}
