package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.Requirement;
import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Mounted;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.builds.BuildUses;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.VariableModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Turns what discovery found into services with images and launches.
 *
 * <p>It is one class although it is long: the parts of a service come from one build of its image.
 */
public final class Modelling {

    private final SourceTree sources;
    private final Knowledge knowledge;
    private final AuditConfig config;
    private final World.Engine engine;
    private final Ignores ignores;
    private final List<ComposeProject> compose;
    private final BuildUses.Found builds;

    /**
     * @param compose the compose projects of the workspace
     * @param builds how its images are built
     */
    public Modelling(
            SourceTree sources,
            Knowledge knowledge,
            AuditConfig config,
            World.Engine engine,
            Ignores ignores,
            List<ComposeProject> compose,
            BuildUses.Found builds) {
        this.sources = sources;
        this.compose = compose;
        this.builds = builds;
        this.knowledge = knowledge.withLocal(new LocalImages(sources, knowledge, engine, ignores, builds.addressed()));
        this.config = config;
        this.engine = engine;
        this.ignores = ignores;
    }

    /** @param progress is told the name of each service before it is modelled */
    public Workspace workspace(List<ServicePlan> plans, List<Problem> notes, Consumer<String> progress) {
        List<Service> services = new ArrayList<>();
        List<Span> regions = new ArrayList<>();
        VariableModel variables = new VariableModel(sources, config.providedByPlatform());
        Deployments deployments = new Deployments(sources, config, engine, ignores, plans, compose, builds.all());
        for (ServicePlan plan : plans) {
            progress.accept(plan.name());
            SourceTree.Text text = sources.read(plan.dockerfile());
            if (text instanceof SourceTree.Text.NotReadable not) {
                Evidence why =
                        Evidence.of(plan.place(), "cannot be read: " + not.why().says());
                services.add(closed(plan, Reason.DOCKERFILE_NOT_READABLE, why, deployments));
                continue;
            }
            if (plan.contextIsGuessed()) {
                services.add(closed(plan, Reason.BUILD_CONTEXT_UNKNOWN, plan.found(), deployments));
                continue;
            }
            Dockerfile dockerfile = DockerfileReader.read(text.asFile().orElseThrow());
            Shipped shipped = new Shipped(dockerfile, plan.target());
            regions.addAll(shipped.regions());
            Service service = service(plan, dockerfile, shipped, deployments);
            ServiceVariables used = variables.of(service, dockerfile);
            services.add(service.with(used, purpose(plan, service), new MissingAssets(sources, service, used).all()));
        }
        return new Workspace(
                services,
                deployments.projects(),
                deployments.peers(knowledge),
                notes,
                regions,
                variables.documented(services, deployments.projects()));
    }

    /** An image that names no command and that nobody gives one is built for the files in it. */
    private ServicePlan.Purpose purpose(ServicePlan plan, Service service) {
        boolean asked =
                config.services().stream().anyMatch(each -> each.dockerfile().equals(plan.dockerfile()));
        boolean starts = !(service.image().entrypoint() instanceof Fact.Absent<Start>)
                || !(service.image().cmd() instanceof Fact.Absent<Start>)
                || !service.deployed().isEmpty();
        return asked || starts ? plan.purpose() : ServicePlan.Purpose.DEVELOPMENT;
    }

    /** What the build of one service leaves behind, for whoever asks how it came about. */
    public BuiltImage build(ServicePlan plan) {
        Dockerfile dockerfile =
                DockerfileReader.read(sources.read(plan.dockerfile()).asFile().orElseThrow());
        return build(plan, dockerfile);
    }

    private BuiltImage build(ServicePlan plan, Dockerfile dockerfile) {
        return Build.target(dockerfile, request(plan), Knowing.of(knowledge, config, plan.name()));
    }

    private Service service(ServicePlan plan, Dockerfile dockerfile, Shipped shipped, Deployments deployments) {
        List<ComposeUse> deployed = deployments.of(plan);
        List<Problem> unread = new ArrayList<>(dockerfile.problems());
        if (unread.isEmpty() && shipped.stage().isEmpty()) {
            unread.add(
                    new Problem(plan.place(), "target stage \"" + plan.target().orElse("") + "\" could not be found"));
        }
        List<Requirement> requirements = config.require().stream()
                .filter(r -> r.services().matches(plan.name()))
                .toList();
        if (!unread.isEmpty()) {
            Image nothing = Image.unknown(
                    "",
                    Reason.DOCKERFILE_NOT_READABLE,
                    Evidence.of(unread.get(0).at(), unread.get(0).message()));
            return service(
                    plan,
                    shipped,
                    unread,
                    nothing,
                    List.of(),
                    List.of(rejected(shipped, unread.get(0))),
                    List.of(),
                    deployed,
                    requirements);
        }
        Knowledge known = Knowing.of(knowledge, config, plan.name());
        Function<BuildRequest, BuiltImage> build = request -> OtherContext.behind(
                plan, dockerfile, request, known, Build.target(dockerfile, request, known), sources, ignores);
        Function<BuiltImage, List<Launch>> start =
                image -> launches(shipped, image, deployments.launches(image.image(), deployed));
        BuiltImage built = build.apply(request(plan));
        List<Launch> launches = new ByArgument(build, start).decided(request(plan), built, start.apply(built));
        return service(
                        plan,
                        shipped,
                        unread,
                        built.image(),
                        built.failures(),
                        launches,
                        preconditions(built),
                        deployed,
                        requirements)
                .dying(Platforms.deaths(plan, dockerfile, request(plan), known, launches.get(0)));
    }

