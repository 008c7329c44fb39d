package dev.runtimeaudit.exec.shell;

/** dash (src/error.c: {@code exvwarning2}, {@code errmsg}). */
record Dash(String name) implements Speaker {

    @Override
    public String line(Source source, int line, String builtin, String message) {
        String command = builtin;
        if (command.isEmpty() && source.kind() == Source.Kind.EVAL) {
            command = "eval";
        } else if (command.isEmpty() && source.kind() == Source.Kind.SOURCED) {
            command = source.name();
        }
        return name + ": " + line + ": " + (command.isEmpty() ? "" : command + ": ") + message;
    }

    @Override
    public String syntaxError(Source source, int line, String message) {
        // At the end of a text that is no file, dash has not counted the last line end.
        boolean atEnd = message.contains("end of file") || message.contains("EOF") || message.contains("nterminated");
        return line(source, atEnd && source.kind() == Source.Kind.ARGUMENT ? line - 1 : line, "", message);
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
                return new Words(builtin, command + ": Too many levels of symbolic links", 127);
            case FORMAT:
                return new Words(builtin, command + ": Exec format error", 126);
            case DENIED, DIRECTORY:
                // A search that ends without a command is 127, whatever it found on its way.
                boolean searched = !exec && command.indexOf('/') < 0;
                return new Words(builtin, command + ": Permission denied", searched ? 127 : 126);
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
        return "Bad substitution";
    }

    @Override
    public String readOnly(String variable) {
        return variable + ": is read only";
    }

    @Override
    public Words cannotOpen(String file, Blocked why) {
        return new Words("", "cannot open " + file + ": " + reason(why, "No such file"), 2);
    }

    @Override
    public Words cannotCreate(String file, Blocked why) {
        return new Words("", "cannot create " + file + ": " + reason(why, "Directory nonexistent"), 2);
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
        return new Words("", descriptor + ": Bad file descriptor", 2);
    }

    @Override
    public Words cannotSource(String file, boolean searched) {
        return searched
                ? new Words(".", file + ": not found", 2)
                : new Words(".", "cannot open " + file + ": No such file", 2);
    }

    @Override
    public Words cannotChangeDirectory(String directory, Blocked why) {
        return new Words("cd", "can't cd to " + directory, 2);
    }

    @Override
    public Words illegalOption(String builtin, String option) {
        return new Words(builtin, "Illegal option " + option, 2);
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
        return new Words("", "cannot open " + file + ": " + reason(why, "No such file"), 2);
    }

    @Override
    public String divisionByZero(String expression) {
        return "arithmetic expression: division by zero: \"" + expression + "\"";
    }

    @Override
    public String arithmetic(String expression, Arithmetic.Kind kind, String token) {
        String expecting = kind == Arithmetic.Kind.OPERAND ? "primary" : "EOF";
        return "arithmetic expression: expecting " + expecting + ": \"" + expression + "\"";
    }
}
