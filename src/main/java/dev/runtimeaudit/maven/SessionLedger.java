package dev.runtimeaudit.maven;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.ServicePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.SessionData;

/** What the executions of one session know of each other. Nobody waits: whoever comes last does what is left. */
final class SessionLedger {

    private static final String KEY = "dev.runtimeaudit.ledger.";

    private final Set<Executions.Key> toCome;
    private final List<Request> arrived = new ArrayList<>();
    private final Map<Request, List<ServicePlan>> found = new LinkedHashMap<>();
    private final Map<ServiceKey, ServicePlan> taken = new LinkedHashMap<>();
    private final Set<Path> wholes = new HashSet<>();
    private final List<Part> parts = new ArrayList<>();

    private final Set<Problem> leftOut = new LinkedHashSet<>();

    /**
     * What one execution judged.
     *
     * @param root of the monorepo
     * @param reports where it reports
     */
    record Part(Path root, Path reports, AuditResult result) {}

    /** A service of a monorepo, however it is called: a Dockerfile, a target, and arguments. */
    record ServiceKey(Path root, TreePath dockerfile, Optional<String> target, Map<String, String> buildArgs) {

        static ServiceKey of(Path root, ServicePlan plan) {
            return new ServiceKey(root, plan.dockerfile(), plan.target(), plan.buildArgs());
        }
    }

    SessionLedger(Set<Executions.Key> toCome) {
        this.toCome = new HashSet<>(toCome);
    }

    /**
     * The ledger of this session for one goal. The entry in the session holds JDK types only, because a build can load a plugin twice;
     * then neither copy can read what the other one found, and a whole report could not be made.
     */
    static SessionLedger of(MavenSession session, String goal, Set<Executions.Key> toCome, String project)
            throws MojoExecutionException {
        String key = KEY + goal;
        SessionData data = session.getRepositorySession().getData();
        Map<String, Object> fresh = new ConcurrentHashMap<>(Map.of("by", project, "ledger", new SessionLedger(toCome)));
        data.set(key, null, fresh);
        if (data.get(key) instanceof Map<?, ?> entry) {
            if (entry.get("ledger") instanceof SessionLedger ledger) {
                return ledger;
            }
            throw new MojoExecutionException(
                    "This build loads the runtime audit twice, once for %s and once for %s, because their versions, plugin dependencies or plugin repositories differ. Declare the plugin once, in <pluginManagement> of the topmost POM."
                            .formatted(entry.get("by"), project));
        }
        throw new MojoExecutionException("Another plugin uses the session's entry " + key + ".");
    }

    synchronized void arrive(Request request) {
        arrived.add(request);
    }

    synchronized List<Request> arrived() {
        return List.copyOf(arrived);
    }

    /** Whether nobody else is to come. */
    synchronized boolean isLast(Executions.Key execution, Progress progress) {
        return toCome.stream().allMatch(key -> key.equals(execution) || progress.hasEnded(key.project()));
    }

    /** Notes that an execution has done its own part; whether it was the last. */
    synchronized boolean leave(Executions.Key execution, Progress progress) {
        toCome.remove(execution);
        return isLast(execution, progress);
    }

    /** Notes what an execution can see, judged by it or not. */
    synchronized void found(Request by, List<ServicePlan> services) {
        found.put(by, List.copyOf(services));
    }

    synchronized Map<Request, List<ServicePlan>> found() {
        return new LinkedHashMap<>(found);
    }

    /** Takes a service, to judge it or to pass over it because the user says so; false when another has. */
    synchronized boolean take(Path root, ServicePlan service) {
        return taken.putIfAbsent(ServiceKey.of(root, service), service) == null;
    }

    /** Takes what concerns a workspace as a whole; false when another has. */
    synchronized boolean takeWhole(Path root) {
        return wholes.add(root);
    }

    synchronized List<ServicePlan> taken() {
        return List.copyOf(taken.values());
    }

    synchronized void keep(Part part) {
        parts.add(part);
    }

    /** Notes a service that no project of this session judges. */
    synchronized boolean leaveOut(Problem service) {
        return leftOut.add(service);
    }

    synchronized List<Problem> leftOut() {
        return List.copyOf(leftOut);
    }

    /** What was judged so far, as one; empty when nothing was. */
    synchronized Optional<AuditResult> result(Predicate<Part> which) {
        List<AuditResult> results =
                parts.stream().filter(which).map(Part::result).toList();
        return results.isEmpty()
                ? Optional.empty()
                : Optional.of(AuditResult.together(results).without(List.copyOf(leftOut)));
    }
}
