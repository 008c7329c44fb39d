package dev.runtimeaudit.report;

import static dev.runtimeaudit.workspace.HandMade.at;
import static dev.runtimeaudit.workspace.HandMade.service;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triage;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A small result that holds one of everything that a report can say. */
final class Sample {

    private Sample() {}

    private static final SourceTree SOURCES = SourceTree.of("""
        -- apps/auth/Dockerfile --
        FROM node:20-alpine
        COPY entrypoint.sh /
        # runtime-audit:allow runs-as-root -- the platform sets the user
        ENTRYPOINT ["/entrypoint.sh"]
        -- shared/entrypoint.sh --
        #!/bin/sh
        set -e
        pnpm exec prisma generate
        """);

    private static final Failure NOT_FOUND = new Failure(
            Cause.COMMAND_NOT_FOUND,
            127,
            "./entrypoint.sh: line 3: pnpm: not found",
            at("shared/entrypoint.sh", 3),
            "pnpm",
            Evidence.of(at("shared/entrypoint.sh", 3), "runs `pnpm exec prisma generate`")
                    .because(
                            at("apps/auth/Dockerfile", 1),
                            "starts the stage from node:20-alpine, which has no `pnpm`"));

    private static final Failure NO_FILE = new Failure(
            Cause.COPY_SOURCE_MISSING,
            1,
            "failed to calculate checksum of ref: \"/dist\": not found",
            at("apps/gateway/Dockerfile", 4),
            "dist",
            Evidence.of(at("apps/gateway/Dockerfile", 4), "copies `dist`, which is not in the build context"));

    private static Evidence line(String file, int line, String says) {
        return Evidence.of(at(file, line), says);
    }

    static final Workspace WORKSPACE = new Workspace(
            List.of(
                    service("auth")
                            .launched(
                                    new Outcome.Dies(NOT_FOUND),
                                    new Outcome.Starts(
                                            List.of("node", "dist/main.js"),
                                            line("shared/entrypoint.sh", 4, "runs `node dist/main.js`")))
                            .build(),
                    service("gateway")
                            .failing(NO_FILE)
                            .launched(new Outcome.BuildsNot(NO_FILE))
                            .build(),
                    service("migrate")
                            .job()
                            .launched(new Outcome.Exits(
                                    List.of("true"), line("apps/migrate/Dockerfile", 9, "runs `true`")))
                            .build(),
                    service("opaque")
                            .launched(new Outcome.Undecided(
                                    Reason.BASE_IMAGE_NOT_MODELLED,
                                    at("apps/opaque/Dockerfile", 1),
                                    line("apps/opaque/Dockerfile", 1, "starts from registry.example.org/base")))
                            .build(),
                    service("torn").unread(2, "unknown instruction: COPPY").build(),
                    service("web")
                            .launched(new Outcome.Starts(
                                    List.of("node", "server.js"),
                                    line("apps/web/Dockerfile", 9, "runs `node server.js`")))
                            .needing(new Precondition(
                                    "apps/web/dist", Optional.of("nx build"), at("apps/web/Dockerfile", 5)))
                            .build()),
            List.of(new Problem(at("apps/old/Dockerfile", 1), "is a template, not a Dockerfile")),
            List.of());

    private static final AuditConfig CONFIG = AuditConfig.of(ConfigYaml.read(
            new SourceFile(
                    new TreePath("runtime-audit.yaml"),
                    "suppress: [{rule: healthcheck-missing, service: web, reason: \"worker without a port\"}]"),
            "runtime-audit.yaml"));

    static List<Verdict> said() {
        List<Verdict> said = new ArrayList<>();
        said.add(failed("command-not-found", "auth", NOT_FOUND, "`pnpm` is not in the image"));
        said.add(failed("command-not-found", "web", NOT_FOUND, "`pnpm` is not in the image"));
        said.add(failed("copy-source-missing", "gateway", NO_FILE, "`dist` is not in the build context"));
        said.add(found("runs-as-root", Severity.MEDIUM, "auth", "apps/auth/Dockerfile", 4, "`auth` runs as root"));
        said.add(found(
                "healthcheck-missing",
                Severity.MEDIUM,
                "web",
                "apps/web/Dockerfile",
                9,
                "nothing checks the health of `web`"));
        said.add(found(
                "script-ignores-failure",
                Severity.LOW,
                "web",
                "apps/web/start script.sh",
                1,
                "goes on when a step fails"));
        said.add(new Undecided(
                "module-not-found",
                "opaque",
                at("apps/opaque/Dockerfile", 9),
                Reason.BASE_IMAGE_NOT_MODELLED,
                line("apps/opaque/Dockerfile", 1, "starts from registry.example.org/base")));
        return said;
    }

    private static Finding failed(String rule, String service, Failure failure, String what) {
        return new Finding(
                rule,
                Severity.CRITICAL,
                Optional.of(service),
                failure.at(),
                failure.subject(),
                what + ": `" + failure.output() + "`",
                failure.evidence(),
                List.of("image"),
                Optional.of(failure));
    }

    private static Finding found(
            String rule, Severity severity, String service, String file, int line, String message) {
        return new Finding(
                rule,
                severity,
                Optional.of(service),
                at(file, line),
                rule,
                message,
                line(file, line, "starts the service"),
                List.of(),
                Optional.empty());
    }

    static AuditResult result() {
        return result(said());
    }

    static AuditResult result(List<Verdict> said) {
        return Triage.sort(said, WORKSPACE, SOURCES, CONFIG, Severity.HIGH, Optional.empty(), "docker-28");
    }

    static AuditResult nothing() {
        return Triage.sort(
                List.of(),
                new Workspace(List.of(), List.of(), List.of()),
                SOURCES,
                AuditConfig.standard(),
                Severity.HIGH,
                Optional.empty(),
                "docker-28");
    }
}
