package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.report.BaselineFile;
import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Baseline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Writes down the violations that there are, so that {@code runtime-audit:check} fails only on new ones. The file holds
 * no lines and no messages; it is meant to be committed, and to shrink. Nothing else ever writes it.
 */
@Mojo(name = "baseline", requiresProject = false, threadSafe = true)
public final class BaselineMojo extends AbstractAuditMojo {

    private static final String FILE = "runtime-audit-baseline.json";

    @Override
    void run(Surroundings here) throws MojoExecutionException {
        if (skip) {
            getLog().info("Runtime audit skipped: " + here.skipCause());
            return;
        }
        AuditOptions options = options(here, Optional.empty());
        if (!here.ledger().takeWhole(options.root())) {
            return; // another project of this build has written it
        }
        AuditResult result = Audit.run(options);
        Broken.stop(result);
        List<KnownFinding> entries = Baseline.of(result);
        String name = Optional.ofNullable(baselineFile).orElse(FILE);
        Path file = options.root().resolve(name);
        AskedFile.write(file, BaselineFile.text(entries));
        getLog().info(Console.summary(result));
        getLog().info(entries.stream().mapToInt(KnownFinding::count).sum() + " violations are known from now on: "
                + file + "\nLet check read it: <baselineFile>" + name
                + "</baselineFile>, or -DruntimeAudit.baselineFile=" + name);
    }
}
