package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A script as it is loaded by node.
 *
 * @param statements in order; what is not understood is {@link Statement.Unparsed}
 * @param error why V8 rejects it, where that is certain
 */
public record ScriptText(SourceFile file, List<Statement> statements, Optional<SyntaxError> error) {

    public ScriptText {
        statements = List.copyOf(statements);
    }

    /** @param message V8's own: {@code Unexpected token ';'} */
    public record SyntaxError(String message, Span span) {}

    public boolean isUnderstood() {
        return statements.stream().noneMatch(s -> s instanceof Statement.Unparsed);
    }
}
