package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page of the parameters: made from the Javadoc of the goals, rewritten with {@code -Ddocs=write}. */
class ParametersPageTest {

    private static final Path PAGE = Path.of("docs/parameters.md");

    /** What the plugin tools make of the Javadoc, with its markup; they run before the tests do. */
    private static final Path DESCRIPTOR = Path.of("target/plugin-enhanced.xml");

    /** CONTRACT: names that users' builds rely on. */
    private static final Set<String> PROMISED = Set.of(
            "root",
            "configFile",
            "reportDirectory",
            "skip",
            "failOnViolation",
            "violationSeverity",
            "failOnUndecided",
            "failOnPrecondition",
            "failIfNoServices",
            "policy",
            "engine",
            "reportFormats",
            "baselineFile");

    private static Map<String, Element> goals = Map.of();

    @BeforeAll
    static void readDescriptor() throws Exception {
        Document descriptor =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(DESCRIPTOR.toFile());
        goals = new TreeMap<>();
        children(descriptor.getDocumentElement(), "mojos", "mojo").forEach(mojo -> goals.put(text(mojo, "goal"), mojo));
        goals.remove("help");
    }

    @Test
    void thePageIsThatOfTheGoals() throws IOException {
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).as("run: mvn test -Ddocs=write").isEqualTo(page());
    }

    @Test
    void whatUsersRelyOnIsThere() {
        Map<String, String> properties = new TreeMap<>();
        for (Element parameter : parameters(goals.get("check")).values()) {
            property(goals.get("check"), parameter).ifPresent(name -> properties.put(text(parameter, "name"), name));
        }
        assertThat(properties.keySet()).containsExactlyInAnyOrderElementsOf(PROMISED);
        assertThat(properties)
                .allSatisfy((name, property) -> assertThat(property).isEqualTo("runtimeAudit." + name));
    }

    @Test
    void everyParameterIsDescribed() {
        for (Element goal : goals.values()) {
            assertThat(parameters(goal))
                    .allSatisfy((name, parameter) ->
                            assertThat(text(parameter, "description")).as(name).isNotBlank());
        }
    }

    private static String page() {
        List<String> lines = new ArrayList<>();
        lines.add("# Parameters");
        lines.add("");
        lines.add("""
                Made from the Javadoc of the goals. A parameter with a property can be given on the command line (`-DruntimeAudit.skip`), as a
                property of the POM, or as an element of `<configuration>`; a value that stands in `<configuration>` beats one of the command line.
                One without is an element of `<configuration>`, or a key of `runtime-audit.yaml` with the same name.""");
        Set<String> before = new TreeSet<>();
        goals.forEach((name, goal) -> {
            lines.add("");
            lines.add("## `runtime-audit:" + name + "`");
            lines.add("");
            lines.add(markdown(text(goal, "description")));
            Map<String, Element> parameters = parameters(goal);
            String known = parameters.keySet().stream()
                    .filter(before::contains)
                    .map(each -> "`" + each + "`")
                    .collect(Collectors.joining(", "));
            if (!known.isEmpty()) {
                lines.add("");
                lines.add("As above: " + known + ".");
            }
            parameters.forEach((parameter, element) -> {
                if (before.add(parameter)) {
                    lines.addAll(section(goal, element));
                }
            });
        });
        return String.join("\n", lines) + "\n";
    }

    private static List<String> section(Element goal, Element parameter) {
        String name = text(parameter, "name");
        List<String> facts = new ArrayList<>();
        property(goal, parameter).ifPresent(property -> facts.add("property `" + property + "`"));
        String initial = configuration(goal, name)
                .map(each -> each.getAttribute("default-value"))
                .orElse("");
        if (!initial.isEmpty()) {
            facts.add("default `" + initial + "`");
        }
        List<String> lines = new ArrayList<>(List.of("", "### `" + name + "`", ""));
        if (!facts.isEmpty()) {
            lines.add(String.join(", ", facts));
            lines.add("");
        }
        lines.add(markdown(text(parameter, "description")));
        return lines;
    }

    /** The few tags that Javadoc leaves, as Markdown. */
    private static String markdown(String html) {
        return html.replace("<code>", "`")
                .replace("</code>", "`")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static Optional<String> property(Element goal, Element parameter) {
        return configuration(goal, text(parameter, "name"))
                .map(Element::getTextContent)
                .filter(text -> text.startsWith("${"))
                .map(text -> text.substring(2, text.length() - 1));
    }

    private static Optional<Element> configuration(Element goal, String parameter) {
        return children(goal, "configuration", parameter).stream().findFirst();
    }

    /** Those that users set, by name. */
    private static Map<String, Element> parameters(Element goal) {
        Map<String, Element> parameters = new LinkedHashMap<>();
        for (Element parameter : children(goal, "parameters", "parameter")) {
            if (text(parameter, "editable").equals("true")) {
                parameters.put(text(parameter, "name"), parameter);
            }
        }
        return parameters;
    }

    private static List<Element> children(Element parent, String list, String name) {
        List<Element> found = new ArrayList<>();
        for (Element holder : elements(parent, list)) {
            found.addAll(elements(holder, name));
        }
        return found;
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).stream()
                .map(Element::getTextContent)
                .map(text -> text.replaceAll("\\s+", " ").strip())
                .findFirst()
                .orElse("");
    }
}
