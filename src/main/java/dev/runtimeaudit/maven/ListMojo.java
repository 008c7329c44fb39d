package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.report.ServiceList;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.workspace.ServicePlan;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Prints the services that {@code runtime-audit:check} would audit, each once in a build. */
@Mojo(name = "list", requiresProject = false, threadSafe = true)
public final class ListMojo extends AbstractAuditMojo {

    /** A file that the services are written to as well, as a JSON array. Example: {@code target/services.json} */
    @Parameter(property = "runtimeAudit.listFile")
    @Nullable
    private File listFile;

    @Override
    void run(Surroundings here) throws MojoExecutionException {
        if (skip) {
            getLog().info("Runtime audit skipped: " + here.skipCause());
            return;
        }
        AuditOptions options = options(here);
        SessionLedger ledger = here.ledger();
        List<Problem> notes = new ArrayList<>();
        List<ServicePlan> fresh = Audit.services(options, notes::add).stream()
                .filter(plan -> ledger.take(options.root(), plan))
                .toList();
        if (ledger.taken().isEmpty()) {
            getLog().warn("No service below " + options.root() + ServiceList.notes(notes));
        } else if (!fresh.isEmpty()) {
            getLog().info("Services below " + options.root() + "\n" + ServiceList.text(fresh, notes));
        }
        if (listFile != null) {
            AskedFile.write(listFile.toPath().toAbsolutePath(), ServiceList.json(ledger.taken()));
        }
    }
}
