package dev.runtimeaudit.read.nginx;

import dev.runtimeaudit.read.nginx.Statement.Word;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits an nginx configuration into statements, as nginx does (nginx, {@code ngx_conf_read_token}).
 *
 * <p>Never throws on content: what nginx rejects is a {@link Statement.Broken}.
 */
public final class NginxReader {

    private final SourceFile file;
    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private List<Word> words = new ArrayList<>();
    private int at;

    private NginxReader(SourceFile file) {
        this.file = file;
        this.text = file.text();
    }

    /** The statements of a file; the last is an {@link Statement.End} or a {@link Statement.Broken}. */
    public static List<Statement> read(SourceFile file) {
        NginxReader reader = new NginxReader(file);
        while (!reader.isOver()) {
            reader.next();
        }
        return List.copyOf(reader.statements);
    }

    private boolean isOver() {
        return !statements.isEmpty()
                && (statements.get(statements.size() - 1) instanceof Statement.End
                        || statements.get(statements.size() - 1) instanceof Statement.Broken);
    }

    private void next() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            statements.add(new Statement.End(words.isEmpty(), file.span(at, at), line(at)));
            return;
        }
        char c = text.charAt(at);
        if (c == '#') {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == ';' || c == '{') {
            finish(c);
        } else if (c == '}') {
            if (words.isEmpty()) {
                statements.add(new Statement.Close(file.span(at, at + 1), line(at)));
                at++;
            } else {
                broken("unexpected \"}\"");
            }
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else {
            bare();
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private int line(int offset) {
        return file.lineAt(Math.min(offset, text.length()));
    }

    private void broken(String reason) {
        statements.add(new Statement.Broken(reason, file.span(at, Math.min(at + 1, text.length())), line(at)));
    }

    private void finish(char c) {
        if (words.isEmpty()) {
            broken("unexpected \"" + c + "\"");
            return;
        }
        var first = words.get(0).at();
        int line = line(at);
        statements.add(c == ';' ? new Statement.Simple(words, first, line) : new Statement.Open(words, first, line));
        words = new ArrayList<>();
        at++;
    }

    private void quoted(char quote) {
        int start = at;
        StringBuilder word = new StringBuilder();
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            i = character(i, word);
        }
        if (i >= text.length()) {
            at = text.length();
            statements.add(new Statement.End(false, file.span(start, at), line(at)));
            return;
        }
        at = i + 1;
        words.add(new Word(word.toString(), true, file.span(start, at)));
        if (at < text.length() && !isBlank(text.charAt(at)) && ";{)".indexOf(text.charAt(at)) < 0) {
            broken("unexpected \"" + text.charAt(at) + "\"");
        } else if (at < text.length() && text.charAt(at) == ')') {
            bare();
        }
    }

    private void bare() {
        int start = at;
        StringBuilder word = new StringBuilder();
        int i = at;
        boolean variable = false;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '{' && variable) {
                variable = false;
                word.append(c);
                i++;
                continue;
            }
            variable = c == '$';
            if (isBlank(c) || c == ';' || c == '{') {
                break;
            }
            i = character(i, word);
        }
        at = i;
        if (i >= text.length()) {
            statements.add(new Statement.End(false, file.span(start, i), line(i)));
            return;
        }
        words.add(new Word(word.toString(), false, file.span(start, i)));
    }

    /** Takes one character, or an escape: before a quote or a backslash the backslash goes, {@code \t \r \n} are what they say. */
    private int character(int i, StringBuilder word) {
        char c = text.charAt(i);
        if (c != '\\' || i + 1 >= text.length()) {
            word.append(c);
            return i + 1;
        }
        char next = text.charAt(i + 1);
        switch (next) {
            case '"', '\'', '\\' -> word.append(next);
            case 't' -> word.append('\t');
            case 'r' -> word.append('\r');
            case 'n' -> word.append('\n');
            default -> word.append(c).append(next);
        }
        return i + 2;
    }
}
