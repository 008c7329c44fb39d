package dev.runtimeaudit.exec.shell;

/**
 * BusyBox ash (shell/ash.c: {@code ash_vmsg}, {@code errmsg}).
 *
 * @param argument it runs the argument of {@code -c}, so it has no command name to give and counts lines from 0
 * @param named it was given a name behind the argument of {@code -c}, and so has one
 * @param newer 1.37 and later
 */
record Ash(String name, boolean argument, boolean named, boolean newer) implements Speaker {

    @Override
    public String line(Source source, int line, String builtin, String message) {
        String command = builtin;
        boolean counted = true;
        if (command.isEmpty()) {
            switch (source.kind()) {
                case EVAL:
                    command = "eval";
                    break;
                case SOURCED:
                    command = source.name();
                    break;
                case ARGUMENT:
                    counted = named;
                    break;
                case SCRIPT:
                    break;
            }
        }
        int shown = argument && source.kind() != Source.Kind.SOURCED ? line - 1 : line;
        return name + ": " + (command.isEmpty() ? "" : command + ": ") + (counted ? "line " + shown + ": " : "")
                + message;
    }

    @Override
    public Words refuses(String command, Refusal why, boolean exec) {
        String builtin = exec ? "exec" : "";
        switch (why) {
            case MISSING, INTERPRETER, NOT_A_DIRECTORY:
                return new Words(builtin, command + ": not found", 127);
            case EMPTY_NAME:
                return new Words(builtin, ": Permission denied", 127);
            case LOOP:
                return new Words(
                        builtin,
                        command + ": " + (newer ? "Too many levels of symbolic links" : "Symbolic link loop"),
                        127);
            case FORMAT:
                return new Words(builtin, command + ": Exec format error", 126);
            case DENIED, DIRECTORY:
                return new Words(builtin, command + ": Permission denied", 126);
        }
        throw new AssertionError(why);
    }

    @Override
    public String unset(String variable) {
        return variable + ": parameter not set";
    }

    @Override
    public String unsetOrEmpty(String variable, boolean colon) {
        return variable + ": parameter not set" + (colon ? " or null" : "");
    }

    @Override
    public String badSubstitution(String text) {
        return "syntax error: bad substitution";
    }

    @Override
    public String readOnly(String variable) {
        return variable + ": is read only";
    }

    @Override
    public Words cannotOpen(String file, Blocked why) {
        return new Words("", "can't open " + file + ": " + reason(why, "no such file"), 1);
    }

    @Override
    public Words cannotCreate(String file, Blocked why) {
        return new Words("", "can't create " + file + ": " + reason(why, "nonexistent directory"), 1);
    }

    private static String reason(Blocked why, String missing) {
        switch (why) {
            case MISSING, NO_DIRECTORY:
                return missing;
            case DIRECTORY:
                return "Is a directory";
            case DENIED:
                return "Permission denied";
            case NOT_A_DIRECTORY:
                return "Not a directory";
        }
        throw new AssertionError(why);
    }

    @Override
    public Words badDescriptor(String descriptor) {
        String what = newer ? "dup2(" + descriptor + ",1)" : descriptor;
        return new Words("", what + ": Bad file descriptor", 1);
    }

    @Override
    public Words cannotSource(String file, boolean searched) {
        return newer && searched
                ? new Words(".", file + ": not found", 2)
                : new Words(".", "can't open '" + file + "': No such file or directory", 2);
    }

    @Override
    public Words cannotChangeDirectory(String directory, Blocked why) {
        return new Words("cd", "can't cd to " + directory + ": " + reason(why, "No such file or directory"), 2);
    }

    @Override
    public Words illegalOption(String builtin, String option) {
        return new Words(builtin, "illegal option " + option, 2);
    }

    @Override
    public Words illegalNumber(String builtin, String text) {
        return new Words(builtin, "Illegal number: " + text, 2);
    }

    @Override
    public Words badName(String builtin, String variable, String word) {
        return new Words(builtin, variable + ": bad variable name", 2);
    }

    @Override
    public Words cannotOpenScript(String file, Blocked why) {
        return new Words("", "can't open '" + file + "': " + reason(why, "No such file or directory"), 2);
    }

    @Override
    public String divisionByZero(String expression) {
        return "divide by zero";
    }

    @Override
    public String arithmetic(String expression, Arithmetic.Kind kind, String token) {
        return "arithmetic syntax error";
    }
}
