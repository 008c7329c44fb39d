package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Runs one simple command (POSIX 2.9.1): words, redirections, assignments, then a function, a built-in or a program. */
final class SimpleCommand {

    private static final Set<String> ASSIGNING = Set.of("export", "readonly", "local", "declare", "typeset");

    private final Run run;
    private final Expander expander;

    SimpleCommand(Run run) {
        this.run = run;
        this.expander = new Expander(run);
    }

    void run(Command.Simple command) {
        List<ShellWord> written = unaliased(command.words());
        List<Field> words = words(written);
        trace(words);
        run.written = words.size() == written.size() ? written : List.of();
        if (words.isEmpty()) {
            withoutName(command);
            return;
        }
        Field name = words.get(0);
        if (name.uncertain() || !(name.value() instanceof Value.Known known)) {
            unknownCommand(command, words);
            return;
        }
        Optional<Builtin> builtin = Builtin.of(known.text(), run.flavor());
        boolean special = builtin.isPresent() && Builtin.SPECIAL.contains(known.text());
        Optional<State.Function> function = Optional.ofNullable(run.state.functions.get(known.text()));
        if (function.isPresent() && !(special && !run.flavor().ownMode())) {
            builtin = Optional.empty();
        } else {
            function = Optional.empty();
        }
        Map<Integer, Sink> descriptors = new TreeMap<>(run.state.descriptors);
        Value input = run.state.input;
        Status before = run.state.status;
        Optional<Speaker.Words> blocked = new Redirections(run).apply(command.redirects());
        if (blocked.isPresent()) {
            if (special && !run.flavor().ownMode()) {
                run.state.leave();
            }
        } else {
            run.state.status = before;
            boolean keeps = special && !run.flavor().ownMode();
            Map<String, Variable> saved = assign(command.assignments(), !keeps);
            execute(words, written, function, builtin);
            saved.forEach((variable, old) -> run.state.variables.put(variable, old));
        }
        boolean lasting = blocked.isEmpty() && known.text().equals("exec") && words.size() == 1;
        if (!lasting) {
            run.state.descriptors.clear();
            run.state.descriptors.putAll(descriptors);
            if (!command.redirects().isEmpty()) {
                run.state.input = input;
            }
        }
    }

    private void execute(
            List<Field> words, List<ShellWord> written, Optional<State.Function> function, Optional<Builtin> builtin) {
        if (function.isPresent()) {
            List<Value> arguments = new ArrayList<>();
            boolean open = false;
            for (Field word : words.subList(1, words.size())) {
                arguments.add(word.value());
                open |= word.uncertain();
            }
            boolean uncertain = open;
            State before = run.state;
            run.state = run.choices.pickState(
                    () -> run.interpreter.call(function.get(), arguments, uncertain, before.copy()));
        } else if (builtin.isPresent()) {
            builtin.get().run(run, words);
            if (ASSIGNING.contains(words.get(0).shown())) {
                substitutedNothing();
            }
        } else {
            new Externals(run).run(words, written, false);
        }
    }

    /**
     * {@code export A=$(missing)}: its status is that of {@code export} (POSIX 2.9.1.1), so that nothing stops at a command that is
     * not there.
     */
    private void substitutedNothing() {
        if (run.substituted.orElse(Status.success()) instanceof Status.Known known) {
            known.failure()
                    .filter(failure -> failure.cause() == Cause.COMMAND_NOT_FOUND
                            && !failure.output().isEmpty())
                    .ifPresent(run.state::tolerate);
        }
    }

    /** An alias stands for the text of the commands that it was given (POSIX 2.3.1); bash scripts do not use them. */
    private List<ShellWord> unaliased(List<ShellWord> words) {
        if (words.isEmpty() || run.state.aliases.isEmpty() || run.flavor().ownMode()) {
            return words;
        }
        Optional<String> text = words.get(0).literal().map(run.state.aliases::get);
        if (text.isEmpty()) {
            return words;
        }
        List<ShellWord> all = new ArrayList<>(expander.wordsOf(text.get()));
        all.addAll(words.subList(1, words.size()));
        return all;
    }

