package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.nginx.Configuration;
import dev.runtimeaudit.exec.nginx.Read;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * nginx (nginx.org, "Command-line parameters"): reads its configuration, makes its directories, and serves, in the foreground
 * only when it is told to.
 */
final class Nginx implements Launcher {

    private static final ImagePath MAIN = ImagePath.of("/etc/nginx/nginx.conf");

    /** What the builds of nginx.org are configured with ({@code --http-client-body-temp-path}): the first directory they make. */
    private static final ImagePath FIRST_DIRECTORY = ImagePath.of("/var/cache/nginx/client_temp");

    private static final ImagePath PID = ImagePath.of("/run/nginx.pid");

    private final boolean unprivileged;

    /** @param unprivileged the build of nginx-unprivileged */
    Nginx(boolean unprivileged) {
        this.unprivileged = unprivileged;
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        ImagePath main = MAIN;
        Configuration configuration = new Configuration(call.machine(), replay.world(), program.version());
        boolean test = false;
        List<Arg> words = call.arguments();
        Optional<Read> early = Optional.empty();
        boolean foreground = false;
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (Set.of("-v", "-V", "-h", "-?").contains(word)) {
                return List.of(End.success(call.machine()));
            }
            if (word.equals("-q")) {
                continue;
            }
            boolean last = i + 1 >= words.size();
            if (word.equals("-t") || word.equals("-T")) {
                test = true;
            } else if (last || !(words.get(i + 1).value() instanceof Value.Known value)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            } else if (word.equals("-c")) {
                main = ImagePath.of("/etc/nginx").resolve(value.text());
                i++;
            } else if (word.equals("-g")) {
                SourceFile directives = new SourceFile(words.get(i + 1).at().path(), value.text());
                early = configuration.global(directives).map(end -> at(end, words.get(0)));
                foreground |= early.isEmpty() && value.text().replace(" ", "").contains("daemonoff");
                i++;
            } else {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        ImagePath file = main;
        Read read = early.orElseGet(() -> configuration.load(file, file.equals(MAIN) && isOfficial(call.machine())));
        if (read instanceof Read.Rejected rejected) {
            return fails(call, rejected);
        }
        if (read instanceof Read.Unclear unclear) {
            return lost(call, unclear);
        }
        if (test) {
            return List.of(End.success(call.machine()));
        }
        if (!call.machine().identity().isRoot()) {
            Optional<List<End>> denied = denied(call, (Read.Serves) read, isOfficial(call.machine()));
            if (denied.isPresent()) {
                return denied.get();
            }
        }
        return foreground || ((Read.Serves) read).foreground()
                ? Chain.never(call)
                : List.of(End.success(call.machine()));
    }

    /** A complaint about the command line stands where that is written. */
    private static Read at(Read read, Arg word) {
        return read instanceof Read.Rejected rejected
                ? new Read.Rejected(
                        rejected.cause(), rejected.words(), word.at(), rejected.subject(), rejected.evidence())
                : read;
    }

    private static List<End> lost(Invocation call, Read.Unclear unclear) {
        return Chain.lost(
                call,
                unclear.reason(),
                Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`")
                        .because(unclear.evidence()));
    }

    private static List<End> fails(Invocation call, Read.Rejected rejected) {
        return Chain.failed(
                call,
                new Failure(
                        rejected.cause(),
                        1,
                        "nginx: [emerg] " + rejected.words(),
                        rejected.at(),
                        rejected.subject(),
                        rejected.evidence()
                                .because(Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`"))));
    }

    /**
     * The images of nginx.org bring an entry script of this name, and its packages a second build for debugging (docker-nginx,
     * pkg-oss); packages of distributions have neither.
     */
    private static boolean isOfficial(Machine machine) {
        return is("/docker-entrypoint.sh", "nginx-docker-entrypoint", machine)
                || is("/usr/sbin/nginx-debug", "nginx", machine);
    }

    private static boolean is(String path, String program, Machine machine) {
        return machine.files().follow(ImagePath.of(path)) instanceof Fact.Present<FileSystem.Located> found
                && found.value().node() instanceof dev.runtimeaudit.image.Node.File file
                && file.content() instanceof Content.Program known
                && known.name().equals(program);
    }

    /**
     * What a user who is not root may not do: make the directories for temporary files, and write the pid
     * ({@code ngx_create_paths}, {@code ngx_create_pidfile}). The image without privileges keeps both where its user may
     * write, as long as its own main file stands.
     */
    private Optional<List<End>> denied(Invocation call, Read.Serves serves, boolean official) {
        Machine machine = call.machine();
        if (machine.identity().known() && machine.identity().overrides() || unprivileged && !serves.ownMain()) {
            return Optional.empty();
        }
        ImagePath directory = serves.temporary().orElse(FIRST_DIRECTORY);
        boolean thisUsers = unprivileged && serves.temporary().isEmpty();
        Fact<FileSystem.Located> made = machine.files().follow(directory);
        Fact<?> allowed = made instanceof Fact.Present<FileSystem.Located> || thisUsers
                ? Fact.present(directory)
                : writable(directory.parent(), machine);
        if (allowed instanceof Fact.Present<?>) {
            ImagePath pid = serves.pid().orElse(PID);
            Fact<?> written = machine.files().follow(pid) instanceof Fact.Present<?>
                    ? writable(pid, machine)
                    : writable(pid.parent(), machine);
            return written instanceof Fact.Present<?>
                    ? Optional.empty()
                    : Optional.of(Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN));
        }
        boolean proven = (official || serves.temporary().isPresent())
                && isNotMade(made)
                && machine.files().follow(directory.parent()) instanceof Fact.Present<?>
                && allowed instanceof Fact.Absent<?>;
        if (!proven) {
            return Optional.of(Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN));
        }
        if (serves.changed().isPresent()) {
            // The step may have put the directories where this user may write.
            return Optional.of(lost(call, serves.changed().get()));
        }
        Evidence evidence = Evidence.of(
                        call.at(), "runs nginx as a user who may not write `" + directory.parent() + "`")
                .because(allowed.evidence());
        return Optional.of(Chain.failed(
                call,
                new Failure(
                        Cause.USER_CANNOT_WRITE,
                        1,
                        "nginx: [emerg] mkdir() \"" + directory + "\" failed (13: Permission denied)",
                        call.at(),
                        directory.parent().value(),
                        evidence)));
    }

    /** The images of nginx.org bring the directory above empty. */
    private static boolean isNotMade(Fact<FileSystem.Located> made) {
        return made instanceof Fact.Absent<?>
                || made instanceof Fact.Unknown<FileSystem.Located> unknown
                        && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    private static Fact<?> writable(ImagePath path, Machine machine) {
        return machine.files()
                .follow(path)
                .then(found -> Permissions.of(found.value().node(), Permissions.Right.WRITE, machine.identity()));
    }
}
