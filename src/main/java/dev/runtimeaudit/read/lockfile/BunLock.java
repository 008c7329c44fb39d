package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Format;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.lockfile.Lockfile.Importer;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bun.lock} (bun.sh, "Lockfile"): JSON with trailing commas; the key of a package is its path in a hoisted tree. An optional
 * peer of a package of the workspace is installed where anybody asks for a package of that name, whatever its version, and else
 * not (measured with bun 1.3).
 */
final class BunLock {

    private static final Map<String, Group> GROUPS = Map.of(
            "dependencies", Group.PRODUCTION,
            "devDependencies", Group.DEVELOPMENT,
            "optionalDependencies", Group.OPTIONAL,
            "peerDependencies", Group.PEER);

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Map<String, Wish>> wishes = new LinkedHashMap<>();
    private final Map<String, Set<String>> peers = new LinkedHashMap<>();
    private final Set<String> optionalPeers = new LinkedHashSet<>();

    /** The optional peers of the workspace's own packages, by their directory. */
    private final Map<String, Set<String>> ownPeers = new LinkedHashMap<>();

    private final Map<String, String> overrides = new LinkedHashMap<>();
    private String version = "";
    private String configuration = "0";

    static Optional<Lockfile> read(String text) {
        BunLock lock = new BunLock();
        return Tokens.json(text, lock::take) && !lock.version.isEmpty() ? Optional.of(lock.done()) : Optional.empty();
    }

    private void take(List<String> path, String value) {
        switch (path.get(0)) {
            case "lockfileVersion" -> version = value;
            case "configVersion" -> configuration = value;
            case "overrides" -> {
                if (path.size() == 2) {
                    overrides.put(path.get(1), value);
                }
            }
            case "workspaces" -> {
                if (path.size() >= 3) {
                    workspace(path.get(1).isEmpty() ? "." : path.get(1), path.subList(2, path.size()), value);
                }
            }
            case "packages" -> {
                if (path.size() >= 3) {
                    locked(path.get(1), path.subList(2, path.size()), value);
                }
            }
            default -> {}
        }
    }

    private void workspace(String directory, List<String> rest, String value) {
        Map<String, Wish> own = wishes.computeIfAbsent(directory, d -> new LinkedHashMap<>());
        Group group = GROUPS.get(rest.get(0));
        if (rest.get(0).equals("name")) {
            names.put(value, directory);
        } else if (group != null && rest.size() == 2) {
            own.put(rest.get(1), new Wish(group, value, ""));
        } else if (rest.get(0).equals("optionalPeers") && rest.size() == 2) {
            own.computeIfPresent(
                    value,
                    (name, wish) -> wish.group() == Group.PEER ? new Wish(Group.OPTIONAL, wish.specifier(), "") : wish);
            ownPeers.computeIfAbsent(directory, d -> new LinkedHashSet<>()).add(value);
        }
    }

    /** {@code ["name@1.2.3", "", {dependencies, bin, os, cpu}, "sha512-…"]}. */
    private void locked(String key, List<String> rest, String value) {
        Draft draft = drafts.computeIfAbsent(key, k -> new Draft());
        List<String> segments = segments(key);
        draft.name = segments.get(segments.size() - 1);
        if (rest.get(0).equals("0")) {
            int at = value.indexOf('@', 1);
            String resolution = at < 0 ? "" : value.substring(at + 1);
            if (resolution.startsWith("workspace:")) {
                draft.link = Optional.of(resolution.substring("workspace:".length()));
            }
            draft.version = resolution;
            return;
        }
        if (rest.size() < 2) {
            return;
        }
        switch (rest.get(1)) {
            case "dependencies", "optionalDependencies", "peerDependencies" -> {
                if (rest.size() == 3) {
                    draft.needs.put(rest.get(2), value);
                    if (rest.get(1).equals("peerDependencies")) {
                        peers.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(rest.get(2));
                    }
                }
            }
            case "optionalPeers" -> optionalPeers.add(key + "\n" + value);
            case "os", "cpu" -> draft.picky = true; // "none", too, is a platform that it is not (bun 1.4, measured)
            case "bin" ->
                draft.bins.add(rest.size() > 2 ? rest.get(2) : draft.name.substring(draft.name.lastIndexOf('/') + 1));
            default -> {}
        }
    }

    /** {@code a/@s/b} is a, @s/b. */
    static List<String> segments(String key) {
        List<String> segments = new ArrayList<>();
        String scope = "";
        for (String part : key.split("/", -1)) {
            if (part.startsWith("@") && scope.isEmpty()) {
                scope = part + "/";
            } else {
                segments.add(scope + part);
                scope = "";
            }
        }
        return segments;
    }

    private String place(List<String> segments) {
        StringBuilder place = new StringBuilder();
        int from = 0;
        if (segments.size() > 1 && names.containsKey(segments.get(0))) {
            String directory = names.getOrDefault(segments.get(0), ".");
            place.append(directory.equals(".") ? "" : directory + "/");
            from = 1;
        }
        for (int i = from; i < segments.size(); i++) {
            place.append(i == from ? "" : "/").append(NpmLock.MODULES).append(segments.get(i));
        }
        return place.toString();
    }

    private Lockfile done() {
        Map<String, Locked> packages = new LinkedHashMap<>();
        drafts.forEach((key, draft) -> {
            List<String> segments = segments(key);
            Map<String, String> keys = new LinkedHashMap<>();
            draft.needs.keySet().stream()
                    .filter(name -> !optionalPeers.contains(key + "\n" + name))
                    .forEach(name -> find(segments, name).ifPresent(found -> keys.put(name, found)));
            // One that is optional and that nobody brings is none.
            draft.peers = peers.getOrDefault(key, Set.of()).stream()
                    .anyMatch(name -> !optionalPeers.contains(key + "\n" + name)
                            || drafts.values().stream().anyMatch(other -> other.name.equals(name)));
            packages.put(place(segments), draft.locked(keys, Optional.of(draft.bins)));
        });
        Map<String, Importer> importers = new LinkedHashMap<>();
        wishes.forEach((directory, own) -> {
            List<String> from = names.entrySet().stream()
                    .filter(each -> each.getValue().equals(directory) && !directory.equals("."))
                    .map(each -> List.of(each.getKey()))
                    .findFirst()
                    .orElse(List.of());
            Map<String, Wish> found = new LinkedHashMap<>();
            own.forEach((name, wish) -> {
                boolean wanted = !ownPeers.getOrDefault(directory, Set.of()).contains(name)
                        || drafts.values().stream().anyMatch(draft -> draft.name.equals(name));
                if (wanted) {
                    found.put(
                            name,
                            new Wish(
                                    wish.group(),
                                    wish.specifier(),
                                    find(from, name).orElse("")));
                }
            });
            importers.put(directory, new Importer(found));
        });
        return new Lockfile(Format.BUN, version + "/" + configuration, importers, packages, overrides);
    }

    private Optional<String> find(List<String> from, String name) {
        for (int i = from.size(); i >= 0; i--) {
            List<String> candidate = new ArrayList<>(from.subList(0, i));
            candidate.add(name);
            if (drafts.containsKey(String.join("/", candidate))) {
                return Optional.of(place(candidate));
            }
        }
        return Optional.empty();
    }
}
