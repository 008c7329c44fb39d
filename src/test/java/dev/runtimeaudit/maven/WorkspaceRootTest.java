package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceRootTest {

    @TempDir
    Path top;

    private Path start;

    @BeforeEach
    void makeDirectories() throws IOException {
        start = Files.createDirectories(top.resolve("repository/apps/web"));
    }

    @Test
    void theNearestConfigurationFileWins() throws IOException {
        write("repository/runtime-audit.yaml", "");
        write("runtime-audit.yaml", "");
        write("repository/apps/pnpm-workspace.yaml", "");

        assertThat(WorkspaceRoot.of(start, Optional.of(top))).isEqualTo(top.resolve("repository"));
    }

    @Test
    void withoutOneTheTopmostPomDecides() throws IOException {
        write("repository/apps/pnpm-workspace.yaml", "");

        assertThat(WorkspaceRoot.of(start, Optional.of(top.resolve("repository"))))
                .isEqualTo(top.resolve("repository"));
    }

    @Test
    void withoutAPomTheNearestManifestOfAWorkspaceDecides() throws IOException {
        Files.createDirectories(top.resolve("repository/.git"));
        write("repository/apps/web/package.json", "{\"name\": \"web\", \"config\": {\"workspaces\": []}}");
        write("repository/package.json", "{\"name\": \"top\", \"workspaces\": [\"apps/*\"]}");
        write("pnpm-workspace.yaml", "");

        assertThat(WorkspaceRoot.of(start, Optional.empty())).isEqualTo(top.resolve("repository"));
    }

    @Test
    void whatLiesAboveTheRepositoryIsSomebodyElses() throws IOException {
        Files.createDirectories(top.resolve("repository/.git"));
        write("pnpm-workspace.yaml", "");

        assertThat(WorkspaceRoot.of(start, Optional.empty())).isEqualTo(start);
    }

    @Test
    void aManifestThatIsNoJsonSaysNothing() throws IOException {
        write("repository/apps/web/package.json", "{\"workspaces");

        assertThat(WorkspaceRoot.of(start, Optional.empty())).isEqualTo(start);
    }

    private void write(String path, String text) throws IOException {
        Files.writeString(top.resolve(path), text);
    }
}
