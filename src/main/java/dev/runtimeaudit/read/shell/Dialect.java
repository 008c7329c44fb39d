package dev.runtimeaudit.read.shell;

/** Whose grammar a script is read with. What one shell takes as an array is a syntax error to another. */
public enum Dialect {
    /** BusyBox ash up to 1.36, which like dash wants function names to be variable names. */
    ASH,
    /** BusyBox ash from 1.37 on. */
    ASH_1_37,
    /** dash 0.5.11 and later. */
    DASH,
    /** bash 5. */
    BASH,
    /** bash called {@code sh}, or with {@code --posix}. */
    BASH_POSIX;

    public boolean isAsh() {
        return this == ASH || this == ASH_1_37;
    }

    public boolean isBash() {
        return this == BASH || this == BASH_POSIX;
    }

    /** Whether {@code my-func() …} is accepted. */
    boolean takesAnyFunctionName() {
        return this == ASH_1_37 || this == BASH;
    }
}
