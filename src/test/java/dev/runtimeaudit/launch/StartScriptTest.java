package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartScriptTest {

    private static Outcome countingTheMissing(int names) {
        return Started.outcome("""
                -- Dockerfile --
                FROM debian:bookworm-slim
                COPY --chmod=755 start.sh /start.sh
                CMD ["/start.sh"]
                -- start.sh --
                #!/bin/bash -e
                missing=()
                for key in %s; do
                    if [ -z "${!key}" ]; then
                        missing+=("$key")
                    fi
                done
                if [ ${#missing[@]} -gt 0 ]; then
                    echo "some are missing"
                    exit 1
                fi
                exec sleep infinity
                """.formatted(
                        IntStream.range(0, names).mapToObj(i -> "NAME_" + i).collect(Collectors.joining(" "))));
    }

    @Test
    void aListOfMissingVariablesStaysEmptyWhereAllAreGiven() {
        assertThat(countingTheMissing(3)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aListThatIsFilledInTooManyWaysToFollowIsNotTakenToBeFilled() {
        assertThat(countingTheMissing(9)).isNotInstanceOf(Outcome.Dies.class);
    }

    private static Outcome starting(String image, String script) {
        return Started.outcome(tree(image, script));
    }

    private static String tree(String image, String script) {
        return """
                -- Dockerfile --
                %s
                CMD ["/app/start.sh"]
                -- start.sh --
                %s
                -- server.js --
                require('node:http').createServer().listen(3000)
                """.formatted(image, script);
    }

    private static final String NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY --chmod=755 . .";

    @Test
    void aStatusThatIsKeptAndPassedOnIsFollowedBothWays() {
        String script = """
                #!/bin/sh
                %s database
                status=$?
                if [ $status -ne 0 ]; then
                  echo "gives up"
                  exit $status
                fi
                exec node server.js""";

        assertThat(starting(NODE, script.formatted("nslookup"))).isInstanceOf(Outcome.Starts.class);
        assertThat(starting(NODE, script.formatted("./nobody-knows")))
                .as("a command that is not there fails")
                .isInstanceOf(Outcome.Dies.class);
        assertThat(starting(NODE + "\nRUN apk add make && make", script.formatted("./nobody-knows")))
                .as("of a program that nobody knows nothing is proven")
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatAScriptSetsAsAnArrayDoesNotComeFromTheEnvironment() {
        String script = """
                #!/bin/bash
                if [ $# -gt 3 ]; then
                  WORDS=%s
                fi
                if [[ $WORDS != "" ]]; then
                  exec "${WORDS[@]}"
                fi
                exec node server.js""";

        String debian = NODE.replace("-alpine", "-bookworm");
        assertThat(starting(debian, script.formatted("(\"$@\")"))).isInstanceOf(Outcome.Starts.class);
        assertThat(starting(debian, script.formatted("\"$*\""))).isInstanceOf(Outcome.Undecided.class);
        String given = debian + "\nENV WORDS=./nobody-knows";
        assertThat(starting(given, script.formatted("(\"$@\")"))).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aStatusThatFailedIsNotZeroWhicheverWayItIsAsked() {
        String script = """
                #!/bin/sh
                nslookup database
                status=$?
                if %s; then
                  exec node server.js
                fi
                [ $status -eq 0 ] || exit 3
                nothing-like-it
                exit 4""";

        for (String asks :
                new String[] {"[ $status -eq 0 ]", "[ $status = 0 ]", "[ $status -lt 1 ]", "! [ $status -gt 0 ]"}) {
            assertThat(starting(NODE, script.formatted(asks))).as(asks).isInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void filesThatMatchAPatternAreMadeExecutableWhateverElseMatches() {
        String image = """
                FROM node:20-alpine
                WORKDIR /app
                RUN wget -qO- https://example.org/more.tar.gz | tar -xz
                COPY --chmod=644 . .
                %s""";

        assertThat(starting(image.formatted("RUN chmod +x *.sh"), "#!/bin/sh\nexec sleep infinity"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image.formatted("RUN chmod +x *.bin"), "#!/bin/sh\nexec sleep infinity"))
                .as("another pattern may match anything but this")
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aStatusOfOneOfSeveralStepsIsNoSuccessWhereTheScriptSaysSo() {
        assertThat(starting(NODE, """
                #!/bin/sh
                status=0
                if [ "$FIRST" != "no" ]; then
                  nslookup first
                  status=$?
                fi
                if [ "$SECOND" != "no" ]; then
                  nslookup second
                  status=$?
                fi
                if [ $status -ne 0 ]; then
                  exit $status
                fi
                exec node server.js""")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aUserWhoIsKnownWhenTheContainerRunsIsBecome() {
        String image = NODE + "\nRUN apk add su-exec";
        String script = "#!/bin/sh\nexec su-exec ${PUID:-1000}:${PGID:-1000} %s";

        assertThat(starting(image, script.formatted("node server.js"))).isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, script.formatted("nothing-like-it"))).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void anOptionOfWhichOnlyTheValueIsNotKnownIsTaken() {
        String script = "#!/bin/sh\nMEMORY=\"${MEMORY:-512}\"\nexec node --%s=${MEMORY} %s";

        assertThat(starting(NODE, script.formatted("max-old-space-size", "server.js")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(NODE, script.formatted("max-old-space-size", "none.js")))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(starting(NODE, script.formatted("require", "server.js"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(starting(NODE, script.formatted("no-such-option", "server.js")))
                .isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aServerThatFailsInTheBackgroundEndsAScriptThatWaitsForTheFirst() {
        String script = """
                #!/bin/sh
                node /else/nobody-knows.js &
                FIRST=$!
                node %s &
                SECOND=$!
                wait -n $FIRST $SECOND || true
                kill $FIRST $SECOND 2>/dev/null || true
                wait
                exit 1""";
        String image = NODE + "\nCOPY --from=elsewhere nobody-knows.js /else/";

        Outcome dead = starting(image, script.formatted("none.js"));
        assertThat(((Outcome.Dies) dead).failure().output()).isEqualTo("Error: Cannot find module '/app/none.js'");
        assertThat(starting(image, script.formatted("server.js"))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatFailsBehindTheStepThatEndsTheScriptIsToldAsWell() {
        Launch launch = Started.launch(tree(NODE, """
                #!/bin/sh
                set -e
                nothing-like-it
                node /none.js &
                exec node server.js"""));

        assertThat(launch.outcome()).isInstanceOf(Outcome.Dies.class);
        assertThat(launch.tolerated()).anyMatch(failure -> failure.subject().equals("/none.js"));
    }

    @Test
    void aProgramInTheMiddleThatListensNowhereIsAStep() {
        String image = NODE + """

                RUN mkdir node_modules && npm install pg
                COPY <<EOF migrate.js
                const fs = require('node:fs')
                for (const file of fs.readdirSync(process.env.MIGRATIONS)) { console.log(file) }
                EOF
                COPY <<EOF package.json
                {"scripts": {"prestart": "node migrate.js", "start": "node server.js", "both": "node migrate.js && npm start"}}
                EOF""";

        assertThat(starting(image, "#!/bin/sh\nset -e\nnode migrate.js\nexec node server.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, "#!/bin/sh\nnode migrate.js && node server.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, "#!/bin/sh\nnpm run both")).isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, "#!/bin/sh\nnode -e \"require('./migrate.js')\"\nexec node server.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, "#!/bin/sh\nnode migrate.js && nothing-like-it"))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(starting(image, "#!/bin/sh\nexec node migrate.js"))
                .as("as the service itself it may serve")
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(starting(image, "#!/bin/sh\nnode migrate.js &\nwait"))
                .as("in the background it may be the service")
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aStepThatNobodyKnowsDecidesNothingWhereNothingAsksForItsStatus() {
        String image = NODE + "\nRUN echo '{}' > package.json\nCOPY --from=elsewhere nobody-knows.js /else/";

        assertThat(starting(image, "#!/bin/sh\nnode /else/nobody-knows.js\nexec node server.js"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(starting(image, "#!/bin/sh\nset -e\nnode /else/nobody-knows.js\nexec node server.js"))
                .as("it may end the script")
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aStatusMayBeComparedWithoutQuotes() {
        assertThat(starting(NODE, """
                #!/bin/sh
                status=0
                [ "$MIGRATES" = "no" ] || { nslookup first; status=$?; }
                echo "$FIRST" | grep -q a || { nslookup second; status=$?; }
                if [ $status -ne 0 ]; then exit $status; fi
                exec node server.js""")).isInstanceOf(Outcome.Starts.class);
    }
}
