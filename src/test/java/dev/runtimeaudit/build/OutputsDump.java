package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Prints which files the builds of directories leave below /app, for {@code src/bench/outputs/compare.py}: one line for each, the
 * directory, a tab, and what is known. A star stands for names that may be there besides.
 */
final class OutputsDump {

    private OutputsDump() {}

    public static void main(String[] directories) {
        StringBuilder all = new StringBuilder();
        for (String directory : directories) {
            SourceTree tree = SourceTree.onDisk(Path.of(directory));
            BuildRequest request = BuildRequest.of(tree, World.open(Engine.DOCKER_28, Phase.BUILD), Programs.ALL);
            BuiltImage built = Build.target(
                    DockerfileReader.read(
                            tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                    request,
                    Builds.KNOWLEDGE);
            Set<String> said = new TreeSet<>();
            if (built.image().files().follow(ImagePath.of("/app")) instanceof Fact.Present<Located> found
                    && found.value().node() instanceof Directory app) {
                list("", app, said);
            }
            for (String each : said) {
                all.append(directory).append('\t').append(each).append('\n');
            }
            built.failures()
                    .forEach(f -> all.append(directory)
                            .append("\tFAILS ")
                            .append(f.output())
                            .append('\n'));
        }
        System.out.write(
                all.toString().getBytes(StandardCharsets.UTF_8),
                0,
                all.toString().getBytes(StandardCharsets.UTF_8).length);
        System.out.flush();
    }

    private static void list(String in, Directory directory, Set<String> said) {
        if (directory.rest() instanceof Rest.Open) {
            said.add(in + "*");
        }
        directory.children().forEach((name, slot) -> {
            if (name.equals("node_modules") || name.startsWith(".")) {
                return;
            }
            if (slot instanceof Slot.Here here) {
                if (here.node() instanceof Directory below) {
                    list(in + name + "/", below, said);
                } else if (here.node() instanceof Node.File) {
                    said.add(in + name);
                }
            } else if (slot instanceof Slot.Perhaps) {
                said.add(in + name + "?");
            }
        });
    }
}
