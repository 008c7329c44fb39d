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
import dev.runtimeaudit.source.Evidence;
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

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        Fact<Boolean> command = words.isEmpty() ? Fact.present(false) : look(words.get(0), call.machine());
        if (command instanceof Fact.Unknown<Boolean> unknown) {
            return Chain.lost(
                    call,
                    unknown.reason(),
                    Evidence.of(words.get(0).at(), "runs `" + call.with(words).sought() + "`")
                            .because(unknown.evidence()));
        }
        if (!(command instanceof Fact.Present<Boolean> found && found.value())) {
            words.add(0, Arg.of("node", call.at()));
        }
        boolean dash = isDash(call.machine());
        return Chain.exec(call.with(words), true, replay, (name, refused) -> {
            boolean missing = Chain.isMissing(refused) || refused.errno() == Loaded.Errno.ELOOP;
            String text = missing ? "not found" : Chain.text(refused);
            String place = dash ? SELF + ": " + LINE + ": exec: " : SELF + ": exec: line " + LINE + ": ";
            return new Chain.Words(place + name + ": " + text, missing ? 127 : 126);
        });
    }

    private static boolean isDash(Machine machine) {
        return machine.files().follow(ImagePath.of("/bin/sh")) instanceof Fact.Present<FileSystem.Located> sh
                && sh.value().node() instanceof Node.File file
                && file.content() instanceof Content.Program program
                && program.name().equals("dash");
    }

    /**
     * Whether the first word is a command; if not, it is taken for node's: {@code [ "${1#-}" != "${1}" ] || [ -z "$(command -v
     * "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }}.
     */
    private static Fact<Boolean> look(Arg word, Machine machine) {
        if (!(word.value() instanceof Value.Known value)) {
            Value.Unknown unknown = (Value.Unknown) word.value();
            return Fact.unknown(unknown.reason(), unknown.evidence());
        }
        String text = value.text();
        if (text.startsWith("-") || text.isEmpty()) {
            return Fact.present(false);
        }
        Fact<Boolean> here = file(machine.directory().resolve(text), machine);
        if (text.contains("/")) {
            return here;
        }
        boolean notForRunning = here instanceof Fact.Present<Boolean> known
                && !known.value()
                && machine.files().holdsFile(machine.directory().resolve(text));
        if (notForRunning) {
            return Fact.present(false); // a file of that name that may not be executed, whatever PATH has
        }
        if (SHELL_WORDS.contains(text)) {
            return Fact.present(true);
        }
        PathSearch search = Kernel.search(text, machine);
        return search instanceof PathSearch.Unclear unclear
                ? Fact.unknown(unclear.reason(), unclear.evidence())
                : Fact.present(search instanceof PathSearch.Found);
    }

    private static Fact<Boolean> file(ImagePath path, Machine machine) {
        Fact<FileSystem.Located> found = machine.files().follow(path);
        if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            return Fact.unknown(unknown.reason(), unknown.evidence());
        }
        if (!(found instanceof Fact.Present<FileSystem.Located> here)) {
            return Fact.present(false);
        }
        if (!(here.value().node() instanceof Node.File file)) {
            return Fact.present(true);
        }
        Fact<Node> allowed = Permissions.of(file, Permissions.Right.EXECUTE, machine.identity());
        return allowed instanceof Fact.Unknown<Node> unknown
                ? Fact.unknown(unknown.reason(), unknown.evidence())
                : Fact.present(allowed instanceof Fact.Present<Node>);
    }
}
