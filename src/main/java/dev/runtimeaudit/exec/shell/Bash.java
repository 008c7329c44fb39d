package dev.runtimeaudit.exec.shell;

/** bash 5 (error.c, execute_cmd.c: {@code shell_execve}). */
record Bash(String name, Flavor flavor) implements Speaker {

    @Override
    public String line(Source source, int line, String builtin, String message) {
        String speaks = source.kind() == Source.Kind.SOURCED ? source.name() : name;
        return speaks + ": line " + line + ": " + (builtin.isEmpty() ? "" : builtin + ": ") + message;
    }

    @Override
    public String syntaxError(Source source, int line, String message) {
        String speaks = source.kind() == Source.Kind.SOURCED ? source.name() : name;
        String argument = source.kind() == Source.Kind.ARGUMENT ? "-c: " : "";
        return speaks + ": " + argument + "line " + line + ": " + message;
    }

    @Override
    public Words refuses(String command, Refusal why, boolean exec) {
        boolean path = command.indexOf('/') >= 0;
        switch (why) {
            case MISSING:
                return path
                        ? new Words("", command + ": No such file or directory", 127)
                        : exec
                                ? new Words("exec", command + ": not found", 127)
                                : new Words("", shown(command) + ": command not found", 127);
            case EMPTY_NAME:
                return exec ? new Words("exec", ": not found", 127) : new Words("", ": command not found", 127);
            case INTERPRETER:
                return new Words("", command + ": cannot execute: required file not found", 127);
            case LOOP:
                return new Words("", command + ": Too many levels of symbolic links", 126);
            case NOT_A_DIRECTORY:
                return new Words("", command + ": Not a directory", 126);
            case FORMAT:
                return new Words("", command + ": cannot execute binary file: Exec format error", 126);
            case DENIED:
                return exec
                        ? new Words("exec", command + ": cannot execute: Permission denied", 126)
                        : new Words("", command + ": Permission denied", 126);
            case DIRECTORY:
                return exec
                        ? new Words("exec", command + ": cannot execute: Is a directory", 126)
                        : new Words("", command + ": Is a directory", 126);
        }
        throw new AssertionError(why);
    }

    /** bash shows a command name that cannot be printed in {@code $'…'}. */
    private static String shown(String command) {
        if (command.chars().allMatch(c -> c >= ' ' && c < 127)) {
            return command;
        }
        StringBuilder text = new StringBuilder("$'");
        for (byte b : command.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 127) {
                text.append((char) b);
            } else if (b == '\r') {
                text.append("\\r");
            } else if (b == '\t') {
                text.append("\\t");
            } else if (b == '\n') {
                text.append("\\n");
            } else {
                text.append('\\')
                        .append(Integer.toOctalString((b & 0xff) | 01000).substring(1));
            }
        }
        return text.append('\'').toString();
    }

    @Override
    public String unset(String variable) {
        boolean number = !variable.isEmpty() && Character.isDigit(variable.charAt(0));
        return (number ? "$" : "") + variable + ": unbound variable";
    }

    @Override
    public String unsetOrEmpty(String variable, boolean colon) {
        return variable + ": parameter " + (colon ? "null or " : "") + "not set";
    }

    @Override
    public String badSubstitution(String text) {
        return text + ": bad substitution";
    }

    @Override
    public String readOnly(String variable) {
        return variable + ": readonly variable";
    }

    @Override
    public Words cannotOpen(String file, Blocked why) {
        return new Words("", file + ": " + reason(why), 1);
    }

    @Override
    public Words cannotCreate(String file, Blocked why) {
        return new Words("", file + ": " + reason(why), 1);
    }

    private static String reason(Blocked why) {
        switch (why) {
            case MISSING, NO_DIRECTORY:
                return "No such file or directory";
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
        return new Words("", descriptor + ": Bad file descriptor", 1);
    }

    @Override
    public Words cannotSource(String file, boolean searched) {
        return searched && !flavor.ownMode()
                ? new Words(".", file + ": file not found", 1)
                : new Words("", file + ": No such file or directory", 1);
    }

    @Override
    public Words cannotChangeDirectory(String directory, Blocked why) {
        return new Words("cd", directory + ": " + reason(why), 1);
    }

    @Override
    public Words illegalOption(String builtin, String option) {
        return new Words(builtin, option + ": invalid option", 2);
    }

    @Override
    public Words illegalNumber(String builtin, String text) {
        return new Words(builtin, text + ": numeric argument required", 2);
    }

    @Override
    public Words badName(String builtin, String variable, String word) {
        return new Words(builtin, "`" + word + "': not a valid identifier", 1);
    }

    @Override
    public Words cannotOpenScript(String file, Blocked why) {
        return new Words("", file + ": " + reason(why), why == Blocked.MISSING ? 127 : 126);
    }

    @Override
    public String divisionByZero(String expression) {
        int slash = Math.max(expression.lastIndexOf('/'), expression.lastIndexOf('%'));
        return expression + ": division by 0 (error token is \""
                + expression.substring(slash + 1).stripLeading() + "\")";
    }

    @Override
    public String arithmetic(String expression, Arithmetic.Kind kind, String token) {
        String what;
        switch (kind) {
            case OPERAND:
                what = "syntax error: operand expected";
                break;
            case DIGIT:
                what = "value too great for base";
                break;
            case ASSIGNMENT:
                what = "attempted assignment to non-variable";
                break;
            default:
                what = "syntax error: invalid arithmetic operator";
                break;
        }
        return expression + ": " + what + " (error token is \"" + token + "\")";
    }
}
