package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A {@code .dockerignore} (Docker documentation, "Build context", ".dockerignore files"; moby's {@code ignorefile} and
 * {@code patternmatcher}).
 *
 * <p>BuildKit walks the context from the top and takes along, from each directory to its entries, which patterns have
 * matched so far. The last pattern that has matched decides. A pattern that cannot change the answer where it stands is
 * not even tried, so that {@code !a} is lost on {@code a/b} when it stood at {@code a} too early to matter.
 */
final class DockerIgnore implements IgnoreRules {

    static final DockerIgnore NONE = new DockerIgnore(List.of(), List.of());

    /** The longest line that Go's scanner takes. */
    private static final int LONGEST = 65_535;

    private final List<DockerPattern> patterns;
    private final List<Problem> problems;
    /** What is said of directories: all that lies in them asks for it. */
    private final Map<String, Verdict> directories = new ConcurrentHashMap<>();

    private DockerIgnore(List<DockerPattern> patterns, List<Problem> problems) {
        this.patterns = List.copyOf(patterns);
        this.problems = List.copyOf(problems);
    }

    static DockerIgnore read(SourceFile file) {
        List<DockerPattern> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (int number = 1; number <= file.lineCount(); number++) {
            String line = file.line(number);
            Span span = new Span(file.path(), number, 1, number, line.length() + 1);
            if (line.length() > LONGEST) {
                problems.add(new Problem(span, "bufio.Scanner: token too long"));
                break;
            }
            String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
            if (!text.startsWith("#") && !trim(text).isEmpty()) {
                readLine(trim(text), span, patterns, problems);
            }
        }
        return new DockerIgnore(patterns, problems);
    }

    private static void readLine(String line, Span span, List<DockerPattern> patterns, List<Problem> problems) {
        boolean exception = line.startsWith("!");
        String text = exception ? trim(line.substring(1)) : line;
        if (!text.isEmpty()) {
            text = DockerPattern.clean(text);
            text = text.length() > 1 && text.startsWith("/") ? text.substring(1) : text;
        }
        // moby trims and cleans a second time, with the exclamation mark in place
        String again = DockerPattern.clean(trim((exception ? "!" : "") + text));
        exception = again.startsWith("!");
        String pattern = exception ? again.substring(1) : again;
        if (pattern.isEmpty()) {
            problems.add(new Problem(span, "illegal exclusion pattern: \"!\""));
            return;
        }
        if (!DockerPattern.isValid(pattern)) {
            problems.add(new Problem(span, "syntax error in pattern"));
            return;
        }
        boolean isException = exception;
        // moby compiles a pattern when it first needs it; one that does not compile may never be needed
        DockerPattern.compile(pattern)
                .ifPresent(matcher -> patterns.add(new DockerPattern(isException, matcher, span)));
    }

    /** {@code strings.TrimSpace}. */
    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) ? c < 0x1c || c > 0x1f : c == 0x85 || Character.isSpaceChar(c);
    }

    /** Which patterns have matched, and the last that decided; -1 when none has. */
    private record Verdict(BitSet matched, int last) {}

    private static final Verdict NOTHING = new Verdict(new BitSet(), -1);

    private Verdict judge(TreePath path) {
        return path.isRoot() ? NOTHING : judge(path.value(), above(path.value()).matched);
    }

    /** What is said of the directory in which a path lies. */
    private Verdict above(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return NOTHING;
        }
        String directory = path.substring(0, slash);
        Verdict known = directories.get(directory);
        if (known == null) {
            known = judge(directory, above(directory).matched);
            directories.put(directory, known);
        }
        return known;
    }

    private Verdict judge(String path, BitSet parent) {
        BitSet matched = new BitSet(patterns.size());
        int last = -1;
        boolean excluded = false;
        for (int i = 0; i < patterns.size(); i++) {
            DockerPattern pattern = patterns.get(i);
            boolean known = parent.get(i);
            if (!known && pattern.exception() != excluded) {
                continue;
            }
            if (known || pattern.matcher().matches(path)) {
                matched.set(i);
                excluded = !pattern.exception();
                last = i;
            }
        }
        return new Verdict(matched, last);
    }

    @Override
    public List<Problem> problems() {
        return problems;
    }

    @Override
    public Set<String> names() {
        return Set.of();
    }

    @Override
    public boolean excludes(TreePath file) {
        int last = judge(file).last;
        return last >= 0 && !patterns.get(last).exception();
    }

    @Override
    public boolean excludesDirectory(TreePath directory) {
        return excludes(directory);
    }

    @Override
    public boolean mayIncludeBelow(TreePath directory) {
        int last = judge(directory).last;
        if (last < 0 || patterns.get(last).exception()) {
            return true;
        }
        String prefix = directory.value() + "/";
        return patterns.subList(last + 1, patterns.size()).stream()
                .anyMatch(pattern -> pattern.exception() && pattern.matcher().mayMatchBehind(prefix));
    }

    @Override
    public Optional<Span> decidedBy(TreePath file) {
        int last = judge(file).last;
        return last < 0 ? Optional.empty() : Optional.of(patterns.get(last).span());
    }
}
