package dev.runtimeaudit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.runtimeaudit.source.SourceTree.Text;
import dev.runtimeaudit.source.SourceTree.Tracking;
import dev.runtimeaudit.source.SourceTree.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTreeTest {

    @TempDir
    Path directory;

    @Test
    void textIsReadThroughALinkAndStandsWhereItReallyLies() throws IOException {
        write("real/a.sh", "#!/bin/sh\n");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        SourceTree tree = SourceTree.onDisk(directory);

        assertThat(tree.entry(path("link")).orElseThrow().isSymlink()).isTrue();
        assertThat(tree.entry(path("link/a.sh"))).isEmpty();
        assertThat(tree.real(path("link/a.sh"))).contains(path("real/a.sh"));
        assertThat(tree.read(path("link/a.sh")).asFile().orElseThrow().path()).isEqualTo(path("real/a.sh"));
    }

    @Test
    void linksThatGoRoundOrLeadOutHaveNoText() throws IOException {
        Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        Files.createSymbolicLink(directory.resolve("out"), Path.of("../elsewhere"));
        Files.createSymbolicLink(directory.resolve("passwd"), Path.of("/etc/passwd"));
        SourceTree tree = SourceTree.onDisk(directory);

        for (String name : List.of("a", "out", "passwd")) {
            assertThat(tree.entry(path(name))).isPresent();
            assertThat(why(tree, name)).isEqualTo(Unreadable.MISSING);
        }
    }

    @Test
    void whatIsNoTextSaysWhy() throws IOException, InterruptedException {
        Files.write(directory.resolve("binary"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1});
        write("large", "x".repeat(9000));
        write("small", "x".repeat(8999));
        Files.createDirectory(directory.resolve("dir"));
        SourceTree tree = SourceTree.onDisk(directory, 8999);

        write("script.ts", "export const key = (a: string, b: string) => `${a}\0${b}`;\n");
        assertThat(why(tree, "binary")).isEqualTo(Unreadable.BINARY);
        assertThat(tree.read(path("script.ts"))).isInstanceOf(Text.Readable.class);
        assertThat(why(tree, "large")).isEqualTo(Unreadable.TOO_LARGE);
        assertThat(tree.read(path("small"))).isInstanceOf(Text.Readable.class);
        assertThat(why(tree, "dir")).isEqualTo(Unreadable.NOT_A_FILE);
        assertThat(why(tree, "none")).isEqualTo(Unreadable.MISSING);
        assertThat(why(tree, "none\0")).isEqualTo(Unreadable.MISSING);

        Process made = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
        assumeTrue(made.waitFor(5, TimeUnit.SECONDS) && made.exitValue() == 0);
        assertThat(tree.entry(path("pipe")).orElseThrow().kind()).isEqualTo(Entry.Kind.OTHER);
        assertThat(why(tree, "pipe")).isEqualTo(Unreadable.NOT_A_FILE);
    }

    @Test
    void whatMayNotBeReadSaysSo() throws IOException {
        write("secret", "x");
        Files.setPosixFilePermissions(directory.resolve("secret"), PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(directory.resolve("secret")), "root reads everything");

        assertThat(why(SourceTree.onDisk(directory), "secret")).isEqualTo(Unreadable.NO_PERMISSION);
    }

    @Test
    void aDirectoryThatMayNotBeReadIsClosed() throws IOException {
        write("open/a", "x");
        write("secret/a", "x");
        write("listed/a", "x");
        Files.setPosixFilePermissions(directory.resolve("secret"), PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(directory.resolve("listed"), PosixFilePermissions.fromString("r--r--r--"));
        try {
            assumeTrue(!Files.isReadable(directory.resolve("secret")), "root reads everything");
            SourceTree tree = SourceTree.onDisk(directory);
            assertThat(tree.isClosed(path("open"))).isFalse();
            assertThat(tree.isClosed(path("none"))).isFalse();
            assertThat(tree.isClosed(path("secret"))).isTrue();
            assertThat(tree.isClosed(path("listed"))).isTrue();
        } finally {
            Files.setPosixFilePermissions(directory.resolve("secret"), PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(directory.resolve("listed"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void namesAreSortedAndGitIsNotAmongThem() throws IOException {
        write("b", "");
        write("a", "");
        write(".git/config", "");
        SourceTree tree = SourceTree.onDisk(directory);

        assertThat(tree.names(TreePath.ROOT)).containsExactly("a", "b");
        assertThat(tree.entry(path(".git"))).isEmpty();
        assertThat(tree.names(path("a"))).isEmpty();
    }

    @Test
    void withoutAnIndexTheModesOfTheDiskCountAndNothingIsKnownOfTracking() throws IOException {
        write("run.sh", "#!/bin/sh\n");
        Files.setPosixFilePermissions(directory.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
        SourceTree tree = SourceTree.onDisk(directory);

        assertThat(tree.entry(path("run.sh")).orElseThrow().mode()).isEqualTo(0750);
        assertThat(tree.tracking(path("run.sh"))).isEqualTo(Tracking.UNKNOWN);
    }

    @Test
    void theIndexSaysWhatIsTrackedAndWithWhichMode() throws IOException {
        write("bin/run.sh", "#!/bin/sh\n");
        write("bin/other", "");
        write("new", "");
        for (int version = 2; version <= 4; version++) {
            index(directory.resolve(".git"), version, "100644 bin/other", "100755 bin/run.sh", "100644 gone/away");
            SourceTree tree = SourceTree.onDisk(directory);

            assertThat(tree.entry(path("bin/run.sh")).orElseThrow().mode()).isEqualTo(0755);
            assertThat(tree.entry(path("bin/other")).orElseThrow().mode()).isEqualTo(0644);
            assertThat(tree.tracking(path("bin"))).isEqualTo(Tracking.TRACKED);
            assertThat(tree.tracking(path("bin/run.sh"))).isEqualTo(Tracking.TRACKED);
            assertThat(tree.tracking(path("new"))).isEqualTo(Tracking.UNTRACKED);
            assertThat(tree.tracking(path("gone"))).isEqualTo(Tracking.TRACKED);
            assertThat(tree.entry(path("gone"))).isEmpty();
        }
    }

    @Test
    void aRepositoryAroundTheTreeCountsWhenItListsSomethingOfIt() throws IOException {
        write("mono/app/a", "");
        write("mono/scratch/b", "");
        index(directory.resolve(".git"), 2, "100755 mono/app/a");

        assertThat(SourceTree.onDisk(directory.resolve("mono")).tracking(path("app/a")))
                .isEqualTo(Tracking.TRACKED);
        assertThat(SourceTree.onDisk(directory.resolve("mono/scratch")).tracking(path("b")))
                .isEqualTo(Tracking.UNKNOWN);
    }

    @Test
    void aSubmoduleHasAnIndexOfItsOwn() throws IOException {
        write("lib/tool", "");
        write("lib/.git", "gitdir: ../.git/modules/lib\n");
        index(directory.resolve(".git"), 2, "160000 lib", "160000 other");
        index(directory.resolve(".git/modules/lib"), 2, "100755 tool");
        SourceTree tree = SourceTree.onDisk(directory);

        assertThat(tree.entry(path("lib/tool")).orElseThrow().mode()).isEqualTo(0755);
        assertThat(tree.tracking(path("lib/tool"))).isEqualTo(Tracking.TRACKED);
        assertThat(tree.tracking(path("lib/new"))).isEqualTo(Tracking.UNTRACKED);
        assertThat(tree.tracking(path("lib"))).isEqualTo(Tracking.TRACKED);
        assertThat(tree.tracking(path("other/anything"))).isEqualTo(Tracking.UNKNOWN);
    }

    @Test
    void aDamagedIndexIsNoIndex() throws IOException {
        write("a", "");
        index(directory.resolve(".git"), 2, "100755 a");
        Path file = directory.resolve(".git/index");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 30));

        assertThat(SourceTree.onDisk(directory).tracking(path("a"))).isEqualTo(Tracking.UNKNOWN);
    }

    private static TreePath path(String text) {
        return TreePath.of(text).orElseThrow();
    }

    private static Unreadable why(SourceTree tree, String name) {
        return ((Text.NotReadable) tree.read(path(name))).why();
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Writes an index with these entries ("mode path", sorted), as gitformat-index(5) says. */
    private static void index(Path git, int version, String... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("DIRC");
        out.writeInt(version);
        out.writeInt(entries.length);
        String previous = "";
        for (String entry : entries) {
            int mode = Integer.parseInt(entry.substring(0, 6), 8);
            String name = entry.substring(7);
            int start = out.size();
            out.write(new byte[24]);
            out.writeInt(mode);
            out.write(new byte[12 + 20]);
            out.writeShort(version == 3 ? 0x4000 | name.length() : name.length());
            if (version == 3) {
                out.writeShort(0x2000);
            }
            if (version == 4) {
                int common = 0;
                while (common < Math.min(previous.length(), name.length())
                        && previous.charAt(common) == name.charAt(common)) {
                    common++;
                }
                out.writeByte(previous.length() - common);
                out.write((name.substring(common) + "\0").getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(name.getBytes(StandardCharsets.UTF_8));
                out.write(new byte[8 - (out.size() - start) % 8]);
            }
            previous = name;
        }
        out.write(new byte[20]);
        Files.createDirectories(git);
        Files.write(git.resolve("index"), bytes.toByteArray());
    }
}
