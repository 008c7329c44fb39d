package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;

/**
 * The line that somebody has to change when a package is missing: the one that makes it a development dependency; of a program that
 * asks for what its package.json rightly lists, or of a bundle that leaves it out, the step that shipped it without; else the
 * import itself.
 */
final class Blame {

    private final Machine machine;

    Blame(Machine machine) {
        this.machine = machine;
    }

    /** @param asker the file of the image that asks for it */
    Span place(ModuleUse use, ImagePath asker) {
        String[] parts = use.specifier().split("/");
        boolean bare = !use.specifier().startsWith(".") && !use.specifier().startsWith("/");
        if (!bare
                || !(machine.files().follow(asker) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Node.File file)) {
            return use.span();
        }
        List<Step> origin = file.meta().origin().steps();
        if (file.content() instanceof Content.Bundled) {
            return origin.isEmpty() ? use.span() : origin.get(0).at();
        }
        String name = use.specifier().startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
        boolean made = file.content() instanceof Content.Emitted;
        Content source = file.content() instanceof Content.Emitted emitted ? emitted.source() : file.content();
        if (!(source instanceof Content.FromContext context)) {
            return use.span();
        }
        for (TreePath above = context.path(); !above.isRoot(); ) {
            above = above.parent();
            Optional<PackageJson> json = json(context.tree(), above);
            if (json.isEmpty()) {
                continue;
            }
            Optional<Span> development = listed(json.get(), "devDependencies", name);
            boolean needed = List.of("dependencies", "optionalDependencies", "peerDependencies").stream()
                    .anyMatch(group -> listed(json.get(), group, name).isPresent());
            if (needed) {
                return made && !origin.isEmpty() ? origin.get(0).at() : use.span();
            }
            if (development.isPresent()) {
                return development.get();
            }
        }
        return use.span();
    }

    private static Optional<PackageJson> json(SourceTree tree, TreePath directory) {
        return tree.read(directory.child("package.json")) instanceof SourceTree.Text.Readable readable
                ? PackageJson.of(readable.file())
                : Optional.empty();
    }

    private static Optional<Span> listed(PackageJson json, String group, String name) {
        return json.json().member(group).flatMap(all -> all.member(name)).map(entry -> {
            if (entry instanceof Json.Text text) {
                Fragment version = text.text();
                return version.span(0, version.text().length());
            }
            SourceFile file = json.file();
            return Span.wholeFile(file.path());
        });
    }
}
