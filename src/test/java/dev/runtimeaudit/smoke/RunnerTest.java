package dev.runtimeaudit.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.smoke.Observation.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a script that answers as an engine does: what is asked of it, and what is removed. */
@DisabledOnOs(OS.WINDOWS)
class RunnerTest {

    private static final Trial.Limits LIMITS = new Trial.Limits(
            Duration.ofSeconds(20), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(1));

    @TempDir
    private Path directory = Path.of("");

    private Path asked = Path.of("");

    @BeforeEach
    void placeOfWhatIsAsked() {
        asked = directory.resolve("asked");
    }

    @Test
    void whatDiesKeepsItsCodeAndItsLastLinesAndIsRemoved() throws Exception {
        Engine engine = engine("""
            inspect) echo "false 127 0" ;;
            logs) echo "./entrypoint.sh: line 3: pnpm: not found" >&2 ;;
            """);
        try (Runner runner = new Runner(engine, directory.resolve("logs"))) {
            Observation observed = runner.run(trial("auth-service"));
            assertThat(observed.ending()).isEqualTo(Ending.ENDED);
            assertThat(observed.exitCode()).isEqualTo(127);
            assertThat(observed.text()).containsExactly("./entrypoint.sh: line 3: pnpm: not found");
            assertThat(observed.log()).hasValue(directory.resolve("logs/auth-service.log"));
        }
        assertThat(Files.readAllLines(asked))
                .anyMatch(line -> line.startsWith("build --file Dockerfile --tag localhost/runtime-audit-"))
                .anyMatch(line -> line.startsWith("rm --force --volumes runtime-audit-"))
                .anyMatch(line -> line.startsWith("rmi --force localhost/runtime-audit-"));
    }

    @Test
    void theEnginesRefusalIsTheEndOfAContainer() throws Exception {
        Engine engine = engine("""
            run) echo 'docker: exec: "pnpm": executable file not found in $PATH' >&2; exit 127 ;;
            """);
        try (Runner runner = new Runner(engine, directory)) {
            Observation observed = runner.run(trial("web"));
            assertThat(observed.ending()).isEqualTo(Ending.ENDED);
            assertThat(observed.exitCode()).isEqualTo(127);
            assertThat(Words.say(observed.text(), "exec: \"pnpm\": executable file not found in $PATH"))
                    .isTrue();
        }
    }

    @Test
    void whatTheHostCannotDoIsNoEndOfAContainer() throws Exception {
        Engine engine = engine("""
            run) echo 'Error: runc: error setting rlimit type 7: operation not permitted: OCI permission denied' >&2; exit 126 ;;
            """);
        try (Runner runner = new Runner(engine, directory)) {
            Observation observed = runner.run(trial("web"));
            assertThat(observed.ending()).isEqualTo(Ending.NOT_TRIED);
            assertThat(observed.text()).anyMatch(line -> line.contains("error setting rlimit"));
        }
    }

    @Test
    void onlySoManyRunAtATimeAndTheyComeInTheirOrder() throws Exception {
        Engine engine = engine("""
            inspect) echo "false 0 0" ;;
            build) echo begin >>%1$s/active; sleep 0.2; grep -c begin %1$s/active >>%1$s/most; sed -i '$d' %1$s/active ;;
            logs) echo "größer: ☂ — naïve" ;;
            """.formatted(directory));
        try (Runner runner = new Runner(engine, directory)) {
            List<Observation> observed = runner.run(List.of(trial("a"), trial("b"), trial("c"), trial("d")), 1);
            assertThat(observed).hasSize(4).allMatch(each -> each.text().equals(List.of("größer: ☂ — naïve")));
        }
        assertThat(Files.readAllLines(directory.resolve("most"))).containsOnly("1");
    }

