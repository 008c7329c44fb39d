package dev.runtimeaudit.workspace.compose;

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
import java.util.function.Function;

/**
 * Lays one file over another (compose specification, "Merge"; compose-go, {@code override/merge.go} and
 * {@code override/uncity.go}). Both are in their long form.
 */
final class Merge {

    /** Replaced as a whole, by null as well. */
    private static final Set<String> REPLACED = Set.of("command", "entrypoint", "healthcheck.test");

    /** Maps whose null means something: the variable is inherited. */
    private static final Set<String> KEYED = Set.of(
            "environment",
            "build.args",
            "build.labels",
            "build.additional_contexts",
            "labels",
            "annotations",
            "sysctls");

    /** Lists in which a later item takes the place of an earlier one with the same key. */
    private static final Map<String, Function<ComposeValue, Optional<String>>> UNIQUE = Map.ofEntries(
            Map.entry("env_file", item -> text(item, "path")),
            Map.entry("volumes", item -> text(item, "target")),
            Map.entry("ports", Merge::port),
            Map.entry("secrets", Merge::mounted),
            Map.entry("configs", Merge::mounted),
            Map.entry("tmpfs", Merge::untilEquals),
            Map.entry("cap_add", Merge::untilEquals),
            Map.entry("cap_drop", Merge::untilEquals),
            Map.entry("expose", Merge::untilEquals),
            Map.entry("profiles", Merge::untilEquals),
            Map.entry("links", Merge::untilEquals),
            Map.entry("dns", Merge::untilEquals));

    private final List<ComposeProblem> problems;

    Merge(List<ComposeProblem> problems) {
        this.problems = problems;
    }

    Fields files(Fields base, Fields over) {
        return fields(base, over, "");
    }

    Fields services(Fields base, Fields over) {
        return fields(base, over, "services.x");
    }

    /** Takes out of a file what a later one marks with {@code !reset} or {@code !override}. */
    static Fields without(Fields file, Set<String> paths) {
        Fields left = file;
        for (String path : paths) {
            left = without(left, path, path);
        }
        return left;
    }

    private static Fields without(Fields fields, String path, String whole) {
        for (Map.Entry<String, Field> entry : fields.fields().entrySet()) {
            if (path.equals(entry.getKey())) {
                return fields.without(entry.getKey());
            }
            if (path.startsWith(entry.getKey() + ".") && entry.getValue().value() instanceof Fields inner) {
                Fields changed = without(inner, path.substring(entry.getKey().length() + 1), whole);
                return fields.with(entry.getKey(), new Field(entry.getValue().keyAt(), changed));
            }
        }
        return fields;
    }

    private ComposeValue value(ComposeValue base, Field over, String path) {
        String inService = inService(path);
        ComposeValue value = over.value();
        if (REPLACED.contains(inService)) {
            return value;
        }
        if (value.isNull()) {
            return base;
        }
        if (KEYED.contains(inService) && base instanceof Fields first && value instanceof Fields second) {
            Map<String, Field> all = new LinkedHashMap<>(first.fields());
            all.putAll(second.fields());
            return new Fields(all, value.at());
        }
        if (base instanceof Fields first) {
            if (value instanceof Fields second) {
                return fields(first, second, path);
            }
            return cannot(base, over, path);
        }
        if (base instanceof Items first) {
            if (value instanceof Items second) {
                return items(first, second, inService);
            }
            return cannot(base, over, path);
        }
        return value;
    }

    private ComposeValue cannot(ComposeValue base, Field over, String path) {
        problems.add(ComposeProblem.inProject(over.keyAt(), path, "cannot override " + path));
        return base;
    }

    private Fields fields(Fields base, Fields over, String path) {
        Map<String, Field> all = new LinkedHashMap<>(base.fields());
        over.fields().forEach((key, field) -> {
            Field before = all.get(key);
            String below = path.isEmpty() ? key : path + "." + key;
            // A service stands where it is first named, whatever is laid over it.
            Span keyAt = before != null && path.equals("services") ? before.keyAt() : field.keyAt();
            all.put(key, before == null ? field : new Field(keyAt, value(before.value(), field, below)));
        });
        return new Fields(all, over.at());
    }

    private static Items items(Items base, Items over, String inService) {
        List<ComposeValue> all = new ArrayList<>(base.items());
        all.addAll(over.items());
        return new Items(unique(all, inService), over.at());
    }

    /** Also within one file: of two mounts at one target the later counts. */
    static List<ComposeValue> unique(List<ComposeValue> items, String inService) {
        Function<ComposeValue, Optional<String>> key = UNIQUE.get(inService);
        if (key == null) {
            return items;
        }
        List<ComposeValue> all = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (ComposeValue item : items) {
            Optional<String> name = key.apply(item);
            Integer index = name.map(seen::get).orElse(null);
            if (index != null) {
                all.set(index, item);
            } else {
                name.ifPresent(n -> seen.put(n, all.size()));
                all.add(item);
            }
        }
        return all;
    }

    /** The path below a service; the whole path elsewhere. */
    private static String inService(String path) {
        String[] names = path.split("\\.", 3);
        return names.length == 3 && names[0].equals("services") ? names[2] : "";
    }

    private static Optional<String> text(ComposeValue item, String key) {
        return item.asFields()
                .flatMap(f -> f.get(key))
                .flatMap(ComposeValue::asText)
                .map(t -> key.equals("target") ? Paths.clean(t.text()) : t.base() + "/" + t.text());
    }

    private static Optional<String> port(ComposeValue item) {
        return item.asFields()
                .map(f -> List.of("host_ip", "published", "target", "protocol").stream()
                        .map(k -> f.get(k)
                                .flatMap(ComposeValue::asText)
                                .map(ComposeText::text)
                                .orElse("-"))
                        .reduce("", (a, b) -> a + ":" + b));
    }

    private static Optional<String> mounted(ComposeValue item) {
        return item.asText()
                .map(ComposeText::text)
                .or(() -> item.asFields()
                        .flatMap(f -> f.get("target").or(() -> f.get("source")))
                        .flatMap(ComposeValue::asText)
                        .map(ComposeText::text));
    }

    private static Optional<String> untilEquals(ComposeValue item) {
        return item.asText().map(t -> t.text().split("=", 2)[0]);
    }
}
