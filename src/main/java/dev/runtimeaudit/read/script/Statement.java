package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** A statement of a script, as far as what happens at start needs it. */
public sealed interface Statement {

    Span span();

    record Evaluate(Expression expression, Span span) implements Statement {} // main()

    /** With what something is declared. */
    enum Declared {
        VAR,
        LET,
        CONST,
        CLASS
    }

    /**
     * @param names what it declares; several for a pattern
     * @param fields of a pattern; empty when it is more than {@code { a, b: c }} or {@code [a, b]}
     */
    record Declare(
            Declared how,
            List<String> names,
            boolean pattern,
            List<Field> fields,
            Optional<Expression> value,
            Span span)
            implements Statement { // const a = 1
        public Declare {
            names = List.copyOf(names);
            fields = List.copyOf(fields);
        }
    }

    /** Several behind one word. */
    record Declarations(List<Declare> all, Span span) implements Statement { // let a = 1, b
        public Declarations {
            all = List.copyOf(all);
        }
    }

    /** One name of a pattern: which property it takes. */
    record Field(String property, String name) {}

    record Block(List<Statement> statements, Span span) implements Statement { // { … }
        public Block {
            statements = List.copyOf(statements);
        }
    }

    record If(Expression test, Statement then, Optional<Statement> otherwise, Span span)
            implements Statement {} // if (a) b

    record Throw(Expression value, Span span) implements Statement {} // throw a

    record Return(Optional<Expression> value, Span span) implements Statement {} // return a

    /** @param parameter what the handler calls what was thrown */
    record Try(Block body, Optional<String> parameter, Optional<Block> handler, Optional<Block> last, Span span)
            implements Statement {} // try { }

    record Define(Expression.Function function, Span span) implements Statement {} // function f() { }

    /**
     * @param names what it imports by name, as exported; {@code default} among them
     * @param locals the names it binds
     * @param attributes it has {@code with { … }} or {@code assert { … }}
     */
    record Import(String specifier, List<String> names, List<String> locals, boolean attributes, Span span)
            implements Statement { // import a, {b} from "c"
        public Import {
            names = List.copyOf(names);
            locals = List.copyOf(locals);
        }
    }

    /**
     * @param specifier where it comes from, for {@code export … from}
     * @param names what it exports; empty names with a specifier for {@code export *}
     * @param declared the declaration behind it
     */
    record Export(Optional<String> specifier, List<String> names, Optional<Statement> declared, Span span)
            implements Statement { // export const a = 1
        public Export {
            names = List.copyOf(names);
        }
    }

    record Empty(Span span) implements Statement {} // ;

    /**
     * What is not understood: loops, switches, labels.
     *
     * @param keyword its first word; empty when it does not begin with one
     * @param variables what it declares with {@code var}, for all of the function around it
     */
    record Unparsed(String keyword, List<String> variables, Span span) implements Statement {
        public Unparsed {
            variables = List.copyOf(variables);
        }
    }
}
