package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The files that say which variables there are, and give none: {@code .env.example}.
 *
 * @param files in the order in which they are asked
 */
record Documents(List<EnvFileAt> files) {

    private static final Set<String> EXAMPLES = Set.of("example", "sample", "template", "dist", "defaults", "tpl");

    /** A file of variables and its text. */
    record EnvFileAt(SourceFile text, EnvFile file) {}

    /** What a document says of a variable; its purpose is the comment above it. */
    record Entry(Span at, Optional<String> purpose) {}

    static Documents in(SourceTree tree, Collection<TreePath> directories) {
        List<EnvFileAt> files = new ArrayList<>();
        for (TreePath directory : directories) {
            for (String name : tree.names(directory)) {
                if (isExample(name)) {
                    tree.read(directory.child(name))
                            .asFile()
                            .ifPresent(text -> files.add(new EnvFileAt(text, EnvReader.read(text, EnvDialect.NODE))));
                }
            }
        }
        return new Documents(files);
    }

    /** Whether a file is named after those that document variables. */
    static boolean isExample(String name) {
        List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("[._-]", -1));
        return words.contains("env") && words.stream().anyMatch(EXAMPLES::contains);
    }

    Optional<Entry> get(String name) {
        for (EnvFileAt each : files) {
            Optional<EnvFile.Assignment> found = each.file()
                    .get(name)
                    .or(() -> each.file().commented().stream()
                            .filter(a -> a.name().equals(name))
                            .findFirst());
            if (found.isPresent()) {
                return Optional.of(new Entry(found.get().nameAt(), purpose(each, found.get())));
            }
        }
        return Optional.empty();
    }

    List<TreePath> paths() {
        return files.stream().map(each -> each.text().path()).toList();
    }

    /** The comment that ends on the line above, or behind the value. */
    private static Optional<String> purpose(EnvFileAt each, EnvFile.Assignment assignment) {
        int line = assignment.at().line();
        StringBuilder text = new StringBuilder();
        for (int above = line - 1; above > 0; above--) {
            String words = each.text().line(above).strip();
            boolean assigns = each.file().commented().stream().anyMatch(a -> isOn(a, line(each, a), words));
            if (!words.startsWith("#") || assigns) {
                break;
            }
            String comment = words.replace('#', ' ').strip();
            boolean rule = comment.chars().noneMatch(Character::isLetter);
            if (!rule) {
                text.insert(0, text.length() == 0 ? comment : comment + " ");
            }
        }
        return text.length() == 0 ? Optional.empty() : Optional.of(text.toString());
    }

    private static String line(EnvFileAt each, EnvFile.Assignment assignment) {
        return each.text().line(assignment.at().line()).strip();
    }

    private static boolean isOn(EnvFile.Assignment assignment, String line, String words) {
        return line.equals(words) && words.contains(assignment.name());
    }
}
