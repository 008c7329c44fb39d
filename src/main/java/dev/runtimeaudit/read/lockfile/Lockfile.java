package dev.runtimeaudit.read.lockfile;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an install is pinned to: who asks for which package, and which others follow from it.
 *
 * @param version of the format, as written: {@code 9.0}
 * @param importers the packages of the workspace by their directory, {@code .} for the one beside the lockfile. Formats that do
 *     not tell production from development have none
 * @param packages by a key that only this lockfile explains; of npm and bun it is the place, {@code node_modules/a}
 * @param overrides what {@code overrides} asked for when it was written
 */
public record Lockfile(
        Format format,
        String version,
        Map<String, Importer> importers,
        Map<String, Locked> packages,
        Map<String, String> overrides) {

    public enum Format {
        NPM,
        PNPM,
        YARN_1,
        BERRY,
        BUN
    }

    public enum Group {
        PRODUCTION,
        OPTIONAL,
        PEER,
        DEVELOPMENT
    }

    /** In front of a target that is a directory of the workspace. */
    public static final String LINK = "link:";

    /** @param wishes by the name that is imported */
    public record Importer(Map<String, Wish> wishes) {
        public Importer {
            wishes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(wishes));
        }
    }

    /**
     * One line of a package.json.
     *
     * @param specifier as written there
     * @param target the key of the package, or {@link #LINK} and a directory; empty when the lockfile does not tell
     */
    public record Wish(Group group, String specifier, String target) {}

    /**
     * One package in one version.
     *
     * @param needs the keys of what it depends on, by the name that it imports
     * @param optional those of these names that pnpm's lockfiles keep under {@code optionalDependencies}, optional peers that were
     *     found among them; of other formats none. {@code pnpm deploy} asks. Whether one may be left out, pnpm says of the package:
     *     see {@code picky}
     * @param doubtful those of these names that may lead to nothing: optional dependencies in lockfiles of npm and yarn 1, of npm
     *     optional peers, too; of other formats none. A {@link #closure(Collection, Set, boolean)} of what is certain goes without them
     * @param bins its commands; empty when the lockfile does not tell
     * @param picky only for some platforms, or only an optional dependency: its install may be left out
     * @param development only there for development, as far as the format tells
     * @param link the directory that it is a link to
     * @param peers whether it asks for packages that whoever asks for it has to bring
     * @param peerNames the names of these; of other formats than that of yarn 2 and later none
     */
    public record Locked(
            String name,
            String version,
            Map<String, String> needs,
            Set<String> optional,
            Set<String> doubtful,
            Optional<Set<String>> bins,
            boolean picky,
            boolean development,
            Optional<String> link,
            boolean peers,
            Set<String> peerNames) {
        public Locked {
            needs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(needs));
            optional = Set.copyOf(optional);
            doubtful = Set.copyOf(doubtful);
            peerNames = Set.copyOf(peerNames);
        }
    }

    public Lockfile {
        importers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(importers));
        packages = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(packages));
        overrides = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
    }

    /** The keys of all packages that these wishes lead to, those of linked packages of the workspace included. */
    public Set<String> closure(Collection<String> targets, Set<Group> ofLinked) {
        return closure(targets, ofLinked, true);
    }

    /** @param doubtful whether what may be left out counts, too, and what follows from it */
    public Set<String> closure(Collection<String> targets, Set<Group> ofLinked, boolean doubtful) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(targets);
        while (!open.isEmpty()) {
            String key = open.pop();
            if (key.isEmpty() || !seen.add(key)) {
                continue;
            }
            Locked locked = packages.get(key);
            Optional<String> directory = key.startsWith(LINK)
                    ? Optional.of(key.substring(LINK.length()))
                    : Optional.ofNullable(locked).flatMap(Locked::link);
            if (locked != null && (doubtful || !locked.picky())) {
                locked.needs().forEach((name, target) -> {
                    if (doubtful || !locked.doubtful().contains(name)) {
                        open.add(target);
                    }
                });
            }
            directory
                    .map(importers::get)
                    .ifPresent(importer -> importer.wishes().values().stream()
                            .filter(wish -> ofLinked.contains(wish.group()))
                            .forEach(wish -> open.push(wish.target())));
        }
        return seen;
    }

    /** Everything but what is only for development. */
    public static Set<Group> production() {
        return EnumSet.of(Group.PRODUCTION, Group.OPTIONAL, Group.PEER);
    }
}
