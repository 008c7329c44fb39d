package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code dotnet program.dll}, and the host that {@code dotnet publish} puts beside an assembly: what was published from the workspace is
 * taken to be the server that it was written to be. A host that is not self-contained needs the runtime.
 */
public final class DotnetProgram implements Launcher {

    /** The name under which the model knows an assembly. */
    public static final String ASSEMBLY = "dotnet-assembly";

    /** The name under which the model knows the executable beside it. */
    public static final String HOST = "dotnet-host";

    /** The version of a host that brings its runtime. */
    public static final String SELF_CONTAINED = "self-contained";

    private static final Set<String> QUESTIONS =
            Set.of("--version", "--info", "--list-runtimes", "--list-sdks", "--help", "-h");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        boolean last = replay.world().phase() == World.Phase.START && call.last();
        if (program.name().equals(HOST)) {
            boolean runs = program.version().equals(SELF_CONTAINED)
                    || Kernel.onPath("dotnet", call.machine()) instanceof Fact.Present<ImagePath>;
            return last && runs ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (call.arguments().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Arg first = call.arguments().get(0);
        if (!(first.value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        if (QUESTIONS.contains(known.text())) {
            return List.of(End.success(call.machine()));
        }
        Fact<FileSystem.Located> found =
                call.machine().files().follow(call.machine().directory().resolve(known.text()));
        boolean assembly = found instanceof Fact.Present<FileSystem.Located> there
                && there.value().node() instanceof Node.File file
                && file.content() instanceof Content.Program published
                && published.name().equals(ASSEMBLY);
        return assembly && last ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
