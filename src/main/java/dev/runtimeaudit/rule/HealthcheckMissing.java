package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: Nothing checks whether the service is healthy. */
public final class HealthcheckMissing implements Rule {

    private static final Card CARD = new Card(
            "healthcheck-missing",
            "Nothing checks whether the service is healthy",
            Severity.MEDIUM,
            false,
            """
                    Without a health check in the image or in the deployment, an engine knows whether the process runs, but not
                    whether it serves.

                    Neither the stage that ships nor its base image states one, and no deployment that was read adds one. Jobs
                    need none, nor does what is proven to end by itself.
                    """,
            "Add a HEALTHCHECK to the Dockerfile, or a `healthcheck` to the compose service.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    HEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1:3000/
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        if (service.kind() == ServiceKind.JOB
                || endsByItself(service)
                || service.elsewhereChecked()
                || !service.unread().isEmpty()) {
            return Stream.empty();
        }
        return service.image()
                .health()
                .fold(
                        present -> present.value() instanceof Health.Disabled disabled
                                ? Stream.of(finding(
                                        service,
                                        disabled.at().orElse(service.start()),
                                        "switches the health check off"))
                                : Stream.empty(),
                        absent -> Stream.of(finding(service, service.start(), "starts a service that has none")),
                        unknown -> Stream.of(new Verdict.Undecided(
                                CARD.id(), service.name(), service.start(), unknown.reason(), unknown.evidence())));
    }

    /** What only ends with success has nothing to ask: an image of tools, a base of other images. */
    private static boolean endsByItself(Service service) {
        return !service.launches().isEmpty()
                && service.launches().stream().allMatch(launch -> launch.outcome() instanceof Outcome.Exits);
    }

    private static Verdict finding(Service service, Span at, String how) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                at,
                "healthcheck",
                "neither the image nor its deployment checks the health of `" + service.name() + "`",
                Evidence.of(at, how),
                List.of(),
                Optional.empty());
    }
}
