package dev.runtimeaudit.read.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the shells that this machine has ({@code -n}: they read and do not run) whether they see it like the reader. */
class RealShellsTest {

    private static final int TEXTS = 120;

    @TempDir
    Path directory;

    @Test
    void dashAgreesAboutTheFirstError() throws IOException, InterruptedException {
        agrees(Dialect.DASH, List.of("dash"));
    }

    @Test
    void busyBoxAgreesAboutTheFirstError() throws IOException, InterruptedException {
        agrees(Dialect.ASH, List.of("busybox", "ash"));
    }

    @Test
    void bashAgreesAboutTheFirstError() throws IOException, InterruptedException {
        agrees(Dialect.BASH, List.of("bash"));
    }

    private void agrees(Dialect dialect, List<String> shell) throws IOException, InterruptedException {
        assumeThat(rejects(shell, "fi\n")).as("no %s on this machine", shell).contains(true);
        ScriptMutations mutations = new ScriptMutations(20265);
        List<String> differing = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            String text = mutations.next();
            if (text.indexOf('\0') >= 0 || text.indexOf('\uD83D') >= 0) {
                continue; // NUL and broken UTF-8 are not what files hold
            }
            Script script = TreeText.read(text, dialect);
            boolean dropsLines = CommandWalk.commands(script).stream().anyMatch(Command.Unparsed.class::isInstance);
            boolean rejected = script.error().isPresent() || dropsLines;
            if (!rejects(shell, text).equals(Optional.of(rejected))) {
                differing.add(text);
            }
        }
        assertThat(differing).isEmpty();
    }

    /** Whether a shell that is there complains; warnings are no complaints. */
    private Optional<Boolean> rejects(List<String> shell, String text) throws IOException, InterruptedException {
        Path script = directory.resolve("script");
        Path said = directory.resolve("said");
        Files.writeString(script, text, StandardCharsets.UTF_8);
        List<String> command = new ArrayList<>(shell);
        command.add("-n");
        command.add(script.toString());
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(said.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException absent) {
            return Optional.empty();
        }
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        return Optional.of(Files.readString(said, StandardCharsets.UTF_8)
                .lines()
                .anyMatch(line -> !line.isEmpty() && !line.contains("warning:")));
    }
}
