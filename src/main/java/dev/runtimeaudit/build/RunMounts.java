package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code RUN --mount} lays over the image while it runs, and takes away again (Dockerfile reference, "RUN --mount"). */
final class RunMounts {

    private final StageBuilder stage;
    private final Instruction.Run run;
    private final List<ImagePath> targets = new ArrayList<>();

    RunMounts(StageBuilder stage, Instruction.Run run) {
        this.stage = stage;
        this.run = run;
    }

    FileSystem over(FileSystem files) {
        FileSystem all = files;
        for (Instruction.Mount mount : run.mounts()) {
            all = over(all, mount);
        }
        return all;
    }

    private FileSystem over(FileSystem files, Instruction.Mount mount) {
        String type = text(mount, "type").orElse("bind");
        Evidence says = Evidence.of(mount.span(), "mounts a " + type);
        boolean secret = type.equals("secret");
        Optional<Word> aimed = mount.value("target", "dst", "destination");
        Optional<String> target = aimed.isPresent()
                ? text(mount, "target", "dst", "destination")
                : secret && mount.value("env").isEmpty()
                        ? text(mount, "id", "source", "src").map(id -> "/run/secrets/" + id)
                        : Optional.empty();
        if (target.isEmpty()) {
            return files;
        }
        ImagePath path = stage.directory().resolve(target.get());
        targets.add(path);
        Meta meta = Meta.root(0755, says);
        return switch (type) {
            case "cache" ->
                files.with(
                        path,
                        Directory.empty(
                                // What an earlier build has put there keeps the mode that it was made with.
                                owned(mount, 0755, says).unsettled(),
                                new Rest.Open(Reason.COMMAND_EFFECT_NOT_MODELLED, says)));
            case "tmpfs" -> files.with(path, Directory.empty(meta.withMode(01777), new Rest.Closed(says)));
            case "secret" -> secret(files, path, mount, says);
            case "bind" -> bound(files, path, mount, says);
            default -> files;
        };
    }

    /** One that is not required may not be given (Dockerfile reference, "RUN --mount=type=secret"); then nothing is there. */
    private FileSystem secret(FileSystem files, ImagePath path, Instruction.Mount mount, Evidence says) {
        Node given = new Node.File(owned(mount, 0400, says), new Content.Opaque(Reason.VALUE_NOT_KNOWN));
        boolean required = mount.value("required").isPresent()
                && text(mount, "required")
                        .filter(r -> r.isEmpty() || r.equals("true") || r.equals("1"))
                        .isPresent();
        FileSystem with = files.with(path, given);
        return required ? with : with.perhaps(path, Reason.VALUE_NOT_KNOWN, says);
    }

    /** The owner and the mode that {@code uid}, {@code gid} and {@code mode} give; root's and the usual one without them. */
    private Meta owned(Instruction.Mount mount, int usual, Evidence says) {
        Meta meta = Meta.root(usual, says);
        if (mount.value("mode").isPresent()) {
            OptionalInt bits = text(mount, "mode")
                    .flatMap(Modes::parse)
                    .map(modes -> modes.apply(OptionalInt.empty(), false))
                    .orElse(OptionalInt.empty());
            meta = bits.isPresent() ? meta.withMode(bits.getAsInt()) : meta.withUnknownMode();
        }
        OptionalInt uid = number(mount, "uid");
        OptionalInt gid = number(mount, "gid");
        return uid.isPresent() && gid.isPresent()
                ? meta.withOwner(new Meta.Owner(uid.getAsInt(), gid.getAsInt()))
                : meta.withUnknownOwner();
    }

