package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a compose file whose references to variables are replaced. */
sealed interface ComposeValue permits ComposeText, ComposeValue.Items, ComposeValue.Fields {

    Span at();

    record Items(List<ComposeValue> items, Span at) implements ComposeValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A map in the order of the file. */
    record Fields(Map<String, Field> fields, Span at) implements ComposeValue {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        Optional<ComposeValue> get(String key) {
            return Optional.ofNullable(fields.get(key)).map(Field::value);
        }

        Fields with(String key, Field field) {
            Map<String, Field> changed = new LinkedHashMap<>(fields);
            changed.put(key, field);
            return new Fields(changed, at);
        }

        Fields without(String key) {
            Map<String, Field> changed = new LinkedHashMap<>(fields);
            changed.remove(key);
            return new Fields(changed, at);
        }
    }

    /** @param keyAt where the key stands */
    record Field(Span keyAt, ComposeValue value) {}

    default boolean isNull() {
        return this instanceof ComposeText text && text.isNothing();
    }

    default Optional<Fields> asFields() {
        return this instanceof Fields fields ? Optional.of(fields) : Optional.empty();
    }

    default Optional<ComposeText> asText() {
        return this instanceof ComposeText text && !text.isNothing() ? Optional.of(text) : Optional.empty();
    }

    default List<ComposeValue> asItems() {
        return this instanceof Items items ? items.items() : List.of();
    }
}
