package dev.runtimeaudit.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Loaded.Part;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.MemoryTree;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTest {

    private static final Span HERE = Span.wholeFile(new TreePath("Dockerfile"));
    private static final Machine.Identity APP = new Machine.Identity("app", 1000, 1000, "/home/app", true);

    private FileSystem files = FileSystem.empty();
    private Machine.Identity who = Machine.Identity.ROOT;

    private void program(String path, String name) {
        put(path, 0755, new Content.Program(name, "", Linkage.MUSL));
    }

    private void script(String path, int mode, String text) {
        put(path, mode, new Content.Written(new SourceFile(new TreePath("x"), text)));
    }

    private void put(String path, int mode, Content content) {
        files = files.with(ImagePath.of(path), new Node.File(Meta.root(mode, Evidence.NONE), content));
    }

    private Machine machine() {
        return new Machine(
                files,
                Accounts.none(),
                Environment.empty().with("PATH", "/usr/local/bin:/bin:", Evidence.NONE),
                ImagePath.of("/app"),
                who,
                Linkage.MUSL);
    }

    private Loaded find(String... argv) {
        List<Arg> words = Arrays.stream(argv).map(word -> Arg.of(word, HERE)).toList();
        return Kernel.find(new Invocation(words, machine(), HERE, Value.of(""), true));
    }

    private List<String> argv(String... call) {
        return ((Loaded.Runs) find(call)).argv().stream().map(Arg::shown).toList();
    }

    private static void refused(Loaded loaded, Errno errno, Part part, String missing) {
        Loaded.Refused refused = (Loaded.Refused) loaded;
        assertThat(refused).isEqualTo(new Loaded.Refused(errno, part, missing, refused.evidence()));
    }

    @Test
    void theFirstExecutableFileOnPathWins() {
        script("/usr/local/bin/x", 0644, "#!/bin/sh\n");
        program("/bin/x", "ash");
        assertThat(Kernel.onPath("x", machine())).isEqualTo(Fact.present(ImagePath.of("/bin/x")));
    }

    @Test
    void anEmptyElementOfPathIsTheCurrentDirectory() {
        program("/app/x", "ash");
        assertThat(((PathSearch.Found) Kernel.search("x", machine())).path()).isEqualTo(ImagePath.of("/app/x"));
    }

    @Test
    void aDirectoryThatMayHoldMoreHidesNothingButProvesNoAbsence() {
        program("/bin/x", "ash");
        files = files.open(ImagePath.of("/usr/local/bin"), Reason.DOWNLOADED, Evidence.NONE);
        assertThat(Kernel.onPath("x", machine())).isEqualTo(Fact.present(ImagePath.of("/bin/x")));
        assertThat(Kernel.onPath("y", machine())).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void aFileWithoutTheBitIsRememberedAsDenied() {
        script("/bin/x", 0644, "#!/bin/sh\n");
        assertThat(Kernel.search("x", machine())).isInstanceOf(PathSearch.Denied.class);
        refused(find("x"), Errno.EACCES, Part.COMMAND, "/bin/x");
    }

    @Test
    void noPathAtAllMeansThePathOfTheLibrary() {
        program("/usr/bin/x", "ash");
        Machine bare = machine().withEnvironment(Environment.empty());
        assertThat(Kernel.onPath("x", bare)).isEqualTo(Fact.present(ImagePath.of("/usr/bin/x")));
    }

    @Test
    void aScriptRunsInItsInterpreterUnderItsOwnName() {
        program("/bin/sh", "ash");
        script("/app/e.sh", 0755, "#! /bin/sh -eu x \necho\n");
        assertThat(argv("./e.sh", "a")).containsExactly("/bin/sh", "-eu x", "./e.sh", "a");
    }

    @Test
    void aScriptFoundOnPathIsNamedWithItsDirectory() {
        program("/bin/sh", "ash");
        script("/usr/local/bin/e.sh", 0755, "#!/bin/sh\n");
        assertThat(argv("e.sh")).containsExactly("/bin/sh", "/usr/local/bin/e.sh");
    }

    @Test
    void theCarriageReturnIsPartOfTheInterpreter() {
        program("/bin/sh", "ash");
        script("/app/e.sh", 0755, "#!/bin/sh\r\necho\r\n");
        refused(find("/app/e.sh"), Errno.ENOENT, Part.INTERPRETER, "/bin/sh\r");
    }

    @Test
    void textWithoutShebangIsRefused() {
        script("/app/e.sh", 0755, "echo\n");
        refused(find("/app/e.sh"), Errno.ENOEXEC, Part.COMMAND, "/app/e.sh");
        script("/app/e.sh", 0755, "");
        refused(find("/app/e.sh"), Errno.ENOEXEC, Part.COMMAND, "/app/e.sh");
        script("/app/e.sh", 0755, "\uFEFF#!/bin/sh\n");
        refused(find("/app/e.sh"), Errno.ENOEXEC, Part.COMMAND, "/app/e.sh");
        script("/app/e.sh", 0755, "#!  \n");
        refused(find("/app/e.sh"), Errno.ENOEXEC, Part.COMMAND, "/app/e.sh");
    }

    @Test
    void aLongFirstLineIsCutOnlyBehindTheInterpreter() {
        program("/bin/sh", "ash");
        script("/app/e.sh", 0755, "#!/" + "x".repeat(300) + "\n");
        refused(find("/app/e.sh"), Errno.ENOEXEC, Part.COMMAND, "/app/e.sh");
        script("/app/e.sh", 0755, "#!/bin/sh " + "x".repeat(300) + "\n");
        assertThat(argv("/app/e.sh").get(1)).hasSize(246);
    }

    @Test
    void interpretersMayBeScriptsFiveDeep() {
        program("/bin/sh", "ash");
        script("/s0", 0755, "#!/bin/sh\n");
        for (int i = 1; i < 6; i++) {
            script("/s" + i, 0755, "#!/s" + (i - 1) + "\n");
        }
        assertThat(argv("/s4")).containsExactly("/bin/sh", "/s0", "/s1", "/s2", "/s3", "/s4");
        refused(find("/s5"), Errno.ELOOP, Part.COMMAND, "/s5");
    }

    @Test
    void directoriesLoopsAndFilesOnTheWayHaveTheirOwnErrors() {
        files = files.mkdirs(ImagePath.of("/app"), Meta.root(0755, Evidence.NONE));
        files = files.with(ImagePath.of("/a"), new Node.Link(Meta.root(0777, Evidence.NONE), "/b"));
        files = files.with(ImagePath.of("/b"), new Node.Link(Meta.root(0777, Evidence.NONE), "/a"));
        script("/f", 0755, "");
        refused(find("/app"), Errno.EISDIR, Part.COMMAND, "/app");
        refused(find("/a"), Errno.ELOOP, Part.COMMAND, "/a");
        refused(find("/f/x"), Errno.ENOTDIR, Part.COMMAND, "/f/x");
        refused(find("/nope"), Errno.ENOENT, Part.COMMAND, "/nope");
    }

    @Test
    void rootNeedsOneBitAndOthersTheirOwn() {
        program("/bin/sh", "ash");
        script("/e.sh", 0744, "#!/bin/sh\n");
        assertThat(find("/e.sh")).isInstanceOf(Loaded.Runs.class);
        who = APP;
        refused(find("/e.sh"), Errno.EACCES, Part.COMMAND, "/e.sh");
        who = APP.withOverrides(true);
        assertThat(find("/e.sh")).isInstanceOf(Loaded.Runs.class);
    }

    @Test
    void aDirectoryThatMayNotBeSearchedDeniesAllBelow() {
        program("/bin/sh", "ash");
        files = files.mkdirs(ImagePath.of("/root"), Meta.root(0700, Evidence.NONE));
        script("/root/e.sh", 0755, "#!/bin/sh\n");
        who = APP;
        refused(find("/root/e.sh"), Errno.EACCES, Part.COMMAND, "/root/e.sh");
    }

    @Test
    void anUnknownModeOrUserProvesNothing() {
        program("/bin/sh", "ash");
        script("/e.sh", 0744, "#!/bin/sh\n");
        who = new Machine.Identity("app", 0, 0, "/", false, false);
        assertThat(find("/e.sh")).isInstanceOf(Loaded.Unclear.class);
    }

    @Test
    void aProgramOfAnotherLibraryLacksItsLoader() {
        put("/bin/x", 0755, new Content.Program("x", "", Linkage.GLIBC));
        refused(find("x"), Errno.ENOENT, Part.LOADER, "/lib64/ld-linux-x86-64.so.2");
        put("/lib64/ld-linux-x86-64.so.2", 0755, new Content.Opaque(Reason.PROGRAM_NOT_MODELLED));
        assertThat(find("x")).isInstanceOf(Loaded.Runs.class);
    }

    @Test
    void elfHeadersNameMachineAndLoader() {
        Elf elf = Elf.read(elf(183, "/lib/ld-musl-aarch64.so.1"));
        assertThat(elf.machine()).isEqualTo(183);
        assertThat(elf.loader()).contains("/lib/ld-musl-aarch64.so.1");
    }

    /** A file of one segment: the loader's path. */
    private static byte[] elf(int machine, String loader) {
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(256).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        out.putShort(18, (short) machine)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putShort(56, (short) 1);
        out.putInt(64, 3).putLong(72, 128).putLong(96, loader.length() + 1);
        out.position(128);
        out.put(loader.getBytes(StandardCharsets.US_ASCII));
        return out.array();
    }

    @Test
    void aBinaryAmongTheSourcesIsKnownByItsTexts() {
        byte[] plain = elf(62, "");
        String texts = "docker-compose-wait - Everything's fine, WAIT_HOSTS_TIMEOUT";
        byte[] known = java.util.Arrays.copyOf(plain, plain.length + texts.length());
        System.arraycopy(texts.getBytes(StandardCharsets.US_ASCII), 0, known, plain.length, texts.length());
        java.util.Arrays.fill(known, 64, 72, (byte) 0); // it asks for no loader
        SourceTree tree = MemoryTree.builder().file("wait", known, 0755).build();
        put("/wait", 0755, new Content.FromContext(tree, new TreePath("wait")));

        assertThat(find("/wait"))
                .isInstanceOfSatisfying(
                        Loaded.Runs.class,
                        runs -> assertThat(runs.program()).isEqualTo(new Content.Program("wait", "", Linkage.STATIC)));
    }
}
