package dev.runtimeaudit.read.packagejson;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@code package.json} says (docs.npmjs.com, "package.json"; nodejs.org, "Packages").
 *
 * @param file the text it was read from
 * @param json all of it
 */
public record PackageJson(SourceFile file, Json json) {

    /** Reads one; a text that is no JSON has none. */
    public static Optional<PackageJson> of(SourceFile file) {
        return JsonReader.read(file) instanceof JsonReader.Result.Value value
                ? Optional.of(new PackageJson(file, value.json()))
                : Optional.empty();
    }

    public Optional<String> name() {
        return json.text("name").map(Fragment::text);
    }

    public Optional<String> version() {
        return json.text("version").map(Fragment::text);
    }

    public Optional<String> main() {
        return json.text("main").map(Fragment::text);
    }

    /** {@code module}, {@code commonjs} or nothing. */
    public Optional<String> type() {
        return json.text("type").map(Fragment::text);
    }

    public Optional<String> packageManager() {
        return json.text("packageManager").map(Fragment::text);
    }

    public boolean hasWorkspaces() {
        return json.member("workspaces").isPresent();
    }

    public Optional<Json> exports() {
        return json.member("exports");
    }

    /** The scripts with their texts, in the order in which they stand. */
    public Map<String, Fragment> scripts() {
        Map<String, Fragment> scripts = new LinkedHashMap<>();
        json.member("scripts").ifPresent(all -> {
            if (all instanceof Json.Members members) {
                members.all().forEach((name, value) -> {
                    if (value instanceof Json.Text text) {
                        scripts.put(name, text.text());
                    }
                });
            }
        });
        return scripts;
    }

    /** The names under {@code dependencies}. */
    public Set<String> dependencies() {
        return json.member("dependencies")
                .map(all -> all instanceof Json.Members members ? members.all().keySet() : Set.<String>of())
                .map(names -> (Set<String>) new TreeSet<>(names))
                .orElse(Set.of());
    }
}
