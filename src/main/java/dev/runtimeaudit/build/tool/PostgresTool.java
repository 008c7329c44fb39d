package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.PostgresServer;
import dev.runtimeaudit.image.Account;
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
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code initdb} and {@code pg_ctl} of PostgreSQL (src/bin/initdb/initdb.c, src/bin/pg_ctl/pg_ctl.c). {@code initdb} makes a database in
 * an empty directory that belongs to its user, or that it can make; never as root, nor for a user without an account; with the
 * {@code postgres} that lies beside it, what is in its share directory, and a locale that is there. {@code pg_ctl} starts a server on a
 * database, and stops one that it has started. Where any of that is not proven, it is not known what they do.
 */
final class PostgresTool implements Launcher {

    private static final Set<String> ASKING = Set.of("--help", "-?", "--version", "-V");

    private static final Pattern UTF8 = Pattern.compile("(?i)utf-?8");
    private static final Pattern USER = Pattern.compile("(?!pg_)[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern TRUST = Pattern.compile("trust");
    private static final Pattern PASSWORD = Pattern.compile("trust|md5|password|scram-sha-256");

    /** Options of initdb with a value, and which; those that name a file or directory are looked at besides. */
    private static final Map<String, Pattern> VALUED = Map.of(
            "encoding", UTF8,
            "E", UTF8,
            "username", USER,
            "U", USER,
            "locale", Pattern.compile("C|POSIX"),
            "auth", PASSWORD,
            "A", PASSWORD,
            "auth-host", PASSWORD,
            "auth-local", PASSWORD);

    /** What initdb is told of who may connect. */
    private static final String[] ACCESS = {"auth", "A", "auth-host", "auth-local"};

    /** Options without one that all versions have. */
    private static final Set<String> PLAIN = Set.of("data-checksums", "k", "no-locale");

    /** Options that need a value, in the next word where it does not stand behind a sign. */
    private static final Set<String> LONG =
            Set.of("encoding", "username", "locale", "auth", "auth-host", "auth-local", "pgdata", "pwfile");

    /** What it copies from. */
    private static final List<String> SAMPLES =
            List.of("postgresql.conf.sample", "pg_hba.conf.sample", "pg_ident.conf.sample", "postgres.bki");

    private static final String SETTINGS = "postgresql.conf.sample";

    /** Of the settings that it writes itself. */
    private static final String SET = "max_connections = 100\nshared_buffers = 128MB\n";

    /** Of the lines of who may connect that it writes; how they are to show who they are is asked of it. */
    private static final String OPEN =
            "# TYPE DATABASE USER ADDRESS METHOD\nlocal all all trust\nhost all all 127.0.0.1/32 trust\n";

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
        boolean certain = !program.version().equals(Replay.UNCLEAR);
        if (certain && (makes ? makes(job) : controls(job))) {
            return job.ends(Value.unknown(Reason.VALUE_NOT_KNOWN, job.evidence()));
        }
        // Whoever gives it what it is told answers for what that leads to.
        boolean given = words.stream().anyMatch(word -> word.value() instanceof Value.Unknown && !isFile(word));
        Reason reason = given ? Reason.VALUE_NOT_KNOWN : Reason.PROGRAM_NOT_MODELLED;
        return List.of(End.of(call.machine(), new Exit.Lost(reason, job.evidence()))
                .printing(Value.unknown(reason, job.evidence())));
    }

    // ---- initdb

    private static final String PASSWORD_FILE = "--pwfile=";

    /** The password comes from what a shell makes for it: {@code --pwfile=<(…)}. */
    private static boolean isFile(Arg word) {
        return word.value() instanceof Value.Unknown && word.value().beginning().startsWith(PASSWORD_FILE);
    }

