package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.smoke.Prediction;
import dev.runtimeaudit.smoke.Smoke;
import dev.runtimeaudit.smoke.Smoke.Planned;
import dev.runtimeaudit.smoke.SmokeScript;
import dev.runtimeaudit.smoke.Trial;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the smoke test gives a service, expects of it, and writes as a script. */
class SmokePlanTest {

    private static final Trial.Limits LIMITS = new Trial.Limits(
            Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10));

    @TempDir
    private Path root = Path.of("");

    @Test
    void variablesThatTheStartIsKnownToNeedAreMadeUpAndOthersAreNot() throws IOException {
        web("FROM alpine:3.20", "COPY run.sh /", "CMD [\"/run.sh\"]");
        write(
                "apps/web/run.sh",
                "#!/bin/sh",
                ": \"${DATABASE_URL:?is needed}\" \"${GIVEN:?}\"",
                "exec sleep ${SLEEP:-1000}");
        Planned planned = plan("smoke: [{environment: {GIVEN: here}}]");
        assertThat(planned.standIns()).containsExactly("DATABASE_URL");
        assertThat(planned.trial().environment())
                .containsOnlyKeys("DATABASE_URL", "GIVEN")
                .containsEntry("GIVEN", "here");
        assertThat(planned.prediction().kind()).isEqualTo(Prediction.Kind.STARTS);
        assertThat(planned.prediction().process()).containsExactly("sleep", "1000");
    }

    @Test
    void whatTheCodeNeedsAtItsStartIsMadeUpUnlessTheImageHasIt() throws IOException {
        write(
                "apps/web/server.js",
                "for (const name of []) {}",
                "if (!process.env.API_URL) { throw new Error('API_URL'); }",
                "if (!process.env.OF_IMAGE) { throw new Error('OF_IMAGE'); }",
                "require('http').createServer().listen(process.env.PORT || 3000);");
        web("FROM node:20-alpine", "ENV OF_IMAGE=x", "COPY server.js /", "CMD [\"node\", \"/server.js\"]");
        assertThat(plan("").standIns()).containsExactly("API_URL");
    }

    @Test
    void aVariableThatNothingGivesMakesNoDifferenceWhereItIsNotNeeded() throws IOException {
        web("FROM alpine:3.20", "CMD [\"sh\", \"-c\", \"exec sleep 1000 $EXTRA\"]");
        assertThat(plan("").trial().environment()).isEmpty();
    }

    @Test
    void theHealthCheckOfTheImageIsRunAsItIs() throws IOException {
        web(
                "FROM alpine:3.20",
                "EXPOSE 3000",
                "HEALTHCHECK CMD wget -q http://127.0.0.1:3000",
                "CMD [\"sleep\", \"9\"]");
        Trial.Expected expected = plan("").trial().expected();
        assertThat(expected.health()).containsExactly("/bin/sh", "-c", "wget -q http://127.0.0.1:3000");
        assertThat(expected.ports()).containsExactly(3000);
    }

    @Test
    void thePolicyDecidesWhatIsAskedBesidesStayingUp() throws IOException {
        web("FROM alpine:3.20", "CMD [\"sleep\", \"1000\"]");
        assertThat(plan("").trial().expected().absent()).containsExactly("pnpm");
        assertThat(plan("").trial().expected().nonRoot()).isTrue();
        Trial.Expected proof =
                plan("{policy: proof, smoke: [{absent: [yarn]}]}").trial().expected();
        assertThat(proof.absent()).containsExactly("yarn");
        assertThat(proof.nonRoot()).isFalse();
        assertThat(proof.stops()).isFalse();
    }

    @Test
    void aBuiltImageIsTakenUnderTheNameOfTheService() throws IOException {
        web("FROM alpine:3.20", "CMD [\"sleep\", \"1000\"]");
        Trial trial =
                plan("smoke: [{services: w*, image: \"example/{service}:1\"}]").trial();
        assertThat(trial.image()).hasValue("example/web:1");
        assertThat(trial.build()).isEmpty();
        assertThat(plan("smoke: [{services: x*, image: example}]").trial().image())
                .isEmpty();
    }

    @Test
    void whatCannotBeToldIsPredictedAsUndecided() throws IOException {
        web("FROM registry.example/unknown:1", "CMD [\"serve\"]");
        assertThat(plan("").prediction().kind()).isEqualTo(Prediction.Kind.UNDECIDED);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theScriptIsOneThatShellsAccept() throws IOException, InterruptedException {
        web("FROM alpine:3.20", "HEALTHCHECK CMD [\"test\", \"-f\", \"/it's here\"]", "CMD [\"sleep\", \"1000\"]");
        String script = SmokeScript.of(List.of(plan("smoke: [{environment: {A: \"b c\"}}]")), root, LIMITS);
        assertThat(script)
                .contains("begin web 'stays up as sleep 1000'")
                .contains("build --file apps/web/Dockerfile ")
                .contains("start --env 'A=b c'")
                .contains("healthy test -f '/it'\\''s here'")
                .doesNotContain("@services@", "@grace@", "@ready@", "@stop@");
        Path file = Files.writeString(root.resolve("smoke.sh"), script);
        assertThat(new ProcessBuilder("sh", "-n", file.toString()).start().waitFor())
                .isZero();
    }

    private Planned plan(String yaml) {
        AuditConfig config =
                AuditConfig.of(ConfigYaml.read(new SourceFile(new TreePath("runtime-audit.yaml"), yaml), "here"));
        AuditOptions options = AuditOptions.of(root).with(config).as(Engine.DOCKER_28);
        AuditResult result = Audit.run(options);
        return new Smoke(root, config, Engine.DOCKER_28, LIMITS)
                .plan(
                        Audit.services(options, note -> {}).get(0),
                        result.workspace().services().get(0));
    }

    private void web(String... dockerfile) throws IOException {
        write("apps/web/Dockerfile", dockerfile);
    }

    private void write(String path, String... lines) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines) + "\n");
        if (lines[0].startsWith("#!")) {
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
    }
}
