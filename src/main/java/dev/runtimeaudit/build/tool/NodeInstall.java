package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeProject.Member;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One install as it is laid out on disk: which {@code node_modules} there are, and which packages are in them (docs.npmjs.com,
 * "folders"; pnpm.io, "Symlinked node_modules structure"; bun.sh, "Isolated installs").
 *
 * <p>It is one class although it is long: the layouts differ in where a package lies, and share all the rest.
 */
final class NodeInstall {

    private static final String MODULES = "node_modules";

    private static final String PNPM = ".pnpm";

    /** These are no packages of a registry: what they lead to may be somewhere else. */
    private static final List<String> LOCAL = List.of("file:", "link:", "portal:", ".", "/", "~");

    /** Where packages lie. */
    enum Layout {
        /** Each at a place that the lockfile names. */
        PLACED,
        /** Every name in the root's directory. */
        FLAT,
        /** Each package in a store, and links to what a package.json asks for. */
        ISOLATED
    }

    /**
     * @param development whether {@code devDependencies} are installed; empty when that is not known
     * @param chosen the directories of the packages that are installed; empty for all
     * @param store the directory of {@link Layout#ISOLATED}
     * @param older long names in the store are cut as up to pnpm 9
     * @param publicly what is linked into the root's own directory besides
     * @param members whether the packages of the workspace are linked with them
     * @param builds whether packages of the registry have their own scripts run; empty when that is not known
     * @param carried packages that do not come from a registry but are copied, by their keys in the lockfile; where there are
     *     any, all that the lockfile has for the one package is installed, whoever asks for it
     * @param left keys of packages of {@link Layout#ISOLATED} that are left out, although what they need is not
     * @param clean what was there before is removed first
     * @param prunes what does not belong there is removed
     * @param apart whether what has peers lies where these are in {@link Layout#FLAT}, not where every name does
     */
    record Manner(
            Layout layout,
            Optional<Boolean> development,
            Optional<Set<String>> chosen,
            String store,
            boolean older,
            List<String> publicly,
            boolean members,
            Optional<Boolean> builds,
            Optional<Map<String, Directory>> carried,
            Set<String> left,
            boolean clean,
            boolean prunes,
            boolean apart) {}

    private final Job job;
    private final NodeProject project;
    private final Optional<Lockfile> lock;
    private final Manner manner;
    private final Evidence evidence;
    private final Meta meta;
    /** Where yarn's {@code name@range} lead to: by the name, then by the range. */
    private final Map<String, Map<String, String>> descriptors;

    /** What is counted, by its name. */
    private final Map<String, List<Locked>> named = new HashMap<>();

    private Optional<Set<String>> scattered = Optional.empty();

    /** Members whose dependencies are installed for certain. */
    private final Set<String> covered = new TreeSet<>();

    NodeInstall(Job job, NodeProject project, Optional<Lockfile> lock, Manner manner) {
        this.job = job;
        this.project = project;
        this.lock = lock;
        this.manner = manner;
        this.meta = job.made(0755);
        this.evidence = job.evidence();
        this.descriptors = manner.layout() == Layout.FLAT
                ? lock.map(NodeInstall::descriptors).orElse(Map.of())
                : Map.of();
    }

    void run() {
        switch (manner.layout()) {
            case PLACED -> lock.ifPresent(this::placed);
            case FLAT -> flat();
            case ISOLATED -> isolated(project.root());
        }
    }

    private ModuleDirectory modules() {
        return new ModuleDirectory(meta, evidence);
    }

    /** A package of which, as a rule, only the name is known. */
    private Directory content(String name, Locked each) {
        Directory unread = modules().unread();
        return name.equals(PrismaPackage.NAME) ? PrismaPackage.content(unread, each.version()) : unread;
    }

    private Slot generated(Locked client) {
        return PrismaPackage.generated(
                job, client.version(), manner.builds(), job.machine().directory());
    }

    private boolean isChosen(String directory) {
        return manner.chosen().map(all -> all.contains(directory)).orElse(true);
    }

    private Set<Group> certain() {
        return manner.development().orElse(false) ? EnumSet.allOf(Group.class) : Lockfile.production();
    }

    private Set<Group> possible() {
        return manner.development().orElse(true) ? EnumSet.allOf(Group.class) : Lockfile.production();
    }

    private static boolean isLocal(String specifier) {
        return LOCAL.stream().anyMatch(specifier::startsWith);
    }

    /** Whether nothing but what is installed now is in a directory: the rest is removed, or there was none. */
    private boolean isAlone(ImagePath modules) {
        return manner.prunes() || job.files().follow(modules) instanceof Fact.Absent<Located>;
    }

    private boolean isAlone() {
        return project.members().values().stream()
                .allMatch(member -> isAlone(member.path().child(MODULES)));
    }

    // --- by place --------------------------------------------------------------------------------------------------

