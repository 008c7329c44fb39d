package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.Globs;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a word of a command line may stand for that is a pattern of the shell (POSIX 2.13.3): the files that are listed and match.
 * Which others match is not known, but whatever does not match is none of them.
 */
final class Matching {

    private Matching() {}

    /** The pattern that a word stands for the matches of. */
    static Optional<String> pattern(Arg word) {
        return word.value() instanceof Value.Unknown unknown ? unknown.pattern() : Optional.empty();
    }

    /** The last name of a pattern. */
    static String last(String pattern) {
        return pattern.substring(pattern.lastIndexOf('/') + 1);
    }

    /** The paths that are listed, as certain or as possible, and that match. */
    static List<ImagePath> paths(FileSystem files, ImagePath directory, String pattern) {
        List<String> names = new ArrayList<>();
        for (String name : pattern.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        List<ImagePath> paths = new ArrayList<>();
        collect(files, pattern.startsWith("/") ? ImagePath.ROOT : directory, names, paths);
        return paths;
    }

    private static void collect(FileSystem files, ImagePath directory, List<String> names, List<ImagePath> into) {
        if (names.isEmpty()) {
            into.add(directory);
            return;
        }
        if (!(files.follow(directory) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory listed)) {
            return;
        }
        String name = names.get(0);
        List<String> more = names.subList(1, names.size());
        if (name.equals(".") || name.equals("..")) {
            collect(files, directory.resolve(name), more, into);
            return;
        }
        listed.children().forEach((child, slot) -> {
            if (!(slot instanceof Slot.Gone) && matches(name, child)) {
                collect(files, directory.child(child), more, into);
            }
        });
    }

    /** Whether a name of a directory matches: a leading dot only does when it is written down. */
    static boolean matches(String pattern, String name) {
        return (!name.startsWith(".") || pattern.startsWith(".")) && Globs.name(pattern, name);
    }
}