    /** A service of which nothing is known: its Dockerfile cannot be read here, or nobody knows what it is built from. */
    private Service closed(ServicePlan plan, Reason reason, Evidence evidence, Deployments deployments) {
        LaunchRequest request =
                LaunchRequest.ofImage(plan.place(), Environment.empty(), World.open(engine, World.Phase.START));
        Launch launch = new Launch(
                request,
                new Outcome.Undecided(reason, plan.place(), evidence),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        List<ComposeUse> deployed = deployments.of(plan);
        Image nothing = Image.unknown("", reason, evidence);
        return new Service(
                        plan.name(),
                        plan.directory(),
                        plan.dockerfile(),
                        plan.context(),
                        plan.target(),
                        plan.kind().orElse(ServiceKind.SERVICE),
                        isDeclared(plan),
                        plan.found(),
                        List.of(),
                        nothing,
                        List.of(),
                        List.of(launch),
                        plan.place(),
                        plan.place(),
                        List.of(),
                        Deployments.isChecked(nothing, deployed),
                        deployed,
                        List.of())
                .with(ServiceVariables.NONE, plan.purpose(), List.of());
    }

    /** The launch of an image that BuildKit never begins to build. */
    private Launch rejected(Shipped shipped, Problem problem) {
        Evidence evidence = Evidence.of(problem.at(), problem.message());
        Failure failure = new Failure(
                Cause.DOCKERFILE_DOES_NOT_PARSE, 1, problem.message(), problem.at(), problem.message(), evidence);
        LaunchRequest request =
                LaunchRequest.ofImage(shipped.start(), Environment.empty(), World.open(engine, World.Phase.START));
        return new Launch(
                request,
                new Outcome.BuildsNot(failure),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private BuildRequest request(ServicePlan plan) {
        return new BuildRequest(
                plan.name(),
                sources,
                plan.context(),
                plan.contextIsCertain(),
                ignores.docker(plan.dockerfile(), plan.context()),
                ignores.git(knowledge),
                plan.buildArgs(),
                false,
                plan.buildContexts(),
                plan.target(),
                "linux/amd64",
                World.open(engine, World.Phase.BUILD),
                Programs.ALL);
    }

    private static List<Precondition> preconditions(BuiltImage built) {
        return built.hostBuilt().stream()
                .map(made -> new Precondition(made.path(), made.by(), made.at()))
                .toList();
    }

    private static Service service(
            ServicePlan plan,
            Shipped shipped,
            List<Problem> unread,
            Image image,
            List<Failure> building,
            List<Launch> launches,
            List<Precondition> preconditions,
            List<ComposeUse> deployed,
            List<Requirement> requirements) {
        ServiceKind kind = plan.kind()
                .orElse(Deployments.isAwaitedToEnd(deployed).isPresent() ? ServiceKind.JOB : ServiceKind.SERVICE);
        return new Service(
                plan.name(),
                plan.directory(),
                plan.dockerfile(),
                plan.context(),
                plan.target(),
                plan.kind().orElse(kind),
                isDeclared(plan),
                plan.found(),
                unread,
                image,
                building,
                launches,
                shipped.start(),
                shipped.span(),
                preconditions,
                Deployments.isChecked(image, deployed),
                deployed,
                requirements);
    }

    /** Whether the configuration says that it stays up. A health check says nothing: a base image may bring one for those that start from it. */
    private static boolean isDeclared(ServicePlan plan) {
        return plan.kind().filter(kind -> kind == ServiceKind.SERVICE).isPresent();
    }

    /** The image's own launch, those of its deployments, and the health checks. */
    private List<Launch> launches(Shipped shipped, BuiltImage built, List<Launch> deployed) {
        World world = World.open(engine, World.Phase.START);
        Environment given = Environment.empty()
                .open(Reason.VALUE_NOT_KNOWN, Evidence.of(shipped.start(), "may be given any variable when it runs"));
        LaunchRequest request = LaunchRequest.ofImage(shipped.start(), given, world);
        Launch own = Launches.start(built.image(), request);
        List<Mounted> mounts = mounts(deployed);
        // Whoever runs it mounts what it needs: what is missing without is no proof.
        if (!mounts.isEmpty()
                && (own.outcome() instanceof Outcome.Dies || !own.conditional().isEmpty())) {
            own = Launches.start(built.image(), request.with(mounts));
        }
        List<Launch> launches = new ArrayList<>();
        launches.add(built.failures().isEmpty() ? own : notBuilt(own, built.failures()));
        deployed.stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .map(launch -> built.failures().isEmpty() ? launch : notBuilt(launch, built.failures()))
                .forEach(launches::add);
        if (built.image().health() instanceof Fact.Present<Health> health
                && health.value() instanceof Health.Check check
                && check.command().at().isPresent()) {
            launches.add(Launches.health(built.image(), check.command(), request.named("healthcheck")));
        }
        deployed.stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.HEALTH)
                .forEach(launches::add);
        return launches;
    }

    /** The places at which deployments mount something of their own, whatever it is. */
    private static List<Mounted> mounts(List<Launch> deployed) {
        return deployed.stream()
                .flatMap(launch -> launch.request().mounts().stream())
                .filter(mount -> !(mount.what() instanceof Mounted.CopyOfImage))
                .map(mount -> new Mounted(mount.target(), new Mounted.Anything(), mount.place()))
                .distinct()
                .toList();
    }

    /** What would come behind a build that fails: the later failures of the build, then those of the start. */
    private static Launch notBuilt(Launch own, List<Failure> failures) {
        List<Outcome> then = new ArrayList<>();
        failures.stream().skip(1).map(Outcome.BuildsNot::new).forEach(then::add);
        then.add(own.outcome());
        then.addAll(own.then());
        return new Launch(
                own.request(),
                new Outcome.BuildsNot(failures.get(0)),
                then,
                own.conditional(),
                own.tolerated(),
                own.first(),
                own.visits(),
                own.scripts());
    }
}
