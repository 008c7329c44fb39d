package dev.runtimeaudit.maven;

import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** How far a session has come. */
interface Progress {

    /** Whether a project, by its id, is built or has failed: what it has not run by then it never will. */
    boolean hasEnded(String project);

    /** The projects that are not built yet, and do not run this goal either: nobody looks at what they will make. */
    List<String> unseen();

    static Progress of(MavenSession session, MavenProject current, MojoExecution execution) {
        Executions executions = new Executions(session, execution);
        return new Progress() {
            @Override
            public boolean hasEnded(String project) {
                return projects().filter(each -> each.getId().equals(project)).anyMatch(this::hasEnded);
            }

            @Override
            public List<String> unseen() {
                boolean buildsNothing = execution.getSource() == MojoExecution.Source.CLI;
                return projects()
                        .filter(each -> !buildsNothing && !each.equals(current) && !hasEnded(each))
                        .filter(each -> !executions.areBoundIn(each))
                        .map(MavenProject::getArtifactId)
                        .toList();
            }

            private boolean hasEnded(MavenProject project) {
                return session.getResult().getBuildSummary(project) != null;
            }

            private Stream<MavenProject> projects() {
                return session.getProjects().stream();
            }
        };
    }
}
