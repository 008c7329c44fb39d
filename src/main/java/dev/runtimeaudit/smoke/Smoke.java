package dev.runtimeaudit.smoke;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.Policy;
import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.config.SmokeConfig;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.smoke.SmokeResult.Tried;
import dev.runtimeaudit.smoke.Trial.Expected;
import dev.runtimeaudit.smoke.Trial.Limits;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.ServicePlan;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The services of a workspace as trials for an engine: what each is given, and what has to be seen. */
public final class Smoke {

    private static final List<String> ABSENT = List.of("pnpm");

    private final Path root;
    private final AuditConfig config;
    private final World.Engine behaviour;
    private final Limits limits;

    /**
     * @param root of the monorepo
     * @param behaviour whose is predicted
     */
    public Smoke(Path root, AuditConfig config, World.Engine behaviour, Limits limits) {
        this.root = root;
        this.config = config;
        this.behaviour = behaviour;
        this.limits = limits;
    }

    /** A trial, and what the replay says of it. */
    public record Planned(Trial trial, Prediction prediction, Set<String> standIns, boolean isJob) {}

    public Planned plan(ServicePlan plan, Service service) {
        List<SmokeConfig> said = config.smoke().stream()
                .filter(each -> each.services().matches(service.name()))
                .toList();
        Map<String, String> environment = new TreeMap<>();
        said.forEach(each -> environment.putAll(each.environment()));
        Prediction.Supplied supplied = Prediction.of(service, environment, behaviour);
        supplied.standIns().forEach(environment::putIfAbsent);
        boolean isJob =
                service.kind() == ServiceKind.JOB || supplied.prediction().kind() == Prediction.Kind.ENDS;
        Optional<String> image = last(said, SmokeConfig::image).map(name -> name.replace("{service}", service.name()));
        Trial trial = new Trial(
                service.name(),
                image,
                image.isPresent() ? Optional.empty() : Optional.of(build(plan)),
                List.of(),
                List.of(),
                environment,
                expected(service, said, supplied.prediction(), isJob),
                limits);
        return new Planned(
                trial, supplied.prediction(), supplied.standIns().keySet(), service.kind() == ServiceKind.JOB);
    }

    /** Runs the trials of all that is planned. */
    public static SmokeResult run(List<Planned> planned, Engine engine, Runner runner, int atATime) {
        List<Observation> observed =
                runner.run(planned.stream().map(Planned::trial).toList(), atATime);
        List<Tried> tried = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            Planned each = planned.get(i);
            tried.add(new Tried(
                    each.trial().name(),
                    each.isJob(),
                    each.prediction(),
                    observed.get(i),
                    Comparison.of(each.prediction(), observed.get(i)),
                    each.standIns()));
        }
        return new SmokeResult(engine.name(), tried);
    }

    private Trial.Build build(ServicePlan plan) {
        Map<String, String> contexts = new LinkedHashMap<>();
        plan.buildContexts()
                .forEach((name, where) -> contexts.put(
                        name,
                        where.contains("://") ? where : root.resolve(where).toString()));
        return new Trial.Build(
                root.resolve(plan.dockerfile().value()),
                root.resolve(plan.context().value()),
                plan.target(),
                plan.buildArgs(),
                contexts);
    }

    private Expected expected(Service service, List<SmokeConfig> said, Prediction prediction, boolean isJob) {
        boolean isAudit = config.policy() == Policy.AUDIT;
        Set<String> absent = new LinkedHashSet<>(isAudit ? ABSENT : List.of());
        service.requirements().forEach(requirement -> absent.addAll(requirement.absent()));
        said.forEach(each -> absent.addAll(each.absent()));
        List<Integer> ports = said.stream()
                .map(SmokeConfig::ports)
                .filter(each -> !each.isEmpty())
                .reduce((first, second) -> second)
                .orElse(exposed(service));
        return new Expected(
                prediction.process(),
                List.copyOf(absent),
                isAudit,
                isAudit,
                health(service),
                ports,
                last(said, SmokeConfig::ready),
                isJob);
    }

    private List<String> health(Service service) {
        if (service.image().health() instanceof Fact.Present<Health> known
                && known.value() instanceof Health.Check check) {
            return check.command().argv();
        }
        return service.deployed().stream()
                .flatMap(use -> use.health(behaviour).stream())
                .map(ComposeUse.PlannedCheck::check)
                .map(Start::argv)
                .findFirst()
                .orElse(List.of());
    }

    /** EXPOSE: "3000", "3000/tcp", "${PORT}"; what is no TCP port of its own is not looked at. */
    private static List<Integer> exposed(Service service) {
        List<Integer> ports = new ArrayList<>();
        for (String written : service.image().ports()) {
            String port = written.endsWith("/tcp") ? written.substring(0, written.length() - 4) : written;
            if (!port.isEmpty() && port.length() < 6 && port.chars().allMatch(Character::isDigit)) {
                ports.add(Integer.parseInt(port));
            }
        }
        return ports;
    }

    private static <T> Optional<T> last(List<SmokeConfig> said, Function<SmokeConfig, Optional<T>> of) {
        return said.stream().flatMap(each -> of.apply(each).stream()).reduce((first, second) -> second);
    }
}
