package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.Owners;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code chown} and {@code chgrp} (POSIX, chown). */
final class Chown implements Launcher {

    private final boolean groupOnly;

    Chown(boolean groupOnly) {
        this.groupOnly = groupOnly;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "", Set.of("from", "reference"));
        Optional<Arg> reference = line.value("reference");
        if (line.operands().size() < (reference.isPresent() ? 1 : 2)) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        List<Arg> named = reference.isPresent()
                ? line.operands()
                : line.operands().subList(1, line.operands().size());
        // Who is asked to own them must be their owner before, or nothing is changed.
        UnaryOperator<Meta> change = line.value("from").isPresent()
                ? Meta::withUnknownOwner
                : reference.isPresent()
                        ? like(job, reference.get())
                        : change(job, line.operands().get(0));
        boolean below = line.has("R", "recursive");
        List<Arg> files = job.insideOrMissing(
                named,
                path -> job.files(job.files()
                        .update(
                                path,
                                below,
                                node -> node.withMeta(
                                        node.meta().because(job.evidence()).withUnknownOwner()))));
        if (Job.isUnclear(files)) {
            job.anyFile(
                    file -> file.withMeta(file.meta().because(job.evidence()).withUnknownOwner()));
        }
        boolean self = line.has("h", "no-dereference");
        job.each(files, (word, path) -> {
            Fact<Located> found = self ? job.files().at(path) : job.files().follow(path);
            job.doubts(found);
            if (found instanceof Fact.Absent<Located>) {
                Chmod.missing(job, word);
            } else if (found instanceof Fact.Present<Located> there) {
                Identity identity = job.machine().identity();
                Meta before = there.value().node().meta();
                boolean own = identity.known()
                        && before.owner().filter(o -> o.uid() == identity.uid()).isPresent();
                boolean may = own && change.apply(before).owner().equals(before.owner())
                        || identity.known() && identity.uid() == 0;
                boolean doubtful = before.owner().isEmpty()
                        || !before.settled()
                        || own
                                && change.apply(before)
                                        .owner()
                                        .filter(o -> o.uid() != identity.uid())
                                        .isEmpty();
                if (identity.known() && !may && doubtful) {
                    // An owner may pass on the group, to one of their own (chown(2)).
                    job.doubts(Reason.PERMISSIONS_NOT_KNOWN);
                } else if (identity.known() && !may) {
                    job.fails(
                            Cause.STEP_FAILS,
                            1,
                            job.words(
                                    word.shown() + ": Operation not permitted",
                                    "changing ownership of '" + word.shown() + "': Operation not permitted"),
                            word);
                    return;
                }
                job.files(job.files()
                        .update(
                                there.value().path(),
                                below,
                                node -> node instanceof Node.Link && !self
                                        ? node
                                        : node.withMeta(change.apply(node.meta().because(job.evidence())))));
            }
        });
        return job.ends();
    }

    private static UnaryOperator<Meta> like(Job job, Arg file) {
        return Line.text(file)
                .map(job::path)
                .map(path -> job.files().follow(path))
                .filter(found -> found instanceof Fact.Present<Located>)
                .map(found -> ((Fact.Present<Located>) found).value().node().meta())
                .filter(Meta::settled)
                .flatMap(Meta::owner)
                .<UnaryOperator<Meta>>map(owner -> meta -> meta.withOwner(owner))
                .orElse(Meta::withUnknownOwner);
    }

    private UnaryOperator<Meta> change(Job job, Arg word) {
        Optional<String> text = Line.text(word);
        if (text.isEmpty()) {
            job.doubts(Reason.VALUE_NOT_KNOWN);
            return Meta::withUnknownOwner;
        }
        // The old form has a dot between user and group.
        String owner = groupOnly ? ":" + text.get() : text.get();
        boolean onlyGroup = owner.startsWith(":");
        Fact<Identity> found = Owners.find(
                owner.endsWith(":") ? owner.substring(0, owner.length() - 1) : owner,
                job.machine().accounts());
        if (found instanceof Fact.Absent<Identity>) {
            unknownUser(job, word, owner);
            return meta -> meta;
        }
        if (!(found instanceof Fact.Present<Identity> known)) {
            job.doubts(found);
            return Meta::withUnknownOwner;
        }
        int gid = known.value().gid();
        if (onlyGroup) {
            return meta -> meta.owner()
                    .map(o -> meta.withOwner(new Meta.Owner(o.uid(), gid)))
                    .orElse(meta);
        }
        int uid = known.value().uid();
        boolean namesGroup = owner.contains(":");
        return meta -> namesGroup
                ? meta.withOwner(new Meta.Owner(uid, gid))
                : meta.owner()
                        .map(o -> meta.withOwner(new Meta.Owner(uid, o.gid())))
                        .orElse(meta);
    }

    private static void unknownUser(Job job, Arg word, String owner) {
        String user = owner.split(":", 2)[0];
        boolean userIsMissing =
                !user.isEmpty() && Owners.find(user, job.machine().accounts()) instanceof Fact.Absent<Identity>;
        job.fails(
                Cause.UNKNOWN_USER,
                1,
                job.words(
                        owner.contains(":") ? "unknown user/group " + owner : "unknown user " + owner,
                        userIsMissing ? "invalid user: '" + owner + "'" : "invalid group: '" + owner + "'"),
                word);
    }
}
