package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/**
 * {@code husky}, {@code husky install}: hooks for git, below {@code .husky} or the directory that is named, and git's own settings
 * (github.com/typicode/husky, {@code index.js} of 9, {@code lib} of 8). Without git it leaves nothing behind, and some versions fail.
 */
final class Husky implements Launcher {

    private final Launcher otherwise;

    /** @param otherwise what is done where it also changes the manifest */
    Husky(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<Optional<String>> words = call.arguments().stream().map(Line::text).toList();
        if (words.contains(Optional.of("init")) || words.contains(Optional.<String>empty())) {
            return otherwise.run(call, program, replay);
        }
        Job job = new Job(call, program);
        hooks(job);
        for (Arg word : call.arguments()) {
            Line.text(word)
                    .filter(text -> text.contains("/") || text.startsWith("."))
                    .ifPresent(text -> job.files(job.files()
                            .doubt(job.path(text), Effects.TEXTS, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())));
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    /** What it changes where no directory is named. */
    static void hooks(Job job) {
        for (String name : List.of(".husky", ".git")) {
            job.files(job.files()
                    .doubt(job.path(name), Effects.TEXTS, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }
}
