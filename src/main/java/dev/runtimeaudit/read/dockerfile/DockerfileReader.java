package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a Dockerfile as BuildKit's frontend does (Dockerfile reference; {@code frontend/dockerfile/parser} and
 * {@code instructions} of BuildKit). What is in force in a version of the frontend that a {@code # syntax} directive
 * names is not looked at: flags and words are those of a current one.
 */
public final class DockerfileReader {

    private DockerfileReader() {}

    public static Dockerfile read(SourceFile file) {
        Rejections rejections = new Rejections();
        LineReader lines = new LineReader(file, rejections);
        List<Instruction.Arg> globals = new ArrayList<>();
        List<Instruction> strays = new ArrayList<>();
        List<Instruction.From> heads = new ArrayList<>();
        List<List<Instruction>> bodies = new ArrayList<>();
        boolean any = false;
        boolean homeless = false;
        for (Optional<LineReader.Line> line = lines.read(); line.isPresent(); line = lines.read()) {
            any = true;
            Instruction instruction = InstructionReader.read(line.get(), lines.escape(), rejections);
            if (instruction instanceof Instruction.From from) {
                heads.add(from);
                bodies.add(new ArrayList<>());
            } else if (!bodies.isEmpty()) {
                bodies.get(bodies.size() - 1).add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                globals.add(arg);
            } else {
                if (!homeless && !(instruction instanceof Instruction.Unparsed)) {
                    homeless = true;
                    rejections.whileInstructing(instruction.span(), "no build stage in current context");
                }
                strays.add(instruction);
            }
        }
        Span whole = Span.wholeFile(file.path());
        if (file.text().isEmpty()) {
            rejections.whileParsing(whole, "the Dockerfile cannot be empty");
        } else if (!any) {
            rejections.whileParsing(whole, "file with no instructions");
        } else if (heads.isEmpty()) {
            rejections.whileInstructing(whole, "dockerfile contains no stages to build");
        }
        List<Dockerfile.Stage> stages = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            stages.add(new Dockerfile.Stage(i, heads.get(i), bodies.get(i)));
        }
        return new Dockerfile(file, lines.directives(), globals, strays, stages, rejections.inOrder());
    }

    /**
     * Whether a file is no Dockerfile but what one is made of: placeholders of a template language stand where BuildKit
     * allows none. In the commands of {@code RUN} and in values they may be meant for somebody else
     * ({@code docker inspect --format '{{…}}'}), and prove nothing.
     */
    public static boolean looksLikeTemplate(SourceFile file) {
        return Template.looksLike(read(file));
    }
}
