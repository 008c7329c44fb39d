package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.FoundPaths;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Word expansions in their order (POSIX 2.6): tilde, parameters, commands, arithmetic; fields; path names; quotes.
 *
 * <p>It is long because the expansions feed one another.
 */
final class Expander {

    /**
     * A stretch of a word.
     *
     * @param quoted its characters mean themselves
     * @param split it came from an expansion outside quotes, so it is split into fields
     */
    record Piece(Value value, boolean quoted, boolean split) {
        static Piece quoted(Value value) {
            return new Piece(value, true, false);
        }
    }

    /** The words that one word becomes before splitting; only {@code "$@"} makes more or less than one. */
    static final class Pieces {
        final List<List<Piece>> words = new ArrayList<>();
        /** The last word is open: more pieces may be joined to it. */
        boolean started;

        void add(Piece piece) {
            if (!started) {
                words.add(new ArrayList<>());
                started = true;
            }
            words.get(words.size() - 1).add(piece);
        }

        void nextWord() {
            words.add(new ArrayList<>());
            started = true;
        }
    }

    private final Run run;
    private final Parameters parameters;

    Expander(Run run) {
        this.run = run;
        this.parameters = new Parameters(run, this);
    }

    /** Several words with everything: what a command line becomes. */
    List<Field> fields(List<ShellWord> words) {
        List<Field> fields = new ArrayList<>();
        for (ShellWord word : words) {
            fields.addAll(fields(word));
        }
        return fields;
    }

    List<Field> fields(ShellWord word) {
        List<Field> fields = new ArrayList<>();
        for (List<Part> parts : run.flavor().bash() ? Braces.expand(word.parts()) : List.of(word.parts())) {
            Pieces pieces = new Pieces();
            expand(parts, false, false, pieces);
            for (List<Piece> pieced : pieces.words) {
                new Splitter(run, fields).split(pieced);
            }
        }
        return fields;
    }

    /** A word that stays one: a value to assign, the subject of {@code case}, the body of a here-document. */
    Value single(ShellWord word) {
        return text(pieces(word.parts(), false, false));
    }

    /** The right side of an assignment, where a tilde also counts behind a colon. */
    Value assigned(ShellWord word) {
        return text(pieces(word.parts(), false, true));
    }

    Value document(ShellWord body) {
        return text(pieces(body.parts(), true, false));
    }

    /** A word as a pattern, what was quoted escaped; empty when it is not known. */
    Optional<String> pattern(ShellWord word) {
        StringBuilder pattern = new StringBuilder();
        for (Piece piece : pieces(word.parts(), false, false)) {
            if (!(piece.value() instanceof Value.Known known)) {
                return Optional.empty();
            }
            pattern.append(piece.quoted() ? Glob.quoted(known.text()) : known.text());
        }
        return Optional.of(pattern.toString());
    }

    List<Piece> pieces(List<Part> parts, boolean quoted, boolean assignment) {
        Pieces pieces = new Pieces();
        expand(parts, quoted, assignment, pieces);
        List<Piece> flat = new ArrayList<>();
        for (List<Piece> word : pieces.words) {
            if (!flat.isEmpty()) {
                flat.add(Piece.quoted(Value.of(" ")));
            }
            flat.addAll(word);
        }
        return flat;
    }

    static Value text(List<Piece> pieces) {
        Value text = Value.of("");
        for (Piece piece : pieces) {
            text = text.then(piece.value());
        }
        return text;
    }

    /** The word behind {@code :-} and its like: outside quotes it is split as if it had come from the parameter. */
    void operand(ShellWord word, boolean quoted, Pieces out) {
        Pieces inner = new Pieces();
        expand(word.parts(), quoted, false, inner);
        for (int i = 0; i < inner.words.size(); i++) {
            if (i > 0) {
                out.nextWord();
            }
            for (Piece piece : inner.words.get(i)) {
                out.add(new Piece(piece.value(), piece.quoted(), piece.split() || !piece.quoted() && !quoted));
            }
        }
    }

