package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Doubt;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code find}: what it removes, changes or runs something for, below the directories it is given, may be any of the files there. */
final class Find implements Launcher {

    /** These work on the files they are given and on those that their words name, and nowhere else. */
    private static final Set<String> EDITS =
            Set.of("cp", "install", "ln", "mv", "rm", "sed", "touch", "mkdir", "rmdir", "dos2unix", "tar");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
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
        if (!command.isEmpty() && !looks && !changes && !command.equals("rm")) {
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
            if (!command.isEmpty() && !looks && !changes && !command.equals("rm")) {
                // Sources, too: what it is run for is what it changes.
                Doubt all = new Doubt(true, file -> false);
                job.files(job.files().doubt(real, all, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
        Optional<Value> printed = FindOutput.of(call.arguments(), job);
        List<End> ends = job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        return printed.map(text -> ends.stream().map(end -> end.printing(text)).toList())
                .orElse(ends);
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
