package dev.runtimeaudit.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Configuration as a tree: what YAML and a POM have in common, before anybody asks what it means. */
public sealed interface ConfigNode {

    Place place();

    /** This as a list; empty when it is none. */
    default Optional<Items> asItems() {
        if (this instanceof Elements xml) {
            return Optional.of(
                    new Items(xml.elements().stream().map(Element::value).toList(), xml.place()));
        }
        return this instanceof Items items ? Optional.of(items) : Optional.empty();
    }

    /** This as keys with values; empty when it is something else. */
    default Optional<Fields> asFields() {
        if (this instanceof Elements xml) {
            Map<String, Field> values = new LinkedHashMap<>();
            for (Element element : xml.elements()) {
                Field field = new Field(element.value().place(), element.value());
                if (values.put(element.name(), field) != null) {
                    throw new ConfigurationException(field.at(), "`" + element.name() + "` stands here a second time.");
                }
            }
            return Optional.of(new Fields(values, xml.place()));
        }
        return this instanceof Fields fields ? Optional.of(fields) : Optional.empty();
    }

    record Scalar(String text, Place place) implements ConfigNode {}

    record Items(List<ConfigNode> items, Place place) implements ConfigNode {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Children of an XML element: a list whose names mean nothing, or keys with values, as whoever asks wants it. */
    record Elements(List<Element> elements, Place place) implements ConfigNode {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    record Element(String name, ConfigNode value) {}

    /** A value, and where its key stands. */
    record Field(Place at, ConfigNode value) {}

    /** A value under each key, in the order in which they were written. */
    record Fields(Map<String, Field> values, Place place) implements ConfigNode {

        /** Keys at the top that replace what another source says; lists of entries under all others come together. */
        private static final Set<String> REPLACED = Set.of("apps");

        public Fields {
            values = new LinkedHashMap<>(values);
        }

        /** The same with another source laid over it: its single values win, its entries come after those of this one. */
        public Fields with(Fields over) {
            Map<String, Field> both = new LinkedHashMap<>(values);
            over.values.forEach((key, value) -> both.merge(key, value, (mine, theirs) -> together(key, mine, theirs)));
            return new Fields(both, over.values.isEmpty() ? place : over.place);
        }

        private static Field together(String key, Field mine, Field theirs) {
            if (!REPLACED.contains(key)
                    && mine.value() instanceof Items first
                    && theirs.value() instanceof Items second) {
                List<ConfigNode> all = new ArrayList<>(first.items());
                all.addAll(second.items());
                return new Field(theirs.at(), new Items(all, second.place()));
            }
            return theirs;
        }
    }
}
