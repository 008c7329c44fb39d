package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.hcl.HclBlock;
import dev.runtimeaudit.read.hcl.HclExpression;
import dev.runtimeaudit.read.hcl.HclReader;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The targets of bake files (docs.docker.com, "Bake file reference"), with what they inherit and once for each combination
 * of their matrix. Variables have their defaults.
 */
final class Bake {

    /** The attributes that say nothing of what is built. */
    private static final Set<String> ASIDE = Set.of(
            "annotations", "attest", "cache-from", "cache-to", "inherits", "labels", "output", "platforms", "tags");

    private static final int DEEPEST = 16;
    private static final int MOST = 128;

    private final Map<String, HclBlock> targets = new LinkedHashMap<>();
    private final Map<String, BakeValue> variables = new LinkedHashMap<>();
    private final Set<String> grouped = new HashSet<>();

    /**
     * A target as it is built.
     *
     * @param fields its attributes, those that it inherits included
     * @param isBuilt false: it is only there to be inherited from
     */
    record Target(String name, Map<String, BakeValue> fields, boolean isBuilt, Span at) {

        boolean isInline() {
            return fields.containsKey("dockerfile-inline");
        }

        /** Not known, not given, or a text. */
        Optional<Optional<String>> text(String key) {
            BakeValue value = fields.get(key);
            if (value == null) {
                return Optional.of(Optional.empty());
            }
            Optional<String> text = value.asText();
            return text.isEmpty() ? Optional.empty() : Optional.of(text.filter(t -> !t.isEmpty()));
        }

        List<String> items(String key) {
            return fields.get(key) instanceof BakeValue.Items items
                    ? items.items().stream()
                            .flatMap(item -> item.asText().stream())
                            .toList()
                    : List.of();
        }

        /** Whether all of {@link #texts} are known. */
        boolean isWhole(String key) {
            BakeValue value = fields.get(key);
            return value == null
                    || value instanceof BakeValue.Fields map
                            && map.fields().values().stream()
                                    .allMatch(each -> each instanceof BakeValue.Nothing
                                            || each.asText().isPresent());
        }

