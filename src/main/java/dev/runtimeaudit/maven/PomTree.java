package dev.runtimeaudit.maven;

import dev.runtimeaudit.config.ConfigNode;
import dev.runtimeaudit.config.ConfigNode.Element;
import dev.runtimeaudit.config.ConfigNode.Elements;
import dev.runtimeaudit.config.ConfigNode.Field;
import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.config.ConfigNode.Scalar;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.Place;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** The {@code <configuration>} of a POM as a configuration tree. An element without content counts as not written. */
final class PomTree {

    private final String pom;
    private final Span span;
    private final ExpressionEvaluator evaluator;

    /**
     * @param pom its name for messages
     * @param span where findings about it stand
     */
    PomTree(String pom, Span span, ExpressionEvaluator evaluator) {
        this.pom = pom;
        this.span = span;
        this.evaluator = evaluator;
    }

    /**
     * @param parameters what was given for each parameter; null where nothing was
     */
    Fields of(Map<String, @Nullable PlexusConfiguration> parameters) {
        Map<String, Field> fields = new LinkedHashMap<>();
        parameters.forEach((name, given) -> {
            if (given != null) {
                Place at = place("<" + name + ">");
                node(given, at).ifPresent(node -> fields.put(name, new Field(at, node)));
            }
        });
        return new Fields(fields, place("<configuration>"));
    }

    private Optional<ConfigNode> node(PlexusConfiguration element, Place at) {
        if (element.getChildCount() == 0) {
            return text(element, at).map(text -> new Scalar(text, at));
        }
        List<Element> children = new ArrayList<>();
        for (PlexusConfiguration child : element.getChildren()) {
            Place below = place(at.shown().substring(pom.length() + 2) + "<" + child.getName() + ">");
            node(child, below).ifPresent(node -> children.add(new Element(child.getName(), node)));
        }
        return Optional.of(new Elements(children, at));
    }

    private Optional<String> text(PlexusConfiguration element, Place at) {
        String written = element.getValue();
        if (written == null || written.isBlank()) {
            return Optional.empty();
        }
        try {
            Object value = evaluator.evaluate(written.strip());
            if (value == null) {
                throw new ConfigurationException(at, "`" + written.strip() + "` has no value.");
            }
            return Optional.of(value.toString());
        } catch (ExpressionEvaluationException e) {
            throw new ConfigurationException(at, "`" + written.strip() + "` cannot be evaluated: " + e.getMessage());
        }
    }

    private Place place(String element) {
        return new Place(pom + ": " + element, span);
    }
}
