package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Whichever;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * npx and {@code npm exec}: a command of the package, or one that a registry would have to give (docs.npmjs.com,
 * "npm-exec").
 */
final class Npx extends NodeTool {

    /** Variables that say where npm puts what is installed for all, in capitals or not, or where that is said. */
    private static final Set<String> MOVING =
            Set.of("npm_config_prefix", "npm_config_userconfig", "npm_config_globalconfig", "prefix");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        Optional<Words> words = Words.of(call, Npm.VALUED, Npm.BARE, 1);
        if (words.isEmpty() || words.get().positional().isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        return exec(call, words.get().rest(0), words.get(), Npm.prefix(program), replay);
    }

    List<End> exec(Invocation call, List<Arg> command, Words words, String prefix, Replay replay) {
        if (command.isEmpty() || words.has("p", "package", "c", "call", "w", "workspace", "prefix", "C")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        String name = command.get(0).shown();
        Machine machine = call.machine();
        ImagePath directory = machine.directory();
        for (ImagePath above = directory; ; above = above.parent()) {
            Fact<FileSystem.Located> bin =
                    machine.files().follow(above.resolve("node_modules/.bin").child(name));
            if (bin instanceof Fact.Present<FileSystem.Located>) {
                return byName(call, command, prefix, replay);
            }
            if (bin instanceof Fact.Unknown<FileSystem.Located> unknown) {
                // A directory that may hold more is not taken to hide what is installed for all, as on every PATH.
                return ofAll(name, machine).isPresent()
                        ? byName(call, command, prefix, replay)
                        : whichever(call, command, "", replay)
                                .orElseGet(() -> Chain.lost(call, unknown.reason(), unknown.evidence()));
            }
            if (above.isRoot()) {
                break;
            }
        }
        Optional<ImagePath> ofAll = ofAll(name, machine);
        if (ofAll.isPresent()) {
            List<Arg> argv = new ArrayList<>(command);
            argv.set(0, Arg.of(ofAll.get().value(), command.get(0).at()));
            return PackageScript.spawned(call, call.with(argv), false, replay);
        }
        boolean global = machine.files().follow(ImagePath.of("/usr/local/bin").child(name)) instanceof Fact.Absent<?>;
        boolean plain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
        if (replay.world().network() == Network.NONE && global && plain) {
            return Chain.fails(call, Cause.COMMAND_NOT_FOUND, 1, prefix + " code EAI_AGAIN", name);
        }
        return whichever(call, command, latest(name), replay).orElseGet(() -> Chain.lost(call, Reason.DOWNLOADED));
    }

    /** The shell finds it, in the directories of the packages first. */
    private static List<End> byName(Invocation call, List<Arg> command, String prefix, Replay replay) {
        Arg name = command.get(0);
        return new PackageScript(
                        call.machine().directory(),
                        List.of("sh", "-c"),
                        (c, refused) -> new Chain.Words(prefix + " code " + refused.errno(), 254))
                .run(
                        call,
                        Arg.of(PackageScript.quoted(name.shown()), name.at()),
                        command.subList(1, command.size()),
                        replay);
    }

    /**
     * A command that is installed for all, beside node unless somebody has moved that (npm's libnpmexec; docs.npmjs.com, "config", "prefix").
     * Debian's own npm has it below /usr/local.
     */
    private static Optional<ImagePath> ofAll(String name, Machine machine) {
        if (!(Kernel.onPath("node", machine) instanceof Fact.Present<ImagePath> node)) {
            return Optional.empty();
        }
        ImagePath directory = node.value().parent();
        boolean debian = directory.value().equals("/usr/bin") && machine.libc() != Linkage.MUSL;
        return debian || isMoved(directory, machine)
                ? Optional.empty()
                : Optional.of(directory.child(name)).filter(machine.files()::holdsFile);
    }

    private static boolean isMoved(ImagePath directory, Machine machine) {
        boolean told =
                machine.environment().names().stream().anyMatch(name -> MOVING.contains(name.toLowerCase(Locale.ROOT)));
        String home = machine.environment().get("HOME") instanceof Fact.Present<String> set ? set.value() : "/root";
        return told
                || Stream.of(
                                ImagePath.of(home).child(".npmrc"),
                                machine.directory().child(".npmrc"),
                                directory.parent().resolve("etc/npmrc"))
                        .anyMatch(machine.files()::holdsFile);
    }

    /** Without a version in its name a package is downloaded in its newest one, whatever package.json asks for. */
    private static String latest(String name) {
        return name.equals("prisma") ? "7" : "";
    }

    /**
     * A command that fails whether it is installed or has to be downloaded: the failures of a program that is known, which do not
     * depend on where it comes from.
     */
    private static Optional<List<End>> whichever(Invocation call, List<Arg> command, String version, Replay replay) {
        String named = command.get(0).shown();
        int at = named.indexOf('@', 1);
        String name = at < 0 ? named : named.substring(0, at);
        String asked = at < 0 || !Character.isDigit((named + " ").charAt(at + 1)) ? version : named.substring(at + 1);
        return Whichever.failing(name, asked, call.with(command), replay)
                .map(ends ->
                        ends.stream().map(end -> PackageScript.back(call, end)).toList());
    }
}
