package dev.runtimeaudit.build.tool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which modules and commands a distribution of python brings: most bring a module of their own name; the others stand in
 * {@code distributions.txt}.
 */
final class Distributions {

    /**
     * One distribution.
     *
     * @param modules paths below {@code site-packages}
     * @param commands what it puts beside the interpreter
     */
    record Dist(List<String> modules, List<String> commands) {
        Dist {
            modules = List.copyOf(modules);
            commands = List.copyOf(commands);
        }
    }

    /** Distributions of these families lie below one package, by the parts of their names. */
    private static final List<String> FAMILIES = List.of("opentelemetry-instrumentation-", "opentelemetry-exporter-");

    private static final Map<String, Dist> KNOWN = read();

    private Distributions() {}

    static Dist of(String name) {
        Dist known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        for (String family : FAMILIES) {
            if (name.startsWith(family)) {
                String below = name.substring(family.length());
                String directory = family.substring(0, family.length() - 1).replace('-', '/');
                boolean exporter = family.contains("exporter");
                return new Dist(List.of(directory + "/" + below.replace('-', exporter ? '/' : '_')), List.of());
            }
        }
        return new Dist(List.of(name.replace('-', '_')), List.of());
    }

    private static Map<String, Dist> read() {
        Map<String, Dist> known = new HashMap<>();
        try (InputStream in = Distributions.class.getResourceAsStream("distributions.txt")) {
            if (in == null) {
                throw new IllegalStateException("distributions.txt is not beside its reader");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] words = line.split(" ");
                        List<String> modules = new ArrayList<>();
                        List<String> commands = new ArrayList<>();
                        for (String word : List.of(words).subList(1, words.length)) {
                            if (word.startsWith("!")) {
                                commands.add(word.substring(1));
                            } else {
                                modules.add(word);
                            }
                        }
                        known.put(words[0], new Dist(modules, commands));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("distributions.txt", e);
        }
        return Map.copyOf(known);
    }
}
