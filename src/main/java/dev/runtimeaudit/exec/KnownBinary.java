package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Binaries that projects keep among their sources, by texts that all their releases hold. */
final class KnownBinary {

    private static final int MOST_BYTES = 4 << 20;

    /** Of github.com/ufoscout/docker-compose-wait: the texts of 2.7.3 and 2.12.1. */
    private static final Map<String, List<String>> TEXTS =
            Map.of("wait", List.of("docker-compose-wait - Everything's fine", "WAIT_HOSTS_TIMEOUT"));

    private KnownBinary() {}

    /** The program in a file that begins as an ELF file does; empty where it is none of these. */
    static Optional<Content.Program> in(Content.FromContext file) {
        byte[] bytes = file.tree().head(file.path(), MOST_BYTES);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return TEXTS.entrySet().stream()
                .filter(each -> each.getValue().stream().allMatch(text::contains))
                .map(each -> new Content.Program(each.getKey(), "", Linkage.STATIC))
                .findFirst();
    }
}
