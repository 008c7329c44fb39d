package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Format;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code yarn.lock}: of yarn 1 in a format of its own (classic.yarnpkg.com, "yarn.lock"), of yarn 2 and later YAML. Each entry
 * stands under every descriptor that led to it, {@code name@range}; each of them is a key of its own.
 */
final class YarnLock {

    private static final List<String> NEEDS = List.of("dependencies", "optionalDependencies");

    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private String version = "1";
    private boolean understood = true;

    static Optional<Lockfile> read(String text) {
        YarnLock lock = new YarnLock();
        boolean berry = text.startsWith("__metadata:") || text.contains("\n__metadata:");
        if (berry) {
            lock.understood = Tokens.yaml(text, lock::take);
        } else {
            lock.classic(text);
        }
        return lock.understood ? Optional.of(lock.done(berry ? Format.BERRY : Format.YARN_1)) : Optional.empty();
    }

    // --- yarn 2 and later ------------------------------------------------------------------------------------------

    private void take(List<String> path, String value) {
        if (path.get(0).equals("__metadata")) {
            if (path.get(path.size() - 1).equals("version")) {
                version = value;
            }
            return;
        }
        if (path.size() < 2) {
            return;
        }
        Draft draft = drafts.computeIfAbsent(path.get(0), k -> new Draft());
        String member = path.get(1);
        if (member.equals("version")) {
            draft.version = value;
        } else if (member.equals("resolution")) {
            int at = value.indexOf('@', 1);
            draft.name = at < 0 ? value : value.substring(0, at);
            int workspace = value.indexOf("@workspace:", 1);
            if (workspace > 0) {
                draft.link = Optional.of(value.substring(workspace + "@workspace:".length()));
            }
        } else if (member.equals("bin") && path.size() == 3) {
            draft.bins.add(path.get(2));
        } else if (NEEDS.contains(member) && path.size() == 3) {
            draft.needs.put(path.get(2), value);
        } else if (member.equals("peerDependencies")) {
            draft.peers = true;
            if (path.size() > 2) {
                draft.peerNames.add(path.get(2));
            }
        } else if (member.equals("conditions")) {
            draft.picky = true;
        }
    }

    // --- yarn 1 ----------------------------------------------------------------------------------------------------

    private void classic(String text) {
        Draft draft = new Draft();
        String member = "";
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            int indent = line.length() - line.stripLeading().length();
            if (indent == 0 && stripped.endsWith(":")) {
                draft = new Draft();
                drafts.put(unquotedAll(stripped.substring(0, stripped.length() - 1)), draft);
                member = "";
            } else if (indent == 2 && stripped.endsWith(":")) {
                member = stripped.substring(0, stripped.length() - 1);
            } else if (indent == 2 && stripped.startsWith("version ")) {
                draft.version = unquoted(stripped.substring("version ".length()));
            } else if (indent == 4 && NEEDS.contains(member)) {
                int space = stripped.startsWith("\"") ? stripped.indexOf("\" ") + 1 : stripped.indexOf(' ');
                if (space > 0) {
                    String name = unquoted(stripped.substring(0, space));
                    draft.needs.put(name, unquoted(stripped.substring(space + 1).strip()));
                    if (member.equals("optionalDependencies")) {
                        // Nothing here tells of platforms.
                        draft.doubtful.add(name);
                    }
                }
            } else if (stripped.startsWith("<<<<<<<")) {
                understood = false;
            }
        }
    }

    private static String unquotedAll(String descriptors) {
        List<String> all = new ArrayList<>();
        for (String each : descriptors.split(", ", -1)) {
            all.add(unquoted(each));
        }
        return String.join(", ", all);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    // --- both ------------------------------------------------------------------------------------------------------

    private Lockfile done(Format format) {
        Map<String, String> byDescriptor = new LinkedHashMap<>();
        Map<String, List<String>> byName = new LinkedHashMap<>();
        drafts.forEach((key, draft) -> {
            for (String descriptor : key.split(", ", -1)) {
                int at = descriptor.indexOf('@', 1);
                if (at > 0) {
                    byDescriptor.put(descriptor, key);
                    draft.name = draft.name.isEmpty() ? descriptor.substring(0, at) : draft.name;
                    byName.computeIfAbsent(descriptor.substring(0, at), n -> new ArrayList<>())
                            .add(key);
                }
            }
        });
        Map<String, Locked> packages = new LinkedHashMap<>();
        drafts.forEach((key, draft) -> {
            Map<String, String> keys = new LinkedHashMap<>();
            draft.needs.forEach((name, range) -> {
                String exact = byDescriptor.getOrDefault(
                        name + "@" + range, byDescriptor.getOrDefault(name + "@npm:" + range, ""));
                List<String> all = byName.getOrDefault(name, List.of());
                // `resolutions` changes what a range leads to.
                keys.put(name, !exact.isEmpty() || all.isEmpty() ? exact : all.get(0));
            });
            Optional<Set<String>> bins = format == Format.BERRY ? Optional.of(draft.bins) : Optional.empty();
            packages.put(key, draft.locked(keys, bins));
        });
        return new Lockfile(format, version, Map.of(), packages, Map.of());
    }
}