    @Test
    void aBuildThatTakesTooLongIsNotTriedAndStopped() throws Exception {
        Engine engine = engine("""
            build) exec sleep 60 ;;
            """);
        Trial slow = new Trial(
                "slow",
                Optional.empty(),
                trial("slow").build(),
                List.of(),
                List.of(),
                Map.of(),
                Trial.Expected.NOTHING,
                new Trial.Limits(
                        Duration.ofMillis(300), Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)));
        try (Runner runner = new Runner(engine, directory)) {
            Observation observed = runner.run(slow);
            assertThat(observed.ending()).isEqualTo(Ending.NOT_TRIED);
            assertThat(observed.text()).anyMatch(line -> line.contains("took longer"));
        }
        assertThat(Files.readAllLines(asked)).noneMatch(line -> line.startsWith("run "));
    }

    @Test
    void aBuildThatFailsIsNotStartedAndLeavesNothing() throws Exception {
        Engine engine = engine("""
            build) echo "#8 0.1 /bin/sh: pnpm: not found"; exit 1 ;;
            """);
        try (Runner runner = new Runner(engine, directory)) {
            Observation observed = runner.run(trial("web"));
            assertThat(observed.ending()).isEqualTo(Ending.NOT_BUILT);
            assertThat(observed.text()).containsExactly("#8 0.1 /bin/sh: pnpm: not found");
        }
        assertThat(Files.readAllLines(asked)).noneMatch(line -> line.startsWith("run "));
    }

    @Test
    void anEngineThatBreaksDownIsNoEndOfAContainer() throws Exception {
        Engine engine = engine("""
            inspect) echo "no such container" >&2; exit 1 ;;
            """);
        try (Runner runner = new Runner(engine, directory)) {
            assertThat(runner.run(trial("web")).ending()).isEqualTo(Ending.NOT_TRIED);
        }
    }

    @Test
    void whatCarriesTheLabelAtTheEndIsRemovedAndWhatStaysIsTold() throws Exception {
        Engine engine = engine("""
            ps) echo 1234abcd ;;
            """);
        Runner runner = new Runner(engine, directory);
        assertThatThrownBy(runner::close)
                .hasMessageContaining("1234abcd")
                .hasMessageContaining("dev.runtimeaudit.smoke=");
        assertThat(Files.readAllLines(asked)).contains("rm --force --volumes 1234abcd");
    }

    @Test
    void withoutAnEngineNothingIsSaidToHavePassed() {
        EngineChoice choice = new EngineChoice(
                Optional.of(directory.resolve("none").toString()), List.of(), List.of(), List.of(), "none");
        assertThatThrownBy(() -> Engine.find(choice))
                .isInstanceOf(NoEngineException.class)
                .hasMessageContaining("nothing was tried");
    }

    @Test
    void anEngineThatGivesNoAnswerIsNone() throws Exception {
        script("""
            version) echo "Cannot connect to the Docker daemon" >&2; exit 1 ;;
            """);
        assertThatThrownBy(() -> Engine.find(choice())).hasMessageContaining("Cannot connect to the Docker daemon");
    }

    @Test
    void whatIsPredictedIsWhatThatEngineWouldDo() throws Exception {
        assertThat(engine("").behaviour()).isEqualTo(World.Engine.DOCKER_28);
        assertThat(engine("version) echo 20.10.24 ;;").behaviour()).isEqualTo(World.Engine.DOCKER_20);
        assertThat(engine("--version) echo podman version 4.3.1 ;;\ninfo) echo 4.3.1 ;;")
                        .behaviour())
                .isEqualTo(World.Engine.PODMAN_4);
    }

    private Engine engine(String cases) throws IOException, NoEngineException {
        script(cases);
        return Engine.find(choice());
    }

    private EngineChoice choice() {
        return new EngineChoice(
                Optional.of(directory.resolve("engine").toString()), List.of(), List.of(), List.of(), "none");
    }

    private void script(String cases) throws IOException {
        Path file = directory.resolve("engine");
        Files.deleteIfExists(file);
        Files.writeString(file, """
            #!/bin/sh
            echo "$*" >>%s
            case $1 in
            %s
            --version) echo Docker version 28.5.2 ;;
            version) echo 28.5.2 ;;
            run) echo 0123456789 ;;
            esac
            """.formatted(asked, cases.strip()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Trial trial(String name) {
        return new Trial(
                name,
                Optional.empty(),
                Optional.of(new Trial.Build(Path.of("Dockerfile"), Path.of("."), Optional.empty(), Map.of(), Map.of())),
                List.of(),
                List.of(),
                Map.of(),
                Trial.Expected.NOTHING,
                LIMITS);
    }
}
