package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeService.Condition;
import dev.runtimeaudit.workspace.compose.ComposeService.Dependency;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A service waits for something that never comes. */
public final class AwaitsUnhealthyDependency implements Rule {

    private static final Card CARD = new Card(
            "awaits-unhealthy-dependency",
            "A service waits for something that never comes",
            Severity.CRITICAL,
            false,
            """
            With `condition: service_healthy`, docker compose starts a service only once its peer's health check has
            passed, and gives up when the peer has none. With `service_completed_successfully` it waits for the peer to
            end well.

            The peer is proven to have no health check (neither its compose service nor its image, which is built
            here), or one that can never pass, or to be started again whenever it ends, or to die.
            """,
            "Give the peer a health check that can pass, or wait for `service_started`.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                      web:
                        image: example/web
                        depends_on:
                          api:
                            condition: service_healthy
                    """, "docker-compose.yml:8"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    -- docker-compose.yml --
                    services:
                      api:
                        build: .
                        healthcheck:
                          test: wget -q -O /dev/null http://127.0.0.1:3000/
                      web:
                        image: example/web
                        depends_on:
                          api:
                            condition: service_healthy
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.compose().stream()
                .filter(project -> project.isProduction() && project.complete())
                .flatMap(project -> project.services().stream()
                        .filter(ComposeService::enabled)
                        .flatMap(service -> service.dependsOn().stream()
                                .flatMap(peer -> finding(workspace, project, service, peer).stream())))
                .distinct();
    }

    private static Optional<Verdict> finding(
            Workspace workspace, ComposeProject project, ComposeService service, Dependency dependency) {
        Optional<ComposeService> peer = project.service(dependency.service()).filter(ComposeService::enabled);
        if (peer.isEmpty()) {
            return Optional.empty();
        }
        Optional<Service> ours = workspace.services().stream()
                .filter(s -> s.deployed().stream()
                        .anyMatch(use -> use.service().name().equals(peer.get().name())
                                && use.service().at().equals(peer.get().at())))
                .findFirst();
        Optional<Evidence> never = dependency.condition() == Condition.HEALTHY
                ? neverHealthy(workspace, project, peer.get(), ours)
                : dependency.condition() == Condition.COMPLETED
                        ? neverCompletes(project, peer.get(), ours)
                        : Optional.empty();
        return never.map(why -> new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.empty(),
                dependency.at(),
                service.name() + " -> " + peer.get().name(),
                dependency.condition() == Condition.HEALTHY
                        ? "`%s` waits for `%s` to become healthy, which it never does"
                                .formatted(service.name(), peer.get().name())
                        : "`%s` waits for `%s` to complete, which it never does"
                                .formatted(service.name(), peer.get().name()),
                Evidence.of(dependency.at(), "waits for `" + peer.get().name() + "`")
                        .because(why),
                List.of(),
                Optional.empty()));
    }

    private static Optional<Evidence> neverHealthy(
            Workspace workspace, ComposeProject project, ComposeService peer, Optional<Service> ours) {
        if (peer.healthcheck().isPresent() && peer.healthcheck().get() instanceof Healthcheck.Disabled off) {
            return Optional.of(Evidence.of(off.at(), "switches the health check off"));
        }
        boolean own = peer.healthcheck().isPresent() && peer.healthcheck().get() instanceof Healthcheck.Check;
        Optional<Evidence> impossible =
                ours.flatMap(s -> failing(project, s, peer, own)).or(() -> failing(workspace, peer));
        if (own || impossible.isPresent()) {
            return impossible;
        }
        return ours.filter(s -> s.unread().isEmpty())
                .flatMap(s -> s.image()
                        .health()
                        .fold(
                                present -> present.value() instanceof Health.Disabled
                                        ? Optional.of(present.evidence())
                                        : Optional.<Evidence>empty(),
                                absent -> Optional.of(absent.evidence()),
                                unknown -> Optional.<Evidence>empty()))
                .map(why -> Evidence.of(peer.at(), "has no health check").because(why));
    }

    /** The same of an image of somebody else. */
    private static Optional<Evidence> failing(Workspace workspace, ComposeService peer) {
        return workspace.peers().stream()
                .filter(check -> check.service().equals(peer))
                .map(check -> check.launch().outcome())
                .filter(Outcome.Dies.class::isInstance)
                .map(Outcome::evidence)
                .findFirst();
    }

    /** A health check that is proven never to pass: that of compose, else that of the image. */
    private static Optional<Evidence> failing(
            ComposeProject project, Service service, ComposeService peer, boolean own) {
        String name = own ? ComposeUse.launchName("healthcheck", project, peer) : "healthcheck";
        return service.launches().stream()
                .filter(launch -> launch.request().name().equals(name)
                        && launch.request().world().phase() == World.Phase.HEALTH)
                .map(Launch::outcome)
                .filter(Outcome.Dies.class::isInstance)
                .map(Outcome::evidence)
                .findFirst();
    }

    private static Optional<Evidence> neverCompletes(
            ComposeProject project, ComposeService peer, Optional<Service> ours) {
        boolean restarts = peer.restart()
                .filter(r ->
                        r.certain() && (r.text().equals("always") || r.text().equals("unless-stopped")))
                .isPresent();
        if (restarts) {
            return peer.restart().map(r -> Evidence.of(r.at(), "starts it again whenever it ends"));
        }
        String name = ComposeUse.launchName("compose", project, peer);
        return ours.stream()
                .flatMap(s -> s.launches().stream())
                .filter(launch -> launch.request().name().equals(name))
                .map(Launch::outcome)
                .filter(Outcome.Dies.class::isInstance)
                .map(Outcome::evidence)
                .findFirst();
    }
}
