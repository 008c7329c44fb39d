package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The {@code .gitignore}s of a tree (gitignore(5)). The last matching pattern decides, those of deeper files come after
 * those of files above; what lies in a directory that is left out cannot be let in again.
 *
 * <p>{@code .git/info/exclude} and the user's own global patterns are nobody else's and therefore not looked at.
 */
record GitIgnore(List<GitPattern> patterns) implements IgnoreRules {

    GitIgnore {
        patterns = List.copyOf(patterns);
    }

    static GitIgnore read(Collection<SourceFile> files) {
        List<GitPattern> patterns = new ArrayList<>();
        files.stream()
                .sorted(Comparator.comparingInt(GitIgnore::depth).thenComparing(SourceFile::path))
                .forEach(file -> readFile(file, patterns));
        return new GitIgnore(patterns);
    }

    private static int depth(SourceFile file) {
        return (int) file.path().value().chars().filter(c -> c == '/').count();
    }

    private static void readFile(SourceFile file, List<GitPattern> patterns) {
        TreePath directory = file.path().parent();
        for (int number = 1; number <= file.lineCount(); number++) {
            String line = file.line(number);
            String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
            Span span = new Span(file.path(), number, 1, number, line.length() + 1);
            GitPattern.read(text, directory, span).ifPresent(patterns::add);
        }
    }

    private Optional<GitPattern> decides(TreePath path, boolean isDirectory) {
        for (TreePath at = path.parent(); !path.isRoot() && !at.isRoot(); at = at.parent()) {
            Optional<GitPattern> above = last(at, true).filter(pattern -> !pattern.exception());
            if (above.isPresent()) {
                return above;
            }
        }
        return last(path, isDirectory);
    }

    private Optional<GitPattern> last(TreePath path, boolean isDirectory) {
        for (int i = patterns.size() - 1; i >= 0; i--) {
            if (patterns.get(i).matches(path, isDirectory)) {
                return Optional.of(patterns.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean excludes(TreePath file) {
        return decides(file, false).filter(pattern -> !pattern.exception()).isPresent();
    }

    @Override
    public boolean excludesDirectory(TreePath directory) {
        return decides(directory, true).filter(pattern -> !pattern.exception()).isPresent();
    }

    @Override
    public boolean mayIncludeBelow(TreePath directory) {
        return !excludesDirectory(directory);
    }

    @Override
    public Optional<Span> decidedBy(TreePath file) {
        return decides(file, false).map(GitPattern::span);
    }

    @Override
    public Set<String> names() {
        return patterns.stream()
                .filter(pattern -> !pattern.exception())
                .flatMap(pattern -> pattern.name().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<Problem> problems() {
        return List.of();
    }
}
