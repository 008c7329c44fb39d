package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.compose.Template;
import dev.runtimeaudit.read.compose.Template.Part;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces references in the values of one document and casts what compose casts (compose-go, {@code
 * interpolation/interpolation.go} and {@code loader/interpolate.go}). Keys are left as they are. Nodes under
 * {@code !reset} go, and their paths are noted, as those under {@code !override} are.
 */
final class Interpolation {

    /** As many nodes as compose-go walks through; aliases of aliases would otherwise never end. */
    private static final int MOST_NODES = 100_000;

    /**
     * A variable without which compose gives up.
     *
     * @param reason what stands behind {@code :?}
     * @param path where in the model it is used
     */
    record Required(String name, String reason, String path, Span at) {}

    private final Variables variables;
    private final TreePath base;
    private final List<ComposeProblem> problems = new ArrayList<>();
    private final List<Required> required = new ArrayList<>();
    private final Set<String> replaced = new LinkedHashSet<>();
    private int nodes;

    /** @param base the directory in which relative paths of this file start */
    Interpolation(Variables variables, TreePath base) {
        this.variables = variables;
        this.base = base;
    }

    List<ComposeProblem> problems() {
        return problems;
    }

    List<Required> required() {
        return required;
    }

    /** The paths that are taken out of what earlier files say. */
    Set<String> replaced() {
        return replaced;
    }

    /** Empty for a node that {@code !reset} takes away, and beyond the budget. */
    Optional<ComposeValue> of(YamlNode node, String path) {
        if (++nodes > MOST_NODES) {
            if (nodes == MOST_NODES + 1) {
                problems.add(ComposeProblem.inFile(
                        node.at(), path, "compose file exceeds maximum node visit limit (" + MOST_NODES + ")"));
            }
            return Optional.empty();
        }
        Optional<String> tag = node.tag();
        if (tag.filter("!reset"::equals).isPresent()) {
            replaced.add(path);
            return Optional.empty();
        }
        if (tag.filter("!override"::equals).isPresent()) {
            replaced.add(path);
        }
        if (node instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar(scalar, path));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<ComposeValue> items = new ArrayList<>();
            for (YamlNode item : sequence.items()) {
                of(item, path + ".[]").ifPresent(items::add);
            }
            return Optional.of(new ComposeValue.Items(items, sequence.at()));
        }
        Map<String, ComposeValue.Field> fields = new LinkedHashMap<>();
        for (YamlNode.Entry entry : ((YamlNode.Mapping) node).entries()) {
            YamlNode.Scalar key = entry.key();
            if (key.kind() != Kind.STRING) {
                problems.add(ComposeProblem.inFile(
                        key.at(),
                        key.text(),
                        "non-string key %s: %s"
                                .formatted(path.isEmpty() ? "at top level" : "in " + path, key.canonical())));
            }
            String below = path.isEmpty() ? key.text() : path + "." + key.text();
            of(entry.value(), below)
                    .ifPresent(value -> fields.put(key.text(), new ComposeValue.Field(key.at(), value)));
        }
        return Optional.of(new ComposeValue.Fields(fields, node.at()));
    }

    private ComposeText scalar(YamlNode.Scalar scalar, String path) {
        if (scalar.kind() != Kind.STRING) {
            String canonical = scalar.canonical();
            Fragment text = Fragment.at(canonical, scalar.file(), scalar.from());
            return new ComposeText(text, scalar.kind(), Certainty.CERTAIN, base, scalar.at());
        }
        Template template = Template.parse(scalar.text());
        if (template.invalid().isPresent()) {
            problems.add(ComposeProblem.inFile(
                    scalar.at(),
                    path,
                    "invalid interpolation format for %s. You may need to escape any $ with another $."
                            .formatted(path)));
        }
        ComposeText text = replace(scalar, template, path);
        return Casts.cast(text, path, problems);
    }

    private ComposeText replace(YamlNode.Scalar scalar, Template template, String path) {
        Fragment written = scalar.fragment();
        StringBuilder text = new StringBuilder();
        List<Integer> offsets = new ArrayList<>();
        for (Part part : template.parts()) {
            String piece = part instanceof Part.Literal literal
                    ? literal.text()
                    : part instanceof Part.Variable variable ? value(variable, path, written) : "$";
            for (int i = 0; i < piece.length(); i++) {
                offsets.add(written.offset(part instanceof Part.Literal ? part.from() + i : part.from()));
            }
            text.append(piece);
        }
        offsets.add(written.offset(written.text().length()));
        Fragment fragment = Fragment.of(
                text.toString(),
                scalar.file(),
                offsets.stream().mapToInt(Integer::intValue).toArray());
        return new ComposeText(fragment, Kind.STRING, certainty(template, scalar.text()), base, scalar.at());
    }

    private Certainty certainty(Template template, String text) {
        Certainty certainty = Certainty.CERTAIN;
        for (Part part : template.parts()) {
            if (part instanceof Part.Variable variable) {
                boolean word = part.from() == 0 || " \t\n\"'=".indexOf(text.charAt(part.from() - 1)) >= 0;
                boolean open = word && variables.value(variable).isEmpty();
                certainty = open || certainty == Certainty.OPEN ? Certainty.OPEN : Certainty.LIKELY;
            }
        }
        return certainty;
    }

    private String value(Part.Variable variable, String path, Fragment written) {
        note(variable, path, written);
        return variables.value(variable);
    }

    /** Notes what is required. References inside a default are only looked at when it is used. */
    private void note(Part.Variable variable, String path, Fragment written) {
        if (variables.isMissing(variable)) {
            required.add(new Required(
                    variable.name(),
                    variables.replace(variable.word()),
                    path,
                    written.span(variable.from(), variable.to())));
        }
        boolean isSet = variables.get(variable.name()).isPresent();
        boolean usesWord = switch (variable.operator()) {
            case DEFAULT -> !isSet;
            case DEFAULT_IF_EMPTY ->
                variables.get(variable.name()).filter(v -> !v.isEmpty()).isEmpty();
            case ALTERNATIVE, ALTERNATIVE_IF_NOT_EMPTY -> isSet;
            case NONE, REQUIRED, REQUIRED_NOT_EMPTY -> false;
        };
        if (usesWord) {
            for (Part part : variable.word().parts()) {
                if (part instanceof Part.Variable inner) {
                    note(inner, path, written);
                }
            }
        }
    }
}
