package dev.runtimeaudit.read.ignore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A compiled pattern over paths. Docker and git write patterns differently, but all of them say the same few things,
 * in linear time however many stars there are.
 */
final class Glob {

    /** Whether one character fits. */
    interface CharTest {
        boolean fits(int c);

        CharTest NO_SLASH = c -> c != '/';
        CharTest ANY = c -> true;
    }

    /** What a step of a pattern does. */
    private enum Kind {
        ONE,
        OPTIONAL,
        REPEATED,
        /** Nothing, or anything that ends with a slash. */
        DIRECTORIES,
        /** Nothing fits but the start of the path. */
        START
    }

    /** @param literal the one character that fits, or -1 */
    private record Step(Kind kind, CharTest test, int literal) {
        Step(Kind kind, CharTest test) {
            this(kind, test, -1);
        }

        boolean isLiteral() {
            return kind == Kind.ONE && literal >= 0;
        }
    }

    /** Collects the steps of a pattern. */
    static final class Builder {

        private final List<Step> steps = new ArrayList<>();

        Builder literal(int c) {
            steps.add(new Step(Kind.ONE, x -> x == c, c));
            return this;
        }

        Builder one(CharTest test) {
            steps.add(new Step(Kind.ONE, test));
            return this;
        }

        Builder repeated(CharTest test) {
            steps.add(new Step(Kind.REPEATED, test));
            return this;
        }

        /**
         * Makes the last step {@code {least,most}}.
         *
         * @param most -1 for any number
         * @return whether that makes sense there
         */
        boolean repeatLast(int least, int most) {
            if (steps.isEmpty()) {
                return false;
            }
            Step last = steps.get(steps.size() - 1);
            if (last.kind == Kind.START) {
                if (least == 0) {
                    steps.remove(steps.size() - 1);
                }
                if (steps.isEmpty()) {
                    // what begins here need not begin here: that frees the whole pattern
                    repeated(CharTest.ANY);
                }
                return true;
            }
            if (last.kind != Kind.ONE) {
                return false;
            }
            steps.remove(steps.size() - 1);
            for (int i = 0; i < Math.max(least, most); i++) {
                steps.add(new Step(i < least ? Kind.ONE : Kind.OPTIONAL, last.test));
            }
            if (most < 0) {
                repeated(last.test);
            }
            return true;
        }

        Builder directories() {
            steps.add(new Step(Kind.DIRECTORIES, CharTest.ANY));
            return this;
        }

        Builder start() {
            steps.add(new Step(Kind.START, CharTest.ANY));
            return this;
        }

        Glob build() {
            return new Glob(steps.toArray(Step[]::new));
        }
    }

    private final Step[] steps;
    /** What every match begins and ends with: most patterns are told from most paths by it. */
    private final String prefix;

    private final String suffix;

    private Glob(Step[] steps) {
        this.steps = steps;
        StringBuilder before = new StringBuilder();
        int first = 0;
        while (first < steps.length && steps[first].isLiteral()) {
            before.appendCodePoint(steps[first++].literal);
        }
        int last = steps.length;
        while (last > 0 && steps[last - 1].isLiteral()) {
            last--;
        }
        StringBuilder behind = new StringBuilder();
        for (int i = last; i < steps.length; i++) {
            behind.appendCodePoint(steps[i].literal);
        }
        this.prefix = before.toString();
        this.suffix = behind.toString();
    }

    boolean matches(String path) {
        return path.startsWith(prefix) && path.endsWith(suffix) && run(path)[steps.length];
    }

    /** Whether some longer path that begins with this one would match. */
    boolean mayMatchBehind(String prefix) {
        boolean[] alive = run(prefix);
        for (int i = 0; i < steps.length; i++) {
            if (alive[i] && steps[i].kind != Kind.START) {
                return true;
            }
        }
        return inside(alive);
    }

    private boolean inside(boolean[] alive) {
        for (int i = steps.length + 1; i < alive.length; i++) {
            if (alive[i]) {
                return true;
            }
        }
        return false;
    }

    /**
     * The steps at which one can stand after the path: the first entries, one for each step and one for the end; behind
     * them, one for each step, whether one stands inside of {@link Kind#DIRECTORIES}.
     */
    private boolean[] run(String path) {
        int[] chars = path.codePoints().toArray();
        int end = steps.length;
        boolean[] alive = new boolean[2 * end + 1];
        boolean[] next = new boolean[alive.length];
        alive[0] = true;
        for (int at = 0; ; at++) {
            for (int i = 0; i < end; i++) {
                if (alive[i]) {
                    Kind kind = steps[i].kind;
                    alive[i + 1] |= kind != Kind.ONE && (kind != Kind.START || at == 0);
                    alive[end + 1 + i] |= kind == Kind.DIRECTORIES;
                }
            }
            if (at == chars.length) {
                return alive;
            }
            int c = chars[at];
            boolean any = false;
            Arrays.fill(next, false);
            for (int i = 0; i < end; i++) {
                if (alive[i] && steps[i].test.fits(c)) {
                    Kind kind = steps[i].kind;
                    next[i + 1] |= kind == Kind.ONE || kind == Kind.OPTIONAL;
                    next[i] |= kind == Kind.REPEATED;
                    any |= kind == Kind.ONE || kind == Kind.OPTIONAL || kind == Kind.REPEATED;
                }
                if (alive[end + 1 + i]) {
                    next[end + 1 + i] = true;
                    next[i + 1] |= c == '/';
                    any = true;
                }
            }
            boolean[] before = alive;
            alive = next;
            next = before;
            if (!any) {
                return alive;
            }
        }
    }
}
