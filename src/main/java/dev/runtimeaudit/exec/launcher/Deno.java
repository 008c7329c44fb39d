package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** deno, as far as the file that it runs (docs.deno.com, "deno run"). */
final class Deno implements Launcher {

    static final Set<String> COMMANDS = Set.of(
            "add",
            "bench",
            "bundle",
            "cache",
            "check",
            "compile",
            "completions",
            "coverage",
            "doc",
            "eval",
            "fmt",
            "help",
            "info",
            "init",
            "install",
            "jupyter",
            "lint",
            "lsp",
            "outdated",
            "publish",
            "remove",
            "repl",
            "run",
            "serve",
            "task",
            "test",
            "types",
            "uninstall",
            "update",
            "upgrade",
            "vendor",
            "deploy",
            "clean",
            "approve-scripts");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (words.isEmpty() || !words.get(0).shown().equals("run")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        for (Arg word : words.subList(1, words.size())) {
            if (!(word.value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            if (known.text().startsWith("-")) {
                continue;
            }
            ImagePath path = call.machine().directory().resolve(known.text());
            Fact<FileSystem.Located> found = call.machine().files().follow(path);
            if (known.text().contains(":") || !(found instanceof Fact.Absent<FileSystem.Located>)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            Evidence evidence = Evidence.of(word.at(), "runs `" + path + "`").because(found.evidence());
            String line = "error: Module not found \"file://" + path + "\".";
            return Chain.failed(
                    call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), path.value(), evidence));
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** Its image's entry script: a command of deno's is run by deno. */
    static final class Entrypoint implements Launcher {
        @Override
        public List<End> run(Invocation call, Content.Program program, Replay replay) {
            List<Arg> words = new ArrayList<>(call.arguments());
            if (words.isEmpty()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (COMMANDS.contains(words.get(0).shown())) {
                words.add(0, Arg.of("deno", call.at()));
            }
            return Chain.exec(
                    call.with(words),
                    true,
                    replay,
                    (command, refused) -> new Chain.Words(
                            "/usr/local/bin/docker-entrypoint.sh: exec: " + command + ": " + Chain.text(refused),
                            Chain.isMissing(refused) ? 127 : 126));
        }
    }
}
