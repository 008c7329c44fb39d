package dev.runtimeaudit.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the build of an integration test left behind. Each method asserts one thing about it. */
public final class ItResult {

    private static final String DIRECTORY = "target/runtime-audit";

    private final Path basedir;

    private ItResult(Path basedir) {
        this.basedir = basedir;
    }

    public static ItResult in(File basedir) {
        return new ItResult(basedir.toPath());
    }

    /** A project reports these services, by name, in both formats. */
    public ItResult reports(String project, String... services) {
        assertThat(names(report(project), "services", "name"))
                .as("services that " + project + " reports")
                .containsExactly(services);
        assertThat(basedir.resolve(project).resolve(DIRECTORY).resolve("report.sarif"))
                .isRegularFile();
        assertThat(basedir.resolve(project).resolve(DIRECTORY).resolve(".gitignore"))
                .hasContent("*");
        return this;
    }

    public ItResult reportsNothing(String project) {
        assertThat(basedir.resolve(project).resolve(DIRECTORY).resolve("report.json"))
                .doesNotExist();
        assertThat(basedir.resolve(project).resolve(DIRECTORY).resolve("report.sarif"))
                .doesNotExist();
        return this;
    }

    /** Of all projects below the root, exactly one reports each of these services. */
    public ItResult reportsOnce(String... services) throws IOException {
        List<String> reported = new ArrayList<>();
        try (Stream<Path> all = Files.walk(basedir)) {
            all.filter(path -> path.endsWith(DIRECTORY + "/report.json"))
                    .filter(path -> !path.equals(basedir.resolve(DIRECTORY).resolve("report.json")))
                    .forEach(path -> reported.addAll(names(read(path), "services", "name")));
        }
        assertThat(reported).containsExactlyInAnyOrder(services);
        return this;
    }

    /** The whole report says of a service, by its Dockerfile, why nobody audited it. */
    public ItResult leavesOut(String file, String message) {
        assertThat(entries(report("."), "notAudited"))
                .anySatisfy(note -> assertThat(note).containsEntry("file", file).containsEntry("message", message));
        return this;
    }

    /** The whole report has a finding of a rule about a service, in a state. */
    public ItResult finds(String rule, String service, String state) {
        assertThat(entries(report("."), "findings"))
                .anySatisfy(finding -> assertThat(finding)
                        .containsEntry("rule", rule)
                        .containsEntry("service", service)
                        .containsEntry("state", state));
        return this;
    }

    /** The whole report has these findings of severity CRITICAL, and no other: {@code rule file:line}. */
    public ItResult hasCriticals(String... findings) {
        assertThat(entries(report("."), "findings"))
                .filteredOn(finding -> "CRITICAL".equals(finding.get("severity")))
                .extracting(finding -> finding.get("rule") + " " + finding.get("file") + ":" + finding.get("line"))
                .containsExactlyInAnyOrder(findings);
        return this;
    }

    /** The whole report predicts what the image of a service prints, and how it ends. */
    public ItResult predicts(String service, int exitCode, String output) {
        assertThat(entries(report("."), "launches"))
                .anySatisfy(launch -> assertThat(launch)
                        .containsEntry("service", service)
                        .containsEntry("exitCode", String.valueOf(exitCode))
                        .containsEntry("output", output));
        return this;
    }

    /** The whole report says how the image of a service starts. */
    public ItResult launches(String service, String outcome) {
        assertThat(entries(report("."), "launches"))
                .anySatisfy(launch -> assertThat(launch)
                        .containsEntry("service", service)
                        .containsEntry("launch", "image")
                        .containsEntry("outcome", outcome));
        return this;
    }

