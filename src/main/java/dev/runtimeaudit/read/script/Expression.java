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

    /**
     * A text, a number or a pattern whose value is not read.
     *
     * @param type what {@code typeof} says of it
     */
    record Opaque(String type, Span span) implements Expression {} // "\x41", 10n, /a/

    /** Texts and what stands between them: one text more than values. */
    record Template(List<String> texts, List<Expression> values, Span span) implements Expression { // `a${b}`
        public Template {
            texts = List.copyOf(texts);
            values = List.copyOf(values);
        }
    }

    /** @param of what is called or made */
    record Call(Expression of, List<Expression> arguments, boolean isNew, boolean optional, Span span)
            implements Expression { // new Error("x")
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Member(Expression of, String name, boolean optional, Span span) implements Expression {} // process.env

    record Index(Expression of, Expression index, boolean optional, Span span) implements Expression {} // a[0]

    /** A whole chain with {@code ?.} in it: what follows a missing link is not evaluated. */
    record Chain(Expression links, Span span) implements Expression {} // a?.b.c

    record Unary(String operator, Expression operand, Span span) implements Expression {} // !a, ...a

    record Binary(String operator, Expression left, Expression right, Span span)
            implements Expression {} // a || b, (a, b)

    record Conditional(Expression test, Expression then, Expression otherwise, Span span)
            implements Expression {} // a ? b : c

    record Assign(Expression target, String operator, Expression value, Span span) implements Expression {} // a = b

    /**
     * @param name its own; empty for an arrow
     * @param parameters a pattern has a name that no script can have, and is taken apart by the first statements of the body
     * @param body empty when it, or a parameter that is more than a name or a pattern of names, is not understood, and for generators
     */
    record Function(String name, List<String> parameters, boolean async, Optional<List<Statement>> body, Span span)
            implements Expression { // () => { … }
        public Function {
            parameters = List.copyOf(parameters);
            body = body.map(List::copyOf);
        }
    }

    record Array(List<Expression> parts, Span span) implements Expression { // [1, ...a]
        public Array {
            parts = List.copyOf(parts);
        }
    }

    /**
     * @param accessors it has getters or setters
     */
    record ObjectLiteral(List<Property> properties, boolean accessors, Span span) implements Expression { // { a: 1 }
        public ObjectLiteral {
            properties = List.copyOf(properties);
        }
    }

    /**
     * @param name empty for one that is computed, and for {@code ...a}
     * @param key what computes it
     */
    record Property(Optional<String> name, Optional<Expression> key, Expression value) {}

    /** A class; its body is not read. */
    record ClassLiteral(Optional<Expression> parent, Span span) implements Expression {} // class A extends B { … }

    record Await(Expression value, Span span) implements Expression {} // await a

    /** {@code import("x")} */
    record DynamicImport(Expression specifier, Span span) implements Expression {}
}
