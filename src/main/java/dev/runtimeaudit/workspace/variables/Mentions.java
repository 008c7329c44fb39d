package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which of some names stand anywhere in a workspace, in whatever language: word by word, without understanding. */
final class Mentions {

    private static final int MOST_FILES = 20_000;
    private static final int MOST_BYTES = 512 * 1024;
    private static final Set<String> MADE = Set.of(
            "node_modules", ".git", "dist", "build", ".next", "coverage", ".turbo", ".nx", "vendor", ".yarn", "target");
    /** Texts for people, and files that hold no words. */
    private static final List<String> PASSED_OVER = List.of(
            ".md",
            ".mdx",
            ".txt",
            ".rst",
            ".lock",
            ".svg",
            ".png",
            ".jpg",
            ".jpeg",
            ".gif",
            ".ico",
            ".webp",
            ".woff",
            ".woff2",
            ".ttf",
            ".otf",
            ".pdf",
            ".mp4",
            ".zip",
            ".gz",
            ".wasm",
            ".snap",
            ".map",
            ".csv",
            "-lock.json",
            "pnpm-lock.yaml");

    private Mentions() {}

    /** Those of the names that stand somewhere; empty when there is too much to look through. */
    static Optional<Set<String>> of(SourceTree tree, Set<String> names) {
        Set<String> found = new HashSet<>();
        Deque<TreePath> open = new ArrayDeque<>(List.of(TreePath.ROOT));
        int files = 0;
        while (!open.isEmpty() && found.size() < names.size()) {
            TreePath directory = open.poll();
            for (String name : tree.names(directory)) {
                TreePath path = directory.child(name);
                Optional<Entry> entry = tree.entry(path);
                if (entry.filter(Entry::isDirectory).isPresent() && !MADE.contains(name)) {
                    open.add(path);
                } else if (entry.filter(Entry::isFile).isPresent() && isText(name)) {
                    if (files++ > MOST_FILES) {
                        return Optional.empty();
                    }
                    words(tree.head(path, MOST_BYTES), names, found);
                }
            }
        }
        return Optional.of(found);
    }

    private static boolean isText(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean variables = lower.startsWith(".env") || Documents.isExample(name);
        return !variables && PASSED_OVER.stream().noneMatch(lower::endsWith);
    }

    private static void words(byte[] bytes, Set<String> names, Set<String> found) {
        int start = -1;
        for (int i = 0; i <= bytes.length; i++) {
            int c = i < bytes.length ? bytes[i] : ' ';
            boolean part = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
            if (part && start < 0) {
                start = i;
            } else if (!part && start >= 0) {
                int length = i - start;
                if (length > 1 && !(bytes[start] >= 'a' && bytes[start] <= 'z')) {
                    String word = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
                    if (names.contains(word)) {
                        found.add(word);
                    }
                }
                start = -1;
            }
        }
    }
}