    /** Empty when it is written and not known. */
    private OptionalInt number(Instruction.Mount mount, String key) {
        if (mount.value(key).isEmpty()) {
            return OptionalInt.of(0);
        }
        return text(mount, key)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> OptionalInt.of(Integer.parseInt(text)))
                .orElse(OptionalInt.empty());
    }

    private FileSystem bound(FileSystem files, ImagePath path, Instruction.Mount mount, Evidence says) {
        Optional<FileSystem> origin = origin(mount);
        String source = text(mount, "source", "src").orElse("/");
        ImagePath from = ImagePath.of("/" + source);
        if (origin.isEmpty()) {
            return files.perhaps(path, Reason.NAMED_CONTEXT_UNKNOWN, says);
        }
        Fact<Located> found = origin.get().follow(from);
        if (found instanceof Fact.Present<Located> here) {
            return files.with(
                    path,
                    here.value().node().withMeta(here.value().node().meta().because(says)));
        }
        if (found instanceof Fact.Absent<Located> && mount.value("from").isEmpty()) {
            missing(mount, from, says);
        }
        Reason reason =
                found instanceof Fact.Unknown<Located> unknown ? unknown.reason() : Reason.MADE_OUTSIDE_THE_BUILD;
        if (found instanceof Fact.Unknown<Located>
                && reason == Reason.MADE_OUTSIDE_THE_BUILD
                && mount.value("from").isEmpty()) {
            stage.whole().note(new HostBuilt(inTree(from).value(), Optional.empty(), mount.span()));
        }
        return files.perhaps(path, reason, says.because(found.evidence()));
    }

    private TreePath inTree(ImagePath from) {
        TreePath context = stage.whole().request().context();
        return context.resolve(from.below(ImagePath.ROOT)).orElse(context);
    }

    /** The same rules as for a source of COPY. */
    private void missing(Instruction.Mount mount, ImagePath from, Evidence says) {
        BuildRequest request = stage.whole().request();
        TreePath inTree = inTree(from);
        Optional<Evidence> ignored = request.dockerignore().excludes(new TreePath(from.below(ImagePath.ROOT)));
        boolean madeBefore = stage.whole().knowledge().produced(inTree.value()).isPresent()
                || request.gitignore().excludes(inTree).isPresent();
        if (ignored.isEmpty() && madeBefore) {
            stage.whole().note(new HostBuilt(inTree.value(), Optional.empty(), mount.span()));
            return;
        }
        boolean tracked = request.tree().tracking(inTree) == SourceTree.Tracking.TRACKED;
        boolean indexed = request.tree().tracking(TreePath.ROOT) != SourceTree.Tracking.UNKNOWN;
        boolean unclear = tracked || indexed && request.tree().tracking(inTree) == SourceTree.Tracking.UNKNOWN;
        if (ignored.isEmpty() && unclear || !request.contextIsCertain()) {
            return;
        }
        String message =
                "failed to compute cache key: failed to calculate checksum of ref: \"" + from + "\": not found";
        stage.breaks(
                Cause.COPY_SOURCE_MISSING,
                message,
                mount.span(),
                from.below(ImagePath.ROOT),
                says.because(ignored.orElse(Evidence.NONE)));
    }

    private Optional<FileSystem> origin(Instruction.Mount mount) {
        BuildRequest request = stage.whole().request();
        Optional<String> from = text(mount, "from");
        if (from.isEmpty()) {
            return Optional.of(ContextFiles.of(request, stage.whole().isPrepared()));
        }
        if (!stage.whole().contexts().containsKey(from.get())) {
            Optional<Integer> earlier =
                    stage.whole().stage(from.get(), stage.stage().index());
            if (earlier.isPresent()) {
                return Optional.of(stage.whole().build(earlier.get()).image().files());
            }
        }
        Fact<dev.runtimeaudit.image.Image> image = stage.whole().image(from.get(), mount.span());
        return image instanceof Fact.Present<dev.runtimeaudit.image.Image> known
                ? Optional.of(known.value().files())
                : Optional.empty();
    }

    private Optional<String> text(Instruction.Mount mount, String... keys) {
        return mount.value(keys)
                .map(stage::expand)
                .flatMap(v -> v instanceof Value.Known known ? Optional.of(known.text()) : Optional.empty());
    }

    /** What was at the targets before is there again; nothing of the mounts enters the layer. */
    FileSystem away(FileSystem before, FileSystem after) {
        FileSystem all = after;
        List<ImagePath> last = new ArrayList<>(targets);
        Collections.reverse(last);
        for (ImagePath target : last) {
            Fact<Located> old = before.at(target);
            if (old instanceof Fact.Present<Located> here) {
                all = all.with(target, here.value().node());
            } else if (old instanceof Fact.Unknown<Located> unknown) {
                all = all.without(target, unknown.evidence()).perhaps(target, unknown.reason(), unknown.evidence());
            } else {
                all = all.without(target, old.evidence());
            }
        }
        return all;
    }
}
