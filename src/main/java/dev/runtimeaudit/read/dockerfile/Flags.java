package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The flags that instructions have, and what BuildKit says of others (Dockerfile reference). */
final class Flags {

    /** How often a flag may be given, and with what. */
    enum Kind {
        SWITCH,
        ONCE,
        OFTEN
    }

    static final Map<String, Kind> NONE = Map.of();

    static final Map<String, Kind> FROM = Map.of("platform", Kind.ONCE);

    static final Map<String, Kind> RUN =
            Map.of("mount", Kind.OFTEN, "network", Kind.ONCE, "security", Kind.ONCE, "device", Kind.OFTEN);

    static final Map<String, Kind> COPY = Map.of(
            "chown", Kind.ONCE,
            "from", Kind.ONCE,
            "chmod", Kind.ONCE,
            "link", Kind.SWITCH,
            "parents", Kind.SWITCH,
            "exclude", Kind.OFTEN);

    static final Map<String, Kind> ADD = Map.of(
            "chown", Kind.ONCE,
            "chmod", Kind.ONCE,
            "link", Kind.SWITCH,
            "keep-git-dir", Kind.SWITCH,
            "checksum", Kind.ONCE,
            "unpack", Kind.SWITCH,
            "exclude", Kind.OFTEN);

    static final Map<String, Kind> HEALTHCHECK = Map.of(
            "interval", Kind.ONCE,
            "timeout", Kind.ONCE,
            "start-period", Kind.ONCE,
            "start-interval", Kind.ONCE,
            "retries", Kind.ONCE);

    private Flags() {}

    /** All flags, known or not. */
    static List<Instruction.Flag> read(Statement statement, char escape) {
        List<Instruction.Flag> flags = new ArrayList<>();
        for (Fragment flag : statement.flags()) {
            String text = flag.text();
            int equals = text.indexOf('=');
            String name = text.substring(2, equals < 0 ? text.length() : Math.max(2, equals));
            Optional<Word> value = equals < 0
                    ? Optional.empty()
                    : Optional.of(WordReader.read(flag.part(equals + 1, text.length()), escape));
            flags.add(new Instruction.Flag(name, value, flag.span()));
        }
        return flags;
    }

    /** Says what is wrong with the first flag that BuildKit does not take. */
    static Optional<Wrong> firstWrong(List<Instruction.Flag> flags, Map<String, Kind> known) {
        Set<String> seen = new HashSet<>();
        for (Instruction.Flag flag : flags) {
            Optional<String> message = wrong(flag, known, seen);
            if (message.isPresent()) {
                return message.map(m -> new Wrong(flag, m));
            }
        }
        return Optional.empty();
    }

    /** A flag, and BuildKit's words about it. */
    record Wrong(Instruction.Flag flag, String message) {}

    private static Optional<String> wrong(Instruction.Flag flag, Map<String, Kind> known, Set<String> seen) {
        String name = flag.name();
        Kind kind = known.get(name);
        if (kind == null) {
            List<String> names = known.keySet().stream().sorted().toList();
            return Optional.of("unknown flag: --" + name + Suggestion.exact(name, names));
        }
        if (!seen.add(name) && kind != Kind.OFTEN) {
            return Optional.of("duplicate flag specified: --" + name);
        }
        Optional<String> value = flag.value().map(Word::raw);
        if (kind != Kind.SWITCH) {
            return value.isPresent() ? Optional.empty() : Optional.of("missing a value on flag: --" + name);
        }
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (value.get().toLowerCase(Locale.ROOT)) {
            case "true", "false" -> Optional.empty();
            case "" -> Optional.of("missing a value on flag: --" + name);
            default -> Optional.of("expecting boolean value for flag --" + name + ", not: " + value.get());
        };
    }

    static Optional<String> value(List<Instruction.Flag> flags, String name) {
        return flags.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .flatMap(Instruction.Flag::value)
                .map(Word::raw);
    }
}
