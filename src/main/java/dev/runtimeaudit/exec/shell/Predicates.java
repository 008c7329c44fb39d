package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Permissions.Right;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.source.SourceFile;
import java.util.Optional;

/**
 * The operators of {@code test} and {@code [[}, with answers that may be missing, and what each answer would tell.
 *
 * <p>It is long because each operator also says what its outcome tells.
 */
final class Predicates {

    /** A word that an integer operator cannot read. */
    static final class NotANumber extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String text;

        NotANumber(String text) {
            super(text, null, false, false);
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Run run;
    private Condition.Kind kind = Condition.Kind.OUTPUT;
    private Optional<String> subject = Optional.empty();
    private Status.Refinement refinement = Status.Refinement.NONE;
    private boolean positive = true;
    private Optional<Failure> blame = Optional.empty();
    private int asked;

    Predicates(Run run) {
        this.run = run;
    }

    void reset() {
        kind = Condition.Kind.OUTPUT;
        subject = Optional.empty();
        refinement = Status.Refinement.NONE;
        positive = true;
        blame = Optional.empty();
        asked = 0;
    }

    /**
     * Leaves the status.
     *
     * @param single the test is one predicate, so that its outcome tells something about it alone
     */
    void finish(Tri holds, String shown, boolean single) {
        if (holds != Tri.UNKNOWN) {
            run.state.ends(new Status.Known(holds == Tri.YES ? 0 : 1, true, Optional.empty(), blame));
            return;
        }
        boolean tells = single && asked == 1 && subject.isPresent();
        if (!tells) {
            run.state.ends(TestCommand.open(run, Condition.Kind.OUTPUT, shown, Status.Refinement.NONE));
            return;
        }
        Status.Open open = TestCommand.open(run, kind, subject.get(), refinement);
        run.state.ends(positive ? open : open.not());
    }

    private Tri ask(Tri answer, Condition.Kind what, String about, boolean holds, Status.Refinement refine) {
        if (answer == Tri.UNKNOWN) {
            asked++;
            kind = what;
            subject = Optional.of(about);
            positive = holds;
            refinement = refine;
        }
        return answer;
    }

    /** The answer turned round, and with it what each outcome tells. */
    Tri not(Tri answer) {
        positive = !positive;
        return answer.not();
    }

    Tri filled(Value value) {
        return filled(value, true);
    }

    private Tri filled(Value value, boolean wanted) {
        Tri full = value.isNotEmpty() ? Tri.YES : value instanceof Value.Known ? Tri.NO : Tri.UNKNOWN;
        Optional<String> name = run.state.named(value);
        if (full == Tri.UNKNOWN) {
            ask(
                    full,
                    name.isPresent() ? Condition.Kind.VARIABLE_SET : Condition.Kind.OUTPUT,
                    name.orElse(value.shown()),
                    wanted,
                    (state, holds) -> state.learnNotEmpty(value, holds));
        }
        return wanted ? full : full.not();
    }

    Tri unary(String operator, Value operand) {
        switch (operator) {
            case "-n":
                return filled(operand, true);
            case "-z":
                return filled(operand, false);
            case "-v":
                return isSet(operand);
            case "-o":
                return Tri.UNKNOWN;
            case "-t":
                // No terminal in a container unless somebody asks for one.
                return Tri.NO;
            default:
                break;
        }
        if (!(operand instanceof Value.Known known)) {
            ask(Tri.UNKNOWN, Condition.Kind.FILE, operand.shown(), true, Status.Refinement.NONE);
            return Tri.UNKNOWN;
        }
        if (known.text().isEmpty()) {
            return Tri.NO;
        }
        ImagePath path = run.state.path(known.text());
        return ask(
                file(operator, known.text()),
                Condition.Kind.FILE,
                known.text(),
                true,
                (state, holds) -> learn(state, path, operator, holds));
    }

    /** While a container runs, others may make what is not there yet; in a build nobody does. */
    private void learn(State state, ImagePath path, String operator, boolean holds) {
        if (holds || run.shell.replay().world().phase() == World.Phase.BUILD) {
            state.files(Files.tested(state.files(), path, operator, holds, run.evidence("tests `" + path + "`")));
        }
    }

    private Tri isSet(Value operand) {
        if (!(operand instanceof Value.Known known)) {
            return Tri.UNKNOWN;
        }
        Variable variable = new Parameters(run, new Expander(run)).lookUp(known.text(), Optional.empty());
        switch (variable.presence()) {
            case SET:
                return Tri.YES;
            case UNSET:
                return Tri.NO;
            case MAYBE:
                return ask(
                        Tri.UNKNOWN,
                        Condition.Kind.VARIABLE_SET,
                        known.text(),
                        true,
                        (state, holds) -> state.variables.computeIfPresent(
                                known.text(),
                                (n, v) -> holds
                                        ? v.holding(Variable.Presence.SET, v.value())
                                        : v.holding(Variable.Presence.UNSET, Value.of(""))));
        }
        throw new AssertionError(variable);
    }

    private Tri file(String operator, String name) {
        ImagePath path = run.state.path(name);
        if (path.isIn(ImagePath.of("/proc")) || path.isIn(ImagePath.of("/sys")) || path.isIn(ImagePath.of("/dev"))) {
            return Tri.UNKNOWN;
        }
        boolean link = operator.equals("-h") || operator.equals("-L");
        Fact<Located> found =
                link ? run.state.files().at(path) : run.state.files().follow(path);
        if (found instanceof Fact.Absent<Located>) {
            return Tri.NO;
        }
        if (!(found instanceof Fact.Present<Located> present)) {
            return Tri.UNKNOWN;
        }
        Node node = present.value().node();
        switch (operator) {
            case "-e", "-a":
                return Tri.YES;
            case "-f":
                return Tri.of(node instanceof Node.File);
            case "-d":
                return Tri.of(node instanceof Node.Directory);
            case "-h", "-L":
                return Tri.of(node instanceof Node.Link);
            case "-r":
                return Files.may(node, Right.READ, run.state.machine.identity());
            case "-w":
                return run.shell.replay().world().readOnly()
                        ? Tri.UNKNOWN
                        : Files.may(node, Right.WRITE, run.state.machine.identity());
            case "-x":
                return Files.may(node, Right.EXECUTE, run.state.machine.identity());
            case "-s":
                return size(node);
            case "-b", "-c", "-p", "-S":
                return node instanceof Node.File file && file.content() instanceof Content.Opaque
                        ? Tri.UNKNOWN
                        : Tri.NO;
            default:
                return Tri.UNKNOWN;
        }
    }

    private static Tri size(Node node) {
        if (!(node instanceof Node.File file)) {
            return Tri.YES;
        }
        if (file.content() instanceof Content.Program || file.content() instanceof Content.Released) {
            return Tri.YES;
        }
        return file.content().text() instanceof Fact.Present<SourceFile> text
                ? Tri.of(!text.value().text().isEmpty())
                : Tri.UNKNOWN;
    }

    Tri binary(Value left, String operator, Value right) {
        switch (operator) {
            case "=", "==":
                return equal(left, right, true);
            case "!=":
                return equal(left, right, false);
            case "-nt", "-ot":
                return Tri.UNKNOWN;
            case "-ef":
                return Tri.UNKNOWN;
            case "=~":
                return Tri.UNKNOWN;
            default:
                break;
        }
        if (operator.equals("<") || operator.equals(">")) {
            if (left instanceof Value.Known a && right instanceof Value.Known b) {
                int order = a.text().compareTo(b.text());
                return Tri.of(operator.equals("<") ? order < 0 : order > 0);
            }
            return Tri.UNKNOWN;
        }
        Optional<Long> a = number(left);
        Optional<Long> b = number(right);
        if (left instanceof Value.Unknown some && some.positive() && b.isPresent()) {
            Tri positive = positive(operator, b.get());
            if (positive != Tri.UNKNOWN) {
                return positive;
            }
        }
        if (a.isEmpty() || b.isEmpty()) {
            return openNumbers(left, operator, right, (state, holds) -> compared(state, left, operator, b, holds));
        }
        return Tri.of(compare(a.get(), operator, b.get()));
    }

    /**
     * A comparison of numbers of which one is not known, in bash's {@code [[}: each side is an expression there (bash manual,
     * 6.4), so that neither what is no number is wrong, nor a value that equals 0 must be written so.
     */
    Tri open(Value left, String operator, Value right) {
        return openNumbers(left, operator, right, (state, holds) -> {});
    }

    private Tri openNumbers(Value left, String operator, Value right, Status.Refinement learn) {
        Value open = left instanceof Value.Known ? right : left;
        String name = run.state.named(open).orElse(open.shown());
        ask(Tri.UNKNOWN, Condition.Kind.VARIABLE_VALUE, name + " " + operator + " " + right.shown(), true, learn);
        return Tri.UNKNOWN;
    }

    /** What a comparison of a value that is not known tells about it. */
    private static void compared(State state, Value open, String operator, Optional<Long> with, boolean holds) {
        boolean same = operator.equals("-eq") && holds || operator.equals("-ne") && !holds;
        boolean other = operator.equals("-ne") && holds || operator.equals("-eq") && !holds;
        if (same && with.isPresent()) {
            state.learn(open, String.valueOf(with.get()));
        } else if (other && with.filter(n -> n == 0).isPresent()) {
            state.learnNotZero(open);
        }
    }

    /** What holds of every number greater than 0. */
    private static Tri positive(String operator, long b) {
        switch (operator) {
            case "-eq":
                return b <= 0 ? Tri.NO : Tri.UNKNOWN;
            case "-ne":
                return b <= 0 ? Tri.YES : Tri.UNKNOWN;
            case "-gt":
                return b <= 0 ? Tri.YES : Tri.UNKNOWN;
            case "-ge":
                return b <= 1 ? Tri.YES : Tri.UNKNOWN;
            case "-lt":
                return b <= 1 ? Tri.NO : Tri.UNKNOWN;
            case "-le":
                return b <= 0 ? Tri.NO : Tri.UNKNOWN;
            default:
                return Tri.UNKNOWN;
        }
    }

    static boolean compare(long a, String operator, long b) {
        switch (operator) {
            case "-eq":
                return a == b;
            case "-ne":
                return a != b;
            case "-gt":
                return a > b;
            case "-ge":
                return a >= b;
            case "-lt":
                return a < b;
            case "-le":
                return a <= b;
            default:
                throw new AssertionError(operator);
        }
    }

    private static Optional<Long> number(Value value) {
        if (!(value instanceof Value.Known known)) {
            return Optional.empty();
        }
        String text = known.text().strip();
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException wrong) {
            throw new NotANumber(known.text());
        }
    }

