package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The built-ins that declare variables: {@code export}, {@code readonly}, {@code unset}, {@code local}, {@code declare}. */
final class Variables {

    private Variables() {}

    static void export(Run run, List<Field> words) {
        boolean[] on = {true};
        Optional<List<Field>> operands = options(
                run, words, "export", run.flavor().bash() ? "npf" : run.flavor().ash() ? "np" : "p");
        if (operands.isEmpty()) {
            return;
        }
        String flags = flags(words);
        if (flags.indexOf('n') >= 0) {
            on[0] = false;
        }
        if (flags.indexOf('f') >= 0) {
            run.state.ends(0);
            return;
        }
        if (operands.get().isEmpty()) {
            run.state.write(1, run.unknown(dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN, "prints variables"), run.at);
        }
        declare(run, "export", operands.get(), v -> v.exported(on[0]));
    }

    static void readonly(Run run, List<Field> words) {
        Optional<List<Field>> operands =
                options(run, words, "readonly", run.flavor().bash() ? "paAf" : "p");
        operands.ifPresent(fields -> declare(run, "readonly", fields, Variable::frozen));
    }

    private static String flags(List<Field> words) {
        StringBuilder flags = new StringBuilder();
        for (Field word : Operands.behindName(words)) {
            if (!(word.value() instanceof Value.Known known)
                    || !known.text().startsWith("-")
                    || known.text().equals("--")) {
                break;
            }
            flags.append(known.text().substring(1));
        }
        return flags.toString();
    }

    /** @return the words behind the options; empty when one of them is not known, and that has been said */
    private static Optional<List<Field>> options(Run run, List<Field> words, String name, String allowed) {
        int at = 1;
        while (at < words.size() && words.get(at).value() instanceof Value.Known known) {
            String text = known.text();
            if (text.equals("--")) {
                at++;
                break;
            }
            if (!text.startsWith("-") || text.length() < 2) {
                break;
            }
            for (int i = 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (allowed.indexOf(c) < 0) {
                    run.kills(run.speaker().illegalOption(name, "-" + c), name + " " + text);
                    return Optional.empty();
                }
            }
            at++;
        }
        return Optional.of(words.subList(at, words.size()));
    }

    private static void declare(Run run, String name, List<Field> operands, UnaryOperator<Variable> mark) {
        int status = 0;
        for (Field operand : operands) {
            Optional<Field.Assigned> assigned = operand.assigned().or(() -> assigned(run, operand));
            if (assigned.isEmpty() && (operand.uncertain() || operand.value() instanceof Value.Unknown)) {
                continue;
            }
            String variable = assigned.map(Field.Assigned::name).orElse(operand.shown());
            if (!Parameters.isName(variable)) {
                Words words = run.speaker().badName(name, variable, operand.shown());
                run.fails(words, name + " " + operand.shown());
                if (!run.flavor().bash()) {
                    run.state.leave();
                    return;
                }
                status = 1;
                continue;
            }
            Variable old = run.state.variable(variable);
            if (assigned.isPresent() && old.readonly()) {
                run.fails(readOnly(run, name, variable), name + " " + variable);
                if (!run.flavor().bash()) {
                    run.state.leave();
                    return;
                }
                status = 1;
                continue;
            }
            if (assigned.isPresent()) {
                Value value = assigned.get().value();
                run.state.set(variable, assigned.get().append() ? old.value().then(value) : value);
                old = run.state.variable(variable);
                if (assigned.get().array().isPresent()) {
                    old = old.holdingAll(assigned.get().array().get());
                }
            }
            run.state.variables.put(variable, mark.apply(old));
        }
        if (status == 0) {
            run.state.ends(0);
        }
    }

    private static Words readOnly(Run run, String builtin, String name) {
        return new Words(builtin, run.speaker().readOnly(name), run.flavor().bash() ? 1 : 2);
    }

