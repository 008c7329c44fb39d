package dev.runtimeaudit.read.env;

import dev.runtimeaudit.read.env.EnvFile.Assignment;
import dev.runtimeaudit.read.env.EnvFile.Quote;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a file of environment variables as one of its readers does. */
public final class EnvReader {

    private final SourceFile file;
    private final String text;
    private final EnvDialect dialect;
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Assignment> commented = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private int at;

    private EnvReader(SourceFile file, EnvDialect dialect) {
        this.file = file;
        this.text = file.text();
        this.dialect = dialect;
    }

    public static EnvFile read(SourceFile file, EnvDialect dialect) {
        return new EnvReader(file, dialect).read();
    }

    private EnvFile read() {
        at = text.startsWith("\uFEFF") ? 1 : 0;
        while (at < text.length()) {
            statement();
        }
        return new EnvFile(assignments, commented, problems);
    }

    private void statement() {
        skip(EnvReader::isWhite);
        if (at >= text.length()) {
            return;
        }
        if (text.charAt(at) == '#') {
            comment();
        } else if (dialect == EnvDialect.DOCKER_RUN) {
            rawLine();
        } else {
            assignment();
        }
    }

    /** {@code # KEY=value} documents a variable; any other comment is prose. */
    private void comment() {
        int end = lineEnd(at);
        int name = at;
        while (name < end && (text.charAt(name) == '#' || isBlank(text.charAt(name)))) {
            name++;
        }
        int stop = name;
        while (stop < end && isNamePart(text.charAt(stop))) {
            stop++;
        }
        if (stop > name && stop < end && text.charAt(stop) == '=' && !Character.isDigit(text.charAt(name))) {
            commented.add(new Assignment(
                    text.substring(name, stop),
                    Optional.of(text.substring(stop + 1, end).strip()),
                    Quote.NONE,
                    false,
                    file.span(name, stop),
                    file.span(name, end)));
        }
        at = end;
    }

    private void rawLine() {
        int start = at;
        int end = lineEnd(at);
        at = end;
        int equals = text.indexOf('=', start);
        int stop = equals < 0 || equals >= end ? end : equals;
        String name = text.substring(start, stop);
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            problems.add(new Problem(file.span(start, stop), "variable '" + name + "' contains whitespaces"));
            return;
        }
        Optional<String> value = stop == end ? Optional.empty() : Optional.of(text.substring(stop + 1, end));
        assignments.add(new Assignment(name, value, Quote.NONE, false, file.span(start, stop), file.span(start, end)));
    }

    private void assignment() {
        if (text.startsWith("export", at) && at + 6 < text.length() && isBlank(text.charAt(at + 6))) {
            at += 6;
            skip(EnvReader::isBlank);
        }
        int start = at;
        int stop = start;
        while (stop < text.length() && !isAssign(text.charAt(stop)) && text.charAt(stop) != '\n') {
            char c = text.charAt(stop);
            if (!isBlank(c) && !isNamePart(c)) {
                rejectName(start, c);
                return;
            }
            stop++;
        }
        String name = text.substring(start, stop).stripTrailing();
        int nameEnd = start + name.length();
        if (name.contains(" ")) {
            problems.add(new Problem(
                    file.span(start, nameEnd), "line %d: key cannot contain a space".formatted(file.lineAt(start))));
            at = lineEnd(start);
            return;
        }
        if (stop >= text.length() || text.charAt(stop) == '\n') {
            at = stop;
            if (dialect == EnvDialect.COMPOSE) {
                assignments.add(new Assignment(
                        name,
                        Optional.empty(),
                        Quote.NONE,
                        false,
                        file.span(start, nameEnd),
                        file.span(start, nameEnd)));
            }
            return;
        }
        at = stop + 1;
        skip(EnvReader::isBlank);
        value(name, start, nameEnd);
    }

    private void rejectName(int start, char c) {
        if (dialect == EnvDialect.COMPOSE) {
            problems.add(new Problem(
                    file.span(start, lineEnd(start)),
                    // compose-go prints the whole line here, which may hold a secret.
                    "line %d: unexpected character \"%s\" in variable name".formatted(file.lineAt(start), c)));
        }
        at = lineEnd(start);
    }

    private void value(String name, int start, int nameEnd) {
        char first = at < text.length() ? text.charAt(at) : '\n';
        boolean quoted = first == '"' || first == '\'' || (first == '`' && dialect == EnvDialect.NODE);
        if (!quoted) {
            int end = lineEnd(at);
            int comment = text.indexOf(dialect == EnvDialect.NODE ? "#" : " #", at);
            int stop = comment >= 0 && comment < end ? comment : end;
            String value = text.substring(Math.min(at, stop), stop).strip();
            add(name, value, Quote.NONE, dialect == EnvDialect.COMPOSE, start, nameEnd, at + value.length());
            at = end;
            return;
        }
        int close = closing(first);
        if (close < 0) {
            problems.add(new Problem(
                    file.span(at, lineEnd(at)), "line %d: unterminated quoted value".formatted(file.lineAt(at))));
            // The rest is part of the value for compose; nothing behind it is an assignment.
            at = text.length();
            return;
        }
        String inner = text.substring(at + 1, close);
        Quote quote = first == '"' ? Quote.DOUBLE : Quote.SINGLE;
        String value = quote == Quote.DOUBLE ? Escapes.expand(inner, dialect) : Escapes.unquote(inner, first, dialect);
        boolean expands = quote == Quote.DOUBLE && dialect == EnvDialect.COMPOSE;
        add(name, value, quote, expands, start, nameEnd, close + 1);
        at = close + 1;
        if (dialect == EnvDialect.NODE) {
            at = lineEnd(at);
        }
    }

    private int closing(char quote) {
        boolean escaped = false;
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote && !escaped) {
                return i;
            }
            escaped = c == '\\' && !escaped;
        }
        return -1;
    }

    private void add(String name, String value, Quote quote, boolean expands, int start, int nameEnd, int end) {
        if (!name.isEmpty() && !(dialect == EnvDialect.COMPOSE && Character.isDigit(name.charAt(0)))) {
            assignments.add(new Assignment(
                    name, Optional.of(value), quote, expands, file.span(start, nameEnd), file.span(start, end)));
        }
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private void skip(java.util.function.Predicate<Character> what) {
        while (at < text.length() && what.test(text.charAt(at))) {
            at++;
        }
    }

    private boolean isAssign(char c) {
        return c == '=' || (c == ':' && dialect != EnvDialect.DOCKER_RUN);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '[' || c == ']';
    }

    private static boolean isBlank(char c) {
        return c != '\n' && isWhite(c);
    }

    private static boolean isWhite(char c) {
        return Character.isWhitespace(c) || c == '\u0085' || c == '\u00A0';
    }
}
