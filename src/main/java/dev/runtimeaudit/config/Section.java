package dev.runtimeaudit.config;

import dev.runtimeaudit.config.ConfigNode.Field;
import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.config.ConfigNode.Items;
import dev.runtimeaudit.config.ConfigNode.Scalar;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The keys of one place of the configuration while they are taken out. What nobody asked for when it {@linkplain #end
 * ends} is unknown, and what was asked for is what is accepted: no second list of keys.
 */
final class Section {

    private final Fields fields;
    private final String path;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> missing = new ArrayList<>();

    private Section(Fields fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    /** Reads the keys of {@code fields}, all of which {@code reader} has to ask for. */
    static <T> T read(Fields fields, String path, Function<Section, T> reader) {
        Section section = new Section(fields, path);
        T value = reader.apply(section);
        section.end();
        return value;
    }

    private void end() {
        fields.values().forEach((key, field) -> {
            if (!asked.contains(key)) {
                String hint = Nearest.hint(key, asked);
                throw new ConfigurationException(
                        field.at(),
                        "unknown key `%s`%s%s Accepted: %s"
                                .formatted(key, in(), hint.isEmpty() ? "." : hint, String.join(", ", asked)));
            }
        });
        if (!missing.isEmpty()) {
            throw new ConfigurationException(fields.place(), "`%s` needs a `%s`.".formatted(path, missing.get(0)));
        }
    }

    private String in() {
        return path.isEmpty() ? "" : " in `" + path + "`";
    }

    Span at() {
        return fields.place().span();
    }

    Place place() {
        return fields.place();
    }

    Optional<String> text(String key) {
        return node(key).map(node -> text(node, name(key)));
    }

    /** Empty when it is missing; then {@link #end} says so, unless a key that nobody knows says more. */
    String requiredText(String key) {
        Optional<String> text = text(key).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            missing.add(key);
        }
        return text.orElse("");
    }

    Optional<Boolean> flag(String key) {
        return node(key).map(node -> {
            String text = text(node, name(key));
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
            throw wrong(node, name(key), "is `" + text + "`", "true or false");
        });
    }

    OptionalInt number(String key) {
        Optional<ConfigNode> node = node(key);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(number(node.get(), name(key)));
    }

    private static int number(ConfigNode node, String name) {
        String text = text(node, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(node, name, "is `" + text + "`", "a number");
        }
    }

    List<Integer> numbers(String key) {
        return list(key, Section::number);
    }

    <E extends Enum<E>> Optional<E> choice(String key, Class<E> set) {
        return node(key).map(node -> choice(node, key, set, List.of()));
    }

    /** A word of a set, or the one word that stands for none of them. */
    <E extends Enum<E>> Optional<E> choiceOr(String none, String key, Class<E> set) {
        return node(key)
                .filter(node -> !text(node, name(key)).equalsIgnoreCase(none))
                .map(node -> choice(node, key, set, List.of(none)));
    }

    <E extends Enum<E>> E requiredChoice(String key, Class<E> set) {
        return requiredText(key).isEmpty()
                ? set.getEnumConstants()[0]
                : choice(key, set).orElseThrow();
    }

    private <E extends Enum<E>> E choice(ConfigNode node, String key, Class<E> set, List<String> also) {
        return Choice.of(set, text(node, name(key)), node.place().shown() + ": `" + name(key) + "`", also);
    }

    Optional<TreePath> treePath(String key) {
        return node(key).map(node -> treePath(node, name(key)));
    }

    TreePath requiredTreePath(String key) {
        return requiredText(key).isEmpty() ? TreePath.ROOT : treePath(key).orElseThrow();
    }

    List<String> texts(String key) {
        return list(key, Section::text);
    }

    List<TreePath> treePaths(String key) {
        return list(key, Section::treePath);
    }

    /** The entries of a list, each a section of its own. */
    <T> List<T> entries(String key, Function<Section, T> reader) {
        return list(key, (node, name) -> read(fields(node, name), name, reader));
    }

    <T> Optional<T> section(String key, Function<Section, T> reader) {
        return node(key).map(node -> read(fields(node, name(key)), name(key), reader));
    }

    private static Fields fields(ConfigNode node, String name) {
        return node.asFields().orElseThrow(() -> wrong(node, name, "is " + kind(node), "keys with values"));
    }

    Map<String, String> map(String key) {
        return section(key, Section::allTexts).orElse(Map.of());
    }

    private Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : fields.values().keySet()) {
            text(key).ifPresent(text -> texts.put(key, text));
        }
        return texts;
    }

    private <T> List<T> list(String key, BiFunction<ConfigNode, String, T> item) {
        Optional<ConfigNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        Items list = node.get()
                .asItems()
                .orElseThrow(() -> wrong(node.get(), name(key), "is " + kind(node.get()), "a list"));
        List<T> values = new ArrayList<>();
        for (ConfigNode each : list.items()) {
            values.add(item.apply(each, name(key) + "[" + values.size() + "]"));
        }
        return List.copyOf(values);
    }

    private Optional<ConfigNode> node(String key) {
        asked.add(key);
        return Optional.ofNullable(fields.values().get(key)).map(Field::value);
    }

    private String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String text(ConfigNode node, String name) {
        if (node instanceof Scalar scalar) {
            return scalar.text();
        }
        throw wrong(node, name, "is " + kind(node), "a single value");
    }

    private static TreePath treePath(ConfigNode node, String name) {
        String text = text(node, name);
        if (text.startsWith("/") || text.startsWith("\\") || (text.length() > 1 && text.charAt(1) == ':')) {
            throw wrong(node, name, "is the absolute path `" + text + "`", "a path relative to the root");
        }
        return TreePath.of(text.replace('\\', '/'))
                .orElseThrow(() -> wrong(node, name, "leads out of the root: `" + text + "`", "a path below the root"));
    }

    private static ConfigurationException wrong(ConfigNode node, String name, String is, String accepted) {
        return new ConfigurationException(node.place(), "`%s` %s. Accepted: %s".formatted(name, is, accepted));
    }

    private static String kind(ConfigNode node) {
        if (node instanceof Scalar) {
            return "a single value";
        }
        return node instanceof Items ? "a list" : "keys with values";
    }
}
