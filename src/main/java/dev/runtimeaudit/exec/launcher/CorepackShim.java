package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The {@code pnpm} and {@code yarn} that {@code corepack enable} puts in place: they download the package manager that the
 * project names when it is not in their cache (github.com/nodejs/corepack, "How to Install", "Utility Commands").
 */
final class CorepackShim extends NodeTool {

    /** A stand-in: which registry it is depends on the configuration of whoever starts the container. */
    private static final String REGISTRY = "https://npm-registry.example/";

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        String first = call.command().shown();
        String tool = first.substring(first.lastIndexOf('/') + 1);
        Optional<Failure> refusal = ManagerDemand.shim(call, tool).refusal();
        if (refusal.isPresent()) {
            return Chain.failed(call, refusal.get());
        }
        Manifest manifest = Manifest.above(call.machine().directory(), call.machine(), false);
        Fact<FileSystem.Located> cache = call.machine()
                .files()
                .follow(dev.runtimeaudit.image.ImagePath.of(
                                call.machine().identity().home())
                        .resolve(".cache/node/corepack"));
        boolean nothingCached = cache instanceof Fact.Absent<?>
                && call.machine().environment().get("COREPACK_HOME") instanceof Fact.Absent<?>;
        Optional<String> named =
                manifest instanceof Manifest.Found found ? found.json().packageManager() : Optional.empty();
        if (replay.world().network() == Network.UNKNOWN
                && replay.world().phase() != Phase.BUILD
                && (manifest instanceof Manifest.Found || manifest instanceof Manifest.None)
                && named.map(n -> n.startsWith(tool + "@")).orElse(true)) {
            // It gets what is asked for, from its cache or from the network that may be there.
            Optional<Launcher> manager = replay.launcher(tool);
            if (manager.isPresent()) {
                String version = named.map(n -> n.substring(tool.length() + 1).split("\\+")[0])
                        .orElse("");
                return manager.get().run(call, new Content.Program(tool, version, program.linkage()), replay);
            }
        }
        boolean closed =
                replay.world().network() == Network.NONE && replay.world().phase() != Phase.BUILD;
        if (manifest instanceof Manifest.Unclear unclear) {
            return Chain.lost(call, unclear.reason(), unclear.evidence());
        }
        if (!closed || !nothingCached || !(manifest instanceof Manifest.Found || manifest instanceof Manifest.None)) {
            return Chain.lost(call, Reason.DOWNLOADED);
        }
        Optional<String> pinned =
                manifest instanceof Manifest.Found found ? found.json().packageManager() : Optional.empty();
        if (pinned.isPresent() && !pinned.get().startsWith(tool + "@")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String line = "Error: Error when performing the request to " + url(tool, pinned)
                + "; for troubleshooting help, see https://github.com/nodejs/corepack#troubleshooting";
        return Chain.fails(call, Cause.INSTALL_CANNOT_SUCCEED, 1, line, tool);
    }

    private static String url(String tool, Optional<String> pinned) {
        if (pinned.isEmpty()) {
            return REGISTRY + tool + "/latest";
        }
        String version = pinned.get().substring(tool.length() + 1).split("\\+")[0];
        return tool.equals("yarn") && !version.startsWith("1.")
                ? "https://repo.yarnpkg.com/" + version + "/packages/yarnpkg-cli/bin/yarn.js"
                : REGISTRY + tool + "/-/" + tool + "-" + version + ".tgz";
    }
}
