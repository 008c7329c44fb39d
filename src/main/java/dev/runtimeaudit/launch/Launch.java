package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.exec.Visit;
import java.util.List;

/**
 * One launch and all that is proven of it.
 *
 * @param outcome the first thing that ends it, or that it does not end
 * @param then what lies behind a failing outcome, were that mended: nearest first
 * @param conditional deaths on some branches only, with what they depend on
 * @param tolerated steps that are proven to fail without ending the start path
 * @param visits the programs it passes through, in order
 * @param scripts the shell scripts among them
 * @param first what the engine executes: the words of ENTRYPOINT and CMD as combined; empty when not known
 */
public record Launch(
        LaunchRequest request,
        Outcome outcome,
        List<Outcome> then,
        List<Conditional> conditional,
        List<Failure> tolerated,
        List<String> first,
        List<Visit> visits,
        List<ScriptRun> scripts) {

    public Launch {
        then = List.copyOf(then);
        conditional = List.copyOf(conditional);
        tolerated = List.copyOf(tolerated);
        first = List.copyOf(first);
        visits = List.copyOf(visits);
        scripts = List.copyOf(scripts);
    }

    /** The same launch with another outcome. */
    public Launch with(Outcome other) {
        return new Launch(request, other, then, conditional, tolerated, first, visits, scripts);
    }

    /** A death that needs something to hold which is known only at run time. */
    public record Conditional(Failure failure, List<Condition> conditions) {
        public Conditional {
            conditions = List.copyOf(conditions);
        }
    }
}
