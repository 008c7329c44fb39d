package dev.runtimeaudit.exec.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What a program has left to do, in the order in which node does it (nodejs.org, "The Node.js Event Loop"). Where that order
 * depends on how long something takes, it gives up.
 */
final class EventLoop {

    /** Two timers that are this close may change places, in milliseconds. */
    private static final double CLOSE = 20;

    /** What node itself does meanwhile: looking for a file, opening a port. */
    private static final double BRIEF = 200;

    /** Who runs for so long has started, in milliseconds. */
    private static final double LONG = 300_000;

    private final Deque<Runnable> ticks = new ArrayDeque<>();
    private final Deque<Runnable> jobs = new ArrayDeque<>();
    private final Deque<Runnable> ports = new ArrayDeque<>();
    private final Deque<Runnable> modules = new ArrayDeque<>();
    private final List<Val.Timer> immediates = new ArrayList<>();
    private final List<Due> timers = new ArrayList<>();
    private final List<Val.Promise> rejected = new ArrayList<>();
    private double now;
    private boolean keepsRunning;

    private record Due(Val.Timer timer, double at) {}

    /** {@code process.nextTick}. */
    void tick(Runnable work) {
        ticks.add(work);
    }

    /** What a promise, or {@code queueMicrotask}, is to run. */
    void job(Runnable work) {
        jobs.add(work);
    }

    /** What runs once a port is open. */
    void listening(Runnable work) {
        ports.add(work);
    }

    /** What runs once a module was read. */
    void load(Runnable work) {
        modules.add(work);
    }

    void immediately(Val.Timer timer) {
        immediates.add(timer);
    }

    void start(Val.Timer timer) {
        timers.add(new Due(timer, now + timer.delay));
    }

    void clear(Val.Timer timer) {
        immediates.remove(timer);
        timers.removeIf(due -> due.timer() == timer);
    }

    void reject(Val.Promise promise) {
        rejected.add(promise);
    }

    /** No promise is to be told anything. */
    boolean isIdle() {
        return ticks.isEmpty() && jobs.isEmpty();
    }

    /** The first promise that was rejected and has nobody who handles it. */
    Optional<Val.Promise> unheard() {
        Optional<Val.Promise> first =
                rejected.stream().filter(promise -> !promise.handled).findFirst();
        rejected.clear();
        return first;
    }

    /** Nothing happens before a timer that is due long after the start. */
    boolean rests() {
        return isIdle()
                && ports.isEmpty()
                && modules.isEmpty()
                && immediates.isEmpty()
                && !timers.isEmpty()
                && timers.stream().allMatch(due -> due.at() > LONG);
    }

    /** There are only intervals left, each of which does nothing, and will do so for ever. */
    boolean keepsRunning() {
        return keepsRunning;
    }

    /** @param alive something else keeps node running: timers run that would not do so */
    boolean hasNext(boolean alive) {
        return !isIdle()
                || !ports.isEmpty()
                || !modules.isEmpty()
                || !immediates.isEmpty()
                || timers.stream().anyMatch(due -> alive || !due.timer().unref);
    }

    /**
     * Does what comes next.
     *
     * @param effects what the program has done so far: an interval that does nothing does so for ever
     * @return false when it is not known what that is
     */
    boolean next(IntSupplier effects) {
        if (!isIdle()) {
            if (!ticks.isEmpty() && !jobs.isEmpty() || !ports.isEmpty()) {
                return false;
            }
            (ticks.isEmpty() ? jobs : ticks).remove().run();
            return true;
        }
        timers.sort(Comparator.comparingDouble(Due::at));
        double first = timers.isEmpty() ? Double.MAX_VALUE : timers.get(0).at() - now;
        if (!ports.isEmpty() || !modules.isEmpty()) {
            if (first < BRIEF
                    || !immediates.isEmpty()
                    || !ports.isEmpty() && !modules.isEmpty()
                    || modules.size() > 1) {
                return false;
            }
            (ports.isEmpty() ? modules : ports).remove().run();
            return true;
        }
        if (!immediates.isEmpty()) {
            if (first < CLOSE) {
                return false;
            }
            immediates.remove(0).work.run();
            return true;
        }
        return timers.isEmpty() || timer(effects);
    }

    private boolean timer(IntSupplier effects) {
        Due due = timers.remove(0);
        boolean close = timers.stream()
                .anyMatch(other -> other.at() - due.at() < CLOSE
                        && (other.timer().delay != due.timer().delay || other.timer().repeats));
        if (close) {
            return false;
        }
        now = due.at();
        if (!due.timer().repeats) {
            due.timer().work.run();
            return true;
        }
        timers.add(new Due(due.timer(), now + Math.max(1, due.timer().delay)));
        int before = effects.getAsInt();
        due.timer().work.run();
        boolean idle = isIdle() && ports.isEmpty() && modules.isEmpty() && immediates.isEmpty();
        due.timer().idleSince = idle && effects.getAsInt() == before ? before : -1;
        boolean steady =
                timers.stream().map(Due::timer).allMatch(each -> each.repeats && each.idleSince == effects.getAsInt());
        if (steady) {
            keepsRunning = timers.stream().anyMatch(each -> !each.timer().unref);
            timers.clear();
        }
        return true;
    }
}
