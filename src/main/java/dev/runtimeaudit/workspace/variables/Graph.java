package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.script.EnvScript;
import dev.runtimeaudit.read.script.EnvScript.Call;
import dev.runtimeaudit.read.script.EnvScript.Function;
import dev.runtimeaudit.read.script.EnvScript.Helper;
import dev.runtimeaudit.read.script.EnvScript.Import;
import dev.runtimeaudit.read.script.EnvUse;
import dev.runtimeaudit.read.script.EnvUse.Reach;
import dev.runtimeaudit.read.script.EnvUses;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The source files that a program loads, from its first one on, and which of their functions run before it serves.
 * File by file: that is enough to tell whose variables they are.
 *
 * <p>It is one class although it is long: which files are loaded and which functions are called is found out together.
 */
final class Graph {

    private static final int MOST_FILES = 4_000;
    private static final int DEEPEST_EXPORT = 6;

    /** A function of a file; -1 for its top level. */
    private record At(TreePath file, int function) {}

    /** What a package from elsewhere is loaded for. */
    record External(String specifier, Set<String> names, TreePath from, Span at, boolean start) {}

    /** The scripts of a workspace, each read once. */
    static final class Scripts {
        private final SourceTree tree;
        private final Map<TreePath, Optional<EnvScript>> read = new HashMap<>();

        Scripts(SourceTree tree) {
            this.tree = tree;
        }

        Optional<EnvScript> get(TreePath path) {
            return read.computeIfAbsent(path, p -> tree.read(p).asFile().map(EnvUses::of));
        }
    }

    private final Scripts scripts;
    private final ModuleMap modules;
    private final Map<TreePath, EnvScript> files = new LinkedHashMap<>();
    private final Set<TreePath> atStart = new LinkedHashSet<>();
    private final Set<At> started = new LinkedHashSet<>();
    private final List<External> externals = new ArrayList<>();
    private boolean complete = true;

    private Graph(Scripts scripts, ModuleMap modules) {
        this.scripts = scripts;
        this.modules = modules;
    }

    static Graph of(Scripts scripts, ModuleMap modules, Entries entries) {
        Graph graph = new Graph(scripts, modules);
        entries.start().forEach(file -> graph.load(file, true));
        entries.later().forEach(file -> graph.load(file, false));
        graph.start();
        return graph;
    }

    Map<TreePath, EnvScript> files() {
        return files;
    }

    /** What the specifiers of each file mean, where that is another file. */
    Map<TreePath, Map<String, TreePath>> links() {
        Map<TreePath, Map<String, TreePath>> links = new HashMap<>();
        files.forEach((path, script) -> {
            Map<String, TreePath> meant = new HashMap<>();
            for (Import each : script.imports()) {
                modules.resolve(path, each.specifier()).ifPresent(target -> meant.put(each.specifier(), target));
            }
            links.put(path, meant);
        });
        return links;
    }

    List<External> externals() {
        return externals;
    }

    /** Whether every file that is loaded was found and read. */
    boolean isComplete() {
        return complete;
    }

    /** Whether something runs, without anything to decide it, before the program serves. */
    boolean isStarted(TreePath file, Reach reach) {
        return !reach.decided() && started.contains(new At(file, reach.function()));
    }

    private void load(TreePath first, boolean start) {
        Deque<TreePath> open = new ArrayDeque<>(List.of(first));
        Map<TreePath, Boolean> when = new HashMap<>(Map.of(first, start));
        while (!open.isEmpty()) {
            TreePath path = open.poll();
            boolean now = when.getOrDefault(path, false);
            boolean known = files.containsKey(path);
            if (known && (!now || atStart.contains(path))) {
                continue;
            }
            Optional<EnvScript> script = scripts.get(path);
            if (script.isEmpty() || files.size() >= MOST_FILES) {
                complete = false;
                continue;
            }
            files.put(path, script.get());
            if (now) {
                atStart.add(path);
            }
            for (Import each : script.get().imports()) {
                Optional<TreePath> target = modules.resolve(path, each.specifier());
                boolean loaded = now && !each.lazy();
                if (target.isPresent()) {
                    when.merge(target.get(), loaded, Boolean::logicalOr);
                    open.add(target.get());
                } else {
                    externals.add(new External(
                            each.specifier(), Set.copyOf(each.names().values()), path, each.at(), loaded));
                }
            }
        }
    }

    /**
     * The top levels that run when the program starts, in their order, each cut into pieces where others run in between.
     *
     * @param importsFirst imports of a file run before all else of it
     */
    List<Piece> order(List<TreePath> starts, boolean importsFirst) {
        List<Piece> order = new ArrayList<>();
        Set<TreePath> seen = new LinkedHashSet<>();
        starts.forEach(start -> order(start, importsFirst, seen, order));
        return order;
    }

    /** The part of a file's top level from one place to another; empty for its beginning or end. */
    record Piece(TreePath file, Optional<Span> from, Optional<Span> to) {
        boolean holds(Span at) {
            return at.path().equals(file)
                    && from.filter(f -> at.compareTo(f) < 0).isEmpty()
                    && to.filter(t -> at.compareTo(t) >= 0).isEmpty();
        }
    }