    private void placed(Lockfile locked) {
        Set<String> all = new TreeSet<>();
        Set<String> sure = new TreeSet<>(
                locked.closure(targets(locked, firm(locked, certain())), firm(locked, Lockfile.production()), false));
        if (manner.chosen().isEmpty()) {
            locked.packages().forEach((place, each) -> {
                boolean member = each.link()
                        .map(target -> project.members().containsKey(target))
                        .orElse(false);
                if (!each.development() || possible().contains(Group.DEVELOPMENT)) {
                    all.add(place);
                }
                if (member) {
                    sure.add(place);
                }
            });
        } else {
            all.addAll(locked.closure(targets(locked, possible()), Lockfile.production()));
        }
        boolean moved =
                locked.format() == Lockfile.Format.BUN && !manner.development().orElse(false);
        if (moved) {
            // What is left out makes room for other versions (bun 1.3).
            sure.removeIf(place -> Optional.ofNullable(locked.packages().get(place))
                    .filter(each -> versions(each.name()) > 1)
                    .isPresent());
        }
        boolean complete = isComplete(locked) && !moved;
        Map<String, ModuleDirectory> directories = new TreeMap<>();
        Map<String, Map<String, Boolean>> inside = new TreeMap<>();
        directories.put(MODULES, modules());
        for (String place : all) {
            Locked each = locked.packages().get(place);
            int at = place.lastIndexOf(MODULES + "/");
            if (each == null || at < 0) {
                continue;
            }
            String holder = place.substring(0, at + MODULES.length());
            int outer = holder.lastIndexOf(MODULES + "/");
            if (outer >= 0) {
                // Inside a package: told with the package that holds it.
                inside.computeIfAbsent(holder, h -> new TreeMap<>())
                        .put(place.substring(at + MODULES.length() + 1), sure.contains(place) && !each.picky());
                continue;
            }
            ModuleDirectory directory = directories.computeIfAbsent(holder, h -> modules());
            String name = place.substring(at + MODULES.length() + 1);
            add(directory, name, each, place, sure.contains(place));
        }
        project.members().forEach((member, at) -> {
            if (member.equals(".") || directories.containsKey(member + "/" + MODULES)) {
                return;
            }
            ImagePath own = at.path().child(MODULES);
            if (manner.clean()) {
                // Of an earlier install nothing is left, in no package of the workspace.
                job.files(job.files().without(own, evidence));
            } else if (manner.prunes() && !(job.files().follow(own) instanceof Fact.Absent<Located>)) {
                directories.put(member + "/" + MODULES, modules());
            }
        });
        directories.forEach((place, directory) -> {
            if (!complete) {
                directory.open();
            }
            boolean own = place.equals(MODULES)
                    || project.members()
                            .containsKey(place.substring(0, Math.max(0, place.length() - MODULES.length() - 1)));
            if (own) {
                write(project.root().resolve(place), directory, Map.of());
            }
        });
        inside.forEach((holder, names) -> nested(project.root().resolve(holder), names));
    }

    private void add(ModuleDirectory directory, String name, Locked each, String place, boolean certain) {
        Node node = each.link()
                .<Node>map(target -> new Node.Link(meta, up(place) + target))
                .orElseGet(() -> content(each.name().isEmpty() ? name : each.name(), each));
        boolean there = certain && !each.picky();
        if (there && name.equals(PrismaPackage.NAME)) {
            directory.generated(generated(each));
        }
        if (there) {
            directory.put(name, node);
        } else {
            directory.perhaps(name, node);
        }
        Optional<Member> member = each.link()
                .flatMap(target -> Optional.ofNullable(project.members().get(target)));
        String called = each.name().isEmpty() ? name : each.name();
        if (member.isPresent()) {
            Set<String> own = ownCommands(member.get());
            directory.commands(called, each.version(), Optional.of(own), false);
            own.removeIf(command -> !isThere(member.get(), command));
            directory.commands(called, each.version(), Optional.of(own), there);
        } else {
            directory.commands(called, each.version(), each.bins(), there);
        }
    }

    /** Whether the file of a command is there already: npm links no other ones (npm/bin-links, {@code link-gently}; measured). */
    private boolean isThere(Member member, String command) {
        return member.json()
                .json()
                .member("bin")
                .flatMap(bin -> bin instanceof Json.Members ? bin.member(command) : Optional.of(bin))
                .filter(file -> file instanceof Json.Text text
                        && job.files().follow(member.path().resolve(text.text().text()))
                                instanceof Fact.Present<Located>)
                .isPresent();
    }

    static Set<String> ownCommands(Member member) {
        Set<String> commands = new TreeSet<>();
        member.json().json().member("bin").ifPresent(bin -> {
            if (bin instanceof Json.Members members) {
                commands.addAll(members.all().keySet());
            } else {
                commands.add(member.name().substring(member.name().lastIndexOf('/') + 1));
            }
        });
        return commands;
    }

    /** {@code ../} as often as it takes from the directory of a link to the root. */
    private static String up(String place) {
        return "../".repeat((int) place.chars().filter(c -> c == '/').count());
    }

    private void nested(ImagePath holder, Map<String, Boolean> names) {
        ImagePath owner = holder.parent();
        if (!(job.files().at(owner) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)
                || directory.slot(MODULES) instanceof Slot.Here) {
            return;
        }
        ModuleDirectory inner = modules();
        names.forEach((name, certain) -> {
            if (certain) {
                inner.put(name, inner.unread());
            } else {
                inner.perhaps(name, inner.unread());
            }
        });
        inner.openBins();
        job.files(job.files().with(holder, inner.directory(Optional.empty(), Map.of())));
    }

