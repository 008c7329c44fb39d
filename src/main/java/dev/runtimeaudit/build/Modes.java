package dev.runtimeaudit.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A mode as {@code chmod} takes it: octal digits, or changes like {@code u+rwX,go-w} (POSIX, chmod, "Extended Description"). */
public final class Modes {

    private static final int ALL = 0777;
    /** What a shell's umask takes away where nobody is named: 022 in every image. */
    private static final int MASKED = 0755;

    private record Change(int who, boolean named, char operator, String permissions) {}

    private final OptionalInt octal;
    private final List<Change> changes;

    private Modes(OptionalInt octal, List<Change> changes) {
        this.octal = octal;
        this.changes = changes;
    }

    /** Empty when it is no mode. */
    public static Optional<Modes> parse(String text) {
        if (!text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '7')) {
            return Optional.of(new Modes(OptionalInt.of(Integer.parseInt(text, 8) & 07777), List.of()));
        }
        List<Change> changes = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            int at = 0;
            int who = 0;
            while (at < clause.length() && "ugoa".indexOf(clause.charAt(at)) >= 0) {
                who |= switch (clause.charAt(at)) {
                    case 'u' -> 0700;
                    case 'g' -> 0070;
                    case 'o' -> 0007;
                    default -> ALL;
                };
                at++;
            }
            if (at == clause.length()) {
                return Optional.empty();
            }
            boolean named = who != 0;
            while (at < clause.length()) {
                char operator = clause.charAt(at++);
                if ("+-=".indexOf(operator) < 0) {
                    return Optional.empty();
                }
                int from = at;
                while (at < clause.length() && "+-=".indexOf(clause.charAt(at)) < 0) {
                    if ("rwxXstugo".indexOf(clause.charAt(at)) < 0) {
                        return Optional.empty();
                    }
                    at++;
                }
                changes.add(new Change(named ? who : ALL, named, operator, clause.substring(from, at)));
            }
        }
        return Optional.of(new Modes(OptionalInt.empty(), changes));
    }

    /** The new mode; empty when it depends on an old one that is not known. */
    public OptionalInt apply(OptionalInt before, boolean directory) {
        if (octal.isPresent()) {
            return octal;
        }
        if (before.isEmpty()) {
            return OptionalInt.empty();
        }
        int mode = before.getAsInt();
        for (Change change : changes) {
            int bits = bits(change.permissions(), mode, directory) & change.who();
            if (!change.named()) {
                bits &= MASKED;
            }
            mode = switch (change.operator()) {
                case '+' -> mode | bits;
                case '-' -> mode & ~bits;
                default -> mode & ~change.who() | bits;
            };
        }
        return OptionalInt.of(mode);
    }

    private static int bits(String permissions, int mode, boolean directory) {
        int bits = 0;
        for (int i = 0; i < permissions.length(); i++) {
            char c = permissions.charAt(i);
            bits |= switch (c) {
                case 'r' -> 0444;
                case 'w' -> 0222;
                case 'x' -> 0111;
                case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
                case 'u' -> (mode >> 6 & 7) * 0111;
                case 'g' -> (mode >> 3 & 7) * 0111;
                case 'o' -> (mode & 7) * 0111;
                default -> 0; // s and t say nothing of who may read, write or execute
            };
        }
        return bits;
    }
}