    void expand(List<Part> parts, boolean quoted, boolean assignment, Pieces out) {
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Literal literal) {
                literal(literal.text(), quoted, i == 0, i == parts.size() - 1, assignment, out);
            } else if (part instanceof Part.SingleQuoted single) {
                out.add(Piece.quoted(Value.of(single.text())));
            } else if (part instanceof Part.DoubleQuoted both) {
                doubleQuoted(both, out);
            } else if (part instanceof Part.Parameter parameter) {
                parameters.expand(parameter, quoted, assignment, out);
            } else if (part instanceof Part.CommandSubstitution command) {
                out.add(new Piece(substitute(command), quoted, !quoted));
            } else if (part instanceof Part.Arithmetic arithmetic) {
                out.add(new Piece(arithmetic(single(arithmetic.expression())), quoted, !quoted));
            } else if (part instanceof Part.BadSubstitution bad) {
                throw run.broken(
                        Cause.SHELL_FEATURE_MISSING,
                        run.speaker().badSubstitution(bad.text()),
                        bad.text(),
                        "uses `" + bad.text() + "`, which " + name() + " cannot expand");
            } else if (part instanceof Part.ProcessSubstitution process) {
                out.add(Piece.quoted(run.unknown(
                        Reason.VALUE_NOT_KNOWN, "uses " + process.getClass().getSimpleName())));
            } else if (part instanceof Part.ArrayLiteral array) {
                out.add(Piece.quoted(array(array)));
            } else {
                throw new AssertionError(part);
            }
        }
    }

    private Value array(Part.ArrayLiteral array) {
        List<Field> elements = fields(array.elements());
        return elements.isEmpty() ? Value.of("") : elements.get(0).value();
    }

    /** The words of a text that stands for words of a command: an alias. */
    List<ShellWord> wordsOf(String text) {
        List<Script.Complete> lines = run.interpreter.read(text, run.at).lines();
        boolean simple = lines.size() == 1
                && lines.get(0).items().size() == 1
                && lines.get(0).items().get(0).command() instanceof Command.Simple only
                && only.assignments().isEmpty();
        if (!simple) {
            throw run.lost(Reason.SHELL_NOT_UNDERSTOOD, "uses `" + text + "`, which is not followed");
        }
        return ((Command.Simple) lines.get(0).items().get(0).command()).words();
    }

    /** The value of a text that is written like a word. */
    Value written(String text) {
        List<ShellWord> words = wordsOf(": " + text);
        return words.size() < 2 ? Value.of("") : single(words.get(1));
    }

    String name() {
        return run.flavor().ash() ? "BusyBox ash" : run.flavor().dash() ? "dash" : "bash";
    }

    private void doubleQuoted(Part.DoubleQuoted both, Pieces out) {
        boolean list = both.parts().size() == 1
                && both.parts().get(0) instanceof Part.Parameter parameter
                && parameters.isList(parameter);
        if (!list) {
            // "" is a word, and so is "$nothing"; "$@" alone need not be.
            out.add(Piece.quoted(Value.of("")));
        }
        expand(both.parts(), true, false, out);
    }

    /** Unquoted text: backslashes quote what stands behind them. */
    private void literal(String text, boolean quoted, boolean first, boolean last, boolean assignment, Pieces out) {
        if (quoted) {
            out.add(Piece.quoted(Value.of(text)));
            return;
        }
        String rest = text;
        if (first && rest.startsWith("~")) {
            rest = tilde(rest, last, out);
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '\\' && i + 1 < rest.length()) {
                flush(plain, out);
                out.add(Piece.quoted(Value.of(String.valueOf(rest.charAt(++i)))));
            } else if (assignment && c == ':' && i + 1 < rest.length() && rest.charAt(i + 1) == '~') {
                plain.append(c);
                flush(plain, out);
                rest = tilde(rest.substring(i + 1), last, out);
                i = -1;
            } else {
                plain.append(c);
            }
        }
        flush(plain, out);
    }

    private static void flush(StringBuilder plain, Pieces out) {
        if (plain.length() > 0) {
            out.add(new Piece(Value.of(plain.toString()), false, false));
            plain.setLength(0);
        }
    }

    /** @return what is left of the text behind the tilde and its name */
    private String tilde(String text, boolean last, Pieces out) {
        int end = 1;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != ':') {
            end++;
        }
        if (end == text.length() && !last) {
            return text;
        }
        String user = text.substring(1, end);
        if (user.isEmpty()) {
            Variable home = run.state.variable("HOME");
            if (!home.isSet()) {
                return text;
            }
            out.add(Piece.quoted(home.value()));
        } else if (run.state.machine.accounts().user(user) instanceof Fact.Present<Account> account) {
            out.add(Piece.quoted(Value.of(account.value().home())));
        } else {
            return text;
        }
        return text.substring(end);
    }

    private Value substitute(Part.CommandSubstitution command) {
        State before = run.state;
        Interpreter.Substituted done =
                run.choices.pick(() -> run.interpreter.substitution(command.script(), before.copy()));
        run.state = done.after().copy();
        run.substituted = Optional.of(run.state.status);
        if (!run.state.goesOn()) {
            throw new Abort();
        }
        return withoutNewlines(done.output());
    }

    private static Value withoutNewlines(Value output) {
        String ending = output.ending();
        int end = ending.length();
        while (end > 0 && ending.charAt(end - 1) == '\n') {
            end--;
        }
        String kept = ending.substring(0, end);
        if (output instanceof Value.Unknown unknown) {
            return new Value.Unknown(unknown.reason(), unknown.evidence(), !kept.isBlank(), unknown.beginning(), kept)
                    .with(unknown.found().map(FoundPaths::withoutNewline));
        }
        return Value.of(kept);
    }

    /** The value of an expression whose own expansions are done. */
    Value arithmetic(Value expression) {
        if (!(expression instanceof Value.Known known)) {
            Value.Unknown unknown = (Value.Unknown) expression;
            return new Value.Unknown(unknown.reason(), unknown.evidence(), true);
        }
        OptionalLong result = number(known.text());
        return result.isPresent()
                ? Value.of(Long.toString(result.getAsLong()))
                : new Value.Unknown(
                        Reason.VALUE_NOT_KNOWN, run.evidence("calculates with a value that is not known"), true);
    }

    OptionalLong number(String expression) {
        String text = expression.strip();
        try {
            return Arithmetic.evaluate(text, run.flavor(), parameters);
        } catch (Arithmetic.Wrong wrong) {
            String message = wrong.kind() == Arithmetic.Kind.DIVISION
                    ? run.speaker().divisionByZero(text)
                    : run.speaker().arithmetic(text, wrong.kind(), wrong.token());
            Cause cause = !run.flavor().bash() && (text.contains("++") || text.contains("**"))
                    ? Cause.SHELL_FEATURE_MISSING
                    : Cause.STEP_FAILS;
            throw run.miscalculated(
                    cause, message, "$((" + text + "))", "calculates `" + text + "`, which " + name() + " rejects");
        }
    }
}
