package dev.runtimeaudit.smoke;

import java.util.List;

/** Compares lines that were printed with one that was predicted, without what engines put around the container's words. */
public final class Words {

    private static final char ESCAPE = '\u001b';

    /** What engines put in front of the words of the runtime. */
    private static final List<String> FRONTS = List.of(
            "docker: ",
            "Error response from daemon: ",
            "ERROR: ",
            "Error: ",
            "error: ",
            "failed to build: ",
            "failed to solve: ",
            "failed to create task for container: ",
            "failed to create shim task: ",
            "OCI runtime create failed: ",
            "OCI runtime error: ",
            "crun: ",
            "runc: ",
            "runc create failed: ",
            "unable to start container process: ",
            "error during container init: ");

    private Words() {}

    /** Whether one of the lines is the predicted one. */
    public static boolean say(List<String> lines, String predicted) {
        String wanted = plain(predicted);
        return wanted.isEmpty() || lines.stream().anyMatch(line -> isSame(plain(line), wanted));
    }

    private static boolean isSame(String line, String wanted) {
        // behind the words of the runtime, engines add their own
        return line.equals(wanted) || (wanted.startsWith("exec: ") && line.startsWith(wanted + ": "));
    }

    private static String plain(String line) {
        String text = withoutStep(withoutColours(line).strip());
        for (boolean more = true; more; ) {
            more = false;
            for (String front : FRONTS) {
                if (text.startsWith(front)) {
                    text = text.substring(front.length());
                    more = true;
                }
            }
        }
        return text;
    }

    /** Programs that take a log for a terminal put escape sequences around their words (ECMA-48, "CSI"). */
    static String withoutColours(String line) {
        if (line.indexOf(ESCAPE) < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) != ESCAPE || i + 1 >= line.length() || line.charAt(i + 1) != '[') {
                text.append(line.charAt(i));
                continue;
            }
            i += 2;
            while (i < line.length() && (line.charAt(i) < '@' || line.charAt(i) > '~')) {
                i++;
            }
        }
        return text.toString();
    }

    /** BuildKit's plain progress: "#8 0.213 /bin/sh: pnpm: not found". */
    private static String withoutStep(String line) {
        if (!line.startsWith("#")) {
            return line;
        }
        String[] words = line.split(" ", 3);
        return words.length == 3 && isNumber(words[0].substring(1)) && isNumber(words[1]) ? words[2] : line;
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }
}
