package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program of a release of Elixir: a script of {@code sh} that runs the Erlang beside it (hexdocs.pm/mix, "mix release", "Release
 * configuration" and the script that {@code mix release.init} shows; read at Elixir 1.18). With {@code start} it serves what the
 * workspace has written, when the release is whole, what Erlang loads is there, and it may write its configuration.
 */
public final class ElixirRelease implements Launcher {

    /** The name under which the model knows one; its version is the release of the distribution that it was made on. */
    public static final String NAME = "elixir-release";

    /** What the table says of images that stand on a release of Ubuntu that nobody names. */
    private static final String SOME_UBUNTU = "ubuntu";

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        boolean serves = words.size() == 1
                && words.get(0).value() instanceof Value.Known known
                && known.text().equals("start");
        boolean last = replay.world().phase() == World.Phase.START && call.last();
        return serves && last && isWhole(call) && loads(call.machine(), program)
                ? Chain.never(call)
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** Which Debian or Ubuntu this is; empty where that is not known. Programs are linked against the libraries of one. */
    public static String distribution(Machine machine) {
        return machine.files().follow(ImagePath.of("/usr/bin/apt-get")) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content() instanceof Content.Program apt
                        && apt.name().equals("apt-get")
                        && !apt.version().equals(SOME_UBUNTU)
                ? apt.version()
                : "";
    }

    /** Whether its libraries lie beside it, where it may write what its {@code runtime.exs} makes. */
    private static boolean isWhole(Invocation call) {
        Machine machine = call.machine();
        Fact<ImagePath> path = call.sought().startsWith("/")
                ? Fact.present(ImagePath.of(call.sought()))
                : Kernel.onPath(call.sought(), machine);
        Fact<Located> self = path.then(at -> machine.files().follow(at.value()));
        if (!(self instanceof Fact.Present<Located> found)) {
            return false;
        }
        ImagePath root = found.value().path().parent().parent();
        boolean elsewhere = machine.environment().get("RELEASE_TMP") instanceof Fact.Present<String>;
        boolean beside =
                Stream.of("lib", "releases").allMatch(name -> machine.files().holdsDirectory(root.child(name)));
        return beside
                && !elsewhere
                && machine.files().follow(root) instanceof Fact.Present<Located> there
                && Permissions.of(there.value().node(), Permissions.Right.WRITE, machine.identity())
                        instanceof Fact.Present<Node>;
    }

    /**
     * Whether the libraries that Erlang was linked against are there: those of the same release of the same distribution; what
     * {@code crypto} loads comes with the command of OpenSSL.
     */
    private static boolean loads(Machine machine, Content.Program program) {
        return !program.version().isEmpty()
                && program.version().equals(distribution(machine))
                && Kernel.onPath("openssl", machine) instanceof Fact.Present<ImagePath>;
    }
}
