package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts through pm2-runtime, measured with pm2 7.0. */
class Pm2RuntimeStartTest {

    private static Outcome outcome(String command) {
        return outcome(command, "");
    }

    private static Outcome outcome(String command, String before) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g pm2
                WORKDIR /app
                COPY . .
                %s
                CMD %s
                -- package.json --
                {"scripts": {"start": "node server.js"}}
                -- server.js --
                require('http').createServer().listen(process.env.PORT || 3000)
                -- job.js --
                console.log('done')
                -- broken.js --
                require('./nowhere')
                -- lib/worker.js --
                require('http').createServer().listen(3001)
                -- ecosystem.config.js --
                module.exports = {
                  apps: [
                    { name: 'api', script: './server.js', instances: 'max', exec_mode: 'cluster', env: { PORT: 3000 } },
                    { name: 'worker', script: 'worker.js', cwd: './lib', autorestart: true },
                  ],
                }
                -- broken.config.js --
                module.exports = { apps: [{ script: './server.js' }, { script: 'worker.js' }] }
                -- odd.config.js --
                module.exports = { apps: [{ script: './server.js', post_update: ['npm install'] }] }
                -- process.json --
                {"apps": [{"name": "api", "script": "server.js", "args": "--a b"}]}
                """.formatted(before, command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"pm2-runtime\", \"server.js\"]",
                "[\"pm2-runtime\", \"start\", \"server.js\", \"-i\", \"max\", \"--name=api\"]",
                "[\"pm2-runtime\", \"start\", \"npm\", \"--\", \"start\"]",
                "[\"pm2-runtime\", \"ecosystem.config.js\", \"--env\", \"production\"]",
                "[\"pm2-runtime\", \"start\", \"process.json\"]",
                "pm2 start server.js --no-daemon --name api",
                "pm2 --no-daemon start ecosystem.config.js"
            })
    void itRunsAsLongAsItsApplications(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void oneThatFailsAtOnceIsStartedUntilThatIsTooMuch() {
        Outcome outcome = outcome("[\"pm2-runtime\", \"broken.js\"]");

        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        Failure failure = ((Outcome.Dies) outcome).failure();
        assertThat(failure.cause()).isEqualTo(Cause.MODULE_NOT_FOUND);
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.output()).isEqualTo("Error: Cannot find module './nowhere'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"pm2-runtime\", \"gone.js\"]", "[\"pm2-runtime\", \"start\", \"nothing-like-it\"]"})
    void withoutItsScriptItEndsAndSaysNothingIsWrong(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Exits.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"pm2-runtime\", \"job.js\"]",
                "pm2 start broken.js --no-daemon",
                "pm2 server.js --no-daemon",
                "pm2 logs",
                "[\"pm2-runtime\", \"broken.config.js\"]",
                "[\"pm2-runtime\", \"odd.config.js\"]",
                "[\"pm2-runtime\", \"server.js\", \"--watch\"]",
                "[\"pm2-runtime\", \"server.js\", \"--interpreter\", \"bash\"]"
            })
    void whatItIsToldElseIsLeftOpen(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void pm2ItselfMissesItsScript() {
        Outcome outcome = outcome("pm2 start gone.js --no-daemon");

        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(((Outcome.Dies) outcome).failure().output()).endsWith("Script not found: /app/gone.js");
    }

    @Test
    void itNeedsAHomeToWriteTo() {
        assertThat(outcome("pm2-runtime server.js", "USER node")).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome("pm2-runtime server.js", "RUN adduser -D -H -h /srv/none web\nUSER web"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    private static Outcome ecosystem(String name, String text, String type, String command) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g pm2
                WORKDIR /app
                COPY . .
                COPY --chmod=755 serve.sh /usr/local/bin/serve-it
                USER node
                CMD %s
                -- package.json --
                {"type": "%s"}
                -- serve.sh --
                #!/bin/sh
                exec node /app/server.cjs
                -- server.cjs --
                require('http').createServer().listen(3000)
                -- picky.cjs --
                if (process.env.MODE === 'none') process.exit(3)
                require('./server.cjs')
                -- %s --
                %s
                """.formatted(command, type, name, text));
    }

    @Test
    void theVariablesOfTheChosenEnvironmentCount() {
        String text =
                "module.exports = { apps: [{ script: 'picky.cjs', env: { MODE: 'none' }, env_live: { MODE: 'all' } }] }";

        for (String chosen : new String[] {"--env live", "--env=live"}) {
            assertThat(ecosystem("a.config.js", text, "commonjs", "pm2-runtime a.config.js " + chosen))
                    .isInstanceOf(Outcome.Starts.class);
        }
        for (String chosen : new String[] {"", "--env test"}) {
            assertThat(ecosystem("a.config.js", text, "commonjs", "pm2-runtime a.config.js " + chosen))
                    .isInstanceOf(Outcome.Dies.class);
        }
    }

    @Test
    void anEcosystemFileIsRequired() {
        String plain = "module.exports = { apps: [{ script: 'server.cjs' }] }";

        assertThat(ecosystem("a.config.js", plain, "commonjs", "pm2-runtime a.config.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(ecosystem("a.config.cjs", plain, "module", "pm2-runtime a.config.cjs"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(ecosystem("a.config.js", plain, "module", "pm2-runtime a.config.js"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(ecosystem(
                        "a.config.js",
                        plain.replace("module.exports =", "export default"),
                        "commonjs",
                        "pm2-runtime a.config.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aCommandThatIsNoBinaryIsGivenToNode() {
        assertThat(ecosystem("a.json", "{}", "commonjs", "serve-it")).isInstanceOf(Outcome.Starts.class);
        assertThat(ecosystem("a.json", "{}", "commonjs", "pm2-runtime serve-it"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("pm2-runtime npm -- start")).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome("pm2-runtime yarn -- start")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void itsLogsNeedADirectoryThatMayBeWritten() {
        String text = "module.exports = { apps: [{ script: 'server.cjs', error_file: '%s' }] }";

        assertThat(ecosystem("a.config.js", text.formatted("/tmp/a.log"), "commonjs", "pm2-runtime a.config.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(ecosystem("a.config.js", text.formatted("/var/log/a/a.log"), "commonjs", "pm2-runtime a.config.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
