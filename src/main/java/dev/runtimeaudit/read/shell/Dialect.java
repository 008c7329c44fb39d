package dev.runtimeaudit.read.shell;

/** Whose grammar a script is read with. What one shell takes as an array is a syntax error to another. */
public enum Dialect {
    /** BusyBox ash. */
    ASH,
    DASH,
    BASH,
    /** bash called {@code sh}, or with {@code --posix}. */
    BASH_POSIX;

    public boolean isBash() {
        return this == BASH || this == BASH_POSIX;
    }
}
