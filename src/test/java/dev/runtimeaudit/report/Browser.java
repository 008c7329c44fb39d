package dev.runtimeaudit.report;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium of this machine, for tests that look at a page. Where there is none they are not run, and say so. */
final class Browser {

    private static final int PATIENCE = 120;

    /** No network, no other pages, and no sandbox: it runs as root in a container. */
    private static final List<String> QUIET = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars");

    private final Path program;
    private final Path directory;

    private Browser(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /** @param directory for its profile and its files */
    static Browser in(Path directory) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(each -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(each, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Browser(program, directory))
                .orElseGet(() -> abort("NOT RUN: there is no Chromium on PATH"));
    }

    /** The page after its script has run. */
    String dom(String page, String query, int width) throws Exception {
        Path dom = directory.resolve("dom.html");
        run(page, query, dom, List.of("--dump-dom", "--window-size=" + width + ",1000"));
        return Files.readString(dom);
    }

    /** A picture of its top. */
    Path picture(String page, Path to, int width, boolean dark) throws Exception {
        Files.createDirectories(to.toAbsolutePath().getParent());
        List<String> options = new ArrayList<>(List.of("--window-size=" + width + ",2000"));
        options.add("--screenshot=" + to.toAbsolutePath());
        options.add("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
        run(page, "", directory.resolve("out"), options);
        return to;
    }

    /** As it is printed. */
    Path printed(String page, Path to) throws Exception {
        Files.createDirectories(to.toAbsolutePath().getParent());
        run(page, "", directory.resolve("out"), List.of("--print-to-pdf=" + to.toAbsolutePath()));
        return to;
    }

    private void run(String page, String query, Path out, List<String> options)
            throws IOException, InterruptedException {
        Path file = directory.resolve("report.html");
        Files.writeString(file, page);
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(QUIET);
        command.add("--user-data-dir=" + directory.resolve("profile"));
        command.addAll(options);
        command.add(file.toUri() + query);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("log").toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly();
        assumeTrue(ended, "NOT RUN: Chromium does not end here");
        assumeTrue(process.exitValue() == 0, "NOT RUN: Chromium does not run here");
    }
}
