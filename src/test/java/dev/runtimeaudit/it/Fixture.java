package dev.runtimeaudit.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A project that several integration tests start from. */
public final class Fixture {

    private Fixture() {}

    /** Copies a directory of {@code src/it} to where an integration test runs, whose own files stay. */
    public static void copy(String name, File basedir) throws IOException {
        Path from = top(basedir.toPath()).resolve("src/it").resolve(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path to = basedir.toPath().resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else if (!Files.exists(to)) {
                    Files.copy(each, to);
                }
            }
        }
    }

    /** The directory of this project. */
    static Path top(Path below) {
        for (Path at = below; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("src/it"))) {
                return at;
            }
        }
        throw new IllegalStateException("not within this project: " + below);
    }
}
