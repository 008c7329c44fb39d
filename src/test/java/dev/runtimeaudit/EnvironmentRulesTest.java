package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.report.ReportJson;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the rules about the environment say, and where they are silent. */
class EnvironmentRulesTest {

    private static final Set<String> OURS =
            Rules.ENVIRONMENT.stream().map(rule -> rule.card().id()).collect(Collectors.toSet());

    private static final String API = """
        -- Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY package.json server.js ./
        CMD ["node", "server.js"]
        -- package.json --
        {"name": "api"}
        """;

    private static final String WEB = """
        -- package.json --
        {"name": "web", "dependencies": {"vite": "5.0.0"}}
        -- vite.config.ts --
        export default {}
        -- index.html --
        <script type="module" src="/src/main.ts"></script>
        -- src/main.ts --
        const url = import.meta.env.VITE_URL;
        if (!url) throw new Error("VITE_URL is not set");
        open(url);
        """;

    private static List<String> told(String tree) {
        return told(Replayed.tree(tree));
    }

    private static List<String> told(AuditResult result) {
        return result.findings().stream()
                .map(Triaged::finding)
                .filter(finding -> OURS.contains(finding.ruleId()))
                .map(f -> "%s %s %s:%d %s"
                        .formatted(f.ruleId(), f.severity().name(), f.at().path(), f.at().line(), f.subject()))
                .toList();
    }

    private static String api(String script) {
        return API + "-- server.js --\n" + script + "\nrequire('http').createServer().listen(3000);\n";
    }

    private static String compose(String environment) {
        return "-- docker-compose.yml --\nservices:\n  api:\n    build: .\n" + environment;
    }

    private static final String GUARD = "if (!process.env.SALT) throw new Error('SALT is not set');";

    @Test
    void aNeededVariableThatTheExampleOfAFileLeavesOutIsTold() {
        String tree = api(GUARD + " use(process.env.TITLE, process.env.SALT);") + compose("    env_file: .env\n");

        assertThat(told(tree)).noneMatch(finding -> finding.startsWith("required-variable-not-provided"));
        assertThat(told(tree + "-- .env.example --\nTITLE=Shop\n"))
                .contains("required-variable-not-provided MEDIUM docker-compose.yml:2 SALT");
        assertThat(told(tree + "-- .env.example --\nTITLE=Shop\nSALT=\n"))
                .noneMatch(finding -> finding.startsWith("required-variable-not-provided"));
        assertThat(told(tree + "    environment: {SALT: \"${SALT}\"}\n-- .env.example --\nTITLE=Shop\n"))
                .noneMatch(finding -> finding.startsWith("required-variable-not-provided"));
    }

    // --- required-variable-not-provided --------------------------------------------------------------------------

    @Test
    void aNeededVariableIsMediumWhereNobodySaysHowItIsDeployed() {
        assertThat(told(api(GUARD))).containsExactly("required-variable-not-provided MEDIUM server.js:1 SALT");
    }

    @Test
    void whoeverGivesAVariableEndsTheFinding() {
        assertThat(told(api(GUARD) + compose("    environment: {SALT: x}\n"))).isEmpty();
        assertThat(told(api(GUARD) + compose("    environment: [SALT]\n"))).isEmpty();
        assertThat(told(api(GUARD) + compose("    environment: {SALT: \"${SALT}\"}\n")))
                .isEmpty();
        assertThat(told(api(GUARD) + compose("    env_file: deploy.env\n") + "-- deploy.env --\nSALT=x\n"))
                .isEmpty();
        assertThat(told(api(GUARD).replace("WORKDIR /app", "WORKDIR /app\nENV SALT=x")))
                .isEmpty();
        assertThat(told(api(GUARD) + "-- runtime-audit.yaml --\n")).hasSize(1);
    }

    @Test
    void aFileOfVariablesThatIsNotHereMayHoldAnything() {
        assertThat(told(api(GUARD) + compose("    env_file: {path: deploy.env, required: false}\n")))
                .isEmpty();
    }

    @Test
    void aDeploymentThatGivesOtherThingsIsAProof() {
        assertThat(told(api(GUARD) + compose("    environment: {TITLE: x}\n")))
                .containsExactly("required-variable-not-provided HIGH docker-compose.yml:2 SALT");
        assertThat(told(api(GUARD) + compose("    environment: {SALT: ''}\n")))
                .containsExactly("required-variable-not-provided HIGH docker-compose.yml:4 SALT");
    }

