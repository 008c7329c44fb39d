package dev.runtimeaudit.read.yaml;

import dev.runtimeaudit.read.yaml.YamlNode.Entry;
import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.read.yaml.YamlNode.Mapping;
import dev.runtimeaudit.read.yaml.YamlNode.Scalar;
import dev.runtimeaudit.read.yaml.YamlNode.Sequence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML with places. Anchors and merge keys are resolved, keys that stand twice in one map are told; nothing is
 * constructed, so an alias costs nothing however often it is used.
 */
public final class YamlReader {

    private static final String MERGE = "<<";
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final int DEEPEST = 100;

    private final SourceFile file;
    private final CodePoints codePoints;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Node, YamlNode> known = new IdentityHashMap<>();
    private final Map<Node, Boolean> open = new IdentityHashMap<>();

    private YamlReader(SourceFile file) {
        this.file = file;
        this.codePoints = new CodePoints(file.text());
    }

    public static YamlFile read(SourceFile file) {
        return new YamlReader(file).read();
    }

    private YamlFile read() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEEPEST);
        List<YamlNode> documents = new ArrayList<>();
        try {
            Composer composer =
                    new Composer(new ParserImpl(new StreamReader(file.text()), options), new StringsOnly(), options);
            while (composer.checkNode()) {
                documents.add(node(composer.getNode()));
            }
        } catch (MarkedYAMLException rejected) {
            problems.add(rejected(rejected));
        } catch (YAMLException rejected) {
            problems.add(new Problem(
                    Span.wholeFile(file.path()),
                    "yaml: "
                            + String.valueOf(rejected.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")));
        }
        return new YamlFile(documents, problems);
    }

    private Problem rejected(MarkedYAMLException e) {
        Optional<Mark> mark = Optional.ofNullable(e.getProblemMark());
        int offset = mark.map(m -> codePoints.offset(m.getIndex())).orElse(0);
        return new Problem(
                file.span(offset, offset),
                "yaml: line %d: %s".formatted(file.lineAt(offset), words(String.valueOf(e.getProblem()))));
    }

    /** libyaml's words, which go-yaml uses, where snakeyaml has its own. */
    private static String words(String problem) {
        if (problem.equals("mapping values are not allowed here")) {
            return "mapping values are not allowed in this context";
        }
        if (problem.startsWith("found character") && problem.contains("cannot start any token")) {
            return "found character that cannot start any token";
        }
        if (problem.startsWith("expected <block end>")) {
            return "did not find expected key";
        }
        if (problem.startsWith("expected ',' or ']'")) {
            return "did not find expected ',' or ']'";
        }
        if (problem.startsWith("expected ',' or '}'")) {
            return "did not find expected ',' or '}'";
        }
        if (problem.startsWith("could not find expected ':'")) {
            return "could not find expected ':'";
        }
        return problem;
    }

    private YamlNode node(Node node) {
        YamlNode done = known.get(node);
        if (done != null) {
            return done;
        }
        if (open.put(node, true) != null) {
            int at = start(node);
            problems.add(new Problem(file.span(at, at), "yaml: anchor value contains itself"));
            return new Scalar("", Kind.NULL, true, Optional.empty(), file, at, at);
        }
        YamlNode read;
        if (node instanceof ScalarNode scalar) {
            read = scalar(scalar);
        } else if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = sequence.getValue().stream().map(this::node).toList();
            read = new Sequence(items, tag(node), file, start(node), end(node, items));
        } else if (node instanceof MappingNode mapping) {
            read = mapping(mapping);
        } else {
            throw new AssertionError(node);
        }
        open.remove(node);
        known.put(node, read);
        return read;
    }

    private Scalar scalar(ScalarNode node) {
        boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
        Optional<String> tag = tag(node);
        Kind kind = plain && tag.isEmpty() ? CoreSchema.kind(node.getValue()) : Kind.STRING;
        int from = start(node);
        int to = codePoints.offset(node.getEndMark().getIndex());
        while (to > from && Character.isWhitespace(file.text().charAt(to - 1))) {
            to--;
        }
        return new Scalar(node.getValue(), kind, plain, tag, file, from, to);
    }

    private Mapping mapping(MappingNode node) {
        Map<String, Entry> own = new LinkedHashMap<>();
        Map<String, Entry> merged = new LinkedHashMap<>();
        Map<String, Span> seen = new LinkedHashMap<>();
        List<YamlNode> children = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(node(tuple.getKeyNode()) instanceof Scalar key)) {
                int at = start(tuple.getKeyNode());
                problems.add(new Problem(file.span(at, at), "yaml: invalid map key"));
                continue;
            }
            YamlNode value = node(tuple.getValueNode());
            if (isHere(tuple.getValueNode(), node)) {
                children.add(value);
            }
            Span first = seen.putIfAbsent(key.text(), key.at());
            if (first != null) {
                problems.add(new Problem(
                        key.at(),
                        "yaml: line %d: mapping key \"%s\" already defined at line %d"
                                .formatted(key.at().line(), key.text(), first.line())));
            }
            if (key.text().equals(MERGE) && key.plain() && key.tag().isEmpty()) {
                merge(value, merged);
            } else {
                own.put(key.text(), new Entry(key, value));
            }
        }
        merged.forEach(own::putIfAbsent);
        int end = children.isEmpty() ? codePoints.offset(node.getEndMark().getIndex()) : end(node, children);
        return new Mapping(List.copyOf(own.values()), tag(node), file, start(node), end);
    }

    /** YAML 1.1, "Merge Key Language-Independent Type": of several maps the first that has a key gives it. */
    private void merge(YamlNode value, Map<String, Entry> into) {
        if (value instanceof Mapping mapping) {
            mapping.entries().forEach(e -> into.putIfAbsent(e.key().text(), e));
        } else if (value instanceof Sequence sequence
                && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
            sequence.items().forEach(item -> merge(item, into));
        } else if (!(value instanceof Scalar scalar) || !scalar.isNull()) {
            problems.add(new Problem(value.at(), "yaml: map merge requires map or sequence of maps as the value"));
        }
    }

    /** Whether a value is written inside its parent: that of an alias stands elsewhere. */
    private static boolean isHere(Node value, Node parent) {
        return value.getStartMark().getIndex() >= parent.getStartMark().getIndex();
    }

    private static Optional<String> tag(Node node) {
        String tag = node.getTag().getValue();
        return tag.startsWith(STANDARD) ? Optional.empty() : Optional.of(tag);
    }

    private int start(Node node) {
        return codePoints.offset(node.getStartMark().getIndex());
    }

    /** A block collection ends, for snakeyaml, where the next token begins; here it ends with its last child. */
    private int end(Node node, List<YamlNode> children) {
        int end = codePoints.offset(node.getEndMark().getIndex());
        boolean block = node instanceof org.yaml.snakeyaml.nodes.CollectionNode<?> collection
                && collection.getFlowStyle() == org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK;
        if (!block) {
            return end;
        }
        int last = start(node);
        for (YamlNode child : children) {
            if (child.to() <= end) {
                last = Math.max(last, child.to());
            }
        }
        return last;
    }

    /** Leaves every scalar a string: what it means is decided by its text, in {@link CoreSchema}. */
    private static final class StringsOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // none
        }
    }

    /** Snakeyaml counts code points, {@link SourceFile} UTF-16 code units. */
    private static final class CodePoints {
        private final int length;
        private final Optional<int[]> units;

        CodePoints(String text) {
            this.length = text.length();
            boolean same = text.codePoints().allMatch(Character::isBmpCodePoint);
            this.units = same ? Optional.empty() : Optional.of(units(text));
        }

        private static int[] units(String text) {
            int[] units = new int[text.codePointCount(0, text.length()) + 1];
            int unit = 0;
            for (int point = 0; point < units.length - 1; point++) {
                units[point] = unit;
                unit += Character.charCount(text.codePointAt(unit));
            }
            units[units.length - 1] = unit;
            return units;
        }

        int offset(int index) {
            return units.map(known -> known[Math.min(index, known.length - 1)]).orElse(Math.min(index, length));
        }
    }
}
