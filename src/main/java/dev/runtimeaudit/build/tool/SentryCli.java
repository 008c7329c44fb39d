package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code sentry-cli}: what it tells its server about a release, and the ids that it puts in front of scripts ({@code sourcemaps
 * inject}), which load nothing (docs.sentry.io, "Sentry CLI"; getsentry/sentry-cli, {@code src/utils/sourcemaps/inject.rs}). What signs
 * in, renews itself or runs other programs is not followed.
 */
final class SentryCli implements Launcher {

    /** They ask and upload, and leave scripts that load what they did before. */
    private static final Set<String> SPARING = Set.of(
            "deploys",
            "events",
            "info",
            "issues",
            "organizations",
            "projects",
            "releases",
            "repos",
            "send-event",
            "sourcemaps",
            "upload-dif");

    /** Those of {@code debug-files} that look and upload; others bundle into a directory that they are given. */
    private static final Set<String> FILES = Set.of("check", "find", "upload");

    private static final Set<String> VALUES =
            Set.of("url", "header", "auth-token", "api-key", "log-level", "org", "project");

    private final Launcher otherwise;

    /** @param otherwise what is done with other commands */
    SentryCli(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "op", VALUES);
        boolean spares =
                isOneOf(line, 0, SPARING) || isOneOf(line, 0, Set.of("debug-files")) && isOneOf(line, 1, FILES);
        return spares
                ? new Job(call, program).unknown(Reason.COMMAND_EFFECT_NOT_MODELLED)
                : otherwise.run(call, program, replay);
    }

    private static boolean isOneOf(Line line, int at, Set<String> words) {
        return line.operands().size() > at
                && Line.text(line.operands().get(at)).filter(words::contains).isPresent();
    }
}
