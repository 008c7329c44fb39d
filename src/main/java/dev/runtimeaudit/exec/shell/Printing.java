package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/** The built-ins that print: {@code echo} and {@code printf}. */
final class Printing {

    private Printing() {}

    static void echo(Run run, List<Field> words) {
        List<Field> rest = Operands.behindName(words);
        boolean newline = true;
        // dash always works escapes off, bash and BusyBox with -e only.
        boolean escapes = run.flavor().dash();
        int at = 0;
        while (at < rest.size() && rest.get(at).value() instanceof Value.Known known && isOption(known.text(), run)) {
            newline &= known.text().indexOf('n') < 0;
            for (int i = 1; i < known.text().length(); i++) {
                char c = known.text().charAt(i);
                escapes = c == 'e' || c != 'E' && escapes;
            }
            at++;
            if (run.flavor().dash()) {
                break;
            }
        }
        Value text = Value.of("");
        boolean stopped = false;
        for (int i = at; i < rest.size() && !stopped; i++) {
            Field field = rest.get(i);
            if (i > at) {
                text = text.then(Value.of(" "));
            }
            if (escapes && field.value() instanceof Value.Known known) {
                Escapes.Text done = Escapes.echo(known.text());
                text = text.then(Value.of(done.text()));
                stopped = done.stopped();
            } else {
                text = text.then(field.value());
            }
        }
        run.state.write(1, newline && !stopped ? text.then(Value.of("\n")) : text, run.at);
        run.state.ends(0);
    }

    private static boolean isOption(String text, Run run) {
        if (run.flavor().dash()) {
            return text.equals("-n");
        }
        return text.length() > 1
                && text.startsWith("-")
                && text.substring(1).chars().allMatch(c -> c == 'n' || c == 'e' || c == 'E');
    }

    static void printf(Run run, List<Field> words) {
        List<Field> rest = Operands.behindName(words);
        Optional<String> variable = Optional.empty();
        if (!rest.isEmpty() && rest.get(0).value() instanceof Value.Known first) {
            String option = first.text();
            if (option.equals("-v") && run.flavor().bash() && rest.size() > 2) {
                variable = Optional.of(rest.get(1).value().shown());
                rest = rest.subList(2, rest.size());
            } else if (option.equals("--")) {
                rest = rest.subList(1, rest.size());
            } else if (run.flavor().dash() && option.startsWith("-") && option.length() > 1) {
                run.fails(run.speaker().illegalOption("printf", "-" + option.charAt(1)), "printf");
                return;
            }
        }
        if (rest.isEmpty()) {
            run.failsAsApplet(usage(run), "printf");
            return;
        }
        Optional<List<String>> known = Operands.known(rest);
        if (known.isEmpty()) {
            print(run, variable, unknown(run, rest.get(0)));
            run.state.ends(0);
            return;
        }
        Format format = new Format(
                run, known.get().get(0), known.get().subList(1, known.get().size()));
        format.run();
        print(run, variable, Value.of(format.out()));
        if (format.wrong().isPresent()) {
            run.failsAsApplet(format.wrong().get(), "printf");
        } else {
            run.state.ends(0);
        }
    }

    private static Value unknown(Run run, Field format) {
        String ending =
                format.value() instanceof Value.Known known && known.text().endsWith("\\n") ? "\n" : "";
        return new Value.Unknown(
                Reason.VALUE_NOT_KNOWN, run.evidence("prints what is not known"), !ending.isEmpty(), "", ending);
    }

    private static void print(Run run, Optional<String> variable, Value text) {
        if (variable.isPresent()) {
            run.state.set(variable.get(), text);
        } else {
            run.state.write(1, text, run.at);
        }
    }

    private static Words usage(Run run) {
        if (run.flavor().dash()) {
            return new Words("printf", "usage: printf format [arg ...]", 2);
        }
        return run.flavor().bash()
                ? new Words("printf", "usage: printf [-v var] format [arguments]", 2)
                : new Words("printf", "usage: printf FORMAT [ARGUMENT...]", 1);
    }

    /** One run of a format over its arguments (POSIX, printf utility). */
    private static final class Format {
        private final Run run;
        private final String format;
        private final List<String> arguments;
        private final StringBuilder out = new StringBuilder();
        private Optional<Words> wrong = Optional.empty();
        private int next;
        private boolean stopped;

        Format(Run run, String format, List<String> arguments) {
            this.run = run;
            this.format = format;
            this.arguments = arguments;
        }

