package dev.runtimeaudit.exec;

import dev.runtimeaudit.exec.Loaded.Errno;
import dev.runtimeaudit.exec.Loaded.Part;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Locale;

/**
 * What the engine's runtime does with the first command line of a container, and what it says when it cannot (runc,
 * libcontainer/standard_init_linux.go; Go, os/exec.LookPath). What an engine puts in front of these lines is left out.
 */
public final class Runc {

    /** A command line that runs, or why it does not. */
    public sealed interface Started {
        record Runs(Loaded.Runs loaded) implements Started {}

        record Fails(Failure failure) implements Started {}

        record Unclear(Loaded.Unclear loaded) implements Started {}
    }

    private final Engine engine;

    public Runc(Engine engine) {
        this.engine = engine;
    }

    /**
     * Looks the first word up and executes it.
     *
     * @param call the process as it will be; whether it still holds root's capabilities at that moment is the engine's affair
     */
    public Started start(Invocation call) {
        String name = call.command().shown();
        boolean hasSlash = name.contains("/");
        if (!hasSlash) {
            PathSearch search = Kernel.search(name, call.machine());
            if (search instanceof PathSearch.Unclear unclear) {
                return new Started.Unclear(new Loaded.Unclear(unclear.reason(), unclear.evidence()));
            }
            if (!(search instanceof PathSearch.Found found)) {
                Evidence why = search instanceof PathSearch.Denied denied
                        ? denied.evidence()
                        : ((PathSearch.Nowhere) search).evidence();
                return fails(call, nowhere(name, why), 127, "executable file not found in $PATH");
            }
            if (!found.shown().startsWith("/")) {
                return fails(
                        call,
                        nowhere(name, found.evidence()),
                        127,
                        "cannot run executable found relative to current directory");
            }
            return loaded(call, found.shown(), Kernel.load(found, call));
        }
        return loaded(call, name, Kernel.load(call.machine().directory().resolve(name), call));
    }

    private static Loaded.Refused nowhere(String name, Evidence why) {
        return new Loaded.Refused(Errno.ENOENT, Part.COMMAND, name, why);
    }

    private Started loaded(Invocation call, String file, Loaded loaded) {
        if (loaded instanceof Loaded.Runs runs) {
            return new Started.Runs(runs);
        }
        if (loaded instanceof Loaded.Unclear unclear) {
            return new Started.Unclear(unclear);
        }
        Loaded.Refused refused = (Loaded.Refused) loaded;
        if (refused.what() != Part.COMMAND || refused.errno() == Errno.ENOEXEC) {
            return execFails(call, file, refused);
        }
        switch (refused.errno()) {
            case ENOENT:
                return fails(call, refused, 127, "stat " + file + ": no such file or directory");
            case EACCES:
                if (engine != Engine.DOCKER_28 && someoneMay(call, file)) {
                    // Before Go 1.20, the look-up is content with any x bit, and execve(2) itself refuses.
                    return new Started.Fails(failure(call, refused, 126, "exec " + file + ": permission denied"));
                }
                return fails(call, refused, 126, denied(call, file));
            case EISDIR:
                String words = engine == Engine.DOCKER_28 ? "is a directory: permission denied" : "permission denied";
                return fails(call, refused, 126, words);
            case ENOTDIR:
                return fails(
                        call,
                        refused,
                        125,
                        "stat " + file + ": not a directory: Are you trying to mount a directory onto a file (or"
                                + " vice-versa)? Check if the specified host path exists and is the expected type");
            case ELOOP:
                return fails(call, refused, 125, "stat " + file + ": too many levels of symbolic links");
            case ENOEXEC:
                break;
        }
        throw new AssertionError(refused.errno());
    }

    /** A directory on the way that may not be searched stops stat(2), a mode of the file itself does not. */
    private static String denied(Invocation call, String file) {
        Fact<ImagePath> reached = Permissions.reach(call.machine().directory().resolve(file), call.machine());
        return reached instanceof Fact.Absent<ImagePath> ? "stat " + file + ": permission denied" : "permission denied";
    }

    private static Started fails(Invocation call, Loaded.Refused refused, int code, String words) {
        return new Started.Fails(
                failure(call, refused, code, "exec: \"" + call.command().shown() + "\": " + words));
    }

    private static Failure failure(Invocation call, Loaded.Refused refused, int code, String line) {
        Blame blame = Blame.of(call, refused);
        return new Failure(blame.cause(), code, line, blame.at(), blame.subject(), blame.evidence());
    }

    private static boolean someoneMay(Invocation call, String file) {
        Machine capable = call.machine().withIdentity(Machine.Identity.ROOT);
        return !(Kernel.load(capable.directory().resolve(file), call.with(capable)) instanceof Loaded.Refused refused)
                || refused.what() != Part.COMMAND;
    }

    /** What execve(2) itself refuses: the container exists by then, and its log holds the line. */
    private Started execFails(Invocation call, String file, Loaded.Refused refused) {
        String words = refused.errno() == Errno.EISDIR
                ? "permission denied"
                : refused.errno().text().toLowerCase(Locale.ROOT);
        int code = engine == Engine.DOCKER_28 ? 255 : 1;
        return new Started.Fails(failure(call, refused, code, "exec " + file + ": " + words));
    }

    /** The lines of the engine itself, for what is wrong before anything is looked up. */
    public static Failure refuses(Cause cause, String words, Span at, String subject, List<Evidence> because) {
        Evidence why = because.stream().reduce(Evidence.NONE, Evidence::because);
        return new Failure(cause, 125, words, at, subject, why);
    }
}
