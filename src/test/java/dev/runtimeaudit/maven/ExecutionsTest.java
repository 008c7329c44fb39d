package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionsTest {

    @ParameterizedTest
    @CsvSource({
        "verify, , true",
        "install, , true",
        "clean verify, verify, true",
        "package, , false",
        "package, package, true",
        "test, verify, false",
        "verify, none, false",
        "verify, my-phase, false",
    })
    void anExecutionCountsWhenItsPhaseIsReached(String goals, String phase, boolean counts) {
        MavenProject project = project("a", execution("audit", phase));

        assertThat(executions(goals, project).areBoundIn(project)).isEqualTo(counts);
    }

    @ParameterizedTest
    @CsvSource({
        "runtime-audit:check, default-cli",
        "runtime-audit:check@again, again",
        "dev.runtimeaudit:runtime-audit-maven-plugin:check, default-cli",
        "dev.runtimeaudit:runtime-audit-maven-plugin:1.0:check, default-cli",
        "runtime-audit:list, ",
        "other:check, ",
        "dev.other:runtime-audit-maven-plugin:1.0:check, ",
    })
    void oneOnTheCommandLineRunsInTheTopmostProjectAlone(String goal, String execution) {
        MavenProject top = project("top");
        MavenProject module = project("a");
        MavenSession session = session(goal, top, module);

        List<Executions.Key> expected =
                execution == null ? List.of() : List.of(new Executions.Key(top.getId(), execution));
        assertThat(new Executions(session, own()).in(session)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachBoundExecutionOfEachProjectIsToCome() {
        MavenProject top = project("top", execution("audit", null));
        MavenProject module = project("a", execution("audit", null), execution("again", "install"));
        MavenSession session = session("verify", top, module, project("lib"));

        assertThat(new Executions(session, own()).in(session))
                .containsExactlyInAnyOrder(
                        new Executions.Key(top.getId(), "audit"), new Executions.Key(module.getId(), "audit"));
    }

    @Test
    void whatIsNotInheritedIsNotHandedDown() {
        PluginExecution own = execution("audit", null);
        own.setInherited(false);
        MavenProject alone = project("alone", own);
        MavenProject parent = project("parent", execution("audit", null));

        assertThat(executions("verify", alone).areHandedDownBy(alone)).isFalse();
        assertThat(executions("verify", parent).areHandedDownBy(parent)).isTrue();
    }

    private static Executions executions(String goals, MavenProject... projects) {
        return new Executions(session(goals, projects), own());
    }

    @SuppressWarnings("deprecation") // meant for tests like this one
    private static MavenSession session(String goals, MavenProject... projects) {
        MavenSession session = new MavenSession(
                null,
                new DefaultRepositorySystemSession(),
                new DefaultMavenExecutionRequest().setGoals(List.of(goals.split(" "))),
                new DefaultMavenExecutionResult());
        session.setProjects(List.of(projects));
        return session;
    }

    private static MojoExecution own() {
        PluginDescriptor plugin = new PluginDescriptor();
        plugin.setGroupId("dev.runtimeaudit");
        plugin.setArtifactId("runtime-audit-maven-plugin");
        plugin.setGoalPrefix("runtime-audit");
        plugin.setPlugin(plugin());
        MojoDescriptor goal = new MojoDescriptor();
        goal.setPluginDescriptor(plugin);
        goal.setGoal("check");
        goal.setPhase("verify");
        return new MojoExecution(goal, "default");
    }

    private static Plugin plugin() {
        Plugin plugin = new Plugin();
        plugin.setGroupId("dev.runtimeaudit");
        plugin.setArtifactId("runtime-audit-maven-plugin");
        return plugin;
    }

    private static PluginExecution execution(String id, String phase) {
        PluginExecution execution = new PluginExecution();
        execution.setId(id);
        execution.setPhase(phase);
        execution.setGoals(new ArrayList<>(List.of("check")));
        return execution;
    }

    private static MavenProject project(String name, PluginExecution... executions) {
        Plugin plugin = plugin();
        plugin.setExecutions(new ArrayList<>(List.of(executions)));
        Model model = new Model();
        model.setGroupId("it");
        model.setArtifactId(name);
        model.setVersion("1");
        model.setBuild(new Build());
        if (executions.length > 0) {
            model.getBuild().addPlugin(plugin);
        }
        return new MavenProject(model);
    }
}
