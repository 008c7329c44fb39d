package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
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

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        List<String> words = call.arguments().stream().map(Arg::shown).toList();
        List<String> tops = new ArrayList<>();
        for (Arg word : call.arguments()) {
            if (!(word.value() instanceof Value.Known known)
                    || known.text().startsWith("-")
                    || Set.of("(", "!").contains(known.text())) {
                break;
            }
            tops.add(known.text());
        }
        int exec = Math.max(words.indexOf("-exec"), words.indexOf("-execdir"));
        String command = exec >= 0 && exec + 1 < words.size() ? words.get(exec + 1) : "";
        boolean removes = words.contains("-delete") || command.equals("rm") || command.equals("mv");
        boolean changes = Set.of("chmod", "chown", "chgrp").contains(command);
        int name = words.indexOf("-name");
        Optional<String> pattern =
                name >= 0 && name + 1 < words.size() ? Optional.of(words.get(name + 1)) : Optional.empty();
        for (String top : tops.isEmpty() ? List.of(".") : tops) {
            ImagePath path = job.path(top);
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
            } else if (!command.isEmpty()) {
                // What it does to the files it is given is not followed: none of them is known to be what it was.
                job.anyFile(file -> new Node.File(
                        file.meta().because(job.evidence()).withUnknownMode(),
                        new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED)));
                job.files(Effects.open(job.files(), real, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
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
