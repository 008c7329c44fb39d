package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.read.script.ScriptNames.Declared;
import java.util.Optional;

/** What becomes of the failure of a call: whether the one that calls fails with it (ECMA-262, 14.15, 27.2.5; nodejs.org, "Process"). */
final class StartFailure {

    /** Who feels that a call fails. */
    enum Felt {
        /** The process, whether it is thrown at once or a promise fails with it: nobody has that promise. */
        DROPPED,
        /** The one that calls, whose own promise fails with it. */
        WAITED,
        /** The one that calls, if it is thrown at once: nobody knows what becomes of a promise. */
        AT_ONCE,
        /** Somebody may go on in spite of it. */
        NOT
    }

    private final ScriptNames names;
    private final Outline text;

    private StartFailure(ScriptNames names) {
        this.names = names;
        this.text = names.text();
    }

    /**
     * @param start the first token of what is called
     * @param end the parenthesis that closes the call
     */
    static Felt of(ScriptNames names, int start, int end) {
        StartFailure failure = new StartFailure(names);
        return failure.isAnswered(end) || failure.isTried(start) ? Felt.NOT : failure.felt(start);
    }

    private Felt felt(int start) {
        int before = text.isWord(start - 1, "new") ? start - 2 : start - 1;
        if (text.isWord(before, "await") || text.isWord(before, "return") || text.is(before, "=>")) {
            return Felt.WAITED;
        }
        boolean begins = before < 0
                || text.is(before, ";")
                || text.is(before, "{")
                || text.is(before, "}")
                || text.is(before, "!")
                || text.isWord(before, "void")
                || text.lineEnds(before + 1);
        if (begins) {
            return Felt.DROPPED;
        }
        int list = text.around(start);
        int paren = text.around(list);
        boolean all = text.is(list, "[")
                && text.is(paren, "(")
                && list == paren + 1
                && text.isWord(paren - 1, "all")
                && text.isDot(paren - 2)
                && text.isWord(paren - 3, "Promise");
        return all ? of(names, paren - 3, text.partner(paren)) : Felt.AT_ONCE;
    }

    /** {@code ….catch(…)}, {@code ….then(…, …)} behind a call, where these may go on. */
    private boolean isAnswered(int end) {
        int at = end + 1;
        while (text.isDot(at) || text.is(at, "(")) {
            if (text.is(at, "(")) {
                at = text.partner(at) < 0 ? text.size() : text.partner(at) + 1;
                continue;
            }
            int open = at + 2;
            boolean called = text.is(open, "(") && text.partner(open) > open;
            if (called && text.isWord(at + 1, "catch") && !handlerEnds(open + 1, text.partner(open))) {
                return true;
            }
            if (called && text.isWord(at + 1, "then") && hasTwo(open)) {
                return true;
            }
            at += 2;
        }
        return false;
    }

    private boolean hasTwo(int open) {
        for (int k = open + 1; k < text.partner(open) - 1; k++) {
            if (text.is(k, ",") && text.around(k) == open) {
                return true;
            }
        }
        return false;
    }

    /** A function that is given to {@code catch}: written there, or by its name. */
    private boolean handlerEnds(int from, int close) {
        Optional<Integer> part = names.functionAt(from);
        if (part.isEmpty() && text.isWord(from) && from + 1 == close) {
            Optional<Declared> declared = names.declared(text.token(from).text());
            if (declared.isPresent() && declared.get() instanceof Declared.Written written) {
                part = Optional.of(written.part());
            } else if (declared.isPresent() && declared.get() instanceof Declared.Initial initial) {
                part = names.functionAt(initial.from());
            }
        }
        return part.filter(this::ends).isPresent();
    }

    private boolean isTried(int start) {
        for (int at = text.partOf(start); at >= 0; at = text.part(at).outer()) {
            Part part = text.part(at);
            if (part.kind() == Region.FUNCTION) {
                return false;
            }
            if (part.kind() == Region.TRY && text.isWord(part.to() + 1, "catch")) {
                int head = part.to() + 2;
                int body = text.is(head, "(") ? text.partner(head) + 1 : head;
                boolean passedOn = false;
                for (int i = 0; i < text.parts().size(); i++) {
                    passedOn |= text.part(i).from() == body && ends(i);
                }
                if (!passedOn) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a handler ends the process or throws, whatever it is given. */
    private boolean ends(int handler) {
        Part part = text.part(handler);
        for (int k = part.from(); k <= part.to(); k++) {
            if (text.isWord(k, "return") && text.functionOf(k) == text.functionOf(part.from() + 1)) {
                return false;
            }
            boolean ends = text.isWord(k, "throw") || isExit(text, k);
            if (ends && text.partOf(k) == handler && !text.isDecided(k)) {
                return true;
            }
        }
        return false;
    }

    /** {@code process.exit(…)}, {@code exit(…)} */
    static boolean isExit(Outline text, int k) {
        return text.isWord(k, "exit") && text.is(k + 1, "(") && (!text.isDot(k - 1) || text.isWord(k - 2, "process"));
    }
}
