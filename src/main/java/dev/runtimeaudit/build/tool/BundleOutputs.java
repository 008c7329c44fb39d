package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.launcher.Patterns;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What bundlers have in common: from which entries they begin, and how what they make of them is called (esbuild.github.io, "Outbase"). */
final class BundleOutputs {

    private static final int DEEPEST = 20;

    private BundleOutputs() {}

    /**
     * The entries under the names that their outputs get: the path from the deepest directory that holds all of them, without its
     * extension. Empty when it cannot be told which they are.
     */
    static Optional<Map<String, ImagePath>> named(List<String> written, Job job) {
        List<ImagePath> files = new ArrayList<>();
        for (String each : written) {
            if (each.startsWith("!") || each.contains("{") || each.contains("[") || each.contains("(")) {
                return Optional.empty();
            }
            if (!each.contains("*")) {
                Optional<ImagePath> file = BundleGraph.file(job.path(each), job.machine());
                if (file.isEmpty()) {
                    return Optional.empty();
                }
                files.add(file.get());
                continue;
            }
            List<ImagePath> matches = new ArrayList<>();
            ImagePath base = job.path(each.substring(0, each.indexOf('*') + 1)).parent();
            if (!collect(base, Patterns.of(job.path(each).value()), matches, job, 0) || matches.isEmpty()) {
                return Optional.empty();
            }
            files.addAll(matches);
        }
        Optional<ImagePath> base = TsOutputs.common(files);
        Map<String, ImagePath> named = new LinkedHashMap<>();
        base.ifPresent(root -> files.forEach(file -> named.put(stem(file.below(root)), file)));
        return base.map(root -> named);
    }

    /** The entries of a setting: a path, a list of them, or an object of paths by name. */
    static Optional<Map<String, ImagePath>> entries(Setting setting, Job job) {
        if (setting instanceof Setting.Members members) {
            Map<String, ImagePath> named = new LinkedHashMap<>();
            for (Map.Entry<String, Setting> each : members.all().entrySet()) {
                Optional<ImagePath> file = each.getValue() instanceof Setting.Text text
                        ? BundleGraph.file(job.path(text.text()), job.machine())
                        : Optional.empty();
                if (file.isEmpty()) {
                    return Optional.empty();
                }
                named.put(each.getKey(), file.get());
            }
            return Optional.of(named);
        }
        return setting.texts().flatMap(all -> named(all, job));
    }

    /** False when files may lie there that are not known. */
    private static boolean collect(ImagePath at, Patterns wanted, List<ImagePath> matches, Job job, int depth) {
        if (depth > DEEPEST
                || !(job.files().follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return false;
        }
        boolean sure = true;
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            ImagePath path = at.child(child.getKey());
            boolean modules = child.getKey().equals("node_modules");
            if (child.getValue() instanceof Slot.Here here && here.node() instanceof Directory && !modules) {
                sure &= collect(path, wanted, matches, job, depth + 1);
            } else if (child.getValue() instanceof Slot.Here here
                    && here.node() instanceof Node.File
                    && wanted.matches(path.value())) {
                matches.add(path);
            }
        }
        return sure;
    }

    static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }

    /** What texts and regular expressions match; empty when there is something else among them. */
    static Optional<Predicate<String>> matching(Setting setting) {
        if (setting instanceof Setting.None) {
            return Optional.of(specifier -> false);
        }
        Set<String> texts = new TreeSet<>();
        List<Pattern> patterns = new ArrayList<>();
        for (Setting each : setting instanceof Setting.Items items ? items.all() : List.of(setting)) {
            if (each instanceof Setting.Text text) {
                texts.add(text.text());
            } else if (each instanceof Setting.Pattern pattern) {
                String written = pattern.written();
                try {
                    patterns.add(Pattern.compile(written.substring(1, written.lastIndexOf('/'))));
                } catch (PatternSyntaxException elsewhere) {
                    return Optional.empty(); // JavaScript's own syntax
                }
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(specifier -> texts.contains(specifier)
                || patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(specifier).find()));
    }

    /**
     * Writes files into the image.
     *
     * @param complete whether there are no others below the directory
     */
    static void write(Job job, ImagePath directory, Map<ImagePath, Content> files, boolean complete) {
        Map<ImagePath, Content> sorted = new TreeMap<>(files);
        Set<ImagePath> directories = new TreeSet<>();
        sorted.forEach((path, content) -> {
            job.files(job.files()
                    .mkdirs(path.parent(), job.made(0755))
                    .with(path, new Node.File(job.made(0644), content)));
            directories.add(path.parent());
        });
        if (!complete) {
            TsOutputs.opened(job, directory);
            TsOutputs.bare(job, directory, directories);
        }
    }

    /** It builds something below the current directory, and nobody knows what. */
    static void lost(Job job) {
        job.machine(Effects.project(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
    }
}
