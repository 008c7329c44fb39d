package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code tsconfig.json} with all that it extends (typescriptlang.org, "TSConfig Reference").
 *
 * @param path where the file itself lies
 * @param options compiler options by name; each with the directory that its paths begin at
 * @param complete whether every file that it extends could be read
 */
public record TsConfig(
        ImagePath path,
        Map<String, Option> options,
        Optional<Listed> files,
        Optional<Listed> include,
        Optional<Listed> exclude,
        List<ImagePath> references,
        boolean complete) {

    private static final int DEEPEST = 12;

    /** Packages with a configuration for each release of node; none says where files come from or go (github.com/tsconfig/bases). */
    private static final String BASES = "@tsconfig/node";

    /** From here on they ask for the modules of node, before for CommonJS. */
    private static final int MODULES_OF_NODE = 16;

    /** @param base the directory of the file that says it */
    public record Option(Json value, ImagePath base) {}

    /** A list of paths or patterns, and the directory they begin at. */
    public record Listed(List<String> all, ImagePath base) {}

    public TsConfig {
        options = Map.copyOf(options);
        references = List.copyOf(references);
    }

    /** Empty when there is none that could be read. */
    public static Optional<TsConfig> read(ImagePath path, Machine machine) {
        return read(path, machine, 0);
    }

    /** Of a project that is named on a command line: a file, or a directory that holds a {@code tsconfig.json}. */
    public static Optional<TsConfig> project(ImagePath path, Machine machine) {
        boolean directory = machine.files().follow(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.Directory;
        return read(directory ? path.child("tsconfig.json") : path, machine);
    }

    private static Optional<TsConfig> read(ImagePath path, Machine machine, int depth) {
        if (depth > DEEPEST
                || !(machine.files().follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
            return Optional.empty();
        }
        ImagePath real = found.value().path();
        ImagePath base = real.parent();
        return LenientJson.of(text.value()).map(json -> {
            Map<String, Option> options = new LinkedHashMap<>();
            Optional<Listed> files = Optional.empty();
            Optional<Listed> include = Optional.empty();
            Optional<Listed> exclude = Optional.empty();
            boolean complete = true;
            for (String each : texts(json.member("extends"))) {
                Optional<TsConfig> parent = extended(each, base, machine).flatMap(at -> read(at, machine, depth + 1));
                if (parent.isEmpty() && each.startsWith(BASES)) {
                    options.putAll(ofNode(each, base, text.value()));
                    continue;
                }
                if (parent.isEmpty()) {
                    complete = false;
                    continue;
                }
                options.putAll(parent.get().options());
                files = parent.get().files();
                include = parent.get().include();
                exclude = parent.get().exclude();
                complete &= parent.get().complete();
            }
            json.member("compilerOptions").ifPresent(own -> {
                if (own instanceof Json.Members members) {
                    members.all().forEach((name, value) -> options.put(name, new Option(value, base)));
                }
            });
            return new TsConfig(
                    real,
                    options,
                    listed(json, "files", base).or(choose(files)),
                    listed(json, "include", base).or(choose(include)),
                    listed(json, "exclude", base).or(choose(exclude)),
                    references(json, base, machine),
                    complete);
        });
    }

    private static Map<String, Option> ofNode(String named, ImagePath base, SourceFile file) {
        String release = named.substring(BASES.length()).split("/")[0];
        boolean old = release.length() < 3
                && !release.isEmpty()
                && release.chars().allMatch(Character::isDigit)
                && Integer.parseInt(release) < MODULES_OF_NODE;
        SourceFile said = new SourceFile(file.path(), old ? "commonjs" : "node16");
        return Map.of("module", new Option(new Json.Text(Fragment.of(said)), base));
    }

    private static java.util.function.Supplier<Optional<Listed>> choose(Optional<Listed> inherited) {
        return () -> inherited;
    }

    private static Optional<Listed> listed(Json json, String name, ImagePath base) {
        return json.member(name).map(list -> new Listed(texts(Optional.of(list)), base));
    }

    private static List<ImagePath> references(Json json, ImagePath base, Machine machine) {
        List<ImagePath> all = new ArrayList<>();
        if (json.member("references").orElse(json) instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                each.text("path").ifPresent(text -> {
                    ImagePath path = base.resolve(text.text());
                    boolean directory = machine.files().follow(path) instanceof Fact.Present<Located> found
                            && found.value().node() instanceof Node.Directory;
                    all.add(directory ? path.child("tsconfig.json") : path);
                });
            }
        }
        return all;
    }

    /** A text, or a list of texts. */
    private static List<String> texts(Optional<Json> json) {
        List<String> texts = new ArrayList<>();
        if (json.isPresent() && json.get() instanceof Json.Text text) {
            texts.add(text.text().text());
        } else if (json.isPresent() && json.get() instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                if (each instanceof Json.Text text) {
                    texts.add(text.text().text());
                }
            }
        }
        return texts;
    }

    /** A file of the project, or one of a package ("extends"). */
    static Optional<ImagePath> extended(String named, ImagePath base, Machine machine) {
        if (named.startsWith(".") || named.startsWith("/")) {
            ImagePath path = base.resolve(named);
            return Optional.of(named.endsWith(".json") ? path : path.parent().child(path.name() + ".json"))
                    .filter(at -> machine.files().holdsFile(at))
                    .or(() -> Optional.of(path));
        }
        for (ImagePath above = base; ; above = above.parent()) {
            ImagePath in = above.resolve("node_modules").resolve(named);
            for (ImagePath candidate : List.of(in, in.parent().child(in.name() + ".json"), in.child("tsconfig.json"))) {
                if (machine.files().holdsFile(candidate)) {
                    return Optional.of(candidate);
                }
            }
            if (above.isRoot()) {
                return exported(named, base, machine);
            }
        }
    }

    /** A package of the workspace that names its configuration under {@code exports} or {@code tsconfig}. */
    private static Optional<ImagePath> exported(String named, ImagePath base, Machine machine) {
        String[] parts = named.split("/");
        String name = named.startsWith("@") && parts.length > 1 ? parts[0] + "/" + parts[1] : parts[0];
        String rest = "." + named.substring(Math.min(named.length(), name.length()));
        for (ImagePath above = base; ; above = above.parent()) {
            ImagePath in = above.resolve("node_modules").resolve(name);
            if (Manifest.in(in, machine) instanceof Manifest.Found found) {
                return found.json()
                        .exports()
                        .flatMap(exports -> exports.text(rest))
                        .or(() -> found.json().json().text("tsconfig").filter(t -> rest.equals(".")))
                        .map(text -> in.resolve(text.text()));
            }
            if (above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    public ImagePath directory() {
        return path.parent();
    }

    /** The same with what a command line says in its place. */
    public TsConfig with(Map<String, Option> given) {
        Map<String, Option> all = new LinkedHashMap<>(options);
        all.putAll(given);
        return new TsConfig(path, all, files, include, exclude, references, complete);
    }

    public boolean is(String option) {
        return Optional.ofNullable(options.get(option))
                .map(o -> o.value().isTrue())
                .orElse(false);
    }

    public boolean isFalse(String option) {
        return Optional.ofNullable(options.get(option))
                .map(o -> o.value().isFalse())
                .orElse(false);
    }

    /** An option in lower case; empty when it is not set. */
    public Optional<String> text(String option) {
        return Optional.ofNullable(options.get(option))
                .flatMap(o -> o.value() instanceof Json.Text text
                        ? Optional.of(text.text().text().toLowerCase(java.util.Locale.ROOT))
                        : Optional.empty());
    }

    public Optional<ImagePath> path(String option) {
        return Optional.ofNullable(options.get(option))
                .flatMap(o -> o.value() instanceof Json.Text text
                        ? Optional.of(o.base()
                                .resolve(text.text()
                                        .text()
                                        .replace("${configDir}", directory().value())))
                        : Optional.empty());
    }
}
