package dev.runtimeaudit.build;

import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.TreePath;
import java.util.Optional;
import java.util.Set;

/** Which paths an ignore file takes away. */
public interface Ignore {

    /** Takes nothing away. */
    Ignore NOTHING = new Ignore() {
        @Override
        public Optional<Evidence> excludes(TreePath path) {
            return Optional.empty();
        }

        @Override
        public boolean mayIncludeBelow(TreePath directory) {
            return false;
        }
    };

    /**
     * Whether a path, or a directory that it lies in, is taken away.
     *
     * @param path relative to where the ignore file applies: the build context, the repository
     * @return the line that does it
     */
    Optional<Evidence> excludes(TreePath path);

    /**
     * Names that may be taken away in a directory, as far as they are written out.
     *
     * @param directory relative to where the ignore file applies
     */
    default Set<String> names(TreePath directory) {
        return Set.of();
    }

    /** Whether something below an excluded directory may be let in again ({@code !}); false is certain. */
    boolean mayIncludeBelow(TreePath directory);
}
