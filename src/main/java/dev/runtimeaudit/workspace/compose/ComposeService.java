package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One service of a compose project after merging, {@code extends}, {@code include} and interpolation.
 *
 * @param name its key
 * @param at where its key stands in the file that says most of it
 * @param profiles it is started only when one of these is active; none: always
 * @param enabled whether a plain {@code up} starts it
 * @param dependsOn with what {@code links}, {@code volumes_from} and {@code network_mode: service:…} imply
 * @param aliases other names under which peers reach it
 */
public record ComposeService(
        String name,
        Span at,
        Optional<ComposeText> image,
        Optional<Build> build,
        Optional<Command> entrypoint,
        Optional<Command> command,
        ServiceEnvironment environment,
        List<EnvFileUse> envFiles,
        Optional<ComposeText> user,
        Optional<ComposeText> workingDir,
        Optional<Healthcheck> healthcheck,
        List<Mount> mounts,
        List<Port> ports,
        List<Dependency> dependsOn,
        List<String> profiles,
        boolean enabled,
        boolean init,
        boolean readOnly,
        List<String> capDrop,
        List<String> capAdd,
        Optional<ComposeText> restart,
        Optional<ComposeText> networkMode,
        List<String> aliases,
        Optional<ComposeText> platform,
        Optional<ComposeText> stopSignal,
        Optional<ComposeText> stopGracePeriod) {

    public ComposeService {
        envFiles = List.copyOf(envFiles);
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
        dependsOn = List.copyOf(dependsOn);
        profiles = List.copyOf(profiles);
        capDrop = List.copyOf(capDrop);
        capAdd = List.copyOf(capAdd);
        aliases = List.copyOf(aliases);
    }

    boolean saysHowItRuns() {
        boolean own = entrypoint.isPresent()
                || command.isPresent()
                || user.isPresent()
                || workingDir.isPresent()
                || healthcheck.isPresent()
                || restart.isPresent()
                || networkMode.isPresent()
                || init
                || readOnly;
        boolean given = !environment.variables().isEmpty() || !envFiles.isEmpty() || !mounts.isEmpty();
        return own || given || !ports.isEmpty() || !dependsOn.isEmpty();
    }

    /**
     * How the image is built.
     *
     * @param context empty for one outside of the workspace: an address, an absolute path
     * @param dockerfile in the workspace; empty when it is inline, or outside
     * @param args by name; a null takes the variable of that name from where compose runs
     * @param contexts named contexts, as written
     */
    public record Build(
            Span at,
            Optional<TreePath> context,
            Optional<TreePath> dockerfile,
            boolean inline,
            Optional<ComposeText> target,
            Map<String, Argument> args,
            Map<String, ComposeText> contexts,
            List<String> platforms) {
        public Build {
            platforms = List.copyOf(platforms);
            args = Map.copyOf(args);
            contexts = Map.copyOf(contexts);
        }
    }

    /** A build argument; without a value it is inherited. */
    public record Argument(Optional<ComposeText> value, Span at) {}

    /**
     * A {@code command} or {@code entrypoint}: no shell takes part.
     *
     * @param start its words, already split
     * @param certainty of the least certain word
     * @param cut where the string form was cut off, at an operator that only a shell would know
     */
    public record Command(Start start, Certainty certainty, Optional<Span> cut) {}

    /** A variable under {@code environment}; without a value it is inherited, or else removed. */
    record Variable(String name, Optional<ComposeText> value, Span at) {
        @Override
        public String toString() {
            return at + " " + name;
        }
    }

    /**
     * A file of variables.
     *
     * @param file in the workspace; empty when it lies elsewhere or depends on a variable
     * @param raw whether it is read as {@code docker run --env-file} does
     */
    public record EnvFileUse(ComposeText path, Optional<TreePath> file, boolean required, boolean raw) {}

    /** What the service says of its health. */
    public sealed interface Healthcheck {
        Span at();

        record Check(Start command, Certainty certainty, Span at) implements Healthcheck {}

        /** {@code disable: true} or {@code test: NONE}. */
        record Disabled(Span at) implements Healthcheck {}

        /** Only timings: the image's own check runs, if it has one. */
        record OfImage(Span at) implements Healthcheck {}
    }

    /**
     * A mount.
     *
     * @param type {@code bind}, {@code volume}, {@code tmpfs}, {@code config}, {@code secret} …
     * @param source a path or the name of a volume; empty for an anonymous one
     * @param plain without options of a volume: {@code nocopy}, {@code subpath}
     */
    public record Mount(
            String type, Optional<ComposeText> source, ComposeText target, boolean readOnly, boolean plain, Span at) {
        /** The place of the workspace that is mounted, if it is one. */
        public Optional<TreePath> shown() {
            return source.filter(text -> type.equals("bind")).flatMap(Paths::inTree);
        }
    }

    /** A published port; {@code published} is empty when the engine chooses. */
    public record Port(Optional<ComposeText> published, ComposeText target, String protocol, Span at) {}

    /** A service that this one waits for. */
    public record Dependency(String service, Condition condition, boolean required, boolean written, Span at) {}

    /** What is waited for. */
    public enum Condition {
        STARTED("service_started"),
        HEALTHY("service_healthy"),
        COMPLETED("service_completed_successfully");

        private final String written;

        Condition(String written) {
            this.written = written;
        }

        public String written() {
            return written;
        }
    }

    /** What decides how its container starts and is checked: two services that agree in it launch the same. */
    List<Object> launched() {
        return List.of(
                name,
                at,
                entrypoint.map(c -> c.start().argv()),
                command.map(c -> c.start().argv()),
                environment.variables().stream()
                        .map(v -> List.of(v.name(), v.value(), v.certain()))
                        .toList(),
                environment.open().isPresent(),
                user.map(ComposeText::text),
                workingDir.map(ComposeText::text),
                healthcheck.map(h -> h instanceof Healthcheck.Check check
                        ? List.of(check.command().form(), check.command().argv())
                        : List.of(h.getClass())),
                mounts.stream().map(m -> m.target().text()).toList(),
                List.of(init, readOnly, capDrop, capAdd));
    }

    @Override
    public String toString() {
        return at + " " + name;
    }
}
