package dev.runtimeaudit.build;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Copies files from one file system into another as BuildKit does (BuildKit, {@code solver/llbsolver/file/backend.go}; fsutil,
 * {@code copy.go}): the content of directories, files under their own name, links as links unless they are named.
 */
final class Copier {

    /** As many links as Linux follows on one path. */
    private static final int MOST_LINKS = 40;

    private final ImagePath destination;
    private final boolean intoDirectory;
    private final Optional<Meta.Owner> owner;
    private final UnaryOperator<Meta> mode;
    private FileSystem files;

    /**
     * @param files what is copied into
     * @param destination absolute
     * @param intoDirectory the destination is written with a slash at its end
     * @param owner whose the copies and new directories are; empty when that is not known
     * @param mode what {@code --chmod} makes of a mode
     */
    Copier(
            FileSystem files,
            ImagePath destination,
            boolean intoDirectory,
            Optional<Meta.Owner> owner,
            UnaryOperator<Meta> mode) {
        this.files = files;
        this.destination = destination;
        this.intoDirectory = intoDirectory;
        this.owner = owner;
        this.mode = mode;
    }

    FileSystem files() {
        return files;
    }

    /** What a pattern matches, and whether there may be more. */
    record Matches(List<Located> found, Optional<Fact.Unknown<Located>> doubt) {}

    private static final List<String> DATA = List.of(".json", ".yaml", ".yml", ".lock", ".lockb", ".toml");

    private static final List<String> TEXTS = List.of(
            ".json", ".yaml", ".yml", ".lock", ".lockb", ".toml", ".mjs", ".cjs", ".mts", ".sh", ".prisma", ".conf",
            ".md", ".txt", ".npmrc", ".yarnrc", ".sql", ".xml", ".html", ".css", ".pem");

    /** The last word of a file's name that says for which platform a program was built. */
    private static final Set<String> PLATFORMS = Set.of(
            "linux", "amd64", "arm64", "aarch64", "x64", "x86", "386", "armv7", "musl", "gnu", "glibc", "alpine",
            "exe");

    private static final List<String> MANIFESTS = List.of(
            "package.json",
            "package-lock.json",
            "npm-shrinkwrap.json",
            "pnpm-lock.yaml",
            "pnpm-workspace.yaml",
            "yarn.lock",
            "bun.lock",
            "bun.lockb",
            "tsconfig.json",
            "tsconfig.base.json",
            "tsconfig.build.json",
            "turbo.json",
            "nx.json",
            "lerna.json",
            "rush.json",
            "nest-cli.json",
            "project.json",
            "prisma.json",
            "components.json",
            "config.json",
            "deno.json",
            "bunfig.toml");

    static Matches match(FileSystem source, ImagePath pattern) {
        List<Located> found = new ArrayList<>();
        List<Fact.Unknown<Located>> doubts = new ArrayList<>();
        match(source, ImagePath.ROOT, pattern.names(), found, doubts);
        return new Matches(found, doubts.stream().findFirst());
    }

    private static void match(
            FileSystem source,
            ImagePath at,
            List<String> names,
            List<Located> found,
            List<Fact.Unknown<Located>> doubts) {
        if (names.isEmpty()) {
            Fact<Located> here = source.follow(at);
            if (here instanceof Fact.Present<Located> present) {
                found.add(new Located(at, present.value().node()));
            } else if (here instanceof Fact.Unknown<Located> unknown) {
                doubts.add(unknown);
            }
            return;
        }
        String name = names.get(0);
        List<String> rest = names.subList(1, names.size());
        if (!Globs.isPattern(name)) {
            match(source, at.child(name), rest, found, doubts);
            return;
        }
        Fact<Located> here = source.follow(at);
        if (here instanceof Fact.Unknown<Located> unknown) {
            doubts.add(unknown);
        }
        if (!(here instanceof Fact.Present<Located> present)
                || !(present.value().node() instanceof Directory directory)) {
            return;
        }
        if (directory.rest() instanceof Rest.Open open) {
            doubts.add(new Fact.Unknown<>(open.reason(), open.evidence()));
        }
        directory.children().forEach((child, slot) -> {
            if (Globs.name(name, child) && !(slot instanceof Slot.Gone)) {
                match(source, at.child(child), rest, found, doubts);
            }
        });
    }

