package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The stage that ships installs a build tool. */
public final class BuildToolInRuntimeStage implements Rule {

    private static final Card CARD = new Card(
            "build-tool-in-runtime-stage",
            "The stage that ships installs a build tool",
            Severity.LOW,
            true,
            """
                    Compilers and package managers that the stage itself installs or copies make the image larger and give an
                    intruder tools. What the base image brings is no finding.

                    The tool is proven to be on PATH, and an instruction of the stage that ships has put it there.
                    """,
            "Install it in a build stage only, and copy the result.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    RUN corepack enable
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    RUN corepack enable
                    FROM node:20-alpine
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        Machine machine = Machine.of(service.image());
        return TOOLS.stream()
                .flatMap(tool -> Kernel.onPath(tool, machine) instanceof Fact.Present<ImagePath> found
                        ? brought(service, tool, found.evidence())
                        : Stream.empty());
    }

    private static final List<String> TOOLS =
            List.of("pnpm", "yarn", "gcc", "g++", "make", "cmake", "tsc", "nx", "turbo", "webpack", "nest", "vite");

    /** Only what an instruction of the stage that ships has put there. */
    private static Stream<Verdict> brought(Service service, String tool, Evidence origin) {
        return origin.steps().stream()
                .limit(1)
                .filter(step -> step.at().path().equals(service.dockerfile())
                        && step.at().line() > service.shipped().line()
                        && step.at().line() <= service.shipped().endLine())
                .map(step -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        step.at(),
                        tool,
                        "`" + tool + "` is in the image that ships",
                        origin,
                        List.of(),
                        Optional.empty()));
    }
}
