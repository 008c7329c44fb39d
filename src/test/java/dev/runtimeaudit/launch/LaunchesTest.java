package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaunchesTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));

    private Image image = Image.scratch().withAccounts(Accounts.none().withUser(Account.ROOT));
    private World world = World.closed(Engine.DOCKER_28, Phase.START);

    private static Fact<Start> exec(String... argv) {
        return Fact.present(
                new Start(Arrays.asList(argv), Start.Form.EXEC, List.of(), Optional.empty(), Optional.of(AT)));
    }

    private void put(String path, int mode, Content content) {
        image = image.withFiles(image.files()
                .with(ImagePath.of(path), new Node.File(Meta.root(mode, Evidence.NONE), content)));
    }

    private void script(String path, int mode, String text) {
        put(path, mode, new Content.Written(new SourceFile(new TreePath("e.sh"), text)));
    }

    private Launch launch() {
        return Launches.start(image, LaunchRequest.ofImage(AT, Environment.empty(), world));
    }

    private Failure death() {
        return ((Outcome.Dies) launch().outcome()).failure();
    }

    private void dies(Cause cause, int code, String line) {
        Failure failure = death();
        assertThat(failure.output()).isEqualTo(line);
        assertThat(failure.exitCode()).isEqualTo(code);
        assertThat(failure.cause()).isEqualTo(cause);
    }

    @Test
    void nothingToRunIsRefusedByTheEngine() {
        dies(Cause.COMMAND_NOT_FOUND, 125, "no command specified");
    }

    @Test
    void aBareNameIsSearchedOnTheDefaultPath() {
        image = image.withCmd(exec("nope"));
        dies(Cause.COMMAND_NOT_FOUND, 127, "exec: \"nope\": executable file not found in $PATH");
    }

    @Test
    void aBareNameWithoutTheBitIsNotFoundEither() {
        image = image.withCmd(exec("e.sh"));
        script("/usr/local/bin/e.sh", 0644, "#!/bin/sh\n");
        dies(Cause.COMMAND_NOT_FOUND, 127, "exec: \"e.sh\": executable file not found in $PATH");
    }

    @Test
    void aPathIsSeenFromTheWorkingDirectory() {
        image = image.withCmd(exec("./e.sh")).withWorkdir(Fact.present(ImagePath.of("/app")));
        dies(Cause.ENTRYPOINT_NOT_IN_IMAGE, 127, "exec: \"./e.sh\": stat ./e.sh: no such file or directory");
        script("/app/e.sh", 0644, "#!/bin/sh\n");
        dies(Cause.NOT_EXECUTABLE, 126, "exec: \"./e.sh\": permission denied");
    }

    @Test
    void aWholeCommandLineInOneWordIsNoFile() {
        image = image.withCmd(exec("node dist/main.js"));
        dies(
                Cause.EXEC_FORM_IS_NO_SHELL,
                127,
                "exec: \"node dist/main.js\": stat node dist/main.js: no such file or directory");
    }

    @Test
    void whatTheKernelRefusesStandsInTheLogOfTheContainer() {
        image = image.withEntrypoint(exec("/e.sh"));
        script("/e.sh", 0755, "echo\n");
        dies(Cause.NO_SHEBANG, 255, "exec /e.sh: exec format error");
        script("/e.sh", 0755, "#!/bin/bash\n");
        dies(Cause.INTERPRETER_NOT_FOUND, 255, "exec /e.sh: no such file or directory");
        assertThat(death().at()).hasToString("e.sh:1");
        assertThat(death().subject()).isEqualTo("/bin/bash");
        world = World.closed(Engine.DOCKER_20, Phase.START);
        dies(Cause.INTERPRETER_NOT_FOUND, 1, "exec /e.sh: no such file or directory");
    }

    @Test
    void aGivenEntrypointDropsTheCommandOfTheImage() {
        image = image.withEntrypoint(exec("/a")).withCmd(exec("x"));
        assertThat(launch().first()).containsExactly("/a", "x");
        LaunchRequest request = new LaunchRequest(
                "compose",
                AT,
                Optional.of(((Fact.Present<Start>) exec("/b")).value()),
                Optional.empty(),
                Environment.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                world);
        assertThat(Launches.start(image, request).first()).containsExactly("/b");
    }

    @Test
    void anUnknownUserIsRefusedAndWhatLiesBehindIsTold() {
        image = image.withUser(Fact.present("app")).withCmd(exec("nope"));
        dies(Cause.UNKNOWN_USER, 125, "unable to find user app: no matching entries in passwd file");
        assertThat(launch().then()).singleElement().isInstanceOf(Outcome.Dies.class);
        image = image.withAccounts(Accounts.unknown(Reason.BASE_IMAGE_NOT_MODELLED, Evidence.NONE));
        dies(Cause.COMMAND_NOT_FOUND, 127, "exec: \"nope\": executable file not found in $PATH");
    }

    @Test
    void anUnknownBaseDecidesNothing() {
        image = Image.unknown("x", Reason.BASE_IMAGE_NOT_MODELLED, Evidence.NONE);
        assertThat(launch().outcome()).isInstanceOf(Outcome.Undecided.class);
        image = image.withEntrypoint(exec("/e.sh")).withCmd(Fact.absent(Evidence.NONE));
        assertThat(launch().outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void runcStillHoldsTheCapabilitiesWhenItExecutes() {
        image = image.withUser(Fact.present("1000")).withCmd(exec("/tini"));
        put("/tini", 0744, new Content.Program("tini", "", Linkage.STATIC));
        dies(Cause.STEP_FAILS, 1, "tini (tini version 0.19.0)");
        world = new World(Engine.DOCKER_28, World.Network.NONE, Phase.START, false, false, false);
        dies(Cause.NOT_EXECUTABLE, 126, "exec: \"/tini\": permission denied");
        world = World.closed(Engine.DOCKER_20, Phase.START);
        dies(Cause.NOT_EXECUTABLE, 126, "exec /tini: permission denied");
    }

    @Test
    void anInitSpeaksForTheCommandItCannotRun() {
        image = image.withEntrypoint(exec("tini", "--")).withCmd(exec("nope"));
        put("/bin/tini", 0755, new Content.Program("tini", "", Linkage.STATIC));
        dies(Cause.COMMAND_NOT_FOUND, 127, "[FATAL tini (7)] exec nope failed: No such file or directory");
    }

    @Test
    void aHealthCheckWhoseToolIsMissingCanNeverPass() {
        Start check = ((Fact.Present<Start>) exec("curl", "-f", "http://localhost")).value();
        Launch launch = Launches.health(image, check, LaunchRequest.ofImage(AT, Environment.empty(), world));
        assertThat(launch.outcome()).isInstanceOf(Outcome.Dies.class);
        assertThat(launch.request().world().phase()).isEqualTo(Phase.HEALTH);
    }

    private Outcome openly(String line) {
        world = World.open(Engine.DOCKER_28, Phase.START);
        put("/bin/sh", 0755, new Content.Program("dash", "bookworm", Linkage.STATIC));
        put("/usr/bin/caddy", 0755, new Content.Program("caddy", "", Linkage.STATIC));
        image = image.withCmd(exec("/bin/sh", "-c", line));
        return launch().outcome();
    }

    @Test
    void aServerWithWhichAScriptEndsStaysUp() {
        assertThat(openly("caddy run")).isInstanceOf(Outcome.Starts.class);
        assertThat(openly("true && if true; then caddy run; fi")).isInstanceOf(Outcome.Starts.class);
        assertThat(openly("true && (true & caddy run)")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aServerInTheMiddleOfAScriptMayGoToTheBackground() {
        assertThat(openly("caddy run; echo over")).isInstanceOf(Outcome.Undecided.class);
        assertThat(openly("(caddy run); echo over")).isInstanceOf(Outcome.Undecided.class);
        assertThat(openly("(exec caddy run); echo over")).isInstanceOf(Outcome.Undecided.class);
        assertThat(openly("(caddy run; echo over)")).isInstanceOf(Outcome.Undecided.class);
    }
}
