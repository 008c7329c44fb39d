package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** A command while it runs: its state, where it stands, and how it fails. Lives for one path of one command. */
final class Run {

    final Interpreter interpreter;
    final Shell shell;
    final Choices choices;
    final Span at;
    /** Where it stands in its own text, which is a file only if that is one. */
    final Span inText;

    final int line;

    /** Replaced where a part of the command runs in a way that has several ends. */
    State state;

    /** The words as they are written, when each became one field. */
    List<ShellWord> written = List.of();

    /** A parameter that may be unset splits the replay: its words are the command itself. */
    boolean splitting;

    /** The status of the last command substitution, which is that of a command without a name. */
    Optional<Status> substituted = Optional.empty();

    Run(Interpreter interpreter, State state, Choices choices, Span written, int line) {
        this.interpreter = interpreter;
        this.shell = interpreter.shell();
        this.choices = choices;
        this.state = state;
        this.at = state.source.at(written);
        this.inText = written;
        // BusyBox gives commands between backquotes no line of their own: its messages keep the last one.
        this.line = line == 0 ? state.line : state.source.line(line);
        state.line = this.line;
    }

    Flavor flavor() {
        return shell.flavor();
    }

    Speaker speaker() {
        return shell.speaker();
    }

    /** A whole line in the shell's voice, for this command. */
    String said(String builtin, String message) {
        return speaker().line(state.source, line, builtin, message);
    }

    Evidence evidence(String says) {
        return Evidence.of(at, says);
    }

    Value unknown(Reason reason, String says) {
        return Value.unknown(reason, evidence(says));
    }

    /** Says something on standard error and makes a failure of it. */
    Failure failure(Cause cause, int code, String said, String subject, Evidence evidence) {
        String heard = state.isHeard() ? said : "";
        state.say(said, at);
        return new Failure(cause, code, heard, at, subject, evidence);
    }

    Failure failure(Cause cause, Speaker.Words words, String subject, Evidence evidence) {
        return failure(cause, words.code(), said(words.builtin(), words.message()), subject, evidence);
    }

    /** The command ends with a message and a status. */
    void fails(Cause cause, Speaker.Words words, String subject, String says) {
        state.ends(Status.failed(failure(cause, words, subject, evidence(says))));
    }

    /** A built-in rejects what it is given. */
    void fails(Speaker.Words words, String subject) {
        fails(Cause.STEP_FAILS, words, subject, "runs `" + subject + "`, which fails");
    }

    /** As {@link #fails(Speaker.Words, String)}, but BusyBox speaks as the applet that it runs. */
    void failsAsApplet(Speaker.Words words, String subject) {
        if (!flavor().ash()) {
            fails(words, subject);
            return;
        }
        state.ends(Status.failed(failure(
                Cause.STEP_FAILS,
                words.code(),
                "sh: " + words.message(),
                subject,
                evidence("runs `" + subject + "`, which fails"))));
    }

    /** A special built-in rejects what it is given: in POSIX shells that is the end of the script (POSIX 2.8.1). */
    void kills(Speaker.Words words, String subject) {
        fails(words, subject);
        if (!flavor().ownMode()) {
            state.leave();
        }
    }

    /** {@code ${x:?}} and {@code set -u}: no shell goes on behind that. */
    Abort unset(String message, String name, String says) {
        int code = killCode(state.has(Option.ERREXIT));
        state.ends(Status.failed(failure(Cause.UNSET_VARIABLE, code, said("", message), name, evidence(says))));
        state.leave();
        return new Abort();
    }

    /** An expansion that cannot be worked out. bash in its own mode goes on with the next line. */
    Abort broken(Cause cause, String message, String subject, String says) {
        return broken(cause, message, subject, says, state.has(Option.ERREXIT));
    }

    /** An expression that cannot be worked out: bash does not look at {@code set -e} then (measured with 5.2). */
    Abort miscalculated(Cause cause, String message, String subject, String says) {
        return broken(cause, message, subject, says, state.has(Option.ERREXIT) && !flavor().bash());
    }

    private Abort broken(Cause cause, String message, String subject, String says, boolean errexit) {
        int code = flavor().ownMode() ? 1 : killCode(errexit);
        // BusyBox counts the lines that it has read, not those that it runs.
        boolean readTo = flavor().ash() && message.startsWith("syntax error");
        String said =
                readTo ? speaker().line(state.source, state.source.line(state.readTo), "", message) : said("", message);
        state.ends(Status.failed(failure(cause, code, said, subject, evidence(says))));
        if (!flavor().ownMode() || errexit && state.guards == 0) {
            state.leave();
        } else {
            state.flow = Flow.NEXT_LINE;
        }
        return new Abort();
    }

    private int killCode(boolean errexit) {
        if (!flavor().bash()) {
            return 2;
        }
        boolean dropsOut = shell.argument() && state.subshells == 0 && !errexit;
        return dropsOut ? 127 : 1;
    }

    Abort lost(Reason reason, String says) {
        state.lost(reason, evidence(says));
        return new Abort();
    }

    /** Splits the replay: true on one path, false on the other. */
    boolean fork() {
        return choices.pick(() -> List.of(true, false));
    }
}
