package dev.runtimeaudit.maven;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.report.ReportFormat;
import dev.runtimeaudit.smoke.EngineChoice;
import dev.runtimeaudit.smoke.Trial.Limits;
import java.io.File;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Builds each service with the container engine of this machine, starts it, looks at it, and removes it again. Fails when one
 * does not run as it should, or not as predicted. Runs once in a build, in its last project.
 */
@Mojo(name = "smoke", requiresProject = false, threadSafe = true)
public final class SmokeMojo extends AbstractAuditMojo {

    /** Fail the build if a service does not pass. If false, what fails is logged as a warning. */
    @Parameter(property = "runtimeAudit.failOnViolation", defaultValue = "true")
    private boolean failOnViolation;

    /** As for {@code check}; {@code report.json} in it gets a section {@code smoke}, its directory {@code smoke} the logs. */
    @Parameter(property = "runtimeAudit.reportDirectory")
    @Nullable
    private File reportDirectory;

    /** {@code docker}, {@code podman}, {@code nerdctl} or a path. Default: the first of them that answers. */
    @Parameter(property = "runtimeAudit.smokeEngine")
    @Nullable
    private String smokeEngine;

    /** Options of the engine in front of each of its subcommands. Example: {@code --runtime,runc} */
    @Parameter(property = "runtimeAudit.smokeEngineOptions")
    private List<String> smokeEngineOptions = List.of();

    /** Options of the engine's {@code build}. Example: {@code --isolation,chroot} */
    @Parameter(property = "runtimeAudit.smokeBuildOptions")
    private List<String> smokeBuildOptions = List.of();

    /** Options of the engine's {@code run}. Example: {@code --memory,512m} */
    @Parameter(property = "runtimeAudit.smokeRunOptions")
    private List<String> smokeRunOptions = List.of();

    /** What containers are connected to; with {@code none}, a service with made-up credentials reaches nobody. */
    @Parameter(property = "runtimeAudit.smokeNetwork", defaultValue = "none")
    private String smokeNetwork = "none";

    /** Which services, by name; {@code *} stands for any characters. Example: {@code auth-service,*-ui} */
    @Parameter(property = "runtimeAudit.smokeServices", defaultValue = "*")
    private List<String> smokeServices = List.of();

    /** How many services are tried at a time. */
    @Parameter(property = "runtimeAudit.smokeParallel", defaultValue = "2")
    private int smokeParallel;

    /** Seconds after which a container that still runs counts as up. */
    @Parameter(property = "runtimeAudit.smokeGrace", defaultValue = "5")
    private int smokeGrace;

    /** Seconds, after that, within which its health check has to pass, its ports to listen and its log to be right. */
    @Parameter(property = "runtimeAudit.smokeReady", defaultValue = "30")
    private int smokeReady;

    /** Seconds that a container has after SIGTERM. */
    @Parameter(property = "runtimeAudit.smokeStop", defaultValue = "10")
    private int smokeStop;

    /** Seconds that the build of an image may take. */
    @Parameter(property = "runtimeAudit.smokeBuild", defaultValue = "1800")
    private int smokeBuild;

    /**
     * Write a shell script that does the same without Maven, and do nothing else. Example:
     * {@code -DruntimeAudit.smokeScript=scripts/smoke-run-images.sh}
     */
    @Parameter(property = "runtimeAudit.smokeScript")
    @Nullable
    private File smokeScript;

    @Override
    void run(Surroundings here) throws MojoExecutionException, MojoFailureException {
        String skipped = skip ? here.skipCause() : "";
        AuditOptions options = skip ? AuditOptions.of(here.directory()) : options(here);
        Request request = new Request(
                here.key(),
                here.name(options.root()),
                here.directory(),
                skipped,
                options,
                new Gate(failOnViolation, false, false, true),
                here.reports(Optional.ofNullable(reportDirectory)),
                here.isOnCommandLine("reportDirectory"),
                EnumSet.noneOf(ReportFormat.class),
                Optional.empty());
        Optional<List<Request>> tops = here.topsOfLast(request);
        if (tops.isEmpty()) {
            getLog().info("The smoke test runs at the end of this build");
        } else if (tops.get().isEmpty()) {
            getLog().info("Smoke test skipped: " + skipped);
        }
        for (Request top : tops.orElse(List.of())) {
            smoke(top).run();
        }
    }

    private SmokeRun smoke(Request top) {
        return new SmokeRun(
                top,
                new EngineChoice(
                        Optional.ofNullable(smokeEngine),
                        smokeEngineOptions,
                        smokeBuildOptions,
                        smokeRunOptions,
                        smokeNetwork),
                new Limits(
                        seconds("smokeBuild", smokeBuild),
                        seconds("smokeGrace", smokeGrace),
                        seconds("smokeReady", smokeReady),
                        seconds("smokeStop", smokeStop)),
                smokeServices,
                smokeParallel,
                Optional.ofNullable(smokeScript),
                getLog());
    }

    private static Duration seconds(String name, int seconds) {
        if (seconds < 0) {
            throw new ConfigurationException(
                    "runtimeAudit." + name + ": " + seconds + " is no number of seconds. Accepted: 0 and more");
        }
        return Duration.ofSeconds(seconds);
    }
}
