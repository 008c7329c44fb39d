package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));
    private static final Exit SERVES = new Exit.Never(List.of("node", "server.js"), Evidence.NONE);
    private static final Exit FAILS = new Exit.Unknown(Reason.DEPENDS_ON_A_CONDITION, Evidence.NONE, true);

    private static Condition when(Condition.Kind kind, boolean holds) {
        return new Condition(kind, "x", holds, AT);
    }

    private static End end(Exit exit, Condition... conditions) {
        return End.of(Machine.of(Image.scratch()), exit).after(List.of(conditions), List.of());
    }

    private static Exit gone(Cause cause) {
        return Exit.failed(new Failure(cause, 1, "", AT, "x", Evidence.NONE));
    }

    private static Outcome outcome(End... ends) {
        return Judgement.of(List.of(ends), List.of("./run.sh"), AT).outcome();
    }

    @Test
    void whatFailsOnlyWhenAPeerDoesNotAnswerStarts() {
        assertThat(outcome(
                        end(SERVES, when(Condition.Kind.COMMAND_SUCCEEDS, true)),
                        end(FAILS, when(Condition.Kind.COMMAND_SUCCEEDS, false))))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatAlwaysFailsWhenAPeerDoesNotAnswerIsNotDecided() {
        assertThat(outcome(end(FAILS, when(Condition.Kind.COMMAND_SUCCEEDS, false))))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aServerBehindACommandOfWhichNobodyKnowsWhatItDoesIsNoProof() {
        assertThat(outcome(end(SERVES, when(Condition.Kind.PROGRAM_UNKNOWN, true))))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aServerThatStartsWhetherOrNotSuchACommandSucceedsIsOne() {
        assertThat(outcome(
                        end(SERVES, when(Condition.Kind.PROGRAM_UNKNOWN, true)),
                        end(SERVES, when(Condition.Kind.PROGRAM_UNKNOWN, false))))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aScriptThatGivesUpBehindSuchACommandIsNotExcused() {
        assertThat(outcome(
                        end(SERVES, when(Condition.Kind.PROGRAM_UNKNOWN, true)),
                        end(gone(Cause.MAIN_PROCESS_ENDS), when(Condition.Kind.PROGRAM_UNKNOWN, false))))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(
                        end(SERVES, when(Condition.Kind.VARIABLE_SET, true)),
                        end(gone(Cause.MAIN_PROCESS_ENDS), when(Condition.Kind.VARIABLE_SET, false))))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsMissingOnOneBranchIsNeverExcused() {
        assertThat(outcome(
                        end(SERVES, when(Condition.Kind.VARIABLE_SET, false)),
                        end(gone(Cause.COMMAND_NOT_FOUND), when(Condition.Kind.VARIABLE_SET, true))))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
