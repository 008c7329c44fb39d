package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** What a rule says. */
public sealed interface Verdict {

    String ruleId();

    /**
     * Something is proven to be wrong.
     *
     * @param service empty for what concerns the workspace as a whole
     * @param at the place the user has to change, or that fails first
     * @param subject what it is about, stable when lines move
     * @param message one sentence that makes sense alone, code in backticks
     * @param launches the launches it was seen in
     * @param prediction what the container or the build prints, where it dies of it
     */
    record Finding(
            String ruleId,
            Severity severity,
            Optional<String> service,
            Span at,
            String subject,
            String message,
            Evidence evidence,
            List<String> launches,
            Optional<Failure> prediction)
            implements Verdict {
        public Finding {
            launches = List.copyOf(launches);
        }
    }

    /** The rule could not tell. */
    record Undecided(String ruleId, String service, Span at, Reason reason, Evidence evidence) implements Verdict {}
}
