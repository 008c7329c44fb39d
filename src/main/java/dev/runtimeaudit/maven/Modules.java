package dev.runtimeaudit.maven;

import dev.runtimeaudit.maven.Reactor.Module;
import dev.runtimeaudit.maven.Reactor.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/**
 * The modules of the monorepo as Maven knows them: those of the session, those that {@code -pl} or {@code -rf} left out,
 * and those that a start below the top never loaded, which only the POMs above name.
 */
final class Modules {

    private final MavenSession session;
    private final Executions executions;
    private final Map<Path, Module> found = new LinkedHashMap<>();

    private Modules(MavenSession session, Executions executions) {
        this.session = session;
        this.executions = executions;
    }

    static List<Module> of(MavenSession session, Executions executions) {
        Modules modules = new Modules(session, executions);
        modules.loaded();
        if (session.getRequest().isRecursive()) {
            modules.namedAbove();
        }
        return List.copyOf(modules.found.values());
    }

    /** The directory of the topmost POM of this build that lies above a project, or its own; empty without a POM. */
    static Optional<Path> topmost(MavenSession session, MavenProject project) {
        if (project.getFile() == null) {
            return Optional.empty();
        }
        Path start = directory(project);
        return Stream.concat(lineage(project).stream(), all(session).stream())
                .filter(each -> each.getFile() != null)
                .map(Modules::directory)
                .filter(start::startsWith)
                .min(Comparator.comparingInt(Path::getNameCount));
    }

    private static List<MavenProject> all(MavenSession session) {
        return session.getAllProjects() == null ? session.getProjects() : session.getAllProjects();
    }

    /** Symbolic links followed: two ways to write one directory must not make two. */
    static Path directory(MavenProject project) {
        return real(project.getBasedir().toPath());
    }

    static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize(); // it does not exist: whoever reads it says so
        }
    }

    private void loaded() {
        Set<MavenProject> built = new HashSet<>(session.getProjects());
        for (MavenProject project : all(session)) {
            if (project.getFile() != null) {
                add(directory(project), project.getArtifactId(), part(project, built.contains(project)));
            }
        }
    }

    private Part part(MavenProject project, boolean isBuilt) {
        if (executions.areBoundIn(project)) {
            return isBuilt ? Part.AUDITS : Part.LEFT_OUT;
        }
        return isBuilt ? Part.BYSTANDER : unbuilt(false);
    }

    /** A goal on the command line is for what the command line selects: that is as good as bound in all of it. */
    private Part unbuilt(boolean isBound) {
        return isBound || executions.areOnCommandLine() ? Part.LEFT_OUT : Part.BYSTANDER;
    }

    private void add(Path directory, String name, Part part) {
        found.putIfAbsent(directory, new Module(directory, name, part));
    }

    private void namedAbove() {
        for (MavenProject project : session.getProjects()) {
            for (MavenProject above : lineage(project)) {
                Path directory = directory(above);
                if (!found.containsKey(directory)) {
                    add(directory, above.getArtifactId(), part(above, false));
                    named(directory, above.getModules(), executions.areHandedDownBy(above));
                }
            }
        }
    }

    /** The parents that lie on this disk, not in a repository. */
    private static List<MavenProject> lineage(MavenProject project) {
        Deque<MavenProject> all = new ArrayDeque<>();
        for (MavenProject at = project.getParent(); at != null && at.getFile() != null; at = at.getParent()) {
            all.add(at);
        }
        return List.copyOf(all);
    }

    /** Modules that nobody loaded: they run what the POM that names them hands down, and what they declare. */
    private void named(Path directory, List<String> modules, boolean handedDown) {
        for (String name : modules) {
            Path at = real(directory.resolve(name));
            Path pom = Files.isDirectory(at) ? at.resolve("pom.xml") : at;
            Path home = real(pom.resolveSibling("."));
            if (Files.isRegularFile(pom) && !found.containsKey(home)) {
                Model model = read(pom);
                boolean runs = handedDown || executions.areBoundIn(model);
                add(home, name, unbuilt(runs));
                named(home, model.getModules(), runs);
            }
        }
    }

    /** A POM that cannot be read says nothing; it is not part of this build, so nobody else complains. */
    private static Model read(Path pom) {
        try (InputStream in = Files.newInputStream(pom)) {
            return new MavenXpp3Reader().read(in, false);
        } catch (IOException | XmlPullParserException e) {
            return new Model();
        }
    }
}
