package dev.runtimeaudit.read.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints what the reader makes of shell files: one JSON object a line, with the syntax error and each simple command's
 * line and number of words. Standard input holds lines of {@code DIALECT PATH}. See {@code src/bench/readers}.
 */
final class ShellDump {

    private ShellDump() {}

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int space = line.indexOf(' ');
            Dialect dialect = Dialect.valueOf(line.substring(0, space));
            Path path = Path.of(line.substring(space + 1));
            String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
            SourceFile file = new SourceFile(TreePath.of("script").orElseThrow(), text);
            dump(out, dialect, path, ShellReader.read(Fragment.of(file), dialect));
        }
        out.flush();
    }

    /** Where its words begin; redirections may stand before them. */
    private static int firstLine(Command.Simple simple) {
        int assignment = simple.assignments().stream()
                .mapToInt(one -> one.span().line())
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        int word = simple.words().stream()
                .mapToInt(one -> one.span().line())
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        int first = Math.min(assignment, word);
        return first == Integer.MAX_VALUE ? simple.span().line() : first;
    }

    private static void dump(PrintStream out, Dialect dialect, Path path, Script script) throws IOException {
        java.io.StringWriter text = new java.io.StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("dialect", dialect.name());
            json.writeStringField("file", path.toString());
            if (script.error().isPresent()) {
                Script.SyntaxError error = script.error().get();
                json.writeObjectFieldStart("error");
                json.writeStringField("message", error.message());
                json.writeStringField("echo", error.echo().orElse(""));
                json.writeNumberField("line", error.line());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("commands");
            for (Command command : CommandWalk.commands(script)) {
                if (command instanceof Command.Simple simple) {
                    json.writeStartArray();
                    json.writeNumber(firstLine(simple));
                    json.writeNumber(simple.words().size());
                    json.writeNumber(simple.assignments().size());
                    json.writeNumber(simple.line());
                    json.writeString(
                            simple.words().isEmpty()
                                    ? ""
                                    : simple.words().get(0).raw());
                    json.writeEndArray();
                } else if (command instanceof Command.Unparsed unparsed) {
                    json.writeStartArray();
                    json.writeNumber(unparsed.span().line());
                    json.writeNumber(-1);
                    json.writeNumber(0);
                    json.writeNumber(unparsed.line());
                    json.writeString("");
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.println(text);
    }
}
