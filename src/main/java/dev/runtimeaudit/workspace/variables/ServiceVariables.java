package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environment variables of a service.
 *
 * @param all sorted by name
 * @param complete every file that the program loads was found and read: there are no others in its own code
 * @param written its own code looks up no name that is not written there
 * @param project the directory of the package that is run
 * @param start the source file that the process begins with, where there is one
 * @param given what its deployments give it by name, used or not
 * @param documents the files that document variables for it
 * @param open why the deployment may give more than is written down; empty when it cannot
 * @param bundle how the values of public names get into what browsers are given; empty where there is no such thing
 * @param starting the commands and scripts on the way to the process: what they name is used
 * @param asked in which order the process asks for what it does not start without
 * @param secrets values in its image that should not be there
 * @param sources the files of its own code that a program of node loads, at start or later
 * @param links what the specifiers in them mean: the file of another one
 */
public record ServiceVariables(
        List<Variable> all,
        boolean complete,
        boolean written,
        Optional<TreePath> project,
        Optional<TreePath> start,
        List<Given> given,
        List<TreePath> documents,
        Optional<Evidence> open,
        Optional<Bundle> bundle,
        Set<String> starting,
        Asked asked,
        List<Secret> secrets,
        List<SourceFile> sources,
        Map<TreePath, Map<String, TreePath>> links) {

    public static final ServiceVariables NONE = new ServiceVariables(
            List.of(),
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Asked.NOTHING,
            List.of(),
            List.of(),
            Map.of());

    /**
     * A variable that somebody gives to the container.
     *
     * @param address where its value leads, where that is an address; never the value
     * @param certain the value is the same wherever it is deployed
     * @param unlike a value that the build puts in for the same name is known, and another one
     */
    public record Given(
            String name, Variable.Provider provider, Optional<Address> address, boolean certain, boolean unlike) {
        @Override
        public String toString() {
            return provider + " " + name;
        }
    }

    public ServiceVariables {
        all = List.copyOf(all);
        given = List.copyOf(given);
        documents = List.copyOf(documents);
        starting = Set.copyOf(starting);
        secrets = List.copyOf(secrets);
        sources = List.copyOf(sources);
        links = Map.copyOf(links);
    }

    public Optional<Variable> get(String name) {
        return all.stream().filter(v -> v.name().equals(name)).findFirst();
    }
}
