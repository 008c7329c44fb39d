package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server that the builder of a framework wrote: it serves when the packages that it loads are there (Next.js, {@code
 * build/utils.ts}, what {@code copyTracedFiles} writes to server.js).
 */
record FrameworkServer(ImagePath path, Content.Server content) {

    private static final int DEEPEST = 6;

    static Optional<FrameworkServer> at(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content().likely() instanceof Content.Server server
                ? Optional.of(new FrameworkServer(path, server))
                : Optional.empty();
    }

    /** Where Next.js' server lies below the directory in which it is looked for. */
    static Optional<ImagePath> elsewhere(ImagePath wanted, Machine machine) {
        return wanted.name().equals("server.js")
                        && machine.files().follow(wanted.parent()) instanceof Fact.Present<Located> above
                        && above.value().node() instanceof Directory directory
                ? below(above.value().path(), directory, 0)
                : Optional.empty();
    }

    private static Optional<ImagePath> below(ImagePath at, Directory directory, int depth) {
        boolean here = directory.slot("server.js") instanceof Slot.Here server
                && server.node() instanceof Node.File file
                && file.content().likely() instanceof Content.Server content
                && content.framework().equals("next");
        if (here) {
            return Optional.of(at.child("server.js"));
        }
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        return directory.children().entrySet().stream()
                .filter(child -> !child.getKey().equals("node_modules"))
                .flatMap(child -> child.getValue() instanceof Slot.Here slot && slot.node() instanceof Directory deeper
                        ? below(at.child(child.getKey()), deeper, depth + 1).stream()
                        : java.util.stream.Stream.empty())
                .findFirst();
    }

    /** Whether what the builder put beside it came along, as far as it can be told. */
    private boolean isTraced(Machine machine) {
        return !content.traced().isEmpty()
                && content.traced().stream()
                        .noneMatch(directory ->
                                machine.files().follow(path.parent().resolve(directory))
                                        instanceof Fact.Absent<Located>);
    }

    /** Whether node takes it for a module: a manifest says so, or none says anything and node looks. */
    private boolean isModule(Machine machine, Release release) {
        Reach reach = new Reach(machine, release);
        return reach.fits(path, content.format())
                || release.detectsModules().orElse(false) && reach.isUntyped(path.parent());
    }

    List<End> run(Invocation call, Arg word, Modules modules, Release release, Replay replay) {
        if (content.loads().isEmpty() && !content.traced().isEmpty() && !isTraced(call.machine())) {
            // It loads the packages that the project depends on, whichever of them it needs.
            return Chain.lost(call, Reason.INSTALLED_MODULES_NOT_MODELLED);
        }
        for (String specifier : content.loads()) {
            Resolution resolution = modules.resolve(specifier, path.parent(), false, path.value());
            if (resolution instanceof Resolution.Failed failed) {
                Evidence evidence = Evidence.of(word.at(), "runs `" + path + "`, which loads `" + specifier + "`")
                        .because(failed.evidence());
                return Chain.failed(
                        call, new Failure(failed.cause(), 1, failed.message(), word.at(), specifier, evidence));
            }
            boolean there = isTraced(call.machine()) || modules.isInstalled(specifier, path.parent());
            if (resolution instanceof Resolution.Unclear unclear && !there) {
                return Chain.lost(call, unclear.reason(), unclear.evidence());
            }
        }
        if (content.format() == Content.Format.MODULE && !isModule(call.machine(), release)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED); // without "type": "module", its imports may be errors
        }
        if (replay.world().network() != Network.UNKNOWN) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED); // what it connects to decides
        }
        List<Failure> lacking = new ArrayList<>();
        for (String beside : content.beside()) {
            ImagePath at = path.parent().resolve(beside);
            if (call.machine().files().follow(at) instanceof Fact.Absent<Located> absent) {
                Evidence evidence =
                        Evidence.of(word.at(), "runs `" + path + "`").because(absent.evidence());
                lacking.add(new Failure(Cause.NEXT_STATIC_MISSING, 1, "", word.at(), at.value(), evidence));
            }
        }
        Evidence why = Evidence.of(
                word.at(), "runs `" + path + "`, the server that a build of " + content.framework() + " wrote");
        Value output = Value.unknown(Reason.PROGRAM_NOT_MODELLED, why);
        return List.of(new End(call.machine(), new Exit.Never(call.shown(), why), output, List.of(), lacking));
    }
}
