package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.Precondition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What git does not keep may have been built on the host, and comes along with the directory that it lies in. */
class HostBuiltTest {

    private static Outcome outcome(String gitignore, String dockerignore) {
        String tree = """
                -- .gitignore --
                %s
                -- .dockerignore --
                %s
                -- package.json --
                {"name": "shop", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/web/src/main.ts --
                export {};
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY apps/web .
                CMD ["node", "dist/main.js"]
                """.formatted(gitignore, dockerignore);
        return Audit.run(SourceTree.of(tree), Knowledge.shipped(), AuditOptions.of(Path.of(".")))
                .workspace()
                .services()
                .get(0)
                .outcome()
                .orElseThrow();
    }

    @Test
    void aBuildOutputOfTheHostIsCopiedWithItsPackage() {
        Outcome outcome = outcome("dist", "node_modules");
        assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
        assertThat(((Outcome.Undecided) outcome).reason()).isEqualTo(Reason.MADE_OUTSIDE_THE_BUILD);
    }

    @Test
    void aPatternForOnePathSpeaksOfThatPath() {
        assertThat(outcome("/apps/web/dist/", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/api/dist/", "node_modules")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aDirectoryOfWhichEverythingIsIgnoredMayBeMadeBefore() {
        assertThat(outcome("/apps/web/dist/*", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/web/dist/**", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/web/dist/*.map", "node_modules")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatTheBuildContextDoesNotGetIsNotCopied() {
        assertThat(outcome("dist", "**/dist")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatGitWouldKeepIsNotThereWhereItIsNotThere() {
        assertThat(outcome("node_modules", "**/dist")).isInstanceOf(Outcome.Dies.class);
    }

    private static List<String> needed(String takes) {
        String tree = """
                -- .gitignore --
                dist/
                -- package.json --
                {"name": "shop"}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json apps/web/package.json ./
                %s
                CMD ["node", "dist/main.js"]
                """.formatted(takes);
        return Audit.run(SourceTree.of(tree), Knowledge.shipped(), AuditOptions.of(Path.of(".")))
                .workspace()
                .services()
                .get(0)
                .preconditions()
                .stream()
                .map(Precondition::path)
                .toList();
    }

    @Test
    void whatABuildTakesAndGitDoesNotKeepIsAPrecondition() {
        assertThat(needed("COPY apps/web/dist ./dist")).containsExactly("apps/web/dist");
        assertThat(needed("RUN --mount=type=bind,source=apps/web/dist,target=/in cp -r /in ./dist"))
                .containsExactly("apps/web/dist");
        assertThat(needed("COPY apps/web .")).isEmpty();
    }

    private static Outcome binary(String name, String entrypoint) {
        String tree = """
                -- .gitignore --
                bin/
                -- Dockerfile --
                FROM debian:bookworm-slim
                COPY bin/%s .
                ENTRYPOINT ["%s"]
                """.formatted(name, entrypoint);
        return Audit.run(SourceTree.of(tree), Knowledge.shipped(), AuditOptions.of(Path.of(".")))
                .workspace()
                .services()
                .get(0)
                .outcome()
                .orElseThrow();
    }

    @Test
    void aProgramForOnePlatformThatIsBuiltOnTheHostBringsNothingElse() {
        assertThat(binary("agent-linux", "agent-linux")).isInstanceOf(Outcome.Dies.class);
        assertThat(binary("agent_amd64", "agent_amd64")).isInstanceOf(Outcome.Dies.class);
        assertThat(binary("agent-linux", "./agent-linux")).isInstanceOf(Outcome.Undecided.class);
        assertThat(binary("agent-linux", "/agent-linux")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatElseIsBuiltOnTheHostMayBeADirectory() {
        assertThat(binary("linux", "agent")).isInstanceOf(Outcome.Undecided.class);
        assertThat(binary("agent", "agent")).isInstanceOf(Outcome.Undecided.class);
    }
}