    @Test
    void theWordsWithWhichTheProcessEndsNameAllThatIsMissing() {
        String guard = """
            const missing = ['SALT', 'TITLE', 'PEPPER'].filter((name) => !process.env[name]);
            if (missing.length > 0) { console.error(`Missing: ${missing.join(', ')}!`); process.exit(1); }
            use(process.env.SALT, process.env.TITLE, process.env.PEPPER); function use() {}""";
        String tree = API + "-- server.js --\n" + guard + "\nsetInterval(() => {}, 1000);\n";
        assertThat(Replayed.tree(tree + compose("    environment: {TITLE: x}\n")).findings().stream()
                        .map(Triaged::finding)
                        .filter(finding -> finding.ruleId().equals("required-variable-not-provided"))
                        .map(finding -> finding.subject() + ": "
                                + finding.prediction().map(Failure::output).orElse("-")))
                .containsExactly("PEPPER: -", "SALT: Missing: SALT, PEPPER!");
    }

    @Test
    void aCheckForUndefinedAcceptsTheEmptyText() {
        String guard = "if (process.env.SALT === undefined) throw new Error('SALT is not set');";
        assertThat(told(api(guard) + compose("    environment: {SALT: ''}\n"))).isEmpty();
    }

    @Test
    void anotherCommandIsAnotherProgram() {
        assertThat(told(api(GUARD) + compose("    command: [node, other.js]\n")))
                .isEmpty();
    }

    @Test
    void aStartScriptMayExportIt() {
        String script = """
            -- start.sh --
            #!/bin/sh
            export SALT=$(cat /run/secrets/salt)
            exec node server.js
            """;
        String tree = api(GUARD)
                .replace("COPY package.json", "COPY start.sh package.json")
                .replace("CMD [\"node\", \"server.js\"]", "CMD [\"./start.sh\"]");
        assertThat(told(tree + script)).isEmpty();
        assertThat(told(tree + script.replace("export SALT", "export PEPPER")))
                .containsExactly("required-variable-not-provided MEDIUM server.js:1 SALT");
    }

    @Test
    void aCommandLineOfAShellMayReadIt() {
        String tree = api(GUARD)
                .replace("COPY package.json", "COPY prod.env package.json")
                .replace(
                        "[\"node\", \"server.js\"]", "[\"sh\", \"-c\", \"set -a; . ./prod.env; exec node server.js\"]");
        assertThat(told(tree + compose("    environment: {TITLE: x}\n") + "-- prod.env --\nSALT=x\n"))
                .isEmpty();
    }

    @Test
    void whatTheProgramSetsItselfIsNotMissing() {
        for (String sets : List.of(
                "process.loadEnvFile(process.argv[2]);",
                "for (const line of require('fs').readFileSync('conf.env', 'utf8').split('\\n')) "
                        + "{ const [k, v] = line.split('='); process.env[k] = v; }",
                "process.env.SALT = secret('SALT');",
                "process.env['SALT'] ??= secret('SALT');",
                "(process.env as any).SALT = secret('SALT');",
                "const env = process.env; env.SALT = secret('SALT');",
                "Object.assign(process.env, secrets());",
                "process.env.SALT = JSON.parse(require('fs').readFileSync('/run/secrets/x'));")) {
            assertThat(needed(sets)).as(sets).isEmpty();
        }
        for (String other : List.of(
                "process.env.TITLE = secret('TITLE');",
                "process.env['TITLE'] = 'x';",
                "process.loadEnvFile('/gone/app.env');",
                "Object.assign({}, process.env);",
                "if (process.env.SALT === 'x') use();")) {
            assertThat(needed(other)).as(other).hasSize(1);
        }
    }

    /** What is told of a program that is lost to the replay. */
    private static List<String> needed(String before) {
        return told(API + "-- server.js --\n" + before + "\n" + GUARD + "\nsetInterval(() => {}, 1000);\n"
                + compose("    environment: {PEPPER: x}\n"));
    }

    @Test
    void aFileOfVariablesThatADeploymentMountsMayHoldAnything() {
        String tree = API
                + "-- server.js --\nrequire('dotenv').config({path: '/config/app.env'});\n"
                + GUARD
                + "\nsetInterval(() => {}, 1000);\n";
        assertThat(told(tree + compose("    environment: {TITLE: x}\n"))).hasSize(1);
        assertThat(told(tree + compose("    environment: {TITLE: x}\n    volumes: ['./conf:/config']\n")))
                .isEmpty();
        assertThat(told(tree.replace("'/config/app.env'", "require('path').join('/config', 'x')")
                        + compose("    environment: {TITLE: x}\n")))
                .isEmpty();
    }

