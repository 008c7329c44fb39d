package dev.runtimeaudit.workspace;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.ServiceConfig;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.ServicePlan.Purpose;
import dev.runtimeaudit.workspace.builds.BuildUse;
import dev.runtimeaudit.workspace.builds.BuildUses;
import dev.runtimeaudit.workspace.compose.ComposeModel;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the services: the children of the apps directories that have a Dockerfile, the builds that the workspace describes,
 * Dockerfiles that nobody is known to build, and those the user names.
 */
public final class Discovery {

    private static final String DOCKERFILE = "Dockerfile";

    private final SourceTree sources;
    private final AuditConfig config;
    private final Contexts contexts;
    private final Predicate<TreePath> isBuildOutput;
    private final List<Problem> notes = new ArrayList<>();
    private final List<Problem> unread = new ArrayList<>();
    private Optional<List<ComposeProject>> compose = Optional.empty();
    private Optional<BuildUses.Found> builds = Optional.empty();

    public Discovery(SourceTree sources, AuditConfig config, Predicate<TreePath> isBuildOutput) {
        this.sources = sources;
        this.config = config;
        this.isBuildOutput = isBuildOutput;
        this.contexts = new Contexts(sources, isBuildOutput);
    }

    /** What there is to say about files that were passed over. */
    public List<Problem> notes() {
        return Stream.concat(notes.stream(), unread.stream()).toList();
    }

    /** The compose projects of the workspace, found once. */
    public List<ComposeProject> composeProjects() {
        if (compose.isEmpty()) {
            compose = Optional.of(ComposeModel.discover(sources, isBuildOutput, unread::add));
        }
        return compose.get();
    }

    /** What is made before an image is built, as the pipelines and scripts say that build one. */
    public List<BuildUses.Made> made() {
        return builds().made();
    }

    /** How images are built here, found once. */
    public BuildUses.Found builds() {
        if (builds.isEmpty()) {
            builds = Optional.of(BuildUses.of(sources, composeProjects(), isBuildOutput));
        }
        return builds.get();
    }

    /** The services, sorted by name. */
    public List<ServicePlan> services() {
        notes.clear();
        Map<List<Object>, ServicePlan> named = new LinkedHashMap<>();
        for (ServiceConfig service : config.services()) {
            ServicePlan plan = configured(service);
            named.put(List.of(plan.dockerfile(), plan.target(), plan.buildArgs()), plan);
        }
        List<ServicePlan> plans = new ArrayList<>(named.values());
        if (config.discover()) {
            discovered().stream()
                    .filter(found -> !named.containsKey(List.of(found.dockerfile(), found.target(), found.buildArgs())))
                    .forEach(plans::add);
        }
        return unique(plans.stream()
                        .sorted(Comparator.comparing(ServicePlan::name)
                                .thenComparing(ServicePlan::purpose)
                                .thenComparing(ServicePlan::dockerfile)
                                .thenComparing(plan -> plan.target().orElse(""))
                                .thenComparing(ServicePlan::context))
                        .toList())
                .stream()
                .map(plan -> plan.on(Platforms.of(builds().all(), plan)))
                .toList();
    }

    /** Two builds may have the same name; then the target, the file or the context tells them apart. */
    private static List<ServicePlan> unique(List<ServicePlan> plans) {
        Set<String> taken = new HashSet<>();
        List<ServicePlan> unique = new ArrayList<>();
        for (ServicePlan plan : plans) {
            List<String> names = new ArrayList<>(List.of(plan.name()));
            plan.target().ifPresent(target -> names.add(plan.name() + ":" + target));
            String file = plan.dockerfile().toString();
            names.add(file);
            plan.target().ifPresent(target -> names.add(file + ":" + target));
            names.add(file + plan.target().map(t -> ":" + t).orElse("") + " in " + plan.context());
            String name =
                    names.stream().filter(n -> !taken.contains(n)).findFirst().orElse(file + " " + unique.size());
            taken.add(name);
            unique.add(named(plan, name));
        }
        return unique;
    }

    private static ServicePlan named(ServicePlan p, String name) {
        return new ServicePlan(
                name,
                p.directory(),
                p.dockerfile(),
                p.context(),
                p.contextIsCertain(),
                p.target(),
                p.buildArgs(),
                p.buildContexts(),
                p.compose(),
                p.kind(),
                p.purpose(),
                p.contextIsGuessed(),
                p.found());
    }

    private List<ServicePlan> discovered() {
        BuildUses.Found builds = builds();
        Map<TreePath, List<BuildUse>> uses = new TreeMap<>();
        builds.uses()
                .forEach(use -> uses.computeIfAbsent(use.dockerfile(), none -> new ArrayList<>())
                        .add(use));
        builds.unnamed().forEach(path -> uses.putIfAbsent(path, List.of()));
        for (TreePath apps : config.apps()) {
            for (String name : sources.names(apps)) {
                TreePath path = apps.child(name).child(DOCKERFILE);
                if (sources.real(path).isPresent()) {
                    uses.putIfAbsent(path, List.of());
                }
            }
        }
        builds.closed()
                .forEach(directory -> notes.add(
                        new Problem(Span.wholeFile(directory), "may not be read: services below it are not seen")));
        List<ServicePlan> plans = new ArrayList<>();
        uses.forEach((path, of) -> plans.addAll(plans(path, of)));
        return plans;
    }