    /** Without what may be left out: npm's lockfile says of a package itself only that nobody needs it for certain. */
    private static Set<Group> firm(Lockfile locked, Set<Group> groups) {
        Set<Group> firm = EnumSet.copyOf(groups);
        if (locked.format() == Lockfile.Format.NPM) {
            firm.remove(Group.OPTIONAL);
        }
        return firm;
    }

    /** The keys that the chosen packages lead to. */
    private List<String> targets(Lockfile locked, Set<Group> groups) {
        List<String> targets = new ArrayList<>();
        locked.importers().forEach((directory, importer) -> {
            if (isChosen(directory)
                    && (directory.equals(".") || project.members().containsKey(directory))) {
                importer.wishes().values().stream()
                        .filter(wish -> groups.contains(wish.group()))
                        .forEach(wish -> targets.add(wish.target()));
            }
        });
        return targets;
    }

    /** Whether the lockfile tells of just what is on disk. */
    private boolean isComplete(Lockfile locked) {
        boolean same = project.isSure() && isAlone() && manner.chosen().isEmpty();
        for (String directory : locked.importers().keySet()) {
            same &= project.members().containsKey(directory);
        }
        for (Member member : project.members().values()) {
            same &= agrees(locked, member);
        }
        return same;
    }

    private static boolean agrees(Lockfile locked, Member member) {
        Lockfile.Importer importer = locked.importers().get(member.directory());
        if (importer == null) {
            return member.wanted().isEmpty()
                    || locked.importers().isEmpty() && locked.version().equals("1");
        }
        return member.wanted().entrySet().stream()
                .allMatch(wanted -> Optional.ofNullable(importer.wishes().get(wanted.getKey()))
                        .filter(wish ->
                                wish.specifier().equals(wanted.getValue().specifier()))
                        .isPresent());
    }

    // --- every name at the root ------------------------------------------------------------------------------------

    private void flat() {
        ModuleDirectory root = modules();
        boolean complete = project.isSure() && lock.isPresent() && isAlone();
        Set<String> linked = new TreeSet<>();
        Set<String> owed = new TreeSet<>();
        Set<String> asked = new TreeSet<>();
        Optional.ofNullable(project.members().get("."))
                .ifPresent(top -> top.wanted().forEach((name, wanted) -> {
                    if (isChosen(".") && certain().contains(wanted.group())) {
                        asked.add(name);
                    }
                }));
        for (boolean certain : new boolean[] {true, false}) {
            Set<Group> groups = certain ? certain() : possible();
            Set<String> targets = new TreeSet<>();
            Set<String> seen = new TreeSet<>();
            for (Member member : project.members().values()) {
                if (isChosen(member.directory())) {
                    collect(member, groups, root, certain, targets, linked, seen);
                }
            }
            if (certain) {
                owed.addAll(owed());
            }
            Set<String> keys =
                    lock.map(l -> l.closure(targets, Set.of(), !certain)).orElse(targets);
            Set<String> contested = certain ? contested(keys) : Set.of();
            for (String key : keys) {
                if (manner.left().contains(key)) {
                    continue;
                }
                Optional<Locked> found =
                        lock.flatMap(l -> Optional.ofNullable(l.packages().get(key))
                                .filter(p -> p.link().isEmpty()));
                if (found.isPresent()) {
                    Locked each = found.get();
                    boolean alone = isAlone(each);
                    boolean there = certain
                            && !each.picky()
                            && (alone
                                    || asked.contains(each.name())
                                    || contested.contains(each.name())
                                    || isThereInSomeVersion(each));
                    Optional<Directory> copied = manner.carried().map(all -> all.get(key));
                    if (there) {
                        boolean told = alone
                                || !each.name().equals(PrismaPackage.NAME)
                                        && (!contested.contains(each.name()) || asked.contains(each.name()));
                        Directory files = told
                                ? copied.map(this::copied).orElseGet(() -> content(each.name(), each))
                                : root.unread();
                        root.put(each.name(), files);
                    } else {
                        root.perhaps(each.name(), root.unread(), where(owed.contains(each.name())));
                    }
                    if (there && each.name().equals(PrismaPackage.NAME)) {
                        root.generated(generated(each));
                    }
                    root.commands(each.name(), each.version(), each.bins(), there && alone);
                }
            }
            complete &= seen.stream().noneMatch(name -> name.startsWith("?"));
        }
        for (Member member : project.members().values()) {
            boolean links = project.manager().equals("yarn") || linked.contains(member.name());
            if (!member.directory().equals(".")
                    && !member.name().isEmpty()
                    && links
                    && !project.manager().equals("pnpm")) {
                Node link = new Node.Link(meta, up(MODULES + "/" + member.name()) + member.directory());
                if (linked.contains(member.name())) {
                    root.put(member.name(), link);
                } else {
                    root.perhaps(member.name(), link);
                }
                root.commands(member.name(), "", Optional.of(ownCommands(member)), false);
            }
            if (project.manager().equals("pnpm")
                    && manner.members()
                    && !member.name().isEmpty()) {
                root.perhaps(
                        member.name(), new Node.Link(meta, up(MODULES + "/" + member.name()) + member.directory()));
            }
        }
        if (!complete) {
            root.open();
        }
        write(project.root().child(MODULES), root, Map.of());
        for (Member member : project.members().values()) {
            if (!member.directory().equals(".")) {
                // Versions that differ from the root's lie here, also of packages that others of the workspace depend
                // on.
                // What pnpm's lockfile does not tell of, an install adds, in a version of its own.
                boolean told = !project.manager().equals("pnpm")
                        || project.lockfile() instanceof Fact.Present<Lockfile> lock && agrees(lock.value(), member);
                boolean below = told && covered.contains(member.directory());
                job.files(job.files().perhaps(member.path().child(MODULES), where(below), evidence));
            }
            if (project.manager().equals("pnpm")) {
                besides(member);
            }
        }
    }

