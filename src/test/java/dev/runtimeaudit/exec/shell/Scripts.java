package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.launcher.Launchers;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code /entrypoint.sh} on a base image, for tests. */
record Scripts(Machine machine) {

    static final TreePath FILE = new TreePath("entrypoint.sh");
    static final Span AT = Span.wholeFile(FILE);

    static Scripts on(String base) {
        Fact<Image> image = Knowledge.shipped().base(base, Span.wholeFile(new TreePath("Dockerfile")));
        if (!(image instanceof Fact.Present<Image> present)) {
            throw new AssertionError("no base image " + base);
        }
        Machine machine = Machine.of(present.value());
        return new Scripts(machine.withEnvironment(machine.environment().with("HOME", "/root", Evidence.NONE)));
    }

    Scripts in(String directory) {
        return new Scripts(machine.withDirectory(ImagePath.of(directory)));
    }

    Scripts with(String path, String text) {
        SourceFile file = new SourceFile(TreePath.of(path).orElseThrow(), text);
        Node node = new Node.File(Meta.root(0755, Evidence.NONE), new Content.Written(file));
        return new Scripts(machine.withFiles(machine.files().with(ImagePath.of(path), node)));
    }

    Scripts env(String name, String value) {
        return new Scripts(machine.withEnvironment(machine.environment().with(name, value, Evidence.NONE)));
    }

    Scripts unknown(String name) {
        Environment environment = machine.environment().with(name, Fact.unknown(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
        return new Scripts(machine.withEnvironment(environment));
    }

    Scripts open() {
        return new Scripts(machine.withEnvironment(machine.environment().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE)));
    }

    List<End> run(String script, String... arguments) {
        List<Arg> argv = new ArrayList<>(List.of(Arg.of("/entrypoint.sh", AT)));
        for (String argument : arguments) {
            argv.add(Arg.of(argument, AT));
        }
        Node file = new Node.File(Meta.root(0755, Evidence.NONE), new Content.Written(new SourceFile(FILE, script)));
        Machine ready = machine.withFiles(machine.files().with(ImagePath.of("/entrypoint.sh"), file));
        Invocation call = new Invocation(argv, ready, AT, Value.of(""), true);
        Replay replay = new Replay(World.open(World.Engine.DOCKER_28, World.Phase.START), Launchers.ALL);
        if (!(Kernel.find(call) instanceof Loaded.Runs runs)) {
            throw new AssertionError("the script does not load");
        }
        return replay.run(call.with(runs.argv()), runs.program());
    }

    /** The only way in which it ends. */
    End end(String script, String... arguments) {
        List<End> ends = run(script, arguments);
        if (ends.size() != 1) {
            throw new AssertionError(
                    ends.size() + " ends: " + ends.stream().map(End::exit).toList());
        }
        return ends.get(0);
    }

    Failure dies(String script, String... arguments) {
        return failure(end(script, arguments));
    }

    static Failure failure(End end) {
        return ((Exit.Code) end.exit()).failure().orElseThrow();
    }

    static List<String> conditions(End end) {
        return end.conditions().stream()
                .map(c -> (c.holds() ? "" : "not ") + kind(c) + " " + c.subject())
                .toList();
    }

    private static String kind(Condition condition) {
        return condition.kind().name();
    }
}
