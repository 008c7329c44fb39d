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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code node --import tsx}, {@code node --require tsx/cjs}: node with the hooks of tsx, which take TypeScript as it is (tsx.is, "Node.js
 * CLI"; measured with tsx 4.20 and node 20, 22.22 and 24). {@code tsx/cjs} is for programs of CommonJS, and only with {@code --require}:
 * with {@code --import} node asks its own loader for the program. {@code tsx/esm} is for modules of ECMAScript, {@code tsx} for both; with
 * {@code --require} node 22.22 fails to load either.
 */
final class TypeScriptHook {

    private static final String BOTH = "tsx";
    private static final String COMMONJS = "tsx/cjs";
    private static final String MODULES = "tsx/esm";
    private static final Set<String> HOOKS = Set.of(BOTH, COMMONJS, MODULES);

    /** The line of node in which such hooks fail when they are required. */
    private static final int FAILING = 22;

    private final Machine machine;
    private final Release release;
    private final TypeScriptReach reach;

    TypeScriptHook(Machine machine, Release release) {
        this.machine = machine;
        this.release = release;
        this.reach = new TypeScriptReach(machine, false);
    }

    /**
     * How a program ends that such a hook is loaded before. Empty where none is, or it is not proven to be installed, or the program
     * is not there: then node's own words count.
     *
     * @param requires what is loaded before it with {@code --require}
     * @param imports what is loaded before it with {@code --import}
     */
    Optional<Exit> run(ImagePath main, List<Arg> requires, List<Arg> imports, List<String> shown, Arg word) {
        List<Arg> before = new ArrayList<>(requires);
        before.addAll(imports);
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
        boolean all = fits(texts(requires), texts(imports), file)
                && before.stream()
                        .map(Arg::shown)
                        .filter(each -> !HOOKS.contains(each))
                        .allMatch(this::isThere)
                && reach.loads(file);
        if (!all) {
            return Optional.of(new Exit.Lost(Reason.MODULES_NOT_RESOLVED, runs));
        }
        return Optional.of(reach.keepsRunning()
                .<Exit>map(why -> new Exit.Never(shown, Evidence.of(word.at(), why)))
                .orElseGet(() -> new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, runs, true)));
    }

    /** Something else that is loaded first: a file of the project with all that it loads, or a package. */
    private boolean isThere(String specifier) {
        boolean file = specifier.startsWith("./") || specifier.startsWith("../") || specifier.startsWith("/");
        return file
                ? reach.loads(machine.directory().resolve(specifier))
                : reach.isInstalled(specifier, machine.directory());
    }

    private static Set<String> texts(List<Arg> words) {
        return words.stream().map(Arg::shown).collect(Collectors.toSet());
    }

    /** Whether the hooks are those for the kind of module that the program is, and are loaded as they have to be. */
    private boolean fits(Set<String> requires, Set<String> imports, ImagePath main) {
        boolean required = release.isKnown() && release.major() != FAILING;
        if (imports.contains(BOTH) || required && requires.contains(BOTH)) {
            return true;
        }
        boolean known = Manifest.above(main.parent(), machine, false) instanceof Manifest.Found;
        boolean module = main.name().endsWith(".mts")
                || main.name().endsWith(".mjs")
                || !main.name().endsWith(".cts")
                        && !main.name().endsWith(".cjs")
                        && Manifest.above(main.parent(), machine, false) instanceof Manifest.Found found
                        && found.json().type().equals(Optional.of("module"));
        boolean modules = imports.contains(MODULES) || required && requires.contains(MODULES);
        return known && (module ? modules : requires.contains(COMMONJS) && imports.isEmpty());
    }
}
