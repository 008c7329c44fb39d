package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.report.ServicePages;
import dev.runtimeaudit.triage.AuditResult;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page in Markdown for each service, for whoever runs it: how it is built, what starts, its ports and health check, and a
 * table of its variables with who gives them. Nothing fails, whatever is found.
 */
@Mojo(name = "describe", requiresProject = false, threadSafe = true)
public final class DescribeMojo extends AbstractAuditMojo {

    /** As for {@code check}. The pages are in its directory {@code services}; {@code index.md} lists them. */
    @Parameter(property = "runtimeAudit.reportDirectory")
    @Nullable
    private File reportDirectory;

    @Override
    void run(Surroundings here) throws MojoExecutionException {
        if (skip) {
            getLog().info("Runtime audit skipped: " + here.skipCause());
            return;
        }
        AuditOptions options = options(here);
        if (!here.ledger().takeWhole(options.root())) {
            return; // another project of this build has written them
        }
        AuditResult result = Audit.run(options);
        Map<String, String> pages = ServicePages.of(result);
        getLog().info("Described " + result.workspace().services().size() + " services: "
                + here.reports(Optional.ofNullable(reportDirectory)).pages("services", pages));
        Broken.stop(result);
    }
}
