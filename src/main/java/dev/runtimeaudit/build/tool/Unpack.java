package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code tar}, {@code unzip} and {@code git clone}: a directory full of files that nobody has listed. */
final class Unpack implements Launcher {

    /** Which of the three. */
    enum Kind {
        TAR,
        UNZIP,
        GIT
    }

    private static final Set<String> OF_ITS_OWN = Set.of(
            "config",
            "describe",
            "fetch",
            "log",
            "ls-files",
            "ls-remote",
            "remote",
            "rev-parse",
            "show",
            "status",
            "tag",
            "version");

    private final Kind kind;

    Unpack(Kind kind) {
        this.kind = kind;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        switch (kind) {
            case TAR -> tar(job);
            case UNZIP ->
                into(job, job.path(Line.of(call.arguments(), "dx").text("d").orElse(".")));
            case GIT -> git(job);
        }
        return job.unknown(Reason.DOWNLOADED);
    }

    private static void tar(Job job) {
        List<dev.runtimeaudit.exec.Arg> words = new ArrayList<>(job.call().arguments());
        String first = words.isEmpty() ? "" : words.get(0).shown();
        if (!words.isEmpty() && !first.startsWith("-")) {
            words.set(0, dev.runtimeaudit.exec.Arg.of("-" + first, words.get(0).at()));
        }
        Line line = Line.of(words, "CfTXI", Set.of("directory", "file", "strip-components", "exclude", "transform"));
        if (line.has("c", "create")) {
            line.text("f", "file")
                    .filter(f -> !f.equals("-"))
                    .ifPresent(f -> job.files(job.files()
                            .with(
                                    job.path(f),
                                    new Node.File(
                                            job.made(0644), new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED)))));
        } else if (!line.has("t", "list")) {
            ImagePath into = job.path(line.text("C", "directory").orElse("."));
            Optional<Content.Packed> packed = line.text("f", "file").flatMap(file -> PackedPackage.at(file, job));
            into(job, into);
            boolean whole = line.values().keySet().stream().allMatch(Set.of("f", "file", "C", "directory")::contains)
                    && Set.of("x", "z", "v", "extract", "gzip", "verbose").containsAll(line.flags())
                    && line.operands().isEmpty();
            if (whole) {
                packed.ifPresent(known -> PackedPackage.unpack(known, into, job));
            }
        }
    }

    /** Anything may come to lie below; at the root, in the directories that programs are searched in as well. */
    private static void into(Job job, ImagePath directory) {
        if (directory.isRoot()) {
            job.machine(Effects.anywhere(job.machine(), Reason.DOWNLOADED, job.evidence()));
            job.files(job.files().open(directory, Reason.DOWNLOADED, job.evidence()));
        } else {
            job.files(job.files().mkdirs(directory, job.made(0755)).open(directory, Reason.DOWNLOADED, job.evidence()));
        }
    }

    private static void git(Job job) {
        Line line = Line.of(
                job.call().arguments(),
                "Ccbjo",
                Set.of("branch", "depth", "origin", "config", "reference", "jobs", "template", "filter"));
        List<String> operands = line.texts();
        if (isOfItsOwn(line, operands)) {
            settings(job);
            return;
        }
        if (operands.isEmpty() || !operands.get(0).equals("clone")) {
            // It may be told to work elsewhere: checkout-index --prefix=/app/, --work-tree=/app, worktree add /app.
            job.machine(Effects.named(
                    job.call().arguments(),
                    Effects.local(job.machine(), Reason.DOWNLOADED, job.evidence()),
                    Reason.DOWNLOADED,
                    job.evidence()));
            return;
        }
        Optional<String> directory = operands.size() > 2
                ? Optional.of(operands.get(2))
                : operands.size() > 1 && !line.unclear() ? Optional.of(repository(operands.get(1))) : Optional.empty();
        if (directory.isPresent()) {
            into(job, job.path(directory.get()));
        } else {
            job.machine(Effects.local(job.machine(), Reason.DOWNLOADED, job.evidence()));
        }
    }

    /**
     * Whether git only tells something, or writes into files of its own (git-config(1), git-lfs-install(1)): settings, and what
     * lies in the repository's own directory.
     */
    private static boolean isOfItsOwn(Line line, List<String> operands) {
        boolean lfs = operands.size() > 1
                && operands.get(0).equals("lfs")
                && Set.of("install", "env", "version").contains(operands.get(1));
        boolean elsewhere = line.has("f", "file", "git-dir", "work-tree", "exec-path", "upload-pack", "ext-diff")
                || line.value("file", "git-dir", "work-tree", "c", "output").isPresent();
        return !line.unclear() && !elsewhere && (lfs || !operands.isEmpty() && OF_ITS_OWN.contains(operands.get(0)));
    }

    private static void settings(Job job) {
        String home = job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : job.machine().identity().home();
        List<ImagePath> files = List.of(
                job.path(home).child(".gitconfig"),
                job.path(home).resolve(".config/git/config"),
                ImagePath.of("/etc/gitconfig"));
        for (ImagePath file : files) {
            if (job.files().follow(file.parent()) instanceof Fact.Present<Located>) {
                job.files(job.files().perhaps(file, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
        for (ImagePath above = job.machine().directory(); ; above = above.parent()) {
            if (job.isDirectory(above.child(".git"))) {
                job.files(job.files().open(above.child(".git"), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
            if (above.isRoot()) {
                return;
            }
        }
    }

    private static String repository(String url) {
        String path = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1);
        return name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
    }
}
