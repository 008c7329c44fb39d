package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.Json;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which packages of the registry bring types of their own, and since which release (measured by {@code src/bench/types/measure.py}).
 * Of packages that are not listed, and of releases before that one, nothing is known.
 */
final class OwnTypes {

    private static final Map<String, Releases> ALL = read();

    /** {@code 1.2.3}, {@code ^1.2.3}, {@code ~1.2}, {@code >=1.2.3}, {@code 1.x}: what is installed is no older than that. */
    private static final Pattern RANGE =
            Pattern.compile("(\\^|~|>=|=|v)? ?(\\d{1,6})(?:\\.(\\d{1,6}|x))?(?:\\.(\\d{1,6}|x))?");

    /** @param until the first one that brings none any more; empty where the newest one does */
    private record Releases(Version from, Optional<Version> until) {

        static Releases of(String text) {
            String[] ends = text.split("<");
            return new Releases(
                    Version.of(ends[0]), ends.length > 1 ? Optional.of(Version.of(ends[1])) : Optional.empty());
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

    private static Map<String, Releases> read() {
        try (InputStream in = Objects.requireNonNull(OwnTypes.class.getResourceAsStream("typed.txt"))) {
            Map<String, Releases> all = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    all.put(words[0], Releases.of(words[1]));
                }
            }
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the release of a package that the nearest manifest asks for, or any later one, is known to have types for what is imported,
     * and no manifest puts another release in its place.
     *
     * @param specifier the package, or a part of it
     * @param name of the package
     */
    static boolean areBrought(String specifier, String name, ImagePath from, Machine machine) {
        Releases releases = ALL.get(specifier);
        return releases != null
                && DeclaredPackages.range(name, from, machine)
                        .filter(range -> isAmong(range, releases))
                        .isPresent()
                && !mayBeReplaced(name, from, machine);
    }

    private static boolean mayBeReplaced(String name, ImagePath from, Machine machine) {
        for (ImagePath above = from; ; above = above.parent()) {
            if (Manifest.in(above, machine) instanceof Manifest.Found found
                    && replaces(name, found.json().json())) {
                return true;
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    private static boolean replaces(String name, Json manifest) {
        return Stream.of(manifest, manifest.member("pnpm").orElse(manifest))
                .flatMap(json -> Stream.of("overrides", "resolutions").flatMap(list -> json.member(list).stream()))
                .flatMap(list -> list instanceof Json.Members all ? all.all().keySet().stream() : Stream.of(name))
                .anyMatch(key -> key.contains(name));
    }

    private static boolean isAmong(String range, Releases releases) {
        Matcher written = RANGE.matcher(range.strip());
        if (!written.matches()) {
            return false;
        }
        Version least = new Version(Integer.parseInt(written.group(2)), part(written.group(3)), part(written.group(4)));
        int order = least.compareTo(releases.from());
        boolean single = written.group(1) == null
                || written.group(1).equals("=")
                || written.group(1).equals("v");
        boolean exact = single && written.group(4) != null && !range.contains("x");
        // Of a major that is not the one which ends it, all releases do.
        boolean ended = releases.until()
                .filter(until ->
                        !(exact ? least.compareTo(until) < 0 : !isOpen(written) && least.major() < until.major()))
                .isPresent();
        return order >= 0 && !ended;
    }

    private static boolean isOpen(Matcher written) {
        return ">=".equals(written.group(1));
    }

    private static int part(@Nullable String written) {
        return written == null || written.equals("x") ? 0 : Integer.parseInt(written);
    }
}
