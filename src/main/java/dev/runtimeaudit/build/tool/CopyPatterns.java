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

/** {@code cpy}, {@code copyfiles}, {@code cpx}, {@code ncp}: what patterns match comes to lie somewhere below the last word. */
final class CopyPatterns implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        List<String> words = call.arguments().stream()
                .map(Arg::shown)
                .filter(word -> !word.startsWith("-"))
                .toList();
        Optional<String> last = words.size() < 2 ? Optional.empty() : Optional.of(words.get(words.size() - 1));
        boolean known =
                call.arguments().stream().allMatch(word -> Line.text(word).isPresent());
        if (known && last.isPresent()) {
            TsOutputs.opened(job, job.path(last.get()));
        } else {
            job.machine(Effects.outputsAnywhere(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }
}
