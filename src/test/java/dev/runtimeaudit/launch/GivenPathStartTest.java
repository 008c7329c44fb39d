package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start scripts that prepare a place which whoever starts the container names. */
class GivenPathStartTest {

    private static String image(String step) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                RUN apk add --no-cache su-exec
                WORKDIR /app
                COPY --chmod=755 entrypoint.sh server.js ./
                ENTRYPOINT ["/app/entrypoint.sh"]
                CMD ["node", "/app/server.js"]
                -- server.js --
                require('http').createServer().listen(3000)
                -- entrypoint.sh --
                #!/bin/sh
                set -e
                %s
                exec su-exec node "$@"
                """.formatted(step);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chown -R node:node \"$DATA_DIR\"",
                "mkdir -p \"$DATA_DIR/logs\"; chmod 700 \"$DATA_DIR\"",
                "find \"$DATA_DIR\" ! -user node -exec chown node {} +",
                "touch \"$DATA_DIR/ready\"; cp /app/server.js \"$DATA_DIR/copy.js\"",
                "echo ready > \"$DATA_DIR/ready\"",
                "mkdir -p /data; chown -R node:node \"${DATA_DIR:-/data}\"",
                "DATA_DIR=\"${DATA_DIR:-/data}\"; mkdir -p \"$DATA_DIR\"; chmod 700 \"$DATA_DIR\"",
            })
    void whatIsDoneThereChangesNothingOfTheImage(String step) {
        assertThat(Started.outcome(image(step))).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chmod -R 600 \"${DATA_DIR:-/app}\"",
                "chown -R node:node \"${DATA_DIR:-/data}\"",
                "chown -R root \"/app/$NAME\"; chmod 600 \"/app/$NAME\"",
                "where=$(cat /etc/hostname); chmod 600 \"$where\"",
                "cp server.js \"/app/$NAME\"; node \"/app/$NAME\"",
                "find \"${DATA_DIR:-/app}\" -exec chmod 600 {} +",
                "echo ready > \"${LOG:-/var/log/none/a.log}\"",
                "echo ready > \"$DATA_DIR/none/ready\"",
            })
    void whatMayBeAPlaceOfTheImageMayChangeIt(String step) {
        assertThat(Started.outcome(image(step))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aPlaceThatTheImageNamesIsThatOne() {
        String own = image("chmod -R 600 \"$DATA_DIR\"").replace("WORKDIR /app", "WORKDIR /app\nENV DATA_DIR=/app");
        assertThat(Started.outcome(own)).isInstanceOf(Outcome.Dies.class);
        assertThat(Started.death(image("chown -R node:node \"$DATA_DIR\" /gone"))
                        .cause())
                .isEqualTo(Cause.STEP_FAILS);
    }

    @Test
    void whoIsAskedToOwnADirectoryIsNoPlace() {
        String step = "mkdir -p /data; chown -R \"$PUID:$PGID\" /data";
        assertThat(Started.outcome(image(step))).isInstanceOf(Outcome.Starts.class);
        String other = "mkdir -p /data; chown -R \"$(cat /etc/hostname)\" /data";
        assertThat(Started.outcome(image(other))).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aScriptThatIsCalledGetsTheSamePlace() {
        String inner = "-- own.sh --\n#!/bin/sh\nmkdir -p \"$DATA_DIR\"\nchmod 700 \"$DATA_DIR\"\n";
        String called = image("[ -z \"$DATA_DIR\" ] || sh /app/own.sh").replace("server.js ./", "server.js own.sh ./");
        assertThat(Started.outcome(called + inner)).isInstanceOf(Outcome.Starts.class);
        String set = called.replace("[ -z", "export DATA_DIR=$(cat /etc/hostname); [ -z");
        assertThat(Started.outcome(set + inner)).isInstanceOf(Outcome.Undecided.class);
    }
}
