package dev.runtimeaudit.exec.shell;

/** Thrown where a command cannot be brought to its end; its state says where the shell goes on. */
final class Abort extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Abort() {
        super("", null, false, false);
    }
}
