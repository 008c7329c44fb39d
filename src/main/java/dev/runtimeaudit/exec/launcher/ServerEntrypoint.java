package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import java.util.ArrayList;
import java.util.List;

/**
 * The entry script of the image of a server: options and configuration files are taken for the server's, everything else is
 * executed.
 *
 * @param self the path by which it names itself
 * @param server the server's program
 */
record ServerEntrypoint(String self, String server) implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        boolean forServer = !words.isEmpty()
                && (words.get(0).shown().startsWith("-") || words.get(0).shown().endsWith(".conf"));
        if (forServer) {
            words.add(0, Arg.of(server, call.at()));
        }
        List<Arg> all = new ArrayList<>(List.of(call.command()));
        all.addAll(words);
        return new Handover(self).run(call.with(all), program, replay);
    }
}
