package dev.runtimeaudit;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.triage.AuditResult;
import java.nio.file.Path;

/** The whole audit of a small tree, for tests of what is told of it. */
public final class Replayed {

    private Replayed() {}

    public static AuditResult tree(String txtar) {
        return Audit.run(SourceTree.of(txtar), Knowledge.shipped(), AuditOptions.of(Path.of(".")));
    }
}
