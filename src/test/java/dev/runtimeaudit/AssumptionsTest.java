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
        AuditConfig config = yaml.isEmpty()
                ? AuditConfig.standard()
                : AuditConfig.of(ConfigYaml.read(new SourceFile(new TreePath("runtime-audit.yaml"), yaml), "it"));
        return Audit.run(
                        SourceTree.of(TREE.replace("mystery --build", "npx --yes some-builder")),
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
        assertThat(outcome.evidence().toString()).contains("seen in the image");
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
