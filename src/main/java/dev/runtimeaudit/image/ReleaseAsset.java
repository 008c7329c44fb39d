package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Content.Linkage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that a GitHub release offers for download, as far as its address tells what it is: projects put the processor and the
 * system into the name, because a release has one file for each.
 */
public final class ReleaseAsset {

    private static final String DOWNLOAD = "/releases/download/";

    private static final Set<String> LINKED = Set.of("static", "muslc", "musl");

    /** Systems whose binaries Linux refuses. */
    private static final Set<String> OTHER_SYSTEMS = Set.of("darwin", "macos", "osx", "windows", "win64", "freebsd");

    /**
     * Programs whose releases are the program itself: what it is, and what a plain name is linked with (their build files:
     * tini's CMakeLists.txt makes a dynamic and a static one; dumb-init's Makefile and gosu are static).
     */
    private static final Map<String, Content.Program> PROGRAMS = Map.of(
            "krallin/tini", new Content.Program("tini", "", Linkage.GLIBC),
            "ufoscout/docker-compose-wait", new Content.Program("wait", "", Linkage.STATIC),
            "yelp/dumb-init", new Content.Program("dumb-init", "", Linkage.STATIC),
            "tianon/gosu", new Content.Program("gosu", "", Linkage.STATIC));

    private ReleaseAsset() {}

    /** What lies behind an address; a download of which nothing else is known where it does not tell. */
    public static Content at(String url) {
        return known(url).orElse(new Content.Opaque(Reason.DOWNLOADED));
    }

    private static Optional<Content> known(String url) {
        String path = url.split("[?#]", 2)[0];
        int download = path.indexOf(DOWNLOAD);
        String[] before =
                download < 0 ? new String[0] : path.substring(0, download).split("/", -1);
        if (before.length < 5 || !before[2].equals("github.com")) {
            return Optional.empty();
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || !isBare(name)) {
            return Optional.empty();
        }
        List<String> words = words(name);
        Optional<String> system = words.stream().filter(OTHER_SYSTEMS::contains).findFirst();
        if (system.isPresent()) {
            return system.map(Content.Foreign::new);
        }
        String project = (before[3] + "/" + before[4]).toLowerCase(Locale.ROOT);
        Optional<Content.Program> program = Optional.ofNullable(PROGRAMS.get(project))
                .filter(some -> words.get(0).equals(some.name().split("-", 2)[0]))
                .map(some -> new Content.Program(some.name(), version(path, download), linkage(some, words)));
        return program.isPresent() || words.stream().anyMatch(Processor::isOfOne)
                ? Optional.of(new Content.Released(
                        words,
                        program,
                        program.filter(some -> isPlain(some, words)).isPresent()))
                : Optional.empty();
    }

    /** Whether a name has nothing behind that of the program but how it is linked, and the version. */
    private static boolean isPlain(Content.Program program, List<String> words) {
        Set<String> said = new HashSet<>(LINKED);
        said.addAll(words(program.name()));
        said.addAll(words(program.version()));
        return said.containsAll(words);
    }

    /** Without an ending that says that it is something else: an archive, a checksum, a script. */
    private static boolean isBare(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return ending.equals(name)
                || ending.equals("exe")
                || !ending.isEmpty() && Character.isDigit(ending.charAt(0)) && !ending.equals("7z");
    }

    private static List<String> words(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace("x86_64", "amd64").replace("x86-64", "amd64");
        return List.of(lower.split("[-_.]", -1));
    }

    private static String version(String path, int download) {
        String tag = path.substring(download + DOWNLOAD.length()).split("/", 2)[0];
        return tag.startsWith("v") ? tag.substring(1) : tag;
    }

    private static Linkage linkage(Content.Program plain, List<String> words) {
        if (words.contains("static")) {
            return Linkage.STATIC;
        }
        return words.contains("muslc") || words.contains("musl") ? Linkage.MUSL : plain.linkage();
    }
}
