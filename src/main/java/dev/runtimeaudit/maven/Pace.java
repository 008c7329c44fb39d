package dev.runtimeaudit.maven;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says now and then how far a long audit has come, and how long it took. A short one says nothing on the way. */
final class Pace implements Consumer<String> {

    private static final long BETWEEN = 5_000_000_000L;
    private static final long WORTH_SAYING = 1_000_000_000L;

    private final int all;
    private final LongSupplier clock;
    private final Consumer<String> log;
    private int begun;
    private long said;

    /** @param clock in nanoseconds */
    Pace(int all, LongSupplier clock, Consumer<String> log) {
        this.all = all;
        this.clock = clock;
        this.log = log;
        this.said = clock.getAsLong();
    }

    @Override
    public void accept(String service) {
        begun++;
        long now = clock.getAsLong();
        if (now - said >= BETWEEN) {
            said = now;
            log.accept("Auditing service " + begun + " of " + all + ": " + service);
        }
    }

    /** Nothing for what is done at once: a log that is the same every time is worth more. */
    static String took(long nanos) {
        return nanos < WORTH_SAYING ? "" : String.format(Locale.ROOT, " (%.1f s)", nanos / 1e9);
    }
}
