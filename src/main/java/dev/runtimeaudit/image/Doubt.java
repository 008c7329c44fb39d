package dev.runtimeaudit.image;

import java.util.function.Predicate;

/**
 * What may have been changed of files that are known to be there. Programs are never in doubt.
 *
 * @param modes also their modes and owners, and those of directories
 * @param kept names of files whose text is as it was
 */
public record Doubt(boolean modes, Predicate<String> kept) {

    Meta of(Meta meta) {
        return modes ? meta.unsettled() : meta;
    }

    Node.File of(Node.File file, String name, Reason reason) {
        Content content = file.content();
        if (content instanceof Content.Program) {
            return file;
        }
        boolean changes =
                !kept.test(name) && (content instanceof Content.FromContext || content instanceof Content.Written);
        return new Node.File(of(file.meta()), changes ? new Content.Likely(content, reason) : content);
    }
}
