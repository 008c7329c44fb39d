package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Speaker.Words;
import java.util.List;
import java.util.Optional;

/** The built-ins that leave something: {@code exit}, {@code return}, {@code break}, {@code continue}. */
final class Leaving {

    private Leaving() {}

    static void exit(Run run, List<Field> words) {
        Optional<Status> status = status(run, words, "exit");
        status.ifPresent(s -> run.state.ends(words.size() > 1 ? explained(run, s) : s));
        run.state.leave();
    }

    /** A script that ends itself: the last it said tells why, and the test that sent it here what for. */
    private static Status explained(Run run, Status status) {
        if (!(status instanceof Status.Known known)
                || known.code() == 0
                || known.failure().isPresent()) {
            return status;
        }
        Optional<Failure> blame = run.state.blame;
        Failure failure = new Failure(
                blame.map(Failure::cause).orElse(Cause.MAIN_PROCESS_ENDS),
                known.code(),
                run.state.lastSaid(),
                run.at,
                blame.map(Failure::subject).orElse("exit " + known.code()),
                blame.map(b -> run.evidence("ends the script with status " + known.code())
                                .because(b.evidence()))
                        .orElse(run.evidence("ends the script with status " + known.code())));
        return known.exact() ? Status.failed(failure) : status;
    }

    /** The status that is given, or the last one; empty when what is given is none, and that has been said. */
    private static Optional<Status> status(Run run, List<Field> words, String name) {
        if (words.size() < 2) {
            return Optional.of(run.state.status);
        }
        Field word = words.get(1);
        if (word.value() instanceof Value.Unknown some && some.positive()) {
            return Optional.of(new Status.Known(1, false, Optional.empty(), Optional.empty()));
        }
        if (word.uncertain() || !(word.value() instanceof Value.Known known)) {
            return Optional.of(Status.open(
                    dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN,
                    run.evidence("ends with a status that is not known"),
                    Operands.shown(words),
                    run.at));
        }
        String text = known.text();
        boolean minus = text.startsWith("-") && run.flavor().bash();
        String digits = minus || text.startsWith("+") && run.flavor().bash() ? text.substring(1) : text;
        if (!Operands.isNumber(digits)) {
            Words said = run.speaker().illegalNumber(name, text);
            run.fails(said, name + " " + text);
            return Optional.empty();
        }
        int code = Integer.parseInt(digits) & 255;
        code = minus ? -code & 255 : code;
        Status last = run.state.status;
        boolean same = last instanceof Status.Known before
                && before.code() == code
                && before.failure().isPresent();
        return Optional.of(same && code != 0 ? last : Status.code(code));
    }

    static void returns(Run run, List<Field> words) {
        State state = run.state;
        boolean inside = state.calls > 0 || state.source.kind() == Source.Kind.SOURCED;
        if (!inside && run.flavor().bash()) {
            run.fails(new Words("return", "can only `return' from a function or sourced script", 2), "return");
            if (!run.flavor().ownMode()) {
                state.leave();
            }
            return;
        }
        Optional<Status> status = status(run, words, "return");
        if (status.isEmpty()) {
            state.leave();
            return;
        }
        boolean settled = state.settled;
        state.ends(status.get());
        state.settled = settled && words.size() < 2;
        state.flow = inside ? Flow.RETURN : Flow.LEAVE;
    }

    static void breaks(Run run, List<Field> words) {
        jump(run, words, true);
    }

    static void continues(Run run, List<Field> words) {
        jump(run, words, false);
    }

    private static void jump(Run run, List<Field> words, boolean out) {
        if (run.state.loops == 0) {
            if (run.flavor().ownMode()) {
                run.state.say(
                        run.said(out ? "break" : "continue", "only meaningful in a `for', `while', or `until' loop"),
                        run.at);
            }
            run.state.ends(0);
            return;
        }
        String text = words.size() > 1 ? words.get(1).value().shown() : "1";
        if (!Operands.isNumber(text) || text.equals("0")) {
            run.kills(run.speaker().illegalNumber(out ? "break" : "continue", text), "break " + text);
            return;
        }
        int count = Math.min(Integer.parseInt(text), run.state.loops);
        run.state.ends(0);
        run.state.flow = out ? new Flow.Break(count) : new Flow.Continue(count);
    }
}
