package dev.runtimeaudit.read.yaml;

import dev.runtimeaudit.source.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a YAML file holds.
 *
 * @param documents as many as could be read
 * @param problems why other readers reject the file, in go-yaml's words
 */
public record YamlFile(List<YamlNode> documents, List<Problem> problems) {

    public YamlFile {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
    }

    /** The first document; empty for a file without one. */
    public Optional<YamlNode> document() {
        return documents.stream().findFirst();
    }
}
