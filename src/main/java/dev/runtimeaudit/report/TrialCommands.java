package dev.runtimeaudit.report;

import dev.runtimeaudit.workspace.ServicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command lines, for a shell at the root of the workspace, with which a real engine builds and starts a service. */
final class TrialCommands {

    private final ServicePlan plan;
    private final String program;
    private final String tag;

    /** @param engine as configured: {@code docker-28}, {@code podman-4} */
    TrialCommands(ServicePlan plan, String engine) {
        this.plan = plan;
        this.program = engine.startsWith("podman") ? "podman" : "docker";
        this.tag = "runtime-audit-" + Markup.anchor(plan.name());
    }

    String build() {
        List<String> words = new ArrayList<>(List.of(
                program,
                "build",
                "--platform",
                "linux/amd64",
                "-f",
                plan.dockerfile().toString()));
        plan.target().ifPresent(target -> words.addAll(List.of("--target", target)));
        new TreeMap<>(plan.buildArgs())
                .forEach((name, value) -> words.addAll(List.of("--build-arg", name + "=" + value)));
        new TreeMap<>(plan.buildContexts())
                .forEach((name, where) -> words.addAll(List.of("--build-context", name + "=" + where)));
        words.addAll(List.of("-t", tag, plan.context().toString()));
        return line(words);
    }

    String run() {
        return line(List.of(program, "run", "--rm", tag));
    }

    private static String line(List<String> words) {
        return words.stream().map(TrialCommands::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        boolean isPlain = !word.isEmpty()
                && word.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "_-./:=@,+".indexOf(c) >= 0));
        return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
