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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an image of the workspace is built from, and the names it may be published under.
 *
 * @param target the stage that ships; empty for the last one
 * @param names last segments of image names, lower case: guessed from where it lies
 * @param told the same, as whoever builds it says
 */
public record ImageIdentity(TreePath dockerfile, Optional<String> target, Set<String> names, Set<String> told) {

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
        told = Set.copyOf(told);
    }

    /** @param published the names that whoever builds it gives it, tags and all */
    public static ImageIdentity of(
            SourceTree tree, TreePath dockerfile, Optional<String> target, Stream<String> published) {
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
        return new ImageIdentity(
                dockerfile, target, names, published.map(ImageIdentity::last).collect(Collectors.toSet()));
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
     * Those that an image of this name may be: the last segments agree. Where whoever builds another one says that it is called so, it is
     * none of those that only lie where the name would suit. A name without a namespace is an official image of somebody else.
     */
    static List<ImageIdentity> named(String image, List<ImageIdentity> all) {
        String last = last(image);
        if (!image.contains("/")) {
            return List.of();
        }
        boolean told = all.stream().anyMatch(one -> one.told.contains(last));
        return all.stream()
                .filter(one -> one.names.contains(last))
                .filter(one -> !told || one.told.contains(last))
                .toList();
    }

    /** The last segment of an image's name, without tag and digest. */
    private static String last(String image) {
        int digest = image.indexOf('@');
        String bare = digest < 0 ? image : image.substring(0, digest);
        int slash = bare.lastIndexOf('/');
        int tag = bare.indexOf(':', slash + 1);
        return bare.substring(slash + 1, tag < 0 ? bare.length() : tag).toLowerCase(Locale.ROOT);
    }
}
