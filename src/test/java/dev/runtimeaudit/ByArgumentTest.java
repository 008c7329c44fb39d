package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts of images that a build argument without a value decides. */
class ByArgumentTest {

    private static final String INSTALLS = "if [ -n \"$EXTRA\" ]; then mkdir extra && cp tool.js extra/tool.js; fi";
    private static final String ASKS =
            "if [ -n \"$EXTRA\" ]; then exec node -r ./extra/tool.js server.js; else exec node server.js; fi";

    private static List<Launch> launches(String declared, String run, String start, String more) {
        return Replayed.tree("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                %s
                COPY server.js tool.js start.sh ./
                RUN %s
                CMD ["sh", "start.sh"]
                -- server.js --
                require("http").createServer().listen(3000);
                -- tool.js --
                console.log("tool");
                -- start.sh --
                %s
                %s""".formatted(declared, run, start, more))
                .workspace()
                .services()
                .get(0)
                .launches();
    }

    private static Outcome outcome(String declared, String run, String start) {
        return launches(declared, run, start, "").get(0).outcome();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG EXTRA\nENV EXTRA=$EXTRA",
                "ARG EXTRA\nENV EXTRA=${EXTRA} OTHER=x",
                "ARG EXTRA\nENV EXTRA=$EXTRA\nARG EXTRA",
            })
    void whatIsThereWithAnArgumentIsAskedForWithItOnly(String declared) {
        assertThat(outcome(declared, INSTALLS, ASKS)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsAskedForWithoutItIsNotThere() {
        String inverted =
                "if [ -n \"$EXTRA\" ]; then exec node server.js; else exec node -r ./extra/tool.js server.js; fi";
        String always = "exec node -r ./extra/tool.js server.js";

        assertThat(outcome("ARG EXTRA\nENV EXTRA=$EXTRA", INSTALLS, inverted)).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("ARG EXTRA\nENV EXTRA=$EXTRA", INSTALLS, always)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aVariableThatTheImageDoesNotSetIsGivenByOthers() {
        assertThat(outcome("ARG EXTRA", INSTALLS, ASKS)).isInstanceOf(Outcome.Undecided.class);
    }

    /** Given is not the same as given this value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "if [ \"$EXTRA\" = on ]; then mkdir extra && cp tool.js extra/tool.js; fi",
                "if [ -n \"${EXTRA%%-*}\" ]; then mkdir extra && cp tool.js extra/tool.js; fi",
                "if [ -n \"$EXTRA\" ]; then case \"$EXTRA\" in a*) mkdir extra && cp tool.js extra/tool.js;; esac; fi",
                "if [ -n \"$EXTRA\" ]; then make-tool ./extra/tool.js || true; fi",
            })
    void theValueIsNotKnown(String run) {
        assertThat(outcome("ARG EXTRA\nENV EXTRA=$EXTRA", run, ASKS)).isInstanceOf(Outcome.Undecided.class);
    }

    /** What is made of an argument may be empty where that is not. */
    @Test
    void aPartOfAnArgumentMayBeEmpty() {
        String declared = "ARG EXTRA\nENV PART=${EXTRA#x} EXTRA=$EXTRA";
        String start = "if [ -n \"$EXTRA\" ] && [ -z \"$PART\" ]; then exec node %s; fi; " + ASKS;

        assertThat(outcome(declared, INSTALLS, start.formatted("gone.js"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(declared, INSTALLS, start.formatted("server.js"))).isInstanceOf(Outcome.Starts.class);
    }

    /** What only one way through a build makes of a start is not said of it. */
    @ParameterizedTest
    @ValueSource(strings = {"-n", "-z"})
    void whatIsSaidOfAStartHoldsWhicheverWayItIsBuilt(String test) {
        String declared = "ARG EXTRA\nENV EXTRA=$EXTRA";
        String fails = "node gone.js || true; if [ -n \"$OFF\" ]; then exit 1; fi; ";
        String one = "if [ " + test + " \"$EXTRA\" ]; then " + fails + "fi; ";

        Launch always = launches(declared, INSTALLS, fails + ASKS, "").get(0);
        Launch sometimes = launches(declared, INSTALLS, one + ASKS, "").get(0);

        assertThat(always.outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(always.tolerated()).isNotEmpty();
        assertThat(always.conditional()).isNotEmpty();
        assertThat(sometimes.outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(sometimes.tolerated()).isEmpty();
        assertThat(sometimes.conditional()).isEmpty();
    }

    @Test
    void aBuildThatFailsOneWayIsNoProof() {
        assertThat(outcome("ARG EXTRA\nENV EXTRA=$EXTRA", INSTALLS + " && test -z \"$EXTRA\"", ASKS))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aDeploymentMayGiveTheVariableAnyway() {
        String compose = """
                -- compose.yaml --
                services:
                  app:
                    build: .
                    environment:
                      EXTRA: given
                """;

        List<Launch> launches = launches("ARG EXTRA\nENV EXTRA=$EXTRA", INSTALLS, ASKS, compose);

        assertThat(launches.get(0).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launches.get(1).outcome()).isNotInstanceOf(Outcome.Starts.class);
    }
}