    /** The builds of one Dockerfile: those that somebody is known to run, or the one that its name stands for. */
    private List<ServicePlan> plans(TreePath path, List<BuildUse> uses) {
        SourceTree.Text text = sources.read(path);
        if (text instanceof SourceTree.Text.NotReadable not) {
            return List.of(plan(
                    path,
                    Optional.empty(),
                    new Contexts.Found(
                            path.parent(),
                            false,
                            Evidence.of(
                                    Span.wholeFile(path),
                                    "cannot be read: " + not.why().says())),
                    purpose(path, Optional.empty())));
        }
        SourceFile file = text.asFile().orElseThrow();
        if (DockerfileReader.looksLikeTemplate(file)) {
            notes.add(new Problem(Span.wholeFile(path), "is a template, not a Dockerfile"));
            return List.of();
        }
        Dockerfile dockerfile = DockerfileReader.read(file);
        boolean named = !uses.isEmpty() || isApp(path) || path.name().equals(DOCKERFILE);
        if (dockerfile.stages().isEmpty() && !named) {
            notes.add(new Problem(Span.wholeFile(path), "has the name of a Dockerfile, and builds nothing"));
            return List.of();
        }
        List<ServicePlan> plans = new ArrayList<>();
        Set<List<Object>> builds = new HashSet<>();
        for (BuildUse use : uses) {
            Contexts.Found context = use.context()
                    .map(given -> new Contexts.Found(given, true, use.evidence()))
                    .orElseGet(() -> contexts.of(dockerfile));
            if (builds.add(List.of(context.context(), use.target()))) {
                plans.add(plan(
                        path,
                        Optional.of(use),
                        context.because(use.evidence()),
                        use.production() ? Purpose.DEPLOYMENT : Purpose.DEVELOPMENT));
            }
        }
        // A stage for developers says nothing of what is shipped: the last one is.
        boolean whole =
                uses.stream().anyMatch(use -> use.production() || use.target().isEmpty());
        if (!whole) {
            plans.add(plan(path, Optional.empty(), contexts.of(dockerfile), purpose(path, Optional.empty())));
        }
        return plans;
    }

    /** Whether it lies where the configuration says that services are. */
    private boolean isApp(TreePath dockerfile) {
        return dockerfile.name().equals(DOCKERFILE)
                && config.apps().contains(dockerfile.parent().parent());
    }

    private Purpose purpose(TreePath dockerfile, Optional<String> target) {
        return !isApp(dockerfile) && BuildUses.isForDevelopment(dockerfile, target)
                ? Purpose.DEVELOPMENT
                : Purpose.DEPLOYMENT;
    }

    private ServicePlan plan(TreePath path, Optional<BuildUse> use, Contexts.Found context, Purpose purpose) {
        TreePath directory = path.parent();
        return new ServicePlan(
                ServiceName.of(path),
                directory,
                path,
                context.context(),
                context.certain(),
                use.flatMap(BuildUse::target),
                use.map(BuildUse::args).orElse(Map.of()),
                use.map(BuildUse::contexts).orElse(Map.of()),
                List.of(),
                Optional.empty(),
                purpose,
                context.guessed() && !isApp(path) && !directory.isRoot(),
                Evidence.of(Span.wholeFile(path), "lies in " + directory).because(context.evidence()));
    }

    private ServicePlan configured(ServiceConfig service) {
        SourceTree.Text text = sources.read(service.dockerfile());
        if (text instanceof SourceTree.Text.NotReadable not) {
            throw new ConfigurationException(
                    service.at() + ": `dockerfile: " + service.dockerfile() + "` cannot be read: "
                            + not.why().says() + ". It is a path relative to the root of the workspace.");
        }
        Dockerfile dockerfile = DockerfileReader.read(text.asFile().orElseThrow());
        Evidence said = Evidence.of(service.at(), "names the service");
        Contexts.Found context = service.context()
                .map(given -> new Contexts.Found(given, true, Evidence.NONE))
                .orElseGet(() -> contexts.of(dockerfile));
        TreePath directory = service.dockerfile().parent();
        return new ServicePlan(
                service.name().orElseGet(() -> directory.isRoot() ? "app" : directory.name()),
                directory,
                service.dockerfile(),
                context.context(),
                context.certain(),
                service.target(),
                service.buildArgs(),
                service.buildContexts(),
                service.compose(),
                service.kind(),
                Purpose.DEPLOYMENT,
                false,
                said.because(context.evidence()));
    }
}
