package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.build.HostFiles;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Mounted;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.compose.ComposeService.Build;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compose service that runs an image of the workspace.
 *
 * @param why it is this image
 */
public record ComposeUse(ComposeProject project, ComposeService service, Evidence why) {

    private static final Set<String> RESTARTS = Set.of("always", "unless-stopped");

    /**
     * A launch that a service asks for.
     *
     * @param open why it cannot be told what would be started: it depends on variables
     */
    public record Planned(LaunchRequest request, Optional<Evidence> open) {}

    /** A health check that a service asks for, and the container in which it runs. */
    public record PlannedCheck(Start check, Planned running) {}

    /** The services of production projects that run an image; two that start the same way count once. A list to build from runs none. */
    public static List<ComposeUse> of(
            SourceTree tree, List<ComposeProject> projects, ImageIdentity image, List<ImageIdentity> all) {
        Map<List<Object>, ComposeUse> uses = new LinkedHashMap<>();
        for (ComposeProject project : projects) {
            if (!project.isProduction() || project.isForBuilding()) {
                continue;
            }
            List<String> built = tags(project, image);
            for (ComposeService service : project.services()) {
                why(service, image, all, built)
                        .ifPresent(why -> uses.putIfAbsent(service.launched(), new ComposeUse(project, service, why)));
            }
        }
        return List.copyOf(uses.values());
    }

    /** The names that a project gives to what it builds of this image. */
    private static List<String> tags(ComposeProject project, ImageIdentity image) {
        List<String> tags = new ArrayList<>();
        for (ComposeService service : project.services()) {
            if (service.build().filter(b -> builds(b, image)).isPresent()) {
                service.image().ifPresent(name -> tags.add(name.text()));
            }
        }
        return tags;
    }

    private static Optional<Evidence> why(
            ComposeService service, ImageIdentity image, List<ImageIdentity> all, List<String> tags) {
        if (service.build().isPresent()) {
            Build build = service.build().get();
            return builds(build, image)
                    ? Optional.of(Evidence.of(build.at(), "builds " + image.dockerfile()))
                    : Optional.empty();
        }
        Optional<ComposeText> name = service.image();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (tags.contains(name.get().text())) {
            return Optional.of(Evidence.of(name.get().at(), "runs what another service builds and tags"));
        }
        List<ImageIdentity> named = ImageIdentity.named(name.get().text(), all);
        boolean only = named.contains(image)
                && named.stream()
                        .allMatch(i -> i.dockerfile().equals(image.dockerfile())
                                && i.target().equals(image.target()));
        return only
                ? Optional.of(Evidence.of(name.get().at(), "runs an image that is named after " + image.dockerfile()))
                : Optional.empty();
    }

    private static boolean builds(Build build, ImageIdentity image) {
        return build.dockerfile().equals(Optional.of(image.dockerfile()))
                && build.target().map(ComposeText::text).equals(image.target());
    }

    /** Whether the container is started again whenever it ends, so that it is meant to stay up (Compose specification, "restart"). */
    public boolean isRestarted() {
        return service.restart()
                .filter(policy -> policy.certain() && RESTARTS.contains(policy.text()))
                .isPresent();
    }

    /** Whether it starts what the image names, with no command of its own. */
    public boolean startsAsBuilt() {
        return service.entrypoint().isEmpty() && service.command().isEmpty();
    }

    /** How a plain {@code up} starts the container, on a host of which nothing is known. */
    public Planned start(World.Engine engine) {
        return planned("compose", engine, World.Phase.START, Optional.empty());
    }

    /** How a plain {@code up} starts the container in a checkout. */
    public Planned start(World.Engine engine, HostFiles host) {
        return planned("compose", engine, World.Phase.START, Optional.of(host));
    }

    /** The health check that compose gives it; none where the image's own runs, or none. */
    public Optional<PlannedCheck> health(World.Engine engine) {
        return health(engine, Optional.empty());
    }

