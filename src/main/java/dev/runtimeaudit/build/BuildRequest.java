package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Processor;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code docker build} is given besides the Dockerfile.
 *
 * @param service whose image it is; what the user assumes may be said of one service only
 * @param tree the workspace
 * @param context the directory that is sent; COPY sources are relative to it
 * @param contextIsCertain false: what is missing there may only mean that another directory is the context
 * @param dockerignore what is not sent, relative to the context
 * @param gitignore what version control does not keep, relative to the root of the workspace: build outputs
 * @param buildArgs {@code --build-arg}
 * @param argsAreComplete true: an ARG that is not given has no value; false: whoever builds may give it one
 * @param buildContexts {@code --build-context}: a directory relative to the root of the workspace, or
 *     {@code docker-image://name}
 * @param target the stage to build; empty for the last
 * @param platform "linux/amd64"
 * @param programs what each known program does, by its name: the shells, the launchers, the tools
 * @param supposed of build arguments without a value, by their names, in one of several builds that together are all there can be
 */
public record BuildRequest(
        String service,
        SourceTree tree,
        TreePath context,
        boolean contextIsCertain,
        Ignore dockerignore,
        Ignore gitignore,
        Map<String, String> buildArgs,
        boolean argsAreComplete,
        Map<String, String> buildContexts,
        Optional<String> target,
        String platform,
        World world,
        Map<String, Launcher> programs,
        Map<String, Supposed> supposed) {

    /** What is supposed of a build argument that nobody is seen to give. */
    public enum Supposed {
        /** It is not given. */
        ABSENT,
        /** It is given, with nothing in it. */
        EMPTY,
        /** It is given, with something in it. */
        GIVEN
    }

    public BuildRequest(
            String service,
            SourceTree tree,
            TreePath context,
            boolean contextIsCertain,
            Ignore dockerignore,
            Ignore gitignore,
            Map<String, String> buildArgs,
            boolean argsAreComplete,
            Map<String, String> buildContexts,
            Optional<String> target,
            String platform,
            World world,
            Map<String, Launcher> programs) {
        this(
                service,
                tree,
                context,
                contextIsCertain,
                dockerignore,
                gitignore,
                buildArgs,
                argsAreComplete,
                buildContexts,
                target,
                platform,
                world,
                programs,
                Map.of());
    }

    public BuildRequest {
        buildArgs = Map.copyOf(buildArgs);
        buildContexts = Map.copyOf(buildContexts);
        programs = Map.copyOf(programs);
        supposed = Map.copyOf(supposed);
        world = world.in(World.Phase.BUILD);
    }

    /** A build of the whole workspace, of which nothing is ignored. */
    public static BuildRequest of(SourceTree tree, World world, Map<String, Launcher> programs) {
        return new BuildRequest(
                "",
                tree,
                TreePath.ROOT,
                true,
                Ignore.NOTHING,
                Ignore.NOTHING,
                Map.of(),
                world.network() == World.Network.NONE,
                Map.of(),
                Optional.empty(),
                "linux/amd64",
                world,
                programs);
    }

    /** The same image for another platform. */
    public BuildRequest on(String other, Processor processor, Map<String, String> args) {
        return new BuildRequest(
                service,
                tree,
                context,
                contextIsCertain,
                dockerignore,
                gitignore,
                args,
                argsAreComplete,
                buildContexts,
                target,
                other,
                world.on(processor),
                programs,
                supposed);
    }

    public BuildRequest in(TreePath directory) {
        return new BuildRequest(
                service,
                tree,
                directory,
                contextIsCertain,
                dockerignore,
                gitignore,
                buildArgs,
                argsAreComplete,
                buildContexts,
                target,
                platform,
                world,
                programs,
                supposed);
    }

    public BuildRequest ignoring(Ignore docker, Ignore git) {
        return new BuildRequest(
                service,
                tree,
                context,
                contextIsCertain,
                docker,
                git,
                buildArgs,
                argsAreComplete,
                buildContexts,
                target,
                platform,
                world,
                programs,
                supposed);
    }

    public BuildRequest withArgs(Map<String, String> args) {
        return new BuildRequest(
                service,
                tree,
                context,
                contextIsCertain,
                dockerignore,
                gitignore,
                args,
                argsAreComplete,
                buildContexts,
                target,
                platform,
                world,
                programs,
                supposed);
    }

    public BuildRequest supposing(String argument, Supposed what) {
        return new BuildRequest(
                service,
                tree,
                context,
                contextIsCertain,
                dockerignore,
                gitignore,
                buildArgs,
                argsAreComplete,
                buildContexts,
                target,
                platform,
                world,
                programs,
                Map.of(argument, what));
    }

    public BuildRequest forTarget(String stage) {
        return new BuildRequest(
                service,
                tree,
                context,
                contextIsCertain,
                dockerignore,
                gitignore,
                buildArgs,
                argsAreComplete,
                buildContexts,
                Optional.of(stage),
                platform,
                world,
                programs,
                supposed);
    }
}
