package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** An expression of a script, as far as what happens at start needs it. */
public sealed interface Expression {

    Span span();

    record Name(String name, Span span) implements Expression {} // process

    record Text(String text, Span span) implements Expression {} // "a"

    record Number(double value, Span span) implements Expression {} // 3000

    /** @param of what is called or made */
    record Call(Expression of, List<Expression> arguments, boolean isNew, boolean optional, Span span)
            implements Expression { // new Error("x")
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Member(Expression of, String name, boolean optional, Span span) implements Expression {} // process.env

    record Index(Expression of, Expression index, Span span) implements Expression {} // a[0]

    record Unary(String operator, Expression operand, Span span) implements Expression {} // !a

    record Binary(String operator, Expression left, Expression right, Span span) implements Expression {} // a || b

    record Conditional(Expression test, Expression then, Expression otherwise, Span span)
            implements Expression {} // a ? b : c

    record Assign(Expression target, String operator, Expression value, Span span) implements Expression {} // a = b

    /**
     * @param name its own; empty for an arrow
     * @param body empty when it is not understood
     */
    record Function(String name, List<String> parameters, boolean async, Optional<List<Statement>> body, Span span)
            implements Expression { // () => { … }
        public Function {
            parameters = List.copyOf(parameters);
            body = body.map(List::copyOf);
        }
    }

    /** Array and object literals, templates, classes, regular expressions: their parts, in the order of evaluation. */
    record Literal(List<Expression> parts, Span span) implements Expression { // { a: 1 }
        public Literal {
            parts = List.copyOf(parts);
        }
    }

    record Await(Expression value, Span span) implements Expression {} // await a

    /** {@code import("x")} */
    record DynamicImport(Expression specifier, Span span) implements Expression {}
}
