package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;

/**
 * What a build leaves behind.
 *
 * @param image the image; behind a step that breaks, it goes on as if that had been mended
 * @param broken what is proven to break the build, in the order of the stages
 * @param stages the stages that the target needs, in their order; the last one is the target
 * @param hostBuilt what has to be made before the build
 * @param notes what could not be told on the way
 * @param asked the build arguments without a value by which a step went one way or another
 * @param isForAnyPlatform whether it is for the platform that is asked for: no FROM names another one, or a base for one processor
 */
public record BuiltImage(
        Image image,
        List<Broken> broken,
        List<Stage> stages,
        List<HostBuilt> hostBuilt,
        List<Note> notes,
        List<String> asked,
        boolean isForAnyPlatform) {

    public BuiltImage {
        broken = List.copyOf(broken);
        stages = List.copyOf(stages);
        hostBuilt = List.copyOf(hostBuilt);
        notes = List.copyOf(notes);
        asked = List.copyOf(asked);
    }

    /** A stage, what it leaves behind, and what became of it step by step. */
    public record Stage(Dockerfile.Stage syntax, Image image, List<Folded> steps) {
        public Stage {
            steps = List.copyOf(steps);
        }
    }

    /** An instruction, with the image in front of it and behind it. */
    public record Folded(Instruction instruction, Image before, Image after) {}

    /** A question that stays open. */
    public record Note(Reason reason, Span at, Evidence evidence) {}

    public List<Failure> failures() {
        return broken.stream().map(Broken::failure).toList();
    }
}
