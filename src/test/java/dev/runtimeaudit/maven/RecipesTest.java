package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.report.ReportFormat;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What people copy out of the pages is there: goals, parameters, versions and files. That the recipes do what they say is seen
 * by {@code src/bench/recipes/walk.py}, which runs them.
 */
class RecipesTest {

    private static final Path DESCRIPTOR = Path.of("target/plugin-enhanced.xml");

    private static final String COORDINATES = "dev.runtimeaudit:runtime-audit-maven-plugin:";

    /** @param page relative to the project */
    private record Block(Path page, int line, String language, String text) {
        String at() {
            return page + ":" + line;
        }
    }

    @Test
    void theGoalsThatAreCalledAreThere() throws Exception {
        Set<String> goals = texts(descriptor(), "goal");
        Pattern called =
                Pattern.compile("(?:PLUGIN|runtime-audit-maven-plugin(?::[\\w.-]+)?|runtime-audit):([a-z]+)\\b");
        for (Block block : blocks()) {
            if (Set.of("sh", "yaml", "groovy").contains(block.language())) {
                assertThat(found(called, block.text()))
                        .as(block.at())
                        .allSatisfy(goal -> assertThat(goals).contains(goal));
            }
            if (block.language().equals("xml") && block.text().contains("runtime-audit-maven-plugin")) {
                assertThat(found(Pattern.compile("<goal>(.*?)</goal>"), block.text()))
                        .as(block.at())
                        .allSatisfy(goal -> assertThat(goals).contains(goal));
            }
        }
    }

    @Test
    void theParametersThatAreGivenAreThere() throws Exception {
        Set<String> properties = new TreeSet<>();
        NodeList configurations = descriptor().getElementsByTagName("configuration");
        for (int i = 0; i < configurations.getLength(); i++) {
            properties.addAll(found(
                    Pattern.compile("\\$\\{runtimeAudit\\.(\\w+)}"),
                    configurations.item(i).getTextContent()));
        }
        Pattern given = Pattern.compile("runtimeAudit\\.(\\w+)");
        assertThat(properties).contains("reportFormats", "service", "rule");
        for (Path page : pages()) {
            assertThat(found(given, Files.readString(page)))
                    .as(page.toString())
                    .allSatisfy(name -> assertThat(properties).contains(name));
        }
    }

    @Test
    void theVersionIsThatOfThePlugin() throws Exception {
        String version = texts(descriptor(), "version").iterator().next();
        for (Path page : pages()) {
            assertThat(found(Pattern.compile(COORDINATES + "([^:`\\s]+)"), Files.readString(page)))
                    .as(page.toString())
                    .allMatch(version::equals);
        }
        for (Block block : blocks()) {
            Matcher plugin = Pattern.compile(
                            "<artifactId>runtime-audit-maven-plugin</artifactId>\\s*<version>(.*?)</version>")
                    .matcher(block.text());
            while (plugin.find()) {
                assertThat(plugin.group(1)).as(block.at()).isEqualTo(version);
            }
        }
    }

    @Test
    void eachReportThatARecipeNamesIsOneThatItAsksFor() throws IOException {
        Set<String> all =
                Stream.of(ReportFormat.values()).map(ReportFormat::fileName).collect(Collectors.toSet());
        for (Block block : blocks()) {
            Set<String> named = found(Pattern.compile("target/runtime-audit/([\\w.-]+)"), block.text());
            Set<String> asked = found(Pattern.compile("reportFormats=([a-z,]+)"), block.text()).stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(name ->
                            ReportFormat.valueOf(name.toUpperCase(Locale.ROOT)).fileName())
                    .collect(Collectors.toSet());
            assertThat(all).as(block.at()).containsAll(named);
            if (!named.isEmpty()) {
                assertThat(asked).as(block.at()).containsAll(named);
            }
        }
    }

    @Test
    void whatIsCopiedCanBeRead() throws Exception {
        for (Block block : blocks()) {
            if (block.language().equals("yaml")) {
                SourceFile file = new SourceFile(TreePath.of("block.yaml").orElseThrow(), block.text());
                assertThat(YamlReader.read(file).problems()).as(block.at()).isEmpty();
            } else if (block.language().equals("xml")) {
                String one = "<all>" + block.text() + "</all>";
                assertThat(DocumentBuilderFactory.newDefaultInstance()
                                .newDocumentBuilder()
                                .parse(new InputSource(new StringReader(one))))
                        .as(block.at())
                        .isNotNull();
            }
        }
    }

    @Test
    void everyRecipeStandsInTheTableAboveThem() throws IOException {
        String page = Files.readString(Path.of("docs/recipes.md"));
        Set<String> recipes = found(Pattern.compile("(?m)^## (.*)$"), page).stream()
                .map(title -> title.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        assertThat(found(Pattern.compile("(?m)^\\| \\[.*?\\]\\(#(.*?)\\)"), page))
                .isEqualTo(recipes);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            List<String> lines = Files.readAllLines(page);
            int start = -1;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("```")) {
                    if (start >= 0) {
                        String text = String.join("\n", lines.subList(start + 1, i)) + "\n";
                        blocks.add(new Block(page, start + 1, lines.get(start).substring(3), text));
                    }
                    start = start < 0 ? i : -1;
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(30);
        return blocks;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Document descriptor() throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(DESCRIPTOR.toFile());
    }

    private static Set<String> texts(Document document, String tag) {
        Set<String> texts = new LinkedHashSet<>();
        NodeList all = document.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(((Element) all.item(i)).getTextContent().strip());
        }
        return texts;
    }
}
