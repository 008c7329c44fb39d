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
 */
public record Meta(OptionalInt mode, Optional<Owner> owner, Evidence origin) {

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
        return new Meta(OptionalInt.of(bits), owner, origin);
    }

    public Meta withOwner(Owner who) {
        return new Meta(mode, Optional.of(who), origin);
    }

    public Meta withUnknownMode() {
        return new Meta(OptionalInt.empty(), owner, origin);
    }

    public Meta withUnknownOwner() {
        return new Meta(mode, Optional.empty(), origin);
    }

    public Meta because(Evidence cause) {
        return new Meta(mode, owner, cause.because(origin));
    }
}
