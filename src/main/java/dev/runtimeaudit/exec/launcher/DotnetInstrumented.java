package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/**
 * The script of the package OpenTelemetry.AutoInstrumentation: it finds what lies beside it, sets variables and replaces itself by the
 * command that it is given (opentelemetry-dotnet-instrumentation, {@code nuget/}; read at 1.16). A program whose start-up hook is
 * missing does not start.
 */
public final class DotnetInstrumented implements Launcher {

    /** The name under which the model knows it. */
    public static final String NAME = "dotnet-instrumented";

    /** What it needs in its directory. */
    public static final List<String> BESIDE =
            List.of("OpenTelemetry.AutoInstrumentation.Native.so", "OpenTelemetry.AutoInstrumentation.StartupHook.dll");

    private static final ImagePath SHELL = ImagePath.of("/bin/sh");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Machine machine = call.machine();
        Fact<Located> self = machine.files().follow(machine.directory().resolve(call.sought()));
        boolean whole = self instanceof Fact.Present<Located> found
                && BESIDE.stream()
                        .allMatch(name -> isThere(found.value().path().parent().child(name), machine))
                && isThere(SHELL, machine);
        return whole
                ? new Handover(call.command().shown()).run(call, program, replay)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static boolean isThere(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<Located>;
    }
}
