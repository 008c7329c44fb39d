package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;

/**
 * The environment variables of a service.
 *
 * @param all sorted by name
 * @param complete every file that the program loads was found and read: there are no others in its own code
 * @param project the directory of the package that is run
 * @param start the source file that the process begins with, where there is one
 * @param given what its deployments give it by name, used or not
 * @param documents the files that document variables for it
 * @param open why the deployment may give more than is written down; empty when it cannot
 * @param bundled the values of public names are put into a bundle when it is built
 */
public record ServiceVariables(
        List<Variable> all,
        boolean complete,
        Optional<TreePath> project,
        Optional<TreePath> start,
        List<Given> given,
        List<TreePath> documents,
        Optional<Evidence> open,
        boolean bundled) {

    public static final ServiceVariables NONE = new ServiceVariables(
            List.of(), false, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), false);

    /**
     * A variable that somebody gives to the container.
     *
     * @param host the host name of its value, where that is an address; never the value
     */
    public record Given(String name, Variable.Provider provider, Optional<String> host) {
        @Override
        public String toString() {
            return provider + " " + name;
        }
    }

    public ServiceVariables {
        all = List.copyOf(all);
        given = List.copyOf(given);
        documents = List.copyOf(documents);
    }

    public Optional<Variable> get(String name) {
        return all.stream().filter(v -> v.name().equals(name)).findFirst();
    }
}
