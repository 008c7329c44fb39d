package dev.runtimeaudit.workspace;

import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;

/**
 * A file or directory that the code of a service reads, that its project has, and that its image is proven not to have.
 *
 * @param path where it is looked for in the image
 * @param source where the project has it
 * @param reader what reads it: {@code readFileSync}
 * @param atStart whether the program reads it whenever it starts, and fails with it
 * @param at where
 * @param absence why it is not there
 */
public record MissingAsset(
        ImagePath path, TreePath source, String reader, boolean atStart, Span at, Evidence absence) {}
