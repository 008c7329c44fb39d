package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import java.util.List;
import java.util.Optional;

/**
 * Where an interpreter of python keeps what is installed for it (docs.python.org, "Installation paths", scheme posix_prefix): the
 * same below its own prefix and below that of a virtual environment.
 *
 * @param prefix the directory that holds {@code bin} and {@code lib}
 * @param packages {@code site-packages}
 * @param version "3.12"
 */
public record PythonPlace(ImagePath prefix, ImagePath packages, String version) {

    /** The place that belongs to a command, one of an interpreter, of pip or of a distribution; empty when it is not known. */
    public static Optional<PythonPlace> of(String command, Machine machine) {
        Optional<ImagePath> path = command.contains("/")
                ? Optional.of(machine.directory().resolve(command))
                : Kernel.onPath(command, machine) instanceof Fact.Present<ImagePath> found
                        ? Optional.of(found.value())
                        : Optional.empty();
        return path.filter(at -> at.parent().name().equals("bin"))
                .map(at -> at.parent().parent())
                .flatMap(prefix -> version(prefix, machine).map(version -> at(prefix, version)));
    }

    static PythonPlace at(ImagePath prefix, String version) {
        return new PythonPlace(prefix, prefix.resolve("lib/python" + version + "/site-packages"), version);
    }

    /** Where {@code --prefix} or {@code --target} has things installed. */
    public Optional<PythonPlace> into(Optional<ImagePath> otherPrefix, Optional<ImagePath> target) {
        return Optional.of(otherPrefix
                .map(other -> at(other, version))
                .orElseGet(() -> target.map(other -> new PythonPlace(other, other, version))
                        .orElse(this)));
    }

    /** A new virtual environment of this interpreter. */
    public PythonPlace environment(ImagePath directory) {
        return at(directory, version);
    }

    public ImagePath commands() {
        return prefix.child("bin");
    }

    private static Optional<String> version(ImagePath prefix, Machine machine) {
        for (String name : List.of("bin/python3", "bin/python")) {
            boolean there = machine.files().follow(prefix.resolve(name)) instanceof Fact.Present<Located> found
                    && found.value().node() instanceof Node.File file
                    && file.content() instanceof Program program
                    && program.name().equals("python3")
                    && program.version().chars().filter(c -> c == '.').count() >= 1;
            if (there) {
                Program python = (Program)
                        ((Node.File) ((Fact.Present<Located>) machine.files().follow(prefix.resolve(name)))
                                        .value()
                                        .node())
                                .content();
                String[] parts = python.version().split("\\.");
                return Optional.of(parts[0] + "." + parts[1]);
            }
        }
        return Optional.empty();
    }
}
