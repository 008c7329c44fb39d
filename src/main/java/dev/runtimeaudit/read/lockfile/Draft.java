package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import java.util.LinkedHashMap;
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
    boolean picky;
    boolean development;
    boolean peers;
    Optional<String> link = Optional.empty();

    Locked locked(Map<String, String> keys, Optional<Set<String>> commands) {
        return new Locked(name, version, keys, optional, doubtful, commands, picky, development, link, peers);
    }
}
