package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Aftermath;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.Set;

/** A step of a start may have done to files what the same command does in a {@code RUN}: a start installs and builds, too. */
public final class Unfollowed implements Aftermath {

    /** With these, a package manager puts commands where programs are searched. */
    private static final Set<String> GLOBAL = Set.of("-g", "--global", "global", "--location=global");

    /** How they end is known in parts, but not what the code of a project writes. */
    private static final Set<String> RUNS_CODE = Set.of(
            "bun", "deno", "java", "node", "nodejs", "perl", "php", "python", "python3", "ruby", "ts-node", "tsx");

    /** They ask a server, or wait for it. */
    private static final Set<String> ASKING = Set.of(
            "pg_isready", "mysqladmin", "mariadb-admin", "rabbitmq-diagnostics", "mongosh", "wait4x", "dig", "host");

    /** They write the files that their words name, and change nothing else. */
    private static final Set<String> FETCHING = Set.of("curl", "wget");

    @Override
    public Machine of(String program, Invocation call, Seen seen, Evidence evidence) {
        boolean asks = Asking.only(program, call) || ASKING.contains(program);
        boolean visible = seen == Seen.PARTS && Policy.of(program) == Policy.INSTALLS
                || seen == Seen.END && !RUNS_CODE.contains(program);
        if (asks || visible || Tools.ALL.containsKey(program)) {
            return call.machine();
        }
        if (FETCHING.contains(program)) {
            Program fetching = new Program(program, "", Linkage.UNKNOWN);
            return new Fetch(program.equals("wget")).perhaps(call, fetching, evidence);
        }
        return NodeScript.sparing(program, call, touched(program, call, evidence));
    }

    private static Machine touched(String program, Invocation call, Evidence evidence) {
        boolean globally = call.arguments().stream().map(Arg::shown).anyMatch(GLOBAL::contains);
        return Effects.of(
                globally ? "" : program,
                call.arguments(),
                call.machine(),
                Reason.COMMAND_EFFECT_NOT_MODELLED,
                evidence);
    }
}
