package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.shell.Expander.Piece;
import dev.runtimeaudit.exec.shell.Expander.Pieces;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.exec.shell.Variable.Presence;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parameter expansion (POSIX 2.5 and 2.6.2; bash(1), "Parameter Expansion"): what a parameter holds, and the operators.
 *
 * <p>It is long because every operator needs the same look-up, and each is a few lines.
 */
final class Parameters implements Arithmetic.Variables {

    private final Run run;
    private final Expander expander;

    Parameters(Run run, Expander expander) {
        this.run = run;
        this.expander = expander;
    }

    /** Whether it stands for a list of words: {@code $@}, {@code ${a[@]}}. */
    boolean isList(Part.Parameter parameter) {
        return !parameter.length()
                && (parameter.name().equals("@") && !parameter.indirect()
                        || parameter.subscript().filter("@"::equals).isPresent());
    }

    void expand(Part.Parameter parameter, boolean quoted, boolean assignment, Pieces out) {
        if (parameter.indirect()) {
            out.add(new Piece(indirect(parameter), quoted, !quoted));
            return;
        }
        boolean star = parameter.name().equals("*")
                || parameter.subscript().filter("*"::equals).isPresent();
        if (!parameter.length() && (isList(parameter) || star) && isPlainList(parameter)) {
            list(parameter, elements(parameter), quoted && star, quoted, out);
            return;
        }
        Variable variable = lookUp(parameter.name(), parameter.subscript());
        if (parameter.length()) {
            out.add(new Piece(length(parameter, nounset(parameter, variable)), quoted, !quoted));
            return;
        }
        String operator = parameter.operator();
        boolean colon = operator.startsWith(":") && operator.length() == 2;
        switch (colon ? operator.substring(1) : operator) {
            case "-":
                withDefault(parameter, variable, colon, quoted, out);
                break;
            case "=":
                assigning(parameter, variable, colon, quoted, out);
                break;
            case "?":
                out.add(new Piece(demanded(parameter, variable, colon), quoted, !quoted));
                break;
            case "+":
                alternative(parameter, variable, colon, quoted, out);
                break;
            default:
                Value value = nounset(parameter, variable);
                out.add(new Piece(operator.isEmpty() ? value : changed(parameter, value), quoted, !quoted));
                break;
        }
    }

    private static boolean isPlainList(Part.Parameter parameter) {
        String operator = parameter.operator();
        return operator.isEmpty() || operator.equals(":") || operator.endsWith("-") || operator.endsWith("+");
    }

    private List<Value> elements(Part.Parameter parameter) {
        if (parameter.subscript().isEmpty()) {
            return run.state.positional;
        }
        Variable variable = run.state.variable(parameter.name());
        return variable.array().orElse(variable.isSet() ? List.of(variable.value()) : List.of());
    }

