package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/**
 * {@code gpg} (gpg(1)): it keeps its keys in a home directory of its own, and writes where {@code --output} says, or beside a file that
 * it is given, under its name and an ending, or without it.
 */
final class Gpg implements Launcher {

    private static final String HOME = ".gnupg";

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            String text = words.get(i).shown();
            boolean output = text.equals("-o") || text.equals("--output");
            if (output && i + 1 < words.size()) {
                written(job, words.get(++i));
            } else if (text.startsWith("--output=")) {
                written(
                        job,
                        Arg.of(
                                text.substring("--output=".length()),
                                words.get(i).at()));
            } else if (text.startsWith("--homedir") && i + 1 < words.size()) {
                home(job, words.get(i + 1));
            } else if (!text.startsWith("-") && words.get(i).value() instanceof Value.Known) {
                ImagePath file = job.path(text);
                if (!(job.files().follow(file) instanceof Fact.Absent<?>)) {
                    beside(job, file);
                }
            } else if (!(words.get(i).value() instanceof Value.Known)) {
                beside(job, job.machine().directory().child("x"));
            }
        }
        for (String variable : List.of("GNUPGHOME", "HOME")) {
            if (job.machine().environment().get(variable) instanceof Fact.Present<String> path) {
                ImagePath home = job.path(path.value());
                opened(job, variable.equals("HOME") ? home.child(HOME) : home);
            }
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static void written(Job job, Arg word) {
        if (word.value() instanceof Value.Known known) {
            job.files(job.files().perhaps(job.path(known.text()), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        } else {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
    }

    private static void home(Job job, Arg word) {
        if (word.value() instanceof Value.Known known) {
            opened(job, job.path(known.text()));
        } else {
            job.machine(Effects.everywhere(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
    }

    private static void beside(Job job, ImagePath file) {
        job.files(Effects.openNames(job.files(), file.parent(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
    }

    private static void opened(Job job, ImagePath home) {
        if (job.files().follow(home) instanceof Fact.Absent<?>) {
            job.files(job.files().perhaps(home, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        } else if (!home.isRoot()) {
            job.files(Effects.open(job.files(), home, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }
}
