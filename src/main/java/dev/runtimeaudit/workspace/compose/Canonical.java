package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import dev.runtimeaudit.workspace.compose.ComposeValue.Items;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Brings the short forms of a service into their long ones (compose-go, {@code transform/canonical.go}), so that merging
 * and reading see one form only: lists of {@code K=V} become maps, short ports and mounts their fields.
 */
final class Canonical {

    private static final Set<String> PAIRS = Set.of("environment", "labels", "annotations", "sysctls");

    private final List<ComposeProblem> problems;

    Canonical(List<ComposeProblem> problems) {
        this.problems = problems;
    }

    Fields file(Fields file) {
        return change(
                file, "services", services -> services instanceof Fields all ? each(all, this::service) : services);
    }

    ComposeValue service(ComposeValue value) {
        if (!(value instanceof Fields service)) {
            return value;
        }
        Fields changed = service;
        for (String key : PAIRS) {
            changed = change(changed, key, Canonical::pairs);
        }
        changed = change(changed, "build", this::build);
        changed = change(changed, "depends_on", Canonical::dependsOn);
        changed = change(changed, "networks", Canonical::namesToMap);
        changed = change(changed, "env_file", Canonical::envFiles);
        changed = change(changed, "extends", v -> v instanceof ComposeText t ? single("service", t) : v);
        changed = change(changed, "volumes", this::mounts);
        changed = change(changed, "ports", this::ports);
        changed = change(changed, "tmpfs", v -> v instanceof ComposeText t ? new Items(List.of(t), t.at()) : v);
        return changed;
    }

    private static Fields change(Fields fields, String key, UnaryOperator<ComposeValue> how) {
        Field field = fields.fields().get(key);
        return field == null || field.value().isNull()
                ? fields
                : fields.with(key, new Field(field.keyAt(), how.apply(field.value())));
    }

    private static Fields each(Fields all, UnaryOperator<ComposeValue> how) {
        Map<String, Field> changed = new LinkedHashMap<>();
        all.fields().forEach((key, field) -> changed.put(key, new Field(field.keyAt(), how.apply(field.value()))));
        return new Fields(changed, all.at());
    }

    private ComposeValue build(ComposeValue value) {
        if (value instanceof ComposeText context) {
            return single("context", context);
        }
        if (!(value instanceof Fields build)) {
            return value;
        }
        Fields changed = build;
        for (String key : List.of("args", "labels", "additional_contexts")) {
            changed = change(changed, key, Canonical::pairs);
        }
        return changed;
    }

    private static Fields single(String key, ComposeText text) {
        return new Fields(Map.of(key, new Field(text.at(), text)), text.at());
    }

