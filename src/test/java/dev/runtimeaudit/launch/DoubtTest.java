package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Reason;
import org.junit.jupiter.api.Test;

/** Starts that lead through files which somebody may have changed, or which somebody may not be allowed to use. */
class DoubtTest {

    private static Outcome start(String dockerfile, String script) {
        return Started.outcome("-- Dockerfile --\n" + dockerfile
                + "\n-- server.js --\nrequire('http').createServer().listen(3000)\n-- start.sh --\n" + script
                + "\n-- env.sh --\nA=1\n");
    }

    private static Reason reason(Outcome outcome) {
        return ((Outcome.Undecided) outcome).reason();
    }

    @Test
    void whatAnUnknownProgramMayHaveMadeExecutableIsNotProvenToBeDenied() {
        String image = "FROM node:20-alpine\nWORKDIR /app\nCOPY --chmod=644 . .\n%sCMD [\"./start.sh\"]";

        assertThat(start(image.formatted(""), "#!/bin/sh\nexec node server.js")).isInstanceOf(Outcome.Dies.class);
        assertThat(reason(start(image.formatted("RUN apk add make && make\n"), "#!/bin/sh\nexec node server.js")))
                .isEqualTo(Reason.PERMISSIONS_NOT_KNOWN);
    }

    @Test
    void aScriptThatMayHaveBeenRewrittenIsFollowedWhereItServes() {
        String image =
                "FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN apk add make && make\nCOPY server.js /\nCMD [\"sh\", \"start.sh\"]";

        assertThat(start(image, "exec node /server.js")).isInstanceOf(Outcome.Starts.class);
        assertThat(reason(start(image, "exec nothing-like-it"))).isEqualTo(Reason.COMMAND_EFFECT_NOT_MODELLED);
        assertThat(start(image.replace("RUN apk add make && make\n", ""), "exec nothing-like-it"))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(start(image, "echo done")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aScriptThatIsReadByDotMustBeReadable() {
        String image = """
                FROM node:20-bookworm-slim
                WORKDIR /app
                COPY . .
                RUN chmod 600 env.sh
                %sUSER node
                CMD ["sh", "start.sh"]""";

        Outcome denied = start(image.formatted(""), ". ./env.sh\nexec node server.js");
        assertThat(((Outcome.Dies) denied).failure().output())
                .isEqualTo("start.sh: 1: .: cannot open ./env.sh: Permission denied");
        assertThat(((Outcome.Dies) denied).failure().exitCode()).isEqualTo(2);
        assertThat(reason(start(
                        image.formatted("RUN apt-get install -y make && make\n"), ". ./env.sh\nexec node server.js")))
                .isEqualTo(Reason.PERMISSIONS_NOT_KNOWN);
        assertThat(start(image.formatted("RUN chmod 644 env.sh\n"), ". ./env.sh\nexec node server.js"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPlainUserIsNotTakenToWriteWhereLittleIsKnown() {
        String image = """
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                %sUSER node
                CMD ["sh", "start.sh"]""";

        String script = "set -e\necho x > /srv/www/env.js\nexec node server.js";
        assertThat(reason(start(image.formatted("RUN apk add make && make\nRUN mkdir -p /srv/www\n"), script)))
                .isEqualTo(Reason.PERMISSIONS_NOT_KNOWN);
        assertThat(start(image.formatted("RUN mkdir -p /srv/www && chown node /srv/www\n"), script))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start(image.formatted("RUN mkdir -p /srv/www\n"), script)).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aHitOnPathBehindADirectoryThatMayHoldAnotherProvesNoRefusal() {
        String image = """
                FROM node:20-alpine
                ENV PATH=/tools:$PATH
                %sCOPY --chmod=755 start.sh /usr/local/bin/go-on
                CMD ["go-on"]""";

        assertThat(start(image.formatted(""), "#!/bin/bash\nexec node /server.js"))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(start(
                        image.formatted("WORKDIR /tools\nRUN apk add make && make\n"),
                        "#!/bin/bash\nexec node /server.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aGuardOnACommandThatNobodyKnowsIsNoExcuse() {
        String image =
                "FROM node:20-alpine\nWORKDIR /app\nRUN apk add --no-cache something\nCOPY . .\nCMD [\"sh\", \"start.sh\"]";

        assertThat(start(image, "command -v something-else || exit 1\nexec node server.js"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(start(image, "if ! type something-else; then echo no; exit 1; fi\nexec node server.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void wordsThatEndWithANulAreToldApart() {
        String image = "FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nCMD [\"sh\", \"start.sh\"]";

        assertThat(start(
                        image,
                        "printf '' | xargs -0 -r false\nset -e\nprintf '' | xargs -0 -r false\nexec node server.js"))
                .isInstanceOf(Outcome.Starts.class);
        // One call for each word: what the second one does is not followed.
        assertThat(start(image, "set -e\necho server.js nothing | xargs -n 1 ls\nexec node server.js"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
