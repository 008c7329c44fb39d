package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The syntax tree of a Dockerfile.
 *
 * @param file the text it was read from
 * @param directives the parser directives at its head ({@code # syntax=…}), in order
 * @param globals the {@code ARG}s in front of the first {@code FROM}
 * @param strays what else stands in front of the first {@code FROM}; where there are any, there is a problem
 * @param stages in order; a build target is one of them
 * @param problems why BuildKit rejects the file, in BuildKit's words; empty when it does not. BuildKit stops at the first
 *     and prints that. Where there is a problem, the tree holds what could be read all the same.
 */
public record Dockerfile(
        SourceFile file,
        List<Directive> directives,
        List<Instruction.Arg> globals,
        List<Instruction> strays,
        List<Stage> stages,
        List<Problem> problems) {

    public Dockerfile {
        directives = List.copyOf(directives);
        globals = List.copyOf(globals);
        strays = List.copyOf(strays);
        stages = List.copyOf(stages);
        problems = List.copyOf(problems);
    }

    /** All instructions in order of place. */
    public List<Instruction> instructions() {
        List<Instruction> all = new ArrayList<>(globals);
        all.addAll(strays);
        all.sort(Comparator.comparing(Instruction::span));
        for (Stage stage : stages) {
            all.add(stage.from());
            all.addAll(stage.instructions());
        }
        return all;
    }

    /** A parser directive. {@code # syntax=docker/dockerfile:1} */
    public record Directive(String name, String value, Span span) {}

    /**
     * A stage: what stands from one {@code FROM} to the next.
     *
     * @param index from 0
     * @param from its first instruction
     * @param instructions what follows, without the {@code FROM}
     */
    public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
        public Stage {
            instructions = List.copyOf(instructions);
        }

        /** The name after {@code AS}, in lower case as BuildKit keeps it. */
        public Optional<String> name() {
            return from.name();
        }
    }
}