    /** @param joined one word, with the first character of IFS between its parts */
    private void list(Part.Parameter parameter, List<Value> all, boolean joined, boolean quoted, Pieces out) {
        List<Value> values = all;
        boolean open = parameter.subscript().isEmpty() && run.state.positionalOpen;
        String operator = parameter.operator();
        if (operator.endsWith("+") && !operator.equals(":")) {
            if (open) {
                out.add(new Piece(unknownWord("uses `$@`"), quoted, true));
            } else if (!values.isEmpty()) {
                parameter.argument().ifPresent(word -> expander.operand(word, quoted, out));
            }
            return;
        }
        if (operator.endsWith("-") && values.isEmpty() && !open) {
            parameter.argument().ifPresent(word -> expander.operand(word, quoted, out));
            return;
        }
        if (operator.equals(":")) {
            OptionalLong offset = parameter.argument().map(this::number).orElse(OptionalLong.of(0));
            OptionalLong count = parameter.argument2().map(this::number).orElse(OptionalLong.of(values.size()));
            if (offset.isEmpty() || count.isEmpty()) {
                out.add(new Piece(unknownWord("takes a part of `$@`"), false, true));
                return;
            }
            int base = parameter.subscript().isEmpty() ? 1 : 0;
            int from = (int) Math.max(0, Math.min(values.size(), offset.getAsLong() - base));
            int to = (int) Math.max(from, Math.min(values.size(), from + count.getAsLong()));
            values = values.subList(from, to);
        }
        if (open) {
            out.add(new Piece(unknownWord("uses `$@`, whose words are not all known"), false, true));
            return;
        }
        if (joined) {
            Value text = Value.of("");
            for (int i = 0; i < values.size(); i++) {
                text = (i == 0 ? text : text.then(Value.of(" "))).then(values.get(i));
            }
            out.add(Piece.quoted(text));
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.nextWord();
            }
            out.add(new Piece(values.get(i), quoted, !quoted));
        }
    }

    private Value unknownWord(String says) {
        return run.unknown(Reason.VALUE_NOT_KNOWN, says);
    }

    private OptionalLong number(ShellWord word) {
        Value text = expander.single(word);
        return text instanceof Value.Known known ? expander.number(known.text()) : OptionalLong.empty();
    }

    // ---- values

    /** A parameter as a variable: special and positional ones, and those that the shell itself keeps. */
    Variable lookUp(String name, Optional<String> subscript) {
        State state = run.state;
        if (Character.isDigit(name.charAt(0))) {
            return positional(name);
        }
        Variable found = state.variables.get(name);
        if (subscript.isPresent()) {
            return element(name, subscript.get());
        }
        if (found != null) {
            return found;
        }
        Optional<Value> special = special(name);
        return special.isPresent() ? Variable.of(special.get(), false) : state.variable(name);
    }

    private Variable positional(String name) {
        int number = name.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(name);
        if (number == 0) {
            return Variable.of(Value.of(run.shell.name()), false);
        }
        if (number <= run.state.positional.size() && !run.state.positionalOpen) {
            return Variable.of(run.state.positional.get(number - 1), false);
        }
        return run.state.positionalOpen
                ? Variable.NONE.holding(Presence.MAYBE, unknownWord("uses `$" + name + "`, which is not known"))
                : Variable.NONE;
    }

    private Variable element(String name, String subscript) {
        Variable variable = lookUp(name, Optional.empty());
        if (name.equals("BASH_SOURCE") && subscript.equals("0")) {
            return bashSource();
        }
        if (name.equals("FUNCNAME")) {
            return run.state.calls > 0 ? Variable.of(unknownWord("uses `FUNCNAME`"), false) : Variable.NONE;
        }
        boolean number = !subscript.isEmpty()
                && subscript.length() < 6
                && subscript.chars().allMatch(Character::isDigit);
        if (variable.array().isPresent()) {
            List<Value> values = variable.array().get();
            if (!number) {
                return Variable.NONE.holding(Presence.MAYBE, unknownWord("uses `" + name + "[" + subscript + "]`"));
            }
            int index = Integer.parseInt(subscript);
            return index < values.size() ? Variable.of(values.get(index), false) : Variable.NONE;
        }
        if (number && Integer.parseInt(subscript) == 0 || variable.presence() == Presence.UNSET) {
            return variable;
        }
        return number
                ? Variable.NONE
                : Variable.NONE.holding(Presence.MAYBE, unknownWord("uses `" + name + "[" + subscript + "]`"));
    }

    private Variable bashSource() {
        boolean script =
                run.state.source.kind() == Source.Kind.SCRIPT || run.state.source.kind() == Source.Kind.SOURCED;
        return script ? Variable.of(Value.of(run.state.source.name()), false) : Variable.NONE;
    }

    private Optional<Value> special(String name) {
        State state = run.state;
        switch (name) {
            case "#":
                return Optional.of(
                        state.positionalOpen
                                ? unknownWord("uses `$#`")
                                : Value.of(Integer.toString(state.positional.size())));
            case "@", "*":
                Pieces pieces = new Pieces();
                list(parameter(name), state.positional, true, true, pieces);
                return Optional.of(pieces.words.isEmpty() ? Value.of("") : Expander.text(pieces.words.get(0)));
            case "?":
                return Optional.of(status());
            case "$":
                return Optional.of(run.shell.pid());
            case "!":
                return state.jobs.isEmpty()
                        ? Optional.empty()
                        : Optional.of(state.jobs.get(state.jobs.size() - 1).pid());
            case "-":
                StringBuilder flags = new StringBuilder();
                state.options.forEach(o -> flags.append(o.letter == '\0' ? "" : String.valueOf(o.letter)));
                return Optional.of(Value.of(flags.toString()));
            case "PPID":
                return Optional.of(new Value.Unknown(Reason.VALUE_NOT_KNOWN, run.evidence("uses `$PPID`"), true));
            case "LINENO":
                // Debian builds dash without it.
                return run.flavor().dash() ? Optional.empty() : Optional.of(Value.of(Integer.toString(lineNumber())));
            case "HOSTNAME":
                return run.shell.replay().world().phase() != World.Phase.BUILD
                                || run.flavor().bash()
                        ? Optional.of(new Value.Unknown(
                                Reason.VALUE_NOT_KNOWN, run.evidence("uses the name of the container"), true))
                        : Optional.empty();
            default:
                return run.flavor().bash() ? bashSpecial(name) : Optional.empty();
        }
    }

    /** {@code $?}: of a status that is not known both are followed, success and failure. */
    private Value status() {
        run.state.lookedAt();
        if (run.state.status instanceof Status.Open) {
            State before = run.state;
            run.state = run.choices.pickState(() -> before.copy().resolved());
        }
        Status.Known known = (Status.Known) run.state.status;
        return known.exact() || known.code() == 0
                ? Value.of(Integer.toString(known.code()))
                : Value.Unknown.positive(Reason.VALUE_NOT_KNOWN, run.evidence("looks at `$?`, which is not known"));
    }

    private int lineNumber() {
        return run.flavor().ash() && run.shell.argument() ? run.line - 1 : run.line;
    }

    private static Part.Parameter parameter(String name) {
        return new Part.Parameter(
                name,
                false,
                false,
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                dev.runtimeaudit.source.Span.wholeFile(dev.runtimeaudit.source.TreePath.ROOT));
    }

    private Optional<Value> bashSpecial(String name) {
        switch (name) {
            case "UID", "EUID":
                return Optional.of(
                        run.state.machine.identity().known()
                                ? Value.of(Integer.toString(
                                        run.state.machine.identity().uid()))
                                : unknownWord("uses `" + name + "`"));
            case "SECONDS", "RANDOM", "SRANDOM", "EPOCHSECONDS", "EPOCHREALTIME", "HOSTTYPE", "MACHTYPE":
                return Optional.of(
                        new Value.Unknown(Reason.VALUE_NOT_KNOWN, run.evidence("uses `" + name + "`"), true));
            case "BASH_VERSION":
                return Optional.of(
                        new Value.Unknown(Reason.VALUE_NOT_KNOWN, run.evidence("uses `" + name + "`"), true));
            case "BASH":
                return Optional.of(Value.of("/bin/bash"));
            case "OSTYPE":
                return Optional.of(Value.of("linux-gnu"));
            case "BASH_SOURCE":
                Variable source = bashSource();
                return source.isSet() ? Optional.of(source.value()) : Optional.empty();
            case "BASHPID":
                return Optional.of(run.shell.pid());
            default:
                return Optional.empty();
        }
    }

    // ---- operators

    /** Whether the value of a parameter counts as being there. */
    private static Tri there(Variable variable, boolean colon) {
        if (variable.presence() == Presence.UNSET) {
            return Tri.NO;
        }
        Tri filled = !colon || variable.value().isNotEmpty()
                ? Tri.YES
                : variable.value() instanceof Value.Known ? Tri.NO : Tri.UNKNOWN;
        return variable.presence() == Presence.SET || filled == Tri.NO ? filled : Tri.UNKNOWN;
    }

    /** Asks whether a parameter is there; the answer splits the replay where it is not known. */
    private boolean ask(Part.Parameter parameter, Variable variable, boolean colon) {
        Tri there = there(variable, colon);
        if (there != Tri.UNKNOWN) {
            return there == Tri.YES;
        }
        boolean holds = run.fork();
        State state = run.state;
        String name = parameter.name();
        state.assume(new Condition(Condition.Kind.VARIABLE_SET, name, holds, state.source.at(parameter.span())));
        if (state.variables.containsKey(name)) {
            if (holds) {
                state.learnNotEmpty(variable.value(), colon || variable.value().isNotEmpty());
                state.variables.computeIfPresent(name, (n, v) -> v.holding(Presence.SET, v.value()));
            } else if (colon) {
                state.learnNotEmpty(variable.value(), false);
            } else {
                state.variables.computeIfPresent(name, (n, v) -> v.holding(Presence.UNSET, Value.of("")));
            }
        }
        return holds;
    }

    /** The value as {@code set -u} lets it through. */
    private Value nounset(Part.Parameter parameter, Variable variable) {
        String name = parameter.name();
        if (!run.state.has(Option.NOUNSET)
                || variable.presence() == Presence.SET
                || name.equals("@")
                || name.equals("*")) {
            return variable.value();
        }
        if (!ask(parameter, variable, false)) {
            throw unset(
                    name,
                    run.speaker().unset(shown(parameter)),
                    "uses `$" + name + "` under `set -u`, which nothing sets");
        }
        return lookUp(name, parameter.subscript()).value();
    }

    private static String shown(Part.Parameter parameter) {
        return parameter.subscript().map(s -> parameter.name() + "[" + s + "]").orElse(parameter.name());
    }

    private Abort unset(String name, String message, String says) {
        return run.unset(message, name, says);
    }

    private Value demanded(Part.Parameter parameter, Variable variable, boolean colon) {
        String name = parameter.name();
        if (ask(parameter, variable, colon)) {
            return lookUp(name, parameter.subscript()).value();
        }
        Value message = parameter.argument().map(expander::single).orElse(Value.of(""));
        String text = message instanceof Value.Known known && known.text().isEmpty()
                ? run.speaker().unsetOrEmpty(name, colon)
                : name + ": " + message.shown();
        throw unset(name, text, "demands `" + name + "`, which nothing sets");
    }

    private void withDefault(Part.Parameter parameter, Variable variable, boolean colon, boolean quoted, Pieces out) {
        Tri there = there(variable, colon);
        if (there == Tri.UNKNOWN && run.splitting) {
            there = Tri.of(ask(parameter, variable, colon));
        }
        Variable now = lookUp(parameter.name(), parameter.subscript());
        if (there == Tri.YES) {
            out.add(new Piece(now.value(), quoted, !quoted));
        } else if (there == Tri.NO) {
            parameter.argument().ifPresent(word -> expander.operand(word, quoted, out));
        } else {
            Value other = parameter.argument().map(expander::single).orElse(Value.of(""));
            boolean bare = other instanceof Value.Known known && known.text().isEmpty();
            out.add(new Piece(bare ? now.value() : either(parameter, now, other), quoted, !quoted));
        }
    }

    private Value either(Part.Parameter parameter, Variable variable, Value other) {
        Value value = variable.value();
        boolean notEmpty = other.isNotEmpty() && (parameter.operator().startsWith(":") || value.isNotEmpty());
        if (value instanceof Value.Unknown unknown) {
            Value.Unknown either = new Value.Unknown(unknown.reason(), unknown.evidence(), notEmpty);
            return unknown.otherwise().equals(Optional.of("")) && other instanceof Value.Known known
                    ? either.given(known.text())
                    : either;
        }
        return new Value.Unknown(
                Reason.VALUE_NOT_KNOWN, run.evidence("uses `" + parameter.name() + "`, which may be set"), notEmpty);
    }

    private void assigning(Part.Parameter parameter, Variable variable, boolean colon, boolean quoted, Pieces out) {
        Tri there = there(variable, colon);
        Value value = variable.value();
        if (there != Tri.YES) {
            Value other = parameter.argument().map(expander::single).orElse(Value.of(""));
            value = there == Tri.NO ? other : either(parameter, variable, other);
            run.state.set(parameter.name(), value);
        }
        out.add(new Piece(value, quoted, !quoted));
    }

    private void alternative(Part.Parameter parameter, Variable variable, boolean colon, boolean quoted, Pieces out) {
        Tri there = there(variable, colon);
        if (there == Tri.YES) {
            parameter.argument().ifPresent(word -> expander.operand(word, quoted, out));
        } else if (there == Tri.UNKNOWN) {
            out.add(new Piece(unknownWord("uses `" + parameter.name() + "`, which may be set"), quoted, !quoted));
        }
    }

    private Value length(Part.Parameter parameter, Value value) {
        if (isCounted(parameter)) {
            List<Value> all = elements(parameter);
            return parameter.subscript().isEmpty() && run.state.positionalOpen
                    ? unknownWord("counts `$@`")
                    : Value.of(Integer.toString(all.size()));
        }
        if (value instanceof Value.Known known) {
            return Value.of(
                    Integer.toString(known.text().codePointCount(0, known.text().length())));
        }
        Value.Unknown unknown = (Value.Unknown) value;
        return new Value.Unknown(unknown.reason(), unknown.evidence(), true);
    }

    private static boolean isCounted(Part.Parameter parameter) {
        String which = parameter.subscript().orElse(parameter.name());
        return which.equals("@") || which.equals("*");
    }

    private Value indirect(Part.Parameter parameter) {
        String operator = parameter.operator();
        Variable pointer = lookUp(parameter.name(), parameter.subscript());
        if (operator.equals("*") || operator.equals("@")) {
            return unknownWord("lists the variables that start with `" + parameter.name() + "`");
        }
        if (!(pointer.value() instanceof Value.Known known) || pointer.presence() == Presence.MAYBE) {
            return unknownWord("follows `" + parameter.name() + "`, which is not known");
        }
        if (known.text().isEmpty() || !isName(known.text())) {
            return unknownWord("follows `" + parameter.name() + "`");
        }
        Part.Parameter target = new Part.Parameter(
                known.text(),
                false,
                false,
                Optional.empty(),
                operator,
                parameter.argument(),
                parameter.argument2(),
                parameter.span());
        Pieces pieces = new Pieces();
        expand(target, true, false, pieces);
        List<Piece> all = new ArrayList<>();
        pieces.words.forEach(all::addAll);
        return Expander.text(all);
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && !Character.isDigit(text.charAt(0))
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_'));
    }

    /** The operators that make another text of the value. */
    private Value changed(Part.Parameter parameter, Value value) {
        String operator = parameter.operator();
        if (!(value instanceof Value.Known known)) {
            return unknownWord("changes `" + parameter.name() + "`, which is not known");
        }
        String text = known.text();
        if (operator.equals(":")) {
            return substring(parameter, text);
        }
        Optional<String> pattern = parameter.argument().flatMap(expander::pattern);
        if (parameter.argument().isPresent() && pattern.isEmpty()) {
            return unknownWord("matches `" + parameter.name() + "` with what is not known");
        }
        String wanted = pattern.orElse("");
        switch (operator) {
            case "#", "##":
                return Value.of(Glob.without(wanted, text, true, operator.length() == 2));
            case "%", "%%":
                return Value.of(Glob.without(wanted, text, false, operator.length() == 2));
            case "/", "//", "/#", "/%":
                Value replacement = parameter.argument2().map(expander::single).orElse(Value.of(""));
                if (!(replacement instanceof Value.Known with)) {
                    return unknownWord("replaces with what is not known");
                }
                String anchored = operator.equals("/#") || operator.equals("/%") ? operator.charAt(1) + wanted : wanted;
                return Value.of(Glob.replaced(anchored, text, with.text(), operator.equals("//")));
            case "^":
                return Value.of(first(text, true));
            case "^^":
                return Value.of(text.toUpperCase(Locale.ROOT));
            case ",":
                return Value.of(first(text, false));
            case ",,":
                return Value.of(text.toLowerCase(Locale.ROOT));
            default:
                return unknownWord("uses `${" + parameter.name() + operator + "…}`");
        }
    }

    private static String first(String text, boolean upper) {
        if (text.isEmpty()) {
            return text;
        }
        String head = text.substring(0, 1);
        return (upper ? head.toUpperCase(Locale.ROOT) : head.toLowerCase(Locale.ROOT)) + text.substring(1);
    }

    private Value substring(Part.Parameter parameter, String text) {
        OptionalLong offset = parameter.argument().map(this::number).orElse(OptionalLong.of(0));
        OptionalLong count = parameter.argument2().map(this::number).orElse(OptionalLong.of(text.length()));
        if (offset.isEmpty() || count.isEmpty()) {
            return unknownWord("takes a part of `" + parameter.name() + "`");
        }
        long from = offset.getAsLong() < 0 ? text.length() + offset.getAsLong() : offset.getAsLong();
        if (from < 0 || from > text.length()) {
            return Value.of("");
        }
        long to = count.getAsLong() < 0 ? text.length() + count.getAsLong() : from + count.getAsLong();
        long end = Math.max(from, Math.min(text.length(), to));
        return Value.of(text.substring((int) from, (int) end));
    }

    // ---- what arithmetic sees

    @Override
    public Value get(String name) {
        return nounset(parameter(name), lookUp(name, Optional.empty()));
    }

    @Override
    public void set(String name, OptionalLong value) {
        run.state.set(
                name,
                value.isPresent()
                        ? Value.of(Long.toString(value.getAsLong()))
                        : new Value.Unknown(
                                Reason.VALUE_NOT_KNOWN,
                                run.evidence("sets `" + name + "` to what is not known"),
                                true));
    }
}
