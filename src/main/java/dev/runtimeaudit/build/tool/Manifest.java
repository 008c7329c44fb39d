package dev.runtimeaudit.build.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The scripts of a package.json in the image. */
record Manifest(Map<String, String> scripts) {

    /** Absent when there is proven to be none. */
    static Fact<Manifest> in(ImagePath directory, FileSystem files) {
        Fact<Located> found = files.follow(directory.child("package.json"));
        return found.then(here -> {
            if (!(here.value().node() instanceof Node.File file)) {
                return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, here.evidence());
            }
            return file.content().text().then(text -> read(text.value(), here));
        });
    }

    private static Fact<Manifest> read(SourceFile file, Fact.Present<Located> here) {
        Map<String, String> scripts = new TreeMap<>();
        try (JsonParser json = new JsonFactory().createParser(file.text())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, here.evidence());
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isScripts = json.currentName().equals("scripts");
                if (json.nextToken() != JsonToken.START_OBJECT || !isScripts) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    scripts.put(name, json.getText());
                    json.skipChildren();
                }
            }
        } catch (IOException malformed) {
            return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, here.evidence());
        }
        return new Fact.Present<>(new Manifest(scripts), here.evidence());
    }
}
