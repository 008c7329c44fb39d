package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One package while its lines are read. */
final class Draft {
    String name = "";
    String version = "";
    /** What it asks for, by name: a range, a version or a key, as the format has it. */
    final Map<String, String> needs = new LinkedHashMap<>();

    /** See {@link Locked#optional}: of pnpm only. */
    final Set<String> optional = new TreeSet<>();

    /** See {@link Locked#doubtful}: of npm and yarn 1 only. */
    final Set<String> doubtful = new TreeSet<>();

    final Set<String> bins = new TreeSet<>();

    /** The operating systems that it is for, as written; empty for all. */
    final List<String> systems = new ArrayList<>();

    boolean picky;
    boolean development;
    boolean peers;

    /** See {@link Locked#peerNames}: of yarn 2 and later only. */
    final Set<String> peerNames = new TreeSet<>();

    Optional<String> link = Optional.empty();

    Locked locked(Map<String, String> keys, Optional<Set<String>> commands) {
        boolean choosy = picky || !isForLinux(systems);
        return new Locked(
                name, version, keys, optional, doubtful, commands, choosy, development, link, peers, peerNames);
    }

    /**
     * Whether a package is for the operating system that images are built for (npm/npm-install-checks, {@code checkList};
     * pnpm, {@code package-is-installable}): one that is named, or any but those that are ruled out.
     */
    private static boolean isForLinux(List<String> systems) {
        boolean named = systems.contains("linux") || systems.equals(List.of("any"));
        boolean others = systems.stream().allMatch(system -> system.startsWith("!"));
        return (named || others) && !systems.contains("!linux");
    }
}
