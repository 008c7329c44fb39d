package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code postgres} itself (src/backend/main/main.c, src/backend/postmaster/postmaster.c, src/backend/utils/init/miscinit.c): it refuses to
 * run as root, and serves a database that is there and belongs to nobody but its user. Where none is proven to be, it is not known what it
 * does. The entry script of the image of its publishers sees to both ({@link DatabaseEntrypoint}).
 */
public final class PostgresServer implements Launcher {

    /** A server that runs, or has not been stopped in order, has this in the directory of its data. */
    public static final String LOCK = "postmaster.pid";

    private static final String VERSION = "PG_VERSION";

    /** Answered before anything else, where one of them is the first word. */
    private static final Set<String> ASKING = Set.of("--help", "-?", "--version", "-V", "--describe-config");

    private static final String REFUSAL = "\"root\" execution of the PostgreSQL server is not permitted.\n"
            + "The server must be started under an unprivileged user ID to prevent\n"
            + "possible system security compromise.  See the documentation for\n"
            + "more information on how to properly start the server.";

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");
    private static final Pattern MEMORY = Pattern.compile("[1-9]\\d{0,3}MB|[1-4]GB");
    private static final Pattern SWITCH = Pattern.compile("on|off|true|false");
    private static final Pattern PORT = Pattern.compile("[1-9]\\d{3}|[1-5]\\d{4}");