        String out() {
            return out.toString();
        }

        Optional<Words> wrong() {
            return wrong;
        }

        void run() {
            int before;
            do {
                before = next;
                once();
            } while (!stopped && next < arguments.size() && next > before);
        }

        private void once() {
            for (int i = 0; i < format.length() && !stopped; i++) {
                char c = format.charAt(i);
                if (c == '\\') {
                    Escapes.Text escaped = Escapes.one(format, i, false);
                    out.append(escaped.text());
                    i = escaped.end() - 1;
                    stopped |= escaped.stopped();
                } else if (c == '%') {
                    i = directive(i + 1);
                } else {
                    out.append(c);
                }
            }
        }

        private int directive(int start) {
            int at = start;
            while (at < format.length() && "-+ #0123456789.*".indexOf(format.charAt(at)) >= 0) {
                at++;
            }
            String flags = format.substring(start, at);
            if (at == format.length()) {
                out.append('%').append(flags);
                return at;
            }
            char kind = format.charAt(at);
            switch (kind) {
                case '%':
                    out.append('%');
                    break;
                case 's':
                    out.append(padded(argument(), flags));
                    break;
                case 'b':
                    Escapes.Text text = Escapes.echo(argument());
                    out.append(text.text());
                    stopped |= text.stopped();
                    break;
                case 'c':
                    String one = argument();
                    out.append(one.isEmpty() ? "" : one.substring(0, 1));
                    break;
                case 'd', 'i', 'u', 'x', 'X', 'o':
                    out.append(padded(number(kind), flags));
                    break;
                case 'q':
                    if (run.flavor().bash()) {
                        out.append(quoted(argument()));
                        break;
                    }
                    return invalid(start, at);
                case 'f', 'g', 'e', 'F', 'G', 'E':
                    out.append(argument());
                    break;
                default:
                    return invalid(start, at);
            }
            return at;
        }

        private int invalid(int start, int at) {
            String directive = "%" + format.substring(start, at + 1);
            if (run.flavor().ash()) {
                wrong = Optional.of(new Words("", directive + format.substring(at + 1) + ": invalid format", 1));
            } else if (run.flavor().dash()) {
                wrong = Optional.of(new Words("printf", directive + ": invalid directive", 2));
            } else {
                wrong = Optional.of(new Words("printf", "`" + format.charAt(at) + "': invalid format character", 1));
            }
            stopped = true;
            return format.length();
        }

        private String argument() {
            return next < arguments.size() ? arguments.get(next++) : "";
        }

        private String number(char kind) {
            String text = argument().strip();
            if (text.isEmpty()) {
                return "0";
            }
            try {
                long value = text.startsWith("'") || text.startsWith("\"")
                        ? (text.length() > 1 ? text.charAt(1) : 0)
                        : Long.decode(text);
                return kind == 'x'
                        ? Long.toHexString(value)
                        : kind == 'X'
                                ? Long.toHexString(value).toUpperCase(java.util.Locale.ROOT)
                                : kind == 'o' ? Long.toOctalString(value) : Long.toString(value);
            } catch (NumberFormatException notANumber) {
                String message = run.flavor().ash()
                        ? "invalid number '" + text + "'"
                        : run.flavor().dash() ? text + ": expected numeric value" : text + ": invalid number";
                wrong = Optional.of(new Words(run.flavor().ash() ? "" : "printf", message, 1));
                return "0";
            }
        }

        private static String padded(String text, String flags) {
            String cut = text;
            String width = flags;
            int dot = flags.indexOf('.');
            if (dot >= 0) {
                String precision = flags.substring(dot + 1);
                width = flags.substring(0, dot);
                if (Operands.isNumber(precision) && Integer.parseInt(precision) < text.length()) {
                    cut = text.substring(0, Integer.parseInt(precision));
                }
            }
            boolean left = width.startsWith("-");
            boolean zero = width.startsWith("0");
            String digits = width.replaceAll("[^0-9]", "");
            int wanted = digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
            String pad = (zero && !left ? "0" : " ").repeat(Math.max(0, wanted - cut.length()));
            return left ? cut + pad : pad + cut;
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!Character.isLetterOrDigit(c) && "_./-+=:,@%^".indexOf(c) < 0) {
                    quoted.append('\\');
                }
                quoted.append(c);
            }
            return text.isEmpty() ? "''" : quoted.toString();
        }
    }
}
