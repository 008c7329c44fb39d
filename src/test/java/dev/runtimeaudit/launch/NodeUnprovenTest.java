package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of node's that do not what they seem to do: nothing is proven of them. */
class NodeUnprovenTest {

    private static Launch launch(String main) {
        return Started.launch("""
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                COPY . .
                CMD ["node", "main.js"]
                -- main.js --
                """ + main + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process.env.X ||= 'info'",
                "process.env.X ??= 'info'",
                "if (!process.env.X) { process.env.X = 'production' }",
                "process.env['X'] = 'a'",
                "const name = require('os').hostname()\nprocess.env[name] = 'a'",
                "Object.assign(process.env, { X: 'a' })",
                "Object.assign(require('process').env, { X: 'a' })",
                "function fill(env) { env.X = 'a' }\nfill(process.env)",
                "const { env } = process\nenv.X = require('os').hostname()",
                "process.loadEnvFile()"
            })
    void aVariableThatTheProgramSetItselfIsNotMissing(String sets) {
        String asks = "\nif (!process.env.X) process.exit(1)\nrequire('http').createServer().listen(3000)";

        Launch launch = launch(sets + asks);
        assertThat(launch.outcome()).as(sets).isNotInstanceOf(Outcome.Dies.class);
        assertThat(launch.conditional()).as(sets).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process.exit = () => {}",
                "require('module')._resolveFilename = name => name\nrequire('fastify')",
                "const Module = require('module')\nModule._load = () => 1\nrequire('fastify')",
                "require.extensions['.txt'] = () => {}\nrequire('./a')",
                "module.paths = ['/lib']\nrequire('fastify')"
            })
    void whatReplacesPartsOfNodeProvesNothing(String main) {
        assertThat(launch(main + "\nprocess.exit(1)").outcome()).as(main).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const http = require('http')\nasync function build() { return http.createServer() }\n"
                        + "async function main() { const app = await build(); app.listen(3000) }\nmain()",
                "const http = require('http')\n"
                        + "async function main() { const app = await Promise.resolve(http.createServer()); app.listen(3000) }\n"
                        + "main()",
                "const http = require('http')\nasync function build() { return http.createServer() }\n"
                        + "build().then(app => { app.listen(3000) })",
                "if (!module.parent) require('http').createServer().listen(3000)",
                "if (require.main === module) require('http').createServer().listen(3000)"
            })
    void aServerThatIsMadeOnTheWayServes(String main) {
        assertThat(launch(main).outcome()).as(main).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "function serve(server = require('http').createServer().listen(3000)) {}\nserve()",
                "const serve = (server = require('http').createServer().listen(3000)) => {}\nserve()",
                "require('crypto').randomBytes(16, () => { setInterval(() => {}, 1000) })",
                "async function idle() { await new Promise(() => {}) }\nidle()\nsetInterval(() => {}, 1000)",
                "async function main() {}\nmain().finally(() => { setInterval(() => {}, 1000) })",
                "async function main() {}\n"
                        + "main().then(() => { throw new Error('x') }).catch(() => { setInterval(() => {}, 1000) })"
            })
    void whatRunsLaterIsNoEnd(String main) {
        assertThat(launch(main).outcome())
                .as(main)
                .isNotInstanceOf(Outcome.Dies.class)
                .isNotInstanceOf(Outcome.Exits.class);
    }

    @Test
    void aFileThatIsRequiredIsNotTheMainOne() {
        String main = "require('./lib')\n-- lib.js --\nif (require.main === module) process.exit(3)\n"
                + "require('http').createServer().listen(3000)";

        assertThat(launch(main).outcome()).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "require('fs').writeFileSync('./made.js', '')\nrequire('./made')",
                "require('fs').copyFileSync('./a.js', './made.js')\nrequire('./made')",
                "require('child_process').execSync('npx make-it')\nrequire('./made')"
            })
    void whatTheProgramMayHaveWrittenIsNotMissing(String main) {
        assertThat(launch(main).outcome()).as(main).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--env-file=.env", "--env-file-if-exists=.env"})
    void aVariableOfAnEnvironmentFileIsNotMissing(String option) {
        Launch launch = Started.launch("""
                -- Dockerfile --
                FROM node:22-alpine
                COPY . /
                CMD ["node", "%s", "main.js"]
                -- .env --
                X=a
                -- main.js --
                if (!process.env.X) process.exit(1)
                setInterval(() => {}, 1000)
                """.formatted(option));

        assertThat(launch.outcome()).isNotInstanceOf(Outcome.Dies.class);
        assertThat(launch.conditional()).isEmpty();
    }

    @Test
    void anEnvironmentFileThatMayBeMissingDecidesNothing() {
        String image = """
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                RUN npx vendor-setup
                COPY . .
                CMD ["node", "--env-file-if-exists=.env", "main.js"]
                -- main.js --
                if (process.env.X === '1') process.exit(1)
                require('http').createServer().listen(3000)
                """;
        assertThat(Started.outcome(image.replace("if (process.env.X === '1') process.exit(1)", "")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image)).isNotInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(image.replace("-if-exists", ""))).isInstanceOf(Outcome.Undecided.class);
        String unset = image.replace(
                        "CMD [\"node\", \"--env-file-if-exists=.env\", \"main.js\"]",
                        "CMD unset X; node --env-file-if-exists=.env main.js")
                .replace("=== '1'", "=== undefined");
        assertThat(Started.outcome(unset)).isNotInstanceOf(Outcome.Dies.class);
        String closed = image.replace("WORKDIR /app", "ENV X=2\nWORKDIR /app");
        assertThat(Started.outcome(closed)).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--conditions=source", "--preserve-symlinks"})
    void anOptionThatChangesHowModulesAreFoundProvesNothingMissing(String option) {
        for (String settings : new String[] {
            "CMD [\"node\", \"" + option + "\", \"main.js\"]",
            "ENV NODE_OPTIONS=" + option + "\nCMD [\"node\", \"main.js\"]"
        }) {
            assertThat(Started.outcome("-- Dockerfile --\nFROM node:22-alpine\nCOPY . /\n" + settings
                            + "\n-- main.js --\nrequire('fastify')\n"))
                    .as(settings)
                    .isInstanceOf(Outcome.Undecided.class);
        }
    }

    @Test
    void theGlobalFoldersAreLookedIntoLast() {
        assertThat(Started.outcome("""
                -- Dockerfile --
                FROM node:22-alpine
                COPY lib.js /usr/local/lib/node/lib.js
                COPY main.js /
                CMD ["node", "/main.js"]
                -- lib.js --
                setInterval(() => {}, 1000)
                -- main.js --
                require('lib')
                """)).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatAFunctionSetsIsSetOutsideOfIt() {
        String main =
                "let server\nfunction make() { server = require('http').createServer() }\nmake()\nserver.listen(3000)";

        assertThat(launch(main).outcome()).isNotInstanceOf(Outcome.Dies.class);
    }
}
