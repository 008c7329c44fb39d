package dev.runtimeaudit.exec;

import dev.runtimeaudit.source.Evidence;

/** What a program that is known by its name, and that nobody follows, may have left behind when a script goes on after it. */
@FunctionalInterface
public interface Aftermath {

    /**
     * @param program the name that the model knows it under
     * @param call with the machine as it was when the program was lost sight of
     * @param seen how much of it was followed
     */
    Machine of(String program, Invocation call, Seen seen, Evidence evidence);

    /** How much of what a program does was followed. */
    enum Seen {
        NOTHING,
        /** Some of its work: the machine is not the one that it began with. */
        PARTS,
        /** Its way to its end, but not what its code does to files. */
        END
    }
}
