package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.source.Fragment;
import java.util.Optional;

/**
 * What a package asks of node, beside the node that is there.
 *
 * @param range as it is written under {@code engines} of package.json
 * @param version of the node on PATH, as far as it is known
 */
public record NodeDemand(Fragment range, String version) {

    /** The demand of the nearest package.json, where the node of this machine is proven not to meet it. */
    public static Optional<NodeDemand> unmet(Machine machine) {
        if (!(Manifest.above(machine.directory(), machine, false) instanceof Manifest.Found found)) {
            return Optional.empty();
        }
        String version = NodeTool.nodeVersion(machine);
        return found.json()
                .json()
                .member("engines")
                .flatMap(engines -> engines.text("node"))
                .filter(range -> VersionRange.accepts(range.text(), version).equals(Optional.of(false)))
                .map(range -> new NodeDemand(range, version));
    }
}
