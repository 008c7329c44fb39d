package dev.runtimeaudit.workspace;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.runtimeaudit.image.Knowledge.Described;
import dev.runtimeaudit.source.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What a real engine did with one image: a row of the oracle.
 *
 * @param all its keys as they stand in the file
 * @param fixtures where the binaries lie that it names
 */
record Scenario(Map<String, Object> all, Path fixtures) {

    private static final String GROUP = "group";

    /** Where Debian's packages put them. */
    private static final List<String> INITS =
            List.of("/usr/bin/dumb-init", "/usr/bin/tini", "/usr/sbin/gosu", "/usr/bin/catatonit");

    /** Images that only the oracle's machine had, as {@code runtime-audit.yaml} can describe them. */
    static final List<Described> STAND_INS = List.of(
            new Described("oracle/debian-inits", Optional.of("debian:bookworm-slim"), INITS),
            new Described("oracle/node-20-inits", Optional.of("node:20-bookworm-slim"), INITS));

    /** One that cannot be described so, as it can be said in a Dockerfile. */
    private static final Map<String, String> BUILT =
            Map.of("oracle/bash-as-sh", "FROM debian:bookworm-slim\nRUN ln -sf bash /bin/sh\n");

    /** Reads the scenarios of a file of the oracle's form, or of all files of a directory. */
    static List<Scenario> read(Path path) {
        try {
            List<Path> files = new ArrayList<>();
            if (Files.isDirectory(path)) {
                try (var children = Files.list(path)) {
                    children.filter(file -> file.toString().endsWith(".yaml"))
                            .sorted()
                            .forEach(files::add);
                }
            } else {
                files.add(path);
            }
            List<Scenario> scenarios = new ArrayList<>();
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(64 * 1024 * 1024);
            for (Path file : files) {
                Object read;
                try (InputStream in = Files.newInputStream(file)) {
                    read = file.toString().endsWith(".json")
                            ? new ObjectMapper().readValue(in, Object.class) // not all JSON is YAML: DEL is not
                            : new Yaml(new SafeConstructor(options)).load(in);
                }
                Object rows = read instanceof Map<?, ?> whole ? whole.get("scenarios") : read;
                Path binaries = path.resolveSibling("fixtures");
                for (Object row : (List<?>) rows) {
                    Map<String, Object> keys = map(row);
                    keys.putIfAbsent(GROUP, file.getFileName().toString());
                    scenarios.add(new Scenario(keys, binaries));
                }
            }
            return scenarios;
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    private static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> some) {
            some.forEach((key, each) -> map.put(key.toString(), each));
        }
        return map;
    }

    private String text(String key) {
        Object value = all.get(key);
        return value == null ? "" : value.toString();
    }

    String id() {
        return text("id");
    }

    /** The class of mistakes it belongs to: one file holds one. */
    String group() {
        return text(GROUP);
    }

    String verdict() {
        return text("verdict");
    }

    int exitCode() {
        return all.get("exit_code") instanceof Integer code ? code : 0;
    }

    /** What is printed; empty when the oracle names no line. */
    String keyError() {
        if (!text("key_error").isEmpty()) {
            return text("key_error");
        }
        return text("build_error");
    }

    List<String> options() {
        return texts(map(all.get("run")).get("options"));
    }

    List<String> arguments() {
        return texts(map(all.get("run")).get("args"));
    }

    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        map(map(all.get("run")).get("env")).forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    private static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    Map<String, String> buildArgs() {
        Map<String, String> args = new LinkedHashMap<>();
        List<String> words = texts(all.get("build_args"));
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String[] pair = words.get(i + 1).split("=", 2);
            args.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        return args;
    }

    /** The Dockerfile, with the images that only the oracle's machine had as stages in front. */
    String dockerfile() {
        String dockerfile = text("dockerfile");
        Map<String, String> local = new LinkedHashMap<>(BUILT);
        if (all.get("prebuild") instanceof List<?> images) {
            for (Object image : images) {
                local.put(
                        String.valueOf(map(image).get("tag")),
                        String.valueOf(map(image).get("dockerfile")));
            }
        }
        StringBuilder stages = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, String> image : local.entrySet()) {
            String tag = image.getKey();
            if (dockerfile.contains("FROM " + tag)) {
                String name = "stand-in-" + number++;
                stages.append(image.getValue().replaceFirst("\n", " AS " + name + "\n"));
                dockerfile = dockerfile.replace("FROM " + tag, "FROM " + name);
            }
        }
        return stages + dockerfile;
    }

    /** Empty when a binary that it names is not at hand. */
    Optional<MemoryTree> tree() {
        MemoryTree.Builder tree = MemoryTree.builder().file("Dockerfile", dockerfile(), 0644);
        for (Map.Entry<String, Object> each : map(all.get("files")).entrySet()) {
            Map<String, Object> file = map(each.getValue());
            int mode = file.get("mode") == null
                    ? 0644
                    : Integer.parseInt(file.get("mode").toString(), 8);
            if (file.get("link") != null) {
                tree.link(each.getKey(), file.get("link").toString());
            } else if (file.get("fixture") != null) {
                Path binary = fixtures.resolve(file.get("fixture").toString());
                if (!Files.exists(binary)) {
                    return Optional.empty();
                }
                tree.file(each.getKey(), bytes(binary), mode);
            } else {
                String content =
                        file.get("content") == null ? "" : file.get("content").toString();
                tree.file(each.getKey(), content.getBytes(StandardCharsets.UTF_8), mode);
            }
        }
        return Optional.of(tree.build());
    }

    /** Writes its files where an engine can build them. */
    void write(Path context, String dockerfile) {
        try {
            Files.createDirectories(context);
            Files.writeString(context.resolve("Dockerfile"), dockerfile);
            for (Map.Entry<String, Object> each : map(all.get("files")).entrySet()) {
                Map<String, Object> file = map(each.getValue());
                Path path = context.resolve(each.getKey());
                Files.createDirectories(path.getParent());
                if (file.get("link") != null) {
                    Files.createSymbolicLink(path, Path.of(file.get("link").toString()));
                    continue;
                }
                Object content = file.get("content");
                Files.write(
                        path,
                        file.get("fixture") != null
                                ? bytes(fixtures.resolve(file.get("fixture").toString()))
                                : (content == null ? "" : content.toString()).getBytes(StandardCharsets.UTF_8));
                String mode =
                        file.get("mode") == null ? "0644" : file.get("mode").toString();
                Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(context.toString(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
