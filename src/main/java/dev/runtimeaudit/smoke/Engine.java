package dev.runtimeaudit.smoke;

import dev.runtimeaudit.exec.World;
import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A container engine of this machine, asked through its command line: docker, podman or nerdctl. */
public final class Engine {

    static final Duration QUICK = Duration.ofSeconds(60);

    /** Whose command line it is. */
    public enum Family {
        DOCKER,
        PODMAN,
        NERDCTL
    }

    private final String program;
    private final Family family;
    private final String version;
    private final EngineChoice choice;
    private final Command command = new Command(Map.of("DOCKER_BUILDKIT", "1"));

    private Engine(String program, Family family, String version, EngineChoice choice) {
        this.program = program;
        this.family = family;
        this.version = version;
        this.choice = choice;
    }

    /** The engine that is asked for, or the first one that answers. */
    public static Engine find(EngineChoice choice) throws NoEngineException {
        List<String> why = new ArrayList<>();
        List<String> candidates = choice.program().map(List::of).orElse(List.of("docker", "podman", "nerdctl"));
        for (String name : candidates) {
            Optional<String> program = onPath(name);
            if (program.isEmpty()) {
                why.add(name + ": not on PATH");
                continue;
            }
            Engine unasked = new Engine(program.get(), family(program.get()), "", choice);
            Command.Ran answer = unasked.version();
            String version = answer.output().strip();
            if (answer.succeeded() && !version.isEmpty()) {
                return new Engine(program.get(), unasked.family, version, choice);
            }
            why.add(name + ": " + firstLine(answer.errors(), "gives no answer"));
        }
        throw new NoEngineException(why);
    }

    private static Optional<String> onPath(String name) {
        if (name.contains("/") || name.contains(File.separator)) {
            return Files.isExecutable(Path.of(name)) ? Optional.of(name) : Optional.empty();
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .flatMap(directory -> Stream.of(Path.of(directory, name), Path.of(directory, name + ".exe")))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
    }

    /** By what it says of itself: podman can be installed under docker's name. */
    private static Family family(String program) {
        String said = new Command(Map.of())
                .run(List.of(program, "--version"), QUICK)
                .output()
                .toLowerCase(Locale.ROOT);
        if (said.contains("podman")) {
            return Family.PODMAN;
        }
        return said.contains("nerdctl") ? Family.NERDCTL : Family.DOCKER;
    }

    /** Of what runs containers: docker's client answers without a server, too. */
    private Command.Ran version() {
        try {
            return switch (family) {
                case DOCKER -> ask(QUICK, "version", "--format", "{{.Server.Version}}");
                case PODMAN -> ask(QUICK, "info", "--format", "{{.Version.Version}}");
                case NERDCTL -> ask(QUICK, "info", "--format", "{{.ServerVersion}}");
            };
        } catch (UncheckedIOException e) {
            return new Command.Ran(Command.Ran.STOPPED, "", String.valueOf(e.getMessage()));
        }
    }

    private static String firstLine(String text, String otherwise) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("time="))
                .findFirst()
                .orElse(otherwise);
    }

    public Family family() {
        return family;
    }

    /** For messages: "podman 4.3.1". */
    public String name() {
        return family.name().toLowerCase(Locale.ROOT) + " " + version;
    }

    /** Whose behaviour is predicted for it. */
    public World.Engine behaviour() {
        if (family == Family.PODMAN) {
            return World.Engine.PODMAN_4;
        }
        return family == Family.DOCKER && major() < 23 ? World.Engine.DOCKER_20 : World.Engine.DOCKER_28;
    }

    private int major() {
        String digits = version.split("\\.", 2)[0];
        return !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(digits)
                : Integer.MAX_VALUE;
    }

    /** Builds an image, with everything the engine prints in a log. */
    Command.Ran build(Trial.Build build, String tag, String label, Path log, Duration limit) {
        List<String> words = words("build", "--file", build.dockerfile().toString(), "--tag", tag, "--label", label);
        if (family == Family.PODMAN) {
            // docker's format keeps HEALTHCHECK and SHELL; without layers nothing is left behind
            words.addAll(List.of("--format", "docker", "--layers=false", "--force-rm"));
        } else {
            words.add("--progress=plain");
        }
        build.target().ifPresent(target -> words.addAll(List.of("--target", target)));
        build.arguments().forEach((name, value) -> words.addAll(List.of("--build-arg", name + "=" + value)));
        build.contexts().forEach((name, where) -> words.addAll(List.of("--build-context", name + "=" + where)));
        words.addAll(choice.build());
        words.add(build.context().toString());
        return command.run(words, limit, log);
    }

    /** Starts a container in the background. */
    Command.Ran start(String name, String image, String label, Trial trial) {
        List<String> words = words("run", "--detach", "--name", name, "--label", label, "--network", choice.network());
        if (family != Family.NERDCTL) {
            words.add("--no-healthcheck"); // it is run by hand, at once and where no timer is
        }
        trial.environment().forEach((variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
        words.addAll(choice.run());
        words.addAll(trial.options());
        words.add(image);
        words.addAll(trial.arguments());
        return command.run(words, Duration.ofMinutes(10)); // an image that is named may have to come first
    }

    /** Asks one thing. */
    Command.Ran ask(Duration limit, String... words) {
        return command.run(words(words), limit);
    }

    Command.Ran ask(Duration limit, List<String> words) {
        return command.run(words(words.toArray(String[]::new)), limit);
    }

    /** The same, with everything that is printed kept in a file. */
    Command.Ran ask(Duration limit, Path log, String... words) {
        return command.run(words(words), limit, log);
    }

    /** Removes a container without waiting for it. */
    void remove(List<String> containers) {
        List<String> words = new ArrayList<>(List.of("rm", "--force", "--volumes"));
        if (family == Family.PODMAN) {
            words.addAll(List.of("--time", "0"));
        }
        words.addAll(containers);
        ask(QUICK, words);
    }

    void stopAsking() {
        command.stopAll();
    }

    private List<String> words(String... more) {
        List<String> words = new ArrayList<>();
        words.add(program);
        words.addAll(choice.options());
        words.addAll(List.of(more));
        return words;
    }
}
