package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One {@code node_modules} in the making: its packages, and the commands that they put into {@code .bin}. */
final class ModuleDirectory {

    private static final Reason WHY = Reason.INSTALLED_MODULES_NOT_MODELLED;

    /** What tools leave beside the packages. */
    private static final List<String> LEFT =
            List.of(".cache", ".prisma", ".vite", ".package-lock.json", ".modules.yaml");

    /** No package brings a shell, and one that brings a node or a manager brings just that. */
    private static final List<String> NEVER = List.of("sh", "bash", "node", "npm", "npx", "pnpm", "yarn");

    private final Meta meta;
    private final Evidence evidence;
    private final SortedMap<String, Slot> packages = new TreeMap<>();
    private final SortedMap<String, Slot> bins = new TreeMap<>();

    /** Packages all of whose commands are known. */
    private final Set<String> told = new TreeSet<>();

    private Optional<Slot> generated = Optional.empty();
    private boolean closed = true;
    private boolean binsClosed = true;

    /** @param evidence why what is not put in is not there */
    ModuleDirectory(Meta meta, Evidence evidence) {
        this.meta = meta;
        this.evidence = evidence;
    }

    /** A package of which only the name is known. */
    Directory unread() {
        return Directory.empty(meta, new Rest.Open(WHY, evidence));
    }

    void put(String name, Node node) {
        packages.put(name, new Slot.Here(node));
    }

    void perhaps(String name, Node node) {
        perhaps(name, node, WHY);
    }

    void perhaps(String name, Node node, Reason why) {
        if (!(packages.get(name) instanceof Slot.Here)) {
            packages.put(name, new Slot.Perhaps(Optional.of(node), why, evidence));
        }
    }

    boolean has(String name) {
        return packages.containsKey(name);
    }

    /** What stands under {@code .prisma}. */
    void generated(Slot slot) {
        generated = Optional.of(slot);
    }

    /** There may be others. */
    void open() {
        closed = false;
        binsClosed = false;
    }

    void openBins() {
        binsClosed = false;
    }

    /**
     * The commands of a package.
     *
     * @param commands empty when it is not known what they are
     */
    void commands(String name, String version, Optional<? extends Iterable<String>> commands, boolean certain) {
        List<String> table = GlobalPackages.commands(name);
        if (commands.isEmpty() && table.isEmpty()) {
            binsClosed = false;
            String own = name.substring(name.lastIndexOf('/') + 1);
            bins.putIfAbsent(own, new Slot.Perhaps(Optional.empty(), WHY, evidence));
            return;
        }
        told.add(name);
        Iterable<String> known = commands.isPresent() ? commands.get() : table;
        for (String command : known) {
            Node.File file = new Node.File(
                    meta.withMode(0755), new Program(command, GlobalPackages.exact(version), Linkage.UNKNOWN));
            boolean there = bins.get(command) instanceof Slot.Here;
            if (certain) {
                bins.put(command, new Slot.Here(file));
            } else if (!there) {
                bins.put(command, new Slot.Perhaps(Optional.of(file), WHY, evidence));
            }
        }
    }

    boolean isEmpty() {
        return packages.isEmpty() && closed;
    }

    /**
     * The directory as it stands afterwards.
     *
     * @param before what stood there: packages that stay are not written anew
     * @param store where the packages themselves lie, by name: {@code .pnpm}
     */
    Directory directory(Optional<Directory> before, Map<String, Directory> store) {
        TreeMap<String, Slot> children = new TreeMap<>();
        TreeMap<String, TreeMap<String, Slot>> scopes = new TreeMap<>();
        packages.forEach((name, slot) -> {
            int slash = name.indexOf('/');
            if (slash < 0) {
                children.put(name, kept(slot, before.map(b -> b.slot(name))));
            } else {
                String scope = name.substring(0, slash);
                String own = name.substring(slash + 1);
                Optional<Slot> old = before.flatMap(b -> below(b.slot(scope))).map(b -> b.slot(own));
                scopes.computeIfAbsent(scope, s -> new TreeMap<>()).put(own, kept(slot, old));
            }
        });
        scopes.forEach((scope, own) -> {
            boolean certain = own.values().stream().anyMatch(Slot.Here.class::isInstance);
            Directory directory = new Directory(meta, rest(closed), () -> own);
            children.put(
                    scope,
                    certain
                            ? new Slot.Here(directory)
                            : new Slot.Perhaps(Optional.of(directory), common(own.values()), evidence));
        });
        for (String name : LEFT) {
            Slot old = before.map(b -> b.slot(name)).orElse(new Slot.Gone(evidence));
            boolean client = name.equals(".prisma");
            // What may have been generated stays: no later install or prune takes it away (npm 10.8, pnpm 9.15).
            boolean stays = old instanceof Slot.Here || client && old instanceof Slot.Perhaps && generated.isPresent();
            if (stays) {
                children.put(name, old);
            } else if (client && generated.isPresent()) {
                children.put(name, generated.get());
            } else if (!client || packages.containsKey(PrismaPackage.NAME)) {
                children.put(name, new Slot.Perhaps(Optional.empty(), WHY, evidence));
            }
        }
        store.forEach((name, directory) -> children.put(name, new Slot.Here(directory)));
        children.put(".bin", bins());
        return new Directory(meta, rest(closed), () -> children);
    }

    private static Reason common(Collection<Slot> slots) {
        boolean below = slots.stream()
                .allMatch(slot ->
                        slot instanceof Slot.Perhaps perhaps && perhaps.reason() == Reason.INSTALLED_HERE_OR_BELOW);
        return below ? Reason.INSTALLED_HERE_OR_BELOW : WHY;
    }

    /** A package that is there already stays as it is, with all that was written into it. */
    private static Slot kept(Slot now, Optional<Slot> old) {
        boolean same = now instanceof Slot.Here here
                && here.node() instanceof Directory directory
                && directory.children().size() <= 2
                && old.filter(slot -> slot instanceof Slot.Here there && there.node() instanceof Directory)
                        .isPresent();
        return same ? old.orElseThrow() : now;
    }

    static Optional<Directory> below(Slot slot) {
        return slot instanceof Slot.Here here && here.node() instanceof Directory directory
                ? Optional.of(directory)
                : Optional.empty();
    }

    private Rest rest(boolean complete) {
        return complete ? new Rest.Closed(evidence) : new Rest.Open(WHY, evidence);
    }

    private Slot bins() {
        if (!binsClosed) {
            for (String name : NEVER) {
                bins.putIfAbsent(name, new Slot.Gone(evidence));
            }
            if (closed) {
                absentCommands();
            }
        }
        boolean certain = bins.values().stream().anyMatch(Slot.Here.class::isInstance);
        Directory directory = new Directory(meta, rest(binsClosed), () -> bins);
        return certain || binsClosed
                ? bins.isEmpty() ? new Slot.Gone(evidence) : new Slot.Here(directory)
                : new Slot.Perhaps(Optional.of(directory), WHY, evidence);
    }

    /** A command that only one package brings is not there without it, whatever else may be. */
    private void absentCommands() {
        GlobalPackages.owners().forEach((command, owners) -> {
            boolean may = packages.keySet().stream()
                    .filter(name -> !told.contains(name))
                    .anyMatch(name -> owners.contains(name) || name.contains(command));
            if (!may) {
                bins.putIfAbsent(command, new Slot.Gone(evidence));
            }
        });
    }
}