    /**
     * Copies one thing.
     *
     * @param name what it is called if it goes into a directory
     * @param says why it is there
     */
    void copy(Node node, String name, Evidence says) {
        Node copied = owned(node, says);
        if (copied instanceof Directory directory) {
            Meta made = intoDirectory ? madeDirectory(says) : directory.meta();
            files = files.mkdirs(destination.parent(), madeDirectory(says))
                    .mkdirs(destination, made)
                    .overlay(destination, directory);
            return;
        }
        ImagePath target = isDirectory() ? destination.child(name) : behindLinks(destination);
        files = files.mkdirs(target.parent(), madeDirectory(says)).with(target, copied);
    }

    /** Copies a thing of which only that it is there is known: a file, or a directory and what is in it. */
    void copyUnknown(Reason reason, Evidence says) {
        if (isDirectory()) {
            files = files.mkdirs(destination, madeDirectory(says)).open(destination, reason, says);
        } else {
            files = files.mkdirs(destination.parent(), madeDirectory(says)).perhaps(destination, reason, says);
        }
    }

    /**
     * Copies a thing of which only the name is known. Names with the ending of a text, and those that end with a platform, are
     * those of files, so that nothing else comes with it.
     */
    void copyUnknown(String name, Reason reason, Evidence says) {
        if (isDirectory() && (TEXTS.stream().anyMatch(name::endsWith) || isForPlatform(name))) {
            files = files.mkdirs(destination, madeDirectory(says)).perhaps(destination.child(name), reason, says);
        } else {
            copyUnknown(reason, says);
        }
    }

    /** {@code server-linux}, {@code tool_amd64}, {@code agent-x86_64}, {@code app.exe}, but no directory {@code linux}. */
    private static boolean isForPlatform(String name) {
        int last = Math.max(name.lastIndexOf('-'), Math.max(name.lastIndexOf('_'), name.lastIndexOf('.')));
        return last > 0 && (PLATFORMS.contains(name.substring(last + 1)) || name.endsWith("x86_64"));
    }

    /**
     * Copies what a pattern may match besides what is known. One that ends as manifests and lockfiles do can match those, and other
     * data that starts nothing.
     */
    void copyMatching(String pattern, Reason reason, Evidence says) {
        if (!isDirectory() || DATA.stream().noneMatch(pattern::endsWith)) {
            copyUnknown(reason, says);
            return;
        }
        files = files.mkdirs(destination, madeDirectory(says));
        for (String name : MANIFESTS) {
            ImagePath path = destination.child(name);
            if (Globs.name(pattern, name) && !(files.follow(path) instanceof Fact.Present<Located>)) {
                files = files.perhaps(path, reason, says);
            }
        }
    }

    /** Whether files go into the destination under their own names. */
    private boolean isDirectory() {
        return intoDirectory
                || files.follow(destination) instanceof Fact.Present<Located> there
                        && there.value().node() instanceof Directory;
    }

    private ImagePath behindLinks(ImagePath path) {
        ImagePath at = path;
        for (int i = 0; i < MOST_LINKS; i++) {
            if (!(files.at(at) instanceof Fact.Present<Located> found)
                    || !(found.value().node() instanceof Node.Link link)) {
                return at;
            }
            at = found.value().path().parent().resolve(link.target());
        }
        return at;
    }

    private Meta madeDirectory(Evidence says) {
        Meta made = Meta.root(0755, says);
        return owner.map(made::withOwner).orElseGet(made::withUnknownOwner);
    }

    private Node owned(Node node, Evidence says) {
        Meta meta = new Meta(
                node.meta().mode(),
                owner,
                says.because(node.meta().origin()),
                node.meta().settled());
        if (node instanceof Node.Link) {
            return node.withMeta(meta);
        }
        Node changed = node.withMeta(mode.apply(meta));
        if (!(changed instanceof Directory directory)) {
            return changed;
        }
        Rest rest = directory.rest() instanceof Rest.Open open
                ? new Rest.Open(open.reason(), says.because(open.evidence()))
                : new Rest.Closed(says.because(((Rest.Closed) directory.rest()).evidence()));
        return directory.withRest(rest).mapChildren(slot -> {
            if (slot instanceof Slot.Here here) {
                return new Slot.Here(owned(here.node(), says));
            }
            if (slot instanceof Slot.Perhaps perhaps) {
                return new Slot.Perhaps(
                        perhaps.likely().map(likely -> owned(likely, says)),
                        perhaps.reason(),
                        says.because(perhaps.evidence()));
            }
            return slot;
        });
    }
}
