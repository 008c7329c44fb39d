package dev.runtimeaudit.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;

/** Writes JSON to a string, the same bytes for the same calls: two blanks of indentation, line feeds. */
final class Json {

    private final StringWriter text = new StringWriter();
    private final JsonGenerator out;

    /** Something that writes into an object or an array. */
    interface Body {
        void write() throws IOException;
    }

    Json() {
        try {
            out = new JsonFactory().createGenerator(text);
            DefaultIndenter indent = new DefaultIndenter("  ", "\n");
            DefaultPrettyPrinter printer =
                    new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
            out.setPrettyPrinter(printer);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
    }

    String finish(Body root) {
        object(root);
        run(out::close);
        return text + "\n";
    }

    String finishArray(Body items) {
        run(out::writeStartArray);
        run(items);
        run(out::writeEndArray);
        run(out::close);
        return text + "\n";
    }

    void object(Body body) {
        run(out::writeStartObject);
        run(body);
        run(out::writeEndObject);
    }

    void object(String name, Body body) {
        run(() -> out.writeFieldName(name));
        object(body);
    }

    void array(String name, Body body) {
        run(() -> out.writeArrayFieldStart(name));
        run(body);
        run(out::writeEndArray);
    }

    void strings(String name, Collection<String> values) {
        array(name, () -> {
            for (String value : values) {
                out.writeString(value);
            }
        });
    }

    void string(String name, String value) {
        run(() -> out.writeStringField(name, value));
    }

    void string(String name, Optional<String> value) {
        value.ifPresent(known -> string(name, known));
    }

    void number(String name, long value) {
        run(() -> out.writeNumberField(name, value));
    }

    void bool(String name, boolean value) {
        run(() -> out.writeBooleanField(name, value));
    }

    private static void run(Body body) {
        try {
            body.write();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
    }
}
