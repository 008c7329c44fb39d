package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.PathSearch;
import dev.runtimeaudit.exec.Permissions;
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
import java.util.Set;

/**
 * The entry script of the node images (nodejs/docker-node, {@code docker-entrypoint.sh}): options, and words that are no
 * command, are taken for node's. What it executes, it executes from a shell, which has its own words and runs files
 * without shebang.
 */
final class NodeDockerEntrypoint implements Launcher {

    /** What {@code command -v} also finds: builtins and reserved words that ash and dash share. */
    private static final Set<String> SHELL_WORDS = Set.of(
            ".",
            ":",
            "[",
            "alias",
            "bg",
            "break",
            "cd",
            "command",
            "continue",
            "echo",
            "eval",
            "exec",
            "exit",
            "export",
            "false",
            "fg",
            "getopts",
            "hash",
            "jobs",
            "kill",
            "local",
            "printf",
            "pwd",
            "read",
            "readonly",
            "return",
            "set",
            "shift",
            "test",
            "times",
            "trap",
            "true",
            "type",
            "ulimit",
            "umask",
            "unalias",
            "unset",
            "wait",
            "if",
            "then",
            "else",
            "elif",
            "fi",
            "do",
            "done",
            "case",
            "esac",
            "while",
            "until",
            "for",
            "{",
            "}",
            "!",
            "in");

    /** The line on which the script executes the command. */
    private static final int LINE = 11;

    private static final String SELF = "/usr/local/bin/docker-entrypoint.sh";

    /** What the script finds out about its first word. */
    private enum Known {
        COMMAND,
        FOR_NODE,
        UNCLEAR
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        Known known = words.isEmpty() ? Known.FOR_NODE : look(words.get(0), call.machine());
        if (known == Known.UNCLEAR) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        if (known == Known.FOR_NODE) {
            words.add(0, Arg.of("node", call.at()));
        }
        boolean dash = isDash(call.machine());
        return Chain.exec(call.with(words), true, replay, (command, refused) -> {
            boolean missing = Chain.isMissing(refused) || refused.errno() == Loaded.Errno.ELOOP;
            String text = missing ? "not found" : Chain.text(refused);
            String place = dash ? SELF + ": " + LINE + ": exec: " : SELF + ": exec: line " + LINE + ": ";
            return new Chain.Words(place + command + ": " + text, missing ? 127 : 126);
        });
    }

    private static boolean isDash(Machine machine) {
        return machine.files().follow(ImagePath.of("/bin/sh")) instanceof Fact.Present<FileSystem.Located> sh
                && sh.value().node() instanceof Node.File file
                && file.content() instanceof Content.Program program
                && program.name().equals("dash");
    }

    /** {@code [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }}. */
    private static Known look(Arg word, Machine machine) {
        if (!(word.value() instanceof Value.Known value)) {
            return Known.UNCLEAR;
        }
        String text = value.text();
        if (text.startsWith("-") || text.isEmpty()) {
            return Known.FOR_NODE;
        }
        Known here = file(machine.directory().resolve(text), machine);
        if (text.contains("/")) {
            return here;
        }
        if (here == Known.FOR_NODE && isFile(machine.directory().resolve(text), machine)) {
            return Known.FOR_NODE; // a file of that name that may not be executed, whatever PATH has
        }
        if (SHELL_WORDS.contains(text)) {
            return Known.COMMAND;
        }
        PathSearch search = Kernel.search(text, machine);
        if (search instanceof PathSearch.Unclear) {
            return Known.UNCLEAR;
        }
        return search instanceof PathSearch.Found ? Known.COMMAND : Known.FOR_NODE;
    }

    private static boolean isFile(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> found
                && found.value().node() instanceof Node.File;
    }

    private static Known file(ImagePath path, Machine machine) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        if (found instanceof Fact.Unknown<FileSystem.Located>) {
            return Known.UNCLEAR;
        }
        if (!(found instanceof Fact.Present<FileSystem.Located> here)) {
            return Known.FOR_NODE;
        }
        if (!(here.value().node() instanceof Node.File file)) {
            return Known.COMMAND;
        }
        Fact<Node> allowed = Permissions.of(file, Permissions.Right.EXECUTE, machine.identity());
        if (allowed instanceof Fact.Unknown<Node>) {
            return Known.UNCLEAR;
        }
        return allowed instanceof Fact.Present<Node> ? Known.COMMAND : Known.FOR_NODE;
    }
}
