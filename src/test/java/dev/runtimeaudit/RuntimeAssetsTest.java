package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Verdict.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files that a program reads are told as missing from its image. */
class RuntimeAssetsTest {

    private static final String SERVER = "require('http').createServer().listen(3000);\n";

    private static List<Finding> findings(String copies, String script, String more) {
        return Replayed.tree(
                        "-- Dockerfile --\nFROM node:20-alpine\nWORKDIR /app\nCOPY package.json src ./src/\n" + copies
                                + "CMD [\"node\", \"src/server.js\"]\n-- package.json --\n{\"name\": \"shop\"}\n"
                                + "-- src/server.js --\nconst { readFileSync } = require('fs');\nconst path = require('path');\n"
                                + script + "\n" + SERVER
                                + "-- mails/a.html --\n<p>\n-- src/b.html --\n<p>\n-- c.html --\n<p>\n" + more)
                .findings()
                .stream()
                .map(triaged -> triaged.finding())
                .filter(finding -> finding.ruleId().equals("runtime-asset-missing"))
                .toList();
    }

    private static List<String> told(String copies, String script, String more) {
        return findings(copies, script, more).stream().map(Finding::subject).toList();
    }

    private static List<String> told(String copies, String script) {
        return told(copies, script, "");
    }

    @Test
    void whatTheProjectHasAndTheImageHasNotIsTold() {
        assertThat(told("", "readFileSync(`mails/${name}.html`)")).containsExactly("/app/mails");
        assertThat(told("", "readFileSync('./mails/a.html')")).containsExactly("/app/mails/a.html");
        assertThat(told("COPY mails ./mails\n", "readFileSync('./mails/a.html')"))
                .isEmpty();
    }

    @Test
    void whoReadsWhatIsNotThereIsNotSaidToStart() {
        String tree = "-- Dockerfile --\nFROM node:20-alpine\nWORKDIR /app\nCOPY src ./src\n%s"
                + "CMD [\"node\", \"src/server.js\"]\n-- src/server.js --\n"
                + "const run = () => require('fs').readFileSync('./mails/a.html');\nprocess.on('message', run);\n"
                + SERVER
                + "-- mails/a.html --\n<p>\n";

        assertThat(outcome(tree.formatted(""))).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(tree.formatted("COPY mails ./mails\n"))).isInstanceOf(Outcome.Starts.class);
    }

    private static Outcome outcome(String tree) {
        return Replayed.tree(tree).workspace().services().get(0).outcome().orElseThrow();
    }

    @Test
    void aPathBesideTheScriptBeginsWhereTheScriptLiesInTheImage() {
        assertThat(told("", "readFileSync(path.join(__dirname, '../c.html'))")).containsExactly("/app/c.html");
        assertThat(told("", "readFileSync(path.join(__dirname, 'b.html'))")).isEmpty();
    }

    @Test
    void whatTheProjectDoesNotHoldMayBeMadeLater() {
        assertThat(told("", "readFileSync('./cache/a.html')")).isEmpty();
    }

    @Test
    void whatADeploymentMountsIsNotMissed() {
        String compose =
                "-- docker-compose.yml --\nservices:\n  shop:\n    build: .\n    volumes: ['./mails:/app/mails']\n";
        assertThat(told("", "readFileSync('./mails/a.html')", compose)).isEmpty();
    }

    @Test
    void whatADeploymentGivesAsConfigurationOrSecretIsNotMissed() {
        String compose = "-- docker-compose.yml --\nservices:\n  shop:\n    build: .\n    %s\n"
                + "configs: {mail: {file: ./mails/a.html}}\nsecrets: {mail: {file: ./mails/a.html}}\n";
        String read = "readFileSync('./mails/a.html')";
        assertThat(told("", read, compose.formatted("configs: [{source: mail, target: /app/mails/a.html}]")))
                .isEmpty();
        assertThat(told("", read, compose.formatted("secrets: [{source: mail, target: /app/mails/a.html}]")))
                .isEmpty();
        assertThat(told("", read, compose.formatted("configs: [mail]"))).isNotEmpty();
    }

    @Test
    void whatAStepMayHaveBroughtIsNotProvenToBeMissing() {
        assertThat(told("RUN ./fetch-mails\n", "readFileSync('./mails/a.html')"))
                .isEmpty();
    }

    @Test
    void whatIsReadWheneverTheProgramStartsIsHighAndTheRestMedium() {
        assertThat(findings("", "readFileSync('./mails/a.html')", ""))
                .extracting(Finding::severity)
                .containsExactly(Severity.HIGH);
        assertThat(findings("", "const f = () => readFileSync('./mails/a.html');\nf();", ""))
                .extracting(Finding::severity)
                .containsExactly(Severity.HIGH);
        assertThat(findings(
                        "COPY src ./src\n",
                        "const mails = require('./mails');\nasync function main() { await mails.load(); }\nmain();",
                        "-- src/mails.js --\nconst { readFile } = require('fs/promises');\n"
                                + "module.exports = { async load() { return await readFile('./mails/a.html'); } };\n"))
                .extracting(Finding::severity)
                .containsExactly(Severity.HIGH);
        assertThat(findings(
                        "", "const f = () => readFileSync('./mails/a.html');\nprocess.on('message', () => f());", ""))
                .extracting(Finding::severity)
                .containsExactly(Severity.MEDIUM);
    }

    @Test
    void aScriptThatIsLoadedLaterReadsLater() {
        String reads = "-- src/more.js --\nrequire('fs').readFileSync('./mails/a.html');\n";
        assertThat(findings("COPY src ./src\n", "require('./more')", reads))
                .extracting(Finding::severity)
                .containsExactly(Severity.HIGH);
        assertThat(findings("COPY src ./src\n", "setTimeout(() => require('./more'), 9)", reads))
                .extracting(Finding::severity)
                .containsExactly(Severity.MEDIUM);
    }

    @Test
    void whatTheStartMakesBeforeNodeIsNotMissing() {
        String start =
                "COPY mails /defaults/mails\nCMD [\"sh\", \"-c\", \"cp -r /defaults/* /app/ && node src/server.js\"]\n#";
        assertThat(told(start + " ", "readFileSync('./mails/a.html')")).isEmpty();
    }

    @Test
    void whereFailuresAreHeardOrFilesAreMadeNothingIsCertain() {
        String read = "const f = () => readFileSync('./mails/a.html');\n";
        for (String before : List.of(
                "process.on('unhandledRejection', () => {});",
                "process.on(\"uncaughtException\", () => {});",
                "process.setUncaughtExceptionCaptureCallback(() => {});",
                "if (process.env.A) { require('child_process').execSync(process.env.A); }",
                "const make = (at) => require('fs').renameSync(at, './b');",
                "if (process.env.A) { require('@sentry/node'); }")) {
            assertThat(findings("", read + before + "\nf();", ""))
                    .as(before)
                    .extracting(Finding::severity)
                    .containsExactly(Severity.MEDIUM);
        }
    }

    @Test
    void whatIsLoadedInFrontOfTheProgramMayAnswerForIt() {
        String read = "const f = () => readFileSync('./mails/a.html');\nf();";
        assertThat(findings("ENV NODE_OPTIONS=--unhandled-rejections=warn\n", read, ""))
                .extracting(Finding::severity)
                .containsExactly(Severity.MEDIUM);
    }
}
