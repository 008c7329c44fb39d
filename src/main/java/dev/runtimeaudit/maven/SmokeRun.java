package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.NamePattern;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.report.SmokeReport;
import dev.runtimeaudit.smoke.Engine;
import dev.runtimeaudit.smoke.EngineChoice;
import dev.runtimeaudit.smoke.NoEngineException;
import dev.runtimeaudit.smoke.Runner;
import dev.runtimeaudit.smoke.Smoke;
import dev.runtimeaudit.smoke.Smoke.Planned;
import dev.runtimeaudit.smoke.SmokeResult;
import dev.runtimeaudit.smoke.SmokeScript;
import dev.runtimeaudit.smoke.Trial.Limits;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.ServicePlan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/**
 * The smoke test of one workspace: the audit as the engine that is there would behave, then the engine itself.
 *
 * @param request of the topmost project that asks for it
 * @param services name patterns
 * @param script where a script is written instead
 */
record SmokeRun(
        Request request,
        EngineChoice choice,
        Limits limits,
        List<String> services,
        int atATime,
        Optional<File> script,
        Log log) {

    void run() throws MojoExecutionException, MojoFailureException {
        if (script.isPresent()) {
            write(script.get().toPath().toAbsolutePath());
            return;
        }
        Engine engine = engine();
        AuditOptions options = chosen().as(engine.behaviour());
        AuditResult audited = Audit.run(options);
        List<Planned> planned = plan(options, audited, engine.behaviour());
        log.info("Trying " + planned.size() + " services on " + engine.name() + ", " + atATime + " at a time");
        SmokeResult result = tried(planned, engine);
        request.reports().write(audited, result);
        log.info(SmokeReport.summary(result));
        if (!result.isFine()) {
            if (request.gate().onViolation()) {
                throw new MojoFailureException(SmokeReport.failures(result));
            }
            log.warn(SmokeReport.failures(result));
        }
    }

    private Engine engine() throws MojoExecutionException {
        try {
            return Engine.find(choice);
        } catch (NoEngineException e) {
            throw new MojoExecutionException(
                    e.getMessage() + "\nStart one, or name one with runtimeAudit.smokeEngine. For a host without Maven,"
                            + " -DruntimeAudit.smokeScript=FILE writes a script.",
                    e);
        }
    }

    private SmokeResult tried(List<Planned> planned, Engine engine) throws MojoExecutionException {
        try (Runner runner = new Runner(engine, request.reports().logs())) {
            return Smoke.run(planned, engine, runner, atATime);
        } catch (IllegalStateException e) {
            throw new MojoExecutionException("The smoke test did not come to its end: " + e.getMessage(), e);
        }
    }

    /** The options of the audit, for the services that are asked for. */
    private AuditOptions chosen() {
        List<NamePattern> patterns = services.stream().map(NamePattern::new).toList();
        return request.options()
                .only(plan -> patterns.stream().anyMatch(pattern -> pattern.matches(plan.name())), true);
    }

    private List<Planned> plan(AuditOptions options, AuditResult audited, World.Engine behaviour)
            throws MojoExecutionException {
        Smoke smoke = new Smoke(options.root(), options.config(), behaviour, limits);
        List<Planned> planned = new ArrayList<>();
        for (ServicePlan plan : Audit.services(options, note -> {})) {
            for (Service service : audited.workspace().services()) {
                if (service.name().equals(plan.name())) {
                    planned.add(smoke.plan(plan, service));
                }
            }
        }
        if (planned.isEmpty()) {
            throw new MojoExecutionException("No service below " + options.root() + " is called "
                    + String.join(" or ", services) + ", so nothing was tried.");
        }
        return planned;
    }

    private void write(Path file) throws MojoExecutionException {
        AuditOptions options = chosen();
        List<Planned> planned = plan(options, Audit.run(options), options.engine());
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, SmokeScript.of(planned, options.root(), limits));
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new MojoExecutionException("cannot write " + file + ": " + e.getMessage(), e);
        }
        log.info("Written: " + file + ". It is run in " + options.root() + " and needs a shell and an engine.");
    }
}
