package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files of the working directory that a script makes URLs of, as {@code import()} wants them: {@code pathToFileURL(path.join(process.cwd(),
 * "build", "server.mjs"))} (nodejs.org, "URL", "url.pathToFileURL").
 */
public final class ImportedPaths {

    private static final Set<String> JOINING = Set.of("join", "resolve");

    private static final Set<String> ENDINGS = Set.of(".js", ".mjs", ".cjs");

    private ImportedPaths() {}

    /** Paths below the working directory; what is not written down in full is left out. */
    public static List<String> of(SourceFile file) {
        if (!file.text().contains("pathToFileURL")) {
            return List.of();
        }
        Tokens tokens = Tokens.of(file.text());
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.isWord(i, "pathToFileURL") && tokens.is(i + 1, "(")) {
                String path = path(tokens, i + 2);
                if (ENDINGS.stream().anyMatch(path::endsWith) && !path.startsWith("/")) {
                    paths.add(path);
                }
            }
        }
        return List.copyOf(paths);
    }

    /** Empty when it is no such path. */
    private static String path(Tokens tokens, int from) {
        int at = !tokens.word(from).isEmpty() && tokens.is(from + 1, ".") ? from + 2 : from;
        if (!JOINING.contains(tokens.word(at)) || !tokens.is(at + 1, "(")) {
            return "";
        }
        int end = tokens.closing(at + 1);
        at += 2;
        boolean here = tokens.isWord(at, "process")
                && tokens.is(at + 1, ".")
                && tokens.isWord(at + 2, "cwd")
                && tokens.is(at + 3, "(")
                && tokens.is(at + 4, ")")
                && tokens.is(at + 5, ",");
        at += here ? 6 : 0;
        List<String> parts = new ArrayList<>();
        for (; at < end; at++) {
            boolean text = tokens.get(at).kind() == Kind.STRING;
            if (!text && !tokens.is(at, ",")) {
                return "";
            }
            if (text) {
                parts.add(tokens.get(at).text());
            }
        }
        return String.join("/", parts);
    }
}