    private static Reason where(boolean below) {
        return below ? Reason.INSTALLED_HERE_OR_BELOW : Reason.INSTALLED_MODULES_NOT_MODELLED;
    }

    /** What the members that are installed for certain ask for, each of which is at the root or in the member. */
    private Set<String> owed() {
        Set<String> owed = new TreeSet<>();
        for (Member member : project.members().values()) {
            if (covered.contains(member.directory())) {
                member.wanted().forEach((name, wanted) -> {
                    Optional<Locked> found = lock.map(l -> l.packages().get(key(member, name, wanted.specifier())));
                    boolean certain = wanted.group() == Group.PRODUCTION
                            && found.filter(each -> each.link().isEmpty()
                                            && !each.picky()
                                            && each.name().equals(name))
                                    .isPresent();
                    if (certain && !manner.left().contains(key(member, name, wanted.specifier()))) {
                        owed.add(name);
                    }
                });
            }
        }
        return owed;
    }

    /** A package of the workspace that is there as a copy: versions that others do not share lie in it. */
    private Directory copied(Directory files) {
        return files.slot(MODULES) instanceof Slot.Here
                ? files
                : files.with(
                        MODULES, new Slot.Perhaps(Optional.empty(), Reason.INSTALLED_MODULES_NOT_MODELLED, evidence));
    }

    /** pnpm links a package of the workspace beside who asks for it, whatever the linker (measured with 8 to 11). */
    private void besides(Member member) {
        ImagePath modules = member.path().child(MODULES);
        member.wanted()
                .forEach((name, wanted) -> project.named(name).ifPresent(other -> {
                    boolean certain = certain().contains(wanted.group())
                            && manner.chosen().isEmpty();
                    if (certain) {
                        job.files(job.files().mkdirs(scope(modules, name), meta));
                        if (!member.directory().equals(".")) {
                            job.files(job.files().open(modules, Reason.INSTALLED_MODULES_NOT_MODELLED, evidence));
                        }
                        job.files(job.files()
                                .with(
                                        modules.resolve(name),
                                        new Node.Link(meta, relative(scope(modules, name), other.path()))));
                    } else {
                        job.files(job.files()
                                .perhaps(modules.resolve(name), Reason.INSTALLED_MODULES_NOT_MODELLED, evidence));
                    }
                }));
    }

    /**
     * Whether it lies at the root for certain: another version may have taken the place, also one that is left out now, and what has
     * peers lies where these are (yarn 4, and pnpm without {@code auto-install-peers}, measured). Of yarn's lockfile it is known which they
     * are.
     */
    private boolean isAlone(Locked each) {
        boolean told = lock.filter(l -> l.format() == Lockfile.Format.BERRY).isPresent()
                && !each.peerNames().isEmpty();
        return told
                ? !scattered().contains(each.name())
                : !isApart(each) && versions(each.name()) <= 1 && !mayStayBehind(each);
    }

    /**
     * yarn 1 leaves what has peers beside who asks for it, where one of these lies there (measured with 1.22); its lockfile does not tell who
     * has any. What the root asks for lies in its directory.
     */
    private boolean mayStayBehind(Locked each) {
        boolean tells = lock.filter(l -> l.format() == Lockfile.Format.YARN_1).isEmpty();
        Member root = project.members().get(".");
        boolean asked = root != null && root.wanted().containsKey(each.name());
        return !tells && !asked && named().keySet().stream().anyMatch(name -> versions(name) > 1);
    }

    /** Of a name with several versions, each of which may lie at the root, yarn 2 and later put one there (measured with 4.12). */
    private boolean isThereInSomeVersion(Locked each) {
        return lock.filter(l -> l.format() == Lockfile.Format.BERRY).isPresent()
                && !each.name().equals(PrismaPackage.NAME)
                && named().getOrDefault(each.name(), List.of()).stream()
                        .noneMatch(other ->
                                other.picky() || other.peerNames().stream().anyMatch(scattered()::contains));
    }

    /**
     * The names of packages that may lie elsewhere: those with several versions, and, as long as there are more, those with a peer among
     * them. All others yarn hoists together (yarnpkg/berry, {@code hoist.ts}; measured with 4.18).
     */
    private Set<String> scattered() {
        if (scattered.isEmpty()) {
            Set<String> names = new TreeSet<>();
            named().keySet().stream().filter(name -> versions(name) > 1).forEach(names::add);
            boolean more = true;
            while (more) {
                more = false;
                for (Map.Entry<String, List<Locked>> each : named().entrySet()) {
                    boolean follows = each.getValue().stream()
                            .flatMap(version -> version.peerNames().stream())
                            .anyMatch(names::contains);
                    more |= follows && names.add(each.getKey());
                }
            }
            scattered = Optional.of(names);
        }
        return scattered.get();
    }

    private boolean isApart(Locked each) {
        return manner.apart() && each.peers();
    }

