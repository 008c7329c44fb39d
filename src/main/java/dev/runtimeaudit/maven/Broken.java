package dev.runtimeaudit.maven;

import dev.runtimeaudit.rule.RuleDefect;
import dev.runtimeaudit.triage.AuditResult;
import org.apache.maven.plugin.MojoExecutionException;

/** Ends a build in which the audit itself is at fault: what it says is then not the whole. */
final class Broken {

    private Broken() {}

    static void stop(AuditResult result) throws MojoExecutionException {
        if (!result.defects().isEmpty()) {
            RuleDefect first = result.defects().get(0);
            int more = result.defects().size() - 1;
            throw new MojoExecutionException(
                    "A defect of the audit itself, please report it: " + first.getMessage()
                            + (more == 0 ? "" : " (and " + more + " more)"),
                    first);
        }
    }
}
