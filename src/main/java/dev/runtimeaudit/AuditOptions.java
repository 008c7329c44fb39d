package dev.runtimeaudit;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.workspace.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an audit is asked.
 *
 * @param root the directory of the monorepo
 * @param config what the user says about it
 * @param engine whose behaviour is predicted
 * @param violationSeverity findings from here up are violations
 * @param baseline findings that are known already; empty: none are
 * @param services which services are judged; what another project of the same build judges is left out
 * @param workspaceToo whether what concerns the workspace as a whole is judged, too: by one project of a build
 */
public record AuditOptions(
        Path root,
        AuditConfig config,
        Engine engine,
        Severity violationSeverity,
        Optional<List<KnownFinding>> baseline,
        Predicate<ServicePlan> services,
        boolean workspaceToo) {

    /** Everything below a root, as it is judged when nobody says anything. */
    public static AuditOptions of(Path root) {
        return new AuditOptions(
                root, AuditConfig.standard(), Engine.DOCKER_28, Severity.HIGH, Optional.empty(), plan -> true, true);
    }

    public AuditOptions with(AuditConfig said) {
        return new AuditOptions(root, said, engine, violationSeverity, baseline, services, workspaceToo);
    }

    /** The same as another engine would behave. */
    public AuditOptions as(Engine other) {
        return new AuditOptions(root, config, other, violationSeverity, baseline, services, workspaceToo);
    }

    /** The same for some of the services. */
    public AuditOptions only(Predicate<ServicePlan> some, boolean workspace) {
        return new AuditOptions(root, config, engine, violationSeverity, baseline, some, workspace);
    }
}
