package dev.runtimeaudit.smoke;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An engine with base images that nobody pulled: {@code src/test/sh/stand-ins.sh} makes them of what this machine has
 * installed. Podman gets a storage of its own in a directory, so that neither sees what the other has.
 *
 * @param choice how the engine is called
 * @param images what could be made
 */
public record StandIns(Path directory, EngineChoice choice, Engine engine, Set<String> images) {

    private static final String PREFIX = "localhost/stand-in/";

    /** Which base images they can stand for. */
    private static final Map<String, String> BASES = Map.of(
            "alpine:3.20", PREFIX + "alpine",
            "node:20-alpine", PREFIX + "node-alpine",
            "debian:bookworm-slim", PREFIX + "debian",
            "node:20-bookworm-slim", PREFIX + "node-debian");

    /**
     * In a temporary directory, because podman takes no long path.
     *
     * @throws NoEngineException when there is none, or it can run nothing
     */
    public static StandIns make(Path project) throws IOException, NoEngineException {
        Path directory = Files.createTempDirectory("ra");
        try {
            return make(project, directory);
        } catch (NoEngineException e) {
            delete(directory);
            throw e;
        }
    }

    private static StandIns make(Path project, Path directory) throws NoEngineException {
        List<String> why = new ArrayList<>();
        for (EngineChoice choice : choices(directory)) {
            Engine engine;
            try {
                engine = Engine.find(choice);
            } catch (NoEngineException e) {
                why.add(String.valueOf(e.getMessage()));
                continue;
            }
            Set<String> images = new TreeSet<>();
            String said = make(project, directory, engine, choice, images);
            Optional<String> failed = images.isEmpty() ? Optional.of(said) : tried(engine, images);
            if (failed.isEmpty()) {
                return new StandIns(directory, choice, engine, images);
            }
            why.add(engine.name() + " " + String.join(" ", choice.options()) + ": " + failed.get());
            new StandIns(directory, choice, engine, images).remove();
        }
        throw new NoEngineException(why);
    }

    /** What was made before, by another part of a test. */
    public static StandIns made(Path directory, EngineChoice choice) throws NoEngineException {
        Engine engine = Engine.find(choice);
        Set<String> images = new TreeSet<>();
        engine.ask(Engine.QUICK, "images", "--format", "{{.Repository}}")
                .output()
                .lines()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(images::add);
        return new StandIns(directory, choice, engine, images);
    }

    private static List<EngineChoice> choices(Path directory) {
        List<EngineChoice> choices = new ArrayList<>();
        choices.add(choice("docker", List.of(), List.of()));
        for (String driver : List.of("overlay", "vfs")) {
            List<String> storage = List.of(
                    "--root",
                    directory.resolve("root").toString(),
                    "--runroot",
                    directory.resolve("run").toString(),
                    "--tmpdir",
                    directory.resolve("tmp").toString(),
                    "--storage-driver",
                    driver,
                    "--log-level",
                    "error",
                    "--runtime",
                    "runc");
            choices.add(choice("podman", storage, List.of("--isolation", "chroot", "--pull=never")));
        }
        return choices;
    }

    private static EngineChoice choice(String program, List<String> options, List<String> build) {
        return new EngineChoice(Optional.of(program), options, build, List.of(), "none");
    }

    private static String make(Path project, Path directory, Engine engine, EngineChoice choice, Set<String> images) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                project.resolve("src/test/sh/stand-ins.sh").toString(),
                directory.resolve("made").toString()));
        words.add(choice.program().orElseThrow());
        words.addAll(choice.options());
        Command.Ran made = new Command(Map.of()).run(words, Duration.ofMinutes(15));
        made.output().lines().forEach(images::add);
        return engine.name() + " " + made.text();
    }

    /** Whether a container runs and ends as it should. */
    private static Optional<String> tried(Engine engine, Set<String> images) {
        Command.Ran ran = engine.ask(
                Engine.QUICK,
                "run",
                "--rm",
                "--network",
                "none",
                images.iterator().next(),
                "/bin/sh",
                "-c",
                "exit 7");
        return ran.code() == 7
                ? Optional.empty()
                : Optional.of("exit code " + ran.code() + " and not 7: " + ran.text());
    }

    /** A Dockerfile that starts from stand-ins; empty when one of its bases has none. */
    public Optional<String> over(String dockerfile) {
        Set<String> stages = new TreeSet<>(Set.of("scratch"));
        List<String> lines = new ArrayList<>();
        for (String line : dockerfile.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length > 1 && words[0].equalsIgnoreCase("FROM")) {
                String base = words[1];
                if (words.length > 3 && words[2].equalsIgnoreCase("AS")) {
                    stages.add(words[3]);
                }
                String image = BASES.getOrDefault(base, base);
                if (!images.contains(image) && !stages.contains(base)) {
                    return Optional.empty();
                }
                lines.add(line.replace(base, image));
            } else if (BASES.keySet().stream().anyMatch(line::contains)) {
                return Optional.empty();
            } else {
                lines.add(line);
            }
        }
        return Optional.of(String.join("\n", lines));
    }

    /** What an engine has besides the stand-ins; of docker's, which others use, too, only what carries a label. */
    public List<String> leftBy(String label) {
        boolean isOwn = engine.family() == Engine.Family.PODMAN;
        List<String> left = new ArrayList<>();
        for (List<String> kind :
                List.of(List.of("ps", "--all"), List.of("images"), List.of("network", "ls"), List.of("volume", "ls"))) {
            List<String> words = new ArrayList<>(kind);
            words.addAll(List.of("--format", kind.get(0).equals("images") ? "{{.Repository}}" : "{{.Name}}"));
            if (kind.get(0).equals("ps")) {
                words.set(words.size() - 1, "{{.Names}}");
            }
            if (!isOwn) {
                words.addAll(List.of("--filter", "label=" + label));
            }
            engine.ask(Engine.QUICK, words)
                    .output()
                    .lines()
                    .filter(name -> !name.startsWith(PREFIX) && !name.equals("podman"))
                    .forEach(left::add);
        }
        return left;
    }

    /** The images, and podman's storage. It is not reset: that would reach beyond a storage of its own. */
    public void remove() {
        List<String> words = new ArrayList<>(List.of("rmi", "--force"));
        words.addAll(images);
        engine.ask(Engine.QUICK, words);
        if (engine.family() == Engine.Family.PODMAN) {
            new Command(Map.of())
                    .run(List.of("umount", directory.resolve("root/overlay").toString()), Engine.QUICK);
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.exists(directory) ? Files.walk(directory) : Stream.of()) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(directory.toString(), e);
        }
    }
}
