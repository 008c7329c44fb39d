package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.Owners;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Doubt;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code find}: what it removes, changes or runs something for, below the directories it is given, may be any of the files there. */
final class Find implements Launcher {

    /** These work on the files they are given and on those that their words name, and nowhere else. */
    private static final Set<String> EDITS =
            Set.of("cp", "install", "ln", "mv", "rm", "sed", "touch", "mkdir", "rmdir", "dos2unix", "tar");

    /** With these, it may also be run for files that have another name. */
    private static final Set<String> OTHERS = Set.of("-o", "-or", "!", "-not", ",");

    /** Shells that are given the text that they run. */
    private static final Set<String> SHELLS = Set.of("sh", "ash", "bash", "dash");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        if (gives(job)) {
            return job.ends();
        }
        List<String> words = call.arguments().stream().map(Arg::shown).toList();
        List<ImagePath> tops = new ArrayList<>();
        boolean anywhere = false;
        for (Arg word : call.arguments()) {
            if (word.value() instanceof Value.Known known) {
                if (known.text().startsWith("-") || Set.of("(", "!").contains(known.text())) {
                    break;
                }
                tops.add(job.path(known.text()));
            } else if (Matching.pattern(word).isPresent()) {
                tops.addAll(Matching.paths(
                        job.files(),
                        job.machine().directory(),
                        Matching.pattern(word).get()));
            } else if (!job.inside(List.of(word), tops::add).isEmpty()) {
                anywhere = true;
                break;
            }
        }
        boolean here = tops.isEmpty()
                && (call.arguments().isEmpty() || call.arguments().get(0).value() instanceof Value.Known);
        if (here) {
            tops.add(job.machine().directory());
        }
        int exec = Math.max(words.indexOf("-exec"), words.indexOf("-execdir"));
        String command = exec >= 0 && exec + 1 < words.size() ? words.get(exec + 1) : "";
        boolean removes = words.contains("-delete") || command.equals("rm") || command.equals("mv");
        boolean changes = Set.of("chmod", "chown", "chgrp").contains(command);
        boolean missing = !command.isEmpty()
                && !command.contains("/")
                && Kernel.onPath(command, job.machine()) instanceof Fact.Absent<ImagePath>;
        boolean looks = missing || !command.isEmpty() && Policy.of(command) == Policy.LOOKS;
        Optional<Machine> followed = SHELLS.contains(command)
                ? followed(call.arguments().subList(exec + 1, words.size()), job, replay)
                : Optional.empty();
        if (followed.isPresent()) {
            job.machine(followed.get());
        } else if (!command.isEmpty() && !looks && !changes && !command.equals("rm")) {
            // What it does with the files it is given, and where it puts them, is not followed.
            List<Arg> given = call.arguments().subList(exec + 2, words.size());
            job.machine(
                    EDITS.contains(command)
                            ? named(given, job)
                            : Effects.of(
                                    command, given, job.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
        int name = words.indexOf("-name");
        Optional<String> pattern =
                name >= 0 && name + 1 < words.size() ? Optional.of(words.get(name + 1)) : Optional.empty();
        if (anywhere && changes) {
            job.anyFile(file -> file.withMeta(
                    command.equals("chmod")
                            ? file.meta().because(job.evidence()).withUnknownMode()
                            : file.meta().because(job.evidence()).withUnknownOwner()));
        } else if (anywhere && !looks && (removes || !command.isEmpty())) {
            tops.add(job.machine().directory());
        }
        for (ImagePath path : tops) {
            if (!(job.files().follow(path) instanceof Fact.Present<Located> found)) {
                continue;
            }
            ImagePath real = found.value().path();
            if (changes) {
                job.files(job.files()
                        .update(
                                real,
                                true,
                                node -> command.equals("chmod")
                                        ? node.withMeta(node.meta()
                                                .because(job.evidence())
                                                .withUnknownMode())
                                        : node.withMeta(node.meta()
                                                .because(job.evidence())
                                                .withUnknownOwner())));
            } else if (removes) {
                job.files(job.files().update(real, true, node -> doubtful(node, pattern, job)));
            }
            if (followed.isPresent() && pattern.isPresent() && Collections.disjoint(words, OTHERS)) {
                job.files(job.files().update(real, true, node -> perhaps(node, pattern.get(), job)));
            } else if (!command.isEmpty() && !looks && !changes && !command.equals("rm")) {
                // Sources, too: what it is run for is what it changes.
                Doubt all = new Doubt(true, file -> false);
                job.files(job.files().doubt(real, all, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    /**
     * {@code find DIR ! -user NAME -exec chown NAME {} +}: all below belongs to that user afterwards, and everybody's group stays. Only
     * root may do so (chown(2)).
     */
    private static boolean gives(Job job) {
        List<Arg> words = job.call().arguments();
        List<String> texts = words.stream().map(Arg::shown).toList();
        boolean shaped = words.size() == 9
                && words.stream().allMatch(word -> word.value() instanceof Value.Known)
                && texts.subList(1, 3).equals(List.of("!", "-user"))
                && texts.subList(4, 6).equals(List.of("-exec", "chown"))
                && texts.get(6).equals(texts.get(3))
                && texts.get(7).equals("{}")
                && Set.of("+", ";").contains(texts.get(8));
        Machine.Identity who = job.machine().identity();
        if (!shaped
                || texts.get(0).startsWith("-")
                || !who.isRoot()
                || !who.overrides()
                || !(Owners.find(texts.get(3), job.machine().accounts()) instanceof Fact.Present<Machine.Identity> user)
                || !(job.files().follow(job.path(texts.get(0))) instanceof Fact.Present<Located> found)) {
            return false;
        }
        int uid = user.value().uid();
        // A link that is named is not followed (find(1), -P), and what it leads to stays as it is.
        if (job.files().at(job.path(texts.get(0))) instanceof Fact.Present<Located> there
                && !(there.value().node() instanceof Node.Link)) {
            job.files(job.files()
                    .update(
                            found.value().path(),
                            true,
                            node -> node instanceof Node.Link
                                    ? node
                                    : node.withMeta(node.meta()
                                            .owner()
                                            .map(old -> node.meta()
                                                    .because(job.evidence())
                                                    .withOwner(new Meta.Owner(uid, old.gid())))
                                            .orElse(node.meta().withUnknownOwner()))));
        }
        return true;
    }

    /**
     * What the text leaves behind that a shell is given to run, with files of which nobody knows which they are; empty where it is not
     * followed to its end.
     */
    private static Optional<Machine> followed(List<Arg> command, Job job, Replay replay) {
        List<Arg> given = new ArrayList<>();
        for (Arg word : command) {
            if (Set.of("+", ";").contains(word.shown())) {
                break;
            }
            given.add(
                    word.shown().equals("{}")
                            ? new Arg(Value.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()), word.at())
                            : word);
        }
        Invocation inner =
                new Invocation(given, job.machine(), job.call().at(), job.call().input(), false);
        if (!(Kernel.find(inner) instanceof Loaded.Runs runs)) {
            return Optional.empty();
        }
        Optional<Machine> after = Optional.empty();
        for (End end : replay.run(inner.with(runs.argv()), runs.program())) {
            if (!(end.exit() instanceof Exit.Code) && !(end.exit() instanceof Exit.Unknown)) {
                return Optional.empty();
            }
            after = Optional.of(after.map(one -> one.withFiles(FileSystem.join(
                            one.files(), end.machine().files(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())))
                    .orElse(end.machine()));
        }
        return after;
    }

    /** What the words behind {@code -exec} name may have been written to, relative to the current directory as well. */
    private static Machine named(List<Arg> given, Job job) {
        Machine after = Effects.named(given, job.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence());
        for (Arg word : given) {
            if (word.value() instanceof Value.Known known && !known.text().startsWith("-")) {
                after = after.withFiles(Effects.doubt(
                        after.files(),
                        job.path(known.text()),
                        Effects.TEXTS,
                        Reason.COMMAND_EFFECT_NOT_MODELLED,
                        job.evidence()));
            }
        }
        return after;
    }

    /** Everything of such a name may be gone, or be something else. */
    private static Node perhaps(Node node, String pattern, Job job) {
        return node instanceof Directory directory
                ? directory.mapChildren(
                        directory.rest(),
                        Set.of(),
                        (name, slot) -> slot instanceof Slot.Here here
                                        && dev.runtimeaudit.build.Globs.name(pattern, name)
                                ? new Slot.Perhaps(
                                        Optional.of(here.node()), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())
                                : slot)
                : node;
    }

    /** What has such a name may be gone. */
    private static Node doubtful(Node node, Optional<String> pattern, Job job) {
        if (!(node instanceof Directory directory)) {
            return node;
        }
        java.util.TreeMap<String, Slot> children = new java.util.TreeMap<>();
        directory.children().forEach((name, slot) -> {
            boolean matches =
                    pattern.map(p -> dev.runtimeaudit.build.Globs.name(p, name)).orElse(true);
            boolean kept = pattern.isEmpty() && slot instanceof Slot.Here here && here.node() instanceof Directory;
            children.put(
                    name,
                    slot instanceof Slot.Here here && matches && !kept
                            ? new Slot.Perhaps(
                                    Optional.of(here.node()), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())
                            : slot);
        });
        return new Directory(directory.meta(), directory.rest(), () -> children);
    }
}
