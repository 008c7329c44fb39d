package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: CMD has no effect. */
public final class CommandIgnored implements Rule {

    private static final Card CARD = new Card(
            "command-ignored",
            "CMD has no effect",
            Severity.HIGH,
            false,
            """
                    A shell-form ENTRYPOINT takes no arguments, and an entrypoint script that never looks at its arguments
                    ignores them. The CMD reads as if it started something, and does not.

                    Only for a CMD that the same Dockerfile states. The script was read as a whole and uses its arguments
                    nowhere.
                    """,
            "End the script with `exec \"$@\"`, write ENTRYPOINT in exec form, or remove CMD.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    CMD ["node", "/server.js", "--verbose"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    exec node /server.js
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY entrypoint.sh server.js /
                    ENTRYPOINT ["/entrypoint.sh"]
                    CMD ["node", "/server.js", "--verbose"]
                    -- entrypoint.sh --
                    #!/bin/sh
                    set -e
                    exec "$@"
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        if (!(service.image().cmd() instanceof Fact.Present<Start> cmd)
                || !(service.image().entrypoint() instanceof Fact.Present<Start> entrypoint)
                || cmd.value().at().isEmpty()) {
            return Stream.empty();
        }
        Span at = cmd.value().at().get();
        if (!at.path().equals(service.dockerfile())) {
            return Stream.empty();
        }
        if (entrypoint.value().isShell()) {
            return Stream.of(finding(
                    service,
                    at,
                    "the ENTRYPOINT is in shell form, and a shell form takes no arguments",
                    entrypoint
                            .value()
                            .at()
                            .map(where ->
                                    Evidence.of(where, "starts a shell with one text, which gets no arguments"))));
        }
        return service.own().stream()
                .filter(launch ->
                        launch.outcome() instanceof Outcome.Starts || launch.outcome() instanceof Outcome.Exits)
                .flatMap(launch -> launch.scripts().stream().limit(1))
                .filter(script -> script.isFile()
                        && !script.usesArguments()
                        && script.arguments()
                                == entrypoint.value().argv().size()
                                        - 1
                                        + cmd.value().argv().size())
                .map(script -> finding(
                        service,
                        at,
                        "the script never looks at its arguments",
                        Optional.of(Evidence.of(script.at(), "starts a script that never uses its arguments"))));
    }

    private static Verdict finding(Service service, Span at, String why, Optional<Evidence> evidence) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                at,
                "CMD",
                "this CMD has no effect: " + why,
                Evidence.of(at, "states a CMD that nothing runs").because(evidence.orElse(Evidence.NONE)),
                List.of("image"),
                Optional.empty());
    }
}
