package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;

/** PATH look-up and execve(2) on a model. */
public final class Kernel {

    private Kernel() {}

    /** Where a command without a slash is found: the first executable regular file on PATH, as execvp(3) and the shells look it up. */
    public static Fact<ImagePath> onPath(String command, Machine machine) {
        return Fact.unknown(Reason.PROGRAM_NOT_MODELLED, Evidence.NONE);
    }

    /** What execve(2) makes of a file for this command line. */
    public static Loaded load(ImagePath path, Invocation call) {
        Fact<FileSystem.Located> found = call.machine().files().follow(path);
        return new Loaded.Unclear(Reason.PROGRAM_NOT_MODELLED, found.evidence());
    }
}
