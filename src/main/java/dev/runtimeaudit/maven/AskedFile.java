package dev.runtimeaudit.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.MojoExecutionException;

/** Files that the user asks for by name, outside of the report directory. */
final class AskedFile {

    private AskedFile() {}

    static void write(Path file, String text) throws MojoExecutionException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new MojoExecutionException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
