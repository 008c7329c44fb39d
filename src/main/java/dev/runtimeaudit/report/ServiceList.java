package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.workspace.ServicePlan;
import java.util.List;
import java.util.stream.Collectors;

/** The services that would be audited, and nothing about them. */
public final class ServiceList {

    private ServiceList() {}

    /**
     * For each its name, its Dockerfile, its build context, and why it is a service and this is its context; then what was passed
     * over.
     */
    public static String text(List<ServicePlan> services, List<Problem> notes) {
        return services.stream().map(ServiceList::text).collect(Collectors.joining("\n")) + notes(notes);
    }

    /** Begins with a new line, unless there are none. */
    public static String notes(List<Problem> notes) {
        return notes.stream()
                .map(note -> "\n  note: " + Told.place(note.at()) + " " + note.message())
                .collect(Collectors.joining());
    }

    private static String text(ServicePlan plan) {
        return "  %s: %s%s, context %s%s"
                        .formatted(
                                plan.name(),
                                plan.dockerfile(),
                                plan.target()
                                        .map(target -> " (target " + target + ")")
                                        .orElse(""),
                                plan.context(),
                                plan.purpose() == ServicePlan.Purpose.DEVELOPMENT
                                        ? ", for development: fails no build"
                                        : "")
                + plan.found().steps().stream()
                        .map(step -> "\n    because " + Told.place(step.at()) + " " + step.says())
                        .collect(Collectors.joining());
    }

    /** A JSON array of what {@code report.json} has under {@code services}, as far as it is known without an audit. */
    public static String json(List<ServicePlan> services) {
        Json json = new Json();
        return json.finishArray(() -> services.forEach(plan -> json.object(() -> {
            json.string("name", plan.name());
            json.string("directory", plan.directory().toString());
            json.string("dockerfile", plan.dockerfile().toString());
            json.string("context", plan.context().toString());
            json.string("target", plan.target());
            json.string("kind", Choice.word(plan.kind().orElse(ServiceKind.SERVICE)));
        })));
    }
}