    /** Settings, and values of them, with which all versions serve (PostgreSQL documentation, "Server Configuration"). */
    private static final Map<String, Pattern> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", Pattern.compile("\\*|0\\.0\\.0\\.0|localhost|127\\.0\\.0\\.1|")),
            Map.entry("port", PORT),
            Map.entry("max_connections", NUMBER),
            Map.entry("shared_buffers", MEMORY),
            Map.entry("work_mem", MEMORY),
            Map.entry("maintenance_work_mem", MEMORY),
            Map.entry("effective_cache_size", MEMORY),
            Map.entry("log_statement", Pattern.compile("none|ddl|mod|all")),
            Map.entry("log_connections", SWITCH),
            Map.entry("log_min_duration_statement", Pattern.compile("-1|\\d{1,6}")),
            Map.entry("fsync", SWITCH),
            Map.entry("full_page_writes", SWITCH),
            Map.entry("synchronous_commit", Pattern.compile("on|off|local")),
            Map.entry("password_encryption", Pattern.compile("md5|scram-sha-256")));

    /** {@code initdb} leaves its version under this. */
    public static final Content MADE = new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED);

    /** Of the directories of a database, those that all versions have. */
    public static final List<String> DIRECTORIES = List.of("base", "global");

    private static final String SETTINGS_FILE = "postgresql.conf";

    private static final Pattern LINE = Pattern.compile("([A-Za-z_]+) *= *(?:'([^']*)'|([A-Za-z0-9.-]+))");

    /** Lines of who may connect that all versions read (PostgreSQL documentation, "The pg_hba.conf File"). */
    private static final Pattern ACCESS = Pattern.compile(
            "(?:local\\s+(?:all|replication)\\s+all|host\\s+(?:all|replication)\\s+all"
                    + "\\s+(?:all|127\\.0\\.0\\.1/32|0\\.0\\.0\\.0/0|::1/128|::/0))\\s+(?:trust|md5|reject|password|scram-sha-256)");

    /** Where a server that Debian built makes its socket, and any other (src/include/pg_config_manual.h). */
    private static final ImagePath RUNS = ImagePath.of("/var/run/postgresql");

    private static final ImagePath TEMPORARY = ImagePath.of("/tmp");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        String first = words.isEmpty() ? "" : words.get(0).shown();
        if (ASKING.contains(first)) {
            return List.of(prints(call));
        }
        Machine machine = call.machine();
        Machine.Identity who = machine.identity();
        boolean shows = first.equals("-C") && words.size() > 1;
        boolean clear = words.isEmpty() || words.get(0).value() instanceof Value.Known;
        if (who.known() && who.uid() == 0 && clear && !shows) {
            return Chain.fails(
                    call, Cause.STEP_FAILS, 1, REFUSAL, call.command().shown());
        }
        List<Arg> settings = shows ? words.subList(2, words.size()) : words;
        if (settings.stream().anyMatch(word -> word.value() instanceof Value.Unknown)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        Optional<ImagePath> data = named(machine);
        boolean has = data.filter(directory -> isOwn(machine, directory) && isDatabase(machine, directory))
                .isPresent();
        boolean takes = takes(settings.stream().map(Arg::shown).toList());
        if (shows && has && takes) {
            return List.of(
                    words.get(1).shown().equals("password_encryption") && settings.isEmpty()
                            ? prints(call, hashing(call, data.get()))
                            : prints(call));
        }
        boolean serves = !shows
                && has
                && takes
                && call.last()
                && replay.world().phase() == World.Phase.START
                && !isLocked(machine, data.get())
                && hasPlaceForSocket(machine, directory(call));
        return serves ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /**
     * Started by the entry script of its own image, which has made a database and stepped down from root: what it is told is taken to be
     * right where nothing speaks against it.
     */
    static List<End> prepared(Invocation call, Replay replay) {
        boolean serves = replay.world().network() == World.Network.UNKNOWN
                && call.last()
                && call.arguments().stream().allMatch(word -> Server.isHarmless(word, call.machine()));
        return serves ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static End prints(Invocation call) {
        Evidence prints = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        return prints(call, Value.unknown(Reason.VALUE_NOT_KNOWN, prints));
    }

    private static End prints(Invocation call, Value text) {
        return End.success(call.machine()).printing(text);
    }

    /** How passwords are kept unless a setting says otherwise: since version 14 in another way (its release notes). */
    private static Value hashing(Invocation call, ImagePath data) {
        Evidence asks = Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
        Optional<Integer> version = directory(call)
                .filter(PostgresServer::isDebian)
                .map(own -> own.parent().name())
                .filter(name -> name.matches("1\\d"))
                .map(Integer::valueOf);
        boolean unset = lines(call.machine(), data.child(SETTINGS_FILE))
                .filter(lines -> lines.stream().noneMatch(line -> line.contains("password_encryption")))
                .isPresent();
        return version.isPresent() && unset
                ? Value.of(version.get() >= 14 ? "scram-sha-256\n" : "md5\n")
                : Value.unknown(Reason.VALUE_NOT_KNOWN, asks);
    }

    /** The directory that {@code PGDATA} names. */
    public static Optional<ImagePath> named(Machine machine) {
        return machine.environment().get("PGDATA") instanceof Fact.Present<String> name
                        && !name.value().isEmpty()
                ? Optional.of(machine.directory().resolve(name.value()))
                : Optional.empty();
    }

    /** The directory of the program, links followed: what it needs it looks for from there (src/common/exec.c); empty where not known. */
    public static Optional<ImagePath> directory(Invocation call) {
        String name = call.command().shown();
        Machine machine = call.machine();
        Fact<ImagePath> path =
                name.indexOf('/') >= 0 ? Fact.present(machine.directory().resolve(name)) : Kernel.onPath(name, machine);
        return path instanceof Fact.Present<ImagePath> at
                        && machine.files().follow(at.value()) instanceof Fact.Present<Located> found
                ? Optional.of(found.value().path().parent())
                : Optional.empty();
    }

    /** Whether Debian built what lies in a directory of programs. */
    public static boolean isDebian(ImagePath directory) {
        return directory.value().startsWith("/usr/lib/postgresql/");
    }

    /** Whether it may make its socket, and the file that locks it. */
    public static boolean hasPlaceForSocket(Machine machine, Optional<ImagePath> directory) {
        return mayWrite(machine, RUNS)
                && (directory.filter(PostgresServer::isDebian).isPresent() || mayWrite(machine, TEMPORARY));
    }

    /** Whether it is proven that names can be made in a directory. */
    public static boolean mayWrite(Machine machine, ImagePath directory) {
        return machine.files().follow(directory) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.Directory
                && Permissions.of(found.value().node(), Right.WRITE, machine.identity()) instanceof Fact.Present<Node>
                && Permissions.reach(directory.child("x"), machine) instanceof Fact.Present<ImagePath>;
    }

    /**
     * Whether a directory is proven to hold a database as {@code initdb} made it, whose settings and access file hold nothing besides but
     * what all versions take.
     */
    public static boolean isDatabase(Machine machine, ImagePath directory) {
        return machine.files().follow(directory.child(VERSION)) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().equals(MADE)
                && DIRECTORIES.stream()
                        .allMatch(name ->
                                machine.files().follow(directory.child(name)) instanceof Fact.Present<Located> inner
                                        && inner.value().node() instanceof Node.Directory)
                && all(machine, directory.child(SETTINGS_FILE), PostgresServer::isSettingLine)
                && all(machine, directory.child("postgresql.auto.conf"), PostgresServer::isSettingLine)
                && all(
                        machine,
                        directory.child("pg_hba.conf"),
                        line -> ACCESS.matcher(line).matches())
                && all(machine, directory.child("pg_ident.conf"), line -> false);
    }

    /** Whether a file of settings, as far as it is known, holds nothing but what all versions take. */
    public static boolean isRight(Machine machine, ImagePath file) {
        return all(machine, file, PostgresServer::isSettingLine);
    }

    private static boolean all(Machine machine, ImagePath file, Predicate<String> right) {
        return lines(machine, file)
                .filter(lines -> lines.stream().allMatch(right))
                .isPresent();
    }

    /** What likely stands in a file, without comments; empty where that is not known. */
    private static Optional<List<String>> lines(Machine machine, ImagePath file) {
        return machine.files().follow(file) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File there
                        && there.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value()
                        .text()
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList())
                : Optional.empty();
    }

    private static boolean isSettingLine(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                && isSetting(matcher.group(1) + "="
                        + Optional.ofNullable(matcher.group(2)).orElseGet(() -> matcher.group(3)));
    }

    /** Whether a server may run on it already. */
    public static boolean isLocked(Machine machine, ImagePath directory) {
        return machine.files().follow(directory.child(LOCK)) instanceof Fact.Present<Located>;
    }

    /** Whether a directory belongs to the user who runs this, and to nobody else: the server refuses any other (checkDataDir). */
    public static boolean isOwn(Machine machine, ImagePath directory) {
        return machine.files().follow(directory) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.Directory
                && isOwned(machine, found.value().node().meta())
                && found.value().node().meta().mode().isPresent()
                && (found.value().node().meta().mode().getAsInt() & 0777 & ~0050) == 0700
                && Permissions.reach(directory.child("x"), machine) instanceof Fact.Present<ImagePath>;
    }

    /** Whether something is proven to belong to the user who runs this, who is not root. */
    public static boolean isOwned(Machine machine, Meta meta) {
        Machine.Identity who = machine.identity();
        return who.known()
                && who.uid() != 0
                && meta.settled()
                && meta.owner().filter(owner -> owner.uid() == who.uid()).isPresent();
    }

    /** Whether all versions serve when they are told so: {@code -c NAME=VALUE}, {@code --NAME=VALUE}, {@code -p PORT}. */
    public static boolean takes(List<String> words) {
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-c") && i + 1 < words.size()) {
                settings.add(words.get(++i));
            } else if (word.equals("-p") && i + 1 < words.size()) {
                settings.add("port=" + words.get(++i));
            } else if (word.startsWith("--")) {
                settings.add(word.substring(2));
            } else {
                return false;
            }
        }
        return settings.stream().allMatch(PostgresServer::isSetting);
    }

    private static boolean isSetting(String setting) {
        int sign = setting.indexOf('=');
        Pattern allowed =
                sign < 0 ? null : SETTINGS.get(setting.substring(0, sign).replace('-', '_'));
        return allowed != null && allowed.matcher(setting.substring(sign + 1)).matches();
    }
}
