package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** Starts through programs that were downloaded from their releases. */
class ReleaseAssetStartTest {

    private static final World WORLD = World.closed(Engine.DOCKER_28, Phase.START);

    private static Outcome outcome(String base, String asset, String command) {
        SourceTree tree = SourceTree.of("""
                -- Dockerfile --
                FROM %s
                ARG TINI=v0.19.0
                ADD https://github.com/krallin/tini/releases/download/${TINI}/%s /tini
                RUN chmod +x /tini
                COPY server.js /app/
                ENTRYPOINT ["/tini", "--"]
                CMD ["%s", "/app/server.js"]
                -- server.js --
                require('http').createServer().listen(3000)
                """.formatted(base, asset, command));
        var built = Build.target(
                DockerfileReader.read(
                        tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                BuildRequest.of(tree, WORLD, Programs.ALL),
                Knowledge.shipped());
        Span at = Span.wholeFile(new TreePath("Dockerfile"));
        return Launches.start(built.image(), LaunchRequest.ofImage(at, Environment.empty(), WORLD))
                .outcome();
    }

    private static Failure death(Outcome outcome) {
        return ((Outcome.Dies) outcome).failure();
    }

    @Test
    void tiniOfTheRightProcessorHandsOver() {
        assertThat(outcome("node:20-bookworm-slim", "tini", "node")).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome("node:20-alpine", "tini-static", "node")).isInstanceOf(Outcome.Starts.class);
        assertThat(death(outcome("node:20-alpine", "tini-static", "pnpm")).output())
                .isEqualTo("[FATAL tini (7)] exec pnpm failed: No such file or directory");
    }

    @Test
    void tiniOfAnotherProcessorIsAnExecFormatError() {
        Failure failure = death(outcome("node:20-bookworm-slim", "tini-static-arm64", "node"));
        assertThat(failure.cause()).isEqualTo(Cause.WRONG_ARCHITECTURE);
        assertThat(failure.output()).isEqualTo("exec /tini: exec format error");
        assertThat(failure.exitCode()).isEqualTo(255);
    }

    @Test
    void tiniThatIsLinkedWithAnotherLibraryFindsNoLoader() {
        Failure failure = death(outcome("node:20-alpine", "tini", "node"));
        assertThat(failure.cause()).isEqualTo(Cause.WRONG_LIBC);
        assertThat(failure.output()).isEqualTo("exec /tini: no such file or directory");
    }

    private static Outcome waiting(String variables, String behind) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                ADD --chmod=755 https://github.com/ufoscout/docker-compose-wait/releases/download/2.12.1/wait /wait
                COPY server.js /app/
                ENV %s
                CMD ["sh", "-c", "/wait && %s"]
                -- server.js --
                require('http').createServer().listen(3000)
                """.formatted(variables, behind));
    }

    @Test
    void whatWaitsForHostsLeavesFilesAsTheyAre() {
        assertThat(waiting("WAIT_HOSTS= WAIT_PATHS=", "node /app/server.js")).isInstanceOf(Outcome.Starts.class);
        assertThat(death(waiting("WAIT_HOSTS= WAIT_PATHS=", "node /app/main.js"))
                        .cause())
                .isEqualTo(Cause.START_FILE_MISSING);
        assertThat(waiting("WAIT_HOSTS=db:5432 WAIT_COMMAND=./migrate.sh", "node /app/main.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
