package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.NodeTool;
import dev.runtimeaudit.exec.node.DeclaredPackages;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code tsc} in front of other steps of a start: it writes what it writes in a {@code RUN} (typescriptlang.org, "tsc CLI Options"). It is
 * taken to find no error of types, which is why all that the manifest names has to be installed. Nothing is said of one that writes beside
 * its sources, builds several projects, keeps watching or is the last step, nor where the user may not write the output.
 */
public final class TscStart extends NodeTool {

    /** What they leave may lie elsewhere than the scripts. */
    private static final List<String> BESIDES =
            List.of("incremental", "composite", "tsBuildInfoFile", "declarationDir", "outFile");

    @Override
    protected List<End> runInNode(Invocation call, Program program, Replay replay) {
        boolean open = replay.world().phase() == Phase.START
                && !replay.world().readOnly()
                && !replay.guesses()
                && !call.last();
        Optional<TsConfig> project = open ? Tsc.alone(call, program) : Optional.empty();
        Optional<ImagePath> out = project.flatMap(config -> config.path("outDir"));
        if (out.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = call.machine();
        if (!DeclaredPackages.areInstalled(machine.directory(), machine)) {
            return Chain.lost(call, Reason.INSTALLED_MODULES_NOT_MODELLED);
        }
        boolean anywhere = machine.identity().known() && machine.identity().overrides();
        boolean besides = Stream.concat(BESIDES.stream(), Stream.of("noEmit"))
                .anyMatch(option -> project.get().text(option).isPresent()
                        || project.get().is(option)
                        || project.get().path(option).isPresent());
        if (besides && !anywhere || !NestStart.mayWrite(out.get(), machine)) {
            return Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN);
        }
        return new Tsc().run(call, program, replay);
    }
}
