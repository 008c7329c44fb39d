package dev.runtimeaudit.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells a text by how it begins, as git does: it has no NUL. In JavaScript and TypeScript one may stand in a text all the same, as a
 * separator that nobody types (ECMA-262, 12.9.4).
 */
final class Binary {

    private static final List<String> SCRIPTS = List.of(".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs");

    /** So many bytes have one NUL among them at most. */
    private static final int FEW = 50;

    private Binary() {}

    static boolean is(TreePath path, byte[] head) {
        int none = 0;
        for (byte b : head) {
            none += b == 0 ? 1 : 0;
        }
        boolean script = SCRIPTS.stream().anyMatch(path.name()::endsWith);
        return none > 0 && !(script && none * FEW <= head.length && isUtf8(head));
    }

    /** What is cut off at the end does not count. */
    private static boolean isUtf8(byte[] head) {
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(head), CharBuffer.allocate(head.length), false);
        return !result.isError();
    }
}
