package dev.runtimeaudit.read.ignore;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Prints what the readers of ignore files make of paths, for {@code src/bench/readers/ignore.py} to compare: for each
 * line of standard input (the text and then paths, Base64 each) one line of ones and zeros, or {@code error}. With the
 * argument {@code git}, a path that ends with a slash is a directory.
 */
final class IgnoreDump {

    private IgnoreDump() {}

    public static void main(String[] arguments) throws IOException {
        boolean git = arguments.length > 0 && arguments[0].equals("git");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> fields = new ArrayList<>();
            for (String field : line.split(" ", -1)) {
                fields.add(new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8));
            }
            out.println(git ? git(fields) : docker(fields));
        }
        out.flush();
    }

    private static String docker(List<String> fields) {
        IgnoreRules rules = IgnoreRules.docker(new SourceFile(new TreePath(".dockerignore"), fields.get(0)));
        if (!rules.problems().isEmpty()) {
            return "error";
        }
        StringBuilder answers = new StringBuilder();
        for (String path : fields.subList(1, fields.size())) {
            answers.append(rules.excludes(TreePath.of(path).orElseThrow()) ? '1' : '0');
        }
        return answers.toString();
    }

    /** The first field holds several files, each as its path and its text with a NUL between. */
    private static String git(List<String> fields) {
        List<SourceFile> files = new ArrayList<>();
        List<String> parts = Arrays.asList(fields.get(0).split("\0", -1));
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            files.add(new SourceFile(TreePath.of(parts.get(i)).orElseThrow(), parts.get(i + 1)));
        }
        IgnoreRules rules = IgnoreRules.git(files);
        StringBuilder answers = new StringBuilder();
        for (String path : fields.subList(1, fields.size())) {
            TreePath at = TreePath.of(path).orElseThrow();
            boolean out = path.endsWith("/") ? rules.excludesDirectory(at) : rules.excludes(at);
            answers.append(out ? '1' : '0');
        }
        return answers.toString();
    }
}
