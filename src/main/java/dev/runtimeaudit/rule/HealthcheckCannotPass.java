package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.workspace.PeerCheck;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import dev.runtimeaudit.workspace.health.Unanswered;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reports: A health check can never pass. */
public final class HealthcheckCannotPass implements Rule {

    private static final Card CARD = new Card(
            "healthcheck-cannot-pass",
            "A health check can never pass",
            Severity.CRITICAL,
            false,
            """
            A health check runs inside the container, with its files and as its user. Without the tool or the shell that
            it names it fails each time, and whatever waits for the service to be healthy waits for ever.

            The health check is followed like a start. It is proven to fail before it asks the service anything, or to ask where
            the service does not listen: at a port of the host, over IPv6 (`localhost`, with BusyBox) or at the loopback
            interface (Next.js, without HOSTNAME), or for a path that no route of the program is. That depends on what is given to the container, and has severity high. In
            compose files for production, health checks of the images of others are followed, too, where it is known which
            tools these images lack.
            """,
            "Install the tool in the stage that ships, or check with what is there: `node -e`, or `wget` on Alpine.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    HEALTHCHECK CMD curl -f http://localhost:3000/
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

    private static final Set<Cause> CAUSES = Set.of(
            Cause.COMMAND_NOT_FOUND,
            Cause.ENTRYPOINT_NOT_IN_IMAGE,
            Cause.INTERPRETER_NOT_FOUND,
            Cause.NOT_EXECUTABLE,
            Cause.NO_SHEBANG,
            Cause.SHELL_FEATURE_MISSING,
            Cause.MALFORMED_EXEC_FORM,
            Cause.EXEC_FORM_IS_NO_SHELL,
            Cause.START_FILE_MISSING,
            Cause.MODULE_NOT_FOUND,
            Cause.STEP_FAILS);

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return Stream.concat(tools(service), Unanswered.of(service).stream().map(found -> finding(service, found)));
    }

    private static Verdict finding(Service service, Unanswered found) {
        return new Verdict.Finding(
                CARD.id(),
                Severity.HIGH,
                Optional.of(service.name()),
                found.at(),
                found.subject(),
                "the health check never gets an answer: " + found.says(),
                found.evidence(),
                List.of(found.launch()),
                Optional.empty());
    }

    private static Stream<Verdict> tools(Service service) {
        return new Deaths(
                        service,
                        CARD,
                        CAUSES,
                        failure -> "the health check can never pass: `" + failure.subject()
                                + "` is not there or cannot run")
                .ofHealth();
    }

    @Override
    public Stream<Verdict> judge(Workspace workspace) {
        return workspace.peers().stream()
                .flatMap(peer -> peer.launch().outcome() instanceof Outcome.Dies dies
                                && CAUSES.contains(dies.failure().cause())
                        ? Stream.of(finding(peer, dies.failure()))
                        : Stream.<Verdict>empty())
                .distinct();
    }

    private static Verdict finding(PeerCheck peer, Failure failure) {
        String name = peer.service().name();
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.empty(),
                failure.at(),
                name + " " + failure.subject(),
                "the health check of `%s` can never pass: `%s` is not in its image: `%s`"
                        .formatted(name, failure.subject(), failure.output()),
                failure.evidence(),
                List.of(),
                Optional.of(failure));
    }
}
