package dev.runtimeaudit.exec.launcher;

import java.util.regex.Pattern;

/** A glob of paths as the tools of JavaScript write them (github.com/micromatch/picomatch): {@code src/**}{@code /*.{sql,json}}. */
public final class Patterns {

    private final Pattern pattern;

    private Patterns(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Names that begin with a dot are matched only by patterns that say so. */
    public static Patterns of(String glob) {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            boolean start = i == 0 || glob.charAt(i - 1) == '/';
            if (glob.startsWith("**/", i) && start) {
                regex.append("(?:(?!\\.)[^/]+/)*");
                i += 2;
            } else if (glob.startsWith("**", i) && start && i + 2 == glob.length()) {
                regex.append("(?:(?!\\.)[^/]+/)*(?!\\.)[^/]+");
                i++;
            } else if (c == '*') {
                while (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
                    i++;
                }
                regex.append(start ? "(?!\\.)[^/]*" : "[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{') {
                braces++;
                regex.append("(?:");
            } else if (c == '}' && braces > 0) {
                braces--;
                regex.append(')');
            } else if (c == ',' && braces > 0) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        regex.append(")".repeat(braces));
        return new Patterns(Pattern.compile(regex.toString()));
    }

    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }
}
