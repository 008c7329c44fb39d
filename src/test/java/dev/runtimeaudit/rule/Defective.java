package dev.runtimeaudit.rule;

/** A defect that no rule has, for tests of what becomes of one. */
public final class Defective {

    private Defective() {}

    public static RuleDefect rule(String id, String judged) {
        return new RuleDefect(id, judged, new IllegalStateException("oops"));
    }
}
