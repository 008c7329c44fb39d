package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.ImagePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which packages of the registry bring types of their own, and since which release (measured by {@code src/bench/types/measure.py}).
 * Of packages that are not listed, and of releases before that one, nothing is known.
 */
final class OwnTypes {

    private static final Map<String, Known> ALL = read();

    /** {@code 1.2.3}, {@code ^1.2.3}, {@code ~1.2}, {@code >=1.2.3}, {@code 1.x}: what is installed is no older than that. */
    private static final Pattern RANGE =
            Pattern.compile("(\\^|~|>=|=|v)? ?(\\d{1,6})(?:\\.(\\d{1,6}|x))?(?:\\.(\\d{1,6}|x))?(-.+)?");

    /**
     * @param older as the compiler looked for them until {@code exports} came; empty where it does not find them so
     * @param later where {@code exports} counts
     */
    private record Known(Optional<Releases> older, Optional<Releases> later) {}

    /** @param until the first one that brings none any more; empty where the newest one does */
    private record Releases(Version from, Optional<Version> until) {

        static Optional<Releases> of(String text) {
            if (text.equals("-")) {
                return Optional.empty();
            }
            String[] ends = text.split("<");
            return Optional.of(new Releases(
                    Version.of(ends[0]), ends.length > 1 ? Optional.of(Version.of(ends[1])) : Optional.empty()));
        }
    }

    private record Version(int major, int minor, int patch) implements Comparable<Version> {

        static Version of(String text) {
            String[] parts = text.split("\\.");
            return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }

        @Override
        public int compareTo(Version other) {
            return major != other.major
                    ? Integer.compare(major, other.major)
                    : minor != other.minor ? Integer.compare(minor, other.minor) : Integer.compare(patch, other.patch);
        }
    }

    private OwnTypes() {}

    private static Map<String, Known> read() {
        try (InputStream in = Objects.requireNonNull(OwnTypes.class.getResourceAsStream("typed.txt"))) {
            Map<String, Known> all = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    all.put(words[0], new Known(Releases.of(words[1]), Releases.of(words[2])));
                }
            }
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the release of a package that the nearest manifest asks for, or any later one, is known to have types for what is imported.
     *
     * @param specifier the package, or a part of it
     * @param name of the package
     * @param later {@code exports} counts when they are looked for
     */
    static boolean areBrought(String specifier, String name, ImagePath from, boolean later, Machine machine) {
        Known known = ALL.get(specifier);
        Optional<Releases> releases = known == null ? Optional.empty() : later ? known.later() : known.older();
        return releases.isPresent()
                && DeclaredPackages.range(name, from, machine)
                        .filter(range -> isAmong(range, releases.get()))
                        .isPresent();
    }

    private static boolean isAmong(String range, Releases releases) {
        Matcher written = RANGE.matcher(range.strip());
        if (!written.matches()) {
            return false;
        }
        Version least = new Version(Integer.parseInt(written.group(2)), part(written.group(3)), part(written.group(4)));
        int order = least.compareTo(releases.from());
        // What comes before a release is older than it.
        boolean old = order < 0 || order == 0 && written.group(5) != null;
        boolean single = written.group(1) == null
                || written.group(1).equals("=")
                || written.group(1).equals("v");
        boolean exact = single && written.group(4) != null && !range.contains("x");
        // Of a major that is not the one which ends it, all releases do.
        boolean ended = releases.until()
                .filter(until ->
                        !(exact ? least.compareTo(until) < 0 : !isOpen(written) && least.major() < until.major()))
                .isPresent();
        return !old && !ended;
    }

    private static boolean isOpen(Matcher written) {
        return ">=".equals(written.group(1));
    }

    private static int part(@org.jspecify.annotations.Nullable String written) {
        return written == null || written.equals("x") ? 0 : Integer.parseInt(written);
    }
}
