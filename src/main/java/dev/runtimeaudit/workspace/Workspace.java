package dev.runtimeaudit.workspace;

import dev.runtimeaudit.source.Problem;
import java.util.List;

/**
 * The services of a monorepo, sorted by name.
 *
 * @param notes files that look like input and were passed over, and why
 */
public record Workspace(List<Service> services, List<Problem> notes) {

    public Workspace {
        services = List.copyOf(services);
        notes = List.copyOf(notes);
    }
}
