package dev.runtimeaudit.smoke;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, each run to its end or to its time limit, without standard input. */
final class Command {

    private static final int MOST_TEXT = 4 << 20;
    private static final long SECONDS_TO_LEAVE = 10;

    private final Map<String, String> environment;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /** @param environment is added to that of this process */
    Command(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * How a program ended.
     *
     * @param code its exit code; -1 when it was stopped, because its time was over
     * @param output what it printed
     * @param errors what it printed on standard error
     */
    record Ran(int code, String output, String errors) {
        static final int STOPPED = -1;

        boolean succeeded() {
            return code == 0;
        }

        /** Both, for messages. */
        String text() {
            return (output.strip() + "\n" + errors.strip()).strip();
        }
    }

    /** @throws UncheckedIOException when it cannot be started at all */
    Ran run(List<String> words, Duration limit) {
        try {
            // Files and no pipes: what stays behind in the background would keep a pipe open.
            Path output = Files.createTempFile("runtime-audit", ".out");
            Path errors = Files.createTempFile("runtime-audit", ".err");
            try {
                int code = wait(builder(words).redirectOutput(output.toFile()).redirectError(errors.toFile()), limit);
                return new Ran(code, end(output), end(errors));
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(words.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** The same with everything it prints, in one, added to a file. */
    Ran run(List<String> words, Duration limit, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            int code = wait(
                    builder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())),
                    limit);
            return new Ran(code, end(log), "");
        } catch (IOException e) {
            throw new UncheckedIOException(words.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** Ends what runs at this moment. */
    void stopAll() {
        running.forEach(Process::destroy);
    }

    private ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        return builder;
    }

    private int wait(ProcessBuilder builder, Duration limit) throws IOException {
        Process process = builder.start();
        running.add(process);
        try {
            process.getOutputStream().close();
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            stop(process);
            return Ran.STOPPED;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return Ran.STOPPED;
        } finally {
            running.remove(process);
        }
    }

    private static void stop(Process process) throws InterruptedException {
        process.destroy(); // it may have something to clear away
        if (!process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS);
        }
    }

    /** The last of a text: a container may print without end. */
    private static String end(Path file) throws IOException {
        try (RandomAccessFile text = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, text.length() - MOST_TEXT);
            byte[] bytes = new byte[(int) (text.length() - from)];
            text.seek(from);
            text.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