    /** A word that only its expansion made an assignment: {@code export $(cat .env)}. */
    private static Optional<Field.Assigned> assigned(Run run, Field operand) {
        String text = operand.value() instanceof Value.Known known ? known.text() : "";
        int sign = text.indexOf('=');
        if (sign < 0) {
            return Optional.empty();
        }
        boolean append =
                sign > 0 && text.charAt(sign - 1) == '+' && run.flavor().bash();
        String name = text.substring(0, append ? sign - 1 : sign);
        return Optional.of(new Field.Assigned(name, append, Value.of(text.substring(sign + 1)), Optional.empty()));
    }

    static void unset(Run run, List<Field> words) {
        Optional<List<String>> known = Operands.known(Operands.behindName(words));
        if (known.isEmpty()) {
            Operands.open(run, words);
            return;
        }
        boolean functions = false;
        for (String name : known.get()) {
            if (name.startsWith("-")) {
                functions = name.indexOf('f') > 0;
                continue;
            }
            if (functions) {
                run.state.functions.remove(name);
                continue;
            }
            Variable old = run.state.variable(name);
            if (old.readonly()) {
                String message = run.flavor().bash()
                        ? name + ": cannot unset: readonly variable"
                        : run.speaker().readOnly(name);
                run.fails(new Words("unset", message, run.flavor().bash() ? 1 : 2), "unset " + name);
                if (!run.flavor().bash()) {
                    run.state.leave();
                }
                return;
            }
            if (old.presence() == Variable.Presence.UNSET && run.flavor().bash()) {
                run.state.functions.remove(name);
            }
            run.state.variables.put(name, Variable.NONE);
        }
        run.state.ends(0);
    }

    static void local(Run run, List<Field> words) {
        if (run.state.calls == 0) {
            Words said = run.flavor().bash()
                    ? new Words("local", "can only be used in a function", 1)
                    : new Words("local", "not in a function", 2);
            run.fails(said, "local");
            if (!run.flavor().bash()) {
                run.state.leave();
            }
            return;
        }
        List<Field> operands = Operands.behindName(words);
        if (run.flavor().bash()) {
            operands = operands.stream()
                    .filter(f -> !f.value().shown().startsWith("-"))
                    .toList();
        }
        Map<String, Variable> saved = new TreeMap<>(run.state.locals.get(run.state.locals.size() - 1));
        for (Field operand : operands) {
            Optional<Field.Assigned> assigned = operand.assigned().or(() -> assigned(run, operand));
            String name = assigned.map(Field.Assigned::name).orElse(operand.shown());
            if (!Parameters.isName(name)) {
                continue;
            }
            Variable old = run.state.variables.getOrDefault(name, Variable.NONE);
            saved.putIfAbsent(name, old);
            if (assigned.isEmpty() && run.flavor().bash()) {
                run.state.variables.put(name, Variable.NONE);
            } else if (old.readonly()) {
                run.state.variables.put(name, Variable.NONE);
            }
        }
        List<Map<String, Variable>> locals = new ArrayList<>(run.state.locals);
        locals.set(locals.size() - 1, Map.copyOf(saved));
        run.state.locals = List.copyOf(locals);
        declare(run, "local", operands, v -> v);
    }

    /** bash's {@code declare}: in a function it is {@code local}. */
    static void declare(Run run, List<Field> words) {
        String flags = flags(words);
        List<Field> operands = Operands.behindName(words).stream()
                .filter(f ->
                        !f.value().shown().startsWith("-") && !f.value().shown().startsWith("+"))
                .toList();
        if (flags.indexOf('f') >= 0 || flags.indexOf('p') >= 0 || flags.indexOf('F') >= 0) {
            boolean all = operands.stream()
                    .allMatch(f -> run.state.functions.containsKey(f.value().shown()));
            if (flags.indexOf('p') >= 0) {
                Operands.open(run, words);
            } else {
                run.state.ends(all ? 0 : 1);
            }
            return;
        }
        if (run.state.calls > 0 && flags.indexOf('g') < 0) {
            local(run, words);
        }
        UnaryOperator<Variable> mark = v -> v;
        if (flags.indexOf('x') >= 0) {
            mark = v -> v.exported(true);
        }
        if (flags.indexOf('r') >= 0) {
            mark = Variable::frozen;
        }
        declare(run, "declare", operands, mark);
    }
}
