package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.report.ReportFormat;
import dev.runtimeaudit.report.SitePage;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.ServicePlan;
import java.io.File;
import java.util.EnumSet;
import java.util.Locale;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.MavenReport;
import org.apache.maven.reporting.MavenReportException;

/**
 * A page of {@code mvn site} about the services below each project, with {@code report.html} beside it. It fails nothing. Belongs
 * under {@code <reporting>}; needs maven-site-plugin 3.20 or newer.
 */
@Mojo(name = "site", requiresProject = false, threadSafe = true)
public final class SiteMojo extends AbstractAuditMojo implements MavenReport {

    private static final String NAME = "runtime-audit";

    /** The directory of the site; maven-site-plugin says which. */
    @Parameter(defaultValue = "${project.reporting.outputDirectory}", readonly = true, required = true)
    private File siteDirectory = new File("target/site");

    @Override
    void run(Surroundings here) throws MojoExecutionException {
        throw new ConfigurationException(
                "The goal `site` is a report of mvn site. Accepted: the plugin under <reporting>;"
                        + " for a page of its own, the goal `report`");
    }

    @Override
    public void generate(Sink sink, Locale locale) throws MavenReportException {
        try {
            Surroundings here = new Surroundings(session, project, execution);
            AuditOptions options = options(here);
            AuditResult result = Audit.run(options.only(plan -> isHere(options, here, plan), true));
            new ReportDirectory(siteDirectory.toPath().resolve(NAME)).write(result, EnumSet.of(ReportFormat.HTML));
            sink.head();
            sink.title();
            sink.text(getName(locale));
            sink.title_();
            sink.head_();
            sink.body();
            SitePage.write(result, NAME + "/" + ReportFormat.HTML.fileName(), new SinkPage(sink));
            sink.body_();
            sink.flush();
        } catch (ConfigurationException e) {
            throw new MavenReportException(e.getMessage(), e);
        }
    }

    @Override
    public boolean canGenerateReport() throws MavenReportException {
        try {
            Surroundings here = new Surroundings(session, project, execution);
            AuditOptions options = options(here);
            return !skip && Audit.services(options, note -> {}).stream().anyMatch(plan -> isHere(options, here, plan));
        } catch (ConfigurationException e) {
            throw new MavenReportException(e.getMessage(), e);
        }
    }

    private static boolean isHere(AuditOptions options, Surroundings here, ServicePlan plan) {
        return Modules.real(options.root().resolve(plan.directory().value())).startsWith(here.directory());
    }

    @Override
    @SuppressWarnings("deprecation") // it has no default, and the site plugin asks for the one that follows
    public String getOutputName() {
        return NAME;
    }

    @Override
    public String getOutputPath() {
        return NAME;
    }

    @Override
    public String getCategoryName() {
        return CATEGORY_PROJECT_REPORTS;
    }

    @Override
    public String getName(Locale locale) {
        return "Runtime audit";
    }

    @Override
    public String getDescription(Locale locale) {
        return "Whether each service will build, start and stay up in its container.";
    }

    @Override
    public void setReportOutputDirectory(File directory) {
        siteDirectory = directory;
    }

    @Override
    public File getReportOutputDirectory() {
        return siteDirectory;
    }

    @Override
    public boolean isExternalReport() {
        return false;
    }
}
