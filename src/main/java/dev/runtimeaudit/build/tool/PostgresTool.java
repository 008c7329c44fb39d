package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.PostgresServer;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code initdb} and {@code pg_ctl} of PostgreSQL (src/bin/initdb/initdb.c, src/bin/pg_ctl/pg_ctl.c). {@code initdb} makes a database in
 * an empty directory that its user may write to, never as root, with the {@code postgres} that lies beside it, what is in its share
 * directory, and a locale that is there. {@code pg_ctl} starts a server on a database, and stops it. Where any of that is not proven, it is
 * not known what they do.
 */
final class PostgresTool implements Launcher {

    private static final Set<String> ASKING = Set.of("--help", "-?", "--version", "-V");

    /** Options of initdb with a value. */
    private static final Set<String> VALUED = Set.of(
            "auth",
            "auth-local",
            "auth-host",
            "pgdata",
            "encoding",
            "pwfile",
            "username",
            "waldir",
            "text-search-config",
            "wal-segsize");

    /** Options without one that change nothing of what is asked here. */
    private static final Set<String> PLAIN =
            Set.of("data-checksums", "k", "no-locale", "no-sync", "N", "allow-group-access", "g", "no-instructions");

    /** Where the server makes its socket: Debian's is told so, others are compiled for /tmp (pg_config_manual.h). */
    private static final List<String> SOCKETS = List.of("/var/run/postgresql", "/tmp");

    private static final String SAMPLE = "postgresql.conf.sample";

    /** What a new database is known by, of the files that it has. */
    private static final List<String> FILES =
            List.of("PG_VERSION", "postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf");

    private final boolean makes;

    PostgresTool(boolean makes) {
        this.makes = makes;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        List<Arg> words = call.arguments();
        if (!words.isEmpty() && ASKING.contains(words.get(0).shown())) {
            return job.ends(Value.unknown(Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        return (makes ? makes(job) : controls(job))
                ? job.ends(Value.unknown(Reason.VALUE_NOT_KNOWN, job.evidence()))
                : List.of(End.of(call.machine(), new Exit.Lost(Reason.PROGRAM_NOT_MODELLED, job.evidence()))
                        .printing(Value.unknown(Reason.PROGRAM_NOT_MODELLED, job.evidence())));
    }

    // ---- initdb

    private static boolean makes(Job job) {
        Line line = line(job.call().arguments());
        boolean understood = line.operands().size()
                        <= (line.value("D", "pgdata").isPresent() ? 0 : 1)
                && PLAIN.containsAll(line.flags())
                && line.values().keySet().stream().allMatch(name -> VALUED.contains(name) || "ADEUX".contains(name));
        Optional<ImagePath> data = line.operands().isEmpty()
                ? data(job, line)
                : Line.text(line.operands().get(0)).map(job::path);
        Optional<ImagePath> own = own(job);
        boolean can = understood
                && data.isPresent()
                && own.isPresent()
                && isSomebody(job)
                && isUsable(job, data.get())
                && isWhole(job, own.get())
                && (line.has("no-locale") || Locales.areThere(job.machine()));
        if (can) {
            Content made = new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED);
            job.files(job.files().mkdirs(data.get(), job.made(0700)));
            for (String name : FILES) {
                job.files(job.files().with(data.get().child(name), new Node.File(job.made(0600), made)));
            }
            job.files(Effects.openNames(job.files(), data.get(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
        return can;
    }

    /** What is not known but begins like an option with a value is that option. */
    private static Line line(List<Arg> words) {
        List<Arg> known = words.stream()
                .map(word -> {
                    String begins = word.value().beginning();
                    boolean option = begins.startsWith("--") && begins.indexOf('=') > 0;
                    return word.value() instanceof Value.Unknown && option ? Arg.of(begins, word.at()) : word;
                })
                .toList();
        return Line.of(known, "ADEUXT", VALUED);
    }

    private static Optional<ImagePath> data(Job job, Line line) {
        if (line.value("D", "pgdata").isPresent()) {
            return line.text("D", "pgdata").map(job::path);
        }
        return job.machine().environment().get("PGDATA") instanceof Fact.Present<String> named
                ? Optional.of(job.path(named.value()))
                : Optional.empty();
    }

    /** Anybody but root, whom both refuse. */
    private static boolean isSomebody(Job job) {
        Machine.Identity who = job.machine().identity();
        return who.known() && who.uid() != 0;
    }

    /** The directory of the program, links followed: what it needs it looks for from there (src/common/exec.c). */
    private static Optional<ImagePath> own(Job job) {
        String name = job.call().command().shown();
        Fact<ImagePath> path =
                name.indexOf('/') >= 0 ? Fact.present(job.path(name)) : Kernel.onPath(name, job.machine());
        return path instanceof Fact.Present<ImagePath> at
                        && job.files().follow(at.value()) instanceof Fact.Present<Located> found
                ? Optional.of(found.value().path().parent())
                : Optional.empty();
    }

    /** Whether the server lies beside it, and what a new database is copied from lies where such a build has it. */
    private static boolean isWhole(Job job, ImagePath own) {
        ImagePath share = own.value().startsWith("/usr/lib/postgresql/")
                ? ImagePath.of("/usr/share/postgresql").child(own.parent().name())
                : own.parent().child("share").child("postgresql");
        return isFile(job, own.child("postgres")) && isFile(job, share.child(SAMPLE));
    }

    private static boolean isFile(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File;
    }

    /** Whether it may be the home of a database: it is empty, or it can be made. */
    private static boolean isUsable(Job job, ImagePath data) {
        Fact<Located> found = job.files().follow(data);
        if (found instanceof Fact.Absent<Located>) {
            return isWritable(job, data.parent());
        }
        return found instanceof Fact.Present<Located> there
                && there.value().node() instanceof Directory directory
                && directory.rest() instanceof Rest.Closed
                && directory.children().values().stream().allMatch(child -> child instanceof Slot.Gone)
                && isWritable(job, data);
    }

    private static boolean isWritable(Job job, ImagePath directory) {
        Machine.Identity who = job.machine().identity();
        return job.files().follow(directory) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Directory
                && Permissions.of(found.value().node(), Right.WRITE, who) instanceof Fact.Present<Node>
                && Permissions.reach(directory.child("x"), job.machine()) instanceof Fact.Present<ImagePath>;
    }

    // ---- pg_ctl

    private static boolean controls(Job job) {
        Line line = Line.of(
                job.call().arguments(),
                "DoltmcpNPU",
                Set.of("pgdata", "options", "log", "timeout", "mode", "core-files", "wait-timeout"));
        boolean understood = !hasUnknownOperand(line)
                && line.operands().size() == 1
                && Set.of("w", "wait", "s", "silent").containsAll(line.flags());
        Optional<ImagePath> data = data(job, line);
        if (!understood || data.isEmpty() || !isSomebody(job) || !isDatabase(job, data.get())) {
            return false;
        }
        return switch (line.texts().get(0)) {
            case "start" ->
                SOCKETS.stream().allMatch(path -> isWritable(job, ImagePath.of(path)))
                        && own(job).filter(own -> isFile(job, own.child("postgres")))
                                .isPresent();
            case "stop" -> true;
            default -> false;
        };
    }

    private static boolean hasUnknownOperand(Line line) {
        return line.unclear() || line.texts().size() != line.operands().size();
    }

    private static boolean isDatabase(Job job, ImagePath data) {
        return PostgresServer.isDatabase(job.machine(), data);
    }
}
