package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Programs of awk that print one field of every line of their input: {@code awk -F- '{ print $NF }'} (POSIX, awk, "Regular Expressions"
 * for what one character separates). Of all others it is only known that they print.
 */
final class Awk {

    private static final Pattern PRINTS =
            Pattern.compile("[ \\t\\n]*\\{[ \\t]*print([ \\t]+\\$(NF|[0-9]{1,3}))?[ \\t]*;?[ \\t\\n]*}[ \\t\\n]*");

    private Awk() {}

    static List<End> run(Use use, List<String> words) {
        Optional<String> separator = Optional.of(" ");
        int at = 0;
        if (!words.isEmpty() && words.get(0).startsWith("-F")) {
            boolean apart = words.get(0).equals("-F");
            separator = apart
                    ? words.stream().skip(1).findFirst()
                    : Optional.of(words.get(0).substring(2));
            at = apart ? 2 : 1;
        }
        Matcher program = PRINTS.matcher(at == words.size() - 1 ? words.get(at) : "");
        boolean plain = separator
                .filter(text -> text.length() == 1 && "\\t".indexOf(text.charAt(0)) < 0)
                .isPresent();
        if (!plain || !program.matches() || !(use.call().input() instanceof Value.Known input)) {
            return Looking.run(use, words);
        }
        StringBuilder out = new StringBuilder();
        String text = input.text();
        String lines = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (String line : text.isEmpty() ? new String[0] : lines.split("\n", -1)) {
            out.append(field(
                            line,
                            separator.get(),
                            Optional.ofNullable(program.group(2)).orElse("0")))
                    .append('\n');
        }
        return use.prints(out.toString());
    }

    private static String field(String line, String separator, String which) {
        List<String> fields = fields(line, separator);
        int number = which.equals("NF") ? fields.size() : Integer.parseInt(which);
        return number == 0 ? line : number <= fields.size() ? fields.get(number - 1) : "";
    }

    private static List<String> fields(String line, String separator) {
        List<String> fields = new ArrayList<>();
        if (!separator.equals(" ")) {
            return line.isEmpty() ? fields : Arrays.asList(line.split(Pattern.quote(separator), -1));
        }
        for (String word : line.split("[ \\t]+")) {
            if (!word.isEmpty()) {
                fields.add(word);
            }
        }
        return fields;
    }
}