    /** @param host where it runs, as far as that is known */
    public Optional<PlannedCheck> health(World.Engine engine, Optional<HostFiles> host) {
        if (service.healthcheck().isEmpty() || !(service.healthcheck().get() instanceof Healthcheck.Check check)) {
            return Optional.empty();
        }
        Planned running = planned("healthcheck", engine, World.Phase.HEALTH, host);
        Optional<Evidence> open = check.certainty() == Certainty.OPEN
                ? Optional.of(Evidence.of(check.at(), "depends on variables that have no default"))
                : Optional.empty();
        return Optional.of(new PlannedCheck(check.command(), new Planned(running.request(), open)));
    }

    private Planned planned(String kind, World.Engine engine, World.Phase phase, Optional<HostFiles> host) {
        List<Evidence> open = new ArrayList<>();
        LaunchRequest request = new LaunchRequest(
                launchName(kind, project, service),
                service.at(),
                service.entrypoint().map(c -> words(c, open)),
                service.command().map(c -> words(c, open)),
                environment(),
                service.user().flatMap(t -> known(t, open)),
                service.workingDir().flatMap(t -> known(t, open)),
                service.mounts().stream()
                        .filter(mount -> mount.target().text().startsWith("/"))
                        .map(mount -> new Mounted(
                                ImagePath.of(mount.target().text()), mounted(mount, engine, host), mount.at()))
                        .toList(),
                new World(engine, World.Network.UNKNOWN, phase, service.init(), keepsOverrides(), service.readOnly()));
        return new Planned(request, open.stream().findFirst());
    }

    /**
     * What a mount shows. A named volume may have been filled by others; another file of a project that is not whole may mount
     * something else there.
     */
    private Mounted.What mounted(ComposeService.Mount mount, World.Engine engine, Optional<HostFiles> host) {
        boolean clear = project.complete() && mount.target().certain();
        if (clear
                && mount.type().equals("bind")
                && host.isPresent()
                && mount.source().isPresent()) {
            return mount.source()
                    .filter(ComposeText::certain)
                    .flatMap(Paths::inTree)
                    .<Mounted.What>map(path -> new Mounted.OfHost(host.get(), path))
                    .orElseGet(Mounted.Anything::new);
        }
        // Podman copies what the image has into a tmpfs, too (podman-run(1), "tmpcopyup").
        if (clear && mount.type().equals("tmpfs") && engine != World.Engine.PODMAN_4) {
            return new Mounted.Nothing();
        }
        boolean anonymous = mount.type().equals("volume") && mount.source().isEmpty() && mount.plain();
        return clear && anonymous ? new Mounted.CopyOfImage() : new Mounted.Anything();
    }

    /** Another file of a project that is not whole may give more variables. */
    private Environment environment() {
        Environment given = service.environment().facts();
        return project.complete()
                ? given
                : given.open(
                        Reason.VALUE_NOT_KNOWN,
                        Evidence.of(service.at(), "is in a file that others may be merged with"));
    }

    /** The name of a launch: "compose:docker-compose.yml:web"; of several files all are named. */
    public static String launchName(String kind, ComposeProject project, ComposeService service) {
        return "%s:%s:%s".formatted(kind, project.name(), service.name());
    }

    private static Start words(ComposeService.Command command, List<Evidence> open) {
        if (command.certainty() == Certainty.OPEN) {
            command.start()
                    .at()
                    .ifPresent(at -> open.add(Evidence.of(at, "depends on variables that have no default")));
        }
        return command.start();
    }

    private static Optional<String> known(ComposeText text, List<Evidence> open) {
        if (text.certainty() == Certainty.OPEN) {
            open.add(Evidence.of(text.at(), "depends on variables that have no default"));
            return Optional.empty();
        }
        return Optional.of(text.text());
    }

    /** Whether root may still pass over file modes. */
    private boolean keepsOverrides() {
        boolean dropped =
                service.capDrop().stream().anyMatch(c -> isCapability(c, "ALL") || isCapability(c, "DAC_OVERRIDE"));
        boolean added =
                service.capAdd().stream().anyMatch(c -> isCapability(c, "ALL") || isCapability(c, "DAC_OVERRIDE"));
        return !dropped || added;
    }

    private static boolean isCapability(String written, String name) {
        return written.equalsIgnoreCase(name) || written.equalsIgnoreCase("CAP_" + name);
    }
}
