package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** Starts of node programs, from the Dockerfile on. */
class NodeStartTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));
    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);
    private static final World CLOSED = World.closed(Engine.DOCKER_28, Phase.START);

    private static BuiltImage built(String txtar) {
        SourceTree tree = SourceTree.of(txtar);
        return Build.target(
                DockerfileReader.read(
                        tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                BuildRequest.of(tree, CLOSED, Programs.ALL),
                Knowledge.shipped());
    }

    private static Launch launch(World world, String txtar) {
        Environment given = world.equals(OPEN)
                ? Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE)
                : Environment.empty();
        return Launches.start(built(txtar).image(), LaunchRequest.ofImage(AT, given, world));
    }

    private static String app(String main) {
        return """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                CMD ["node", "main.js"]
                -- main.js --
                """ + main;
    }

    private static Failure death(Launch launch) {
        return ((Outcome.Dies) launch.outcome()).failure();
    }

    private static void dies(Launch launch, Cause cause, String line, String at) {
        assertThat(death(launch).output()).isEqualTo(line);
        assertThat(death(launch).cause()).isEqualTo(cause);
        assertThat(death(launch).at()).hasToString(at);
    }

    @Test
    void aServerStaysUp() {
        assertThat(launch(CLOSED, app("require('http').createServer().listen(3000)\n"))
                        .outcome())
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aProgramWithNothingToDoEnds() {
        assertThat(launch(CLOSED, app("console.log('done')\n")).outcome()).isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void codeThatIsNotFollowedDecidesNothing() {
        assertThat(launch(CLOSED, app("for (const a of b()) c(a)\n")).outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatMayBeMissingOrTakenDecidesNothing() {
        String server = "require('http').createServer().listen(3000)\n";
        for (String main : new String[] {
            "const a = { ...process.env }\na.b.c\n",
            "const a = JSON.parse('{}')\na.b()\n",
            "new (require('events'))().emit('error', new Error('x'))\n",
            server + server
        }) {
            assertThat(launch(CLOSED, app(main)).outcome()).as(main).isInstanceOf(Outcome.Undecided.class);
        }
    }

    @Test
    void filesBesideTheProgramAreLookedFor() {
        String read = "const fs = require('fs')\nconst path = require('path')\nfs.readFileSync(%s)\n";
        for (String[] each : new String[][] {
            {"path.join(__dirname, 'config', 'default.json')", "/app/config/default.json"},
            {"path.resolve(__dirname, '../app/etc/x.json')", "/app/etc/x.json"},
            {"path.resolve('x.json')", "/app/x.json"},
            {"process.cwd() + '/x.json'", "/app/x.json"}
        }) {
            dies(
                    launch(CLOSED, app(read.formatted(each[0]))),
                    Cause.START_FILE_MISSING,
                    "Error: ENOENT: no such file or directory, open '" + each[1] + "'",
                    "main.js:3");
        }
        assertThat(launch(CLOSED, app(read.formatted("path.join(__dirname, 'main.js')")))
                        .outcome())
                .isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void importAssertionsEndedWithNode22() {
        for (String[] each : new String[][] {
            {"20", "assert", "starts"}, {"22", "assert", "dies"}, {"22", "with", "starts"}, {"20.9.0", "with", "dies"}
        }) {
            Outcome outcome = launch(CLOSED, """
                            -- Dockerfile --
                            FROM node:%s-alpine
                            COPY . /
                            CMD ["node", "/main.mjs"]
                            -- main.mjs --
                            import data from './data.json' %s { type: 'json' }
                            setInterval(() => {}, 1000)
                            -- data.json --
                            {}
                            """.formatted(each[0], each[1])).outcome();
            boolean dies = outcome instanceof Outcome.Dies;
            assertThat(dies ? "dies" : "starts").as(each[0] + " " + each[1]).isEqualTo(each[2]);
        }
    }

    @Test
    void whatAHandlerPrintsOfItsErrorIsTheLastWord() {
        dies(
                launch(
                        CLOSED,
                        app(
                                "async function main() {\n  throw new Error('no port')\n}\n"
                                        + "main().catch((e) => {\n  console.error('cannot start:', e.message)\n  process.exit(3)\n})\n")),
                Cause.MAIN_PROCESS_ENDS,
                "cannot start: no port",
                "main.js:6");
    }

    @Test
    void missesThatAServerBehindALoopMayNeverGetThere() {
        String main = "for (const a of b()) c(a)\nrequire('http').createServer().listen(3000)\n";
        assertThat(launch(CLOSED, app(main)).outcome()).isInstanceOf(Outcome.Undecided.class);
        assertThat(launch(OPEN, app(main)).outcome()).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theFirstModuleThatIsMissingIsNamedWhereItIsAsked() {
        dies(
                launch(CLOSED, app("require('fs')\nrequire('./config')\n")),
                Cause.MODULE_NOT_FOUND,
                "Error: Cannot find module './config'",
                "main.js:2");
    }

    @Test
    void modulesThatSomebodyInstalledAreNotKnown() {
        String txtar = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                CMD ["node", "main.js"]
                -- package.json --
                {"dependencies": {"express": "4"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {}}
                -- main.js --
                require('express')
                """;
        assertThat(launch(OPEN, txtar).outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aMissingMainFileIsNamedWhereItIsStarted() {
        String txtar = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                CMD ["node", "dist/main.js"]
                """;
        dies(
                launch(CLOSED, txtar),
                Cause.START_FILE_MISSING,
                "Error: Cannot find module '/app/dist/main.js'",
                "Dockerfile:3");
    }

    @Test
    void aVariableThatNobodyMayHaveGivenIsFollowedBothWays() {
        String main = "if (!process.env.KEY) throw new Error('no KEY')\nrequire('http').createServer().listen(1)\n";
        dies(launch(CLOSED, app(main)), Cause.STEP_FAILS, "Error: no KEY", "main.js:1");
        Launch open = launch(OPEN, app(main));
        assertThat(open.conditional()).hasSize(1);
        assertThat(open.outcome()).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void anUnknownOptionIsRejectedByTheLinesThatWereMeasured() {
        String txtar = """
                -- Dockerfile --
                FROM node:18-alpine
                CMD ["node", "--env-file=.env", "main.js"]
                """;
        dies(
                launch(CLOSED, txtar),
                Cause.UNSUPPORTED_RUNTIME_FLAG,
                "node: bad option: --env-file=.env",
                "Dockerfile:2");
        assertThat(death(launch(CLOSED, txtar)).exitCode()).isEqualTo(9);
    }

    @Test
    void npmRunsWhatThePackageSays() {
        String txtar = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                CMD ["npm", "run", "%s"]
                -- package.json --
                {"scripts": {"start": "node server.js", "prebad": "nope", "bad": "node server.js"}}
                -- server.js --
                setInterval(() => {}, 1000)
                """;
        assertThat(launch(CLOSED, txtar.formatted("start")).outcome()).isInstanceOf(Outcome.Starts.class);
        dies(
                launch(CLOSED, txtar.formatted("serve")),
                Cause.START_SCRIPT_MISSING,
                "npm error Missing script: \"serve\"",
                "Dockerfile:4");
        dies(launch(CLOSED, txtar.formatted("bad")), Cause.COMMAND_NOT_FOUND, "sh: nope: not found", "package.json:1");
    }

    @Test
    void theEntryScriptOfNodeTakesWhatIsNoCommandForNode() {
        String txtar = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                CMD ["pnpm", "start"]
                """;
        dies(launch(CLOSED, txtar), Cause.START_FILE_MISSING, "Error: Cannot find module '/app/pnpm'", "Dockerfile:3");
    }

    @Test
    void aHealthCheckThatAsksTheServerIsNotProvenToPass() {
        assertThat(health("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        HEALTHCHECK CMD wget -q --spider http://127.0.0.1:3000/ || exit 1
                        CMD ["node"]
                        """)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aHealthCheckMayReadWhatTheServiceWrites() {
        assertThat(health("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        RUN mkdir /data
                        COPY flows.json /data/
                        COPY check.js /
                        HEALTHCHECK CMD node /check.js
                        CMD ["node"]
                        -- check.js --
                        const settings = require("/data/settings.js");
                        -- flows.json --
                        []
                        """)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aHealthCheckThatWasNotCopiedCanNeverPass() {
        assertThat(health("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        WORKDIR /app
                        COPY server.js .
                        HEALTHCHECK CMD node check.js
                        CMD ["node", "server.js"]
                        -- server.js --
                        require("http").createServer().listen(3000)
                        """)).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aHealthCheckWhosePackageIsNotInstalledCanNeverPass() {
        assertThat(health("""
                        -- Dockerfile --
                        FROM node:20-alpine
                        COPY check.js /
                        HEALTHCHECK CMD node /check.js
                        CMD ["node"]
                        -- check.js --
                        const got = require("got");
                        """)).isInstanceOf(Outcome.Dies.class);
    }

    private static Outcome health(String txtar) {
        BuiltImage image = built(txtar);
        Health.Check check =
                (Health.Check) ((Fact.Present<Health>) image.image().health()).value();
        LaunchRequest request = LaunchRequest.ofImage(AT, Environment.empty(), OPEN);
        return Launches.health(image.image(), check.command(), request).outcome();
    }

    @Test
    void aScriptIsFoundWithoutItsExtensionWhereMoreMayLie() {
        String app = """
                -- Dockerfile --
                FROM node:20
                WORKDIR /usr/src/app
                COPY main.js package.json dist/
                CMD ["node", "dist/main"]
                -- package.json --
                {}
                -- main.js --
                require('http').createServer().listen(80)
                """;

        assertThat(launch(CLOSED, app).outcome()).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aDebuggerKeepsNoProgramFromStarting() {
        String image = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY server.js .
                CMD ["node", "%s", "server.js"]
                -- server.js --
                require('http').createServer().listen(3000)
                """;
        for (String option : new String[] {"--inspect", "--inspect=9229", "--inspect=0.0.0.0:9229"}) {
            assertThat(Started.outcome(image.formatted(option))).as(option).isInstanceOf(Outcome.Starts.class);
        }
        for (String option : new String[] {"--inspect=0.0.0.0:3000", "--inspect=x:99999", "--inspect-brk"}) {
            assertThat(Started.outcome(image.formatted(option))).as(option).isInstanceOf(Outcome.Undecided.class);
        }
    }
}