        Map<String, String> texts(String key) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (fields.get(key) instanceof BakeValue.Fields map) {
                map.fields().forEach((name, value) -> {
                    if (!(value instanceof BakeValue.Nothing)) {
                        value.asText().ifPresent(text -> texts.put(name, text));
                    }
                });
            }
            return texts;
        }
    }

    private Bake(HclBlock file) {
        for (HclBlock block : file.blocks()) {
            String label = block.labels().isEmpty() ? "" : block.labels().get(0);
            if (block.type().equals("target")) {
                targets.put(label, block);
            } else if (block.type().equals("variable") && block.attributes().containsKey("default")) {
                variables.put(label, BakeValue.of(block.attributes().get("default"), this::variable));
            }
        }
        file.attributes().forEach((name, value) -> variables.put(name, BakeValue.of(value, this::variable)));
        file.blocks().stream()
                .filter(block -> block.type().equals("group"))
                .flatMap(block -> Stream.ofNullable(block.attributes().get("targets")))
                .map(list -> BakeValue.of(list, this::variable))
                .flatMap(list -> list instanceof BakeValue.Items items ? items.items().stream() : Stream.empty())
                .forEach(name -> name.asText().ifPresent(grouped::add));
    }

    private Optional<BakeValue> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    static List<Target> targets(SourceFile file) {
        HclBlock top = file.path().name().endsWith(".json") ? json(file) : HclReader.read(file);
        Bake bake = new Bake(top);
        List<Target> all = new ArrayList<>();
        bake.targets.values().stream()
                .filter(block -> !block.labels().isEmpty())
                .forEach(block -> bake.expand(block, all));
        return all;
    }

    private void expand(HclBlock block, List<Target> into) {
        String label = block.labels().get(0);
        for (Map<String, BakeValue> choice : choices(block)) {
            if (into.size() < MOST) {
                Map<String, BakeValue> fields = fields(block, choice, Set.of());
                String name = Optional.ofNullable(fields.get("name"))
                        .flatMap(BakeValue::asText)
                        .orElse(label);
                into.add(new Target(name, fields, !isOnlyInherited(label, fields), block.at()));
            }
        }
    }

    /**
     * What starts with an underscore is there to be inherited from, and so is what others inherit, no group names, and says of no build:
     * tags, platforms.
     */
    private boolean isOnlyInherited(String label, Map<String, BakeValue> fields) {
        return label.startsWith("_")
                || !grouped.contains(label)
                        && ASIDE.containsAll(fields.keySet())
                        && targets.values().stream()
                                .anyMatch(other -> parents(other, Map.of()).anyMatch(label::equals));
    }

    private Stream<String> parents(HclBlock block, Map<String, BakeValue> choice) {
        HclExpression inherits = block.attributes().get("inherits");
        return inherits != null
                        && BakeValue.of(inherits, name -> chosen(name, choice)) instanceof BakeValue.Items parents
                ? parents.items().stream().flatMap(parent -> parent.asText().stream())
                : Stream.empty();
    }

    private List<Map<String, BakeValue>> choices(HclBlock block) {
        List<Map<String, BakeValue>> all = new ArrayList<>(List.of(Map.of()));
        HclExpression written = block.attributes().get("matrix");
        if (written != null && BakeValue.of(written, this::variable) instanceof BakeValue.Fields matrix) {
            for (Map.Entry<String, BakeValue> axis : matrix.fields().entrySet()) {
                if (!(axis.getValue() instanceof BakeValue.Items items)) {
                    continue;
                }
                List<Map<String, BakeValue>> longer = new ArrayList<>();
                for (Map<String, BakeValue> one : all) {
                    for (BakeValue item : items.items()) {
                        Map<String, BakeValue> with = new LinkedHashMap<>(one);
                        with.put(axis.getKey(), item);
                        longer.add(with);
                    }
                }
                all = longer.size() > MOST ? longer.subList(0, MOST) : longer;
            }
        }
        return all;
    }

    /** Its own attributes over those of what it inherits from, later ones first; maps are merged. */
    private Map<String, BakeValue> fields(HclBlock block, Map<String, BakeValue> choice, Set<HclBlock> above) {
        Map<String, BakeValue> fields = new LinkedHashMap<>();
        if (above.size() < DEEPEST && !above.contains(block)) {
            Set<HclBlock> below = new HashSet<>(above);
            below.add(block);
            parents(block, choice)
                    .flatMap(name -> Optional.ofNullable(targets.get(name)).stream())
                    .forEach(from -> fields(from, Map.of(), below)
                            .forEach((key, value) -> fields.merge(key, value, Bake::merged)));
        }
        block.attributes()
                .forEach((key, value) ->
                        fields.merge(key, BakeValue.of(value, name -> chosen(name, choice)), Bake::merged));
        return fields;
    }

    private Optional<BakeValue> chosen(String name, Map<String, BakeValue> choice) {
        return Optional.ofNullable(choice.get(name)).or(() -> variable(name));
    }

    private static BakeValue merged(BakeValue below, BakeValue above) {
        if (below instanceof BakeValue.Fields one && above instanceof BakeValue.Fields other) {
            Map<String, BakeValue> both = new LinkedHashMap<>(one.fields());
            both.putAll(other.fields());
            return new BakeValue.Fields(both);
        }
        return above;
    }

    /** The JSON form: the same blocks as members; strings are templates. JSON is YAML, as far as these go. */
    private static HclBlock json(SourceFile file) {
        List<HclBlock> blocks = new ArrayList<>();
        YamlReader.read(file)
                .document()
                .flatMap(YamlNode::asMapping)
                .ifPresent(top -> top.entries()
                        .forEach(kind -> kind.value()
                                .asMapping()
                                .ifPresent(named -> named.entries()
                                        .forEach(entry -> blocks.add(new HclBlock(
                                                kind.key().text(),
                                                List.of(entry.key().text()),
                                                attributes(file, entry.value()),
                                                List.of(),
                                                entry.value().at()))))));
        return new HclBlock("", List.of(), Map.of(), blocks, Span.wholeFile(file.path()));
    }

    private static Map<String, HclExpression> attributes(SourceFile file, YamlNode node) {
        Map<String, HclExpression> attributes = new LinkedHashMap<>();
        node.asMapping()
                .ifPresent(fields ->
                        fields.entries().forEach(e -> attributes.put(e.key().text(), expression(file, e.value()))));
        return attributes;
    }

    private static HclExpression expression(SourceFile file, YamlNode node) {
        if (node instanceof YamlNode.Sequence list) {
            return new HclExpression.ListOf(
                    list.items().stream().map(item -> expression(file, item)).toList());
        }
        if (node instanceof YamlNode.Mapping map) {
            return new HclExpression.ObjectOf(map.entries().stream()
                    .map(e -> new HclExpression.Field(
                            new HclExpression.Literal(e.key().text()), expression(file, e.value())))
                    .toList());
        }
        return HclReader.template(file, node.asText().orElse(""));
    }
}
