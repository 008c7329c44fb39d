package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entry script of the images of a database (docker-library/postgres, docker-library/mysql, docker-library/mongo and
 * MariaDB/mariadb-docker, {@code docker-entrypoint.sh}): it makes a database where there is none, for which most want a password, and
 * then serves. What it is given besides its server it executes.
 *
 * @param servers the server's programs; the first one is given what begins with a dash
 * @param asking options with which the server ends, and for which no database is made
 * @param passwords one of these has to be set to something before a database is made; with a value behind {@code =}, to that
 * @param together either all of these are set or none
 * @param scripts endings of what it runs, or unpacks, before it serves
 * @param settings files and directories with more settings for the server; what stands in them is not read
 * @param options what the server may be told; empty where that is left to the server
 * @param user who owns the directory of the data, where nobody else but root may make a database; empty where anybody may
 */
record DatabaseEntrypoint(
        List<String> servers,
        Set<String> asking,
        List<String> passwords,
        List<String> together,
        List<String> scripts,
        List<String> settings,
        Optional<DatabaseOptions> options,
        Optional<String> user)
        implements Launcher {

    private static final String SELF = "/usr/local/bin/docker-entrypoint.sh";

    private static final Set<String> ASKING = Set.of("-?", "--help", "--print-defaults", "-V", "--version");

    static DatabaseEntrypoint postgres() {
        return new DatabaseEntrypoint(
                List.of("postgres"),
                Set.of("-?", "--help", "--describe-config", "-V", "--version"),
                List.of("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD=trust"),
                List.of(),
                List.of(".sh"),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static DatabaseEntrypoint mysql() {
        return new DatabaseEntrypoint(
                List.of("mysqld"),
                ASKING,
                List.of("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"),
                List.of(),
                List.of(".sh"),
                List.of(
                        "/etc/my.cnf",
                        "/etc/my.cnf.d",
                        "/etc/mysql/my.cnf",
                        "/etc/mysql/mysql.cnf",
                        "/etc/mysql/conf.d",
                        "/etc/mysql/mysql.conf.d"),
                Optional.of(DatabaseOptions.MYSQL),
                Optional.empty());
    }

    static DatabaseEntrypoint mariadb() {
        return new DatabaseEntrypoint(
                List.of("mariadbd", "mysqld"),
                ASKING,
                List.of(
                        "MARIADB_ROOT_PASSWORD",
                        "MYSQL_ROOT_PASSWORD",
                        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
                        "MYSQL_ALLOW_EMPTY_PASSWORD",
                        "MARIADB_RANDOM_ROOT_PASSWORD",
                        "MYSQL_RANDOM_ROOT_PASSWORD"),
                List.of(),
                List.of(".sh", ".tar.gz", ".tar.xz", ".tar.zst"),
                List.of(
                        "/etc/my.cnf",
                        "/etc/my.cnf.d",
                        "/etc/mysql/my.cnf",
                        "/etc/mysql/mariadb.cnf",
                        "/etc/mysql/conf.d",
                        "/etc/mysql/mariadb.conf.d"),
                Optional.of(DatabaseOptions.MYSQL),
                Optional.of("mysql"));
    }

    static DatabaseEntrypoint mongo() {
        return new DatabaseEntrypoint(
                List.of("mongod"),
                Set.of("-h", "--help", "--version"),
                List.of(),
                List.of("MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"),
                List.of(".sh", ".js"),
                List.of(),
                Optional.of(DatabaseOptions.MONGO),
                Optional.of("mongodb"));
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        if (!words.isEmpty() && words.get(0).shown().startsWith("-")) {
            words.add(0, Arg.of(servers.get(0), call.at()));
        }
        List<Arg> all = new ArrayList<>(List.of(call.command()));
        all.addAll(words);
        boolean serves = !words.isEmpty()
                && servers.contains(words.get(0).shown())
                && words.stream().map(Arg::shown).noneMatch(asking::contains);
        if (!serves) {
            return new Handover(SELF).run(call.with(all), program, replay);
        }
        Machine machine = call.machine();
        if (InitialisingServer.isScripted(machine.files(), scripts)
                || settings.stream().anyMatch(path -> isConfigured(ImagePath.of(path), machine))
                || DatabaseVariables.isContradicting(machine)
                || !DatabaseVariables.areWhole(together, machine)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<End> ends = served(call.with(all), program, replay);
        if (passwords.isEmpty() || passwords.stream().anyMatch(each -> DatabaseVariables.isGiven(each, machine))) {
            return ends;
        }
        for (String each : passwords) {
            Optional<String> variable = DatabaseVariables.perhapsGiven(each, machine.environment());
            if (variable.isPresent()) {
                return either(call, variable.get(), ends);
            }
        }
        // A volume may hold a database already.
        return Chain.lost(call, Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), "is given no password"));
    }

    /** It becomes the server, which finds a database then. */
    private List<End> served(Invocation call, Content.Program program, Replay replay) {
        boolean found = options.isPresent()
                && Kernel.find(call.with(call.arguments())) instanceof Loaded.Runs runs
                && runs.program().likely() instanceof Content.Program server
                && Set.of("mysqld", "mongod").contains(server.name());
        if (!found) {
            return new Handover(SELF).run(call, program, replay);
        }
        Invocation server = call.with(call.arguments());
        return serves(server) && server.last() && replay.world().network() == World.Network.UNKNOWN
                ? Chain.never(server)
                : Chain.lost(server, Reason.PROGRAM_NOT_MODELLED);
    }

    /** Whether the server takes its words, and its user may write where the data go. */
    boolean serves(Invocation server) {
        Machine machine = server.machine();
        boolean authorised = together.stream().anyMatch(name -> DatabaseVariables.isGiven(name, machine));
        return mayWrite(machine)
                && options.filter(known -> known.areHarmless(server.arguments(), authorised))
                        .isPresent();
    }

    private boolean mayWrite(Machine machine) {
        Machine.Identity who = machine.identity();
        if (user.isEmpty() || who.isRoot()) {
            return !who.isRoot() || who.overrides();
        }
        return who.known()
                && machine.accounts().user(user.get()) instanceof Fact.Present<Account> owner
                && owner.value().uid() == who.uid();
    }

    /** Whether somebody has put settings beside those of the image, or in their place. */
    private static boolean isConfigured(ImagePath path, Machine machine) {
        Fact<Located> found = machine.files().follow(path);
        if (!(found instanceof Fact.Present<Located> here)) {
            return found instanceof Fact.Unknown<Located> unknown && isForeign(unknown.reason());
        }
        return here.value().node() instanceof Node.Directory directory
                ? InitialisingServer.isFilled(directory)
                        || directory.children().values().stream().anyMatch(slot -> !(slot instanceof Node.Slot.Gone))
                : !(here.value().node() instanceof Node.File file)
                        || !(file.content().text() instanceof Fact.Unknown<SourceFile> text)
                        || isForeign(text.reason());
    }

    private static boolean isForeign(Reason reason) {
        return reason != Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    private static List<End> either(Invocation call, String variable, List<End> ends) {
        List<End> both = new ArrayList<>();
        for (End end : ends) {
            both.add(end.after(List.of(condition(call, variable, true)), List.of()));
        }
        both.add(End.of(call.machine(), Exit.code(1)).after(List.of(condition(call, variable, false)), List.of()));
        return both;
    }

    private static Condition condition(Invocation call, String variable, boolean holds) {
        return new Condition(Condition.Kind.VARIABLE_SET, variable, holds, call.at());
    }
}
