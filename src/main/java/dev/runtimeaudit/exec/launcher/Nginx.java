package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;

/**
 * nginx (nginx.org, "Command-line parameters"). With a configuration that the image brings it serves, in the foreground only
 * when it is told to. What somebody wrote is not read: in an open world it is taken to be right.
 */
final class Nginx implements Launcher {

    private static final ImagePath CONFIGURATIONS = ImagePath.of("/etc/nginx/conf.d");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        boolean foreground = false;
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            if (known.text().equals("-v") || known.text().equals("-V")) {
                return List.of(End.success(call.machine()));
            }
            if (!known.text().equals("-g") || i + 1 >= words.size()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (!(words.get(++i).value() instanceof Value.Known directives)
                    || !Set.of("daemon off;", "daemon off")
                            .contains(directives.text().strip())) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            foreground = true;
        }
        boolean open = replay.world().network() == World.Network.UNKNOWN;
        if (!open && (!call.machine().identity().isRoot() || !isShipped(call.machine()))) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return foreground ? Chain.never(call) : List.of(End.success(call.machine()));
    }

    /** Whether its configuration is what the base image brings: nothing of the workspace's lies in its place. */
    private static boolean isShipped(Machine machine) {
        for (ImagePath path : List.of(ImagePath.of("/etc/nginx/nginx.conf"), CONFIGURATIONS.child("default.conf"))) {
            if (isOwn(machine, path)) {
                return false;
            }
        }
        Fact<FileSystem.Located> directory = machine.files().follow(CONFIGURATIONS);
        if (directory instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.Directory listing) {
            return listing.children().keySet().stream().noneMatch(name -> isOwn(machine, CONFIGURATIONS.child(name)));
        }
        return true;
    }

    private static boolean isOwn(Machine machine, ImagePath path) {
        return machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.File file
                && file.content().text() instanceof Fact.Present<SourceFile>;
    }
}