    /**
     * Names of which several versions are installed, and one lies at the root whichever: pnpm chooses among those that it installs
     * (9 to 12, measured). Not where one of them may be left out, or lies where its peers are.
     */
    private Set<String> contested(Set<String> keys) {
        Set<String> names = new TreeSet<>();
        if (!project.manager().equals("pnpm") || lock.isEmpty()) {
            return names;
        }
        Map<String, Locked> packages = lock.get().packages();
        keys.stream()
                .map(packages::get)
                .filter(each -> each != null && versions(each.name()) > 1)
                .forEach(each -> names.add(each.name()));
        packages.values().stream()
                .filter(each -> isApart(each) || each.picky())
                .forEach(each -> names.remove(each.name()));
        // Which of its versions generates is not said.
        names.remove(PrismaPackage.NAME);
        return names;
    }

    /** How many versions of a name there are. */
    private long versions(String name) {
        return named().getOrDefault(name, List.of()).stream()
                .map(Locked::version)
                .distinct()
                .count();
    }

    private Map<String, List<Locked>> named() {
        if (named.isEmpty()) {
            counted()
                    .forEach(each -> named.computeIfAbsent(each.name(), none -> new ArrayList<>())
                            .add(each));
        }
        return named;
    }

    /** What can be in the way: yarn 2 and later lay out only what is installed (measured with 4.18), others what the lockfile has. */
    private Collection<Locked> counted() {
        Map<String, Locked> all = lock.map(Lockfile::packages).orElse(Map.of());
        if (lock.filter(l -> l.format() == Lockfile.Format.BERRY).isEmpty()) {
            return all.values();
        }
        Set<String> targets = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (Member member : project.members().values()) {
            if (isChosen(member.directory())) {
                collect(member, possible(), modules(), false, targets, new TreeSet<>(), seen);
            }
        }
        Set<String> keys = lock.map(l -> l.closure(targets, Set.of())).orElse(Set.of());
        return seen.stream().anyMatch(name -> name.startsWith("?"))
                ? all.values()
                : all.entrySet().stream()
                        .filter(each -> keys.contains(each.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
    }

    private void collect(
            Member member,
            Set<Group> groups,
            ModuleDirectory root,
            boolean certain,
            Set<String> targets,
            Set<String> linked,
            Set<String> seen) {
        // Who is asked for by another brings less than who is chosen itself.
        if (!seen.add(member.directory() + " " + groups)) {
            return;
        }
        if (certain) {
            covered.add(member.directory());
        }
        if (manner.carried().isPresent()) {
            // All that the lockfile has for the one package, whoever asks for it.
            lock.map(l -> l.importers().get(member.directory()))
                    .ifPresent(importer -> importer.wishes().values().stream()
                            .filter(wish -> groups.contains(wish.group()))
                            .forEach(wish -> targets.add(wish.target())));
            return;
        }
        member.wanted().forEach((name, wanted) -> {
            if (!groups.contains(wanted.group())) {
                return;
            }
            Optional<Member> other = project.named(name);
            if (other.isPresent()) {
                if (certain) {
                    linked.add(name);
                }
                collect(other.get(), Lockfile.production(), root, certain, targets, linked, seen);
                return;
            }
            String key = key(member, name, wanted.specifier());
            boolean doubtful = wanted.group() == Group.OPTIONAL
                    && lock.filter(l -> l.format() == Lockfile.Format.YARN_1).isPresent();
            if (!key.isEmpty()) {
                if (!certain || !doubtful) {
                    targets.add(key);
                }
                return;
            }
            seen.add("?" + name);
            boolean there = certain && wanted.group() != Group.OPTIONAL && !isLocal(wanted.specifier());
            boolean alone = project.members().size() == 1 && project.isSure();
            if (there && alone) {
                root.put(name, root.unread());
            } else {
                root.perhaps(name, root.unread());
            }
            root.commands(name, "", Optional.empty(), there && alone);
        });
    }

    /** What the lockfile says of the package itself comes first, where it does (pnpm). */
    private String key(Member member, String name, String specifier) {
        Optional<Wish> wish = lock.filter(l -> l.format() == Lockfile.Format.PNPM)
                .map(l -> l.importers().get(member.directory()))
                .map(importer -> importer.wishes().get(name))
                .filter(found -> lock.get().packages().containsKey(found.target()));
        return wish.map(Wish::target).orElseGet(() -> key(name, specifier));
    }

    private String key(String name, String specifier) {
        Map<String, String> own = descriptors.getOrDefault(name, Map.of());
        String exact = own.get(specifier);
        if (exact == null) {
            exact = own.get("npm:" + specifier);
        }
        if (exact != null) {
            return exact;
        }
        // `resolutions` and catalogs change what a range leads to.
        Set<String> candidates = Set.copyOf(own.values());
        return candidates.size() == 1 ? candidates.iterator().next() : "";
    }

    private static Map<String, Map<String, String>> descriptors(Lockfile lock) {
        Map<String, Map<String, String>> all = new HashMap<>();
        for (String key : lock.packages().keySet()) {
            for (String descriptor : key.split(", ", -1)) {
                int at = descriptor.indexOf('@', 1);
                if (at > 0) {
                    all.computeIfAbsent(descriptor.substring(0, at), none -> new HashMap<>())
                            .putIfAbsent(descriptor.substring(at + 1), key);
                }
            }
        }
        return all;
    }

    // --- a store and links -----------------------------------------------------------------------------------------

    private void isolated(ImagePath root) {
        Set<String> all = new TreeSet<>();
        Set<String> certain = new TreeSet<>();
        Map<Member, ModuleDirectory> laid = new LinkedHashMap<>();
        for (Member member : project.members().values()) {
            if (!isChosen(member.directory())) {
                continue;
            }
            ModuleDirectory own = modules();
            Lockfile.Importer importer = lock.flatMap(
                            l -> Optional.ofNullable(l.importers().get(member.directory())))
                    .orElse(new Lockfile.Importer(Map.of()));
            wishes(member, importer, manner.carried().isPresent()).forEach((name, wish) -> {
                if (!possible().contains(wish.group())) {
                    return;
                }
                boolean there = certain().contains(wish.group());
                all.add(wish.target());
                if (there) {
                    certain.add(wish.target());
                }
                link(own, member.path().child(MODULES), name, wish, there, root);
            });
            if (!isAlone(member.path().child(MODULES))) {
                own.open();
            }
            laid.put(member, own);
        }
        Set<String> keys = new TreeSet<>(lock.map(l -> l.closure(all, Set.of())).orElse(Set.of()));
        keys.removeAll(manner.left());
        Set<String> sure = lock.map(l -> l.closure(certain, Set.of(), false)).orElse(Set.of());
        Map<String, Directory> store = store(root, keys, sure);
        for (Map.Entry<Member, ModuleDirectory> each : laid.entrySet()) {
            boolean top = each.getKey().directory().equals(".");
            if (top) {
                hoist(each.getValue(), each.getKey(), laid.keySet(), keys, sure);
            }
            if (top || !each.getValue().isEmpty()) {
                write(each.getKey().path().child(MODULES), each.getValue(), top ? store : Map.of());
            } else {
                job.files(job.files().without(each.getKey().path().child(MODULES), evidence));
            }
        }
        if (laid.keySet().stream().noneMatch(m -> m.directory().equals("."))) {
            // The store lies at the root all the same.
            ImagePath modules = root.child(MODULES);
            job.files(job.files().mkdirs(modules, meta));
            for (Map.Entry<String, Directory> each : store.entrySet()) {
                job.files(job.files().with(modules.child(each.getKey()), each.getValue()));
            }
        }
    }

    /** What a package.json asks for, with what the lockfile makes of it. */
    private static Map<String, Wish> wishes(Member member, Lockfile.Importer importer, boolean every) {
        Map<String, Wish> wishes = new LinkedHashMap<>();
        member.wanted().forEach((name, wanted) -> {
            String target = Optional.ofNullable(importer.wishes().get(name))
                    .map(Wish::target)
                    .orElse("");
            wishes.put(name, new Wish(wanted.group(), wanted.specifier(), target));
        });
        // Peers of the package itself are installed with it.
        importer.wishes().forEach((name, wish) -> {
            if (every || member.has("peerDependencies", name)) {
                wishes.putIfAbsent(name, wish);
            }
        });
        return wishes;
    }

    private void link(ModuleDirectory own, ImagePath modules, String name, Wish wish, boolean certain, ImagePath root) {
        Optional<Locked> locked =
                lock.map(Lockfile::packages).flatMap(all -> Optional.ofNullable(all.get(wish.target())));
        Optional<Member> other = locked.flatMap(Locked::link)
                .or(() -> wish.target().startsWith(Lockfile.LINK)
                        ? Optional.of(wish.target().substring(Lockfile.LINK.length()))
                        : Optional.empty())
                .map(directory -> project.members().get(directory));
        if (other.isEmpty() && wish.target().isEmpty() && wish.specifier().startsWith("workspace:")) {
            other = project.named(name);
        }
        boolean optional =
                wish.group() == Group.OPTIONAL || locked.filter(Locked::picky).isPresent();
        ImagePath from = scope(modules, name);
        Node node;
        boolean there = certain && !optional;
        if (other.isPresent()) {
            node = new Node.Link(meta, relative(from, other.get().path()));
            own.commands(name, "", Optional.of(ownCommands(other.get())), false);
        } else if (locked.isPresent() && locked.get().link().isEmpty() && !isPlaced(wish.target())) {
            node = own.unread();
            own.commands(
                    locked.get().name(), locked.get().version(), locked.get().bins(), there);
        } else if (locked.isPresent() && locked.get().link().isEmpty()) {
            node = new Node.Link(
                    meta,
                    relative(
                            from,
                            root.child(MODULES).child(manner.store()).resolve(place(wish.target(), locked.get()))));
            own.commands(
                    locked.get().name(), locked.get().version(), locked.get().bins(), there);
        } else if (wish.target().startsWith(Lockfile.LINK)) {
            node = new Node.Link(meta, relative(from, root.resolve(wish.target().substring(Lockfile.LINK.length()))));
        } else {
            node = own.unread();
            there &= !isLocal(wish.specifier());
            own.commands(name, "", Optional.empty(), there);
        }
        if (node instanceof Node.Link
                && name.equals(PrismaPackage.NAME)
                && manner.store().equals(PNPM)) {
            // The client is generated beside the package itself, in the store.
            own.generated(new Slot.Gone(evidence));
        }
        if (there) {
            own.put(name, node);
        } else {
            own.perhaps(name, node);
        }
    }

    /**
     * Whether it is known how its directory in the store is called: bun puts a hash behind the name of what has peers, and of what
     * depends on such a package (bun 1.3, measured).
     */
    private boolean isPlaced(String key) {
        if (manner.store().equals(PNPM)) {
            return !key.contains("@file:")
                    || lock.flatMap(l -> Optional.ofNullable(l.packages().get(key)))
                            .filter(each -> each.peers() && manner.carried().isPresent())
                            .isEmpty();
        }
        return lock.stream()
                .flatMap(l -> l.closure(Set.of(key), Set.of()).stream()
                        .map(each -> l.packages().get(each)))
                .noneMatch(each -> each != null && each.peers());
    }

    private String place(String key, Locked locked) {
        return StoreName.of(key, locked, manner.store(), manner.older()) + "/" + MODULES + "/" + locked.name();
    }

    /** The directory that holds the entry of a package. */
    private static ImagePath scope(ImagePath modules, String name) {
        return name.contains("/") ? modules.child(name.substring(0, name.indexOf('/'))) : modules;
    }

    static String relative(ImagePath from, ImagePath to) {
        List<String> here = from.names();
        List<String> there = to.names();
        int common = 0;
        while (common < here.size() && common < there.size() && here.get(common).equals(there.get(common))) {
            common++;
        }
        String up = "../".repeat(here.size() - common);
        String down = String.join("/", there.subList(common, there.size()));
        String path = up + down;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path.isEmpty() ? "." : path;
    }

    /** {@code .pnpm}: each package beside links to what it depends on; worked out when somebody looks. */
    private Map<String, Directory> store(ImagePath root, Set<String> keys, Set<String> sure) {
        if (lock.isEmpty() || keys.isEmpty()) {
            return Map.of(
                    manner.store(),
                    Directory.empty(meta, new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, evidence)));
        }
        Lockfile locked = lock.get();
        ImagePath store = root.child(MODULES).child(manner.store());
        Optional<Directory> before = manner.clean() ? Optional.empty() : directory(store);
        Rest open = new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, evidence);
        return Map.of(manner.store(), new Directory(meta, open, () -> {
            SortedMap<String, Slot> children = new TreeMap<>();
            if (manner.chosen().isPresent()) {
                before.ifPresent(b -> children.putAll(b.children()));
            }
            for (String key : keys) {
                Locked each = locked.packages().get(key);
                if (each == null || each.link().isPresent() || !isPlaced(key)) {
                    continue;
                }
                String name = StoreName.of(key, each, manner.store(), manner.older());
                Optional<Slot> old = before.map(b -> b.slot(name)).filter(Slot.Here.class::isInstance);
                Slot slot = old.orElseGet(() -> {
                    Directory cell =
                            new Directory(meta, new Rest.Closed(evidence), () -> cell(locked, key, each, store, name));
                    return each.picky() || !sure.contains(key)
                            ? new Slot.Perhaps(Optional.of(cell), Reason.INSTALLED_MODULES_NOT_MODELLED, evidence)
                            : new Slot.Here(cell);
                });
                children.put(name, slot);
            }
            if (manner.store().equals(PNPM)) {
                children.put(MODULES, new Slot.Here(hidden(locked, store, keys, before.isPresent())));
            }
            return children;
        }));
    }

