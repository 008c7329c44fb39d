package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code read}, {@code mapfile} and {@code getopts}. */
final class Reading {

    private Reading() {}

    static void read(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            Operands.open(run, words);
            return;
        }
        String plain = run.flavor().dash() ? "r" : run.flavor().bash() ? "rse" : "rs";
        String valued = run.flavor().dash() ? "p" : run.flavor().bash() ? "pndNtuai" : "pndtu";
        List<String> names = new ArrayList<>();
        boolean raw = false;
        boolean odd = false;
        boolean toArray = false;
        List<String> operands = known.get();
        int at = 0;
        while (at < operands.size()
                && operands.get(at).startsWith("-")
                && operands.get(at).length() > 1) {
            String option = operands.get(at++);
            if (option.equals("--")) {
                break;
            }
            for (int i = 1; i < option.length(); i++) {
                char c = option.charAt(i);
                if (plain.indexOf(c) >= 0) {
                    raw |= c == 'r';
                } else if (valued.indexOf(c) >= 0) {
                    odd |= "ndNu".indexOf(c) >= 0;
                    if (c == 'a') {
                        toArray = true;
                    } else if (i == option.length() - 1) {
                        at++;
                    }
                    if (c != 'a') {
                        break;
                    }
                } else {
                    run.fails(run.speaker().illegalOption("read", "-" + c), "read -" + c);
                    return;
                }
            }
        }
        names.addAll(operands.subList(Math.min(at, operands.size()), operands.size()));
        if (names.isEmpty()) {
            if (run.flavor().dash()) {
                run.fails(new Words("read", "arg count", 2), "read");
                return;
            }
            names.add("REPLY");
        }
        Value input = run.state.input;
        if (odd || !(input instanceof Value.Known text)) {
            for (String name : names) {
                run.state.set(name, run.unknown(Reason.VALUE_NOT_KNOWN, "reads what is not known"));
            }
            Operands.open(run, words);
            return;
        }
        line(run, text.text(), names, raw, toArray);
    }

    private static void line(Run run, String input, List<String> names, boolean raw, boolean toArray) {
        StringBuilder line = new StringBuilder();
        int at = 0;
        boolean ended = false;
        while (at < input.length()) {
            char c = input.charAt(at++);
            if (c == '\n') {
                ended = true;
                break;
            }
            if (c == '\\' && !raw && at < input.length()) {
                char next = input.charAt(at++);
                if (next != '\n') {
                    line.append(next);
                }
            } else {
                line.append(c);
            }
        }
        run.state.input = Value.of(input.substring(at));
        assign(run, line.toString(), names, toArray);
        run.state.ends(ended ? 0 : 1);
    }

    private static void assign(Run run, String line, List<String> names, boolean toArray) {
        Variable ifs = run.state.variables.getOrDefault("IFS", Variable.NONE);
        String separators = ifs.isSet() ? ifs.value().shown() : " \t\n";
        String rest = strip(line, separators);
        if (toArray) {
            List<Value> elements = new ArrayList<>();
            while (!rest.isEmpty()) {
                int end = end(rest, separators);
                elements.add(Value.of(rest.substring(0, end)));
                rest = strip(behind(rest, end, separators), separators);
            }
            run.state.variables.put(names.get(0), Variable.NONE.holdingAll(elements));
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            if (i == names.size() - 1) {
                run.state.set(names.get(i), Value.of(rest));
            } else {
                int end = end(rest, separators);
                run.state.set(names.get(i), Value.of(rest.substring(0, end)));
                rest = behind(rest, end, separators);
            }
        }
    }

    private static int end(String text, String separators) {
        int end = 0;
        while (end < text.length() && separators.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static String behind(String text, int end, String separators) {
        int at = end;
        while (at < text.length() && isBlank(text.charAt(at), separators)) {
            at++;
        }
        if (at < text.length() && separators.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        while (at < text.length() && isBlank(text.charAt(at), separators)) {
            at++;
        }
        return text.substring(at);
    }

    private static boolean isBlank(char c, String separators) {
        return Character.isWhitespace(c) && separators.indexOf(c) >= 0;
    }

    private static String strip(String text, String separators) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from), separators)) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1), separators)) {
            to--;
        }
        return text.substring(from, to);
    }

    static void mapfile(Run run, List<Field> words) {
        List<String> names = words.stream()
                .map(f -> f.value().shown())
                .filter(Parameters::isName)
                .toList();
        String name = names.size() > 1 ? names.get(names.size() - 1) : "MAPFILE";
        if (run.state.input instanceof Value.Known known) {
            List<Value> lines = new ArrayList<>();
            known.text().lines().forEach(l -> lines.add(Value.of(l)));
            run.state.variables.put(name, Variable.NONE.holdingAll(lines));
            run.state.input = Value.of("");
        } else {
            run.state.set(name, run.unknown(Reason.VALUE_NOT_KNOWN, "reads lines that are not known"));
        }
        run.state.ends(0);
    }

    static void getopts(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        List<Value> given = words.size() > 3
                ? words.subList(3, words.size()).stream().map(Field::value).toList()
                : run.state.positional;
        boolean clear = given.stream().allMatch(v -> v instanceof Value.Known) && !run.state.positionalOpen;
        if (known.isEmpty() || known.get().size() < 2 || !clear) {
            Operands.open(run, words);
            return;
        }
        String options = known.get().get(0);
        String name = known.get().get(1);
        int index = number(run.state.variables.getOrDefault("OPTIND", Variable.NONE));
        int inside = run.state.optionAt.orElse(1);
        if (index > given.size()) {
            end(run, name);
            return;
        }
        String word = given.get(index - 1).shown();
        if (!word.startsWith("-") || word.equals("-") || inside >= word.length()) {
            end(run, name);
            return;
        }
        if (word.equals("--")) {
            next(run, index + 1);
            end(run, name);
            return;
        }
        char c = word.charAt(inside);
        boolean more = inside + 1 < word.length();
        int at = options.indexOf(c);
        boolean silent = options.startsWith(":");
        if (at < 0 || c == ':') {
            if (!silent) {
                run.state.say(
                        run.flavor().bash() ? run.shell.name() + ": illegal option -- " + c : "Illegal option -" + c,
                        run.at);
            }
            run.state.set("OPTARG", Value.of(silent ? String.valueOf(c) : ""));
            run.state.set(name, Value.of("?"));
            advance(run, index, inside, more);
            run.state.ends(0);
            return;
        }
        run.state.set(name, Value.of(String.valueOf(c)));
        if (at + 1 < options.length() && options.charAt(at + 1) == ':') {
            if (more) {
                run.state.set("OPTARG", Value.of(word.substring(inside + 1)));
                next(run, index + 1);
            } else if (index < given.size()) {
                run.state.set("OPTARG", given.get(index));
                next(run, index + 2);
            } else {
                run.state.set(name, Value.of(silent ? ":" : "?"));
                next(run, index + 1);
            }
        } else {
            advance(run, index, inside, more);
        }
        run.state.ends(0);
    }

    private static int number(Variable variable) {
        String text = variable.isSet() ? variable.value().shown() : "1";
        return Operands.isNumber(text) ? Math.max(1, Integer.parseInt(text)) : 1;
    }

    private static void advance(Run run, int index, int inside, boolean more) {
        if (more) {
            run.state.set("OPTIND", Value.of(Integer.toString(index)));
            run.state.optionAt = Optional.of(inside + 1);
        } else {
            next(run, index + 1);
        }
    }

    private static void next(Run run, int index) {
        run.state.set("OPTIND", Value.of(Integer.toString(index)));
        run.state.optionAt = Optional.empty();
    }

    private static void end(Run run, String name) {
        run.state.set(name, Value.of("?"));
        run.state.ends(1);
    }
}
