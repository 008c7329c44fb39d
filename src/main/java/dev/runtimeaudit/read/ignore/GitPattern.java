package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of a {@code .gitignore} (gitignore(5), "PATTERN FORMAT"; git's {@code wildmatch}).
 *
 * @param directory where its file lies
 * @param exception it lets in again: {@code !pattern}
 * @param onlyDirectories it ends with a slash
 * @param anchored it holds another slash, and so speaks about paths and not about names
 * @param name the one name that it ends with, or that of the directory of which it leaves out everything; empty where that can be several
 */
record GitPattern(
        TreePath directory,
        boolean exception,
        boolean onlyDirectories,
        boolean anchored,
        Glob glob,
        Optional<String> name,
        Span span) {

    /** Empty for a comment, for a blank line, and for a pattern that can match nothing. */
    static Optional<GitPattern> read(String line, TreePath directory, Span span) {
        String text = withoutTrailingSpaces(line);
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        boolean exception = text.startsWith("!");
        text = exception ? text.substring(1) : text;
        boolean onlyDirectories = text.endsWith("/");
        text = onlyDirectories ? text.substring(0, text.length() - 1) : text;
        boolean anchored = text.indexOf('/') >= 0;
        text = text.startsWith("/") ? text.substring(1) : text;
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean isException = exception;
        String whole = withoutContents(text);
        Optional<String> name = Optional.of(whole.substring(whole.lastIndexOf('/') + 1))
                .filter(last -> !last.isEmpty() && last.chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0));
        return new Parser(text)
                .glob()
                .map(glob -> new GitPattern(directory, isException, onlyDirectories, anchored, glob, name, span));
    }

    /** {@code build} for {@code build/*}: with all that it holds, a directory is left out, too. */
    private static String withoutContents(String text) {
        String whole = text;
        while (whole.endsWith("/*") || whole.endsWith("/**")) {
            whole = whole.substring(0, whole.lastIndexOf('/'));
        }
        return whole;
    }

    /** Spaces at the end count only when the last one is escaped. */
    private static String withoutTrailingSpaces(String line) {
        int end = 0;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\' && i + 1 < line.length()) {
                i++;
                end = i + 1;
            } else if (line.charAt(i) != ' ') {
                end = i + 1;
            }
        }
        return line.substring(0, end);
    }

    boolean matches(TreePath path, boolean isDirectory) {
        if ((onlyDirectories && !isDirectory) || path.equals(directory) || !path.isIn(directory)) {
            return false;
        }
        return glob.matches(anchored ? path.below(directory) : path.name());
    }

    /** Makes steps of a pattern; what it cannot make sense of matches nothing, as with git. */
    private static final class Parser {

        private final int[] chars;
        private int at;

        private Parser(String pattern) {
            this.chars = pattern.codePoints().toArray();
        }

        private Optional<Glob> glob() {
            Glob.Builder glob = new Glob.Builder();
            while (at < chars.length) {
                int c = chars[at++];
                if (c == '*') {
                    stars(glob);
                } else if (c == '?') {
                    glob.one(Glob.CharTest.NO_SLASH);
                } else if (c == '[') {
                    Optional<Glob.CharTest> set = set();
                    if (set.isEmpty()) {
                        return Optional.empty();
                    }
                    glob.one(set.get());
                } else if (c == '\\' && at == chars.length) {
                    return Optional.empty();
                } else {
                    glob.literal(c == '\\' ? chars[at++] : c);
                }
            }
            return Optional.of(glob.build());
        }

        private void stars(Glob.Builder glob) {
            int first = at - 1;
            while (at < chars.length && chars[at] == '*') {
                at++;
            }
            boolean two = at - first >= 2;
            boolean behindSlash = first == 0 || chars[first - 1] == '/';
            if (two && behindSlash && at == chars.length) {
                glob.repeated(Glob.CharTest.ANY);
            } else if (two && behindSlash && chars[at] == '/') {
                at++;
                glob.directories();
            } else {
                glob.repeated(Glob.CharTest.NO_SLASH);
            }
        }

        private Optional<Glob.CharTest> set() {
            boolean negated = at < chars.length && (chars[at] == '!' || chars[at] == '^');
            at += negated ? 1 : 0;
            List<Glob.CharTest> members = new ArrayList<>();
            boolean first = true;
            int before = 0;
            while (first || at >= chars.length || chars[at] != ']') {
                first = false;
                if (at >= chars.length) {
                    return Optional.empty();
                }
                int c = chars[at++];
                if (c == '-' && before != 0 && at < chars.length && chars[at] != ']') {
                    int low = before;
                    int high = chars[at++];
                    if (high == '\\') {
                        if (at == chars.length) {
                            return Optional.empty();
                        }
                        high = chars[at++];
                    }
                    int last = high;
                    members.add(x -> x >= low && x <= last);
                    before = 0;
                } else if (c == '[' && at < chars.length && chars[at] == ':') {
                    int end = at + 1;
                    while (end < chars.length && chars[end] != ']') {
                        end++;
                    }
                    if (end >= chars.length) {
                        return Optional.empty();
                    }
                    if (end - at < 2 || chars[end - 1] != ':') {
                        // no name after all: the bracket is one of the characters
                        members.add(x -> x == '[');
                        before = '[';
                        continue;
                    }
                    Optional<Glob.CharTest> named = CharNames.test(new String(chars, at + 1, end - at - 2));
                    if (named.isEmpty()) {
                        return Optional.empty();
                    }
                    members.add(named.get());
                    at = end + 1;
                    before = 0;
                } else {
                    if (c == '\\') {
                        if (at == chars.length) {
                            return Optional.empty();
                        }
                        c = chars[at++];
                    }
                    int literal = c;
                    members.add(x -> x == literal);
                    before = c;
                }
            }
            at++;
            return Optional.of(x -> x != '/' && members.stream().anyMatch(member -> member.fits(x)) != negated);
        }
    }
}
