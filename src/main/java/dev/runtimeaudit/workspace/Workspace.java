package dev.runtimeaudit.workspace;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * The services of a monorepo, sorted by name.
 *
 * @param regions the stages and instructions of every Dockerfile: what a comment in front of them speaks of
 * @param notes files that look like input and were passed over, and why
 */
public record Workspace(List<Service> services, List<Problem> notes, List<Span> regions) {

    public Workspace {
        services = List.copyOf(services);
        notes = List.copyOf(notes);
        regions = List.copyOf(regions);
    }
}
