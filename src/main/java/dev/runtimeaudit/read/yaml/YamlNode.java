package dev.runtimeaudit.read.yaml;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A node of a YAML document. An alias is the node it names, at that node's place.
 *
 * <p>Records hold the file and offsets into it, so that a place costs nothing until somebody asks for it.
 */
public sealed interface YamlNode {

    /** What an untagged plain scalar means (YAML 1.2, core schema, as go-yaml reads it). */
    enum Kind {
        NULL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        STRING
    }

    SourceFile file();

    int from();

    int to();

    /** The tag as written; empty without one. */
    Optional<String> tag(); // !reset

    default Span at() {
        return file().span(from(), to());
    }

    /**
     * @param text the value, quotes and folding taken off
     * @param plain whether it stands there without quotes, and in no block
     */
    record Scalar(String text, Kind kind, boolean plain, Optional<String> tag, SourceFile file, int from, int to)
            implements YamlNode {

        public boolean isNull() {
            return kind == Kind.NULL;
        }

        /** The value as a program prints it that has read it: {@code 0x10} is 16. */
        public String canonical() {
            return CoreSchema.canonical(text, kind);
        }

        /** The value, and where each of its characters stands. */
        public Fragment fragment() {
            return ScalarPlaces.of(this);
        }
    }

    record Sequence(List<YamlNode> items, Optional<String> tag, SourceFile file, int from, int to) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** @param entries merged ones ({@code <<}) behind the map's own; no key stands here twice */
    record Mapping(List<Entry> entries, Optional<String> tag, SourceFile file, int from, int to) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<YamlNode> get(String key) {
            return entry(key).map(Entry::value);
        }

        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().text().equals(key)).findFirst();
        }
    }

    record Entry(Scalar key, YamlNode value) {}

    /** The node as a map; empty when it is none. */
    default Optional<Mapping> asMapping() {
        return this instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
    }

    /** The text of a scalar that is not null. */
    default Optional<String> asText() {
        return this instanceof Scalar scalar && !scalar.isNull() ? Optional.of(scalar.text()) : Optional.empty();
    }

    /** The items of a sequence; none for what is no sequence. */
    default List<YamlNode> asItems() {
        return this instanceof Sequence sequence ? sequence.items() : List.of();
    }
}
