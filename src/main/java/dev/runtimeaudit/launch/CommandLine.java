package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the engine executes: ENTRYPOINT and CMD as it combines them (Dockerfile reference, "Understand how CMD and
 * ENTRYPOINT interact").
 *
 * @param words may be empty
 * @param malformed the part of it that was meant as exec form, but is no JSON
 */
record CommandLine(List<Arg> words, Optional<Start> malformed) {

    CommandLine {
        words = List.copyOf(words);
    }

    static Fact<CommandLine> of(Image image, LaunchRequest request) {
        Fact<Start> entrypoint = request.entrypoint().map(Fact::present).orElse(image.entrypoint());
        // Whoever gives an entrypoint drops the image's CMD (docker run reference, "--entrypoint").
        Fact<Start> given = request.entrypoint().isPresent() ? Fact.absent(Evidence.NONE) : image.cmd();
        Fact<Start> cmd = request.command().map(Fact::present).orElse(given);
        if (entrypoint instanceof Fact.Unknown<Start> unknown) {
            return Fact.unknown(unknown.reason(), unknown.evidence());
        }
        if (isShell(entrypoint)) {
            // What follows the text of a shell is its $0, $1 …; unknown ones do not keep the text from running.
            return Fact.present(line(entrypoint, cmd, request.at()));
        }
        if (cmd instanceof Fact.Unknown<Start> unknown) {
            return Fact.unknown(unknown.reason(), unknown.evidence());
        }
        return Fact.present(line(entrypoint, cmd, request.at()));
    }

    private static boolean isShell(Fact<Start> start) {
        return start instanceof Fact.Present<Start> present && present.value().isShell();
    }

    private static CommandLine line(Fact<Start> entrypoint, Fact<Start> cmd, Span asked) {
        // What a base image brings has no line of its own: it stands where the Dockerfile adds to it.
        Span at = place(entrypoint).or(() -> place(cmd)).orElse(asked);
        List<Arg> words = new ArrayList<>();
        Optional<Start> malformed = Optional.empty();
        for (Fact<Start> part : List.of(entrypoint, cmd)) {
            if (part instanceof Fact.Present<Start> present && !isBlank(present.value())) {
                words.addAll(words(present.value(), at));
                if (present.value().form() == Start.Form.MALFORMED_EXEC && malformed.isEmpty()) {
                    malformed = Optional.of(present.value());
                }
            }
        }
        return new CommandLine(words, malformed);
    }

    private static Optional<Span> place(Fact<Start> start) {
        return start instanceof Fact.Present<Start> present ? present.value().at() : Optional.empty();
    }

    /** {@code ENTRYPOINT [""]} is none at all to the engine. */
    private static boolean isBlank(Start start) {
        return start.argv().equals(List.of(""));
    }

    /** The words with their places; a base image's stand where the container is asked for. */
    static List<Arg> words(Start start, Span asked) {
        Span at = start.at().orElse(asked);
        List<Arg> words = new ArrayList<>();
        for (int i = 0; i < start.argv().size(); i++) {
            boolean script = start.isShell()
                    && i == start.argv().size() - 1
                    && start.script().isPresent();
            Span place = i < start.words().size() ? start.words().get(i) : at;
            words.add(
                    script ? Arg.of(start.script().get()) : Arg.of(start.argv().get(i), place));
        }
        return words;
    }
}