    private List<Field> words(List<ShellWord> written) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            ShellWord word = written.get(i);
            run.splitting = fields.stream().allMatch(f -> isPrefix(f));
            boolean assigns = !fields.isEmpty()
                    && fields.get(0).value() instanceof Value.Known known
                    && ASSIGNING.contains(known.text())
                    && looksLikeAssignment(word);
            if (assigns) {
                fields.add(assigning(word));
            } else {
                fields.addAll(expander.fields(word));
            }
        }
        run.splitting = false;
        return fields;
    }

    /** Behind these the next word is the command. */
    private static boolean isPrefix(Field field) {
        return field.shown().equals("exec") || field.shown().equals("command");
    }

    private Field assigning(ShellWord word) {
        Part.Literal literal = (Part.Literal) word.parts().get(0);
        int sign = literal.text().indexOf('=');
        boolean append = literal.text().charAt(sign - 1) == '+';
        String name = literal.text().substring(0, append ? sign - 1 : sign);
        List<Part> parts = new ArrayList<>(word.parts().subList(1, word.parts().size()));
        if (parts.size() == 1 && parts.get(0) instanceof Part.ArrayLiteral array) {
            List<Value> elements =
                    expander.fields(array.elements()).stream().map(Field::value).toList();
            return new Field(
                    Value.of(name + "="),
                    false,
                    Optional.of(new Field.Assigned(name, append, Value.of(""), Optional.of(elements))));
        }
        String rest = literal.text().substring(sign + 1);
        if (!rest.isEmpty()) {
            parts.add(0, new Part.Literal(rest, literal.span()));
        }
        Value value = expander.assigned(new ShellWord(word.raw(), parts, word.span()));
        return new Field(
                Value.of(literal.text().substring(0, sign + 1)).then(value),
                false,
                Optional.of(new Field.Assigned(name, append, value, Optional.empty())));
    }

    private static boolean looksLikeAssignment(ShellWord word) {
        if (word.parts().isEmpty() || !(word.parts().get(0) instanceof Part.Literal literal)) {
            return false;
        }
        int sign = literal.text().indexOf('=');
        return sign > 0
                && Parameters.isName(literal.text()
                        .substring(0, literal.text().charAt(sign - 1) == '+' ? sign - 1 : sign));
    }

    private void trace(List<Field> words) {
        if (run.state.has(Option.XTRACE) && !words.isEmpty()) {
            String shown =
                    String.join(" ", words.stream().map(w -> w.value().shown()).toList());
            run.state.say("+ " + shown, run.at);
        }
    }

    /** Only assignments and redirections: they stay, and the status is that of the last command substitution. */
    private void withoutName(Command.Simple command) {
        Map<Integer, Sink> descriptors = new TreeMap<>(run.state.descriptors);
        Value input = run.state.input;
        assign(command.assignments(), false);
        Optional<Speaker.Words> blocked = new Redirections(run).apply(command.redirects());
        if (blocked.isEmpty()) {
            run.state.ends(run.substituted.orElse(Status.success()));
        }
        run.state.descriptors.clear();
        run.state.descriptors.putAll(descriptors);
        run.state.input = input;
    }

    /** @return what the variables held before, when they are only for this command */
    private Map<String, Variable> assign(List<Command.Assignment> assignments, boolean passing) {
        Map<String, Variable> saved = new LinkedHashMap<>();
        for (Command.Assignment assignment : assignments) {
            String name = assignment.name();
            Variable old = run.state.variables.getOrDefault(name, Variable.NONE);
            if (run.state.variables.containsKey(name) || passing) {
                saved.putIfAbsent(name, old);
            }
            Variable now = run.state.variable(name);
            if (now.readonly()) {
                throw run.broken(
                        Cause.STEP_FAILS,
                        run.speaker().readOnly(name),
                        name,
                        "assigns to `" + name + "`, which is read-only");
            }
            if (assignment.array().isPresent()) {
                List<Value> elements =
                        new ArrayList<>(assignment.append() ? now.array().orElse(List.of()) : List.<Value>of());
                expander.fields(assignment.array().get()).forEach(f -> elements.add(f.value()));
                run.state.variables.put(name, now.holdingAll(elements));
                continue;
            }
            Value value = assignment.value().map(expander::assigned).orElse(Value.of(""));
            if (assignment.subscript().isPresent()) {
                setElement(name, assignment.subscript().get(), value, now);
                continue;
            }
            run.state.set(name, assignment.append() && now.isSet() ? now.value().then(value) : value);
            if (passing) {
                run.state.variables.computeIfPresent(name, (n, v) -> v.exported(true));
            }
        }
        return passing ? saved : Map.of();
    }

    private void setElement(String name, String subscript, Value value, Variable now) {
        List<Value> elements = new ArrayList<>(now.array().orElse(List.of()));
        boolean number = !subscript.isEmpty()
                && subscript.length() < 4
                && subscript.chars().allMatch(Character::isDigit);
        if (!number || Integer.parseInt(subscript) > elements.size()) {
            run.state.variables.put(
                    name,
                    now.holding(run.unknown(
                            Reason.VALUE_NOT_KNOWN, "sets `" + name + "[" + subscript + "]`, which is not followed")));
            return;
        }
        int index = Integer.parseInt(subscript);
        if (index == elements.size()) {
            elements.add(value);
        } else {
            elements.set(index, value);
        }
        run.state.variables.put(name, now.holdingAll(elements));
    }

    private void unknownCommand(Command.Simple command, List<Field> words) {
        String shown = command.words().get(0).raw();
        run.state.ends(Status.lost(
                Reason.VALUE_NOT_KNOWN,
                run.evidence("runs `" + shown + "`, which is known only when the container runs"),
                shown,
                run.at));
        if (words.isEmpty()) {
            throw new AssertionError(command);
        }
        new Externals(run).anythingMayHaveChanged();
    }
}
