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

/** {@code rimraf} and {@code del}: {@code rm -rf} for scripts of packages. What a pattern matches is left as it is. */
final class Rimraf implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        for (Arg word : call.arguments()) {
            Optional<String> text = Line.text(word);
            if (text.filter(each -> each.equals("--force") || each.equals("-f")).isPresent()) {
                continue;
            }
            if (text.isEmpty() || text.get().startsWith("-")) {
                job.doubts(Reason.VALUE_NOT_KNOWN);
            } else if (text.get().chars().noneMatch(c -> "*?[{!".indexOf(c) >= 0)) {
                job.files(job.files().without(job.path(text.get()), job.evidence()));
            }
        }
        return job.ends();
    }
}
