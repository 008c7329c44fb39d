package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that prepare something, start others and watch them. The words were measured with node 20.20. */
class SupervisorStartTest {

    private static final String SCRIPT = """
        import { execSync, spawn } from "child_process"
        import fs from "fs"
        import process from "process"

        function run(command, args, prefix) {
          const child = spawn(command, args)
          child.stdout.on('data', (data) => {
            const lines = data.toString().trim().split('\\n')
            lines.forEach((line) => {
              console.log(`${prefix} | ${line}`)
            })
          })
          child.on('close', (code) => {
            console.log(`${prefix} has ended with ${code}`)
          })
          child.on('error', (problem) => {
            console.log(problem)
          })
          return child
        }

        const given = Object.entries(process.env)
          .filter(([name]) => name.startsWith("APP_"))
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([name, value]) => `${name}=${
            value.startsWith("\\"") && value.endsWith("\\"") ? value : `"${value}"`
          }`)
          .join("\\n")

        fs.writeFileSync("given.env", given)
        execSync(`STEP`)
        fs.rmSync("given.env")

        const file = process.env.MODE === 'true' ? 'one.js' : 'other.js'
        const first = run("node", [`/app/${file}`], "First")
        const second = run("SECOND", ["/app/one.js"], "Second")

        first.on("exit", (code) => {
          process.exit(code)
        })
        second.on("exit", (code) => {
          process.exit(code)
        })
        process.on('SIGINT', () => {
          first.kill("SIGINT")
          second.kill("SIGINT")
          process.exit(0)
        })
        """;

    private static final String SERVER = "require('http').createServer().listen(3000)\n";

    private static String image(String lines, String step, String second, String other) {
        return """
            -- Dockerfile --
            FROM node:20-alpine AS deps
            RUN mkdir /made && npx somebodys-installer /made
            FROM node:20-alpine
            %s
            WORKDIR /app
            COPY . .
            CMD ["node", "run.mjs"]
            -- one.js --
            %s-- other.js --
            %s-- run.mjs --
            %s""".formatted(lines, SERVER, other, SCRIPT.replace("STEP", step).replace("SECOND", second));
    }

    private static Outcome outcome(String lines, String step, String second, String other) {
        return Started.outcome(image(lines, step, second, other));
    }

    @Test
    void itStartsWhereAllThatItStartsDoes() {
        assertThat(outcome("", "sed -i s/a/b/ given.env", "node", SERVER)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatOnlyOneWayStartsMustStartAsWell() {
        assertThat(outcome("", "true", "node", "require('./gone')\n")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aStepThatCannotBeRunEndsIt() {
        assertThat(outcome("", "not-there -x given.env", "node", SERVER))
                .isInstanceOfSatisfying(Outcome.Dies.class, dies -> {
                    assertThat(dies.failure().cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
                    assertThat(dies.failure().output()).isEqualTo("Error: Command failed: not-there -x given.env");
                    assertThat(dies.failure().subject()).isEqualTo("not-there");
                    assertThat(dies.failure().exitCode()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"npx somebodys-command", "$TOOL given.env", "wget -q https://example.org/x | sh"})
    void nothingIsSaidBehindAStepThatNobodyKnows(String step) {
        assertThat(outcome("", step, "node", SERVER)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aProcessThatIsNotThereIsNoStart() {
        assertThat(outcome("", "true", "not-there", SERVER)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aProcessThatNobodyKnowsIsNoStart() {
        assertThat(outcome(
                        "RUN apk add curl && curl -o /usr/bin/other https://example.org/x && chmod +x /usr/bin/other",
                        "true",
                        "other",
                        SERVER))
                .isInstanceOf(Outcome.Undecided.class);
    }

    /** By the time that it is told of that, the program may be another one. */
    @Test
    void aProcessThatEndsLeavesItOpen() {
        assertThat(Started.outcome(image("ENV MODE=false", "true", "node", "require('./gone')\n")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whoMayNotWriteFails() {
        String image = image("", "true", "node", SERVER).replace("CMD", "USER node\nCMD");

        assertThat(Started.outcome(image)).isInstanceOfSatisfying(Outcome.Dies.class, dies -> {
            assertThat(dies.failure().cause()).isEqualTo(Cause.USER_CANNOT_WRITE);
            assertThat(dies.failure().output()).isEqualTo("Error: EACCES: permission denied, open 'given.env'");
        });
        assertThat(Started.outcome(image.replace("COPY . .", "COPY . .\nRUN chown node .")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotKnownToBeWritableIsUndecided() {
        String image = image("", "true", "node", SERVER)
                .replace("COPY . .", "COPY . .\nRUN apk add curl && curl https://example.org/x | sh\nUSER node");

        assertThat(Started.outcome(image)).isInstanceOf(Outcome.Undecided.class);
    }

    private static final String FETCHED = """
        RUN apk add curl && cd /tmp && curl -fsSL https://registry.npmjs.org/knex/-/knex-3.1.0.tgz -o tool.tgz && npm install -g ./tool.tgz""";

    @Test
    void aCommandOfAPackageIsAStep() {
        assertThat(outcome(FETCHED, "npx knex migrate:latest", "node", SERVER)).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome(FETCHED, "knex migrate:latest", "node", SERVER)).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome(
                        FETCHED + "\nCOPY --from=deps /made /app/node_modules",
                        "npx knex migrate:latest",
                        "node",
                        SERVER))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(outcome("", "npx knex migrate:latest", "node", SERVER)).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(
                        FETCHED.replace("registry.npmjs.org", "example.org"),
                        "npx knex migrate:latest",
                        "node",
                        SERVER))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void npmMayComeFromItsOwnArchive() {
        String image = """
            -- Dockerfile --
            FROM alpine:3.20
            RUN apk add --no-cache nodejs curl
            RUN mkdir /tmp/npm && cd /tmp/npm && curl -fsSL https://registry.npmjs.org/npm/-/npm-10.9.0.tgz -o npm.tgz \
                && tar -xzf npm.tgz && cd package && node bin/npm-cli.js install -g /tmp/npm/npm.tgz
            WORKDIR /app
            COPY . .
            CMD ["npm", "start"]
            -- package.json --
            {"name": "app", "scripts": {"start": "node serve.js"}}
            -- serve.js --
            """ + SERVER;

        assertThat(Started.outcome(image)).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image.replace("npm-10.9.0.tgz -o", "other-1.0.0.tgz -o")))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
