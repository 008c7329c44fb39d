package dev.runtimeaudit;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.report.Explanation;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Discovery;
import dev.runtimeaudit.workspace.Ignores;
import dev.runtimeaudit.workspace.ServicePlan;
import java.nio.file.Path;

/** The whole audit of a small tree, for tests of what is told of it. */
public final class Replayed {

    private Replayed() {}

    public static AuditResult tree(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of(".")));
    }

    /** The same with a {@code runtime-audit.yaml}. */
    public static AuditResult tree(String txtar, String yaml) {
        AuditConfig config =
                AuditConfig.of(ConfigYaml.read(new SourceFile(new TreePath("runtime-audit.yaml"), yaml), "it"));
        return Audit.run(
                SourceTree.of(txtar),
                Knowledge.shipped(),
                AuditOptions.of(Path.of(".")).with(config));
    }

    /** What is said of one of its services to somebody who asks why. */
    public static String explained(String txtar, String name) {
        SourceTree tree = SourceTree.of(txtar);
        AuditOptions options = AuditOptions.of(Path.of("."));
        ServicePlan plan = new Discovery(tree, options.config(), new Ignores(tree)::isBuildOutput)
                .services().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return Explanation.of(tree(txtar), plan, Audit.build(tree, options, plan));
    }
}
