package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links between the pages lead somewhere. */
class LinksTest {

    @Test
    void everyLinkBetweenPagesLeadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            for (String target : targets(Files.readString(page))) {
                if (!Files.exists(page.resolveSibling(target).normalize())) {
                    dead.add(page + " -> " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    /** The relative targets of Markdown links. */
    private static List<String> targets(String markdown) {
        List<String> targets = new ArrayList<>();
        for (int at = markdown.indexOf("]("); at >= 0; at = markdown.indexOf("](", at + 2)) {
            String target = markdown.substring(at + 2, markdown.indexOf(')', at));
            if (!target.contains("://") && !target.startsWith("#")) {
                targets.add(target.split("#", 2)[0]);
            }
        }
        return targets;
    }
}
