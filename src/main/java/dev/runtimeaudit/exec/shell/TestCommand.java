package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code test} and {@code [} (POSIX, test utility): operators by the number of words, then the grammar of -a and -o.
 *
 * <p>It is long because the number of words decides the grammar, and each shell rejects it in its own words.
 */
final class TestCommand {

    /** A test that the shell rejects. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message, null, false, false);
        }

        String message() {
            return String.valueOf(getMessage());
        }
    }

    private final Run run;
    private final Predicates predicates;
    private List<Value> words = List.of();
    private int at;
    /** It asks more than one thing. */
    private boolean joined;

    private TestCommand(Run run) {
        this.run = run;
        this.predicates = new Predicates(run);
    }

    static void run(Run run, List<Field> words) {
        new TestCommand(run).test(words);
    }

    private static final Set<String> NUMERIC = Set.of("-eq", "-ne", "-gt", "-ge", "-lt", "-le");

    /** A comparison of numbers, as what is not known in it is one: a status, without quotes. */
    private static boolean isComparison(List<Field> operands) {
        return operands.size() == 3
                && NUMERIC.contains(operands.get(1).shown())
                && operands.stream().allMatch(field -> field.value().isNotEmpty());
    }

    private void test(List<Field> all) {
        String name = all.get(0).shown();
        List<Field> operands = Operands.behindName(all);
        if (name.startsWith("[")) {
            String closing = name.equals("[[") ? "]]" : "]";
            boolean closed = !operands.isEmpty()
                    && operands.get(operands.size() - 1).shown().equals(closing);
            if (!closed) {
                wrong(run.flavor().bash() ? "missing `]'" : "missing " + closing, name);
                return;
            }
            operands = operands.subList(0, operands.size() - 1);
        }
        if (operands.stream().anyMatch(Field::uncertain) && !isComparison(operands)) {
            Operands.open(run, all);
            return;
        }
        words = operands.stream().map(Field::value).toList();
        predicates.reset();
        try {
            Tri holds = whole();
            blame(operands);
            predicates.finish(holds, Operands.shown(all), !joined);
        } catch (Wrong wrong) {
            wrong(wrong.message(), name);
        } catch (Predicates.NotANumber number) {
            wrong(number(number.text()), name);
        }
    }

    private void wrong(String message, String name) {
        run.failsAsApplet(new Words(name, message, 2), name);
    }

    private String number(String text) {
        if (run.flavor().dash()) {
            return "Illegal number: " + text;
        }
        if (run.flavor().bash()) {
            return text + ": integer expression expected";
        }
        String what = run.flavor().newAsh() ? "bad number" : "out of range";
        return text.isEmpty() ? what : text + ": " + what;
    }

    private Tri whole() {
        switch (words.size()) {
            case 0:
                return Tri.NO;
            case 1:
                return predicates.filled(words.get(0));
            case 2:
                return two(0);
            case 3:
                return three(0);
            case 4:
                if (isWord(0, "!")) {
                    return predicates.not(three(1));
                }
                if (isWord(0, "(") && isWord(3, ")")) {
                    return two(1);
                }
                return expression();
            default:
                return expression();
        }
    }

    private boolean isWord(int index, String text) {
        return words.get(index) instanceof Value.Known known && known.text().equals(text);
    }

    private String text(int index) {
        return words.get(index).shown();
    }

    private Tri two(int from) {
        if (isWord(from, "!")) {
            return predicates.not(predicates.filled(words.get(from + 1)));
        }
        if (words.get(from) instanceof Value.Known known && isUnary(known.text())) {
            return predicates.unary(known.text(), words.get(from + 1));
        }
        if (words.get(from) instanceof Value.Unknown) {
            return Tri.UNKNOWN;
        }
        throw new Wrong(
                run.flavor().bash()
                        ? text(from) + ": unary operator expected"
                        : run.flavor().dash()
                                ? text(from) + ": unexpected operator"
                                : text(from + 1) + ": unknown operand");
    }

    private Tri three(int from) {
        if (words.get(from + 1) instanceof Value.Known known && isBinary(known.text())) {
            return predicates.binary(words.get(from), known.text(), words.get(from + 2));
        }
        if (isWord(from + 1, "-a") || isWord(from + 1, "-o")) {
            joined = true;
            Tri left = predicates.filled(words.get(from));
            Tri right = predicates.filled(words.get(from + 2));
            return isWord(from + 1, "-a") ? and(left, right) : or(left, right);
        }
        if (isWord(from, "!")) {
            return predicates.not(two(from + 1));
        }
        if (isWord(from, "(") && isWord(from + 2, ")")) {
            return predicates.filled(words.get(from + 1));
        }
        if (words.get(from + 1) instanceof Value.Unknown) {
            return Tri.UNKNOWN;
        }
        throw new Wrong(
                run.flavor().bash()
                        ? text(from + 1) + ": binary operator expected"
                        : run.flavor().dash()
                                ? text(from) + ": unexpected operator"
                                : text(from + 1) + ": unknown operand");
    }

    private static Tri and(Tri left, Tri right) {
        return left == Tri.NO || right == Tri.NO ? Tri.NO : left == Tri.YES && right == Tri.YES ? Tri.YES : Tri.UNKNOWN;
    }

    private static Tri or(Tri left, Tri right) {
        return and(left.not(), right.not()).not();
    }

    private Tri expression() {
        at = 0;
        Tri holds = disjunction();
        if (at < words.size()) {
            throw unexpected();
        }
        return holds;
    }

    private Wrong unexpected() {
        if (run.flavor().bash()) {
            return new Wrong("too many arguments");
        }
        return new Wrong(
                run.flavor().dash()
                        ? text(Math.max(0, at - 1)) + ": unexpected operator"
                        : text(Math.min(at, words.size() - 1)) + ": unknown operand");
    }

    private Tri disjunction() {
        Tri holds = conjunction();
        while (at < words.size() && (isWord(at, "-o") || isWord(at, "||"))) {
            at++;
            joined = true;
            holds = or(holds, conjunction());
        }
        return holds;
    }

    private Tri conjunction() {
        Tri holds = negation();
        while (at < words.size() && (isWord(at, "-a") || isWord(at, "&&"))) {
            at++;
            joined = true;
            holds = and(holds, negation());
        }
        return holds;
    }

    private Tri negation() {
        if (at < words.size() && isWord(at, "!")) {
            at++;
            return predicates.not(negation());
        }
        if (at >= words.size()) {
            throw new Wrong("argument expected");
        }
        if (isWord(at, "(")) {
            at++;
            Tri holds = disjunction();
            if (at >= words.size() || !isWord(at, ")")) {
                throw unexpected();
            }
            at++;
            return holds;
        }
        if (at + 2 < words.size() && words.get(at + 1) instanceof Value.Known operator && isBinary(operator.text())) {
            Tri holds = predicates.binary(words.get(at), operator.text(), words.get(at + 2));
            at += 3;
            return holds;
        }
        if (at + 1 < words.size() && words.get(at) instanceof Value.Known operator && isUnary(operator.text())) {
            Tri holds = predicates.unary(operator.text(), words.get(at + 1));
            at += 2;
            return holds;
        }
        return predicates.filled(words.get(at++));
    }

    private boolean isUnary(String text) {
        String letters = run.flavor().bash() ? "abcdefghknoprstuvwxzGLNORS" : "bcdefghknprstuwxzGLOS";
        return text.length() == 2 && text.charAt(0) == '-' && letters.indexOf(text.charAt(1)) >= 0;
    }

    private boolean isBinary(String text) {
        List<String> operators = new ArrayList<>(
                List.of("=", "!=", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef"));
        if (!run.flavor().dash()) {
            operators.add("==");
        }
        if (run.flavor().ash() || run.flavor().bash()) {
            operators.add("=~");
        }
        return operators.contains(text);
    }

    /** Finds the variable that the test found empty: a script that ends itself over it does so for want of that. */
    private void blame(List<Field> operands) {
        List<ShellWord> written = run.written;
        if (written.size()
                != operands.size() + (written.isEmpty() || !written.get(0).raw().startsWith("[") ? 1 : 2)) {
            return;
        }
        for (int i = 0; i < operands.size(); i++) {
            Optional<String> name = parameter(written.get(i + 1).parts());
            boolean empty = operands.get(i).value() instanceof Value.Known known
                    && known.text().isEmpty();
            if (empty && name.isPresent()) {
                predicates.blame(Optional.of(new Failure(
                        Cause.UNSET_VARIABLE,
                        1,
                        "",
                        run.at,
                        name.get(),
                        run.evidence("tests `" + name.get() + "`, which nothing sets"))));
            }
        }
    }

    private static Optional<String> parameter(List<Part> parts) {
        if (parts.size() != 1) {
            return Optional.empty();
        }
        if (parts.get(0) instanceof Part.DoubleQuoted both) {
            return parameter(both.parts());
        }
        return parts.get(0) instanceof Part.Parameter one && Parameters.isName(one.name())
                ? Optional.of(one.name())
                : Optional.empty();
    }

    static Status.Open open(Run run, Condition.Kind kind, String subject, Status.Refinement refine) {
        return new Status.Open(
                Reason.VALUE_NOT_KNOWN,
                run.evidence("tests `" + subject + "`, which is not known"),
                kind,
                subject,
                false,
                false,
                run.at,
                refine);
    }
}