    @Test
    void aSchemaThatIsMadePartialAsksForNothing() {
        String schema = "import { z } from 'zod';\nconst env = z.object({ SALT: z.string() })%s.parse(process.env);";
        String given = compose("    environment: {TITLE: x}\n");
        assertThat(told(api(schema.formatted("")) + given)).hasSize(1);
        assertThat(told(api(schema.formatted(".partial()")) + given)).isEmpty();
        assertThat(told(api(schema.formatted(".strip()")) + given)).hasSize(1);
    }

    @Test
    void nothingIsSaidOfALaunchThatStarts() {
        String guard = "if (!process.env.SALT) { if (process.env.TITLE !== 'x') throw new Error('SALT'); }";
        AuditResult result = Replayed.tree(api(guard) + compose("    environment: {TITLE: x}\n"));
        assertThat(told(result)).noneMatch(line -> line.contains("HIGH"));
    }

    @Test
    void aComposeFileWithAnOverlayBesideItDoesNotSayAllThatIsGiven() {
        String base = api(GUARD) + compose("    environment: {TITLE: x}\n");
        String beside = "-- %s --\nservices:\n  %s:\n    environment: {SALT: \"${SALT}\"}\n";
        assertThat(told(base + beside.formatted("docker-compose.prod.yml", "api")))
                .isEmpty();
        assertThat(told(base + beside.formatted("docker-compose.prod.yml", "other")))
                .hasSize(1);
        assertThat(told(base + beside.formatted("docker-compose.prod.yml", "other") + "    image: api\n"))
                .hasSize(1);
    }

    // --- bundles -------------------------------------------------------------------------------------------------

    private static String web(String dockerfile) {
        return "-- Dockerfile --\n" + dockerfile + WEB;
    }

    private static final String BUILDER = """
        FROM node:20-alpine AS build
        WORKDIR /app
        COPY . .
        RUN npm run build
        """;
    private static final String SERVED = """
        FROM nginx:alpine
        COPY --from=build /app/dist /usr/share/nginx/html
        """;

    @Test
    void aBundleThatIsBuiltWithoutAValueItNeedsIsToldAtTheStepThatBuilds() {
        assertThat(told(web(BUILDER + SERVED)))
                .containsExactly("build-time-variable-missing HIGH Dockerfile:4 VITE_URL");
    }

    @Test
    void anArgumentOfAnotherStageDoesNotReachTheBuild() {
        assertThat(told(web("ARG VITE_URL=/x\n" + BUILDER + SERVED)))
                .containsExactly("build-time-variable-missing HIGH Dockerfile:5 VITE_URL");
        assertThat(told(web(BUILDER + SERVED + "ENV VITE_URL=/x\n")))
                .containsExactly("build-time-variable-missing HIGH Dockerfile:4 VITE_URL");
        assertThat(told(web(BUILDER.replace("RUN", "ARG VITE_URL\nRUN") + SERVED)))
                .isEmpty();
    }

    @Test
    void whateverMayGiveTheValueToTheBuildEndsTheFinding() {
        for (String step : List.of(
                "RUN VITE_URL=/x npm run build",
                "RUN echo x > .env && npm run build",
                "RUN --mount=type=secret,id=env npm run build")) {
            assertThat(told(web(BUILDER.replace("RUN npm run build", step) + SERVED)))
                    .as(step)
                    .isEmpty();
        }
        assertThat(told(web(BUILDER + SERVED) + "-- .env.production --\nVITE_URL=/x\n"))
                .isEmpty();
        assertThat(told(web(BUILDER + SERVED) + "-- .env.production --\nVITE_OTHER=/x\n"))
                .hasSize(1);
    }

    @Test
    void whatIsPutInWhenTheContainerStartsIsNotMissing() {
        assertThat(told(web(BUILDER + SERVED + "CMD [\"sh\", \"-c\", \"envsubst < /usr/share/nginx/html/a > "
                        + "/usr/share/nginx/html/b; exec nginx -g 'daemon off;'\"]\n")))
                .isEmpty();
        assertThat(told(web(BUILDER + SERVED + "CMD [\"sh\", \"-c\", \"sed -i s/80/81/ /etc/nginx/conf.d/default.conf; "
                        + "exec nginx -g 'daemon off;'\"]\n")))
                .hasSize(1);
    }

