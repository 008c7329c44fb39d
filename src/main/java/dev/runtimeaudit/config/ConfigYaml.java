package dev.runtimeaudit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.runtimeaudit.config.ConfigNode.Field;
import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.config.ConfigNode.Items;
import dev.runtimeaudit.config.ConfigNode.Scalar;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A YAML file as a configuration tree. It reads tokens instead of binding beans: jackson's tree has neither places nor
 * anchors, and its binding alone would cost as much time as the whole audit of a service.
 */
public final class ConfigYaml {

    private static final String MERGE = "<<";

    private final SourceFile file;
    private final String shown;
    private final YAMLParser parser;
    private final Map<String, ConfigNode> anchors = new HashMap<>();

    private ConfigYaml(SourceFile file, String shown, YAMLParser parser) {
        this.file = file;
        this.shown = shown;
        this.parser = parser;
    }

    /**
     * @param shown the name of the file for messages
     */
    public static Fields read(SourceFile file, String shown) {
        try (YAMLParser parser = new YAMLFactory().createParser(file.text())) {
            return new ConfigYaml(file, shown, parser).document();
        } catch (JsonProcessingException e) {
            throw notYaml(file, shown, e);
        } catch (IOException e) {
            throw new UncheckedIOException(shown, e);
        }
    }

    private static ConfigurationException notYaml(SourceFile file, String shown, JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return new ConfigurationException(
                    place(file, shown, mark.getLine() + 1, mark.getColumn() + 1),
                    "this is not YAML: " + marked.getProblem());
        }
        return new ConfigurationException(shown + ": this is not YAML: " + e.getOriginalMessage());
    }

    private Fields document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            return new Fields(Map.of(), place(file, shown, 1, 1));
        }
        ConfigNode top = node();
        if (parser.nextToken() != null) {
            throw new ConfigurationException(here(), "a second document begins here. Accepted: one");
        }
        if (top instanceof Fields fields) {
            return fields;
        }
        throw new ConfigurationException(top.place(), "the file holds no keys. Accepted: keys with values");
    }

    private ConfigNode node() throws IOException {
        Place at = here();
        if (parser.isCurrentAlias()) {
            String name = parser.getText();
            return Optional.ofNullable(anchors.get(name))
                    .orElseThrow(() -> new ConfigurationException(at, "nothing above is called `&" + name + "`."));
        }
        Optional<String> anchor = Optional.ofNullable(parser.getObjectId()).map(Object::toString);
        ConfigNode node = switch (parser.currentToken()) {
            case START_OBJECT -> fields(at);
            case START_ARRAY -> items(at);
            case VALUE_NULL ->
                throw new ConfigurationException(
                        at, "`%s` has no value. Give it one, or leave it out.".formatted(parser.currentName()));
            default -> new Scalar(parser.getText(), at);
        };
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private Items items(Place at) throws IOException {
        List<ConfigNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new Items(items, at);
    }

    private Fields fields(Place at) throws IOException {
        Map<String, Field> own = new LinkedHashMap<>();
        Map<String, Field> merged = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place keyAt = here();
            parser.nextToken();
            ConfigNode value = node();
            if (key.equals(MERGE)) {
                merge(value, merged);
            } else if (own.put(key, new Field(keyAt, value)) != null) {
                throw new ConfigurationException(keyAt, "`" + key + "` stands here a second time.");
            }
        }
        merged.forEach(own::putIfAbsent);
        return new Fields(own, at);
    }

    /** YAML 1.1, "Merge Key Language-Independent Type": of several maps the first that has a key gives it. */
    private static void merge(ConfigNode value, Map<String, Field> into) {
        if (value instanceof Fields fields) {
            fields.values().forEach(into::putIfAbsent);
        } else if (value instanceof Items items) {
            items.items().forEach(item -> merge(item, into));
        } else {
            throw new ConfigurationException(
                    value.place(), "`<<` takes the keys of a map. Accepted: an alias of a map");
        }
    }

    private Place here() {
        var location = parser.currentTokenLocation();
        return place(file, shown, location.getLineNr(), location.getColumnNr());
    }

    private static Place place(SourceFile file, String shown, int line, int column) {
        return new Place(shown + ":" + line + ":" + column, new Span(file.path(), line, column, line, column));
    }
}
