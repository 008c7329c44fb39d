package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.read.script.ScriptFiles;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration script sees of the files of a machine.
 *
 * @param at the directory of the script
 */
record SeenFiles(ImagePath at, Machine machine) implements ScriptFiles {

    /** How the names of files end that people write, and by which a directory is told. */
    private static final List<String> WRITTEN = List.of(".json", ".yaml", ".yml", ".lock", ".lockb", ".toml");

    @Override
    public String directory() {
        return at.value();
    }

    @Override
    public String current() {
        return machine.directory().value();
    }

    private Fact<Located> found(String path) {
        Fact<Located> found = machine.files().follow(ImagePath.of(path));
        boolean written = WRITTEN.stream().anyMatch(path::endsWith) && !path.contains("/node_modules/");
        return written ? NextConfig.settled(found) : found;
    }

    @Override
    public Optional<Boolean> isThere(String path) {
        return found(path).fold(here -> Optional.of(true), none -> Optional.of(false), unknown -> Optional.empty());
    }

    @Override
    public Optional<Boolean> isDirectory(String path) {
        return found(path) instanceof Fact.Present<Located> here
                ? Optional.of(here.value().node() instanceof Node.Directory)
                : Optional.empty();
    }

    @Override
    public Optional<String> real(String path) {
        return found(path) instanceof Fact.Present<Located> here
                ? Optional.of(here.value().path().value())
                : Optional.empty();
    }

    @Override
    public Optional<List<String>> names(String path) {
        if (!(found(path) instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Node.Directory directory)
                || !(directory.rest() instanceof Rest.Closed)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            if (child.getValue() instanceof Slot.Perhaps) {
                return Optional.empty();
            }
            if (child.getValue() instanceof Slot.Here) {
                names.add(child.getKey());
            }
        }
        return Optional.of(names.stream().sorted().toList());
    }

    @Override
    public Optional<String> text(String path) {
        return found(path) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }
}
