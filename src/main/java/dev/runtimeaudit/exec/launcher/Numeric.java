package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/** Options that must be numbers: a text that a shell would have expanded is none. */
final class Numeric {

    private Numeric() {}

    static boolean isNumber(String text) {
        String digits = text.strip();
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** What becomes of a program that is given something else. */
    static List<End> rejected(Invocation call, Arg word, String value, int code, String line) {
        boolean unexpanded = value.contains("$");
        String says = unexpanded ? "is given `" + value + "` as it is: nobody expands it" : "is given `" + value + "`";
        Cause cause = unexpanded ? Cause.EXEC_FORM_IS_NO_SHELL : Cause.STEP_FAILS;
        return Chain.failed(
                call, new Failure(cause, code, line, word.at(), value.strip(), Evidence.of(word.at(), says)));
    }
}
