package dev.runtimeaudit.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The executables and accounts of a distribution's root file system, as measured (a file of {@code roots/}).
 *
 * @param facts one word each: {@code libc}, and the versions of {@code busybox}, {@code dash}, {@code bash}
 * @param commands the names in each directory that programs are found in
 * @param some names that only some of the releases have which an unnamed release can mean
 * @param allUsers whether there are no other users
 */
record Root(
        Map<String, String> facts,
        SortedMap<String, SortedSet<String>> commands,
        SortedMap<String, SortedSet<String>> some,
        List<Account> users,
        SortedMap<String, Integer> groups,
        boolean allUsers) {

    /** Nothing at all. */
    static final Root NONE = new Root(
            Map.of(), Collections.emptySortedMap(), Collections.emptySortedMap(), List.of(), new TreeMap<>(), true);

    String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    boolean isBusybox() {
        return !fact("busybox").isEmpty() || facts.containsKey("busybox");
    }

    /** Empty when no such root was measured. */
    static Optional<Root> read(String name) {
        InputStream found = Root.class.getResourceAsStream("roots/" + name + ".txt");
        if (found == null) {
            return Optional.empty();
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(found, StandardCharsets.UTF_8))) {
            return Optional.of(parse(in.lines().toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("roots/" + name + ".txt", e);
        }
    }

    private static Root parse(List<String> lines) {
        Map<String, String> facts = new TreeMap<>();
        SortedMap<String, SortedSet<String>> commands = new TreeMap<>();
        List<Account> users = new ArrayList<>();
        SortedMap<String, Integer> groups = new TreeMap<>();
        String section = "";
        for (String line : lines) {
            String[] words = line.strip().split(" ");
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                section = line.endsWith(":") ? line.substring(0, line.length() - 1) : "";
                if (section.isEmpty()) {
                    facts.put(words[0], words[1]);
                }
            } else if (section.equals("users")) {
                users.add(new Account(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]));
            } else if (section.equals("groups")) {
                groups.put(words[0], Integer.parseInt(words[1]));
            } else {
                commands.computeIfAbsent(section, s -> new TreeSet<>()).addAll(List.of(words));
            }
        }
        return new Root(facts, commands, new TreeMap<>(), users, groups, true);
    }

    /** What is true of every one of several roots. */
    static Root join(List<Root> roots) {
        Root first = roots.get(0);
        Map<String, String> facts = new TreeMap<>(first.facts);
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        SortedMap<String, SortedSet<String>> some = new TreeMap<>();
        for (Root root : roots) {
            facts.replaceAll((name, value) -> value.equals(root.fact(name)) ? value : "");
            root.commands.forEach((directory, names) ->
                    some.computeIfAbsent(directory, d -> new TreeSet<>()).addAll(names));
        }
        some.forEach((directory, names) -> {
            SortedSet<String> everywhere = new TreeSet<>(names);
            roots.forEach(r -> everywhere.retainAll(r.commands.getOrDefault(directory, Collections.emptySortedSet())));
            all.put(directory, everywhere);
            names.removeAll(everywhere);
        });
        List<Account> users = first.users.stream()
                .filter(u -> roots.stream().allMatch(r -> r.users.contains(u)))
                .toList();
        SortedMap<String, Integer> groups = new TreeMap<>(first.groups);
        groups.keySet().removeIf(name -> roots.stream().anyMatch(r -> !r.groups.containsKey(name)));
        boolean same = roots.stream().allMatch(r -> r.users.equals(first.users));
        return new Root(facts, all, some, users, groups, same);
    }
}
