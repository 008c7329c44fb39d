package dev.runtimeaudit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.source.SourceTree.Text;
import dev.runtimeaudit.source.SourceTree.Unreadable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryTreeTest {

    private static TreePath path(String text) {
        return TreePath.of(text).orElseThrow();
    }

    private static String text(SourceTree tree, String path) {
        Text text = tree.read(path(path));
        return text instanceof Text.Readable readable
                ? readable.file().text()
                : ((Text.NotReadable) text).why().toString();
    }

    @Test
    void anArchiveHoldsFilesAndTheDirectoriesOnTheWay() {
        SourceTree tree = SourceTree.of("""
                -- apps/web/Dockerfile --
                FROM a
                -- start.sh --
                #!/bin/sh
                """);
        assertThat(text(tree, "apps/web/Dockerfile")).isEqualTo("FROM a\n");
        assertThat(tree.names(TreePath.ROOT)).containsExactly("apps", "start.sh");
        assertThat(tree.entry(path("apps")).orElseThrow().isDirectory()).isTrue();
        assertThat(tree.entry(path("start.sh")).orElseThrow().mode()).isEqualTo(0755);
        assertThat(tree.entry(path("apps/web/Dockerfile")).orElseThrow().mode()).isEqualTo(0644);
        assertThat(tree.tracking(path("start.sh"))).isEqualTo(SourceTree.Tracking.UNKNOWN);
    }

    @Test
    void linksAreFollowedWithinTheTree() {
        SourceTree tree = MemoryTree.builder()
                .file("packages/ui/a", "here")
                .link("node_modules/ui", "../packages/ui")
                .link("round", "round")
                .link("out", "../x")
                .build();
        assertThat(text(tree, "node_modules/ui/a")).isEqualTo("here");
        assertThat(tree.real(path("node_modules/ui/a"))).contains(path("packages/ui/a"));
        assertThat(text(tree, "round")).isEqualTo(Unreadable.MISSING.name());
        assertThat(text(tree, "out")).isEqualTo(Unreadable.MISSING.name());
    }

    @Test
    void aScriptMayHaveASeparatorInItThatNobodyTypes() {
        String script = "export const key = (a: string, b: string) => `${a}\0${b}`;\n";
        SourceTree tree = MemoryTree.builder()
                .file("a.ts", bytes(script), 0644)
                .file("a.bin", bytes(script), 0644)
                .file("video.ts", new byte[] {0x47, (byte) 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 0644)
                .file("wide.js", script.getBytes(StandardCharsets.UTF_16LE), 0644)
                .build();
        assertThat(text(tree, "a.ts")).isEqualTo(script);
        assertThat(text(tree, "a.bin")).isEqualTo(Unreadable.BINARY.name());
        assertThat(text(tree, "video.ts")).isEqualTo(Unreadable.BINARY.name());
        assertThat(text(tree, "wide.js")).isEqualTo(Unreadable.BINARY.name());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatHasNoTextSaysWhy() {
        SourceTree tree = MemoryTree.builder()
                .file("binary", new byte[] {1, 0, 2}, 0755)
                .directory("empty", 0755)
                .build();
        assertThat(text(tree, "binary")).isEqualTo(Unreadable.BINARY.name());
        assertThat(text(tree, "empty")).isEqualTo(Unreadable.NOT_A_FILE.name());
        assertThat(text(tree, "nothing")).isEqualTo(Unreadable.MISSING.name());
        assertThat(tree.head(path("binary"), 2)).containsExactly(1, 0);
        assertThat(tree.head(path("nothing"), 2)).isEmpty();
    }

    @Test
    void nothingIsPutOutsideTheTree() {
        assertThatThrownBy(() -> MemoryTree.builder().file("../x", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
