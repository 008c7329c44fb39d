package dev.runtimeaudit.launch;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Prints what is known of the packages in the images of directories, for {@code src/bench/installs/compare.py}. Each line begins
 * with the directory and a tab. Beside a directory lies {@code NAME.questions}: {@code at PATH}, and {@code find DIRECTORY NAME} for
 * the package that a file there gets.
 */
final class InstallsDump {

    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);

    private static final Set<String> SYSTEM = Set.of(
            "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "proc", "root", "run", "sbin", "srv",
            "sys", "tmp", "usr", "var", "opt");

    private InstallsDump() {}

    public static void main(String[] directories) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String directory : directories) {
            StringBuilder said = new StringBuilder();
            dump(Path.of(directory), said);
            said.toString()
                    .lines()
                    .forEach(line ->
                            all.append(directory).append('\t').append(line).append('\n'));
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private static void dump(Path directory, StringBuilder said) throws IOException {
        SourceTree tree = SourceTree.onDisk(directory);
        BuiltImage built = Build.target(
                DockerfileReader.read(
                        tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                BuildRequest.of(tree, OPEN.in(Phase.BUILD), Programs.ALL),
                Knowledge.shipped());
        built.failures().forEach(f -> said.append("FAILS\t").append(f.output()).append('\n'));
        Environment given = Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        Outcome outcome = Launches.start(
                        built.image(), LaunchRequest.ofImage(Span.wholeFile(new TreePath("Dockerfile")), given, OPEN))
                .outcome();
        String words = outcome instanceof Outcome.Dies dies
                ? dies.failure().output()
                : outcome instanceof Outcome.Undecided undecided
                        ? undecided.reason().name() + " " + undecided.at()
                        : "";
        said.append("START\t")
                .append(outcome.getClass().getSimpleName())
                .append('\t')
                .append(words.replace('\n', ' '))
                .append('\n');
        FileSystem files = built.image().files();
        files.root().children().forEach((name, slot) -> {
            if (!SYSTEM.contains(name)) {
                list("/" + name, slot, said, 0);
            }
        });
        Path questions = directory.resolveSibling(directory.getFileName() + ".questions");
        if (Files.exists(questions)) {
            for (String question : Files.readAllLines(questions)) {
                said.append(question)
                        .append('\t')
                        .append(answer(question.split("\t", -1), files))
                        .append('\n');
            }
        }
    }

    private static void list(String path, Slot slot, StringBuilder said, int depth) {
        if (depth < 20 && slot instanceof Slot.Here here) {
            said.append("HERE\t")
                    .append(path)
                    .append('\t')
                    .append(kind(here.node()))
                    .append('\n');
            if (here.node() instanceof Directory directory) {
                directory.children().forEach((name, each) -> list(path + "/" + name, each, said, depth + 1));
            }
        }
    }

    private static String kind(Node node) {
        return node instanceof Node.Link link
                ? "link " + link.target()
                : node instanceof Directory ? "directory" : "file";
    }

    private static String answer(String[] question, FileSystem files) {
        if (question[0].equals("at")) {
            return files.at(ImagePath.of(question[1]))
                    .fold(there -> kind(there.value().node()), gone -> "absent", unknown -> "unknown");
        }
        for (ImagePath above = ImagePath.of(question[1]); ; above = above.parent()) {
            if (!above.name().equals("node_modules")) {
                Fact<Located> found = files.follow(above.resolve("node_modules/" + question[2]));
                if (found instanceof Fact.Unknown<Located>) {
                    return "unknown";
                }
                if (found instanceof Fact.Present<Located> there) {
                    return there.value().path().value();
                }
            }
            if (above.isRoot()) {
                return "absent";
            }
        }
    }
}
