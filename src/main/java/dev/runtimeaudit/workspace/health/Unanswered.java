package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Processes;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.health.Listener.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A health check that asks where nobody answers.
 *
 * @param launch the name of its launch
 * @param at the word that says where it asks
 * @param subject which check it is, and the port, the host or the path: stable when lines move
 * @param says a sentence
 */
public record Unanswered(String launch, Span at, String subject, String says, Evidence evidence) {

    /** All of a service: that of the image, and those that compose files give it. */
    public static List<Unanswered> of(Service service) {
        List<Unanswered> all = new ArrayList<>();
        if (service.image().health() instanceof Fact.Present<Health> known
                && known.value() instanceof Health.Check check
                && check.command().at().isPresent()) {
            judged(service, "healthcheck", "image", check.command(), Optional.empty())
                    .ifPresent(all::add);
        }
        for (ComposeUse use : service.deployed()) {
            if (use.service().healthcheck().isPresent()
                    && use.service().healthcheck().get() instanceof ComposeService.Healthcheck.Check check
                    && check.certainty() != Certainty.OPEN) {
                judged(
                                service,
                                ComposeUse.launchName("healthcheck", use.project(), use.service()),
                                ComposeUse.launchName("compose", use.project(), use.service()),
                                check.command(),
                                Optional.of(use))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    private static Optional<Unanswered> judged(
            Service service, String health, String start, Start check, Optional<ComposeUse> deployed) {
        Optional<Launch> checking = launch(service, health, World.Phase.HEALTH);
        Optional<Launch> running = launch(service, start, World.Phase.START);
        if (checking.isEmpty() || running.isEmpty()) {
            return Optional.empty();
        }
        return Probe.of(checking.get(), check).flatMap(probe -> {
            Optional<Listener> listener = Listener.of(
                    service.image(),
                    running.get(),
                    deployed.filter(Unanswered::doesWithoutFiles).isEmpty());
            // Compose may give the image what its own check does not know of.
            boolean named = deployed.isEmpty()
                    && service.deployed().stream()
                            .map(use -> use.service().environment())
                            .anyMatch(environment -> environment.open().isPresent()
                                    || environment.get("HOSTNAME").isPresent());
            return deployed.flatMap(use -> hostPort(service, use.service(), running.get(), probe, listener, health))
                    .or(() -> listener.filter(found -> !named || found.reach() != Reach.CONTAINER_NAME)
                            .flatMap(found -> missed(probe, found, health)))
                    .or(() -> listener.flatMap(found -> unrouted(service, running.get(), probe, found, health)));
        });
    }

    /** Whether every file of variables that it is given may be missing. */
    private static boolean doesWithoutFiles(ComposeUse use) {
        return use.project().complete()
                && use.service().envFiles().stream().noneMatch(ComposeService.EnvFileUse::required);
    }

    private static Optional<Launch> launch(Service service, String name, World.Phase phase) {
        return service.launches().stream()
                .filter(launch -> launch.request().name().equals(name)
                        && launch.request().world().phase() == phase)
                .findFirst();
    }

    /** The port is one of the host's, under which it passes connections on to another port of the container. */
    private static Optional<Unanswered> hostPort(
            Service service,
            ComposeService use,
            Launch running,
            Probe probe,
            Optional<Listener> listener,
            String health) {
        String asked = String.valueOf(probe.port());
        boolean known = listener.filter(found -> found.certain() || isPublished(service, found, use, running))
                .flatMap(Listener::port)
                .isPresent();
        boolean inside = !known
                || use.ports().stream().anyMatch(port -> port.target().text().equals(asked))
                || use.networkMode().isPresent()
                || service.image().ports().stream().anyMatch(port -> port.split("/", 2)[0].equals(asked))
                || use.environment().variables().stream()
                        .anyMatch(given -> given.value()
                                .filter(value -> value.contains(asked))
                                .isPresent())
                || use.command()
                        .filter(command ->
                                String.join(" ", command.start().argv()).contains(asked))
                        .isPresent()
                || service.image().environment().names().stream()
                        .anyMatch(name -> service.image().environment().get(name) instanceof Fact.Present<String> value
                                && value.value().contains(asked))
                || listener.flatMap(Listener::port)
                        .filter(port -> port == probe.port())
                        .isPresent();
        if (inside) {
            return Optional.empty();
        }
        return use.ports().stream()
                .filter(port -> port.published()
                        .filter(host -> host.text().equals(asked))
                        .isPresent())
                .findFirst()
                .map(port -> new Unanswered(
                        health,
                        probe.at(),
                        subject(health, ":" + asked),
                        "port %s is the host's: inside of the container it is %s"
                                .formatted(asked, port.target().text()),
                        Evidence.of(probe.at(), "asks for port " + asked)
                                .because(
                                        port.at(),
                                        "passes port " + asked + " of the host on to port "
                                                + port.target().text())));
    }

    /**
     * Whether the one server that is started listens, unless it is told otherwise, where compose publishes it. If it is told to listen
     * where the check asks, it is the published port that leads to nobody.
     */
    private static boolean isPublished(Service service, Listener listener, ComposeService use, Launch running) {
        boolean framework = Listener.scripts(service.image(), running).isEmpty();
        return Processes.of(running).isPresent()
                && (framework || listener.sole())
                && listener.port()
                        .map(String::valueOf)
                        .filter(port -> use.ports().stream()
                                .allMatch(published -> published.target().certain()
                                        && published.target().text().equals(port)))
                        .isPresent();
    }

    /** Which check it is, and what of it. */
    private static String subject(String health, String what) {
        return health.substring(health.indexOf(':') + 1) + " " + what;
    }

    /** No route of the program is the one that is asked for. */
    private static Optional<Unanswered> unrouted(
            Service service, Launch running, Probe probe, Listener listener, String health) {
        boolean main = listener.main()
                && listener.port().filter(port -> port == probe.port()).isPresent();
        boolean itself = (listener.sole() || main)
                && probe.strict()
                && listener.port().filter(port -> port != probe.port()).isEmpty();
        if (!itself) {
            return Optional.empty();
        }
        return Listener.scripts(service.image(), running)
                .flatMap(Routes::of)
                .flatMap(routes -> routes.insteadOf(probe.path()))
                .map(route -> new Unanswered(
                        health,
                        probe.at(),
                        subject(health, probe.path()),
                        "no route answers `%s`; `%s` is one".formatted(probe.path(), route),
                        Evidence.of(probe.at(), "asks for `" + probe.path() + "`")
                                .because(listener.evidence())));
    }

    private static Optional<Unanswered> missed(Probe probe, Listener listener, String health) {
        boolean same = listener.port().isEmpty() || listener.port().get() == probe.port();
        Evidence asks = Evidence.of(probe.at(), "asks for `" + probe.host() + ":" + probe.port() + "`");
        if (listener.reach() == Reach.CONTAINER_NAME) {
            return Optional.of(new Unanswered(
                    health,
                    probe.at(),
                    subject(health, "HOSTNAME"),
                    "the server listens at the name of the container, and not at `" + probe.host()
                            + "`, unless HOSTNAME is given",
                    asks.because(listener.evidence())));
        }
        if (listener.reach() == Reach.IPV4 && probe.busybox() && probe.host().equals("localhost") && same) {
            return Optional.of(new Unanswered(
                    health,
                    probe.at(),
                    subject(health, "localhost"),
                    "`wget` of BusyBox asks for `localhost` over IPv6 alone, and the server listens at 0.0.0.0",
                    asks.because(listener.evidence())));
        }
        if (listener.certain() && !same) {
            return Optional.of(new Unanswered(
                    health,
                    probe.at(),
                    subject(health, ":" + probe.port()),
                    "it asks for port " + probe.port() + ", and the server listens at port "
                            + listener.port().get(),
                    asks.because(listener.evidence())));
        }
        return Optional.empty();
    }
}
