package dev.runtimeaudit.workspace.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What packages of the npm registry do by themselves, as it was read in their files and in those of all that they depend on. */
final class PackageFacts {

    /** Opens no port. */
    private static final String QUIET = "quiet";

    /** Has no handler for a signal. */
    private static final String DEAF = "deaf";

    private static final Map<String, Set<String>> FACTS = read();

    private PackageFacts() {}

    static boolean isQuiet(String specifier) {
        return has(specifier, QUIET);
    }

    static boolean isDeaf(String specifier) {
        return has(specifier, DEAF);
    }

    private static boolean has(String specifier, String fact) {
        return FACTS.getOrDefault(name(specifier), Set.of()).contains(fact);
    }

    /** The package that a specifier is of. */
    private static String name(String specifier) {
        String[] parts = specifier.split("/", 3);
        return specifier.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
    }

    private static Map<String, Set<String>> read() {
        try (InputStream in = Objects.requireNonNull(PackageFacts.class.getResourceAsStream("packages.txt"))) {
            Map<String, Set<String>> facts = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.strip().split(" +");
                if (words.length > 2 && !words[0].equals("#")) {
                    // Name, version, and what is known.
                    Set<String> known = Set.of(words[2].split(","));
                    facts.put(words[0], known);
                }
            }
            return Map.copyOf(facts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
