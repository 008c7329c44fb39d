package dev.runtimeaudit;

import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triage;
import dev.runtimeaudit.workspace.Discovery;
import dev.runtimeaudit.workspace.Ignores;
import dev.runtimeaudit.workspace.Knowing;
import dev.runtimeaudit.workspace.Modelling;
import dev.runtimeaudit.workspace.ServicePlan;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;

/** The whole audit: read, model, launch, judge, sort. */
public final class Audit {

    private Audit() {}

    public static AuditResult run(AuditOptions options) {
        return run(SourceTree.onDisk(options.root()), Knowledge.shipped(), options);
    }

    /** The same over any tree, with any knowledge. */
    static AuditResult run(SourceTree sources, Knowledge shipped, AuditOptions options) {
        Ignores ignores = new Ignores(sources);
        Discovery discovery = new Discovery(sources, options.config(), ignores::isBuildOutput);
        List<ServicePlan> plans =
                discovery.services().stream().filter(options.services()).toList();
        Knowledge knowledge = Knowing.of(shipped, options.config());
        Workspace workspace = new Modelling(sources, knowledge, options.config(), options.engine(), ignores)
                .workspace(plans, options.workspaceToo() ? discovery.notes() : List.of());
        List<Verdict> said = Rules.judge(workspace);
        return Triage.sort(
                said, workspace, sources, options.config(), options.violationSeverity(), Choice.word(options.engine()));
    }

    /** The services that {@link #run} would judge, without judging them. */
    public static List<ServicePlan> services(AuditOptions options) {
        SourceTree sources = SourceTree.onDisk(options.root());
        return new Discovery(sources, options.config(), new Ignores(sources)::isBuildOutput)
                .services().stream().filter(options.services()).toList();
    }
}
