package dev.runtimeaudit.read.hcl;

import java.util.List;

/** An expression of HCL (HCL native syntax specification, "Expressions"). */
public sealed interface HclExpression {

    /** Text in quotes or a here-document; without references one part, or none. */
    record Template(List<HclExpression> parts) implements HclExpression { // "a${b}"
        public Template {
            parts = List.copyOf(parts);
        }
    }

    /** Literal text inside a template, a number, {@code true}, {@code false}. */
    record Literal(String text) implements HclExpression {}

    /** {@code null}: an attribute with it is as one that is not set. */
    record Null() implements HclExpression {}

    /** A variable and what is taken from it. */
    record Reference(List<String> path) implements HclExpression { // item.name
        public Reference {
            path = List.copyOf(path);
        }
    }

    record ListOf(List<HclExpression> items) implements HclExpression {
        public ListOf {
            items = List.copyOf(items);
        }
    }

    record ObjectOf(List<Field> fields) implements HclExpression {
        public ObjectOf {
            fields = List.copyOf(fields);
        }
    }

    /** A bare name as a key is text. */
    record Field(HclExpression key, HclExpression value) {}

    record Call(String name, List<HclExpression> arguments) implements HclExpression { // equal(a, b)
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    record Conditional(HclExpression condition, HclExpression then, HclExpression otherwise) implements HclExpression {}

    record Binary(String operator, HclExpression left, HclExpression right) implements HclExpression {} // a == b

    /** {@code for} expressions, index operators, directives: read over, not understood. */
    record Other(String text) implements HclExpression {}
}
