package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code --mount} and a {@code --device} of {@code RUN} say, and what BuildKit says of them before it knows any
 * variable (Dockerfile reference, "RUN --mount", "RUN --device").
 */
final class Mounts {

    /** What {@code strconv.ParseBool} takes. */
    private static final Set<String> BOOLEANS =
            Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

    private Mounts() {}

    static Instruction.Mount read(Fragment value, char escape) {
        List<Instruction.Field> fields = new ArrayList<>();
        for (Fragment field : Csv.read(value).fields()) {
            String text = field.text();
            int equals = text.indexOf('=');
            Optional<Word> word = equals < 0
                    ? Optional.empty()
                    : Optional.of(WordReader.read(field.part(equals + 1, text.length()), escape));
            fields.add(new Instruction.Field(key(text, equals), word, field.span()));
        }
        return new Instruction.Mount(fields, value.span());
    }

    private static String key(String field, int equals) {
        return field.substring(0, equals < 0 ? field.length() : equals).toLowerCase(Locale.ROOT);
    }

    static Optional<String> wrongMount(Fragment mount) {
        Csv csv = Csv.read(mount);
        if (csv.wrong().isPresent()) {
            return csv.wrong().map(wrong -> "failed to parse csv mounts: " + wrong);
        }
        for (Fragment field : csv.fields()) {
            String text = field.text();
            int equals = text.indexOf('=');
            int dollar = text.indexOf('$', Math.max(0, equals));
            if (equals >= 0 && key(text, equals).equals("from") && dollar >= 0 && dollar != text.length() - 1) {
                return Optional.of("'from' doesn't support variable expansion, define alias stage instead");
            }
        }
        return Optional.empty();
    }

    static Optional<String> wrongDevice(Fragment device) {
        Csv csv = Csv.read(device);
        if (csv.wrong().isPresent()) {
            return csv.wrong().map(wrong -> "failed to parse csv devices: " + wrong);
        }
        String name = "";
        for (Fragment field : csv.fields()) {
            String text = field.text();
            int equals = text.indexOf('=');
            String key = key(text, equals);
            String value = text.substring(equals + 1);
            if (key.equals("required")) {
                if (equals >= 0 && !BOOLEANS.contains(value)) {
                    return Optional.of("invalid value for required: " + value);
                }
            } else if (equals >= 0 && key.equals("name")) {
                if (!name.isEmpty()) {
                    return Optional.of("device name already set to " + name);
                }
                name = value;
            } else if (name.isEmpty()) {
                name = text;
            } else if (equals < 0) {
                return Optional.of("invalid field '" + text + "' must be a key=value pair");
            } else {
                return Optional.of("unexpected key '" + key + "' in '" + text + "'"
                        + Suggestion.exact(key, List.of("name", "required")));
            }
        }
        return Optional.empty();
    }
}
