package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.function.Function;

/**
 * What static analysis can say about one thing in the image. There is deliberately no {@code isPresent()}: its negation
 * would pass "unknown" off as "absent".
 */
public sealed interface Fact<T> {

    /** It is there. */
    record Present<T>(T value, Evidence evidence) implements Fact<T> {}

    /** It is proven not to be there: everything that could have put it there was understood. */
    record Absent<T>(Evidence evidence) implements Fact<T> {}

    /** Nothing is proven. */
    record Unknown<T>(Reason reason, Evidence evidence) implements Fact<T> {}

    Evidence evidence();

    /** Handles all three cases; javac rejects a call that forgets one. */
    default <R> R fold(
            Function<? super Present<T>, ? extends R> present,
            Function<? super Absent<T>, ? extends R> absent,
            Function<? super Unknown<T>, ? extends R> unknown) {
        if (this instanceof Present<T> p) {
            return present.apply(p);
        }
        if (this instanceof Absent<T> a) {
            return absent.apply(a);
        }
        return unknown.apply((Unknown<T>) this);
    }

    /** The same fact about something derived from the value. */
    default <R> Fact<R> map(Function<? super T, ? extends R> derive) {
        return fold(
                p -> new Present<R>(derive.apply(p.value()), p.evidence()),
                a -> new Absent<R>(a.evidence()),
                u -> new Unknown<R>(u.reason(), u.evidence()));
    }

    /** The fact that follows from the value where there is one. */
    default <R> Fact<R> then(Function<? super Present<T>, Fact<R>> next) {
        return fold(next, a -> new Absent<R>(a.evidence()), u -> new Unknown<R>(u.reason(), u.evidence()));
    }

    static <T> Fact<T> present(T value) {
        return new Present<>(value, Evidence.NONE);
    }

    static <T> Fact<T> absent(Evidence evidence) {
        return new Absent<>(evidence);
    }

    static <T> Fact<T> unknown(Reason reason, Evidence evidence) {
        return new Unknown<>(reason, evidence);
    }
}
