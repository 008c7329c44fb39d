package dev.runtimeaudit.read.compose;

import java.util.List;
import java.util.Optional;

/**
 * A value with references to variables (compose specification, "Interpolation"; compose-go, {@code
 * template/template.go}).
 *
 * @param parts what it is made of, in order
 * @param invalid where a dollar and a brace begin what is no reference: compose rejects the file
 */
public record Template(List<Part> parts, Optional<Integer> invalid) {

    public Template {
        parts = List.copyOf(parts);
    }

    /** What stands behind the name of a variable. */
    public enum Operator {
        NONE(""),
        DEFAULT_IF_EMPTY(":-"),
        DEFAULT("-"),
        REQUIRED_NOT_EMPTY(":?"),
        REQUIRED("?"),
        ALTERNATIVE_IF_NOT_EMPTY(":+"),
        ALTERNATIVE("+");

        private final String written;

        Operator(String written) {
            this.written = written;
        }

        public String written() {
            return written;
        }
    }

    /** A piece of a template; offsets count in the whole text. */
    public sealed interface Part {
        int from();

        int to();

        record Literal(String text, int from, int to) implements Part {}

        /** {@code $$}: one dollar. */
        record Dollar(int from, int to) implements Part {}

        /** {@code $NAME}, {@code ${NAME}} or with an operator and a word, which is a template again. */
        record Variable(String name, Operator operator, Template word, int from, int to) implements Part {}
    }

    public static Template parse(String text) {
        return new TemplateParser(text).parse(0, text.length());
    }

    /** Whether there is nothing to replace in it. */
    public boolean isLiteral() {
        return invalid.isEmpty() && parts.stream().allMatch(Part.Literal.class::isInstance);
    }
}
