package dev.runtimeaudit.exec.shell;

/** The voice of one shell: how it starts a message, and its words for each thing that can go wrong. */
sealed interface Speaker permits Ash, Dash, Bash {

    /** Why a command does not run. */
    enum Refusal {
        MISSING,
        EMPTY_NAME,
        DENIED,
        DIRECTORY,
        INTERPRETER,
        LOOP,
        NOT_A_DIRECTORY,
        FORMAT
    }

    /**
     * @param builtin what the shell puts before the message, empty for nothing
     * @param code the status of the command
     */
    record Words(String builtin, String message, int code) {}

    /** Why a redirection fails. */
    enum Blocked {
        MISSING,
        NO_DIRECTORY,
        DIRECTORY,
        DENIED,
        NOT_A_DIRECTORY
    }

    /**
     * @param argument it runs the argument of {@code -c}
     * @param named {@code $0} was given behind that argument
     */
    static Speaker of(Flavor flavor, String name, boolean argument, boolean named) {
        if (flavor.dash()) {
            return new Dash(name);
        }
        return flavor.bash() ? new Bash(name, flavor) : new Ash(name, argument, argument && named, flavor.newAsh());
    }

    /** A whole line. */
    String line(Source source, int line, String builtin, String message);

    /** The line of a message about text that cannot be parsed. */
    default String syntaxError(Source source, int line, String message) {
        return line(source, line, "", message);
    }

    Words refuses(String command, Refusal why, boolean exec);

    String unset(String name);

    /** {@code ${name:?}} without a message. */
    String unsetOrEmpty(String name, boolean colon);

    String badSubstitution(String text);

    String readOnly(String name);

    Words cannotOpen(String file, Blocked why);

    Words cannotCreate(String file, Blocked why);

    Words badDescriptor(String descriptor);

    Words cannotSource(String file, boolean searched);

    Words cannotChangeDirectory(String directory, Blocked why);

    Words illegalOption(String builtin, String option);

    Words illegalNumber(String builtin, String text);

    Words badName(String builtin, String name, String word);

    /** What the shell prints when it cannot open the script it was called with. */
    Words cannotOpenScript(String file, Blocked why);

    String divisionByZero(String expression);

    /** @param token where the evaluation stopped */
    String arithmetic(String expression, Arithmetic.Kind kind, String token);
}
