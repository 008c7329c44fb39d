package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.source.SourceFile;
import java.util.Optional;

/** Reads a lockfile; one that is not understood as a whole is not read at all. */
public final class LockfileReader {

    private LockfileReader() {}

    public static Optional<Lockfile> npm(SourceFile file) {
        return file.once(NpmLock.class, f -> NpmLock.read(f.text()));
    }

    public static Optional<Lockfile> pnpm(SourceFile file) {
        return file.once(PnpmLock.class, f -> PnpmLock.read(f.text()));
    }

    public static Optional<Lockfile> yarn(SourceFile file) {
        return file.once(YarnLock.class, f -> YarnLock.read(f.text()));
    }

    public static Optional<Lockfile> bun(SourceFile file) {
        return file.once(BunLock.class, f -> BunLock.read(f.text()));
    }
}
