package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import java.util.List;
import java.util.Optional;
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
        Stream<Check> own = ofImage(service).stream().map(command -> new Check(command, ""));
        Stream<Check> deployed = service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.HEALTH)
                .filter(launch -> launch.request().name().startsWith("healthcheck:")
                        && !launch.first().isEmpty())
                .map(launch -> new Check(
                        command(launch, service), launch.request().at().path().toString()));
        return Stream.concat(own, deployed).distinct().toList();
    }

    /** The command of the image's own check, unless every deployment replaces or disables it. */
    static Optional<String> ofImage(Service service) {
        return image(service).filter(command -> !isUnused(service));
    }

    /** What is to be said where no check is known. */
    static String none(Service service) {
        return service.elsewhereChecked()
                ? "checked by a deployment"
                : isOff(service) ? "deployments disable that of the image" : "nothing in the image checks it";
    }

    /** Whether the image has a check that no deployment uses. */
    private static boolean isOff(Service service) {
        return image(service).isPresent() && isUnused(service);
    }

    private static Optional<String> image(Service service) {
        return RuntimeFacts.of(service).health();
    }

    /** Whether all of its deployments in production have another check, or disable it. */
    private static boolean isUnused(Service service) {
        List<ComposeUse> production = service.deployed().stream()
                .filter(use -> use.project().isProduction())
                .toList();
        return !production.isEmpty()
                && production.stream()
                        .allMatch(use -> use.service()
                                .healthcheck()
                                .filter(health -> !(health instanceof Healthcheck.OfImage))
                                .isPresent());
    }

    /** Of the shell form only what the shell is given, as of an image. */
    private static String command(Launch launch, Service service) {
        List<String> words = launch.first();
        boolean shell = service.deployed().stream()
                .filter(use -> ComposeUse.launchName("healthcheck", use.project(), use.service())
                        .equals(launch.request().name()))
                .flatMap(use -> use.service().healthcheck().stream())
                .anyMatch(health -> health instanceof Healthcheck.Check check
                        && check.command().isShell());
        return shell ? words.get(words.size() - 1) : String.join(" ", words);
    }
}
