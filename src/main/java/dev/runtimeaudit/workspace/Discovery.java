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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the services: the children of the apps directories that have a Dockerfile, and those the user names. */
public final class Discovery {

    private static final String DOCKERFILE = "Dockerfile";

    private final SourceTree sources;
    private final AuditConfig config;
    private final Contexts contexts;
    private final List<Problem> notes = new ArrayList<>();

    public Discovery(SourceTree sources, AuditConfig config, Predicate<TreePath> isBuildOutput) {
        this.sources = sources;
        this.config = config;
        this.contexts = new Contexts(sources, isBuildOutput);
    }

    /** What there is to say about files that were passed over. */
    public List<Problem> notes() {
        return List.copyOf(notes);
    }

    /** The services, sorted by name. */
    public List<ServicePlan> services() {
        notes.clear();
        Map<List<Object>, ServicePlan> byBuild = new LinkedHashMap<>();
        if (config.discover()) {
            for (ServicePlan plan : discovered()) {
                byBuild.put(build(plan), plan);
            }
        }
        for (ServiceConfig service : config.services()) {
            ServicePlan plan = configured(service);
            byBuild.put(build(plan), plan);
        }
        return unique(byBuild.values().stream()
                .sorted(Comparator.comparing(ServicePlan::name).thenComparing(ServicePlan::dockerfile))
                .toList());
    }

    private static List<Object> build(ServicePlan plan) {
        return List.of(plan.dockerfile(), plan.target(), plan.buildArgs());
    }

    /** Two directories may have the same name; then the whole path tells them apart. */
    private static List<ServicePlan> unique(List<ServicePlan> plans) {
        Set<String> taken = new HashSet<>();
        List<ServicePlan> unique = new ArrayList<>();
        for (ServicePlan plan : plans) {
            String name = plan.name();
            if (!taken.add(name)) {
                name = plan.target()
                        .map(target -> plan.name() + ":" + target)
                        .orElse(plan.dockerfile().toString());
                taken.add(name);
            }
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
                p.found());
    }

    private List<ServicePlan> discovered() {
        List<ServicePlan> plans = new ArrayList<>();
        for (TreePath apps : config.apps()) {
            for (String name : sources.names(apps)) {
                inDirectory(apps.child(name), "lies in " + apps).ifPresent(plans::add);
            }
        }
        if (plans.isEmpty()) {
            inDirectory(TreePath.ROOT, "lies at the root").ifPresent(plans::add);
        }
        return plans;
    }

    private Optional<ServicePlan> inDirectory(TreePath directory, String why) {
        TreePath path = directory.child(DOCKERFILE);
        if (sources.real(path).isEmpty()) {
            return Optional.empty();
        }
        SourceTree.Text text = sources.read(path);
        if (text instanceof SourceTree.Text.NotReadable not) {
            notes.add(new Problem(Span.wholeFile(path), "cannot be read: " + why(not.why())));
            return Optional.empty();
        }
        SourceFile file = text.asFile().orElseThrow();
        if (DockerfileReader.looksLikeTemplate(file)) {
            notes.add(new Problem(Span.wholeFile(path), "is a template, not a Dockerfile"));
            return Optional.empty();
        }
        Dockerfile dockerfile = DockerfileReader.read(file);
        Contexts.Found context = contexts.of(dockerfile);
        String name = directory.isRoot() ? "app" : directory.name();
        return Optional.of(new ServicePlan(
                name,
                directory,
                path,
                context.context(),
                context.certain(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Evidence.of(Span.wholeFile(path), why).because(context.evidence())));
    }

    /** Why a file has no text, for people. */
    static String why(SourceTree.Unreadable why) {
        return switch (why) {
            case MISSING -> "there is no such file";
            case NOT_A_FILE -> "it is no regular file";
            case BINARY -> "it is a binary file";
            case TOO_LARGE -> "it is too large";
            case NO_PERMISSION -> "permission denied";
        };
    }

    private ServicePlan configured(ServiceConfig service) {
        SourceTree.Text text = sources.read(service.dockerfile());
        if (text instanceof SourceTree.Text.NotReadable not) {
            throw new ConfigurationException(service.at() + ": `dockerfile: " + service.dockerfile()
                    + "` cannot be read: " + why(not.why()) + ". It is a path relative to the root of the workspace.");
        }
        Dockerfile dockerfile = DockerfileReader.read(text.asFile().orElseThrow());
        Evidence said = Evidence.of(service.at(), "names the service");
        Contexts.Found context = service.context()
                .map(given -> new Contexts.Found(given, true, Evidence.NONE))
                .orElseGet(() -> contexts.of(dockerfile));
        TreePath directory = service.dockerfile().parent();
        return new ServicePlan(
                service.name().orElse(directory.isRoot() ? "app" : directory.name()),
                directory,
                service.dockerfile(),
                context.context(),
                context.certain(),
                service.target(),
                service.buildArgs(),
                service.buildContexts(),
                service.compose(),
                service.kind(),
                said.because(context.evidence()));
    }
}
