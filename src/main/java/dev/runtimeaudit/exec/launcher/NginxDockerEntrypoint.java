package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The entry script of the nginx images (nginx/docker-nginx, {@code docker-entrypoint.sh}): in front of nginx it runs the
 * executable scripts of {@code /docker-entrypoint.d} in order, and stops at one that fails.
 */
final class NginxDockerEntrypoint implements Launcher {

    private static final ImagePath SCRIPTS = ImagePath.of("/docker-entrypoint.d");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().isEmpty()) {
            return List.of(End.success(call.machine()));
        }
        String first = call.arguments().get(0).shown();
        if (first.equals("nginx") || first.equals("nginx-debug")) {
            return scripts(call, 0, replay);
        }
        return handOver(call, replay);
    }

    /** The scripts from the given one on, then the templates' work, then nginx. */
    private static List<End> scripts(Invocation call, int from, Replay replay) {
        List<ImagePath> paths = new ArrayList<>();
        if (call.machine().files().follow(SCRIPTS) instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.Directory listing) {
            for (Map.Entry<String, Node.Slot> each : listing.children().entrySet()) {
                if (each.getValue() instanceof Node.Slot.Here slot && slot.node() instanceof Node.File file) {
                    if (file.content() instanceof Content.Program || !isRun(each.getKey(), file)) {
                        continue;
                    }
                    paths.add(SCRIPTS.child(each.getKey()));
                } else if (each.getValue() instanceof Node.Slot.Perhaps) {
                    return Chain.lost(call, Reason.FILE_CONTENT_NOT_KNOWN);
                }
            }
        }
        if (from >= paths.size()) {
            return templates(call, replay);
        }
        List<End> ends = new ArrayList<>();
        for (End end : script(call, paths.get(from), replay)) {
            if (end.exit().isSuccess()) {
                for (End later : scripts(
                        call.with(end.machine().withEnvironment(call.machine().environment())), from + 1, replay)) {
                    ends.add(later.after(end.conditions(), end.tolerated()));
                }
            } else {
                ends.add(end);
            }
        }
        return ends;
    }

    /** Whether the entry script looks at a file at all: {@code *.sh} and {@code *.envsh} that are executable. */
    private static boolean isRun(String name, Node.File file) {
        boolean named = name.endsWith(".sh") || name.endsWith(".envsh");
        boolean plain = file.meta().mode().isPresent() && (file.meta().mode().getAsInt() & 0111) == 0;
        return named && !plain;
    }

    /** Runs one script of the workspace's as the entry script does. */
    private static List<End> script(Invocation call, ImagePath path, Replay replay) {
        if (path.name().endsWith(".envsh")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Invocation script = new Invocation(
                List.of(Arg.of(path.value(), call.command().at())), call.machine(), call.at(), Value.of(""), false);
        return Chain.exec(script, true, replay, (command, refused) -> words(call, command, refused));
    }

    /** The line of the loop in the entry script, in the words of the shell that runs it. */
    private static Chain.Words words(Invocation call, String command, Loaded.Refused refused) {
        boolean dash = call.machine().files().follow(ImagePath.of("/bin/dash")) instanceof Fact.Present<?>;
        boolean missing = Chain.isMissing(refused);
        String why = missing ? "not found" : "Permission denied";
        return new Chain.Words(
                "/docker-entrypoint.sh: " + (dash ? "31: " : "line 31: ") + command + ": " + why, missing ? 127 : 126);
    }

    private static List<End> templates(Invocation call, Replay replay) {
        if (Templates.isAbsent(call.machine())) {
            return handOver(call, replay);
        }
        return Templates.written(call.machine())
                .map(machine -> handOver(call.with(machine), replay))
                .orElseGet(() -> Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
    }

    private static List<End> handOver(Invocation call, Replay replay) {
        return Chain.exec(
                call.with(call.arguments()),
                true,
                replay,
                (command, refused) -> new Chain.Words(
                        "/docker-entrypoint.sh: exec: " + command + ": not found",
                        Chain.isMissing(refused) ? 127 : 126));
    }
}
