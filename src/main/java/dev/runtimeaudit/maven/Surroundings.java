package dev.runtimeaudit.maven;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigNode.Field;
import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.config.ConfigNode.Scalar;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.config.Nearest;
import dev.runtimeaudit.config.Place;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** Where a goal runs: the session, the project, and what the user has written for it. */
final class Surroundings {

    private static final String PREFIX = "runtimeAudit.";

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;

    Surroundings(MavenSession session, MavenProject project, MojoExecution execution) {
        this.session = session;
        this.project = project;
        this.execution = execution;
    }

    /** The directory of the project; the current one where there is none. */
    Path directory() {
        return project.getFile() == null
                ? Modules.real(Path.of(session.getExecutionRootDirectory()))
                : Modules.directory(project);
    }

    Path root(Optional<File> named) {
        Path root = named.map(file -> Modules.real(below(Path.of(session.getExecutionRootDirectory()), file)))
                .orElseGet(() -> WorkspaceRoot.of(directory(), Modules.topmost(session, project)));
        if (!Files.isDirectory(root)) {
            throw new ConfigurationException(PREFIX + "root: " + root + " is not a directory.");
        }
        return root;
    }

    /** Without a POM, Maven leaves the build directory open. */
    ReportDirectory reports(Optional<File> named) {
        Path build = project.getFile() == null
                ? directory().resolve("target")
                : Path.of(project.getBuild().getDirectory());
        return new ReportDirectory(
                named.map(file -> file.toPath().toAbsolutePath()).orElse(build.resolve("runtime-audit")));
    }

    Optional<Path> existing(String parameter, Optional<File> named) {
        named.filter(file -> !file.isFile()).ifPresent(file -> {
            throw new ConfigurationException(parameter + ": there is no file " + file + ".");
        });
        return named.map(File::toPath);
    }

    /**
     * Maven takes a relative name for one below the project's directory. On the command line of a build of several projects it
     * is one for all of them: where a project has no such file, it lies below another directory.
     */
    private Path below(Path other, File file) {
        Path path = file.toPath();
        File own = project.getBasedir();
        return own == null || Files.exists(path) || !path.startsWith(own.toPath())
                ? path
                : other.resolve(own.toPath().relativize(path));
    }

