package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Set;

/**
 * {@code pm2} with its daemon (pm2.io, "Process management", "Logs"; measured with 7.0): {@code pm2 start app.js} leaves the application to
 * the daemon and ends with 0 whatever becomes of it, {@code pm2 logs} shows what it prints and never ends, {@code pm2 delete all} without
 * any ends with 1. What the daemon has is kept as files of its home, as pm2 does, from one call of a start to the next.
 */
final class Pm2Daemon extends NodeTool {

    private static final Set<String> SHOWN =
            Set.of("--raw", "--json", "--format", "--timestamp", "--out", "--err", "all");

    private final Pm2Runtime runner = new Pm2Runtime(false);

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<String> words = call.shown().subList(1, call.shown().size());
        boolean known = call.arguments().stream().allMatch(word -> word.value() instanceof Value.Known)
                && isStart(replay)
                && !isMoved(call.machine());
        if (known && !words.isEmpty() && words.get(0).equals("logs")) {
            return logs(call, words.subList(1, words.size()));
        }
        if (known && words.equals(List.of("delete", "all")) && !hasAny(call.machine())) {
            return List.of(End.of(up(call), Exit.code(1)));
        }
        if (words.contains("start") || !hasAny(call.machine())) {
            return runner.run(call, program, replay);
        }
        // It may stop what is there.
        FileSystem without = call.machine().files().without(pids(call.machine()), Evidence.of(call.at(), "stops it"));
        return Chain.lost(call.with(call.machine().withFiles(without)), Reason.PROGRAM_NOT_MODELLED);
    }

    private static List<End> logs(Invocation call, List<String> options) {
        boolean followed = true;
        for (int i = 0; i < options.size(); i++) {
            boolean valued = options.get(i).equals("--lines");
            followed &= valued || SHOWN.contains(options.get(i));
            i += valued ? 1 : 0;
        }
        if (!followed || !hasAny(call.machine())) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Evidence evidence = Evidence.of(call.at(), "shows what its applications print");
        if (call.machine().files().follow(pids(call.machine())) instanceof Fact.Present<Located> there) {
            evidence = evidence.because(there.value().node().meta().origin());
        }
        return List.of(End.of(call.machine(), new Exit.Never(call.shown(), evidence)));
    }

    /**
     * Whether an application can be left to the daemon: at a start, and not one that it has already, which it refuses. What files lie in its home
     * does not matter else: a process that runs was started in this container.
     */
    static boolean takes(String script, Machine machine, Replay replay) {
        return isStart(replay)
                && !isMoved(machine)
                && !machine.files().holdsFile(pids(machine).child(file(script, machine)));
    }

    /** What runs without an end is left to the daemon. */
    static End left(Arg script, Invocation call, End end) {
        if (!(end.exit() instanceof Exit.Never never)) {
            return end;
        }
        Evidence evidence =
                Evidence.of(call.at(), "leaves `" + script.shown() + "` to pm2").because(never.evidence());
        Machine machine = up(call);
        FileSystem files = machine.files();
        if (!hasAny(machine)) {
            files = files.mkdirs(pids(machine), Meta.root(0755, evidence));
        }
        files = files.with(
                pids(machine).child(file(script.shown(), machine)),
                new Node.File(Meta.root(0644, evidence), new Content.Opaque(Reason.PROGRAM_NOT_MODELLED)));
        return new End(machine.withFiles(files), Exit.success(), end.output(), end.conditions(), end.tolerated());
    }

    /** Whether its daemon runs: two calls at the same time start it twice. */
    static boolean isUp(Machine machine) {
        return machine.files().holdsFile(home(machine).resolve(".pm2/pm2.pid"));
    }

    private static Machine up(Invocation call) {
        Machine machine = call.machine();
        if (isUp(machine)) {
            return machine;
        }
        Meta meta = Meta.root(0644, Evidence.of(call.at(), "starts the daemon of pm2"));
        ImagePath own = home(machine).child(".pm2");
        FileSystem files = machine.files().mkdirs(own, meta).open(own, Reason.PROGRAM_NOT_MODELLED, meta.origin());
        return machine.withFiles(files.without(own.child("pids"), meta.origin())
                .with(own.child("pm2.pid"), new Node.File(meta, new Content.Opaque(Reason.PROGRAM_NOT_MODELLED))));
    }

    private static boolean hasAny(Machine machine) {
        return machine.files().holdsDirectory(pids(machine));
    }

    /** The name that it has here; pm2 makes it of the name of the application. */
    private static String file(String script, Machine machine) {
        return machine.directory().resolve(script).value().replace('/', '-') + ".pid";
    }

    private static ImagePath pids(Machine machine) {
        return home(machine).resolve(".pm2/pids");
    }

    static ImagePath home(Machine machine) {
        return machine.environment().get("HOME") instanceof Fact.Present<String> set
                ? ImagePath.ROOT.resolve(set.value())
                : ImagePath.ROOT.resolve(machine.identity().home());
    }

    private static boolean isStart(Replay replay) {
        return replay.world().phase() == World.Phase.START && replay.world().network() == World.Network.UNKNOWN;
    }

    private static boolean isMoved(Machine machine) {
        return machine.environment().names().stream().anyMatch(name -> name.startsWith("PM2_"));
    }
}
