package dev.runtimeaudit.maven;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/**
 * Which executions of a goal this session runs: those bound in POMs to a phase that it reaches, and those named on the
 * command line. Where that cannot be told, an execution does not count: one that nobody waits for still does its own
 * part, while waiting for one that never comes would leave services unjudged.
 */
final class Executions {

    /** Maven, "Introduction to the Build Lifecycle": the phases of the default lifecycle, in order. */
    private static final List<String> PHASES = List.of(
            "validate",
            "initialize",
            "generate-sources",
            "process-sources",
            "generate-resources",
            "process-resources",
            "compile",
            "process-classes",
            "generate-test-sources",
            "process-test-sources",
            "generate-test-resources",
            "process-test-resources",
            "test-compile",
            "process-test-classes",
            "test",
            "prepare-package",
            "package",
            "pre-integration-test",
            "integration-test",
            "post-integration-test",
            "verify",
            "install",
            "deploy");

    private final MojoExecution own;
    private final String defaultPhase;
    private final int reached;
    private final List<String> onCommandLine;

    /** One execution of the goal in one project. */
    record Key(String project, String execution) {

        static Key of(MavenProject project, MojoExecution execution) {
            return new Key(project.getId(), execution.getExecutionId());
        }
    }

    Executions(MavenSession session, MojoExecution own) {
        this.own = own;
        this.defaultPhase = own.getMojoDescriptor().getPhase() == null
                ? "verify"
                : own.getMojoDescriptor().getPhase();
        this.reached =
                session.getGoals().stream().mapToInt(PHASES::indexOf).max().orElse(-1);
        this.onCommandLine = session.getGoals().stream()
                .filter(this::isThisGoal)
                .map(goal -> goal.contains("@") ? goal.substring(goal.indexOf('@') + 1) : "default-cli")
                .toList();
    }

    /**
     * All that are to come when the first of them runs. One that the command line names runs in the topmost project alone:
     * so it is for goals that do without a project (Maven, {@code DefaultLifecycleTaskSegmentCalculator}).
     */
    Set<Key> in(MavenSession session) {
        Set<Key> keys = new HashSet<>();
        for (MavenProject project : session.getProjects()) {
            bound(project.getBuildPlugins()).forEach(bound -> keys.add(new Key(project.getId(), bound.getId())));
        }
        onCommandLine.forEach(
                name -> keys.add(new Key(session.getTopLevelProject().getId(), name)));
        return keys;
    }

    boolean areOnCommandLine() {
        return !onCommandLine.isEmpty();
    }

    boolean areBoundIn(MavenProject project) {
        return bound(project.getBuildPlugins()).findAny().isPresent();
    }

    /** Whether the modules of a project have them because it has. */
    boolean areHandedDownBy(MavenProject project) {
        return bound(project.getBuildPlugins().stream()
                        .filter(Plugin::isInherited)
                        .toList())
                .anyMatch(PluginExecution::isInherited);
    }

    /** Whether a POM declares them itself. */
    boolean areBoundIn(Model pom) {
        return pom.getBuild() != null
                && bound(pom.getBuild().getPlugins()).findAny().isPresent();
    }

    private Stream<PluginExecution> bound(List<Plugin> plugins) {
        return plugins.stream()
                .filter(plugin -> plugin.getKey().equals(own.getPlugin().getKey()))
                .map(Plugin::getExecutions)
                .flatMap(List::stream)
                .filter(execution -> execution.getGoals().contains(own.getGoal()))
                .filter(this::isReached);
    }

    private boolean isReached(PluginExecution execution) {
        int phase = PHASES.indexOf(execution.getPhase() == null ? defaultPhase : execution.getPhase());
        return phase >= 0 && phase <= reached;
    }

    /** Whether a word of the command line is {@code prefix:goal} or {@code group:artifact[:version]:goal}, with or without {@code @id}. */
    private boolean isThisGoal(String word) {
        String[] parts = word.split("@", 2)[0].split(":");
        if (parts.length < 2 || !parts[parts.length - 1].equals(own.getGoal())) {
            return false;
        }
        String prefix = own.getMojoDescriptor().getPluginDescriptor().getGoalPrefix();
        return parts.length == 2
                ? parts[0].equals(prefix)
                : (parts[0] + ":" + parts[1]).equals(own.getPlugin().getKey());
    }
}
