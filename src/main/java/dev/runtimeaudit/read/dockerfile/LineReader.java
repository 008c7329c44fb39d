package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a Dockerfile apart into the lines that BuildKit sees: directives and comments gone, continuation lines joined,
 * here-documents with the instruction that announces them (Dockerfile reference, "Format").
 */
final class LineReader {

    /**
     * A line as BuildKit sees it.
     *
     * @param from the offset of its first character in the file
     * @param to the offset behind its last physical line, here-documents included, line end not included
     */
    record Line(Statement statement, List<CommandForm.Heredoc> heredocs, int from, int to) {}

    /** The largest line that Go's scanner takes, with its line end. */
    private static final int LONGEST = 65_536;

    private final SourceFile file;
    private final String text;
    private final Rejections rejections;
    private final Directives directives = new Directives();
    private int next;

    /** The physical line that was read last: where it starts, and where it ends without its line end. */
    private int start;

    private int end;

    LineReader(SourceFile file, Rejections rejections) {
        this.file = file;
        this.text = file.text();
        this.rejections = rejections;
        // a byte order mark belongs to no line
        this.next = text.startsWith("\ufeff") ? 1 : 0;
    }

    List<Dockerfile.Directive> directives() {
        return directives.found();
    }

    char escape() {
        return directives.escape();
    }

    /** The next line that holds an instruction; empty at the end of the file. */
    Optional<Line> read() {
        while (readPhysical()) {
            int first = skipSpace(start, end);
            directives.look(file, first, end, rejections);
            if (first == end || text.charAt(first) == '#') {
                continue;
            }
            return Optional.of(logical(first));
        }
        return Optional.empty();
    }

    private boolean readPhysical() {
        if (next >= text.length()) {
            return false;
        }
        start = next;
        int newline = text.indexOf('\n', start);
        next = newline < 0 ? text.length() : newline + 1;
        end = next;
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        if (next - start > LONGEST / 4 && isTooLong(newline >= 0)) {
            rejections.whileParsing(
                    file.span(start, start), "dockerfile line greater than max allowed size of " + (LONGEST - 1));
        }
        return true;
    }

    private boolean isTooLong(boolean ended) {
        int bytes = text.substring(start, next).getBytes(StandardCharsets.UTF_8).length;
        return bytes > (ended ? LONGEST : LONGEST - 1);
    }

    private int skipSpace(int from, int to) {
        int at = from;
        while (at < to && GoText.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private Line logical(int first) {
        FragmentBuilder joined = new FragmentBuilder(file);
        int from = first;
        boolean goesOn = add(joined, from);
        while (goesOn && readPhysical()) {
            int content = skipSpace(start, end);
            if (content < end && text.charAt(content) != '#') {
                goesOn = add(joined, start);
            }
        }
        Statement statement = Statement.split(joined.build(end), directives.escape());
        List<CommandForm.Heredoc> heredocs =
                statement.mayHoldHeredocs(directives.escape()) ? heredocs(statement, from) : List.of();
        return new Line(statement, heredocs, from, end);
    }

    /** Adds a physical line without the escape that makes it go on, and says whether it does. */
    private boolean add(FragmentBuilder joined, int from) {
        int last = end;
        while (last > from && (text.charAt(last - 1) == ' ' || text.charAt(last - 1) == '\t')) {
            last--;
        }
        char escape = directives.escape();
        boolean goesOn =
                last > from && text.charAt(last - 1) == escape && (last - 1 == from || text.charAt(last - 2) != escape);
        joined.addFromFile(from, goesOn ? last - 1 : end);
        return goesOn;
    }

    private List<CommandForm.Heredoc> heredocs(Statement statement, int from) {
        List<CommandForm.Heredoc> read = new ArrayList<>();
        try {
            for (Heredocs.Announced announced : Heredocs.in(statement.line().text())) {
                read.add(heredoc(announced, from));
            }
        } catch (WordLexer.Malformed malformed) {
            rejections.whileParsing(file.span(from, end), malformed.says());
        }
        return read;
    }

    private CommandForm.Heredoc heredoc(Heredocs.Announced announced, int instruction) {
        FragmentBuilder body = new FragmentBuilder(file);
        int first = Math.min(next, text.length());
        int bodyEnd = first;
        boolean terminated = false;
        while (!terminated && readPhysical()) {
            int from = start;
            while (announced.stripTabs() && from < end && text.charAt(from) == '\t') {
                from++;
            }
            terminated = text.substring(from, end).equals(announced.name());
            if (!terminated) {
                body.addFromFile(from, next);
                bodyEnd = next;
            }
        }
        if (!terminated) {
            rejections.whileParsing(file.span(instruction, end), "unterminated heredoc");
        }
        Fragment lines = body.build(bodyEnd);
        return new CommandForm.Heredoc(
                announced.name(),
                lines,
                announced.expand() ? WordReader.body(lines) : WordReader.literal(lines),
                announced.expand(),
                announced.stripTabs(),
                file.span(first, Math.max(first, end)));
    }
}
