package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PythonPlace;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/**
 * {@code opentelemetry-bootstrap}: installs, with the pip of its interpreter, the instrumentations that fit what is installed, or only
 * names them (opentelemetry-python-contrib, {@code opentelemetry-instrumentation}, README).
 */
final class InstrumentationInstall implements Launcher {

    private final Launcher otherwise;

    /** @param otherwise what is done where its interpreter is not known */
    InstrumentationInstall(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "a", java.util.Set.of("action"));
        boolean plain =
                !line.unclear() && line.operands().isEmpty() && line.flags().isEmpty();
        Optional<PythonPlace> place = PythonPlace.of(call.command().shown(), call.machine());
        String action = line.text("a", "action").orElse("requirements");
        if (!plain || place.isEmpty() || !List.of("install", "requirements").contains(action)) {
            return otherwise.run(call, new Program(program.name(), "", program.linkage()), replay);
        }
        Job job = new Job(call, program);
        if (action.equals("install")) {
            Pip.installed(job, place.get(), List.of());
        }
        return job.unknown(Reason.DOWNLOADED);
    }
}
