package dev.runtimeaudit.read.shell;

/** How deep constructs may nest in each other before the reader gives up on a text. */
final class Budget {

    /** Nobody writes this by hand; it is far below what Java's own stack bears. */
    private static final int DEEPEST = 200;

    /** Longer texts are not read: no start script has a megabyte. */
    static final int LONGEST = 1 << 20;

    /** Some texts are looked at twice for every level of nesting; none that people write comes near this. */
    private static final int MOST_STEPS = 1 << 20;

    private int depth;
    private int steps;

    void enter() {
        steps++;
        if (++depth > DEEPEST || steps > MOST_STEPS) {
            throw new Exceeded();
        }
    }

    void leave() {
        depth--;
    }

    int depth() {
        return depth;
    }

    /** After a rejection that somebody caught. */
    void restore(int earlier) {
        depth = earlier;
    }

    /** Ends the reading of a text that nests too deep. Never leaves this package. */
    static final class Exceeded extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Exceeded() {
            super("too deep", null, false, false);
        }
    }
}
