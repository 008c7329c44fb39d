package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The combinations of a job's matrix (docs.github.com, "Running variations of jobs in a workflow").
 *
 * @param values by key
 * @param isWhole false where a part of the matrix is an expression
 */
record Matrix(Map<String, YamlNode> values, boolean isWhole) {

    private static final int MOST = 128;

    static List<Matrix> of(Optional<YamlNode> written) {
        if (written.isEmpty()) {
            return List.of(new Matrix(Map.of(), true));
        }
        Optional<YamlNode.Mapping> fields = written.get().asMapping();
        if (fields.isEmpty()) {
            return List.of(new Matrix(Map.of(), false));
        }
        boolean whole = true;
        boolean any = false;
        List<Map<String, YamlNode>> all = new ArrayList<>(List.of(Map.of()));
        for (YamlNode.Entry entry : fields.get().entries()) {
            String key = entry.key().text();
            if (key.equals("include") || key.equals("exclude")) {
                whole &= entry.value() instanceof YamlNode.Sequence;
                continue;
            }
            List<YamlNode> items = entry.value().asItems();
            if (items.isEmpty()) {
                whole = false;
                continue;
            }
            any = true;
            List<Map<String, YamlNode>> longer = new ArrayList<>();
            for (Map<String, YamlNode> one : all) {
                for (YamlNode item : items) {
                    if (longer.size() < MOST) {
                        Map<String, YamlNode> with = new LinkedHashMap<>(one);
                        with.put(key, item);
                        longer.add(with);
                    }
                }
            }
            all = longer;
        }
        all.removeIf(one -> items(fields.get(), "exclude").stream()
                .anyMatch(out -> out.entries().stream().allMatch(e -> same(one, e))));
        include(all, any, items(fields.get(), "include"));
        boolean isWhole = whole;
        return all.stream().map(values -> new Matrix(values, isWhole)).toList();
    }

    /** What is included is added to each combination whose own values it leaves alone; where there is none, it is one more. */
    private static void include(List<Map<String, YamlNode>> all, boolean any, List<YamlNode.Mapping> included) {
        if (included.isEmpty()) {
            return;
        }
        List<Map<String, YamlNode>> original = any ? List.copyOf(all) : List.of();
        if (!any) {
            all.clear();
        }
        for (YamlNode.Mapping extra : included) {
            boolean added = false;
            for (int i = 0; i < original.size(); i++) {
                Map<String, YamlNode> own = original.get(i);
                boolean fits = extra.entries().stream()
                        .allMatch(e -> !own.containsKey(e.key().text()) || same(own, e));
                if (fits) {
                    Map<String, YamlNode> with = new LinkedHashMap<>(all.get(i));
                    extra.entries().forEach(e -> with.put(e.key().text(), e.value()));
                    all.set(i, with);
                    added = true;
                }
            }
            if (!added && all.size() < MOST) {
                Map<String, YamlNode> alone = new LinkedHashMap<>();
                extra.entries().forEach(e -> alone.put(e.key().text(), e.value()));
                all.add(alone);
            }
        }
    }

    private static boolean same(Map<String, YamlNode> one, YamlNode.Entry entry) {
        YamlNode own = one.get(entry.key().text());
        return own != null && own.asText().equals(entry.value().asText());
    }

    private static List<YamlNode.Mapping> items(YamlNode.Mapping matrix, String key) {
        return matrix.get(key).map(YamlNode::asItems).orElse(List.of()).stream()
                .flatMap(item -> item.asMapping().stream())
                .toList();
    }
}
