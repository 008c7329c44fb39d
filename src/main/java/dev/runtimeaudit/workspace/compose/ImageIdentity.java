package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an image of the workspace is built from, and the names it may be published under.
 *
 * @param target the stage that ships; empty for the last one
 * @param names last segments of image names, lower case
 */
public record ImageIdentity(TreePath dockerfile, Optional<String> target, Set<String> names) {

    /** Directories that say where Dockerfiles are kept, not what they are of. */
    private static final Set<String> KEEPING_PLACES = Set.of(
            "docker",
            ".docker",
            "dockerfiles",
            "build",
            "deploy",
            ".deploy",
            "deployment",
            "infra",
            "ops",
            "images",
            "containers",
            "container",
            "config",
            ".config",
            "ci",
            "production",
            "prod");

    private static final Set<String> NO_VARIANT = Set.of("dockerfile", "prod", "production", "");

    public ImageIdentity {
        names = Set.copyOf(names);
    }

    public static ImageIdentity of(SourceTree tree, TreePath dockerfile, Optional<String> target) {
        Set<String> names = new LinkedHashSet<>();
        TreePath directory = dockerfile.parent();
        List<String> variant = List.of(
                        dockerfile.name().toLowerCase(Locale.ROOT).split("[.]"))
                .stream()
                .filter(word -> !NO_VARIANT.contains(word))
                .toList();
        boolean kept = KEEPING_PLACES.contains(directory.name());
        String own = directory.name().toLowerCase(Locale.ROOT);
        if (!variant.isEmpty()) {
            String word = String.join("-", variant);
            names.add(word);
            workspaceNames(tree).forEach(name -> names.add(name + "-" + word));
        } else if (directory.isRoot() || kept) {
            names.addAll(workspaceNames(tree));
        } else {
            names.add(own);
            packageName(tree, directory).ifPresent(names::add);
            workspaceNames(tree).forEach(name -> names.add(name + "-" + own));
        }
        return new ImageIdentity(dockerfile, target, names);
    }

    private static Set<String> workspaceNames(SourceTree tree) {
        Set<String> names = new LinkedHashSet<>();
        packageName(tree, TreePath.ROOT).ifPresent(names::add);
        tree.read(TreePath.ROOT.child("go.mod"))
                .asFile()
                .ifPresent(file -> file.text()
                        .lines()
                        .filter(line -> line.startsWith("module "))
                        .findFirst()
                        .map(line -> line.substring(line.lastIndexOf('/') + 1)
                                .strip()
                                .toLowerCase(Locale.ROOT))
                        .ifPresent(names::add));
        return names;
    }

    /** JSON is YAML, as far as a package.json goes. */
    private static Optional<String> packageName(SourceTree tree, TreePath directory) {
        return tree.read(directory.child("package.json"))
                .asFile()
                .flatMap(file -> YamlReader.read(file).document())
                .flatMap(YamlNode::asMapping)
                .flatMap(top -> top.get("name"))
                .flatMap(YamlNode::asText)
                .map(name -> name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty());
    }

    /**
     * Whether an image of this name may be this one: the last segments agree. A name without a namespace is an official
     * image of somebody else.
     */
    boolean isNamed(String image) {
        int digest = image.indexOf('@');
        String bare = digest < 0 ? image : image.substring(0, digest);
        int slash = bare.lastIndexOf('/');
        int tag = bare.indexOf(':', slash + 1);
        String last = bare.substring(slash + 1, tag < 0 ? bare.length() : tag).toLowerCase(Locale.ROOT);
        return slash >= 0 && names.contains(last);
    }
}
