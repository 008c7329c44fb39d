package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * A word of an instruction in which variables may be expanded.
 *
 * @param raw as written, quotes and all
 * @param parts what it is made of, quotes removed (Dockerfile reference, "Environment replacement")
 */
public record Word(String raw, List<Part> parts, Span span) {

    public Word {
        parts = List.copyOf(parts);
    }

    /** A piece of a word. */
    public sealed interface Part {
        /** Text that stands for itself; quotes and escapes are already taken off. */
        record Literal(String text) implements Part {} // a "b c"

        /**
         * A variable.
         *
         * @param name its name
         * @param modifier what follows the name in braces
         * @param argument the word behind the modifier; empty list without one. Patterns keep their backslashes
         * @param argument2 the replacement of {@code ${v/pattern/replacement}}; empty list elsewhere
         */
        record Variable(String name, Modifier modifier, List<Part> argument, List<Part> argument2, Span span)
                implements Part {} // ${NAME:-default}

        /**
         * The whole of a word that BuildKit cannot take apart. It rejects the word only when it comes to expand it: not
         * in a stage that the target does not need.
         *
         * @param message BuildKit's own words
         */
        record Malformed(String message) implements Part {} // ${NAME
    }

    /** The modifiers that BuildKit's shell lexer knows (Dockerfile reference, "Environment replacement"). */
    public enum Modifier {
        NONE,
        /** {@code ${v:-w}}: w when unset or empty. */
        DEFAULT_IF_EMPTY,
        /** {@code ${v-w}}: w when unset. */
        DEFAULT_IF_UNSET,
        /** {@code ${v:+w}}. */
        ALTERNATIVE_IF_NOT_EMPTY,
        /** {@code ${v+w}}. */
        ALTERNATIVE_IF_SET,
        /** {@code ${v:?w}}. */
        ERROR_IF_EMPTY,
        /** {@code ${v?w}}. */
        ERROR_IF_UNSET,
        /** {@code ${v#p}}. */
        REMOVE_SHORTEST_PREFIX,
        /** {@code ${v##p}}. */
        REMOVE_LONGEST_PREFIX,
        /** {@code ${v%p}}. */
        REMOVE_SHORTEST_SUFFIX,
        /** {@code ${v%%p}}. */
        REMOVE_LONGEST_SUFFIX,
        /** {@code ${v/p/w}}. */
        REPLACE_FIRST,
        /** {@code ${v//p/w}}. */
        REPLACE_ALL
    }

    /** Whether no variable stands in it. */
    public boolean isLiteral() {
        return parts.stream().allMatch(p -> p instanceof Part.Literal);
    }

    /** The text of a word without variables; variables of one that has some stand as written. */
    public String literal() {
        if (!isLiteral()) {
            return raw;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(((Part.Literal) part).text());
        }
        return text.toString();
    }
}
