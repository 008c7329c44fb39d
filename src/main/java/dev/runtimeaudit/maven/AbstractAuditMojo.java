package dev.runtimeaudit.maven;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.Choice;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.World.Engine;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** What every goal is told: where the monorepo is, and what the user says about it. */
abstract class AbstractAuditMojo extends AbstractMojo {

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    MojoExecution execution;

    /**
     * The directory of the monorepo. Default: the nearest directory upwards with a {@code runtime-audit.yaml}, else the
     * directory of the topmost POM of this build, else the nearest one upwards, within the git repository, with a
     * workspace manifest, else the current one. Example: {@code ..}
     */
    @Parameter(property = "runtimeAudit.root")
    @Nullable
    File root;

    /**
     * The configuration file, seen from the project, or else from the root. Default: {@code runtime-audit.yaml} in the root,
     * if there is one; a file that is named here has to exist. What the POM says is laid over it: single values and {@code apps} replace those of the file, the
     * entries of all other lists come together, and of two entries for one rule, image or service that of the POM counts.
     */
    @Parameter(property = "runtimeAudit.configFile")
    @Nullable
    File configFile;

    /** Do nothing. Example: {@code -DruntimeAudit.skip} */
    @Parameter(property = "runtimeAudit.skip", defaultValue = "false")
    boolean skip;

    /** Findings from this severity up are violations: {@code CRITICAL}, {@code HIGH}, {@code MEDIUM} or {@code LOW}. */
    @Parameter(property = "runtimeAudit.violationSeverity", defaultValue = "HIGH")
    String violationSeverity;

    /**
     * Whose demands fail the build: {@code audit}, the audit's own rules, too; {@code proof}, only what is proven to break.
     * Default: {@code audit}, unless {@code runtime-audit.yaml} says otherwise.
     */
    @Parameter(property = "runtimeAudit.policy")
    @Nullable
    String policy;

    /** Whose behaviour is predicted: {@code docker-28}, {@code docker-20} or {@code podman-4}. */
    @Parameter(property = "runtimeAudit.engine", defaultValue = "docker-28")
    String engine;

    /**
     * A file with findings that are known and do not count, as {@code runtime-audit:baseline} writes it; relative to the
     * root. For {@code check} and {@code report} there is none unless it is named, and one that is named has to exist.
     * Example: {@code runtime-audit-baseline.json}
     */
    @Parameter(property = "runtimeAudit.baselineFile")
    @Nullable
    String baselineFile;

    /** Directories whose children with a Dockerfile are services. Example: {@code <apps><app>services</app></apps>} */
    @Parameter
    @Nullable
    PlexusConfiguration apps;

    /** Whether services are discovered; {@code false}: only those listed in {@code services} are audited. */
    @Parameter
    @Nullable
    PlexusConfiguration discover;

    /**
     * Services by name; one with the Dockerfile, target and arguments of a discovered service replaces it. Example:
     * {@code <services><service><name>web</name><dockerfile>docker/web.Dockerfile</dockerfile></service></services>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration services;

    /**
     * House rules over the model. Example: {@code <require><requirement><services>*-service</services>
     * <user><name>nodejs</name></user><init>true</init></requirement></require>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration require;

    /**
     * What is known of an image and the audit cannot know. Example: {@code <assume><assumption><service>web</service>
     * <path>/app/dist/main.js</path><is>present</is><reason>built by the pipeline</reason></assumption></assume>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration assume;

    /**
     * Files that exist before {@code docker build}. Example: {@code <produced><files><path>apps/web/dist</path><by>nx
     * build</by></files></produced>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration produced;

    /** Environment variables that the deployment gives. Example: {@code <providedByPlatform><name>DATABASE_URL</name></providedByPlatform>} */
    @Parameter
    @Nullable
    PlexusConfiguration providedByPlatform;

    /**
     * What the audit cannot know about private base images. Example: {@code <images><image>
     * <image>registry.example.org/node-base:20</image><like>node:20-alpine</like></image></images>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration images;

    /** Severities of rules, or {@code off}. Example: {@code <rules><rule><rule>runs-as-root</rule><severity>HIGH</severity></rule></rules>} */
    @Parameter
    @Nullable
    PlexusConfiguration rules;

    /**
     * Findings that are accepted. Example: {@code <suppress><finding><rule>healthcheck-missing</rule>
     * <service>worker</service><reason>it has no port</reason></finding></suppress>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration suppress;

    /**
     * What services are tried with by {@code smoke}. Example: {@code <smoke><trial><services>web</services>
     * <environment><API_URL>http://127.0.0.1</API_URL></environment><ready>Listening at</ready></trial></smoke>}
     */
    @Parameter
    @Nullable
    PlexusConfiguration smoke;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        try {
            Surroundings here = new Surroundings(session, project, execution);
            here.warnings().forEach(getLog()::warn);
            here.refuseUnknownElements();
            run(here);
        } catch (ConfigurationException e) {
            throw new MojoExecutionException(
                    "%s%nWhat can be said: docs/configuration.md, or mvn %s:help -Ddetail -Dgoal=%s"
                            .formatted(e.getMessage(), execution.getPlugin().getId(), execution.getGoal()),
                    e);
        }
    }

    abstract void run(Surroundings here) throws MojoExecutionException, MojoFailureException;

    /** What all of the parameters say. */
    final AuditOptions options(Surroundings here) {
        Path directory = here.root(Optional.ofNullable(root));
        return options(here, here.baseline(directory, Optional.ofNullable(baselineFile)));
    }

    /** The same with another baseline, or with none. */
    final AuditOptions options(Surroundings here, Optional<List<KnownFinding>> baseline) {
        Path directory = here.root(Optional.ofNullable(root));
        AuditConfig config =
                here.config(directory, Optional.ofNullable(configFile), said(), Optional.ofNullable(policy));
        return new AuditOptions(
                directory,
                config,
                Choice.of(Engine.class, engine, "runtimeAudit.engine"),
                Choice.of(Severity.class, violationSeverity, "runtimeAudit.violationSeverity"),
                baseline,
                plan -> true,
                true);
    }

    private Map<String, @Nullable PlexusConfiguration> said() {
        Map<String, @Nullable PlexusConfiguration> said = new LinkedHashMap<>();
        said.put("apps", apps);
        said.put("discover", discover);
        said.put("services", services);
        said.put("require", require);
        said.put("assume", assume);
        said.put("produced", produced);
        said.put("providedByPlatform", providedByPlatform);
        said.put("images", images);
        said.put("rules", rules);
        said.put("suppress", suppress);
        said.put("smoke", smoke);
        return said;
    }
}
