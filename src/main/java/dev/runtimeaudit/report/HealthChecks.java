package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.stream.Stream;

/** Who asks a container whether it is well, and with which command: its image, and the compose files that deploy it. */
final class HealthChecks {

    private HealthChecks() {}

    /**
     * One check.
     *
     * @param command as it runs
     * @param from the file that states it; empty for the image's own
     */
    record Check(String command, String from) {}

    /** Empty where nothing is known to check it, or where it is not known with which command a deployment does. */
    static List<Check> of(Service service) {
        Stream<Check> own = RuntimeFacts.of(service).health().stream().map(command -> new Check(command, ""));
        Stream<Check> deployed = service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.HEALTH)
                .filter(launch -> launch.request().name().startsWith("healthcheck:")
                        && !launch.first().isEmpty())
                .map(launch -> new Check(
                        String.join(" ", launch.first()),
                        launch.request().at().path().toString()));
        return Stream.concat(own, deployed).distinct().toList();
    }
}
