package dev.runtimeaudit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runtimeaudit.report.RulePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rule pages under {@code docs/rules}: made from the cards, rewritten with {@code -Ddocs=write}. */
class DocsTest {

    private static final Path PAGES = Path.of("docs/rules");

    private static final Path SCHEMA = Path.of("src/main/resources/dev/runtimeaudit/config/runtime-audit.schema.json");

    private static final Path PUBLISHED = Path.of("docs/runtime-audit.schema.json");

    private static final String RUN = "run: mvn test -Ddocs=write";

    private static List<Rule.Card> cards() {
        return Rules.ALL.stream().map(Rule::card).toList();
    }

    @Test
    void thePagesAreThoseOfTheRules() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        pages.put("README.md", RulePage.index());
        cards().forEach(card -> pages.put(card.id() + ".md", RulePage.of(card)));
        if ("write".equals(System.getProperty("docs"))) {
            write(pages);
        }
        assertThat(names()).as(RUN).isEqualTo(pages.keySet());
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertThat(Files.readString(PAGES.resolve(page.getKey())))
                    .as(page.getKey() + ": " + RUN)
                    .isEqualTo(page.getValue());
        }
    }

    @Test
    void theSchemaOfTheConfigurationKnowsEveryRuleAndIsPublished() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode schema = (ObjectNode) json.readTree(Files.readString(SCHEMA));
        ObjectNode rule = (ObjectNode) schema.at("/definitions/rule");
        List<String> ids = cards().stream().map(Rule.Card::id).sorted().toList();
        if ("write".equals(System.getProperty("docs"))) {
            rule.set("enum", json.valueToTree(ids));
            DefaultPrettyPrinter form = new DefaultPrettyPrinter()
                    .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
                    .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            String text = json.writer(form).writeValueAsString(schema) + "\n";
            Files.writeString(SCHEMA, text);
            Files.writeString(PUBLISHED, text);
        }
        List<String> known = new ArrayList<>();
        rule.get("enum").forEach(id -> known.add(id.asText()));
        assertThat(known).as(RUN).isEqualTo(ids);
        assertThat(PUBLISHED).as(RUN).hasSameTextualContentAs(SCHEMA);
    }

    private static Set<String> names() throws IOException {
        if (!Files.isDirectory(PAGES)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(PAGES);
        for (String old : names()) {
            if (!pages.containsKey(old)) {
                Files.delete(PAGES.resolve(old));
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(PAGES.resolve(page.getKey()), page.getValue());
        }
    }

    @Test
    void idsAreUniqueAndInKebabCase() {
        Set<String> seen = new HashSet<>();
        for (Rule.Card card : cards()) {
            assertThat(seen.add(card.id())).as(card.id()).isTrue();
            assertThat(card.id()).matches("[a-z]+(-[a-z]+)*");
        }
    }

    @Test
    void theClassOfARuleIsNamedAfterIt() {
        for (Rule rule : Rules.ALL) {
            String name = Stream.of(rule.card().id().split("-"))
                    .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                    .collect(Collectors.joining());
            assertThat(rule.getClass().getSimpleName()).isEqualTo(name);
        }
    }

    @Test
    void titlesAreOneLineWithoutAFullStop() {
        for (Rule.Card card : cards()) {
            assertThat(card.title())
                    .as(card.id())
                    .isNotBlank()
                    .doesNotEndWith(".")
                    .doesNotContain("\n");
        }
    }

    @Test
    void everyCardSaysWhatGoesWrongHowThatIsProvenAndWhatToDo() {
        for (Rule.Card card : cards()) {
            assertThat(RulePage.paragraphs(card))
                    .as(card.id())
                    .hasSize(2)
                    .allSatisfy(text -> assertThat(text).isNotBlank().endsWith("."));
            assertThat(card.docs().lines()).as(card.id()).noneMatch(line -> line.startsWith(" "));
            assertThat(card.advice()).as(card.id()).isNotBlank().endsWith(".").doesNotContain("\n");
        }
    }

    @Test
    void examplesAreShort() {
        for (Rule.Card card : cards()) {
            assertThat(card.bad().txtar().lines().count()).as(card.id()).isLessThanOrEqualTo(20);
            assertThat(card.good().txtar().lines().count()).as(card.id()).isLessThanOrEqualTo(20);
        }
    }
}
