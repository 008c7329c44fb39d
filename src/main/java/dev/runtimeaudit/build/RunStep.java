package dev.runtimeaudit.build;

import dev.runtimeaudit.read.dockerfile.Instruction;

/** One {@code RUN}. */
final class RunStep {

    private final StageBuilder stage;
    private final Instruction.Run run;

    RunStep(StageBuilder stage, Instruction.Run run) {
        this.stage = stage;
        this.run = run;
    }

    void fold() {
        stage.image();
        run.span();
    }
}