    private void order(TreePath file, boolean importsFirst, Set<TreePath> seen, List<Piece> order) {
        EnvScript script = files.get(file);
        if (script == null || !atStart.contains(file) || !seen.add(file)) {
            return;
        }
        List<Import> imports = script.imports().stream()
                .filter(each -> !each.lazy())
                .sorted(Comparator.comparing(Import::at))
                .toList();
        Optional<Span> from = Optional.empty();
        for (Import each : imports) {
            Optional<TreePath> target = modules.resolve(file, each.specifier());
            if (target.isPresent() && !importsFirst) {
                order.add(new Piece(file, from, Optional.of(each.at())));
                from = Optional.of(each.at());
            }
            target.ifPresent(path -> order(path, importsFirst, seen, order));
        }
        order.add(new Piece(file, from, Optional.empty()));
    }

    // --- functions -----------------------------------------------------------------------------------------------

    private void start() {
        Deque<At> open = new ArrayDeque<>();
        atStart.forEach(file -> open.add(new At(file, -1)));
        while (!open.isEmpty()) {
            At at = open.poll();
            EnvScript script = files.get(at.file());
            if (script == null || !started.add(at)) {
                continue;
            }
            for (Function function : script.functions()) {
                if (function.runs()
                        && function.outer() == at.function()
                        && !function.reach().decided()) {
                    open.add(new At(at.file(), function.index()));
                }
            }
            for (Call call : script.calls()) {
                if (call.reach().function() == at.function() && !call.reach().decided()) {
                    called(at.file(), script, call).forEach(open::add);
                }
            }
        }
    }

    private List<At> called(TreePath file, EnvScript script, Call call) {
        List<At> found = new ArrayList<>();
        boolean own = call.root().equals(call.name()) || call.root().equals("this");
        for (Function function : script.functions()) {
            if (own && function.name().equals(call.name())) {
                found.add(new At(file, function.index()));
            }
        }
        if (found.isEmpty()) {
            imported(file, script, call.root()).forEach(from -> {
                String name = call.root().equals(call.name()) ? from.name() : call.name();
                exported(from.file(), name, 0).forEach(found::add);
            });
        }
        return found;
    }

    /** What a name of a script is called where it comes from. */
    private record Named(TreePath file, String name) {}

    private List<Named> imported(TreePath file, EnvScript script, String local) {
        List<Named> found = new ArrayList<>();
        for (Import each : script.imports()) {
            String there = each.names().get(local);
            if (there != null) {
                modules.resolve(file, each.specifier())
                        .ifPresent(target -> found.add(new Named(target, there.equals("*") ? local : there)));
            }
        }
        return found;
    }

    private List<At> exported(TreePath file, String name, int depth) {
        EnvScript script = files.get(file);
        List<At> found = new ArrayList<>();
        if (script == null || depth > DEEPEST_EXPORT) {
            return found;
        }
        for (Function function : script.functions()) {
            if (function.name().equals(name)) {
                found.add(new At(file, function.index()));
            }
        }
        if (found.isEmpty()) {
            for (Import each : script.imports()) {
                String there = each.all() ? name : each.names().getOrDefault(name, "");
                if (!there.isEmpty()) {
                    modules.resolve(file, each.specifier())
                            .ifPresent(target -> found.addAll(exported(target, there, depth + 1)));
                }
            }
        }
        return found;
    }

    /** The helper that a lookup calls; empty when it is none. */
    Optional<Helper> helper(TreePath file, EnvScript script, EnvScript.Lookup lookup) {
        Helper own = script.helpers().get(lookup.name());
        if (own != null) {
            return Optional.of(own);
        }
        for (Named named : imported(file, script, lookup.root())) {
            String name = lookup.root().equals(lookup.name()) ? named.name() : lookup.name();
            Optional<Helper> there = helper(named.file(), name, 0);
            if (there.isPresent()) {
                return there;
            }
        }
        return Optional.empty();
    }

    private Optional<Helper> helper(TreePath file, String name, int depth) {
        EnvScript script = files.get(file);
        if (script == null || depth > DEEPEST_EXPORT) {
            return Optional.empty();
        }
        Helper here = script.helpers().get(name);
        if (here != null) {
            return Optional.of(here);
        }
        for (Import each : script.imports()) {
            String there = each.all() ? name : each.names().getOrDefault(name, "");
            Optional<TreePath> target = there.isEmpty() ? Optional.empty() : modules.resolve(file, each.specifier());
            Optional<Helper> found = target.flatMap(t -> helper(t, there, depth + 1));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The package that a name of a script comes from; empty for what the script or the language has itself. */
    Optional<String> origin(EnvScript script, EnvUse.Consumer consumer) {
        int dot = consumer.name().indexOf('.');
        String root = dot < 0 ? consumer.name() : consumer.name().substring(0, dot);
        return script.imports().stream()
                .filter(each -> each.names().containsKey(root))
                .map(Import::specifier)
                .findFirst();
    }
}