    /** Where packages find what they do not ask for (pnpm.io, "hoist"): of a name that has two versions, it is one of them. */
    private Directory hidden(Lockfile locked, ImagePath store, Set<String> keys, boolean again) {
        ModuleDirectory modules = modules();
        if (again) {
            // What an earlier install linked here stays (pnpm 8 and 9, measured).
            modules.open();
        }
        for (String key : keys) {
            Locked each = locked.packages().get(key);
            if (each != null && each.link().isEmpty()) {
                ImagePath at = scope(store.child(MODULES), each.name());
                modules.perhaps(each.name(), new Node.Link(meta, relative(at, store.resolve(place(key, each)))));
            }
        }
        // Those of the workspace, too (pnpm.io, "hoist-workspace-packages"; from pnpm 9 on, measured).
        for (Member member : project.members().values()) {
            if (!member.name().isEmpty() && !member.directory().equals(".")) {
                ImagePath at = scope(store.child(MODULES), member.name());
                modules.perhaps(member.name(), new Node.Link(meta, relative(at, member.path())));
            }
        }
        modules.generated(new Slot.Gone(evidence));
        modules.openBins();
        return modules.directory(Optional.empty(), Map.of());
    }

    private SortedMap<String, Slot> cell(Lockfile locked, String key, Locked each, ImagePath store, String name) {
        ModuleDirectory modules = modules();
        modules.put(
                each.name(),
                manner.carried()
                        .flatMap(all -> Optional.ofNullable(all.get(key)))
                        .map(files -> withCommands(files, each, locked))
                        .orElseGet(() -> content(each.name(), each)));
        if (each.name().equals(PrismaPackage.NAME)) {
            modules.generated(generated(each));
        }
        ImagePath at = store.child(name).child(MODULES);
        each.needs().forEach((need, target) -> {
            Locked other = locked.packages().get(target);
            if (other == null || need.equals(each.name())) {
                modules.perhaps(need, modules.unread());
                return;
            }
            ImagePath from = scope(at, need);
            Node link = isPlaced(target)
                    ? new Node.Link(meta, relative(from, store.resolve(place(target, other))))
                    : modules.unread();
            if (other.picky()) {
                modules.perhaps(need, link);
            } else {
                modules.put(need, link);
            }
        });
        modules.openBins();
        SortedMap<String, Slot> children = new TreeMap<>();
        children.put(MODULES, new Slot.Here(modules.directory(Optional.empty(), Map.of())));
        return children;
    }

