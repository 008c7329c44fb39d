package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Exit;

/** Where the shell goes on after a command. */
sealed interface Flow {

    /** With the next command. */
    record Next() implements Flow {}

    /** Out of so many loops. */
    record Break(int loops) implements Flow {}

    record Continue(int loops) implements Flow {}

    /** Out of the function or the sourced file. */
    record Return() implements Flow {}

    /** bash's way out of a failed expansion: to the next line of the script. */
    record NextLine() implements Flow {}

    /** Out of the shell, with the status it has. */
    record Leave() implements Flow {}

    /** Nowhere: the shell is another program now, waits for ever, or cannot be followed. */
    record Gone(Exit exit) implements Flow {}

    Flow NEXT = new Next();
    Flow RETURN = new Return();
    Flow NEXT_LINE = new NextLine();
    Flow LEAVE = new Leave();
}
