package dev.runtimeaudit.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The JSON Schema for editors says what {@link AuditConfig} says: the same keys everywhere, and over every change of one value
 * of an example that holds each key, the same verdict.
 */
class ConfigSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every key there is, once. */
    private static final String EVERYTHING = """
            {"apps": ["apps"], "discover": true,
             "services": [{"name": "web", "dockerfile": "docker/web.Dockerfile", "context": ".", "target": "runner",
                "buildArgs": {"SCOPE": "builder"}, "buildContexts": {"assets": "packages/assets"},
                "compose": ["docker-compose.production.yml"], "kind": "service"}],
             "policy": "audit",
             "require": [{"services": "*-service", "user": {"name": "nodejs", "uid": 1001}, "init": true,
                "absent": ["pnpm"], "present": ["node"], "healthcheck": true}],
             "assume": [{"service": "web", "path": "/app/dist/main.js", "is": "present", "reason": "the pipeline makes it"}],
             "produced": [{"path": "apps/*/dist", "by": "nx build"}],
             "providedByPlatform": ["DATABASE_URL"],
             "images": [{"image": "example.org/base:20", "like": "node:20-alpine", "commands": ["tini"]}],
             "rules": [{"rule": "runs-as-root", "service": "web", "severity": "high"}],
             "suppress": [{"rule": "healthcheck-missing", "service": "web", "reason": "no port"}],
             "smoke": [{"services": "web", "image": "web:1", "environment": {"A": "b"}, "absent": ["npm"], "ports": [3000],
                "ready": "up"}]}
            """;

    /** What a value is exchanged for. */
    private static final List<String> INSTEAD = List.of(
            "\"zzz\"",
            "\"\"",
            "\" \"",
            "\"7\"",
            "7",
            "true",
            "\"false\"",
            "null",
            "[]",
            "[\"a\"]",
            "[{}]",
            "{}",
            "{\"zzz\": \"a\"}",
            "{\"zzz\": [\"a\"]}",
            "\"/srv/apps\"",
            "\"../apps\"",
            "\"C:/apps\"",
            "\"JOB\"",
            "\"off\"",
            "\"PROOF\"",
            "\"absent\"",
            "\"LOW\"");

    private static String text() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(AuditConfig.class.getResourceAsStream("runtime-audit.schema.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text(), InputFormat.JSON);
    }

    private static boolean fits(Schema schema, JsonNode tree) {
        return schema.validate(tree.toString(), InputFormat.JSON).isEmpty();
    }

    /** Why the plugin refuses a configuration; empty when it takes it. */
    private static Optional<String> refused(JsonNode tree) {
        try {
            AuditConfig.of(ConfigYaml.read(
                    new SourceFile(new TreePath("runtime-audit.yaml"), tree.toString()), "runtime-audit.yaml"));
            return Optional.empty();
        } catch (ConfigurationException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Test
    void theExampleHoldsEveryKeyThatThePluginKnows() throws IOException {
        assertThat(refused(JSON.readTree(EVERYTHING))).isEmpty();
        for (ObjectNode place : objects(JSON.readTree(EVERYTHING))) {
            assertThat(new TreeSet<>(names(place))).isEqualTo(accepted(place));
        }
    }

    /** As the plugin itself tells them to somebody who slips. */
    private static TreeSet<String> accepted(ObjectNode place) throws IOException {
        JsonNode whole = JSON.readTree(EVERYTHING);
        ObjectNode same = objects(whole).stream()
                .filter(each -> each.equals(place))
                .findFirst()
                .orElseThrow();
        same.put("zzz", "1");
        String refusal = refused(whole).orElse("Accepted: " + String.join(", ", names(place)));
        String list = refusal.substring(refusal.indexOf("Accepted: ") + "Accepted: ".length());
        return new TreeSet<>(Arrays.asList(list.split(", ")));
    }

    @Test
    void theSchemaHasTheKeysThatThePluginKnows() throws IOException {
        JsonNode schema = JSON.readTree(text());
        for (ObjectNode place : objects(JSON.readTree(EVERYTHING))) {
            TreeSet<String> keys = new TreeSet<>(names(place));
            boolean isMap = keys.equals(new TreeSet<>(List.of("SCOPE")))
                    || keys.equals(new TreeSet<>(List.of("assets")))
                    || keys.equals(new TreeSet<>(List.of("A")));
            if (!isMap) {
                assertThat(keySets(schema)).as(place.toString()).contains(keys);
            }
        }
    }

    private static List<TreeSet<String>> keySets(JsonNode schema) {
        List<TreeSet<String>> sets = new ArrayList<>();
        for (ObjectNode each : objects(schema)) {
            if (each.get("properties") instanceof ObjectNode properties && each.has("type")) {
                sets.add(new TreeSet<>(names(properties)));
            }
        }
        return sets;
    }

    @Test
    void overEveryChangeOfOneValueTheSchemaAndThePluginAgree() throws IOException {
        Schema schema = schema();
        List<String> disagree = new ArrayList<>();
        int places = count(JSON.readTree(EVERYTHING));
        int refusals = 0;
        for (int place = 0; place < places; place++) {
            for (String instead : INSTEAD) {
                JsonNode changed = JSON.readTree(EVERYTHING);
                exchange(changed, new int[] {place}, JSON.readTree(instead));
                Optional<String> refused = refused(changed);
                refusals += refused.isPresent() ? 1 : 0;
                boolean unknownRule = changed.toString().contains("\"rule\":") && !hasKnownRules(changed);
                if (!unknownRule && fits(schema, changed) == refused.isPresent()) {
                    disagree.add(refused.orElse("taken") + ": " + changed);
                }
            }
        }
        assertThat(disagree).isEmpty();
        assertThat(refusals).isGreaterThan(300);
    }

    /** Which rules there are is asked behind the configuration. */
    private static boolean hasKnownRules(JsonNode tree) {
        return tree.findValues("rule").stream()
                .allMatch(rule -> rule.isTextual()
                        && (rule.asText().equals("runs-as-root")
                                || rule.asText().equals("healthcheck-missing")));
    }

    @Test
    void withoutOneKeyTheSchemaAndThePluginAgree() throws IOException {
        Schema schema = schema();
        int places = objects(JSON.readTree(EVERYTHING)).size();
        int refusals = 0;
        for (int i = 0; i < places; i++) {
            for (String key : names(objects(JSON.readTree(EVERYTHING)).get(i))) {
                JsonNode changed = JSON.readTree(EVERYTHING);
                objects(changed).get(i).remove(key);
                Optional<String> refused = refused(changed);
                refusals += refused.isPresent() ? 1 : 0;
                assertThat(fits(schema, changed)).as(changed.toString()).isEqualTo(refused.isEmpty());
            }
        }
        assertThat(refusals).isEqualTo(10);
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<ObjectNode> objects(JsonNode tree) {
        List<ObjectNode> found = new ArrayList<>();
        if (tree instanceof ObjectNode object) {
            found.add(object);
        }
        for (Iterator<JsonNode> children = tree.elements(); children.hasNext(); ) {
            found.addAll(objects(children.next()));
        }
        return found;
    }

    private static int count(JsonNode tree) {
        int count = 0;
        for (Iterator<JsonNode> children = tree.elements(); children.hasNext(); ) {
            count += 1 + count(children.next());
        }
        return count;
    }

    /** Puts a value in place of the one with this number, counted from the top. */
    private static void exchange(JsonNode tree, int[] left, JsonNode value) {
        if (tree instanceof ObjectNode object) {
            for (String name : names(object)) {
                if (left[0]-- == 0) {
                    object.set(name, value);
                    return;
                }
                exchange(object.get(name), left, value);
                if (left[0] < 0) {
                    return;
                }
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (left[0]-- == 0) {
                    array.set(i, value);
                    return;
                }
                exchange(array.get(i), left, value);
                if (left[0] < 0) {
                    return;
                }
            }
        }
    }
}
