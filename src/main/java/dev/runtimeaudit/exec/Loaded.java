package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/** What execve(2) makes of a file. */
public sealed interface Loaded {

    /**
     * It runs.
     *
     * @param path the file that is loaded in the end: the interpreter of a script
     * @param argv what that file gets, interpreter arguments and script included (its first word is its own name)
     * @param program what the file is
     */
    record Runs(ImagePath path, List<Arg> argv, Content program, Evidence evidence) implements Loaded {}

    /**
     * The kernel refuses.
     *
     * @param what which file it is about: the command itself, its shebang interpreter, or the dynamic loader
     * @param missing the path of that file as the kernel looked for it
     */
    record Refused(Errno errno, Part what, String missing, Evidence evidence) implements Loaded {}

    /** It cannot be told. */
    record Unclear(Reason reason, Evidence evidence) implements Loaded {}

    /** The errors of execve(2) that a container can meet. */
    enum Errno {
        ENOENT("No such file or directory"),
        EACCES("Permission denied"),
        ENOEXEC("Exec format error"),
        ENOTDIR("Not a directory"),
        ELOOP("Too many levels of symbolic links"),
        EISDIR("Is a directory");

        private final String text;

        Errno(String text) {
            this.text = text;
        }

        /** What strerror(3) says in glibc; musl differs in a few words. */
        public String text() {
            return text;
        }
    }

    /** Which file an error is about. */
    enum Part {
        COMMAND,
        INTERPRETER,
        LOADER
    }
}
