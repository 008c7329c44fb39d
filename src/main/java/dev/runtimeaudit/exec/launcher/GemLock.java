package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.image.Content;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code Gemfile.lock} whose gems all come from registries (bundler.io, "Gemfile.lock"). One that takes gems from repositories or
 * directories is not read.
 *
 * @param gems what is locked; a gem that is built for several platforms stands there once for each
 * @param platforms for which it is locked
 * @param asked the names of the gems that the Gemfile asks for
 */
public record GemLock(List<Gem> gems, Set<String> platforms, Set<String> asked) {

    public GemLock {
        gems = List.copyOf(gems);
        platforms = Set.copyOf(platforms);
        asked = Set.copyOf(asked);
    }

    /**
     * A gem.
     *
     * @param platform "x86_64-linux-musl"; empty when it is made of ruby, or compiled where it is installed
     */
    public record Gem(String name, String version, String platform) {

        /** As its directory and its specification are called. */
        public String full() {
            return name + "-" + version + (platform.isEmpty() ? "" : "-" + platform);
        }
    }

    /** How many blanks stand before a gem; those before what it needs are more. */
    private static final String GEM = "    ";

    private static final Set<String> OTHER_SOURCES = Set.of("GIT", "PATH", "PLUGIN SOURCE");

    public static Optional<GemLock> read(String text) {
        List<Gem> gems = new ArrayList<>();
        Set<String> platforms = new HashSet<>();
        Set<String> asked = new HashSet<>();
        String section = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("<<<<<<<") || OTHER_SOURCES.contains(line)) {
                return Optional.empty();
            }
            if (!line.isBlank() && !line.startsWith(" ")) {
                section = line.strip();
            } else if (section.equals("GEM") && line.startsWith(GEM) && !line.startsWith(GEM + " ")) {
                gem(line.strip()).ifPresent(gems::add);
            } else if (section.equals("PLATFORMS") && !line.isBlank()) {
                platforms.add(line.strip());
            } else if (section.equals("DEPENDENCIES") && !line.isBlank()) {
                String name = line.strip().split(" ", 2)[0];
                asked.add(name.endsWith("!") ? name.substring(0, name.length() - 1) : name);
            }
        }
        return gems.isEmpty() ? Optional.empty() : Optional.of(new GemLock(gems, platforms, asked));
    }

    /** {@code google-protobuf (4.31.0-x86_64-linux-gnu)}. */
    private static Optional<Gem> gem(String line) {
        int open = line.indexOf(" (");
        if (open < 1 || !line.endsWith(")")) {
            return Optional.empty();
        }
        String version = line.substring(open + 2, line.length() - 1);
        int dash = version.indexOf('-');
        return Optional.of(new Gem(
                line.substring(0, open),
                dash < 0 ? version : version.substring(0, dash),
                dash < 0 ? "" : version.substring(dash + 1)));
    }

    /**
     * What is installed on Linux: of each name the one that is built for this platform, else the one that is built for none; empty
     * where there is neither, or where it is not locked for this platform.
     *
     * @param libc of the image; another processor than amd64 is not asked about
     */
    public Optional<List<Gem>> on(Content.Linkage libc) {
        List<String> fitting = libc == Content.Linkage.MUSL
                ? List.of("x86_64-linux-musl", "ruby")
                : List.of("x86_64-linux-gnu", "x86_64-linux", "ruby");
        if (platforms.stream().noneMatch(fitting::contains)) {
            return Optional.empty();
        }
        List<Gem> installed = new ArrayList<>();
        for (String name : gems.stream().map(Gem::name).distinct().toList()) {
            Optional<Gem> one = fitting.stream()
                    .map(platform -> platform.equals("ruby") ? "" : platform)
                    .flatMap(platform -> gems.stream()
                            .filter(gem ->
                                    gem.name().equals(name) && gem.platform().equals(platform)))
                    .findFirst();
            if (one.isEmpty()) {
                return Optional.empty();
            }
            installed.add(one.get());
        }
        return Optional.of(installed);
    }
}
