package dev.runtimeaudit.exec;

import java.util.List;

/** What one program does when it runs. Stateless; one small file each. */
public interface Launcher {

    /**
     * Runs it.
     *
     * @param call the command line; its first word is the program itself
     * @param program which program the file holds, and its version
     * @return every way in which it can end; at least one
     */
    List<End> run(Invocation call, dev.runtimeaudit.image.Content.Program program, Replay replay);
}
