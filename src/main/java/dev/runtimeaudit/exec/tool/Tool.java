package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import java.util.List;

/** A tool that ends by itself whatever it is given. */
interface Tool extends Launcher {

    /** @param words what stands behind its name */
    List<End> run(Use use, List<String> words);

    @Override
    default List<End> run(Invocation call, Program program, Replay replay) {
        Use use = new Use(call, program);
        return use.words().map(words -> run(use, words)).orElseGet(use::ends);
    }
}