    @Test
    void aDefaultInTheCodeIsAWayWithoutTheVariable() {
        String defaulted = web(BUILDER + SERVED)
                .replace("if (!url) throw new Error(\"VITE_URL is not set\");\n", "")
                .replace("open(url)", "open(url || '/api')");
        assertThat(told(defaulted)).isEmpty();
        String complaining = web(BUILDER + SERVED)
                .replace("throw new Error(\"VITE_URL is not set\")", "console.warn('VITE_URL is not set')")
                .replace("open(url)", "open(url || 'placeholder')");
        assertThat(told(complaining)).isEmpty();
        assertThat(told(complaining + "-- .env.example --\nVITE_URL=\n"))
                .containsExactly("build-time-variable-missing HIGH Dockerfile:4 VITE_URL");
    }

    @Test
    void aValueThatADeploymentSetsTooLateIsToldThere() {
        String late = "-- docker-compose.yml --\nservices:\n  web:\n    build: .\n    environment: {VITE_URL: /x}\n";
        assertThat(told(web(BUILDER + SERVED) + late))
                .containsExactly("build-time-variable-set-at-run-time HIGH docker-compose.yml:4 VITE_URL");
        String given = BUILDER.replace("RUN", "ARG VITE_URL=/x\nRUN");
        assertThat(told(web(given + SERVED) + late))
                .containsExactly("build-time-variable-set-at-run-time MEDIUM docker-compose.yml:4 VITE_URL");
        assertThat(told(web(given.replace("/x", "/y") + SERVED) + late))
                .containsExactly("build-time-variable-set-at-run-time HIGH docker-compose.yml:4 VITE_URL");
        String argument = late.replace("build: .", "build: {context: ., args: {VITE_URL: /x}}");
        assertThat(told(web(given + SERVED) + argument)).isEmpty();
    }

    // --- localhost -----------------------------------------------------------------------------------------------

    @Test
    void onlyAnAddressThatAPeerIsMeantToAnswerIsWrong() {
        String script = api("connect(process.env.URL); function connect(u) {}");
        String peer = "  db: {image: \"%s\"}\n";
        assertThat(told(script
                        + compose("    environment: {URL: \"redis://:pw@127.0.0.1:6379/0\"}\n")
                        + peer.formatted("redis:7")))
                .contains("variable-points-to-localhost HIGH docker-compose.yml:4 URL");
        assertThat(told(script
                        + compose("    environment: {URL: \"redis://localhost:6379\"}\n")
                        + peer.formatted("postgres:16")))
                .noneMatch(t -> t.startsWith("variable-points"));
        assertThat(told(script
                        + compose("    environment: {URL: \"redis://localhost:6379\"}\n    network_mode: host\n")
                        + peer.formatted("redis:7")))
                .noneMatch(t -> t.startsWith("variable-points"));
        assertThat(told(script
                        + compose("    environment: {URL: \"http://localhost:3000\"}\n")
                        + peer.formatted("redis:7")))
                .noneMatch(t -> t.startsWith("variable-points"));
    }

    // --- secrets -------------------------------------------------------------------------------------------------

    @Test
    void aSecretIsRecognisedByItsValueAndNeverTold() {
        String value = "k3Qz9vR1tY7wLm2XcB8nPd5H";
        AuditResult result =
                Replayed.tree(api("").replace("WORKDIR /app", "WORKDIR /app\nENV SESSION_SECRET=" + value));
        assertThat(told(result)).containsExactly("secret-in-image HIGH Dockerfile:3 SESSION_SECRET");
        assertThat(ReportJson.of(result)).doesNotContain(value);
        for (String harmless : List.of(
                "ENV SESSION_SECRET=change-me-k3Qz9vR1tY7wLm2X",
                "ENV SESSION_SECRET=",
                "ENV PUBLIC_KEY=" + value,
                "ENV IMAGE_SHA=" + value,
                "ENV DOWNLOAD_SHA256_KEY=" + value,
                "ENV CACHE_KEY=v3-" + value,
                "ENV MD5_KEY=" + value,
                "ENV DIGEST_KEY=" + value,
                "ENV SIGNING_KEY=3f9a0c71be5d2846a7e0f1c93b5d8264",
                "ENV SIGNING_KEY=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "ENV SESSION_SECRET=correct-horse-battery-staple",
                "ENV SESSION_SECRET=aaaaaaaaaaaaaaaaaaaaaaaa1",
                "ARG SESSION_SECRET")) {
            assertThat(told(api("").replace("WORKDIR /app", "WORKDIR /app\n" + harmless)))
                    .as(harmless)
                    .isEmpty();
        }
    }

