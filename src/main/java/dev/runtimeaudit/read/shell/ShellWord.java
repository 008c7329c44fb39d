package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A word of the shell (POSIX 2.3 and 2.6): what one argument is made from.
 *
 * @param raw as written
 */
public record ShellWord(String raw, List<Part> parts, Span span) {

    public ShellWord {
        parts = List.copyOf(parts);
    }

    /** A piece of a word. */
    public sealed interface Part {

        /** Unquoted text, backslashes still in it where they quote (they matter to patterns). */
        record Literal(String text, Span span) implements Part {} // abc\ d*

        /** {@code 'text'}; {@code ansiC} for bash's {@code $'text'}, whose escapes are already taken off. */
        record SingleQuoted(String text, boolean ansiC, Span span) implements Part {}

        /** {@code "…"}: no field splitting, no patterns inside; backslashes that quote are taken off its literals. */
        record DoubleQuoted(List<Part> parts, Span span) implements Part {
            public DoubleQuoted {
                parts = List.copyOf(parts);
            }
        }

        /**
         * A parameter expansion.
         *
         * @param name a variable, a positional number, or one of {@code @ * # ? - $ ! 0}
         * @param length {@code ${#name}}
         * @param indirect bash's {@code ${!name}}
         * @param subscript bash's {@code ${name[…]}}, as written
         * @param operator what follows the name, as written: {@code :- - := = :? ? :+ + # ## % %% / // /# /% : ^ ^^ , ,, @}; empty
         *     without one; {@code *} or {@code @} without an argument for the names of {@code ${!prefix*}}
         * @param argument the word behind the operator; where the expansion stands in quotes and they reach into the word
         *     ("${a:-b c}"), one double-quoted part
         * @param argument2 the replacement of {@code ${v/p/w}}, the length of {@code ${v:o:l}}
         */
        record Parameter(
                String name,
                boolean length,
                boolean indirect,
                Optional<String> subscript,
                String operator,
                Optional<ShellWord> argument,
                Optional<ShellWord> argument2,
                Span span)
                implements Part {} // ${PORT:-3000}

        /** {@code $(…)} or backquotes. */
        record CommandSubstitution(Script script, boolean backquotes, Span span) implements Part {}

        /** {@code $((…))}; the expression as parts, expanded before it is evaluated, with literals as inside quotes. */
        record Arithmetic(ShellWord expression, Span span) implements Part {}

        /** {@code <(…)} and {@code >(…)} of bash and ash. */
        record ProcessSubstitution(Script script, boolean output, Span span) implements Part {}

        /**
         * An expansion whose form this shell does not know. It parses, and is an error when the command runs ("bad
         * substitution").
         */
        record BadSubstitution(String text, Span span) implements Part {} // ${a b}; in dash: ${a^^}

        /** bash's array literal in an argument of {@code declare}, {@code local}, {@code export}…; {@code x=} stands before it. */
        record ArrayLiteral(List<ShellWord> elements, Span span) implements Part { // declare -a x=(a b)
            public ArrayLiteral {
                elements = List.copyOf(elements);
            }
        }

        Span span();
    }

    /** The text of a word that holds nothing to expand, quotes and backslashes taken off; patterns count as text. */
    public Optional<String> literal() {
        StringBuilder text = new StringBuilder();
        return append(text, parts) ? Optional.of(text.toString()) : Optional.empty();
    }

    private static boolean append(StringBuilder text, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Literal literal) {
                text.append(Unquote.backslashes(literal.text()));
            } else if (part instanceof Part.SingleQuoted quoted) {
                text.append(quoted.text());
            } else if (part instanceof Part.DoubleQuoted quoted) {
                for (Part inner : quoted.parts()) {
                    if (!(inner instanceof Part.Literal literal)) {
                        return false;
                    }
                    text.append(literal.text());
                }
            } else {
                return false;
            }
        }
        return true;
    }
}
