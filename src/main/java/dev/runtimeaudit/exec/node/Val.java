package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.read.script.Expression;
import java.util.Map;
import java.util.Optional;

/** A value of a script, as far as it is followed. */
sealed interface Val {

    /** A text, a number, a truth value. */
    record Known(Object value) implements Val {}

    record Undefined() implements Val {}

    /** A variable of the environment that may or may not be given. */
    record Given(String name) implements Val {}

    /** Something of node's own: {@code process}, {@code module:fs}, {@code console.log}. */
    record Native(String path) implements Val {}

    /** A server of one of node's modules. */
    record Server() implements Val {}

    record Closure(Expression.Function function, Map<String, Val> scope) implements Val {}

    /** @param shown {@code Error: message}, empty when it is not known */
    record Problem(Optional<String> shown) implements Val {}

    /**
     * @param problem what it is rejected with; empty when it is not rejected, or never ends
     * @param value what it is fulfilled with
     */
    record Promise(boolean pending, Optional<Problem> problem, Val value) implements Val {}

    /** An array, an object, a template of the script itself: it may have any properties, or lack them. */
    record Literal() implements Val {}

    /** What a call or an operation of node's gives back that cannot do harm by itself. */
    record Harmless() implements Val {}

    /** Nothing is known of it. */
    record Any() implements Val {}
}