    @Test
    void aSumUnderTheNameOfASecretIsASecret() {
        for (String pair : List.of(
                "SESSION_SECRET=3f9a0c71be5d2846a7e0f1c93b5d8264",
                "SHARED_SECRET=3f9a0c71be5d2846a7e0f1c93b5d8264",
                "SIGNING_KEY=3f9a0c71be5d2846a7e0f1c93b5d82649")) {
            assertThat(told(api("").replace("WORKDIR /app", "WORKDIR /app\nENV " + pair)))
                    .as(pair)
                    .hasSize(1);
        }
    }

    @Test
    void aSecretOfAStageThatDoesNotShipIsNotInTheImage() {
        String tree = api("").replace(
                        "FROM node:20-alpine",
                        "FROM node:20-alpine AS build\nENV SESSION_SECRET=k3Qz9vR1tY7wLm2XcB8nPd5H\nFROM node:20-alpine");
        assertThat(told(tree)).isEmpty();
    }

    @Test
    void aFileOfVariablesThatIsCopiedIsReadForSecrets() {
        String tree = api("").replace("COPY package.json", "COPY .env package.json");
        assertThat(told(tree + "-- .env --\nAPI_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a\n"))
                .containsExactly("secret-in-image HIGH .env:1 API_TOKEN");
        assertThat(told(tree + "-- .env --\nAPI_TOKEN=replace-me\n")).isEmpty();
    }

    // --- the rest ------------------------------------------------------------------------------------------------

    @Test
    void defaultsThatAreTheSameValueDoNotConflict() {
        assertThat(told(api(
                        "f(process.env.A || 5_000, process.env.A || '5000', process.env.A || ''); function f() {}")))
                .isEmpty();
        assertThat(told(api("f(process.env.A || 5_000, process.env.A || 6000); function f() {}")))
                .containsExactly("conflicting-defaults LOW server.js:1 A");
    }

    @Test
    void aVariableThatSomethingAsksForIsValidated() {
        assertThat(told(api("fetch(process.env.A)"))).containsExactly("variable-not-validated MEDIUM server.js:1 A");
        assertThat(told(api("fetch(process.env.A)").replace("WORKDIR /app", "WORKDIR /app\nENV A=1")))
                .isEmpty();
    }

    @Test
    void aVariableThatIsOnlyPassedOnMayNotBeNeeded() {
        assertThat(told(api("const all = { url: process.env.A, size: Number(process.env.B) };")))
                .isEmpty();
        assertThat(told(api("const all = {}; all.url = process.env.A;"))).isEmpty();
        assertThat(told(api("const port = [process.env.A, 3000].find(Number);")))
                .isEmpty();
        assertThat(told(api("use(process.env.A); function use() {}"))).isEmpty();
        assertThat(told(api("fetch({ url: process.env.A! })")))
                .containsExactly("variable-not-validated MEDIUM server.js:1 A");
    }

    @Test
    void aVariableThatTheCodeLooksForIsAskedFor() {
        String use = "exports.f = () => fetch(process.env.A);";
        assertThat(told(api(use))).containsExactly("variable-not-validated MEDIUM server.js:1 A");
        assertThat(told(api("const enabled = Boolean(process.env.B && process.env.A);" + use)))
                .isEmpty();
        assertThat(told(api("const on = process.env.A ? 1 : 0;" + use))).isEmpty();
        assertThat(told(api("exports.f = (x) => { if (x) { fetch(process.env.A) } };")))
                .isEmpty();
    }

    @Test
    void aNameInAnotherLanguageIsAMention() {
        String tree = api("") + "-- .env.example --\nHTTP_TIMEOUT=5\n";
        assertThat(told(tree)).containsExactly("documented-variable-unused LOW .env.example:1 HTTP_TIMEOUT");
        assertThat(told(tree + "-- tool.py --\nos.environ['HTTP_TIMEOUT']\n")).isEmpty();
        assertThat(told(tree + "-- README.md --\nSet HTTP_TIMEOUT.\n")).hasSize(1);
        assertThat(told(tree + "-- tool.py --\nos.environ['HTTP_TIMEOUT_MS']\n"))
                .hasSize(1);
    }

    @Test
    void aVariableWithADefaultIsLessUrgentToDocument() {
        String document = "-- .env.example --\n# nothing yet\n";
        assertThat(told(api("f(process.env.A || 'x'); function f() {}") + document))
                .containsExactly("variable-undocumented LOW server.js:1 A");
        assertThat(told(api("f(process.env.A || 'x'); function f() {}") + document + "# A=x\n"))
                .isEmpty();
    }
}
