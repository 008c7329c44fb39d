package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.script.Configuration;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * A configuration script of a build tool as it lies in the image.
 *
 * @param directory where it lies
 * @param file its text
 * @param exported what it exports, as far as that can be told
 */
record ConfigScript(ImagePath directory, SourceFile file, Setting exported) {

    private static final List<String> ENDINGS = List.of("", ".js", ".cjs", ".json", "/index.js");

    /** Empty when it is not there, or its text is not known. */
    static Optional<ConfigScript> read(ImagePath path, Machine machine) {
        return text(path, machine)
                .map(file -> new ConfigScript(
                        path.parent(),
                        file,
                        Configuration.of(
                                        file,
                                        name -> variable(name, machine),
                                        specifier -> required(path.parent().resolve(specifier), machine))
                                .whole()));
    }

    private static Optional<SourceFile> required(ImagePath path, Machine machine) {
        return ENDINGS.stream()
                .flatMap(ending -> text(
                        ending.startsWith("/") || path.isRoot()
                                ? path.child("index.js")
                                : path.parent().child(path.name() + ending),
                        machine)
                        .stream())
                .findFirst();
    }

    /** It is people's: what is not followed is taken not to have changed it. */
    private static Optional<SourceFile> text(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<Located> there
                        && there.value().node() instanceof Node.File node
                        && node.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    private static Setting variable(String name, Machine machine) {
        return machine.environment()
                .get(name)
                .fold(
                        set -> new Setting.Text(set.value()),
                        none -> name.startsWith("npm_") ? new Setting.Unclear() : new Setting.None(),
                        unknown -> (Setting) new Setting.Unclear());
    }

    /** The path that a setting stands for, a plain one seen from {@code from}; empty when it stands for none. */
    Optional<ImagePath> path(Setting setting, ImagePath from, ImagePath current) {
        if (setting instanceof Setting.Text text) {
            return Optional.of(from.resolve(text.text()));
        }
        return setting instanceof Setting.Path path
                ? Optional.of((path.from() == Setting.Base.FILE ? directory : current).resolve(relative(path.text())))
                : Optional.empty();
    }

    /** {@code path.join} takes a slash in front for one of many. */
    private static String relative(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '/') {
            start++;
        }
        return text.isEmpty() ? "." : text.substring(start);
    }
}
