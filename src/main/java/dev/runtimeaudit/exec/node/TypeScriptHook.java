package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code node --import tsx}, {@code node --require tsx/cjs}: node with the hooks of tsx, which take TypeScript as it is (tsx.is, "Node.js
 * CLI"; measured with tsx 4.20 and node 24). {@code tsx/cjs} is for programs of CommonJS, {@code tsx/esm} for modules of
 * ECMAScript, {@code tsx} for both.
 */
final class TypeScriptHook {

    private static final String BOTH = "tsx";
    private static final String COMMONJS = "tsx/cjs";
    private static final String MODULES = "tsx/esm";
    private static final Set<String> HOOKS = Set.of(BOTH, COMMONJS, MODULES);

    private final Machine machine;
    private final TypeScriptReach reach;

    TypeScriptHook(Machine machine) {
        this.machine = machine;
        this.reach = new TypeScriptReach(machine, false);
    }

    /**
     * How a program ends that such a hook is loaded before. Empty where none is, or it is not proven to be installed, or the program
     * is not there: then node's own words count.
     *
     * @param before all that is loaded before it
     */
    Optional<Exit> run(ImagePath main, List<Arg> before, List<String> shown, Arg word) {
        List<String> hooks =
                before.stream().map(Arg::shown).filter(HOOKS::contains).toList();
        if (hooks.isEmpty()
                || !hooks.stream().allMatch(hook -> reach.isInstalled(hook, machine.directory()))
                || !(machine.files().follow(main) instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.File)) {
            return Optional.empty();
        }
        Evidence runs = Evidence.of(word.at(), "runs `" + main + "`").because(here.evidence());
        ImagePath file = here.value().path();
        boolean all = fits(hooks, file)
                && before.stream()
                        .map(Arg::shown)
                        .filter(each -> !HOOKS.contains(each))
                        .allMatch(this::isThere)
                && reach.loads(file);
        if (!all) {
            return Optional.of(new Exit.Lost(Reason.MODULES_NOT_RESOLVED, runs));
        }
        return Optional.of(
                reach.listens()
                        ? new Exit.Never(shown, Evidence.of(word.at(), "loads only what is there, and listens"))
                        : new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, runs, true));
    }

    /** Something else that is loaded first: a file of the project with all that it loads, or a package. */
    private boolean isThere(String specifier) {
        boolean file = specifier.startsWith("./") || specifier.startsWith("../") || specifier.startsWith("/");
        return file
                ? reach.loads(machine.directory().resolve(specifier))
                : reach.isInstalled(specifier, machine.directory());
    }

    /** Whether the hooks are those for the kind of module that the program is. */
    private boolean fits(List<String> hooks, ImagePath main) {
        if (hooks.contains(BOTH)) {
            return true;
        }
        boolean known = Manifest.above(main.parent(), machine, false) instanceof Manifest.Found;
        boolean module = main.name().endsWith(".mts")
                || main.name().endsWith(".mjs")
                || !main.name().endsWith(".cts")
                        && !main.name().endsWith(".cjs")
                        && Manifest.above(main.parent(), machine, false) instanceof Manifest.Found found
                        && found.json().type().equals(Optional.of("module"));
        return known && hooks.contains(module ? MODULES : COMMONJS);
    }
}
