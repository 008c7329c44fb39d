package dev.runtimeaudit;

import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triage;
import dev.runtimeaudit.workspace.Discovery;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.ServicePlan;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Optional;

/** The whole audit. */
public final class Audit {

    private Audit() {}

    public static AuditResult run(AuditOptions options) {
        SourceTree sources = SourceTree.onDisk(options.root());
        Discovery discovery = new Discovery(sources, options.config(), path -> false);
        List<Service> services = discovery.services().stream()
                .filter(options.services())
                .map(Audit::unmodelled)
                .toList();
        Workspace workspace =
                new Workspace(services, options.workspaceToo() ? discovery.notes() : List.of(), List.of());
        List<Verdict> said = List.of();
        return Triage.sort(
                said, workspace, sources, options.config(), options.violationSeverity(), Choice.word(options.engine()));
    }

    /** The services that {@link #run} would judge, without judging them. */
    public static List<ServicePlan> services(AuditOptions options) {
        return new Discovery(SourceTree.onDisk(options.root()), options.config(), path -> false)
                .services().stream().filter(options.services()).toList();
    }

    private static Service unmodelled(ServicePlan plan) {
        return new Service(
                plan.name(),
                plan.directory(),
                plan.dockerfile(),
                plan.context(),
                plan.target(),
                plan.kind().orElse(dev.runtimeaudit.config.ServiceKind.SERVICE),
                plan.found(),
                List.of(),
                Image.unknown("?", Reason.BASE_IMAGE_NOT_MODELLED, plan.found()),
                List.of(),
                List.of(),
                plan.place(),
                plan.place(),
                List.of(),
                false,
                Optional.empty(),
                List.of());
    }
}
