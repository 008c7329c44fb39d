package dev.runtimeaudit.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One row of {@code families.yaml}: the images of one repository that are alike. */
final class Family {

    private final Map<String, Object> row;

    Family(Map<String, Object> row) {
        this.row = row;
    }

    /** The tag as this row reads it; empty when the row is about other images. */
    Optional<Tag> matches(Reference reference) {
        String image = text("image").orElseThrow();
        boolean prefix = image.endsWith("*");
        String name = prefix ? image.substring(0, image.length() - 1) : image;
        if (prefix
                ? !reference.repository().startsWith(name)
                : !reference.repository().equals(name)) {
            return Optional.empty();
        }
        Tag tag = Tag.parse(reference.tag().orElse(""));
        for (Map.Entry<String, String> moving : map("moving").entrySet()) {
            if (tag.has(moving.getKey()) && tag.version().isEmpty()
                    || tag.version().equals(moving.getKey())) {
                tag = tag.withVersion(moving.getValue());
            }
        }
        if (flag("version-in-name")) {
            String rest = reference.repository().substring(name.length());
            tag = tag.withVersion(Tag.parse(rest).version());
        }
        if (!list("with").stream().allMatch(tag::has)
                || list("without").stream().anyMatch(tag::has)
                || isTriggered(tag)) {
            return Optional.empty();
        }
        return inVersions(tag) ? Optional.of(tag) : Optional.empty();
    }

    /** Tags of images whose ONBUILD instructions copy and install: what no row lists, no row describes. */
    private boolean isTriggered(Tag tag) {
        return tag.has("onbuild") && !list("with").contains("onbuild");
    }

    private boolean inVersions(Tag tag) {
        String range = text("versions").orElse("");
        if (range.isEmpty()) {
            return true;
        }
        String[] ends = range.split("-", -1);
        return tag.major()
                .filter(major ->
                        major >= Integer.parseInt(ends[0]) && (ends[1].isEmpty() || major <= Integer.parseInt(ends[1])))
                .isPresent();
    }

    /** The release of the root that an image of this version stands on; empty when it may be one or the other. */
    String release(Tag tag) {
        Map<String, String> releases = map("release");
        if (flag("release-is-version") && !tag.version().isEmpty()) {
            String[] parts = tag.version().split("\\.");
            return parts.length > 1 ? parts[0] + "." + parts[1] : tag.version();
        }
        if (tag.version().isEmpty()
                || flag("release-of-lines-only") && tag.version().contains(".")) {
            return releases.getOrDefault("", "");
        }
        String best = "";
        for (String from : releases.keySet()) {
            // They come sorted; of one line, the entry with more digits names a later version.
            boolean sameLine =
                    from.isEmpty() || from.split("\\.")[0].equals(tag.version().split("\\.")[0]);
            boolean reached = from.isEmpty() || Tag.compare(tag.version(), from) >= 0;
            if (sameLine && reached && from.length() >= best.length()) {
                best = from;
            }
        }
        return releases.getOrDefault(best, "");
    }

    /** The version of npm that comes with a major; empty when that is not known. */
    String npm(Tag tag) {
        return tag.major().map(m -> map("npm").getOrDefault(m.toString(), "")).orElse("");
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(row.get(key));
    }

    Optional<String> text(String key) {
        return row.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Whether the value is a question mark: there is one, and it is not known. */
    boolean isUnknown(String key) {
        return "?".equals(row.get(key));
    }

    List<String> list(String key) {
        return row.get(key) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    Map<String, String> map(String key) {
        Map<String, String> map = new TreeMap<>();
        if (row.get(key) instanceof Map<?, ?> found) {
            found.forEach((name, value) -> map.put(name.toString(), value.toString()));
        }
        return map;
    }

    /** What the row says more of tags with a certain word. */
    Optional<Family> ofWord(String word) {
        if (row.get("by-word") instanceof Map<?, ?> words && words.get(word) instanceof Map<?, ?> more) {
            Map<String, Object> all = new TreeMap<>(row);
            more.forEach((key, value) -> all.put(key.toString(), value));
            return Optional.of(new Family(all));
        }
        return Optional.empty();
    }

    /** Paths with user, group and mode. */
    Map<String, List<Integer>> owned(String key) {
        Map<String, List<Integer>> owned = new TreeMap<>();
        if (row.get(key) instanceof Map<?, ?> found) {
            found.forEach((path, line) -> owned.put(
                    path.toString(),
                    ((List<?>) line).stream().map(n -> (Integer) n).toList()));
        }
        return owned;
    }

    List<Account> users() {
        if (!(row.get("users") instanceof Map<?, ?> users)) {
            return List.of();
        }
        return users.entrySet().stream()
                .map(user -> {
                    List<?> line = (List<?>) user.getValue();
                    return new Account(
                            user.getKey().toString(),
                            (Integer) line.get(0),
                            (Integer) line.get(1),
                            line.get(2).toString());
                })
                .toList();
    }
}
