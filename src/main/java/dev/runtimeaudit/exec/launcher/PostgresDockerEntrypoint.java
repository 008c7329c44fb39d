package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The entry script of the postgres images (docker-library/postgres, {@code docker-entrypoint.sh}): it makes a database where there
 * is none, for which it wants a password, and then serves. What it is given besides {@code postgres} it executes.
 */
final class PostgresDockerEntrypoint implements Launcher {

    private static final String SELF = "/usr/local/bin/docker-entrypoint.sh";
    private static final String PASSWORD = "POSTGRES_PASSWORD";

    /** {@code _pg_want_help}: no database is made for these. */
    private static final Set<String> ASKING = Set.of("-?", "--help", "--describe-config", "-V", "--version");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = new ArrayList<>(call.arguments());
        if (!words.isEmpty() && words.get(0).shown().startsWith("-")) {
            words.add(0, Arg.of("postgres", call.at()));
        }
        List<Arg> all = new ArrayList<>(List.of(call.command()));
        all.addAll(words);
        boolean serves = !words.isEmpty()
                && words.get(0).shown().equals("postgres")
                && words.stream().map(Arg::shown).noneMatch(ASKING::contains);
        if (serves && InitialisingServer.script(call.machine().files()).isPresent()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Fact<String> password = call.machine().environment().get(PASSWORD);
        boolean trusts =
                call.machine().environment().get("POSTGRES_HOST_AUTH_METHOD") instanceof Fact.Present<String> how
                        && how.value().equals("trust");
        if (serves && !trusts && password instanceof Fact.Absent<String>) {
            // A volume may hold a database already.
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN, password.evidence());
        }
        List<End> ends = new Handover(SELF).run(call.with(all), program, replay);
        if (!serves || trusts || password instanceof Fact.Present<String>) {
            return ends;
        }
        List<End> both = new ArrayList<>();
        for (End end : ends) {
            both.add(end.after(List.of(condition(call, true)), List.of()));
        }
        both.add(End.of(call.machine(), Exit.code(1)).after(List.of(condition(call, false)), List.of()));
        return both;
    }

    private static Condition condition(Invocation call, boolean holds) {
        return new Condition(Condition.Kind.VARIABLE_SET, PASSWORD, holds, call.at());
    }
}
