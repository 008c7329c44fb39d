package dev.runtimeaudit.launch;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;

/** What becomes of an image that is built from a small tree and started as {@code check} does: with a network, in an open environment. */
final class Started {

    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);

    private Started() {}

    static Launch launch(String txtar) {
        return launch(txtar, Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
    }

    /** @param given the variables that the deployment sets */
    static Launch launch(String txtar, Environment given) {
        SourceTree tree = SourceTree.of(txtar);
        Image image = Build.target(
                        DockerfileReader.read(
                                tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                        BuildRequest.of(tree, OPEN.in(Phase.BUILD), Programs.ALL),
                        Knowledge.shipped())
                .image();
        return Launches.start(image, LaunchRequest.ofImage(Span.wholeFile(new TreePath("Dockerfile")), given, OPEN));
    }

    static Outcome outcome(String txtar) {
        return launch(txtar).outcome();
    }

    static Failure death(String txtar) {
        return ((Outcome.Dies) outcome(txtar)).failure();
    }
}
