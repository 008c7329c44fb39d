package dev.runtimeaudit.read.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A word with values put in, as BuildKit does it when it comes to the instruction (Dockerfile reference, "Environment
 * replacement").
 */
public sealed interface Expansion {

    /** What the word says in the end. */
    record Text(String value) implements Expansion {}

    /** BuildKit stops here. {@code failed to process "${A:?}": A: is not allowed to be unset} */
    record Failed(String message) implements Expansion {}

    /**
     * @param values what a variable holds; empty when it is not set
     */
    static Expansion of(Word word, Function<String, Optional<String>> values) {
        try {
            return new Text(new Expander(values).text(word.parts()));
        } catch (WordLexer.Malformed malformed) {
            return new Failed(
                    malformed.isComplete()
                            ? malformed.says()
                            : "failed to process " + GoText.quote(word.raw()) + ": " + malformed.says());
        }
    }

    /** Puts values into parts. */
    final class Expander {

        private final Function<String, Optional<String>> values;

        private Expander(Function<String, Optional<String>> values) {
            this.values = values;
        }

        private String text(List<Word.Part> parts) throws WordLexer.Malformed {
            StringBuilder out = new StringBuilder();
            for (Word.Part part : parts) {
                if (part instanceof Word.Part.Literal literal) {
                    out.append(literal.text());
                } else if (part instanceof Word.Part.Variable variable) {
                    out.append(value(variable));
                } else if (part instanceof Word.Part.Malformed malformed) {
                    throw WordLexer.Malformed.complete(malformed.message());
                } else {
                    throw new AssertionError(part);
                }
            }
            return out.toString();
        }

        private String value(Word.Part.Variable variable) throws WordLexer.Malformed {
            // BuildKit takes the argument apart first, needed or not
            String argument = text(variable.argument());
            String replacement = text(variable.argument2());
            Optional<String> set = values.apply(variable.name());
            String value = set.orElse("");
            boolean empty = value.isEmpty();
            return switch (variable.modifier()) {
                case NONE -> value;
                case DEFAULT_IF_EMPTY -> empty ? argument : value;
                case DEFAULT_IF_UNSET -> set.isEmpty() ? argument : value;
                case ALTERNATIVE_IF_NOT_EMPTY -> empty ? "" : argument;
                case ALTERNATIVE_IF_SET -> set.isEmpty() ? "" : argument;
                case ERROR_IF_EMPTY, ERROR_IF_UNSET -> {
                    boolean strict = variable.modifier() == Word.Modifier.ERROR_IF_EMPTY;
                    if (set.isEmpty() || (strict && empty)) {
                        String state = set.isEmpty() ? "unset" : "empty";
                        throw new WordLexer.Malformed(variable.name() + ": "
                                + (argument.isEmpty() ? "is not allowed to be " + state : argument));
                    }
                    yield value;
                }
                case REMOVE_SHORTEST_PREFIX -> WordPattern.of(argument).withoutPrefix(value, false);
                case REMOVE_LONGEST_PREFIX -> WordPattern.of(argument).withoutPrefix(value, true);
                case REMOVE_SHORTEST_SUFFIX -> withoutSuffix(argument, value, false);
                case REMOVE_LONGEST_SUFFIX -> withoutSuffix(argument, value, true);
                case REPLACE_FIRST -> WordPattern.of(argument).replaceFirst(value, replacement);
                case REPLACE_ALL -> WordPattern.of(argument).replaceAll(value, replacement);
            };
        }

        /** BuildKit turns both around and takes a prefix off. */
        private static String withoutSuffix(String pattern, String value, boolean longest) throws WordLexer.Malformed {
            String rest = WordPattern.of(WordPattern.reverse(pattern))
                    .withoutPrefix(new StringBuilder(value).reverse().toString(), longest);
            return new StringBuilder(rest).reverse().toString();
        }
    }
}
