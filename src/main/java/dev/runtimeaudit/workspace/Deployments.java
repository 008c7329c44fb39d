package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.HostFiles;
import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.builds.BuildUse;
import dev.runtimeaudit.workspace.compose.ComposeModel;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeText;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ImageIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the services of a workspace are deployed: which compose services run their images, and what these launch. */
final class Deployments {

    private final World.Engine engine;
    private final HostFiles host;
    private final List<ComposeProject> projects;
    private final Map<ServicePlan, List<ComposeUse>> uses = new LinkedHashMap<>();
    private final boolean everything;

    /**
     * @param found the compose projects of the workspace
     * @param builds how its images are built
     */
    Deployments(
            SourceTree sources,
            AuditConfig config,
            World.Engine engine,
            Ignores ignores,
            List<ServicePlan> plans,
            List<ComposeProject> found,
            List<BuildUse> builds) {
        this.engine = engine;
        this.everything = config.discover();
        this.projects = found;
        List<ImageIdentity> images = plans.stream()
                .map(plan -> ImageIdentity.of(sources, plan.dockerfile(), plan.target(), publishedAs(plan, builds)))
                .toList();
        for (int i = 0; i < plans.size(); i++) {
            ServicePlan plan = plans.get(i);
            List<ComposeProject> named = plan.compose().isEmpty()
                    ? projects
                    : List.of(ComposeModel.of(sources, ignores::isBuildOutput, plan.compose()));
            uses.put(plan, ComposeUse.of(sources, named, images.get(i), images));
        }
        Map<Span, TreePath> shown = new LinkedHashMap<>();
        Stream.concat(
                        projects.stream(),
                        uses.values().stream().flatMap(List::stream).map(ComposeUse::project))
                .flatMap(project -> project.services().stream())
                .flatMap(service -> service.mounts().stream())
                .forEach(mount -> mount.shown().ifPresent(path -> shown.put(mount.at(), path)));
        this.host = new HostFiles(sources, ignores.git(), shown);
    }

    private static Stream<String> publishedAs(ServicePlan plan, List<BuildUse> builds) {
        return builds.stream()
                .filter(use -> use.dockerfile().equals(plan.dockerfile())
                        && use.target().equals(plan.target()))
                .flatMap(BuildUse::publishedAs);
    }

    /** The projects that concern the workspace: all of them, or those that run one of the services that the user names. */
    List<ComposeProject> projects() {
        if (everything) {
            return projects;
        }
        return uses.values().stream()
                .flatMap(List::stream)
                .map(ComposeUse::project)
                .distinct()
                .toList();
    }

    List<ComposeUse> of(ServicePlan plan) {
        return uses.getOrDefault(plan, List.of());
    }

    /** What the compose services start from an image, and the health checks that they give it. */
    List<Launch> launches(Image image, List<ComposeUse> of) {
        List<Launch> launches = new ArrayList<>();
        for (ComposeUse use : of) {
            ComposeUse.Planned planned = use.start(engine, host);
            launches.add(planned.open()
                    .map(why -> unknown(planned.request(), why))
                    .orElseGet(() -> Launches.start(image, planned.request())));
        }
        for (ComposeUse use : of) {
            use.health(engine, Optional.of(host))
                    .ifPresent(check -> launches.add(check.running()
                            .open()
                            .map(why -> unknown(check.running().request(), why))
                            .orElseGet(() -> Launches.health(
                                    image, check.check(), check.running().request()))));
        }
        return launches;
    }

    /** The health checks of the services of production that run images of somebody else, as far as these are known. */
    List<PeerCheck> peers(Knowledge knowledge) {
        Set<ComposeService> ours = uses.values().stream()
                .flatMap(List::stream)
                .map(ComposeUse::service)
                .collect(Collectors.toSet());
        List<PeerCheck> peers = new ArrayList<>();
        for (ComposeProject project : projects()) {
            for (ComposeService service : project.isProduction() ? project.services() : List.<ComposeService>of()) {
                if (service.enabled() && !ours.contains(service)) {
                    peer(project, service, knowledge).ifPresent(peers::add);
                }
            }
        }
        return peers;
    }

    private Optional<PeerCheck> peer(ComposeProject project, ComposeService service, Knowledge knowledge) {
        Optional<ComposeText> name = service.image()
                .filter(text -> text.certainty() != ComposeText.Certainty.OPEN)
                .filter(text -> service.build().isEmpty());
        if (name.isEmpty()
                || !(knowledge.base(name.get().text(), name.get().at()) instanceof Fact.Present<Image> image)) {
            return Optional.empty();
        }
        ComposeUse use = new ComposeUse(project, service, image.evidence());
        return use.health(engine, Optional.of(host))
                .filter(check -> check.running().open().isEmpty())
                .map(check -> new PeerCheck(
                        project,
                        service,
                        Launches.health(
                                image.value(), check.check(), check.running().request())));
    }

    private static Launch unknown(LaunchRequest request, Evidence why) {
        return new Launch(
                request,
                new Outcome.Undecided(Reason.VALUE_NOT_KNOWN, request.at(), why),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Whether a service that runs the image checks its health. */
    static boolean isChecked(Image image, List<ComposeUse> of) {
        return of.stream()
                .anyMatch(use -> use.service()
                        .healthcheck()
                        .map(health -> health instanceof ComposeService.Healthcheck.Check
                                || (health instanceof ComposeService.Healthcheck.OfImage
                                        && image.health() instanceof Fact.Present<Health> present
                                        && present.value() instanceof Health.Check))
                        .orElse(false));
    }

    /** Whether all that runs it waits for its end: a job. */
    static Optional<Evidence> isAwaitedToEnd(List<ComposeUse> of) {
        if (of.isEmpty() || of.stream().anyMatch(ComposeUse::isRestarted)) {
            return Optional.empty();
        }
        List<Evidence> awaited = new ArrayList<>();
        for (ComposeUse use : of) {
            use.project().services().stream()
                    .flatMap(peer -> peer.dependsOn().stream())
                    .filter(peer -> peer.service().equals(use.service().name())
                            && peer.condition() == ComposeService.Condition.COMPLETED)
                    .findFirst()
                    .ifPresent(peer -> awaited.add(Evidence.of(peer.at(), "waits for its end")));
        }
        return awaited.size() == of.size() ? Optional.of(awaited.get(0)) : Optional.empty();
    }
}
