package dev.runtimeaudit.build.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pattern of {@code files} or of an ignore file as the packer reads it, which is not as git does: minimatch 5 with
 * {@code matchBase}, {@code dot}, {@code nocase} and {@code flipNegate}.
 *
 * @param negated there is an exclamation mark in front: what it matches is part of the package
 * @param segments what stands between its slashes, in lower case
 */
record PackPattern(boolean negated, List<String> segments) {

    private static final String ANY_DEPTH = "**";

    PackPattern {
        segments = List.copyOf(segments);
    }

    /** Empty when it says more than stars and question marks do. */
    static Optional<PackPattern> of(String line) {
        int marks = 0;
        while (marks < line.length() && line.charAt(marks) == '!') {
            marks++;
        }
        String pattern = line.substring(marks);
        return pattern.chars().anyMatch(c -> "[]{}()\\".indexOf(c) >= 0)
                ? Optional.empty()
                : Optional.of(new PackPattern(marks % 2 == 1, parts(pattern.toLowerCase(Locale.ROOT))));
    }

    /** A path that stands for itself. */
    static PackPattern path(boolean negated, String path) {
        return new PackPattern(negated, parts(path.toLowerCase(Locale.ROOT)));
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            // Only the first of several slashes counts.
            if (!part.isEmpty()
                    || parts.isEmpty()
                    || !parts.get(parts.size() - 1).isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** @param partly what lies below the path may match */
    boolean matches(String path, boolean partly) {
        List<String> names = Arrays.asList(path.toLowerCase(Locale.ROOT).split("/", -1));
        if (segments.size() == 1) {
            String name = "";
            for (String each : names) {
                name = each.isEmpty() ? name : each;
            }
            return matches(List.of(name), 0, 0, partly);
        }
        return matches(names, 0, 0, partly);
    }

    /** The same as a glob over paths: a name without a slash is one at the top. */
    boolean names(String path) {
        return matches(Arrays.asList(path.toLowerCase(Locale.ROOT).split("/", -1)), 0, 0, false);
    }

    private boolean matches(List<String> names, int name, int segment, boolean partly) {
        int at = name;
        for (int i = segment; i < segments.size(); i++) {
            if (at == names.size()) {
                return partly;
            }
            String part = segments.get(i);
            if (part.equals(ANY_DEPTH)) {
                if (i == segments.size() - 1) {
                    return names.subList(at, names.size()).stream()
                            .noneMatch(each -> each.equals(".") || each.equals(".."));
                }
                for (int rest = at; rest < names.size(); rest++) {
                    if (matches(names, rest, i + 1, partly)) {
                        return true;
                    }
                }
                return partly;
            }
            if (!fits(part, 0, names.get(at), 0)) {
                return false;
            }
            at++;
        }
        return at == names.size() || at == names.size() - 1 && names.get(at).isEmpty();
    }

    /** One segment against one name; a star stands for nothing only beside something. */
    private static boolean fits(String pattern, int from, String name, int at) {
        if (from == 0 && at == 0) {
            boolean wild = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
            if (!wild) {
                return pattern.equals(name);
            }
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        if (from == pattern.length()) {
            return at == name.length();
        }
        char c = pattern.charAt(from);
        if (c == '*') {
            for (int rest = at; rest <= name.length(); rest++) {
                if (fits(pattern, from + 1, name, rest)) {
                    return true;
                }
            }
            return false;
        }
        return at < name.length() && (c == '?' || c == name.charAt(at)) && fits(pattern, from + 1, name, at + 1);
    }
}
