package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Format;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.lockfile.Lockfile.Importer;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code package-lock.json} (docs.npmjs.com, "package-lock.json"): versions 2 and 3 by place, version 1 as a nested tree. */
final class NpmLock {

    static final String MODULES = "node_modules/";

    private static final Map<String, Group> GROUPS = Map.of(
            "dependencies", Group.PRODUCTION,
            "devDependencies", Group.DEVELOPMENT,
            "optionalDependencies", Group.OPTIONAL,
            "peerDependencies", Group.PEER);

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, Map<String, Wish>> wishes = new LinkedHashMap<>();
    private final Set<String> optionalPeers = new HashSet<>();
    private String version = "";

    static Optional<Lockfile> read(String text) {
        NpmLock lock = new NpmLock();
        return Tokens.json(text, lock::take) && !lock.version.isEmpty() ? Optional.of(lock.done()) : Optional.empty();
    }

    private void take(List<String> path, String value) {
        String first = path.get(0);
        if (path.size() == 1 && first.equals("lockfileVersion")) {
            version = value;
        } else if (first.equals("packages") && path.size() >= 3) {
            ofPlace(path.get(1), path.subList(2, path.size()), value);
        } else if (first.equals("dependencies") && version.equals("1")) {
            nested(path, value);
        }
    }

    private void ofPlace(String place, List<String> rest, String value) {
        String member = rest.get(0);
        boolean installed = place.startsWith(MODULES) || place.contains("/" + MODULES);
        if (!installed) {
            Group group = GROUPS.get(member);
            String directory = place.isEmpty() ? "." : place;
            Map<String, Wish> own = wishes.computeIfAbsent(directory, d -> new LinkedHashMap<>());
            if (member.equals("peerDependenciesMeta") && rest.size() == 3) {
                optionalPeers.add(directory + "\n" + rest.get(1));
            }
            if (group != null && rest.size() == 2) {
                own.merge(rest.get(1), new Wish(group, value, ""), NpmLock::stronger);
            }
            return;
        }
        Draft draft = drafts.computeIfAbsent(place, p -> new Draft());
        draft.name = draft.name.isEmpty() ? nameOf(place) : draft.name;
        switch (member) {
            case "version" -> draft.version = value;
            case "resolved" -> draft.link = Optional.of(value);
            case "dev", "devOptional" -> draft.development |= member.equals("dev") && value.equals("true");
            case "optional", "cpu", "libc" -> draft.picky = true;
            case "os" -> draft.systems.add(value);
            case "bin" ->
                draft.bins.add(
                        rest.size() > 1
                                ? rest.get(1)
                                : nameOf(place).substring(nameOf(place).lastIndexOf('/') + 1));
            case "link" -> draft.needs.put("", "link");
            case "dependencies", "optionalDependencies", "peerDependencies" -> {
                if (rest.size() == 2) {
                    draft.needs.put(rest.get(1), value);
                    if (member.startsWith("optional")) {
                        draft.doubtful.add(rest.get(1));
                    }
                }
            }
            case "peerDependenciesMeta" -> {
                if (rest.size() == 3 && rest.get(2).equals("optional")) {
                    draft.doubtful.add(rest.get(1));
                }
            }
            default -> {}
        }
    }

    private static Wish stronger(Wish one, Wish other) {
        return one.group().compareTo(other.group()) <= 0 ? one : other;
    }

    /** {@code dependencies, a, dependencies, b, version}. */
    private void nested(List<String> path, String value) {
        StringBuilder place = new StringBuilder();
        int i = 0;
        while (i + 1 < path.size() && path.get(i).equals("dependencies")) {
            place.append(place.isEmpty() ? "" : "/").append(MODULES).append(path.get(i + 1));
            i += 2;
        }
        if (i >= path.size()) {
            return;
        }
        Draft draft = drafts.computeIfAbsent(place.toString(), p -> new Draft());
        draft.name = nameOf(place.toString());
        switch (path.get(i)) {
            case "version" -> draft.version = value;
            case "dev" -> draft.development |= value.equals("true");
            case "optional" -> draft.picky = true;
            case "requires" -> {
                if (i + 1 < path.size()) {
                    draft.needs.put(path.get(i + 1), value);
                }
            }
            default -> {}
        }
    }

    /** {@code @s/b} of {@code node_modules/a/node_modules/@s/b}. */
    static String nameOf(String place) {
        return place.substring(place.lastIndexOf(MODULES) + MODULES.length());
    }

    private Lockfile done() {
        Map<String, Locked> packages = new LinkedHashMap<>();
        drafts.forEach((place, draft) -> {
            boolean link = "link".equals(draft.needs.remove(""));
            Map<String, String> keys = new LinkedHashMap<>();
            draft.needs.keySet().forEach(name -> find(place, name).ifPresent(key -> keys.put(name, key)));
            if (!link) {
                draft.link = Optional.empty();
            }
            Optional<Set<String>> bins = version.equals("1") ? Optional.empty() : Optional.of(draft.bins);
            packages.put(place, draft.locked(keys, bins));
        });
        Map<String, Importer> importers = new LinkedHashMap<>();
        wishes.forEach((directory, own) -> {
            Map<String, Wish> found = new LinkedHashMap<>();
            String from = directory.equals(".") ? "" : directory;
            own.forEach((name, wish) -> {
                if (wish.group() != Group.PEER || !optionalPeers.contains(directory + "\n" + name)) {
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
        return new Lockfile(Format.NPM, version, importers, packages, Map.of());
    }

    /** node's own search, upwards from a place. */
    private Optional<String> find(String from, String name) {
        String at = from;
        while (true) {
            String place = at.isEmpty() ? MODULES + name : at + "/" + MODULES + name;
            if (drafts.containsKey(place)) {
                return Optional.of(place);
            }
            if (at.isEmpty()) {
                return Optional.empty();
            }
            int above = at.lastIndexOf('/');
            at = above < 0 ? "" : at.substring(0, above);
            if (at.endsWith("/node_modules") || at.equals("node_modules")) {
                int outer = at.lastIndexOf('/');
                at = outer < 0 ? "" : at.substring(0, outer);
            }
        }
    }
}
