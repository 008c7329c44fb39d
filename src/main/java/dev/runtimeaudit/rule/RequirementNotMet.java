package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Requirement;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A house rule of the configuration does not hold. */
public final class RequirementNotMet implements Rule {

    private static final Card CARD = new Card(
            "requirement-not-met",
            "A house rule of the configuration does not hold",
            Severity.HIGH,
            false,
            """
                    `require` in the configuration says what has to hold of the containers of some services: their user, an init,
                    commands that must or must not be there, a health check.

                    Each line is compared with what was proven of the container. What is not known breaks no requirement.
                    """,
            "Change the image, or the requirement.",
            Example.bad("""
                    -- runtime-audit.yaml --
                    require:
                      - {services: "*", absent: [npm]}
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:3"),
            Example.good("""
                    -- runtime-audit.yaml --
                    require:
                      - {services: "*", absent: [pnpm], present: [node]}
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY server.js /
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
        RuntimeFacts facts = RuntimeFacts.of(service);
        return service.requirements().stream().flatMap(requirement -> broken(service, facts, requirement).stream());
    }

    private static List<Verdict> broken(Service service, RuntimeFacts facts, Requirement requirement) {
        List<Verdict> broken = new ArrayList<>();
        if (!service.unread().isEmpty()) {
            return broken;
        }
        requirement.user().ifPresent(user -> {
            user.name()
                    .filter(name ->
                            facts.user().isPresent() && !facts.user().get().equals(name))
                    .ifPresent(name -> broken.add(finding(
                            service,
                            requirement,
                            "user " + name,
                            "runs as `" + facts.user().get() + "`, not as `" + name + "`")));
            if (user.uid().isPresent()
                    && facts.uid().isPresent()
                    && user.uid().getAsInt() != facts.uid().getAsInt()) {
                broken.add(finding(
                        service,
                        requirement,
                        "uid " + user.uid().getAsInt(),
                        "runs with the uid " + facts.uid().getAsInt() + ", not "
                                + user.uid().getAsInt()));
            }
        });
        requirement
                .init()
                .ifPresent(wanted -> facts.init()
                        .filter(there -> !there.equals(wanted))
                        .ifPresent(there -> broken.add(finding(
                                service,
                                requirement,
                                "init",
                                there ? "starts through an init" : "starts without an init"))));
        for (String command : requirement.absent()) {
            if (facts.has(command) instanceof Fact.Present<?>) {
                broken.add(finding(service, requirement, command, "has `" + command + "` in its image"));
            }
        }
        for (String command : requirement.present()) {
            if (facts.has(command) instanceof Fact.Absent<?>) {
                broken.add(finding(service, requirement, command, "does not have `" + command + "` in its image"));
            }
        }
        requirement.healthcheck().ifPresent(wanted -> {
            boolean there = service.elsewhereChecked()
                    || service.image().health() instanceof Fact.Present<Health> health
                            && health.value() instanceof Health.Check;
            boolean known = there || service.image().health() instanceof Fact.Absent<Health>;
            if (known && there != wanted) {
                broken.add(finding(
                        service, requirement, "healthcheck", there ? "has a health check" : "has no health check"));
            }
        });
        return broken;
    }

    private static Verdict finding(Service service, Requirement requirement, String subject, String what) {
        return new Verdict.Finding(
                CARD.id(),
                CARD.severity(),
                Optional.of(service.name()),
                service.start(),
                subject,
                "`" + service.name() + "` " + what + ", which " + requirement.at() + " does not allow",
                Evidence.of(service.start(), "starts a container that " + what)
                        .because(requirement.at(), "asks for something else"),
                List.of(),
                Optional.empty());
    }
}
