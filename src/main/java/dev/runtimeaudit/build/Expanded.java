package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.Expansion;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.read.dockerfile.Word.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A word with values put in, as far as they are known.
 *
 * @param value the text, or why it is not known
 * @param rejected why BuildKit stops here
 */
record Expanded(Value value, Optional<String> rejected) {

    static Expanded of(Word word, Function<String, Fact<String>> variables) {
        Optional<Fact.Unknown<String>> unknown = unknown(word.parts(), variables);
        if (unknown.isPresent()) {
            // $X alone, or with a text around it, is as little empty as X.
            boolean plain = word.parts().stream()
                    .allMatch(part -> part instanceof Part.Variable variable
                            ? variable.modifier() == Word.Modifier.NONE
                            : part instanceof Part.Literal);
            boolean holds = plain && unknown.get().reason() == Reason.BUILD_ARG_GIVEN;
            return new Expanded(
                    new Value.Unknown(unknown.get().reason(), unknown.get().evidence(), holds), Optional.empty());
        }
        Expansion expansion = Expansion.of(
                word,
                name -> variables.apply(name) instanceof Fact.Present<String> present
                        ? Optional.of(present.value())
                        : Optional.empty());
        if (expansion instanceof Expansion.Failed failed) {
            return new Expanded(Value.of(""), Optional.of(failed.message()));
        }
        return new Expanded(Value.of(((Expansion.Text) expansion).value()), Optional.empty());
    }

    /** The first variable of a word whose value is not known. */
    private static Optional<Fact.Unknown<String>> unknown(List<Part> parts, Function<String, Fact<String>> variables) {
        for (Part part : parts) {
            if (part instanceof Part.Variable variable) {
                if (variables.apply(variable.name()) instanceof Fact.Unknown<String> unknown) {
                    return Optional.of(unknown);
                }
                Optional<Fact.Unknown<String>> inside =
                        unknown(variable.argument(), variables).or(() -> unknown(variable.argument2(), variables));
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.empty();
    }
}
