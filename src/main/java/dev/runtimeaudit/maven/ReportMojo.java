package dev.runtimeaudit.maven;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.report.ReportFormat;
import java.io.File;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Audits as {@code check} does and writes every report, but fails no build, whatever is found: for a look, and for pages that
 * are published.
 */
@Mojo(name = "report", requiresProject = false, threadSafe = true)
public final class ReportMojo extends AbstractAuditMojo {

    /** As for {@code check}. */
    @Parameter(property = "runtimeAudit.reportDirectory")
    @Nullable
    private File reportDirectory;

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
                                new Gate(false, false, false, false),
                                here.reports(Optional.ofNullable(reportDirectory)),
                                here.isOnCommandLine("reportDirectory"),
                                EnumSet.allOf(ReportFormat.class),
                                here.checkout()),
                        getLog())
                .run();
    }
}
