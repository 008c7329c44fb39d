package dev.runtimeaudit.maven;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.report.ReportFormat;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What one execution of {@code check} was asked.
 *
 * @param execution which one it is
 * @param by its project, for messages
 * @param directory of its project
 * @param skip nothing is judged, and why; empty: it is
 * @param checkout where a GitHub runner has the repository, for annotations; empty elsewhere
 * @param reportsAreAsked the command line names the report directory, for all projects at once
 */
record Request(
        Executions.Key execution,
        String by,
        Path directory,
        String skip,
        AuditOptions options,
        Gate gate,
        ReportDirectory reports,
        boolean reportsAreAsked,
        Set<ReportFormat> formats,
        Optional<Path> checkout) {

    boolean isSkipped() {
        return !skip.isEmpty();
    }

    Path root() {
        return options.root();
    }
}
