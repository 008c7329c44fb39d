package dev.runtimeaudit.read.lockfile;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.List;
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

    /**
     * The line at which something stands in a lockfile that has been understood. It is read again: nobody asks before something is
     * wrong with it.
     *
     * @param path the names that lead to it
     */
    public static Optional<Span> place(SourceFile file, List<String> path) {
        Place place = new Place(path);
        boolean json = file.text().stripLeading().startsWith("{");
        boolean understood = json ? Tokens.json(file.text(), place) : Tokens.yaml(file.text(), place);
        if (!understood || place.line == 0) {
            return Optional.empty();
        }
        String line = file.line(place.line).stripTrailing();
        int column = line.length() - line.stripLeading().length() + 1;
        return Optional.of(new Span(file.path(), place.line, column, place.line, line.length() + 1));
    }

    private static final class Place implements Tokens.Sink {
        private final List<String> wanted;
        private int line;

        Place(List<String> wanted) {
            this.wanted = wanted;
        }

        @Override
        public void scalar(List<String> path, String value) {}

        @Override
        public void name(List<String> path, int at) {
            if (line == 0 && path.equals(wanted)) {
                line = at;
            }
        }
    }
}