    /** What the file of that name says is known; a relative name is one in the root, or else one in the project. */
    Optional<List<KnownFinding>> baseline(Path root, Optional<String> named) {
        return named.map(name -> {
            Path inRoot = root.resolve(name);
            Path file = Files.isRegularFile(inRoot) ? inRoot : directory().resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new ConfigurationException(PREFIX + "baselineFile: there is no file " + inRoot
                        + ". The goal `baseline` writes one: -D" + PREFIX + "baselineFile=" + name);
            }
            return KnownFinding.of(yaml(root, file));
        });
    }

    /** What the configuration file says, with what the POM says laid over it, and a policy of the command line over both. */
    AuditConfig config(
            Path root, Optional<File> named, Map<String, @Nullable PlexusConfiguration> said, Optional<String> policy) {
        Optional<Path> file = existing(
                        PREFIX + "configFile",
                        named.map(asked -> below(root, asked).toFile()))
                .or(() -> Optional.of(root.resolve(WorkspaceRoot.CONFIG_FILE)).filter(Files::isRegularFile));
        Fields yaml = file.map(path -> yaml(root, path)).orElseGet(Surroundings::nothing);
        AuditConfig.of(yaml); // also what the POM replaces has to be right
        Fields over = policy.map(Surroundings::policy).orElseGet(Surroundings::nothing);
        return AuditConfig.of(yaml.with(pom(root).of(said)).with(over));
    }

    private static Fields policy(String word) {
        Place at = new Place(PREFIX + "policy", Span.wholeFile(TreePath.ROOT));
        return new Fields(Map.of("policy", new Field(at, new Scalar(word, at))), at);
    }

    private static Fields nothing() {
        return new Fields(Map.of(), new Place("the configuration", Span.wholeFile(TreePath.ROOT)));
    }

    private static Fields yaml(Path root, Path file) {
        try {
            TreePath path = inTree(root, file);
            boolean isInside = Modules.real(file).startsWith(root);
            return ConfigYaml.read(
                    new SourceFile(path, Files.readString(file)), isInside ? path.toString() : file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private PomTree pom(Path root) {
        Path file = project.getFile() == null
                ? directory().resolve("pom.xml")
                : project.getFile().toPath();
        TreePath path = inTree(root, file);
        return new PomTree(
                path.toString(), Span.wholeFile(path), new PluginParameterExpressionEvaluator(session, execution));
    }

    /** A file as findings name it; one outside of the root by its name alone. */
    private static TreePath inTree(Path root, Path file) {
        Path real = Modules.real(file);
        String text = real.startsWith(root) ? root.relativize(real).toString() : String.valueOf(real.getFileName());
        return TreePath.of(text.replace(File.separatorChar, '/')).orElseThrow();
    }

    /** Properties that look as if they were meant for this plugin, and are not its own. Said once in a session. */
    List<String> warnings() {
        if (!session.getRepositorySession().getData().set("dev.runtimeaudit.warned", null, true)) {
            return List.of();
        }
        Set<String> known = known(Parameter::getExpression)
                .map(expression -> expression.replace("${", "").replace("}", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        return session.getUserProperties().stringPropertyNames().stream()
                .filter(name ->
                        name.toLowerCase(Locale.ROOT).replace("-", "").startsWith(PREFIX.toLowerCase(Locale.ROOT)))
                .filter(name -> !known.contains(name))
                .sorted()
                .map(name ->
                        "-D" + name + " is no property of this plugin and has no effect" + Nearest.hint(name, known))
                .toList();
    }

    /** Maven passes over an element that no goal knows; before 3.9 without a word. */
    void refuseUnknownElements() {
        Xpp3Dom written = project.getGoalConfiguration(
                execution.getGroupId(), execution.getArtifactId(), execution.getExecutionId(), execution.getGoal());
        if (written == null) {
            return;
        }
        Set<String> known = known(Parameter::getName).collect(Collectors.toCollection(TreeSet::new));
        for (Xpp3Dom element : written.getChildren()) {
            if (!known.contains(element.getName())) {
                throw new ConfigurationException("unknown element <%s> in the <configuration> of %s%s%nAccepted: %s"
                        .formatted(
                                element.getName(),
                                execution.getArtifactId(),
                                Nearest.hint(element.getName(), known),
                                String.join(", ", known)));
            }
        }
    }

    /** Of every goal: one {@code <configuration>} may serve several. */
    private Stream<String> known(Function<Parameter, @Nullable String> of) {
        return execution.getMojoDescriptor().getPluginDescriptor().getMojos().stream()
                .map(MojoDescriptor::getParameters)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .map(of)
                .filter(Objects::nonNull);
    }

    /** How the user made this goal do nothing. */
    String skipCause() {
        String property = PREFIX + "skip";
        if (session.getUserProperties().containsKey(property)) {
            return "-D" + property + " says so";
        }
        return project.getProperties().containsKey(property)
                ? "the property " + property + " of the POM says so"
                : "<skip> in the POM says so";
    }

    /** What this project has to do in the audit of the whole build. */
    ReactorAudit audit(Request request, Log log) throws MojoExecutionException {
        Reactor reactor = new Reactor(request.root(), Modules.of(session, new Executions(session, execution)));
        return new ReactorAudit(
                request, reactor, ledger(), Progress.of(session, project, execution), log, Terminal.colours(session));
    }

    /** For a goal that runs once: in its last execution, what the topmost project of each root asks; nothing before. */
    Optional<List<Request>> topsOfLast(Request request) throws MojoExecutionException {
        SessionLedger ledger = ledger();
        ledger.arrive(request);
        if (!ledger.leave(request.execution(), Progress.of(session, project, execution))) {
            return Optional.empty();
        }
        Map<Path, Request> tops = new LinkedHashMap<>();
        ledger.arrived().stream()
                .filter(arrived -> !arrived.isSkipped())
                .sorted(Comparator.comparing(arrived -> arrived.directory().getNameCount()))
                .forEach(arrived -> tops.putIfAbsent(arrived.root(), arrived));
        return Optional.of(List.copyOf(tops.values()));
    }

    /** What the executions of this goal know of each other. */
    SessionLedger ledger() throws MojoExecutionException {
        Executions executions = new Executions(session, execution);
        return SessionLedger.of(session, execution.getGoal(), executions.in(session), project.getArtifactId());
    }

    /** The project for messages: its id, and where it lies below the root. */
    String name(Path root) {
        Path directory = directory();
        boolean isBelow = directory.startsWith(root) && !directory.equals(root);
        return project.getArtifactId() + (isBelow ? " (" + inTree(root, directory) + ")" : "");
    }

    /** Where a GitHub runner has the repository; empty when this is none (GitHub, "Default environment variables"). */
    Optional<Path> checkout() {
        Properties system = session.getSystemProperties();
        return Optional.ofNullable(system.getProperty("env.GITHUB_WORKSPACE"))
                .filter(path -> "true".equals(system.getProperty("env.GITHUB_ACTIONS")))
                .map(path -> Modules.real(Path.of(path)));
    }

    Executions.Key key() {
        return Executions.Key.of(project, execution);
    }

    boolean isOnCommandLine(String parameter) {
        return session.getUserProperties().containsKey(PREFIX + parameter);
    }
}
