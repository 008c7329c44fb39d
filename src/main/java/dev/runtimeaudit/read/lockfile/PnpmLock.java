package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Format;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.lockfile.Lockfile.Importer;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code pnpm-lock.yaml} of pnpm 6 to 10 (github.com/pnpm/spec, "lockfile"). Keys are written alike for all versions:
 * {@code name@version}, with the peers behind it.
 */
final class PnpmLock {

    private static final Map<String, Group> GROUPS = Map.of(
            "dependencies", Group.PRODUCTION,
            "devDependencies", Group.DEVELOPMENT,
            "optionalDependencies", Group.OPTIONAL);

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, Boolean> bins = new LinkedHashMap<>();
    private final Map<String, Boolean> picky = new LinkedHashMap<>();
    private final Map<String, List<String>> systems = new LinkedHashMap<>();
    private final Map<String, Map<String, Asked>> asked = new LinkedHashMap<>();
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private String version = "";

    private static final class Asked {
        Group group = Group.PRODUCTION;
        String specifier = "";
        String version = "";
    }

    static Optional<Lockfile> read(String text) {
        PnpmLock lock = new PnpmLock();
        return Tokens.yaml(text, lock::take) && !lock.version.isEmpty() ? Optional.of(lock.done()) : Optional.empty();
    }

    private void take(List<String> path, String value) {
        switch (path.get(0)) {
            case "lockfileVersion" -> version = value;
            case "overrides" -> {
                if (path.size() == 2) {
                    overrides.put(path.get(1), value);
                }
            }
            case "importers" -> {
                if (path.size() >= 2) {
                    asked.computeIfAbsent(path.get(1), p -> new LinkedHashMap<>());
                    wish(path.get(1), path.subList(2, path.size()), value);
                }
            }
            // One package alone needs no importers (before version 9).
            case "specifiers", "dependencies", "devDependencies", "optionalDependencies" -> wish(".", path, value);
            case "packages", "snapshots" -> {
                if (path.size() >= 2) {
                    locked(path.get(0), key(path.get(1)), path.subList(2, path.size()), value);
                }
            }
            default -> {}
        }
    }

    private void wish(String importer, List<String> rest, String value) {
        if (rest.size() < 2) {
            return;
        }
        Asked wish = asked.computeIfAbsent(importer, i -> new LinkedHashMap<>())
                .computeIfAbsent(rest.get(1), name -> new Asked());
        if (rest.get(0).equals("specifiers")) {
            wish.specifier = value;
            return;
        }
        Group group = GROUPS.get(rest.get(0));
        if (group == null) {
            return;
        }
        wish.group = group;
        if (rest.size() == 2 || rest.get(2).equals("version")) {
            wish.version = value;
        } else if (rest.get(2).equals("specifier")) {
            wish.specifier = value;
        }
    }

    private void locked(String section, String key, List<String> rest, String value) {
        String member = rest.isEmpty() ? "" : rest.get(0);
        if (section.equals("packages")) {
            String plain = withoutPeers(key);
            if (member.equals("hasBin")) {
                bins.put(plain, true);
            } else if (member.equals("os")) {
                systems.computeIfAbsent(plain, p -> new ArrayList<>()).add(value);
            } else if (member.equals("cpu") || member.equals("libc")) {
                picky.put(plain, true);
            }
            if (version.startsWith("9")) {
                return; // what it needs stands under snapshots
            }
        }
        Draft draft = drafts.computeIfAbsent(key, k -> new Draft());
        if (member.equals("dev")) {
            draft.development = value.equals("true");
        } else if (member.equals("optional")) {
            draft.picky |= value.equals("true");
        } else if ((member.equals("dependencies") || member.equals("optionalDependencies")) && rest.size() == 2) {
            draft.needs.put(rest.get(1), value);
            if (member.equals("optionalDependencies")) {
                draft.optional.add(rest.get(1));
            }
        }
    }

    /** {@code /@s/a/1.0.0_x} and {@code /@s/a@1.0.0(x)} are @s/a@1.0.0…. */
    private String key(String written) {
        String key = written.startsWith("/") ? written.substring(1) : written;
        boolean bySlash = version.startsWith("5") && written.startsWith("/");
        if (!bySlash) {
            return key;
        }
        int slash = key.indexOf('/', key.startsWith("@") ? key.indexOf('/') + 1 : 0);
        return slash < 0 ? key : key.substring(0, slash) + "@" + key.substring(slash + 1);
    }

    static String withoutPeers(String key) {
        int peers = key.indexOf('(');
        String plain = peers < 0 ? key : key.substring(0, peers);
        int underscore = plain.indexOf('_', plain.indexOf('@', 1) + 1);
        return peers < 0 && underscore > 0 ? plain.substring(0, underscore) : plain;
    }

    private Lockfile done() {
        Map<String, Locked> packages = new LinkedHashMap<>();
        drafts.forEach((key, draft) -> {
            String plain = withoutPeers(key);
            int at = key.indexOf('@', 1);
            draft.name = at < 0 ? key : key.substring(0, at);
            draft.version = at < 0 || at + 1 > plain.length() ? "" : plain.substring(at + 1);
            draft.peers = key.length() > plain.length();
            draft.picky |= picky.containsKey(plain);
            draft.systems.addAll(systems.getOrDefault(plain, List.of()));
            Map<String, String> keys = new LinkedHashMap<>();
            draft.needs.forEach((name, written) -> keys.put(name, target(name, written)));
            boolean commands = bins.containsKey(plain) || version.startsWith("5");
            packages.put(key, draft.locked(keys, commands ? Optional.empty() : Optional.of(Set.of())));
        });
        Map<String, Importer> importers = new LinkedHashMap<>();
        asked.forEach((directory, own) -> {
            Map<String, Wish> wishes = new LinkedHashMap<>();
            own.forEach((name, wish) -> {
                if (!wish.version.isEmpty()) {
                    wishes.put(
                            name, new Wish(wish.group, wish.specifier, linked(directory, target(name, wish.version))));
                }
            });
            importers.put(directory, new Importer(wishes));
        });
        return new Lockfile(Format.PNPM, version, importers, packages, overrides);
    }

    /** A link is written as seen from its importer. */
    private static String linked(String directory, String target) {
        if (!target.startsWith(Lockfile.LINK)) {
            return target;
        }
        java.nio.file.Path path = java.nio.file.Path.of(directory)
                .resolve(target.substring(Lockfile.LINK.length()))
                .normalize();
        String text = path.toString().replace('\\', '/');
        return Lockfile.LINK + (text.isEmpty() ? "." : text);
    }

    private String target(String name, String written) {
        if (written.startsWith(Lockfile.LINK)) {
            return written;
        }
        String own = key(written);
        String plain = name + "@" + written;
        if (drafts.containsKey(plain)) {
            return plain;
        }
        return drafts.containsKey(own) ? own : plain;
    }
}
