package dev.runtimeaudit.workspace;

/** What becomes of a service as a whole: the one answer that rules, reports and release gates share. */
public enum Standing {
    /** It starts, and stays up as far as can be told. */
    STARTS,
    /** It ends by itself with 0, as the job it is. */
    ENDS,
    /** It is proven not to build, not to start, or to end although it is meant to stay up. */
    FAILS,
    /** It cannot be told. */
    OPEN
}
