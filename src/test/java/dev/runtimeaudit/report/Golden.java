package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files with the output that is expected, rewritten with {@code -Dgolden=write}. */
final class Golden {

    private static final Path DIRECTORY = Path.of("src/test/resources/dev/runtimeaudit/report");

    private Golden() {}

    /** Compares a text with the file of that name; the version of the tool is left out of both. */
    static void check(String name, String text) throws IOException {
        String actual = text.replace(Tool.version(), "VERSION");
        Path file = DIRECTORY.resolve(name);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, actual);
        }
        assertThat(file).as("run: mvn test -Dgolden=write").exists();
        assertThat(actual)
                .as("run: mvn test -Dgolden=write, and look at the difference")
                .isEqualTo(Files.readString(file));
    }
}
