package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users say of an image ends what is undecided. */
class AssumptionsTest {

    private static final String TREE = """
        -- apps/web/Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        RUN mystery --build
        CMD ["node", "dist/main.js"]
        """;

    private static Outcome outcome(String yaml) {
        return outcome(TREE, yaml);
    }

    private static Outcome outcome(String tree, String yaml) {
        AuditConfig config = yaml.isEmpty()
                ? AuditConfig.standard()
                : AuditConfig.of(ConfigYaml.read(new SourceFile(new TreePath("runtime-audit.yaml"), yaml), "it"));
        return Audit.run(
                        SourceTree.of(tree.replace("mystery --build", "npx --yes some-builder")),
                        Knowledge.shipped(),
                        AuditOptions.of(Path.of(".")).with(config))
                .workspace()
                .services()
                .get(0)
                .outcome()
                .orElseThrow();
    }

    @Test
    void withoutAWordItIsUndecided() {
        assertThat(outcome("")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aProgramThatTheUserVouchesForStartsAndTheEvidenceSaysWhy() {
        Outcome outcome = outcome(
                "assume: [{service: web, path: /app/dist/main.js, is: present, reason: \"seen in the image\"}]");
        assertThat(outcome).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome.evidence().toString())
                .contains("runtime-audit.yaml:1 says that `/app/dist/main.js` is there: seen in the image");
    }

    private static Outcome started(String start, String yaml) {
        return outcome(TREE.replace("CMD [\"node\", \"dist/main.js\"]", start), yaml);
    }

    private static final String TOOL =
            "assume: [{service: web, path: /app/bin/tool, is: present, reason: \"the vendor's installer puts it there\"}]";

    @Test
    void aProgramOfAnyKindStartsWhenTheUserVouchesForIt() {
        for (String start : List.of(
                "ENTRYPOINT [\"./bin/tool\"]",
                "USER node\nCMD [\"/app/bin/tool\", \"--port\", \"3000\"]",
                "CMD [\"sh\", \"-c\", \"ulimit -n 65536 && exec /app/bin/tool\"]")) {
            assertThat(started(start, "")).as(start).isInstanceOf(Outcome.Undecided.class);
            Outcome outcome = started(start, TOOL);
            assertThat(outcome).as(start).isInstanceOf(Outcome.Starts.class);
            assertThat(outcome.evidence().toString()).contains("installer puts it there");
        }
    }

    @Test
    void whatAProgramDoesInFrontOfOthersIsNotVouchedFor() {
        assertThat(started("CMD [\"sh\", \"-c\", \"/app/bin/tool && node -e 0\"]", TOOL))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void anInterpreterIsOnlyAsGoodAsWhatItIsGiven() {
        String node = "assume: [{service: web, path: /opt/node, is: present, reason: \"it is\"}]";
        assertThat(started("CMD [\"/opt/node\", \"dist/main.js\"]", node)).isInstanceOf(Outcome.Undecided.class);
        for (String words : List.of(
                "/opt/php|missing.php",
                "/opt/node22|missing.js",
                "/opt/python3.12|-m|missing",
                "/opt/wrapper|run|--|node|missing.js",
                "/opt/wrapper|/app/start.sh",
                "/opt/wrapper|sh")) {
            String path = words.substring(0, words.indexOf('|'));
            String vouched = "assume: [{service: web, path: %s, is: present, reason: \"it is\"}]".formatted(path);
            String command = "CMD [\"" + words.replace("|", "\", \"") + "\"]";
            assertThat(started(command, vouched)).as(command).isInstanceOf(Outcome.Undecided.class);
        }
        String server = "assume: [{service: web, path: /opt/engine, is: present, reason: \"it is\"}]";
        assertThat(started("CMD [\"/opt/engine\", \"serve\", \"--config\", \"/etc/server.yaml\"]", server))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anotherFileDecidesNothing() {
        assertThat(outcome("assume: [{service: web, path: /app/dist/other.js, is: present, reason: \"it is\"}]"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aDirectoryThatIsAssumedMayHoldAnything() {
        assertThat(outcome("assume: [{service: web, path: /app/dist/, is: present, reason: \"it is\"}]"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("assume: [{service: web, path: /app/node_modules, is: present, reason: \"it is\"}]"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatIsAssumedToBeAbsentIsMissed() {
        assertThat(outcome("assume: [{service: web, path: /app/dist, is: absent, reason: \"not copied\"}]"))
                .isInstanceOf(Outcome.Dies.class);
    }
}
