package dev.runtimeaudit.exec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first line of a script as Linux reads it (fs/binfmt_script.c; execve(2), "Interpreter scripts").
 *
 * @param interpreter never empty; a carriage return at the end of the line is part of it
 * @param argument everything behind it, as one word
 */
public record Shebang(String interpreter, Optional<String> argument) {

    /** The kernel looks at this many bytes of a file. */
    private static final int BUFFER = 256;

    /** Whether a text begins as one, be it well-formed or not. */
    public static boolean begins(String text) {
        return text.startsWith("#!");
    }

    /** Empty when the kernel says "exec format error". */
    public static Optional<Shebang> of(String text) {
        if (!begins(text)) {
            return Optional.empty();
        }
        byte[] bytes = text.substring(0, Math.min(text.length(), BUFFER)).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, BUFFER);
        String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        int end = head.indexOf('\n');
        boolean cut = end < 0 && length == BUFFER;
        int nul = head.indexOf('\0');
        String line = head.substring(2, end >= 0 ? end : nul >= 0 ? nul : length);
        int start = skipBlanks(line, 0);
        int stop = start;
        while (stop < line.length() && !isBlank(line.charAt(stop))) {
            stop++;
        }
        if (start == stop || (cut && stop == line.length())) {
            return Optional.empty();
        }
        int last = line.length();
        while (last > stop && isBlank(line.charAt(last - 1))) {
            last--;
        }
        int word = skipBlanks(line, stop);
        Optional<String> argument = word < last ? Optional.of(utf8(line.substring(word, last))) : Optional.empty();
        return Optional.of(new Shebang(utf8(line.substring(start, stop)), argument));
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
