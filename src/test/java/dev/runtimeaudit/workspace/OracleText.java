package dev.runtimeaudit.workspace;

import java.util.List;

/** Compares a line that was printed with one that was predicted, without what differs from run to run. */
final class OracleText {

    /** What engines put in front of the words of the runtime, the builder or the container. */
    private static final List<String> PREFIXES = List.of(
            "docker: ",
            "Error response from daemon: ",
            "ERROR: ",
            "Error: ",
            "failed to build: ",
            "failed to solve: ",
            "failed to run Build function: ",
            "failed to compute cache key: ",
            "failed to create task for container: ",
            "failed to create shim task: ",
            "OCI runtime create failed: ",
            "runc create failed: ",
            "unable to start container process: ",
            "error during container init: ");

    private OracleText() {}

    static boolean same(String real, String predicted) {
        return plain(real).equals(plain(predicted));
    }

    static String plain(String line) {
        String text = line.strip();
        for (boolean more = true; more; ) {
            more = false;
            for (String prefix : PREFIXES) {
                if (text.startsWith(prefix)) {
                    text = text.substring(prefix.length());
                    more = true;
                }
            }
        }
        return text.replaceAll("^failed to calculate checksum of ref(?: \\S+)?: ", "")
                .replaceAll("^dockerfile parse error on line \\d+: ", "")
                .replaceAll("^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ", "")
                .replaceAll("\\d+#\\d+: ", "")
                .replaceAll("^nginx: (?=\\[emerg\\])", "")
                .replaceAll("\\(\\d+\\)", "(PID)")
                .replaceAll("Got \"\\d+(\\.\\d+)*\"", "Got \"NODE\"")
                .replaceAll("/sed[A-Za-z0-9]{6}:", "/sedXXXXXX:")
                .strip();
    }
}
