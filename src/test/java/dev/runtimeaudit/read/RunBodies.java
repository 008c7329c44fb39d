package dev.runtimeaudit.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.runtimeaudit.read.dockerfile.CommandForm;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints what the shells of Dockerfiles get: one JSON object for each {@code RUN} in shell form. Standard input holds
 * the paths. See {@code src/bench/readers}.
 */
final class RunBodies {

    private RunBodies() {}

    public static void main(String[] args) throws IOException {
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            String text = new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8);
            Dockerfile dockerfile = DockerfileReader.read(
                    new SourceFile(TreePath.of("Dockerfile").orElseThrow(), text));
            for (Instruction instruction : dockerfile.stages().stream()
                    .flatMap(stage -> stage.instructions().stream())
                    .toList()) {
                if (instruction instanceof Instruction.Run run
                        && run.command() instanceof CommandForm.Shell shell
                        && shell.heredocs().isEmpty()) {
                    out.println(json(path, shell.text().text()));
                }
            }
        }
        out.flush();
    }

    private static String json(String path, String text) throws IOException {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(written)) {
            json.writeStartObject();
            json.writeStringField("file", path);
            json.writeStringField("text", text);
            json.writeEndObject();
        }
        return written.toString();
    }
}
