package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Precondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The services that one {@code docker compose} command runs.
 *
 * @param directory where relative paths and {@code .env} are looked for
 * @param files in the order in which they are merged
 * @param use what it is for
 * @param complete whether these are known to be all of its files; otherwise another file may complete it
 * @param found who names the files
 * @param problems why {@code docker compose config} rejects it; of an incomplete project only what no file can mend
 * @param preconditions files and variables that are documented, or kept out of version control on purpose
 */
public record ComposeProject(
        TreePath directory,
        List<TreePath> files,
        Use use,
        boolean complete,
        Evidence found,
        List<ComposeService> services,
        List<ComposeProblem> problems,
        List<Precondition> preconditions) {

    /** How it is told from others: its files, one behind the other. */
    String name() {
        return files.stream().map(TreePath::value).collect(Collectors.joining("+"));
    }

    /** What a project is for. */
    public enum Use {
        PRODUCTION,
        /** On the machine of a developer, or in tests: read for hints only. */
        DEVELOPMENT
    }

    public ComposeProject {
        files = List.copyOf(files);
        services = List.copyOf(services);
        problems = List.copyOf(problems);
        preconditions = List.copyOf(preconditions);
    }

    public Optional<ComposeService> service(String name) {
        return services.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    ComposeProject with(List<ComposeProblem> others) {
        return new ComposeProject(directory, files, use, complete, found, services, others, preconditions);
    }

    public boolean isProduction() {
        return use == Use.PRODUCTION;
    }

    /** It says how several images are built and what they are called, and of no container how it runs: a list to build and push. */
    public boolean isForBuilding() {
        return services.size() > 1
                && services.stream()
                        .allMatch(service ->
                                service.build().isPresent() && service.image().isPresent() && !service.saysHowItRuns());
    }
}
