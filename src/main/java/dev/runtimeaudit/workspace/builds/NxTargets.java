package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The targets of an Nx project that build an image: those of the executors of {@code @nx-tools/nx-container} and {@code nx-docker}, which
 * take the root of the workspace for the context and the project's Dockerfile unless they are told otherwise, and commands
 * ({@code nx:run-commands}), which run at the root (nx.dev, "nx:run-commands", "cwd").
 */
final class NxTargets {

    private static final Set<String> BUILDERS = Set.of("@nx-tools/nx-container:build", "@nx-tools/nx-docker:build");

    private static final Pattern TOKEN = Pattern.compile("[{]\\w+}/?");

    /** Told of what a project builds. */
    interface Listener {

        /**
         * @param root where its paths start
         * @param names what the image is tagged with
         */
        void image(
                String target,
                TreePath root,
                String context,
                String file,
                Optional<String> stage,
                Map<String, String> args,
                Map<String, String> contexts,
                List<String> platforms,
                Set<String> names,
                Span at);

        void command(String target, Fragment text, TreePath directory);
    }

    private final TreePath root;
    private final String project;
    private final String name;
    private final Set<String> defaults;

    /** @param defaults the targets and executors that {@code nx.json} gives options */
    private NxTargets(TreePath own, TreePath root, String name, Set<String> defaults) {
        this.root = root;
        this.defaults = defaults;
        this.project = own.equals(root)
                ? "."
                : own.value().substring(root.isRoot() ? 0 : root.value().length() + 1);
        this.name = name;
    }

    /** The nearest directory upwards that holds {@code nx.json}, or the top. */
    private static TreePath root(SourceTree tree, TreePath from) {
        for (TreePath at = from; !at.isRoot(); at = at.parent()) {
            if (tree.real(at.child("nx.json")).isPresent()) {
                return at;
            }
        }
        return TreePath.ROOT;
    }

    private static Set<String> defaults(SourceTree tree, TreePath root) {
        return tree
                .read(root.child("nx.json"))
                .asFile()
                .flatMap(file -> YamlReader.read(file).document())
                .flatMap(YamlNode::asMapping)
                .flatMap(top -> top.get("targetDefaults"))
                .flatMap(YamlNode::asMapping)
                .stream()
                .flatMap(all -> all.entries().stream())
                .filter(entry -> entry.value()
                        .asMapping()
                        .filter(given -> Stream.of("options", "executor", "defaultConfiguration")
                                .anyMatch(key -> given.get(key).isPresent()))
                        .isPresent())
                .map(entry -> entry.key().text())
                .collect(Collectors.toSet());
    }

    static void read(SourceTree tree, SourceFile file, Listener listener) {
        Optional<YamlNode.Mapping> top = YamlReader.read(file).document().flatMap(YamlNode::asMapping);
        if (top.isEmpty()) {
            return;
        }
        TreePath own = file.path().parent();
        TreePath root = root(tree, own);
        NxTargets targets = new NxTargets(
                own, root, top.get().get("name").flatMap(YamlNode::asText).orElse(own.name()), defaults(tree, root));
        Stream.of("targets", "architect")
                .flatMap(key -> top.get().get(key).stream())
                .flatMap(node -> node.asMapping().stream())
                .flatMap(node -> node.entries().stream())
                .forEach(entry -> entry.value()
                        .asMapping()
                        .ifPresent(target -> targets.target(entry.key().text(), target, listener)));
    }

    private void target(String key, YamlNode.Mapping target, Listener listener) {
        String executor = target.get("executor")
                .or(() -> target.get("builder"))
                .flatMap(YamlNode::asText)
                .orElse("");
        Optional<YamlNode.Mapping> options = target.get("options").flatMap(YamlNode::asMapping);
        if (target.get("defaultConfiguration").isPresent() || defaults.contains(key) || defaults.contains(executor)) {
            return; // others say more of it
        }
        if (BUILDERS.contains(executor)) {
            image(key, options, target.at(), listener);
        } else if (executor.isEmpty() || executor.endsWith(":run-commands") || executor.endsWith(":run-script")) {
            TreePath directory = options.flatMap(all -> text(all, "cwd"))
                    .flatMap(root::resolve)
                    .orElse(root);
            Stream.concat(Stream.of(target), options.stream())
                    .flatMap(all -> Stream.of(all.get("command"), all.get("commands")))
                    .flatMap(Optional::stream)
                    .flatMap(NxTargets::commands)
                    .forEach(text -> listener.command(key, text.replaced(TOKEN, this::filled), directory));
        }
    }

    private static Stream<Fragment> commands(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return Stream.of(scalar.fragment());
        }
        if (node instanceof YamlNode.Sequence list) {
            return list.items().stream().flatMap(NxTargets::commands);
        }
        return node.asMapping().flatMap(map -> map.get("command")).stream().flatMap(NxTargets::commands);
    }

    private void image(String key, Optional<YamlNode.Mapping> options, Span at, Listener listener) {
        Set<String> names = new LinkedHashSet<>(list(options, "tags"));
        options.flatMap(all -> all.get("metadata"))
                .flatMap(YamlNode::asMapping)
                .map(metadata -> list(Optional.of(metadata), "images"))
                .ifPresent(names::addAll);
        listener.image(
                key,
                root,
                options.flatMap(all -> text(all, "context")).orElse("."),
                options.flatMap(all -> text(all, "file")).orElse(project + "/Dockerfile"),
                options.flatMap(all -> text(all, "target")),
                assignments(options, "build-args"),
                assignments(options, "build-contexts"),
                list(options, "platforms"),
                names,
                at);
    }

    /** Those whose values are known: a value with a variable in it is the affair of whoever runs the target. */
    private Map<String, String> assignments(Optional<YamlNode.Mapping> options, String key) {
        Map<String, String> all = new LinkedHashMap<>();
        list(options, key).forEach(text -> DockerBuild.argument(all, text));
        all.values().removeIf(value -> value.contains("$"));
        return all;
    }

    private List<String> list(Optional<YamlNode.Mapping> options, String key) {
        List<String> texts = new ArrayList<>();
        options.flatMap(all -> all.get(key))
                .ifPresent(node -> node.asItems().stream()
                        .flatMap(item -> item.asText().stream())
                        .map(this::filled)
                        .forEach(texts::add));
        return texts;
    }

    private Optional<String> text(YamlNode.Mapping options, String key) {
        return options.get(key).flatMap(YamlNode::asText).map(this::filled).filter(text -> !text.isEmpty());
    }

    /** Tokens of Nx (nx.dev, "Project configuration"). */
    private String filled(String text) {
        return text.replace("{projectRoot}", project)
                .replace("{projectName}", name)
                .replace("{workspaceRoot}/", "")
                .replace("{workspaceRoot}", ".");
    }
}
