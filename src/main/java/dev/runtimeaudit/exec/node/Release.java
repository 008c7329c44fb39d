package dev.runtimeaudit.exec.node;

import java.util.Optional;

/**
 * Which node it is, and what differs between its releases (github.com/nodejs/node, CHANGELOG).
 *
 * @param major 0 when it is not known
 * @param minor -1 when it is not known: some release of that line, most likely its last
 */
public record Release(int major, int minor) {

    /** @param version {@code 20.20.0}, or as much of it as is known */
    public static Release of(String version) {
        String[] parts = version.split("\\.");
        return new Release(number(parts, 0, 0), number(parts, 1, -1));
    }

    private static int number(String[] parts, int index, int otherwise) {
        boolean there = index < parts.length && parts[index].matches("\\d{1,4}");
        return there ? Integer.parseInt(parts[index]) : otherwise;
    }

    boolean isKnown() {
        return major > 0;
    }

    /**
     * Ends with a promise that fails and that nobody handles, where no option says otherwise; older ones warn and go on (CHANGELOG_V15,
     * "Throw on unhandled rejections").
     */
    public boolean endsWithRejections() {
        return major >= 15;
    }

    /** Since a release of one line; lines behind it have it. Empty when the version does not tell. */
    private Optional<Boolean> since(int line, int from) {
        if (!isKnown()) {
            return Optional.empty();
        }
        if (major != line) {
            return Optional.of(major > line);
        }
        // Whoever names only a line gets its newest release.
        return Optional.of(minor < 0 || minor >= from);
    }

    /** A file without {@code type} whose text is an ES module's is taken for one: 22.7, and back in 20.19. */
    Optional<Boolean> detectsModules() {
        return major <= 20 ? since(20, 19) : major == 21 ? Optional.of(false) : since(22, 7);
    }

    /** {@code require()} of ES modules: 22.12, and back in 20.19. */
    Optional<Boolean> requiresEsm() {
        return major <= 20 ? since(20, 19) : major == 21 ? Optional.of(false) : since(22, 12);
    }

    /** Whether it has a module of its own that not all releases have; empty when the version does not tell. */
    Optional<Boolean> has(String builtin) {
        return switch (builtin) {
            case "sqlite" -> since(22, 13);
            case "sea" -> since(20, 12);
            default -> Optional.of(true);
        };
    }

    /**
     * Whether an import may have attributes behind that word: {@code with} since 18.20 and 20.10, {@code assert} until V8 gave it
     * up, in 22 (measured with 18.20, 20.18, 22.11 and 24.22).
     */
    Optional<Boolean> takesAttributes(String word) {
        return word.equals("assert")
                ? since(22, 0).map(gone -> !gone)
                : major == 18 ? since(18, 20) : major == 19 ? Optional.of(false) : since(20, 10);
    }

    /** Types are stripped from TypeScript without being asked: 22.18, 23.6. */
    boolean stripsTypes() {
        return major >= 24 || major == 23 && (minor < 0 || minor >= 6) || major == 22 && minor >= 18;
    }
}