    private static boolean makes(Job job) {
        List<Arg> words = new ArrayList<>(job.call().arguments());
        boolean piped = words.removeIf(PostgresTool::isFile);
        // A name that is given is taken to be right.
        words.removeIf(
                word -> word.value().beginning().startsWith("--username=") && word.value() instanceof Value.Unknown);
        Line line = Line.of(words, "ADEU", LONG);
        boolean password =
                piped || line.text("pwfile").filter(path -> isFilled(job, path)).isPresent();
        boolean understood = !line.unclear()
                && PLAIN.containsAll(line.flags())
                && line.values().keySet().stream().allMatch(name -> isRight(line, name))
                && (line.value("pwfile").isEmpty() || password)
                && (password || !asks(line))
                && line.operands().size() <= (line.value("D", "pgdata").isPresent() ? 0 : 1);
        Optional<ImagePath> data = line.operands().isEmpty()
                ? data(job, line)
                : Line.text(line.operands().get(0)).map(job::path);
        Optional<ImagePath> own = PostgresServer.directory(job.call());
        boolean can = understood
                && data.isPresent()
                && own.isPresent()
                && isSomebody(job)
                && isUsable(job, data.get())
                && isWhole(job, own.get())
                && (line.has("no-locale") || line.value("locale").isPresent() || Locales.areThere(job.machine()));
        if (can) {
            job.files(job.files().mkdirs(data.get(), job.made(0700)));
            job.files(job.files()
                    .update(
                            data.get(),
                            false,
                            node -> node.withMeta(
                                    node.meta().because(job.evidence()).withMode(0700))));
            String settings = sample(job, share(own.get()).child(SETTINGS)).orElse("") + SET;
            put(job, data.get().child("PG_VERSION"), PostgresServer.MADE);
            put(job, data.get().child("postgresql.conf"), likely(job, settings));
            put(job, data.get().child("postgresql.auto.conf"), likely(job, "# Do not edit this file by hand\n"));
            put(job, data.get().child("pg_hba.conf"), likely(job, OPEN));
            put(job, data.get().child("pg_ident.conf"), likely(job, "# MAPNAME\n"));
            for (String name : PostgresServer.DIRECTORIES) {
                job.files(job.files().mkdirs(data.get().child(name), job.made(0700)));
                job.files(Effects.openNames(
                        job.files(), data.get().child(name), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
            job.files(Effects.openNames(job.files(), data.get(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            job.files(job.files().without(data.get().child(PostgresServer.LOCK), job.evidence()));
        }
        return can;
    }

    private static boolean isRight(Line line, String name) {
        return name.equals("pwfile")
                || name.equals("D")
                || name.equals("pgdata")
                || VALUED.containsKey(name)
                        && line.text(name)
                                .filter(value -> VALUED.get(name).matcher(value).matches())
                                .isPresent();
    }

    /** Whether it wants a password, and ends where it is given none. */
    private static boolean asks(Line line) {
        for (String name : ACCESS) {
            if (line.text(name).filter(value -> !TRUST.matcher(value).matches()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFilled(Job job, String path) {
        return job.files().follow(job.path(path)) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().text() instanceof Fact.Present<SourceFile> text
                && !text.value().text().isBlank()
                && PostgresServer.isOwned(job.machine(), file.meta());
    }

    private static Optional<ImagePath> data(Job job, Line line) {
        return line.value("D", "pgdata").isPresent()
                ? line.text("D", "pgdata").map(job::path)
                : PostgresServer.named(job.machine());
    }

    /** Anybody but root, whom both refuse, who has an account. */
    private static boolean isSomebody(Job job) {
        Machine.Identity who = job.machine().identity();
        return who.known()
                && who.uid() != 0
                && job.machine().accounts().user(who.uid()) instanceof Fact.Present<Account>;
    }

    /** Whether the server lies beside it, and what a new database is copied from lies where such a build has it. */
    private static boolean isWhole(Job job, ImagePath own) {
        ImagePath share = share(own);
        return isFile(job, own.child("postgres"))
                && SAMPLES.stream().allMatch(sample -> isFile(job, share.child(sample)))
                && PostgresServer.isRight(job.machine(), share.child(SETTINGS))
                && Stream.of("pg_hba.conf.sample", "pg_ident.conf.sample", "postgres.bki")
                        .allMatch(sample -> isUntouched(job, share.child(sample)));
    }

    private static ImagePath share(ImagePath own) {
        return PostgresServer.isDebian(own)
                ? ImagePath.of("/usr/share/postgresql").child(own.parent().name())
                : own.parent().child("share").child("postgresql");
    }

    /** Whether a file is as its package brought it. */
    private static boolean isUntouched(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().equals(PostgresPackages.BROUGHT);
    }

    private static Optional<String> sample(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }

    private static void put(Job job, ImagePath path, Content content) {
        job.files(job.files().with(path, new Node.File(job.made(0600), content)));
    }

    private static Content likely(Job job, String text) {
        return new Content.Likely(
                new Content.Written(new SourceFile(job.call().at().path(), text)), Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static boolean isFile(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File;
    }

    /**
     * Whether it may be the home of a database: it is empty and belongs to the user, or it can be made. What only a base image could have
     * put there is taken not to be there; Debian's packages make a database of their own in {@code main}.
     */
    private static boolean isUsable(Job job, ImagePath data) {
        Fact<Located> found = job.files().follow(data);
        if (found instanceof Fact.Absent<Located>) {
            return PostgresServer.mayWrite(job.machine(), data.parent());
        }
        return !data.name().equals("main")
                && found instanceof Fact.Present<Located> there
                && there.value().node() instanceof Directory directory
                && isEmpty(directory)
                && PostgresServer.isOwned(job.machine(), directory.meta())
                && PostgresServer.mayWrite(job.machine(), data);
    }

    private static boolean isEmpty(Directory directory) {
        boolean bare = directory.rest() instanceof Rest.Closed
                || directory.rest() instanceof Rest.Open open && open.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
        return bare && directory.children().values().stream().allMatch(child -> child instanceof Slot.Gone);
    }

    // ---- pg_ctl

    private static boolean controls(Job job) {
        Line line = Line.of(
                job.call().arguments(),
                "DolmtcpNPUS",
                Set.of("pgdata", "options", "log", "timeout", "mode", "core-files", "wait-timeout"));
        boolean understood = !line.unclear()
                && line.texts().size() == 1
                && Set.of("w", "wait", "s", "silent").containsAll(line.flags())
                && Set.of("D", "pgdata", "o", "options", "m", "mode")
                        .containsAll(line.values().keySet());
        Optional<ImagePath> data = data(job, line);
        if (!understood
                || data.isEmpty()
                || !isSomebody(job)
                || !PostgresServer.isDatabase(job.machine(), data.get())
                || !PostgresServer.isOwn(job.machine(), data.get())) {
            return false;
        }
        boolean runs = PostgresServer.isLocked(job.machine(), data.get());
        return switch (line.texts().get(0)) {
            case "start" -> !runs && starts(job, line, data.get());
            case "stop" -> runs && stops(job, line, data.get());
            default -> false;
        };
    }

    private static boolean starts(Job job, Line line, ImagePath data) {
        Optional<ImagePath> own = PostgresServer.directory(job.call());
        boolean given = line.value("o", "options")
                .filter(word -> word.value() instanceof Value.Unknown)
                .isPresent();
        if (given) {
            // Whether it serves with what it is given is not known; where it does, it runs.
            job.doubts(Reason.VALUE_NOT_KNOWN);
        }
        boolean told = given
                || line.value("o", "options").isEmpty()
                || line.text("o", "options")
                        .flatMap(PostgresTool::words)
                        .filter(PostgresServer::takes)
                        .isPresent();
        boolean starts = told
                && line.value("m", "mode").isEmpty()
                && own.filter(directory -> isFile(job, directory.child("postgres")))
                        .isPresent()
                && PostgresServer.hasPlaceForSocket(job.machine(), own);
        if (starts) {
            Content made = new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED);
            job.files(job.files().with(data.child(PostgresServer.LOCK), new Node.File(job.made(0600), made)));
        }
        return starts;
    }

    private static boolean stops(Job job, Line line, ImagePath data) {
        boolean stops = line.value("o", "options").isEmpty()
                && line.text("m", "mode").orElse("fast").matches("fast|smart|immediate|[fsi]")
                && (line.value("m", "mode").isEmpty() || line.text("m", "mode").isPresent());
        if (stops) {
            job.files(job.files().without(data.child(PostgresServer.LOCK), job.evidence()));
        }
        return stops;
    }

    /** The words that a shell makes of a text in which nothing is quoted but what is empty; empty where it may make others. */
    private static Optional<List<String>> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split(" +")) {
            String bare = word.replaceAll("''|\"\"", "");
            if (!bare.matches("[A-Za-z0-9_=.,:/+-]*")) {
                return Optional.empty();
            }
            if (!word.isEmpty()) {
                words.add(bare);
            }
        }
        return Optional.of(words);
    }
}
