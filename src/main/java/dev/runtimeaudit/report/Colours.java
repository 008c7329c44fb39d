package dev.runtimeaudit.report;

import dev.runtimeaudit.workspace.Standing;

/** How a verdict is set apart on a terminal. */
public enum Colours {
    /** Not at all: in files, in pipes, in logs. */
    NONE,
    /** With the sequences of ECMA-48 that every terminal knows. */
    ANSI;

    String of(Standing standing, String text) {
        if (this == NONE) {
            return text;
        }
        int colour = switch (standing) {
            case STARTS, ENDS -> 32;
            case FAILS -> 31;
            case OPEN -> 33;
        };
        return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
}
