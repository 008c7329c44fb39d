package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
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
 * @param settings directories with more settings for the server; what stands in them is not read
 */
record DatabaseEntrypoint(
        List<String> servers, Set<String> asking, List<String> passwords, List<String> together, List<String> settings)
        implements Launcher {

    private static final String SELF = "/usr/local/bin/docker-entrypoint.sh";

    private static final Set<String> ASKING = Set.of("-?", "--help", "--print-defaults", "-V", "--version");

    static DatabaseEntrypoint postgres() {
        return new DatabaseEntrypoint(
                List.of("postgres"),
                Set.of("-?", "--help", "--describe-config", "-V", "--version"),
                List.of("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD=trust"),
                List.of(),
                List.of());
    }

    static DatabaseEntrypoint mysql() {
        return new DatabaseEntrypoint(
                List.of("mysqld"),
                ASKING,
                List.of("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"),
                List.of(),
                List.of("/etc/mysql/conf.d"));
    }

    static DatabaseEntrypoint mariadb() {
        return new DatabaseEntrypoint(
                List.of("mariadbd", "mysqld"),
                ASKING,
                List.of(
                        "MARIADB_ROOT_PASSWORD",
                        "MYSQL_ROOT_PASSWORD",
                        "MARIADB_ROOT_PASSWORD_HASH",
                        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
                        "MYSQL_ALLOW_EMPTY_PASSWORD",
                        "MARIADB_RANDOM_ROOT_PASSWORD",
                        "MYSQL_RANDOM_ROOT_PASSWORD"),
                List.of(),
                List.of("/etc/mysql/conf.d", "/etc/mysql/mariadb.conf.d"));
    }

    static DatabaseEntrypoint mongo() {
        return new DatabaseEntrypoint(
                List.of("mongod"),
                Set.of("-h", "--help", "--version"),
                List.of(),
                List.of("MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"),
                List.of());
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        if (!words.isEmpty() && words.get(0).shown().startsWith("-")) {
            words.add(0, Arg.of(servers.get(0), call.at()));
        }
        List<Arg> all = new ArrayList<>(List.of(call.command()));
        all.addAll(words);
        Handover handover = new Handover(SELF);
        boolean serves = !words.isEmpty()
                && servers.contains(words.get(0).shown())
                && words.stream().map(Arg::shown).noneMatch(asking::contains);
        if (!serves) {
            return handover.run(call.with(all), program, replay);
        }
        Environment environment = call.machine().environment();
        if (InitialisingServer.script(call.machine().files()).isPresent()
                || isConfigured(call.machine())
                || !isWhole(environment)) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<End> ends = handover.run(call.with(all), program, replay);
        if (passwords.isEmpty() || passwords.stream().anyMatch(each -> isGiven(each, environment))) {
            return ends;
        }
        for (String each : passwords) {
            boolean perhaps =
                    environment.get(name(each)) instanceof Fact.Unknown<String> && !isLacking(name(each), environment);
            if (perhaps) {
                return either(call, name(each), ends);
            }
        }
        // A volume may hold a database already.
        return Chain.lost(call, Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), "is given no password"));
    }

    private static String name(String setting) {
        return setting.contains("=") ? setting.substring(0, setting.indexOf('=')) : setting;
    }

    private static boolean isGiven(String setting, Environment environment) {
        return environment.get(name(setting)) instanceof Fact.Present<String> given
                && !given.value().isEmpty()
                && (!setting.contains("=") || setting.endsWith("=" + given.value()));
    }

    /** Whether a variable is not set; none of these images sets one of these itself. */
    private static boolean isLacking(String name, Environment environment) {
        Fact<String> given = environment.get(name);
        return given instanceof Fact.Absent<String>
                || given instanceof Fact.Unknown<String> unknown
                        && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    /** What belongs together is given together; what is perhaps given is taken to be. */
    private boolean isWhole(Environment environment) {
        boolean some = together.stream().anyMatch(name -> isGiven(name, environment));
        return !some || together.stream().noneMatch(name -> isLacking(name, environment));
    }

    /** Whether somebody has put settings beside those of the image. */
    private boolean isConfigured(Machine machine) {
        return settings.stream()
                .anyMatch(directory -> machine.files().follow(ImagePath.of(directory))
                                instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.Directory known
                        && known.children().values().stream().anyMatch(slot -> !(slot instanceof Node.Slot.Gone)));
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
