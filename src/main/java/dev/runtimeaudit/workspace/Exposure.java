package dev.runtimeaudit.workspace;

import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a file that nobody means to ship gets into a build: by a COPY of a directory that it lies in. */
public final class Exposure {

    private Exposure() {}

    /** The first instruction of a service that copies the file, were it there; empty when .dockerignore or nobody does. */
    public static Optional<Span> of(SourceTree sources, Service service, TreePath file) {
        if (!file.isIn(service.context())) {
            return Optional.empty();
        }
        TreePath inContext = new TreePath(file.below(service.context()));
        if (new Ignores(sources)
                .docker(service.dockerfile(), service.context())
                .excludes(inContext)
                .isPresent()) {
            return Optional.empty();
        }
        return sources.read(service.dockerfile()).asFile().map(DockerfileReader::read).stream()
                .map(Dockerfile::stages)
                .flatMap(List::stream)
                .flatMap(stage -> stage.instructions().stream())
                .filter(instruction -> copied(instruction)
                        .anyMatch(source -> source.isLiteral() && holds(source.literal(), inContext)))
                .map(Instruction::span)
                .findFirst();
    }

    /** What an instruction takes from the context. */
    private static Stream<Word> copied(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return isFromElsewhere(copy.flags()) ? Stream.empty() : copy.sources().stream();
        }
        return instruction instanceof Instruction.Add add ? add.sources().stream() : Stream.empty();
    }

    private static boolean isFromElsewhere(List<Instruction.Flag> flags) {
        return flags.stream().anyMatch(flag -> flag.name().equals("from"));
    }

    private static boolean holds(String source, TreePath file) {
        return TreePath.of(source).filter(file::isIn).isPresent();
    }
}
