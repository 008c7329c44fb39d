package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The fields of a {@code --mount}, which is one line of CSV (Dockerfile reference, "RUN --mount"). */
final class Mounts {

    private Mounts() {}

    static Instruction.Mount read(Fragment value, char escape) {
        List<Instruction.Field> fields = new ArrayList<>();
        for (Fragment field : fields(value)) {
            String text = field.text();
            int equals = text.indexOf('=');
            if (equals < 0) {
                fields.add(new Instruction.Field(text.toLowerCase(Locale.ROOT), Optional.empty(), field.span()));
            } else {
                Word word = WordReader.read(field.part(equals + 1, text.length()), escape);
                fields.add(new Instruction.Field(
                        text.substring(0, equals).toLowerCase(Locale.ROOT), Optional.of(word), field.span()));
            }
        }
        return new Instruction.Mount(fields, value.span());
    }

    /** What BuildKit rejects before it knows any variable. */
    static Optional<String> wrong(Instruction.Mount mount) {
        for (Instruction.Field field : mount.fields()) {
            String value = field.value().map(Word::raw).orElse("");
            int dollar = value.indexOf('$');
            if (field.key().equals("from") && dollar >= 0 && dollar != value.length() - 1) {
                return Optional.of("'from' doesn't support variable expansion, define alias stage instead");
            }
        }
        return Optional.empty();
    }

    private static List<Fragment> fields(Fragment value) {
        List<Fragment> fields = new ArrayList<>();
        String text = value.text();
        if (text.isEmpty()) {
            return fields;
        }
        int at = 0;
        while (at <= text.length()) {
            FragmentBuilder field = new FragmentBuilder(value.file());
            boolean quoted = text.startsWith("\"", at);
            at += quoted ? 1 : 0;
            while (at < text.length() && (quoted || text.charAt(at) != ',')) {
                if (quoted && text.charAt(at) == '"') {
                    quoted = text.startsWith("\"\"", at);
                    at++;
                    if (!quoted) {
                        continue;
                    }
                }
                field.add(text.charAt(at), value.offset(at));
                at++;
            }
            fields.add(field.build(value.offset(at)));
            at++;
        }
        return fields;
    }
}
