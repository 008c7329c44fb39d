package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * Variables in the words of {@code eval} that whoever starts the container may give, and that have another value otherwise. Where one
 * is given, its text is what runs, and how that ends is not for the image to say; where none is, the text is known.
 */
final class Given {

    private final Run run;

    Given(Run run) {
        this.run = run;
    }

    /** Parts the ways before a word is expanded. */
    void decide(ShellWord word) {
        decide(word.parts());
    }

    private void decide(List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.DoubleQuoted quoted) {
                decide(quoted.parts());
            } else if (part instanceof Part.Parameter parameter && isPlain(parameter)) {
                decide(parameter.name(), parameter.span());
            }
        }
    }

    private static boolean isPlain(Part.Parameter parameter) {
        return !parameter.length()
                && !parameter.indirect()
                && parameter.subscript().isEmpty()
                && parameter.operator().isEmpty()
                && Parameters.isName(parameter.name());
    }

    private void decide(String name, Span written) {
        State state = run.state;
        boolean follows = state.subshells == 0;
        if (!follows
                || !(state.variable(name).value() instanceof Value.Unknown unknown)
                || unknown.otherwise().isEmpty()) {
            return;
        }
        boolean given = unknown.notEmpty() && unknown.otherwise().get().isEmpty() || run.fork();
        Span at = state.source.at(written);
        run.state.assume(new Condition(Condition.Kind.VARIABLE_SET, name, given, at));
        if (given) {
            run.state.gone(new Exit.Unknown(
                    Reason.VALUE_NOT_KNOWN, run.evidence("runs what it is given in `" + name + "`"), true));
            throw new Abort();
        }
        run.state.learn(unknown, unknown.otherwise().get());
    }
}
