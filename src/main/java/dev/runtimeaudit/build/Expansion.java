package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.read.dockerfile.Word.Modifier;
import dev.runtimeaudit.read.dockerfile.Word.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Expands the variables of a word (Dockerfile reference, "Environment replacement"; BuildKit, {@code shell/lex.go}).
 *
 * @param value the text, or why it is not known
 * @param rejected why BuildKit rejects it
 */
record Expansion(Value value, Optional<String> rejected) {

    static Expansion of(Word word, Function<String, Fact<String>> variables) {
        return of(word.parts(), variables);
    }

    private static Expansion of(List<Part> parts, Function<String, Fact<String>> variables) {
        Value all = Value.of("");
        for (Part part : parts) {
            Expansion one = of(part, variables);
            if (one.rejected.isPresent()) {
                return one;
            }
            all = all.then(one.value);
        }
        return known(all);
    }

    private static Expansion known(Value value) {
        return new Expansion(value, Optional.empty());
    }

    private static Expansion of(Part part, Function<String, Fact<String>> variables) {
        if (part instanceof Part.Literal literal) {
            return known(Value.of(literal.text()));
        }
        if (part instanceof Part.Malformed malformed) {
            return new Expansion(Value.of(""), Optional.of(malformed.message()));
        }
        Part.Variable variable = (Part.Variable) part;
        Fact<String> fact = variables.apply(variable.name());
        if (fact instanceof Fact.Unknown<String> unknown) {
            return known(Value.unknown(unknown.reason(), unknown.evidence()));
        }
        boolean set = fact instanceof Fact.Present<String>;
        String text = fact instanceof Fact.Present<String> present ? present.value() : "";
        boolean filled = !text.isEmpty();
        return switch (variable.modifier()) {
            case NONE -> known(Value.of(text));
            case DEFAULT_IF_EMPTY -> filled ? known(Value.of(text)) : of(variable.argument(), variables);
            case DEFAULT_IF_UNSET -> set ? known(Value.of(text)) : of(variable.argument(), variables);
            case ALTERNATIVE_IF_NOT_EMPTY -> filled ? of(variable.argument(), variables) : known(Value.of(""));
            case ALTERNATIVE_IF_SET -> set ? of(variable.argument(), variables) : known(Value.of(""));
            case ERROR_IF_EMPTY -> filled ? known(Value.of(text)) : error(variable, variables);
            case ERROR_IF_UNSET -> set ? known(Value.of(text)) : error(variable, variables);
            default -> matched(variable, text, variables);
        };
    }

    private static Expansion error(Part.Variable variable, Function<String, Fact<String>> variables) {
        String message = of(variable.argument(), variables).value.shown();
        return new Expansion(
                Value.of(""), Optional.of(variable.name() + ": " + (message.isEmpty() ? "not set" : message)));
    }

    private static Expansion matched(Part.Variable variable, String text, Function<String, Fact<String>> variables) {
        Expansion argument = of(variable.argument(), variables);
        Expansion replacement = of(variable.argument2(), variables);
        if (argument.rejected.isPresent() || !(argument.value instanceof Value.Known pattern)) {
            return argument;
        }
        if (!(replacement.value instanceof Value.Known by)) {
            return replacement;
        }
        return known(Value.of(matched(variable.modifier(), text, pattern.text(), by.text())));
    }

    private static String matched(Modifier modifier, String text, String pattern, String replacement) {
        int length = text.length();
        switch (modifier) {
            case REMOVE_SHORTEST_PREFIX, REMOVE_LONGEST_PREFIX -> {
                boolean shortest = modifier == Modifier.REMOVE_SHORTEST_PREFIX;
                for (int i = 0; i <= length; i++) {
                    int end = shortest ? i : length - i;
                    if (Globs.anything(pattern, text.substring(0, end))) {
                        return text.substring(end);
                    }
                }
                return text;
            }
            case REMOVE_SHORTEST_SUFFIX, REMOVE_LONGEST_SUFFIX -> {
                boolean shortest = modifier == Modifier.REMOVE_SHORTEST_SUFFIX;
                for (int i = 0; i <= length; i++) {
                    int start = shortest ? length - i : i;
                    if (Globs.anything(pattern, text.substring(start))) {
                        return text.substring(0, start);
                    }
                }
                return text;
            }
            default -> {
                return replaced(text, pattern, replacement, modifier == Modifier.REPLACE_ALL);
            }
        }
    }

    private static String replaced(String text, String pattern, String replacement, boolean all) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = text.length();
            while (end > at && !Globs.anything(pattern, text.substring(at, end))) {
                end--;
            }
            if (end == at) {
                out.append(text.charAt(at++));
                continue;
            }
            out.append(replacement);
            at = end;
            if (!all) {
                break;
            }
        }
        return out.append(text.substring(at)).toString();
    }
}
