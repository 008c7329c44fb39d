package dev.runtimeaudit.maven;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.report.ReportFormat;
import java.io.File;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Fails the build when the image of a service cannot be built, cannot start or cannot stay up. Each service is audited
 * once in a build: by the module whose directory holds it, and what no module holds by whichever project comes last.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class CheckMojo extends AbstractAuditMojo {

    /** Fail the build if there is a violation. If false, violations are logged as warnings. */
    @Parameter(property = "runtimeAudit.failOnViolation", defaultValue = "true")
    private boolean failOnViolation;

    /** Fail the build if something could not be decided. */
    @Parameter(property = "runtimeAudit.failOnUndecided", defaultValue = "false")
    private boolean failOnUndecided;

    /** Fail the build if a file that has to exist before {@code docker build} is not there. */
    @Parameter(property = "runtimeAudit.failOnPrecondition", defaultValue = "false")
    private boolean failOnPrecondition;

    /** Fail the build if not one service was audited in it, counted over all of its projects. */
    @Parameter(property = "runtimeAudit.failIfNoServices", defaultValue = "true")
    private boolean failIfNoServices;

    /**
     * Where this project reports what it audited. The last project also writes the whole into that of the root. Default:
     * {@code runtime-audit} in the project's build directory, {@code target}
     */
    @Parameter(property = "runtimeAudit.reportDirectory")
    @Nullable
    private File reportDirectory;

    /**
     * What is written there: {@code json}, {@code sarif} (for code scanning), {@code html}, {@code markdown} (for a comment
     * on a pull request), {@code junit}. Example: {@code -DruntimeAudit.reportFormats=json,html}
     */
    @Parameter(property = "runtimeAudit.reportFormats", defaultValue = "json,sarif")
    private List<String> reportFormats = List.of();

    @Override
    void run(Surroundings here) throws MojoExecutionException, MojoFailureException {
        String skipped = skip ? here.skipCause() : "";
        if (skip) {
            getLog().info("Runtime audit skipped: " + skipped);
        }
        AuditOptions options = skip ? AuditOptions.of(here.directory()) : options(here);
        here.audit(
                        new Request(
                                here.key(),
                                here.name(options.root()),
                                here.directory(),
                                skipped,
                                options,
                                new Gate(failOnViolation, failOnUndecided, failOnPrecondition, failIfNoServices),
                                here.reports(Optional.ofNullable(reportDirectory)),
                                here.isOnCommandLine("reportDirectory"),
                                formats(),
                                here.checkout()),
                        getLog())
                .run();
    }

    private Set<ReportFormat> formats() {
        Set<ReportFormat> formats = EnumSet.noneOf(ReportFormat.class);
        reportFormats.forEach(word -> formats.add(Choice.of(ReportFormat.class, word, "runtimeAudit.reportFormats")));
        return formats;
    }
}
