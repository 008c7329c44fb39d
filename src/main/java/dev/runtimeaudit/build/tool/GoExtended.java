package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code xk6 build} and {@code xcaddy build}: k6 and caddy, compiled together with extensions into one executable (grafana/xk6 1.4,
 * {@code build}; caddyserver/xcaddy 0.4, "Command usage"). It is called like the program, in the current directory, unless
 * {@code --output} says otherwise. Both compile without C unless they are told to.
 */
final class GoExtended implements Launcher {

    private static final Set<String> VALUES =
            Set.of("output", "with", "replace", "embed", "k6-version", "k6-repo", "build-flags", "os", "arch", "arm");

    private static final Set<String> FLAGS =
            Set.of("v", "verbose", "q", "quiet", "cgo", "race-detector", "skip-cleanup");

    private final String makes;

    /** @param makes the program that comes out */
    GoExtended(String makes) {
        this.makes = makes;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "ok", VALUES);
        List<String> operands = line.texts();
        boolean builds = !operands.isEmpty() && operands.get(0).equals("build") && !line.unclear();
        boolean usual = operands.size() <= 2
                && FLAGS.containsAll(line.flags())
                && line.text("os").map("linux"::equals).orElse(true)
                && !(job.machine().environment().get("GOOS") instanceof Fact.Present<String> system
                        && !system.value().equals("linux"));
        Optional<ImagePath> output = line.value("o", "output").isEmpty()
                ? Optional.of(job.path(makes))
                : line.text("o", "output").map(job::path);
        if (builds
                && usual
                && output.isPresent()
                && job.isDirectory(output.get().parent())) {
            boolean linked = line.has("cgo", "race-detector")
                    || line.value("cgo", "race-detector", "build-flags").isPresent()
                    || job.machine().environment().get("CGO_ENABLED") instanceof Fact.Present<String> set
                            && !set.value().equals("0");
            Program made = new Program(makes, "", linked ? Linkage.UNKNOWN : Linkage.STATIC);
            job.files(job.files().with(output.get(), new Node.File(job.made(0755), made)));
        } else {
            job.machine(Effects.of(
                    "go", call.arguments(), job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }
}
