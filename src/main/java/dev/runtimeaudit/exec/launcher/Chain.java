package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Blame;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;

/** How one program becomes another: execvp(3), with the words of the program that calls it. */
public final class Chain {

    /** What a program says and with which status it ends when the command it should run is refused. */
    public interface Voice {
        Words words(String command, Loaded.Refused refused);
    }

    public record Words(String line, int code) {}

    private Chain() {}

    /**
     * Replaces the process.
     *
     * @param shellFallback glibc's execvp(3) gives a file that the kernel takes for no program to /bin/sh; musl's and Go's do
     *     not
     */
    public static List<End> exec(Invocation call, boolean shellFallback, Replay replay, Voice voice) {
        Loaded loaded = Kernel.find(call);
        if (loaded instanceof Loaded.Refused refused && refused.errno() == Errno.ENOEXEC && shellFallback) {
            List<Arg> words = new ArrayList<>();
            words.add(Arg.of("/bin/sh", call.command().at()));
            words.add(Arg.of(refused.missing(), call.command().at()));
            words.addAll(call.arguments());
            return exec(call.with(words), false, replay, voice);
        }
        if (loaded instanceof Loaded.Runs runs) {
            return replay.run(call.with(runs.argv()), runs.program());
        }
        if (loaded instanceof Loaded.Unclear && replay.guesses()) {
            return replay.guess(call);
        }
        if (loaded instanceof Loaded.Unclear unclear) {
            return lost(
                    call,
                    unclear.reason(),
                    Evidence.of(call.at(), "runs `" + call.sought() + "`").because(unclear.evidence()));
        }
        Loaded.Refused refused = (Loaded.Refused) loaded;
        Words words = voice.words(call.command().shown(), refused);
        Blame blame = Blame.of(call, refused);
        return failed(
                call,
                new Failure(blame.cause(), words.code(), words.line(), blame.at(), blame.subject(), blame.evidence()));
    }

    /** What strerror(3) says; a directory is refused with EACCES. */
    public static String text(Loaded.Refused refused) {
        return (refused.errno() == Errno.EISDIR ? Errno.EACCES : refused.errno()).text();
    }

    public static boolean isMissing(Loaded.Refused refused) {
        return refused.errno() == Errno.ENOENT || refused.errno() == Errno.ENOTDIR;
    }

    public static List<End> failed(Invocation call, Failure failure) {
        return List.of(End.failed(call.machine(), failure));
    }

    /** A program that rejects what it is given, or gives up by itself. */
    public static List<End> fails(Invocation call, Cause cause, int code, String line, String subject) {
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return failed(call, new Failure(cause, code, line, call.at(), subject, evidence));
    }

    public static List<End> lost(Invocation call, Reason reason) {
        return lost(
                call,
                reason,
                Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`, which is not followed"));
    }

    public static List<End> lost(Invocation call, Reason reason, Evidence evidence) {
        return List.of(End.of(call.machine(), new Exit.Lost(reason, evidence)));
    }

    public static List<End> never(Invocation call) {
        Evidence evidence = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return List.of(End.of(call.machine(), new Exit.Never(call.shown(), evidence)));
    }
}
