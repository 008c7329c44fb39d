package dev.runtimeaudit.build.tool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One {@code s/…/…/} of sed (POSIX, sed; regular expressions as in POSIX 9.3 and 9.4, with GNU's {@code \s} and {@code \S}), as far as it
 * means the same to Java: letters, groups, anchors and repetitions, no alternatives, of which POSIX takes the longest and Java the first.
 *
 * @param every {@code g}: all that matches in a line, not the first alone
 */
record SedSubstitution(Pattern pattern, String replacement, boolean every) {

    private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9 _=,:;'\"@%<>/#!~-]|\\.\\*|\\\\[.sS])*");
    private static final Pattern EXTENDED =
            Pattern.compile("\\^?(?:[A-Za-z0-9 _=,:;'\"@%<>/#!~()-]|\\.[*+]?|\\\\[.sS][*+?]?|[A-Za-z0-9# ][*+?])*\\$?");
    private static final Pattern REPLACEMENT = Pattern.compile("(?:[A-Za-z0-9 _=.,:;'\"@%<>/#!*()~-]|\\\\[1-9])*");

    /** Empty where it may mean something else to sed. */
    static Optional<SedSubstitution> of(String script, boolean extended) {
        if (script.length() < 4 || script.charAt(0) != 's') {
            return Optional.empty();
        }
        String sign = script.substring(1, 2);
        String[] parts = script.substring(2).split(Pattern.quote(sign), -1);
        boolean known = "/|!,#".contains(sign)
                && parts.length == 3
                && (parts[2].isEmpty() || parts[2].equals("g"))
                && (extended ? EXTENDED : PLAIN).matcher(parts[0]).matches()
                && REPLACEMENT.matcher(parts[1]).matches()
                && !parts[0].isEmpty();
        if (!known) {
            return Optional.empty();
        }
        try {
            Pattern pattern = Pattern.compile(parts[0]);
            int groups = pattern.matcher("").groupCount();
            boolean empty = pattern.matcher("").matches();
            boolean refers = parts[1].chars().filter(c -> c == '\\').findAny().isPresent();
            int highest = refers ? highest(parts[1]) : 0;
            return empty || highest > groups
                    ? Optional.empty()
                    : Optional.of(new SedSubstitution(
                            pattern, parts[1].replaceAll("\\\\(\\d)", "\\$\\{g$1\\}"), parts[2].equals("g")));
        } catch (java.util.regex.PatternSyntaxException none) {
            return Optional.empty();
        }
    }

    private static int highest(String replacement) {
        return Pattern.compile("\\\\(\\d)")
                .matcher(replacement)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    /** The text, line by line. */
    String apply(String text) {
        String end = text.endsWith("\n") ? "\n" : "";
        return text.lines().map(this::line).collect(Collectors.joining("\n")) + end;
    }

    private String line(String line) {
        Matcher matcher = pattern.matcher(line);
        return every ? matcher.replaceAll(this::replaced) : matcher.replaceFirst(this::replaced);
    }

    private String replaced(java.util.regex.MatchResult found) {
        String text = replacement;
        for (int group = 1; group <= found.groupCount(); group++) {
            text = text.replace("${g" + group + "}", found.group(group) == null ? "" : found.group(group));
        }
        return Matcher.quoteReplacement(text);
    }
}
