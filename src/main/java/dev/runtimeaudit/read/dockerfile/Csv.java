package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of comma-separated values, as {@code --mount} and {@code --device} hold it (RFC 4180).
 *
 * @param fields in order, quotes taken off; those in front of the place where it is wrong
 * @param wrong in the words of Go's {@code encoding/csv}
 */
record Csv(List<Fragment> fields, Optional<String> wrong) {

    Csv {
        fields = List.copyOf(fields);
    }

    static Csv read(Fragment line) {
        String text = line.text();
        List<Fragment> fields = new ArrayList<>();
        if (text.isEmpty()) {
            return new Csv(fields, Optional.of("EOF"));
        }
        int at = 0;
        while (at <= text.length()) {
            if (!text.startsWith("\"", at)) {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                int quote = text.indexOf('"', at);
                if (quote >= 0 && quote < end) {
                    return new Csv(fields, wrong(text, quote, "bare \" in non-quoted-field"));
                }
                fields.add(line.part(at, end));
                at = end + 1;
                continue;
            }
            FragmentBuilder field = new FragmentBuilder(line.file());
            int quote = at++;
            boolean open = true;
            while (open) {
                quote = text.indexOf('"', at);
                if (quote < 0) {
                    return new Csv(fields, wrong(text, at, "extraneous or missing \" in quoted-field"));
                }
                open = text.startsWith("\"\"", quote);
                int end = open ? quote + 1 : quote;
                for (int i = at; i < end; i++) {
                    field.add(text.charAt(i), line.offset(i));
                }
                at = quote + (open ? 2 : 1);
            }
            fields.add(field.build(line.offset(quote)));
            if (at < text.length() && text.charAt(at) != ',') {
                return new Csv(fields, wrong(text, quote, "extraneous or missing \" in quoted-field"));
            }
            // Go's reader sees no empty field behind a comma that follows a quoted one at the end
            at++;
        }
        return new Csv(fields, Optional.empty());
    }

    private static Optional<String> wrong(String text, int at, String what) {
        int column = text.substring(0, at).getBytes(StandardCharsets.UTF_8).length + 1;
        return Optional.of("parse error on line 1, column " + column + ": " + what);
    }
}
