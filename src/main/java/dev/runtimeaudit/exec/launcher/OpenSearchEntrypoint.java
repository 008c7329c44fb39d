package dev.runtimeaudit.exec.launcher;

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

/**
 * The entry script of OpenSearch's images (opensearch-build, {@code opensearch-docker-entrypoint.sh}): it serves. From 2.12 on its
 * demonstration of security wants a password, unless it or security is switched off.
 */
final class OpenSearchEntrypoint implements Launcher {

    private static final String PASSWORD = "OPENSEARCH_INITIAL_ADMIN_PASSWORD";

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        boolean serves = call.arguments().isEmpty()
                || call.arguments().size() == 1
                        && (call.arguments().get(0).shown().equals("opensearch")
                                || call.arguments().get(0).shown().equals("opensearch-docker-entrypoint.sh"));
        if (!serves || !call.last()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Fact<String> password = call.machine().environment().get(PASSWORD);
        if (password instanceof Fact.Present<String>
                || isSet(call, "DISABLE_INSTALL_DEMO_CONFIG")
                || isSet(call, "DISABLE_SECURITY_PLUGIN")) {
            return Chain.never(call);
        }
        if (password instanceof Fact.Absent<String>) {
            // A volume may hold a configuration already.
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN, password.evidence());
        }
        List<End> both = new ArrayList<>();
        for (End end : Chain.never(call)) {
            both.add(end.after(List.of(condition(call, true)), List.of()));
        }
        both.add(End.of(call.machine(), Exit.code(1)).after(List.of(condition(call, false)), List.of()));
        return both;
    }

    private static boolean isSet(Invocation call, String name) {
        return call.machine().environment().get(name) instanceof Fact.Present<String> value
                && value.value().equals("true");
    }

    private static Condition condition(Invocation call, boolean holds) {
        return new Condition(Condition.Kind.VARIABLE_SET, PASSWORD, holds, call.at());
    }
}
