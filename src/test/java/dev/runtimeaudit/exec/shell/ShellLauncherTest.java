package dev.runtimeaudit.exec.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellLauncherTest {

    private static final Scripts ALPINE = Scripts.on("alpine:3.20");
    private static final Scripts DEBIAN = Scripts.on("debian:bookworm-slim");

    @Test
    void aMissingCommandEndsTheScriptInTheWordsOfItsShell() {
        assertThat(ALPINE.dies("#!/bin/sh\nset -e\npnpm start\n").output())
                .isEqualTo("/entrypoint.sh: line 3: pnpm: not found");
        assertThat(DEBIAN.dies("#!/bin/sh\nexec pnpm start\n").output())
                .isEqualTo("/entrypoint.sh: 2: exec: pnpm: not found");
        assertThat(DEBIAN.dies("#!/bin/bash\nset -e\npnpm start\n").output())
                .isEqualTo("/entrypoint.sh: line 3: pnpm: command not found");
    }

    @Test
    void theFailureStandsAtTheCommandThatFails() {
        Failure failure = ALPINE.dies("#!/bin/sh\nset -e\necho start\npnpm start\n");
        assertThat(failure.cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
        assertThat(failure.subject()).isEqualTo("pnpm");
        assertThat(failure.exitCode()).isEqualTo(127);
    }

    @Test
    void aFailureThatTheScriptPassesOverIsTolerated() {
        End end = ALPINE.end("#!/bin/sh\npnpm migrate\necho done\n");
        assertThat(end.exit().isSuccess()).isTrue();
        assertThat(end.tolerated()).extracting(Failure::subject).containsExactly("pnpm");
    }

    @Test
    void anExportGoesOnWithTheNothingThatAMissingCommandPrints() {
        assertThat(ALPINE.end("#!/bin/sh\nset -e\nexport A=$(openssl rand 8)\necho done\n")
                        .tolerated())
                .extracting(Failure::subject)
                .containsExactly("openssl");
        assertThat(ALPINE.end("#!/bin/sh\nexport A=$(openssl rand 8 2>/dev/null)\necho done\n")
                        .tolerated())
                .noneMatch(failure -> !failure.output().isEmpty());
        assertThat(ALPINE.end("#!/bin/sh\nexport A=$(openssl rand 8 || echo none)\necho done\n")
                        .tolerated())
                .isEmpty();
        assertThat(ALPINE.end("#!/bin/sh\nexport A=$(false)\necho done\n").tolerated())
                .isEmpty();
    }

    @Test
    void aFailureHiddenByTrueIsTolerated() {
        End end = ALPINE.end("#!/bin/sh\nset -e\npnpm migrate || true\necho done\n");
        assertThat(end.tolerated()).extracting(Failure::subject).containsExactly("pnpm");
    }

    @Test
    void aFailureThatTheScriptHasAnAnswerToIsExpected() {
        assertThat(ALPINE.end("#!/bin/sh\npnpm migrate || echo none\n").tolerated())
                .isEmpty();
        assertThat(ALPINE.end("#!/bin/sh\nif pnpm migrate; then echo yes; fi\necho x\n")
                        .tolerated())
                .isEmpty();
        assertThat(ALPINE.end("#!/bin/sh\ncommand -v pnpm >/dev/null && pnpm migrate\necho x\n")
                        .tolerated())
                .isEmpty();
    }

    @Test
    void aScriptThatEndsItselfOverAMissingCommandIsPutDownToThat() {
        Failure failure =
                ALPINE.dies("#!/bin/sh\nif ! command -v psql >/dev/null 2>&1; then echo 'no psql' >&2; exit 3; fi\n");
        assertThat(failure.cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
        assertThat(failure.subject()).isEqualTo("psql");
        assertThat(failure.exitCode()).isEqualTo(3);
        assertThat(failure.output()).isEqualTo("no psql");
    }

    @Test
    void aScriptThatEndsItselfOverAVariableIsPutDownToThat() {
        Failure failure =
                ALPINE.dies("#!/bin/sh\n[ -n \"$DATABASE_URL\" ] || { echo missing; exit 1; }\nexec sleep infinity\n");
        assertThat(failure.cause()).isEqualTo(Cause.UNSET_VARIABLE);
        assertThat(failure.subject()).isEqualTo("DATABASE_URL");
    }

    @Test
    void aVariableThatMayBeSetSplitsTheWay() {
        List<End> ends = ALPINE.open()
                .run("#!/bin/sh\n"
                        + "if [ -n \"$RUN_MIGRATIONS\" ]; then pnpm migrate || exit 1; fi\n"
                        + "exec sleep infinity\n");
        assertThat(ends).hasSize(2);
        assertThat(Scripts.conditions(ends.get(0))).containsExactly("VARIABLE_SET RUN_MIGRATIONS");
        assertThat(Scripts.failure(ends.get(0)).exitCode()).isEqualTo(1);
        assertThat(Scripts.conditions(ends.get(1))).containsExactly("not VARIABLE_SET RUN_MIGRATIONS");
        assertThat(ends.get(1).exit()).isInstanceOf(Exit.Never.class);
    }

    @Test
    void laterTestsAgreeWithWhatWasLearned() {
        List<End> ends = ALPINE.open()
                .run("#!/bin/sh\n[ -z \"$X\" ] && echo none\nif [ -z \"$X\" ]; then exec sleep infinity; fi\nexit 0\n");
        assertThat(ends).hasSize(2);
        assertThat(ends.get(0).exit()).isInstanceOf(Exit.Never.class);
        assertThat(ends.get(1).exit().isSuccess()).isTrue();
    }

    @Test
    void aDemandedVariableKillsOnlyWhereItIsMissing() {
        List<End> ends = DEBIAN.open().run("#!/bin/sh\n: \"${DATABASE_URL:?needed}\"\nexec sleep infinity\n");
        assertThat(ends).hasSize(2);
        Failure failure = Scripts.failure(ends.get(1));
        assertThat(failure.output()).isEqualTo("/entrypoint.sh: 2: DATABASE_URL: needed");
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(Scripts.conditions(ends.get(1))).containsExactly("not VARIABLE_SET DATABASE_URL");
    }

    @Test
    void execHandsTheArgumentsOn() {
        End end = ALPINE.end("#!/bin/sh\nset -e\nexec \"$@\"\n", "sleep", "infinity");
        assertThat(((Exit.Never) end.exit()).process()).containsExactly("sleep", "infinity");
    }

    @Test
    void theDefaultOfAnUnknownVariableIsOneOfTwoCommands() {
        List<End> ends = ALPINE.open().run("#!/bin/sh\nexec ${START_COMMAND:-sleep infinity}\n");
        assertThat(ends).extracting(e -> e.exit().getClass().getSimpleName()).containsExactly("Lost", "Never");
    }

    @Test
    void aWaitingLoopGoesOnWhenItsCommandSucceeds() {
        List<End> ends = ALPINE.run("#!/bin/sh\nuntil nc -z db 5432; do sleep 1; done\nexec sleep infinity\n");
        assertThat(ends).allSatisfy(end -> assertThat(end.exit()).isInstanceOf(Exit.Never.class));
        assertThat(ends)
                .anySatisfy(
                        end -> assertThat(((Exit.Never) end.exit()).process()).containsExactly("sleep", "infinity"));
    }

    @Test
    void aLoopWithoutAnEndServes() {
        End end = ALPINE.end("#!/bin/sh\nwhile true; do date; sleep 5; done\n");
        assertThat(end.exit()).isInstanceOf(Exit.Never.class);
    }

    @Test
    void countedLoopsAreCounted() {
        End end = ALPINE.end("#!/bin/sh\ni=0\nwhile [ $i -lt 5 ]; do i=$((i+1)); done\nexit $i\n");
        assertThat(((Exit.Code) end.exit()).code()).isEqualTo(5);
    }

    @Test
    void aServerInTheBackgroundIsWaitedFor() {
        End end = ALPINE.end("#!/bin/sh\nsleep infinity &\nwait\n");
        assertThat(end.exit()).isInstanceOf(Exit.Never.class);
    }

    @Test
    void aScriptEndsWhileItsServerRunsInTheBackground() {
        End end = ALPINE.end("#!/bin/sh\nsleep infinity &\necho started\n");
        assertThat(end.exit().isSuccess()).isTrue();
    }

    @Test
    void aSourcedFileIsRead() {
        End end = ALPINE.with("/app/lib.sh", "start() { exec \"$@\"; }\n")
                .end("#!/bin/sh\n. /app/lib.sh\nstart sleep infinity\n");
        assertThat(end.exit()).isInstanceOf(Exit.Never.class);
    }

    @Test
    void whatStandsBeforeASyntaxErrorRuns() {
        End end = ALPINE.end("#!/bin/sh\necho BEGIN\na=(1 2)\n");
        assertThat(end.output().ending()).isEqualTo("BEGIN\n");
        assertThat(Scripts.failure(end).cause()).isEqualTo(Cause.SHELL_FEATURE_MISSING);
    }

    @Test
    void anUnknownProgramInTheMiddleIsTakenToSucceed() {
        List<End> ends = DEBIAN.run("#!/bin/sh\nset -e\nperl /setup.pl\nexec sleep infinity\n");
        assertThat(ends).hasSize(1);
        assertThat(Scripts.conditions(ends.get(0))).containsExactly("PROGRAM_UNKNOWN perl /setup.pl");
    }

    @Test
    void behindAnUnknownProgramNothingIsProvenMissing() {
        End end = DEBIAN.open().with("/setup", "\u0001").end("#!/bin/sh\n$SETUP\nexec pnpm start\n");
        assertThat(end.exit()).isInstanceOf(Exit.Lost.class);
    }

    @Test
    void endlessRecursionIsOverBudget() {
        End end = ALPINE.end("#!/bin/sh\nf() { f; }\nf\n");
        assertThat(((Exit.Lost) end.exit()).reason()).isEqualTo(Reason.OVER_BUDGET);
    }

    @Test
    void manyUnknownTestsStayAffordable() {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        for (int i = 0; i < 40; i++) {
            script.append("if [ -n \"$V")
                    .append(i)
                    .append("\" ]; then export W")
                    .append(i)
                    .append("=1; fi\n");
        }
        assertThat(ALPINE.open().run(script + "exec sleep infinity\n").size()).isLessThanOrEqualTo(64);
    }

    @Test
    void theTrapRunsAtTheEnd() {
        assertThat(ALPINE.end("#!/bin/sh\ntrap 'echo bye' EXIT\necho hi\n")
                        .output()
                        .ending())
                .isEqualTo("hi\nbye\n");
    }

    @Test
    void aCommandSubstitutionGivesItsOutput() {
        End end = DEBIAN.with("/app/name", "sleep\n").end("#!/bin/sh\nexec $(cat /app/name) infinity\n");
        assertThat(end.exit()).isInstanceOf(Exit.Never.class);
    }

    @Test
    void caseOnAnUnknownVariableFollowsEveryBranch() {
        List<End> ends = ALPINE.unknown("MODE")
                .run("#!/bin/sh\n"
                        + "case \"$MODE\" in\n"
                        + " web) exec sleep infinity ;;\n"
                        + " job) exit 0 ;;\n"
                        + " *) echo bad; exit 2 ;;\n"
                        + "esac\n");
        assertThat(ends).hasSize(3);
    }

    @Test
    void aNumberInDoubleBracketsIsAnExpression() {
        List<End> ends = DEBIAN.open().run("""
            #!/bin/bash
            if [[ "$APPS" -eq "" ]]; then
                exit 3
            fi
            if [[ "$APPS" -eq 0 && "$APPS" != 0 ]]; then
                exit 4
            fi
            exit 5
            """);
        assertThat(ends).extracting(End::exit).hasSizeGreaterThan(1).noneMatch(Exit.Lost.class::isInstance);
    }

    @Test
    void ofSeveralJobsThatAreWaitedForTheFirstOnesFailUnseen() {
        List<End> ends = DEBIAN.open().run("""
            #!/bin/sh
            /nope/server &
            first=$!
            true &
            wait "$first" $!
            exec sleep infinity
            """);
        assertThat(ends)
                .singleElement()
                .satisfies(end ->
                        assertThat(end.tolerated()).extracting(Failure::subject).containsExactly("/nope/server"));
    }

    // --- many ways through a script ------------------------------------------------------------------------------

    @Test
    void aLoopThatAsksTheSameAgainEndsOrWaitsForEver() {
        List<End> ends = DEBIAN.open().run("""
            #!/bin/bash
            while :; do
                (echo -n > /dev/tcp/$HOST/5432) >/dev/null 2>&1
                result=$?
                if [[ $result -eq 0 ]]; then break; fi
                sleep 1
            done
            exit $result
            """);
        assertThat(ends).hasSizeLessThan(4);
        assertThat(ends).noneMatch(end -> end.exit() instanceof Exit.Lost);
    }

    @Test
    void aScriptThatLooksAtManyVariablesStaysWithinItsBudget() {
        List<End> ends = DEBIAN.open().run("""
            #!/bin/bash
            set -e
            file_env() {
                local var="$1" fileVar="${1}_FILE" val=""
                if [ "${!var:-}" ] && [ "${!fileVar:-}" ]; then
                    echo >&2 "both $var and $fileVar are set"
                    exit 1
                fi
                if [ "${!var:-}" ]; then val="${!var}"; fi
                export "$var"="$val"
                unset "$fileVar"
            }
            for one in A B C D E F; do file_env DB_$one; done
            exec sleep infinity
            """);
        assertThat(ends).anyMatch(end -> end.exit() instanceof Exit.Never);
        assertThat(ends).noneMatch(end -> end.exit() instanceof Exit.Lost lost && lost.reason() == Reason.OVER_BUDGET);
    }

    @Test
    void whatFailsOnOneOfThreeWaysIsNotSaidOfAll() {
        List<End> ends = ALPINE.open().run("""
            #!/bin/sh
            if [ "$A" = x ]; then missing-one; elif [ "$A" = y ]; then missing-one; fi
            echo done
            """);
        assertThat(ends)
                .filteredOn(end -> end.conditions().isEmpty())
                .allMatch(end -> end.tolerated().isEmpty());
    }

    @Test
    void aWordOfWhichTheBeginningIsKnownMatchesNoPatternThatBeginsOtherwise() {
        String script = """
                #!/bin/sh
                case "--timeout=$SECONDS_LEFT" in
                    --child) exit 2 ;;
                    -q | --quiet) exit 3 ;;
                    --timeout=*) exit 0 ;;
                    *) exit 4 ;;
                esac
                """;
        assertThat(ALPINE.unknown("SECONDS_LEFT").end(script).exit()).isEqualTo(Exit.success());
    }

    @Test
    void whatComesBehindAStarMayStandInThePartThatIsNotKnown() {
        String script = "#!/bin/sh\ncase \"host$PORT\" in *:*) exit 2 ;; ho?9) exit 3 ;; esac\nexit 0\n";
        assertThat(ALPINE.unknown("PORT").run(script))
                .extracting(End::exit)
                .filteredOn(Exit.Code.class::isInstance)
                .extracting(exit -> ((Exit.Code) exit).code())
                .containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void aScriptThatCanEndInVeryManyWaysIsFollowedAllTheSame() {
        StringBuilder inner = new StringBuilder("#!/bin/sh\n");
        for (int i = 0; i < 40; i++) {
            inner.append("[ \"$WAY\" = w" + i + " ] && echo " + i + " > /way && exit " + (i % 2) + "\n");
        }
        List<End> ends = ALPINE.unknown("WAY")
                .with("/inner.sh", inner + "exit 1\n")
                .run("#!/bin/sh\nif /inner.sh; then exec sleep infinity; fi\nexit 7\n");
        assertThat(ends).extracting(End::exit).noneMatch(Exit.Lost.class::isInstance);
        assertThat(ends).extracting(End::exit).anyMatch(Exit.Never.class::isInstance);
        assertThat(ends)
                .extracting(End::exit)
                .filteredOn(Exit.Code.class::isInstance)
                .allMatch(exit -> ((Exit.Code) exit).code() == 7);
        assertThat(ends).allMatch(end -> !end.conditions().isEmpty());
    }

    @Test
    void timeoutWithoutACommandSaysHowItIsUsed() {
        assertThat(DEBIAN.dies("#!/bin/sh\nset -e\ntimeout\n").exitCode()).isEqualTo(125);
        assertThat(ALPINE.dies("#!/bin/sh\nset -e\ntimeout 5\n").exitCode()).isEqualTo(1);
        assertThat(DEBIAN.end("#!/bin/sh\nset -e\ntimeout --help\n").exit()).isNotInstanceOf(Exit.Code.class);
        assertThat(ALPINE.end("#!/bin/sh\nif timeout 2>&1 | grep -q -e '-t '; then exit 3; fi\n")
                        .exit())
                .isEqualTo(Exit.success());
    }
}
