package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * A place where a script opens a port.
 *
 * @param way how it is asked for
 * @param port empty when none is given, or when it cannot be told
 * @param hasHost whether an address is given, known or not
 * @param host the address, where it can be told
 */
public record Listen(Way way, Optional<Operand> port, boolean hasHost, Optional<Operand> host, Span at) {

    /** The words that open a port. */
    public enum Way {
        /** {@code server.listen(3000)} */
        LISTEN,
        /** {@code app.listen({ port: 3000 })}, as node and Fastify take it */
        LISTEN_OBJECT,
        /** {@code Bun.serve({ … })}, {@code serve({ fetch, … })}, {@code Deno.serve({ … }, …)} */
        SERVE,
        /** {@code export default { fetch, … }}, which bun serves */
        EXPORT
    }

    /**
     * A text that a script names.
     *
     * @param variable of the environment, which counts when it is given
     * @param literal what is written down: by itself, or for when the variable is not given
     */
    public record Operand(Optional<String> variable, Optional<String> literal) {}
}
