package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The parser directives at the head of a Dockerfile (Dockerfile reference, "Parser directives"). */
final class Directives {

    private static final Set<String> KNOWN = Set.of("syntax", "escape", "check");

    private final List<Dockerfile.Directive> found = new ArrayList<>();
    private boolean done;
    private char escape = '\\';

    List<Dockerfile.Directive> found() {
        return found;
    }

    char escape() {
        return escape;
    }

    /** Takes note of a physical line; the first one that is no known directive ends them all. */
    void look(SourceFile file, int from, int to, Rejections rejections) {
        if (done) {
            return;
        }
        String line = file.text().substring(from, to);
        if (!line.startsWith("#")) {
            done = true;
            return;
        }
        int at = 1;
        while (at < line.length() && GoText.isSpace(line.charAt(at))) {
            at++;
        }
        int nameStart = at;
        while (at < line.length() && isAlphanumeric(line.charAt(at))) {
            at++;
        }
        String name = line.substring(nameStart, at).toLowerCase(Locale.ROOT);
        int equals = skipBlanks(line, at);
        String value = equals < line.length() && line.charAt(equals) == '='
                ? line.substring(skipBlanks(line, equals + 1)).stripTrailing()
                : "";
        if (!KNOWN.contains(name) || value.isEmpty()) {
            done = true;
            return;
        }
        Span span = file.span(from, to);
        if (found.stream().anyMatch(d -> d.name().equals(name))) {
            rejections.whileParsing(span, "only one " + name + " parser directive can be used");
            return;
        }
        found.add(new Dockerfile.Directive(name, value, span));
        if (name.equals("escape")) {
            if (value.equals("`") || value.equals("\\")) {
                escape = value.charAt(0);
            } else {
                rejections.whileParsing(span, "invalid escape token '" + value + "' does not match ` or \\");
            }
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && " \t\f\r".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
