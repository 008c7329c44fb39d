package dev.runtimeaudit.build.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A build script of Gradle, in Groovy or Kotlin, as far as blocks, assignments and names of plugins go (docs.gradle.org, "Writing Build
 * Scripts"). What is computed is not read.
 *
 * @param text without comments
 * @param blocks what stands in braces, those in others too
 */
record GradleScript(String text, List<GradleScript.Block> blocks) {

    /**
     * One pair of braces.
     *
     * @param path what stands in front of it and of those around, the outermost first
     */
    record Block(List<String> path, String body) {
        String head() {
            return path.get(path.size() - 1);
        }
    }

    static GradleScript of(String source) {
        String text = withoutComments(source);
        List<Block> blocks = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        List<String> heads = new ArrayList<>();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote || c == '\n') {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '{') {
                open.add(i + 1);
                heads.add(head(text, i));
            } else if (c == '}' && !open.isEmpty()) {
                int start = open.remove(open.size() - 1);
                blocks.add(new Block(List.copyOf(heads), text.substring(start, i)));
                heads.remove(heads.size() - 1);
            }
        }
        return new GradleScript(text, List.copyOf(blocks));
    }

    /** The rest of the line in front of a brace. */
    private static String head(String text, int brace) {
        int start = brace;
        while (start > 0 && "\n;{}".indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return text.substring(start, brace).strip();
    }

    static String withoutComments(String source) {
        StringBuilder text = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            char next = i + 1 < source.length() ? source.charAt(i + 1) : 0;
            if (quote != 0) {
                text.append(c);
                if (c == '\\' && next != 0) {
                    text.append(next);
                    i++;
                } else if (c == quote || c == '\n') {
                    quote = 0;
                }
            } else if (c == '/' && next == '/') {
                int end = source.indexOf('\n', i);
                i = end < 0 ? source.length() : end - 1;
            } else if (c == '/' && next == '*') {
                int end = source.indexOf("*/", i + 2);
                i = end < 0 ? source.length() : end + 1;
            } else {
                quote = c == '"' || c == '\'' ? c : 0;
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Whether a plugin of Gradle's own is applied to this project. */
    boolean applies(String plugin) {
        String quoted = "['\"]" + Pattern.quote(plugin) + "['\"]";
        Pattern statement = Pattern.compile(
                "(?m)^\\s*(id\\s*\\(?\\s*" + quoted + "\\s*\\)?|" + Pattern.quote(plugin) + ")\\s*;?\\s*$");
        boolean declared = blocks.stream()
                .filter(block -> block.path().equals(List.of("plugins")))
                .anyMatch(block -> statement.matcher(block.body()).find());
        return declared
                || Pattern.compile("(?m)^\\s*apply\\s*\\(?\\s*plugin\\s*[:=]\\s*" + quoted)
                        .matcher(text)
                        .find();
    }

    /** The blocks that stand under such names. */
    List<Block> under(String... path) {
        return blocks.stream()
                .filter(block -> block.path().equals(List.of(path)))
                .toList();
    }

    /** {@code name = "value"}, {@code name.set("value")}, {@code name "value"}; empty also where it is computed. */
    static Optional<String> assigned(String body, String name) {
        Matcher matcher = Pattern.compile("(?m)^\\s*" + name
                        + "\\s*(?:=\\s*|\\.set\\s*\\(\\s*|\\s+)(['\"])([\\w.$-]+)\\1\\s*\\)?\\s*;?\\s*$")
                .matcher(body);
        return matcher.find() && matcher.group(2).indexOf('$') < 0 ? Optional.of(matcher.group(2)) : Optional.empty();
    }
}
