package dev.runtimeaudit.image;

import dev.runtimeaudit.source.Evidence;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Mode, owner and origin of one file.
 *
 * @param mode the permission bits, 0 to 07777; empty when not known
 * @param owner empty when not known
 * @param origin what put the file there
 * @param settled false: a program that nobody follows may have changed mode and owner since; what they allow is believed, what
 *     they refuse is no proof
 */
public record Meta(OptionalInt mode, Optional<Owner> owner, Evidence origin, boolean settled) {

    public Meta(OptionalInt mode, Optional<Owner> owner, Evidence origin) {
        this(mode, owner, origin, true);
    }

    /** Numeric owner and group. */
    public record Owner(int uid, int gid) {
        public static final Owner ROOT = new Owner(0, 0);
    }

    public static Meta root(int mode, Evidence origin) {
        return new Meta(OptionalInt.of(mode), Optional.of(Owner.ROOT), origin);
    }

    /** Something whose mode and owner nobody knows. */
    public static Meta unknown(Evidence origin) {
        return new Meta(OptionalInt.empty(), Optional.empty(), origin);
    }

    public Meta withMode(int bits) {
        return new Meta(OptionalInt.of(bits), owner, origin, settled);
    }

    public Meta withOwner(Owner who) {
        return new Meta(mode, Optional.of(who), origin, settled);
    }

    public Meta withUnknownMode() {
        return new Meta(OptionalInt.empty(), owner, origin, settled);
    }

    public Meta withUnknownOwner() {
        return new Meta(mode, Optional.empty(), origin, settled);
    }

    public Meta because(Evidence cause) {
        return new Meta(mode, owner, cause.because(origin), settled);
    }

    /** Somebody may have changed it. */
    public Meta unsettled() {
        return new Meta(mode, owner, origin, false);
    }
}
