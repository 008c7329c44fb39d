package dev.runtimeaudit.exec;

import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Loaded.Part;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;

/**
 * Why execve(2) refused, in the terms of the rules: the same for everything that executes commands, whatever words it has
 * for it.
 *
 * @param at the word of the command line, or the first line of a script whose interpreter is missing
 * @param subject the command, or the interpreter
 */
public record Blame(Cause cause, Span at, String subject, Evidence evidence) {

    /** @param call the command line as it was executed; a first word without a slash was searched on PATH */
    public static Blame of(Invocation call, Loaded.Refused refused) {
        String name = call.command().shown();
        Evidence evidence =
                Evidence.of(call.command().at(), "runs `" + name + "`").because(refused.evidence());
        boolean interpreter = refused.what() == Part.INTERPRETER;
        return new Blame(cause(call, refused), place(call, refused), interpreter ? refused.missing() : name, evidence);
    }

    private static Cause cause(Invocation call, Loaded.Refused refused) {
        String name = call.command().shown();
        if (refused.errno() == Errno.ENOEXEC) {
            return text(call) instanceof Fact.Absent<SourceFile> ? Cause.WRONG_ARCHITECTURE : Cause.NO_SHEBANG;
        }
        if (refused.what() == Part.LOADER) {
            return Cause.WRONG_LIBC;
        }
        boolean denied = refused.errno() == Errno.EACCES || refused.errno() == Errno.EISDIR;
        if (refused.what() == Part.INTERPRETER) {
            return denied ? Cause.NOT_EXECUTABLE : Cause.INTERPRETER_NOT_FOUND;
        }
        if (denied) {
            return Cause.NOT_EXECUTABLE;
        }
        boolean wholeLine =
                call.command().value() instanceof Value.Known && (name.contains(" ") || name.startsWith("$"));
        if (wholeLine) {
            return Cause.EXEC_FORM_IS_NO_SHELL;
        }
        return name.contains("/") ? Cause.ENTRYPOINT_NOT_IN_IMAGE : Cause.COMMAND_NOT_FOUND;
    }

    private static Span place(Invocation call, Loaded.Refused refused) {
        Span word = call.command().at();
        if (refused.what() != Part.INTERPRETER) {
            return word;
        }
        return text(call)
                .fold(script -> script.value().span(0, script.value().line(1).length()), none -> word, unknown -> word);
    }

    /** The script that was executed. */
    private static Fact<SourceFile> text(Invocation call) {
        String name = call.command().shown();
        Machine machine = call.machine();
        Fact<FileSystem.Located> found = name.contains("/")
                ? machine.files().follow(machine.directory().resolve(name))
                : Kernel.onPath(name, machine).then(path -> machine.files().follow(path.value()));
        return found.then(here -> here.value().node() instanceof Node.File file
                ? file.content().on(machine.processor()).text()
                : Fact.absent(here.evidence()));
    }
}