    /** {@code - K=V} and {@code - K}, which inherits: null. */
    private static ComposeValue pairs(ComposeValue value) {
        if (!(value instanceof Items items)) {
            return value;
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (ComposeValue item : items.items()) {
            if (item instanceof ComposeText text) {
                int equals = text.text().indexOf('=');
                if (equals < 0) {
                    fields.put(text.text(), new Field(text.at(), text.as(Kind.NULL, "")));
                } else {
                    ComposeText key = text.part(0, equals);
                    fields.put(
                            key.text(),
                            new Field(
                                    text.at(), text.part(equals + 1, text.text().length())));
                }
            }
        }
        return new Fields(fields, value.at());
    }

    private static ComposeValue namesToMap(ComposeValue value) {
        if (!(value instanceof Items items)) {
            return value;
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (ComposeValue item : items.items()) {
            item.asText().ifPresent(name -> fields.put(name.text(), new Field(name.at(), name.as(Kind.NULL, ""))));
        }
        return new Fields(fields, value.at());
    }

    private static ComposeValue dependsOn(ComposeValue value) {
        if (!(value instanceof Items items)) {
            return value;
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (ComposeValue item : items.items()) {
            item.asText()
                    .ifPresent(name -> fields.put(
                            name.text(),
                            new Field(name.at(), single("condition", name.as(Kind.STRING, "service_started")))));
        }
        return new Fields(fields, value.at());
    }

    private static ComposeValue envFiles(ComposeValue value) {
        List<ComposeValue> files = new ArrayList<>();
        for (ComposeValue item : value instanceof Items items ? items.items() : List.of(value)) {
            files.add(item instanceof ComposeText path ? single("path", path) : item);
        }
        return new Items(files, value.at());
    }

    private ComposeValue mounts(ComposeValue value) {
        List<ComposeValue> mounts = new ArrayList<>();
        for (ComposeValue item : value.asItems()) {
            mounts.add(item instanceof ComposeText text ? mount(text).orElse(text) : item);
        }
        return new Items(mounts, value.at());
    }

    /** {@code [source:]target[:options]} (compose-go, {@code format/volume.go}). */
    private Optional<ComposeValue> mount(ComposeText text) {
        List<ComposeText> parts = split(text);
        if (parts.isEmpty() || parts.stream().anyMatch(p -> p.text().isEmpty())) {
            if (text.certain()) {
                String why = text.text().isEmpty()
                        ? "invalid empty volume spec"
                        : "invalid spec: %s: empty section between colons".formatted(text.text());
                problems.add(ComposeProblem.inFile(text.at(), text.text(), why));
            }
            return Optional.empty();
        }
        if (parts.size() > 3) {
            problems.add(ComposeProblem.inFile(
                    text.at(), text.text(), "invalid spec: %s: too many colons".formatted(text.text())));
            return Optional.empty();
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        ComposeText target = parts.get(parts.size() == 1 ? 0 : 1);
        String type = "volume";
        if (parts.size() > 1) {
            ComposeText source = parts.get(0);
            type = isPath(source.text()) ? "bind" : "volume";
            fields.put("source", new Field(source.at(), source));
        }
        fields.put("type", new Field(text.at(), text.as(Kind.STRING, type)));
        fields.put("target", new Field(target.at(), target.as(Kind.STRING, Paths.clean(target.text()))));
        if (parts.size() > 2) {
            for (String option : parts.get(2).text().split(",")) {
                if (option.equals("ro")) {
                    fields.put("read_only", new Field(text.at(), text.as(Kind.BOOLEAN, "true")));
                } else if (option.equals("nocopy")) {
                    fields.put(
                            "volume",
                            new Field(
                                    text.at(),
                                    new Fields(
                                            Map.of("nocopy", new Field(text.at(), text.as(Kind.BOOLEAN, "true"))),
                                            text.at())));
                }
            }
        }
        return Optional.of(new Fields(fields, text.at()));
    }

    static boolean isPath(String source) {
        return source.startsWith(".")
                || source.startsWith("/")
                || source.startsWith("~")
                || source.startsWith("\\\\")
                || (source.length() > 1 && Character.isLetter(source.charAt(0)) && source.charAt(1) == ':');
    }

    /** At colons, but not at that of a Windows drive. */
    private static List<ComposeText> split(ComposeText whole) {
        String text = whole.text();
        List<ComposeText> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (end || text.charAt(i) == ':') {
                boolean drive = !end && i == from + 1 && Character.isLetter(text.charAt(from));
                if (!drive || text.length() <= 2) {
                    parts.add(whole.part(from, i));
                    from = i + 1;
                }
            }
        }
        return parts;
    }

    private ComposeValue ports(ComposeValue value) {
        List<ComposeValue> ports = new ArrayList<>();
        for (ComposeValue item : value.asItems()) {
            if (item instanceof ComposeText text) {
                ports.addAll(PortSpec.read(text, problems));
            } else {
                ports.add(item);
            }
        }
        return new Items(ports, value.at());
    }

    static Field field(Span at, ComposeText of, Kind kind, String text) {
        return new Field(at, of.as(kind, text));
    }
}
