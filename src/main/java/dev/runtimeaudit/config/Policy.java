package dev.runtimeaudit.config;

/** Whose demands fail the build. */
public enum Policy {
    /** The audit's own rules, too. */
    AUDIT,
    /** Only what is proven to break. */
    PROOF
}
