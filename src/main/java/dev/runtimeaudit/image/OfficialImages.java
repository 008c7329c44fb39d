package dev.runtimeaudit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The repositories that a name without a slash can mean at the public registry: {@code docker.io/library}. */
public final class OfficialImages {

    private static final Set<String> NAMES = read();

    private OfficialImages() {}

    /** Whether there is, or ever was, one of that name. */
    public static boolean has(String name) {
        return NAMES.contains(name);
    }

    private static Set<String> read() {
        try (InputStream in = Objects.requireNonNull(
                OfficialImages.class.getResourceAsStream("official-images.txt"), "official-images.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