    /** A copy of a package of the workspace has the commands of what it depends on, and its own, inside of it (pnpm, measured). */
    private Directory withCommands(Directory files, Locked each, Lockfile locked) {
        boolean none = each.bins().filter(Set::isEmpty).isPresent()
                && each.needs().values().stream()
                        .map(target -> Optional.ofNullable(locked.packages().get(target)))
                        .allMatch(need ->
                                need.flatMap(Locked::bins).filter(Set::isEmpty).isPresent());
        if (none) {
            return files;
        }
        ModuleDirectory inner = modules();
        inner.openBins();
        FileSystem own = new FileSystem(files);
        return own.with(ImagePath.ROOT.child(MODULES), inner.directory(Optional.empty(), Map.of()))
                .root();
    }

    /**
     * What is linked into the root's directory because its name fits a pattern (github.com/pnpm/pnpm, {@code hoistGraph}). Of a name
     * that has several versions one is there; nothing is there under a name that the root asks for and that is not installed.
     */
    private void hoist(ModuleDirectory root, Member top, Set<Member> laid, Set<String> keys, Set<String> sure) {
        if (manner.publicly().isEmpty() || lock.isEmpty()) {
            if (!manner.publicly().isEmpty() && lock.isEmpty()) {
                root.open();
            }
            return;
        }
        Lockfile locked = lock.get();
        Map<String, Set<String>> candidates = new TreeMap<>();
        keys.stream()
                .map(key -> Optional.ofNullable(locked.packages().get(key)))
                .forEach(each -> each.ifPresent(one -> one.needs()
                        .forEach((alias, key) -> candidates
                                .computeIfAbsent(alias, none -> new TreeSet<>())
                                .add(key))));
        laid.forEach(member -> Optional.ofNullable(locked.importers().get(member.directory()))
                .ifPresent(importer -> importer.wishes()
                        .forEach((alias, wish) -> candidates
                                .computeIfAbsent(alias, none -> new TreeSet<>())
                                .add(wish.target()))));
        candidates.forEach((alias, targets) -> {
            targets.removeIf(key -> !keys.contains(key) || !locked.packages().containsKey(key));
            if (targets.isEmpty() || root.has(alias) || !isPublic(alias)) {
                return;
            }
            String key = targets.iterator().next();
            Locked each = locked.packages().get(key);
            ImagePath modules = project.root().child(MODULES);
            Node node = targets.size() > 1 || each == null
                    ? root.unread()
                    : new Node.Link(
                            meta,
                            relative(
                                    scope(modules, alias),
                                    modules.child(manner.store()).resolve(place(key, each))));
            boolean certain = targets.stream()
                    .allMatch(one -> sure.contains(one)
                            && Optional.ofNullable(locked.packages().get(one))
                                    .filter(Locked::picky)
                                    .isEmpty());
            if (certain && !top.wanted().containsKey(alias)) {
                root.put(alias, node);
            } else {
                root.perhaps(alias, node);
            }
            Optional.ofNullable(each).ifPresent(one -> root.commands(alias, one.version(), one.bins(), false));
        });
        for (Member member : project.members().values()) {
            if (!member.directory().equals(".") && !root.has(member.name()) && isPublic(member.name())) {
                ImagePath from = scope(project.root().child(MODULES), member.name());
                Node link = new Node.Link(meta, relative(from, member.path()));
                if (manner.members()
                        && manner.chosen().isEmpty()
                        && !top.wanted().containsKey(member.name())) {
                    root.put(member.name(), link);
                } else {
                    root.perhaps(member.name(), link);
                }
            }
        }
    }

    private boolean isPublic(String name) {
        return !name.isEmpty()
                && manner.publicly().stream()
                        .filter(pattern -> !pattern.startsWith("!"))
                        .anyMatch(pattern -> NodeProject.matchesName(pattern, name))
                && manner.publicly().stream()
                        .filter(pattern -> pattern.startsWith("!"))
                        .noneMatch(pattern -> NodeProject.matchesName(pattern.substring(1), name));
    }

    // --- into the image --------------------------------------------------------------------------------------------

    private Optional<Directory> directory(ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Directory there
                ? Optional.of(there)
                : Optional.empty();
    }

    private void write(ImagePath path, ModuleDirectory modules, Map<String, Directory> store) {
        Optional<Directory> before = manner.clean() ? Optional.empty() : directory(path);
        job.files(job.files().mkdirs(path.parent(), meta));
        ImagePath real = job.files().follow(path.parent()) instanceof Fact.Present<Located> found
                ? found.value().path().child(path.name())
                : path;
        Directory now = modules.directory(before, store);
        if (!manner.prunes() && before.isPresent()) {
            job.files(job.files().overlay(real, now));
        } else {
            job.files(job.files().with(real, now));
        }
    }
}
