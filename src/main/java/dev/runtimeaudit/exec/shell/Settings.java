package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The built-ins that change how the shell works: {@code set}, {@code shift}, {@code shopt}, {@code alias}, limits. */
final class Settings {

    private Settings() {}

    static void set(Run run, List<Field> words) {
        List<Field> operands = Operands.behindName(words);
        if (operands.isEmpty()) {
            run.state.write(1, run.unknown(Reason.VALUE_NOT_KNOWN, "prints all variables"), run.at);
            run.state.ends(0);
            return;
        }
        int at = 0;
        boolean positional = false;
        while (at < operands.size()
                && operands.get(at).value() instanceof Value.Known known
                && !operands.get(at).uncertain()) {
            String text = known.text();
            if (text.equals("--")) {
                at++;
                positional = true;
                break;
            }
            if (text.equals("-")) {
                at++;
                break;
            }
            if (text.length() < 2 || text.charAt(0) != '-' && text.charAt(0) != '+') {
                break;
            }
            at++;
            boolean on = text.charAt(0) == '-';
            for (int i = 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == 'o') {
                    if (at == operands.size()) {
                        run.state.ends(0);
                        return;
                    }
                    String name = operands.get(at++).value().shown();
                    if (!named(run, name, on)) {
                        return;
                    }
                } else if (!letter(run, c, on)) {
                    return;
                }
            }
        }
        if (positional || at < operands.size()) {
            List<Field> rest = operands.subList(at, operands.size());
            run.state.positional = rest.stream().map(Field::value).toList();
            run.state.positionalOpen = rest.stream().anyMatch(Field::uncertain);
        }
        run.state.ends(0);
    }

    private static boolean letter(Run run, char c, boolean on) {
        Optional<Option> option = Option.of(c, run.flavor());
        if (option.isEmpty()) {
            run.kills(run.speaker().illegalOption("set", "-" + c), "set -" + c);
            return false;
        }
        turn(run.state, option.get(), on);
        return true;
    }

    private static boolean named(Run run, String name, boolean on) {
        Optional<Option> option = Option.of(name, run.flavor());
        if (option.filter(o -> o == Option.PIPEFAIL).isPresent()) {
            Flavor.Has has = run.flavor().pipefail();
            if (has == Flavor.Has.NO || has == Flavor.Has.UNKNOWN && !supported(run)) {
                option = Optional.empty();
            }
        }
        if (option.isEmpty()) {
            Words words = run.flavor().bash()
                    ? new Words("set", name + ": invalid option name", 2)
                    : run.speaker().illegalOption("set", "-o " + name);
            run.fails(
                    dev.runtimeaudit.exec.Cause.SHELL_FEATURE_MISSING,
                    words,
                    "set -o " + name,
                    "sets `" + name + "`, which this shell does not have");
            if (!run.flavor().ownMode()) {
                run.state.leave();
            }
            return false;
        }
        turn(run.state, option.get(), on);
        return true;
    }

    private static boolean supported(Run run) {
        boolean holds = run.fork();
        run.state.assume(new dev.runtimeaudit.exec.Condition(
                dev.runtimeaudit.exec.Condition.Kind.COMMAND_SUCCEEDS, "set -o pipefail", holds, run.at));
        return holds;
    }

    static void turn(State state, Option option, boolean on) {
        if (on) {
            state.options.add(option);
        } else {
            state.options.remove(option);
        }
    }

    static void shift(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty() || run.state.positionalOpen) {
            run.state.positionalOpen = true;
            run.state.ends(0);
            return;
        }
        String operand = known.get().isEmpty() ? "1" : known.get().get(0);
        if (!Operands.isNumber(operand)) {
            run.kills(run.speaker().illegalNumber("shift", operand), "shift " + operand);
            return;
        }
        int count = Integer.parseInt(operand);
        int size = run.state.positional.size();
        if (count <= size) {
            run.state.positional = run.state.positional.subList(count, size);
            run.state.ends(0);
        } else if (run.flavor().dash()) {
            run.kills(new Words("shift", "can't shift that many", 2), "shift " + operand);
        } else {
            run.state.ends(run.flavor().bash() ? 1 : 0);
        }
    }

    static void shopt(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            Operands.open(run, words);
            return;
        }
        boolean on = known.get().contains("-s");
        boolean off = known.get().contains("-u");
        boolean all = true;
        for (String name : known.get()) {
            if (name.startsWith("-")) {
                continue;
            }
            if (on) {
                run.state.shopts.add(name);
            } else if (off) {
                run.state.shopts.remove(name);
            }
            all &= run.state.shopts.contains(name);
        }
        run.state.ends(on || off || all ? 0 : 1);
    }

    static void alias(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            Operands.open(run, words);
            return;
        }
        int status = 0;
        for (String operand : known.get()) {
            int sign = operand.indexOf('=');
            if (sign > 0) {
                run.state.aliases.put(operand.substring(0, sign), operand.substring(sign + 1));
            } else if (!operand.startsWith("-") && !run.state.aliases.containsKey(operand)) {
                status = 1;
            }
        }
        run.state.ends(status);
    }

    static void unalias(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        known.orElse(List.of()).forEach(run.state.aliases::remove);
        if (known.filter(k -> k.contains("-a")).isPresent()) {
            run.state.aliases.clear();
        }
        run.state.ends(0);
    }

    static void ulimit(Run run, List<Field> words) {
        boolean sets = words.size() > 2
                || words.size() == 2 && !words.get(1).value().shown().startsWith("-");
        if (sets) {
            // Raising a limit needs a privilege that containers have or not; lowering does not.
            Operands.open(run, words);
        } else {
            run.state.write(1, run.unknown(Reason.VALUE_NOT_KNOWN, "prints a limit"), run.at);
            run.state.ends(0);
        }
    }

    static void let(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty() || known.get().isEmpty()) {
            Operands.open(run, words);
            return;
        }
        OptionalLong value = OptionalLong.empty();
        Expander expander = new Expander(run);
        for (String expression : new ArrayList<>(known.get())) {
            value = expander.number(expression);
        }
        if (value.isEmpty()) {
            Operands.open(run, words);
        } else {
            run.state.ends(value.getAsLong() == 0 ? 1 : 0);
        }
    }

    /** What succeeds and changes nothing here; what it prints is not known. */
    static void quiet(Run run, List<Field> words) {
        if (words.size() == 1) {
            run.state.write(1, run.unknown(Reason.VALUE_NOT_KNOWN, "prints what is not known"), run.at);
        }
        run.state.ends(0);
    }
}
