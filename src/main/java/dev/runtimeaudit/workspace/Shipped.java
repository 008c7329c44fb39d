package dev.runtimeaudit.workspace;

import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The places of a Dockerfile that the audit speaks of: the stage that ships, what it starts, what comments cover. */
final class Shipped {

    private final Dockerfile dockerfile;
    private final Optional<Dockerfile.Stage> stage;

    Shipped(Dockerfile dockerfile, Optional<String> target) {
        this.dockerfile = dockerfile;
        this.stage = stage(dockerfile, target);
    }

    /** The target by name or number; without one, the last stage. Empty when there is no such stage. */
    private static Optional<Dockerfile.Stage> stage(Dockerfile dockerfile, Optional<String> target) {
        List<Dockerfile.Stage> stages = dockerfile.stages();
        if (target.isEmpty()) {
            return stages.isEmpty() ? Optional.empty() : Optional.of(stages.get(stages.size() - 1));
        }
        String wanted = target.get().toLowerCase(Locale.ROOT);
        return stages.stream()
                .filter(s -> s.name().map(wanted::equals).orElse(false)
                        || String.valueOf(s.index()).equals(wanted))
                .findFirst();
    }

    Optional<Dockerfile.Stage> stage() {
        return stage;
    }

    /** From the FROM of the stage to the end of its last instruction. */
    Span span() {
        return stage.map(Shipped::span).orElse(Span.wholeFile(dockerfile.file().path()));
    }

    private static Span span(Dockerfile.Stage stage) {
        List<Instruction> all = stage.instructions();
        Span from = stage.from().span();
        return all.isEmpty() ? from : from.to(all.get(all.size() - 1).span());
    }

    /** The last ENTRYPOINT or CMD of the stage or of a stage it starts from; else its last line. */
    Span start() {
        Optional<Dockerfile.Stage> at = stage;
        for (int hops = dockerfile.stages().size(); at.isPresent() && hops > 0; hops--) {
            Optional<Span> start = at.get().instructions().stream()
                    .filter(i -> i instanceof Instruction.Cmd || i instanceof Instruction.Entrypoint)
                    .reduce((first, second) -> second)
                    .map(Instruction::span);
            if (start.isPresent()) {
                return start.get();
            }
            at = parent(at.get());
        }
        return stage.map(s -> last(s)).orElse(span());
    }

    private static Span last(Dockerfile.Stage stage) {
        List<Instruction> all = stage.instructions();
        return all.isEmpty() ? stage.from().span() : all.get(all.size() - 1).span();
    }

    private Optional<Dockerfile.Stage> parent(Dockerfile.Stage child) {
        String base = child.from().image().literal().toLowerCase(Locale.ROOT);
        return dockerfile.stages().stream()
                .filter(s ->
                        s.index() < child.index() && s.name().map(base::equals).orElse(false))
                .findFirst();
    }

    /** Its stages and instructions: what a comment in front of one of them covers. */
    List<Span> regions() {
        List<Span> regions = new ArrayList<>();
        for (Dockerfile.Stage each : dockerfile.stages()) {
            regions.add(span(each));
            each.instructions().forEach(instruction -> regions.add(instruction.span()));
        }
        return regions;
    }
}
