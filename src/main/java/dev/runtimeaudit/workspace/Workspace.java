package dev.runtimeaudit.workspace;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.variables.Documented;
import java.util.List;

/**
 * The services of a monorepo, sorted by name.
 *
 * @param compose the compose projects that concern them
 * @param peers the health checks of what their compose files run beside them
 * @param regions the stages and instructions of every Dockerfile: what a comment in front of them speaks of
 * @param notes files that look like input and were passed over, and why
 * @param documented the variables that a file documents, sorted by place
 */
public record Workspace(
        List<Service> services,
        List<ComposeProject> compose,
        List<PeerCheck> peers,
        List<Problem> notes,
        List<Span> regions,
        List<Documented> documented) {

    public Workspace {
        services = List.copyOf(services);
        compose = List.copyOf(compose);
        peers = List.copyOf(peers);
        notes = List.copyOf(notes);
        regions = List.copyOf(regions);
        documented = List.copyOf(documented);
    }

    /** A workspace that nobody deploys. */
    public Workspace(List<Service> services, List<Problem> notes, List<Span> regions) {
        this(services, List.of(), List.of(), notes, regions, List.of());
    }
}
