package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The base images that are known: {@code families.yaml} and the measured roots beside it. */
final class BaseTable {

    private final List<Family> families;

    private BaseTable(List<Family> families) {
        this.families = families;
    }

    static BaseTable read() {
        List<Family> families = new ArrayList<>();
        try (InputStream in = BaseTable.class.getResourceAsStream("families.yaml")) {
            if (in == null) {
                throw new IllegalStateException("families.yaml is not beside its reader");
            }
            LoaderOptions own = new LoaderOptions();
            own.setMaxAliasesForCollections(1_000);
            Iterable<?> rows = new Yaml(new SafeConstructor(own)).load(in);
            for (Object row : rows) {
                Map<String, Object> keys = new TreeMap<>();
                ((Map<?, ?>) row).forEach((key, value) -> keys.put(key.toString(), value));
                families.add(new Family(keys));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("families.yaml", e);
        }
        return new BaseTable(families);
    }

    /** @param at the place that names it: what it brings is there because of that line */
    Optional<Image> image(Reference reference, Span at) {
        for (Family family : families) {
            Optional<Tag> tag = family.matches(reference);
            if (tag.isPresent()) {
                return Optional.of(new BaseImage(family, tag.get(), reference, at).image());
            }
        }
        return Optional.empty();
    }
}
