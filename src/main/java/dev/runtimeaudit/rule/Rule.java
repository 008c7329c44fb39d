package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.stream.Stream;

/** One question that is asked of every service. Stateless: the same object judges services side by side. */
public interface Rule {

    /**
     * What there is to say about a rule, whatever it finds.
     *
     * @param id kebab-case, names what is wrong; never reused
     * @param title the class of findings, without a full stop
     * @param severity what its findings have unless they say otherwise
     * @param policy the audit demands it although the container runs: under policy {@code audit} it is HIGH
     * @param docs two paragraphs: what goes wrong and why; how it is proven, and where nothing is said
     * @param advice what to do, one sentence
     */
    record Card(
            String id,
            String title,
            Severity severity,
            boolean policy,
            String docs,
            String advice,
            Example bad,
            Example good) {
        /** The same card for findings of another severity. */
        Card with(Severity other) {
            return new Card(id, title, other, policy, docs, advice, bad, good);
        }
    }

    Card card();

    default Stream<Verdict> judge(Service service) {
        return Stream.empty();
    }

    /** For what concerns the workspace as a whole: once, not per service. */
    default Stream<Verdict> judge(Workspace workspace) {
        return Stream.empty();
    }
}
