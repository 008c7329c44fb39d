package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reports: The container runs as root. */
public final class RunsAsRoot implements Rule {

    private static final Card CARD = new Card(
            "runs-as-root",
            "The container runs as root",
            Severity.MEDIUM,
            true,
            """
                    Without a USER in the stage that ships, the process is root: whoever takes it over owns every file of the
                    container.

                    The last USER that is in force is known, that of the base image included. A start path that hands over to
                    another user (su-exec, gosu, setpriv, runuser, su) is no finding.
                    """,
            "Create a user in the stage that ships, and name it with USER in front of the start command.",
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
                    USER node
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
        if (!service.unread().isEmpty() || dropsRoot(service)) {
            return Stream.empty();
        }
        return service.image()
                .user()
                .fold(
                        present -> isRoot(present.value())
                                ? Stream.of(finding(service, "names root as its user"))
                                : Stream.<Verdict>empty(),
                        absent ->
                                Stream.of(finding(service, "starts the container, and no USER stands in front of it")),
                        unknown -> Stream.of(new Verdict.Undecided(
                                CARD.id(), service.name(), service.start(), unknown.reason(), unknown.evidence())));
    }

    private static final Set<String> DROPPERS = Set.of("su-exec", "gosu", "setpriv", "runuser", "su");

    /** The start path itself goes on as somebody else. */
    private static boolean dropsRoot(Service service) {
        return service.launches().stream()
                .flatMap(launch -> launch.visits().stream())
                .anyMatch(visit -> DROPPERS.contains(visit.program()));
    }

    private static boolean isRoot(String user) {
        String name = user.split(":", 2)[0];
        return name.equals("root") || name.equals("0");
    }

    private static Verdict finding(Service service, String says) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                service.start(),
                "root",
                "`" + service.name() + "` runs as root",
                Evidence.of(service.start(), says),
                List.of(),
                Optional.empty());
    }
}
