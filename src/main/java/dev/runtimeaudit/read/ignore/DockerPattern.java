package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A line of a {@code .dockerignore}. moby's patternmatcher takes simple patterns literally and turns all others into a
 * regular expression of Go; its {@code [} … {@code ]} are therefore those of regular expressions.
 *
 * @param exception it lets in again: {@code !pattern}
 */
record DockerPattern(boolean exception, Matcher matcher, Span span) {

    /** How a path is compared. */
    interface Matcher {
        boolean matches(String path);

        /** Whether something longer that begins with {@code prefix} could match. */
        boolean mayMatchBehind(String prefix);
    }

    /** {@code filepath.Clean}: {@code .} and {@code ..} resolved, as far as text alone can tell. */
    static String clean(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (!name.equals("..")) {
                names.addLast(name);
            } else if (!names.isEmpty() && !names.getLast().equals("..")) {
                names.removeLast();
            } else if (!rooted) {
                names.addLast(name);
            }
        }
        String joined = String.join("/", names);
        if (rooted) {
            return "/" + joined;
        }
        return joined.isEmpty() ? "." : joined;
    }

    /**
     * Whether {@code filepath.Match} takes the pattern, which is how moby asks. It stops at the first star, and so does
     * not see what is wrong behind it.
     */
    static boolean isValid(String pattern) {
        int[] chars = pattern.codePoints().toArray();
        int at = 0;
        while (at < chars.length && chars[at] == '*') {
            at++;
        }
        while (at < chars.length && chars[at] != '*') {
            if (chars[at] == '\\') {
                if (at + 1 == chars.length) {
                    return false;
                }
                at += 2;
            } else if (chars[at] == '[') {
                at = behindSet(chars, at + 1);
                if (at < 0) {
                    return false;
                }
            } else {
                at++;
            }
        }
        return true;
    }

    private static int behindSet(int[] chars, int from) {
        int at = from < chars.length && chars[from] == '^' ? from + 1 : from;
        int first = at;
        while (at == first || at >= chars.length || chars[at] != ']') {
            at = behindSetCharacter(chars, at);
            if (at >= 0 && at < chars.length && chars[at] == '-') {
                at = behindSetCharacter(chars, at + 1);
            }
            if (at < 0 || at >= chars.length) {
                return -1;
            }
        }
        return at + 1;
    }

    private static int behindSetCharacter(int[] chars, int at) {
        if (at >= chars.length || chars[at] == '-' || chars[at] == ']') {
            return -1;
        }
        int behind = chars[at] == '\\' ? at + 2 : at + 1;
        return behind < chars.length ? behind : -1;
    }

    /** Empty when Go's regular expressions do not take what becomes of the pattern. */
    static Optional<Matcher> compile(String pattern) {
        boolean stars = pattern.contains("*");
        boolean special = pattern.indexOf('?') >= 0
                || pattern.indexOf('[') >= 0
                || pattern.indexOf(']') >= 0
                || pattern.indexOf('\\') >= 0;
        if (!stars && !special) {
            return Optional.of(exactly(pattern));
        }
        int firstStar = pattern.indexOf('*');
        boolean doubled = pattern.startsWith("**", firstStar < 0 ? pattern.length() : firstStar);
        boolean onlyOnce = doubled && pattern.indexOf('*', firstStar + 2) < 0;
        if (!special && onlyOnce && firstStar == 0) {
            return Optional.of(endsWith(pattern.substring(2)));
        }
        if (!special && onlyOnce && firstStar == pattern.length() - 2) {
            return Optional.of(startsWith(pattern.substring(0, firstStar)));
        }
        return GoRegex.compile(regex(pattern)).map(DockerPattern::anyOf);
    }

    private static Matcher exactly(String pattern) {
        return matcher(pattern::equals, prefix -> pattern.startsWith(prefix));
    }

    private static Matcher startsWith(String start) {
        return matcher(path -> path.startsWith(start), prefix -> prefix.startsWith(start) || start.startsWith(prefix));
    }

    /** {@code **}{@code /foo} also means {@code foo} itself. */
    private static Matcher endsWith(String end) {
        return matcher(
                path -> path.endsWith(end) || (end.startsWith("/") && path.equals(end.substring(1))), prefix -> true);
    }

    private static Matcher anyOf(List<Glob> globs) {
        return matcher(
                path -> globs.stream().anyMatch(glob -> glob.matches(path)),
                prefix -> globs.stream().anyMatch(glob -> glob.mayMatchBehind(prefix)));
    }

    private static Matcher matcher(Predicate<String> matches, Predicate<String> mayMatchBehind) {
        return new Matcher() {
            @Override
            public boolean matches(String path) {
                return matches.test(path);
            }

            @Override
            public boolean mayMatchBehind(String prefix) {
                return mayMatchBehind.test(prefix);
            }
        };
    }

    private static String regex(String pattern) {
        StringBuilder pieces = new StringBuilder();
        int[] chars = pattern.codePoints().toArray();
        int at = 0;
        while (at < chars.length) {
            int c = chars[at++];
            if (c == '*' && at < chars.length && chars[at] == '*') {
                at++;
                at += at < chars.length && chars[at] == '/' ? 1 : 0;
                pieces.append(at == chars.length ? ".*" : "(.*/)?");
            } else if (c == '*') {
                pieces.append("[^/]*");
            } else if (c == '?') {
                pieces.append("[^/]");
            } else if (c == '\\' && at < chars.length) {
                pieces.append('\\').appendCodePoint(chars[at++]);
            } else if (".+()$".indexOf(c) >= 0) {
                pieces.append('\\').appendCodePoint(c);
            } else {
                pieces.appendCodePoint(c);
            }
        }
        return pieces.toString();
    }
}
