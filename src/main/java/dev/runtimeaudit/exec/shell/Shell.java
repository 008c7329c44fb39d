package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.source.Span;
import java.util.Set;

/**
 * What stays the same while a shell runs.
 *
 * @param name {@code $0}
 * @param argument its script is the argument of {@code -c}
 * @param program the file that it was loaded from
 * @param pid {@code $$}, told from other values by identity
 * @param tails the commands of its script behind which nothing comes
 */
record Shell(
        Flavor flavor,
        Speaker speaker,
        String name,
        boolean argument,
        Content.Program program,
        Replay replay,
        Invocation call,
        Value pid,
        Set<Span> tails) {}
