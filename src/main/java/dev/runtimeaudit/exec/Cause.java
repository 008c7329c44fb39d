package dev.runtimeaudit.exec;

/** The ways in which a build or a start path breaks. There is one rule for each. */
public enum Cause {
    COMMAND_NOT_FOUND,
    ENTRYPOINT_NOT_IN_IMAGE,
    INTERPRETER_NOT_FOUND,
    NOT_EXECUTABLE,
    NO_SHEBANG,
    EXEC_FORM_IS_NO_SHELL,
    MALFORMED_EXEC_FORM,
    SHELL_FEATURE_MISSING,
    UNKNOWN_SUBCOMMAND,
    START_SCRIPT_MISSING,
    UNSET_VARIABLE,
    UNSUPPORTED_RUNTIME_FLAG,
    WRONG_ARCHITECTURE,
    WRONG_LIBC,
    MAIN_PROCESS_ENDS,
    START_FILE_MISSING,
    MODULE_NOT_FOUND,
    USER_CANNOT_READ,
    USER_CANNOT_WRITE,
    UNKNOWN_USER,
    /** A program on the path rejects what it is given, or fails for a reason that no other cause names. */
    STEP_FAILS,
    DOCKERFILE_DOES_NOT_PARSE,
    COPY_SOURCE_MISSING,
    COPY_FROM_MISSING,
    INSTALL_CANNOT_SUCCEED,
    PRISMA_SCHEMA_MISSING,
    /** The standalone output of Next.js is copied, and the build does not write one. */
    NEXT_STANDALONE_DISABLED,
    /** Next.js' server lies elsewhere in the image. */
    NEXT_SERVER_PATH,
    /** Next.js' server runs, and has no static files to give. */
    NEXT_STATIC_MISSING,
    PRISMA_CLIENT_MISSING,
    WORKSPACE_PACKAGE_NOT_SHIPPED,
    /** What fails does not without what is mounted over the image. */
    HIDDEN_BY_MOUNT,
    /** The program ends by itself: it is not given what it asks for. */
    VARIABLE_REQUIRED
}
