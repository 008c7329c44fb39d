package dev.runtimeaudit.rule;

/** A defect in a rule, not in what it judges. The other rules speak all the same; the build does not go on. */
public final class RuleDefect extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RuleDefect(String rule, String judged, RuntimeException cause) {
        super("rule " + rule + " failed on " + judged + ": " + cause, cause);
    }
}
