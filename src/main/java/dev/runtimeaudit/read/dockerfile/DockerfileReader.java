package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.SourceFile;
import java.util.List;

/** Reads a Dockerfile as BuildKit's frontend does. */
public final class DockerfileReader {

    private DockerfileReader() {}

    public static Dockerfile read(SourceFile file) {
        return new Dockerfile(file, List.of(), List.of(), List.of(), List.of());
    }
}
