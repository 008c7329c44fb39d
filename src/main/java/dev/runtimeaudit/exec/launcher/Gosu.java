package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Locale;

/** gosu (github.com/tianon/gosu) and su-exec (github.com/ncopa/su-exec): run a command as another user. */
final class Gosu implements Launcher {

    private final boolean suExec;

    Gosu(boolean suExec) {
        this.suExec = suExec;
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().size() < 2) {
            boolean asks = call.arguments().size() == 1
                    && call.arguments().get(0).shown().matches("--(version|help)");
            return asks && !suExec
                    ? List.of(End.success(call.machine()))
                    : Chain.fails(
                            call,
                            Cause.STEP_FAILS,
                            suExec ? 0 : 1,
                            "Usage: " + call.command().shown() + " user-spec command [args]",
                            call.command().shown());
        }
        if (!(call.arguments().get(0).value() instanceof Value.Known spec)) {
            return someone(call, replay);
        }
        String[] parts = spec.text().split(":", 2);
        boolean number = parts[0].matches("\\d{1,9}");
        Fact<Account> account = number
                ? call.machine().accounts().user(Integer.parseInt(parts[0]))
                : call.machine().accounts().user(parts[0]);
        if (account instanceof Fact.Unknown<Account> unknown) {
            return Chain.lost(call, unknown.reason(), unknown.evidence());
        }
        if (account instanceof Fact.Absent<Account> && !number) {
            String line = suExec
                    ? call.command().shown() + ": getpwnam(" + parts[0] + "): No such file or directory"
                    : "error: failed switching to \"" + spec.text() + "\": unable to find user " + parts[0]
                            + ": no matching entries in passwd file";
            return Chain.fails(call, Cause.UNKNOWN_USER, 1, line, parts[0]);
        }
        Account user = account instanceof Fact.Present<Account> present
                ? present.value()
                : new Account(parts[0], Integer.parseInt(parts[0]), 0, "/");
        Identity now = call.machine().identity();
        if (!now.known()) {
            return Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN);
        }
        if (!now.isRoot() || !now.overrides()) {
            String line = suExec
                    ? call.command().shown() + ": setgroups: Operation not permitted"
                    : "error: failed switching to \"" + spec.text() + "\": operation not permitted";
            return now.isRoot()
                    ? Chain.lost(call, Reason.PERMISSIONS_NOT_KNOWN)
                    : Chain.fails(call, Cause.STEP_FAILS, 1, line, parts[0]);
        }
        Identity who = new Identity(user.name(), user.uid(), user.gid(), user.home(), true);
        Evidence sets = Evidence.of(call.at(), "sets it");
        return as(who, new Fact.Present<>(user.home(), sets), call, replay);
    }

    /** Who is known when the container runs: somebody whom it can become, and whom nothing is denied by what is known. */
    private List<End> someone(Invocation call, Replay replay) {
        Identity now = call.machine().identity();
        if (!now.known() || !now.isRoot() || !now.overrides()) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        Evidence sets = Evidence.of(call.at(), "sets it");
        return as(new Identity("", 0, 0, "/", false), Fact.unknown(Reason.VALUE_NOT_KNOWN, sets), call, replay);
    }

    private List<End> as(Identity who, Fact<String> home, Invocation call, Replay replay) {
        Machine machine = call.machine().withIdentity(who);
        machine = machine.withEnvironment(machine.environment().with("HOME", home));
        String self = call.command().shown();
        return Chain.exec(
                call.with(machine)
                        .with(call.arguments().subList(1, call.arguments().size())),
                false,
                replay,
                (command, refused) -> {
                    if (suExec) {
                        return new Chain.Words(self + ": " + command + ": " + Chain.text(refused), 1);
                    }
                    boolean nowhere = Chain.isMissing(refused) && !command.contains("/");
                    String why = nowhere
                            ? "exec: \"" + command + "\": executable file not found in $PATH"
                            : Chain.text(refused).toLowerCase(Locale.ROOT);
                    return new Chain.Words("error: " + (nowhere ? why : "exec: \"" + command + "\": " + why), 1);
                });
    }
}