    private Tri equal(Value left, Value right, boolean wanted) {
        Tri equal;
        if (left instanceof Value.Known a && right instanceof Value.Known b) {
            equal = Tri.of(a.text().equals(b.text()));
        } else {
            equal = compared(left, right, wanted);
        }
        return wanted ? equal : equal.not();
    }

    private Tri compared(Value left, Value right, boolean wanted) {
        Value open = left instanceof Value.Unknown ? left : right;
        Value other = open == left ? right : left;
        if (other instanceof Value.Known known) {
            boolean zero = open instanceof Value.Unknown some
                    && some.positive()
                    && known.text().equals("0");
            if (known.text().isEmpty() && open.isNotEmpty() || zero) {
                return Tri.NO;
            }
            String name = run.state.named(open).orElse(open.shown());
            ask(
                    Tri.UNKNOWN,
                    known.text().isEmpty() ? Condition.Kind.VARIABLE_SET : Condition.Kind.VARIABLE_VALUE,
                    known.text().isEmpty() ? name : name + "=" + known.text(),
                    known.text().isEmpty() != wanted,
                    (state, holds) -> learn(state, open, known.text(), holds));
        } else {
            ask(
                    Tri.UNKNOWN,
                    Condition.Kind.VARIABLE_VALUE,
                    left.shown() + "=" + right.shown(),
                    wanted,
                    Status.Refinement.NONE);
        }
        return Tri.UNKNOWN;
    }

    /** @param holds about "is set" when compared with nothing, about "is this" otherwise */
    private static void learn(State state, Value open, String text, boolean holds) {
        if (text.isEmpty()) {
            state.learnNotEmpty(open, holds);
        } else if (holds) {
            state.learn(open, text);
        }
    }

    /** The test came out by a variable that is known to be empty: whoever leaves the script over it does so for that. */
    void blame(Optional<Failure> failure) {
        blame = failure;
    }
}
