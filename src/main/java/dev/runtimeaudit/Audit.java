package dev.runtimeaudit;

import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Baseline;
import dev.runtimeaudit.triage.Triage;
import dev.runtimeaudit.workspace.Discovery;
import dev.runtimeaudit.workspace.Ignores;
import dev.runtimeaudit.workspace.Knowing;
import dev.runtimeaudit.workspace.Modelling;
import dev.runtimeaudit.workspace.ServicePlan;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The whole audit: read, model, launch, judge, sort. */
public final class Audit {

    private Audit() {}

    public static AuditResult run(AuditOptions options) {
        return run(options, name -> {});
    }

    /** @param progress is told the name of each service before it is modelled */
    public static AuditResult run(AuditOptions options, Consumer<String> progress) {
        return run(SourceTree.onDisk(options.root()), Knowledge.shipped(), options, progress);
    }

    /** The same over any tree, with any knowledge. */
    static AuditResult run(SourceTree sources, Knowledge shipped, AuditOptions options) {
        return run(sources, shipped, options, name -> {});
    }

    private static AuditResult run(
            SourceTree sources, Knowledge shipped, AuditOptions options, Consumer<String> progress) {
        Ignores ignores = new Ignores(sources);
        Discovery discovery = new Discovery(sources, options.config(), ignores::isBuildOutput);
        Map<Boolean, List<ServicePlan>> all =
                discovery.services().stream().collect(Collectors.partitioningBy(options.services()));
        List<ServicePlan> plans = all.getOrDefault(true, List.of());
        Optional<Baseline> baseline = options.baseline()
                .map(known -> Baseline.of(
                        known, names(plans), names(all.getOrDefault(false, List.of())), options.workspaceToo()));
        Knowledge knowledge = Knowing.of(shipped, options.config(), discovery.made());
        Workspace workspace = modelling(sources, options, ignores, discovery, knowledge)
                .workspace(plans, options.workspaceToo() ? discovery.notes() : List.of(), progress);
        Rules.Judged judged = Rules.judge(workspace);
        return Triage.sort(
                        judged.said(),
                        workspace,
                        sources,
                        options.config(),
                        options.violationSeverity(),
                        baseline,
                        Choice.word(options.engine()))
                .with(judged.defects());
    }

    private static Set<String> names(List<ServicePlan> plans) {
        return plans.stream().map(ServicePlan::name).collect(Collectors.toSet());
    }

    /** The services that {@link #run} would judge; {@code passedOver} is told of what looks like input and is none. */
    public static List<ServicePlan> services(AuditOptions options, Consumer<Problem> passedOver) {
        SourceTree sources = SourceTree.onDisk(options.root());
        Discovery discovery = new Discovery(sources, options.config(), new Ignores(sources)::isBuildOutput);
        List<ServicePlan> plans = discovery.services();
        discovery.notes().forEach(passedOver);
        return plans.stream().filter(options.services()).toList();
    }

    /** What the build of one service leaves behind, step by step, for whoever asks why. */
    public static BuiltImage build(AuditOptions options, ServicePlan plan) {
        return build(SourceTree.onDisk(options.root()), options, plan);
    }

    static BuiltImage build(SourceTree sources, AuditOptions options, ServicePlan plan) {
        Ignores ignores = new Ignores(sources);
        Discovery discovery = new Discovery(sources, options.config(), ignores::isBuildOutput);
        Knowledge knowledge = Knowing.of(Knowledge.shipped(), options.config(), discovery.made());
        return modelling(sources, options, ignores, discovery, knowledge).build(plan);
    }

    private static Modelling modelling(
            SourceTree sources, AuditOptions options, Ignores ignores, Discovery discovery, Knowledge knowledge) {
        return new Modelling(
                sources,
                knowledge,
                options.config(),
                options.engine(),
                ignores,
                discovery.composeProjects(),
                discovery.builds());
    }
}
