package dev.runtimeaudit.config;

import java.util.Locale;

/** How bad a finding is: a promise, in the audit's own words. The worst comes first. */
public enum Severity {
    /** The container will not build, start, stay up or become healthy, proven. */
    CRITICAL,
    /** It fails as soon as something ordinary happens. */
    HIGH,
    /** It runs, but blind, unkillable, or against the audit's policy. */
    MEDIUM,
    /** Hardening. */
    LOW;

    public boolean isAtLeast(Severity other) {
        return compareTo(other) <= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
