package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sources of a program that are its own: its main file and what that loads from files beside it, of packages only those of the
 * workspace. Of what a tool has emitted, the sources it was made from.
 *
 * @param files the main file first
 * @param certain those of them that are loaded at the start whichever way it takes, as far as that is seen
 * @param askers what it loads from elsewhere by name, and the first file that asks for it
 * @param complete nothing that it loads was left out but packages that are installed
 */
public record OwnScripts(
        List<SourceFile> files, List<SourceFile> certain, Map<String, ImagePath> askers, boolean complete) {

    private static final List<String> EXTENSIONS = List.of(".ts", ".tsx", ".js", ".jsx", ".mts", ".mjs", ".cjs");
    private static final int MOST_FILES = 2_000;

    public OwnScripts {
        files = List.copyOf(files);
        certain = List.copyOf(certain);
        askers = Map.copyOf(askers);
    }

    /** What it loads from elsewhere, by name. */
    public Set<String> packages() {
        return askers.keySet();
    }

    public static OwnScripts of(ImagePath main, Machine machine) {
        return new Search(machine).from(main);
    }

    private static final class Search {
        private final Machine machine;
        private final Modules modules;
        private final List<SourceFile> files = new ArrayList<>();
        private final Map<String, ImagePath> askers = new LinkedHashMap<>();
        private final Set<ImagePath> seen = new LinkedHashSet<>();
        private final Deque<ImagePath> open = new ArrayDeque<>();
        private final List<SourceFile> certain = new ArrayList<>();
        private final Set<ImagePath> always = new LinkedHashSet<>();
        private boolean complete = true;

        Search(Machine machine) {
            this.machine = machine;
            this.modules = new Modules(machine, Release.of(""));
        }

        OwnScripts from(ImagePath main) {
            Optional<ImagePath> first = beside(main);
            first.filter(seen::add).ifPresent(open::add);
            first.ifPresent(always::add);
            complete = first.isPresent();
            while (!open.isEmpty()) {
                visit(open.poll());
            }
            return new OwnScripts(files, certain, askers, complete && seen.size() <= MOST_FILES);
        }

        private void visit(ImagePath path) {
            Optional<Content> content = content(path);
            if (content.isEmpty() || seen.size() > MOST_FILES) {
                complete = false;
                return;
            }
            if (content.get() instanceof Content.Bundled bundled) {
                Optional<Content.Bundle> bundle = bundled.parts().bundle();
                complete &= bundle.isPresent();
                bundle.ifPresent(known -> {
                    files.addAll(known.sources());
                    known.loads().forEach(use -> loads(use.specifier(), use.specifier(), path, false));
                });
                return;
            }
            if (content.get() instanceof Content.Standalone alone) {
                Optional<Content.Bundle> bundle = alone.parts().bundle();
                complete &= bundle.isPresent();
                bundle.ifPresent(known -> {
                    files.addAll(known.sources());
                    known.loads().forEach(use -> askers.putIfAbsent(use.specifier(), path));
                });
                return;
            }
            boolean emitted = content.get() instanceof Content.Emitted;
            Content source = content.get() instanceof Content.Emitted made ? made.source() : content.get();
            if (!(source.likely().text() instanceof Fact.Present<SourceFile> text)) {
                complete = false;
                return;
            }
            files.add(text.value());
            boolean sure = always.contains(path);
            if (sure) {
                certain.add(text.value());
            }
            for (ModuleUse use : ModuleUses.of(text.value())) {
                if (use.form() != ModuleUse.Form.TYPE_ONLY) {
                    String rewritten = emitted
                            ? ((Content.Emitted) content.get())
                                    .rewritten()
                                    .getOrDefault(use.specifier(), use.specifier())
                            : use.specifier();
                    loads(use.specifier(), rewritten, path, sure && use.when() == ModuleUse.When.ALWAYS);
                }
            }
        }

        private void loads(String written, String specifier, ImagePath from, boolean sure) {
            if (specifier.startsWith(".") || specifier.startsWith("/")) {
                if (specifier.endsWith(".json") || specifier.endsWith(".css")) {
                    return;
                }
                Optional<ImagePath> file = beside(from.parent().resolve(specifier));
                complete &= file.isPresent();
                file.filter(path -> sure).ifPresent(always::add);
                file.filter(seen::add).ifPresent(open::add);
                return;
            }
            Resolution resolution = modules.resolve(specifier, from.parent(), false, from.value());
            if (resolution instanceof Resolution.Builtin || specifier.equals("bun") || specifier.startsWith("bun:")) {
                return;
            }
            if (resolution instanceof Resolution.Found found
                    && !found.path().names().contains("node_modules")) {
                if (sure) {
                    always.add(found.path());
                }
                if (seen.add(found.path())) {
                    open.add(found.path());
                }
                return;
            }
            askers.putIfAbsent(written, from);
            complete &= modules.isInstalled(specifier, from.parent());
        }

        /** The file that a path means. */
        private Optional<ImagePath> beside(ImagePath path) {
            List<ImagePath> candidates = new ArrayList<>(List.of(path));
            for (String script : List.of(".js", ".mjs", ".cjs", ".jsx")) {
                if (path.name().endsWith(script)) {
                    String stem = path.name().substring(0, path.name().length() - script.length());
                    candidates.add(path.parent().child(stem + script.replace("js", "ts")));
                    candidates.add(path.parent().child(stem + ".tsx"));
                }
            }
            EXTENSIONS.forEach(extension -> candidates.add(path.parent().child(path.name() + extension)));
            EXTENSIONS.forEach(extension -> candidates.add(path.child("index" + extension)));
            return candidates.stream()
                    .filter(candidate -> content(candidate).isPresent())
                    .findFirst();
        }

        private Optional<Content> content(ImagePath path) {
            return machine.files().follow(path) instanceof Fact.Present<Located> here
                            && here.value().node() instanceof Node.File file
                    ? Optional.of(file.content().likely())
                    : Optional.empty();
        }
    }
}