    /** The whole report says what a real engine did with a service, and that it passes or fails, as predicted or not. */
    public ItResult smokes(String service, String passes, String agreement, String ending, String line) {
        Map<?, ?> smoke = (Map<?, ?>) report(".").get("smoke");
        Map<Object, Object> tried = entries(smoke, "services").stream()
                .filter(each -> service.equals(each.get("service")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service + " was not tried"));
        Map<?, ?> observed = (Map<?, ?>) tried.get("observed");
        String outcome = String.valueOf(observed.get("outcome"));
        assertThat(tried)
                .as(String.valueOf(tried))
                .containsEntry("passed", String.valueOf(passes.equals("passes")))
                .containsEntry("agreement", agreement);
        assertThat(outcome.equals("ended") ? outcome + " with " + observed.get("exitCode") : outcome)
                .isEqualTo(ending);
        assertThat((List<?>) observed.get("lastLines"))
                .anySatisfy(each -> assertThat(each).isEqualTo(line));
        return this;
    }

    /** The whole report says what a service needs before its image is built. */
    public ItResult needs(String service, String path) {
        assertThat(entries(report("."), "preconditions"))
                .anySatisfy(precondition -> assertThat(precondition)
                        .containsEntry("service", service)
                        .containsEntry("path", path));
        return this;
    }

    public ItResult hasNoPreconditions() {
        assertThat(entries(report("."), "preconditions")).isEmpty();
        return this;
    }

    /** For builds that end before there is a report, and for words that only people read. */
    public ItResult says(String text) throws IOException {
        assertThat(Files.readString(basedir.resolve("build.log"))).contains(text);
        return this;
    }

    /** For two builds of one project, whose logs are one file. */
    public ItResult saysTwice(String text) throws IOException {
        assertThat(Files.readString(basedir.resolve("build.log")).split(Pattern.quote(text), -1))
                .as(text)
                .hasSize(3);
        return this;
    }

    public ItResult saysOnce(String text) throws IOException {
        assertThat(Files.readString(basedir.resolve("build.log")).split(Pattern.quote(text), -1))
                .as(text)
                .hasSize(2);
        return this;
    }

    /** A file holds each of these texts, however its lines are broken. */
    public ItResult holds(String file, String... texts) throws IOException {
        assertThat(Files.readString(basedir.resolve(file)).replaceAll("\\s*\n\\s*", ""))
                .as(file)
                .contains(texts);
        return this;
    }

    /** The root's report directory holds these files, and each holds something. */
    public ItResult writes(String... files) {
        for (String file : files) {
            assertThat(basedir.resolve(DIRECTORY).resolve(file)).isNotEmptyFile();
        }
        return this;
    }

    public ItResult doesNotSay(String text) throws IOException {
        assertThat(Files.readString(basedir.resolve("build.log"))).doesNotContain(text);
        return this;
    }

    /** A file holds the names of services, as {@code list} writes them. */
    public ItResult lists(String file, String... services) {
        assertThat(names(Map.of("services", value(basedir.resolve(file))), "services", "name"))
                .containsExactly(services);
        return this;
    }

    /** What the script of an integration test has to end with. */
    public boolean asExpected() {
        return true;
    }

    private Map<?, ?> report(String project) {
        return read(basedir.resolve(project).resolve(DIRECTORY).resolve("report.json"));
    }

    private static List<String> names(Map<?, ?> report, String list, String key) {
        return entries(report, list).stream()
                .map(entry -> String.valueOf(entry.get(key)))
                .toList();
    }

    private static List<Map<Object, Object>> entries(Map<?, ?> report, String list) {
        List<Map<Object, Object>> entries = new ArrayList<>();
        for (Object entry : (List<?>) report.get(list)) {
            entries.add(new LinkedHashMap<>((Map<?, ?>) entry));
        }
        return entries;
    }

    private static Map<?, ?> read(Path file) {
        return (Map<?, ?>) value(file);
    }

    private static Object value(Path file) {
        assertThat(file).isRegularFile();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            return value(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + file, e);
        }
    }

    private static Object value(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, value(json));
            }
            return fields;
        }
        if (json.currentToken() == JsonToken.START_ARRAY) {
            List<Object> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(json));
            }
            return items;
        }
        return json.getText();
    }
}
