package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.read.compose.CommandLine;
import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeService.Build;
import dev.runtimeaudit.workspace.compose.ComposeService.Command;
import dev.runtimeaudit.workspace.compose.ComposeService.Condition;
import dev.runtimeaudit.workspace.compose.ComposeService.Dependency;
import dev.runtimeaudit.workspace.compose.ComposeService.EnvFileUse;
import dev.runtimeaudit.workspace.compose.ComposeService.Healthcheck;
import dev.runtimeaudit.workspace.compose.ComposeService.Mount;
import dev.runtimeaudit.workspace.compose.ComposeService.Port;
import dev.runtimeaudit.workspace.compose.ComposeService.Variable;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one merged service; what its values cannot mean becomes a problem. It is long because a service has many fields,
 * each read in a few lines.
 */
final class ServiceReader {

    private final String name;
    private final Field field;
    private final Fields service;
    private final List<ComposeProblem> problems;

    ServiceReader(String name, Field field, Fields service, List<ComposeProblem> problems) {
        this.name = name;
        this.field = field;
        this.service = service;
        this.problems = problems;
    }

    ComposeService read(Set<String> activeProfiles, EnvironmentReader environments) {
        List<String> profiles = texts("profiles");
        boolean enabled = profiles.isEmpty()
                || profiles.stream().anyMatch(activeProfiles::contains)
                || activeProfiles.contains("*");
        List<EnvFileUse> envFiles = envFiles();
        return new ComposeService(
                name,
                field.keyAt(),
                filled("image"),
                build(environments),
                command("entrypoint"),
                command("command"),
                environments.read(environment(), envFiles),
                envFiles,
                filled("user"),
                filled("working_dir"),
                healthcheck(),
                mounts(),
                ports(),
                dependencies(),
                profiles,
                enabled,
                flag("init"),
                flag("read_only"),
                texts("cap_drop"),
                texts("cap_add"),
                filled("restart"),
                filled("network_mode"),
                aliases(),
                filled("platform"),
                said("stop_signal"),
                said("stop_grace_period"));
    }

    private Optional<ComposeText> text(String key) {
        return text(service, key);
    }

    private static Optional<ComposeText> text(Fields fields, String key) {
        return fields.get(key).flatMap(ComposeValue::asText);
    }

    /** Where nothing is as good as no value. */
    private Optional<ComposeText> filled(String key) {
        return text(key).filter(t -> !t.text().isEmpty());
    }

    /** The same, but what a variable may fill is something. */
    private Optional<ComposeText> said(String key) {
        return text(key).filter(t -> !t.text().isEmpty() || !t.certain());
    }

    private boolean flag(String key) {
        return flag(service, key, false);
    }

    private static boolean flag(Fields fields, String key, boolean otherwise) {
        return text(fields, key).map(ComposeText::isTrue).orElse(otherwise);
    }

    private List<String> texts(String key) {
        List<String> all = new ArrayList<>();
        for (ComposeValue item : items(key)) {
            item.asText().ifPresent(t -> all.add(t.text()));
        }
        return all;
    }

    private List<ComposeValue> items(String key) {
        return service.get(key).map(v -> Merge.unique(v.asItems(), key)).orElse(List.of());
    }

    private List<Fields> maps(String key) {
        return items(key).stream().flatMap(i -> i.asFields().stream()).toList();
    }

    private Map<String, Field> fields(String key) {
        return service.get(key)
                .flatMap(ComposeValue::asFields)
                .map(Fields::fields)
                .orElse(Map.of());
    }

    private Optional<Build> build(EnvironmentReader environments) {
        Field written = service.fields().get("build");
        if (written == null || !(written.value() instanceof Fields build)) {
            return Optional.empty();
        }
        Optional<ComposeText> context = text(build, "context");
        TreePath base = context.map(ComposeText::base).orElseGet(() -> base(build));
        Optional<TreePath> directory = context.isPresent() ? Paths.inTree(context.get()) : Optional.of(base);
        boolean inline = text(build, "dockerfile_inline").isPresent();
        Optional<ComposeText> dockerfile = text(build, "dockerfile");
        String file = dockerfile.map(ComposeText::text).orElse("Dockerfile");
        Optional<TreePath> path = inline || file.startsWith("/") || file.contains("://")
                ? Optional.empty()
                : directory.flatMap(d -> d.resolve(file));
        Map<String, ComposeService.Argument> args = new LinkedHashMap<>();
        build.get("args")
                .flatMap(ComposeValue::asFields)
                .ifPresent(all -> all.fields()
                        .forEach((key, f) -> args.put(
                                key,
                                new ComposeService.Argument(
                                        f.value().asText().or(() -> environments.inherited(key, f.value())),
                                        f.keyAt()))));
        Map<String, ComposeText> contexts = new LinkedHashMap<>();
        build.get("additional_contexts")
                .flatMap(ComposeValue::asFields)
                .ifPresent(all -> all.fields()
                        .forEach((key, f) -> f.value().asText().ifPresent(text -> contexts.put(key, text))));
        List<String> platforms = build.get("platforms").stream()
                .flatMap(value -> value.asItems().stream())
                .flatMap(item -> item.asText().stream())
                .filter(ComposeText::certain)
                .map(ComposeText::text)
                .toList();
        return Optional.of(
                new Build(written.keyAt(), directory, path, inline, text(build, "target"), args, contexts, platforms));
    }

    /** Where relative paths of a file start, told by any text in it. */
    private TreePath base(Fields fields) {
        return fields.fields().values().stream()
                .flatMap(f -> f.value() instanceof ComposeText t
                        ? Optional.of(t.base()).stream()
                        : Optional.<TreePath>empty().stream())
                .findFirst()
                .orElse(field.keyAt().path().parent());
    }

    private Optional<Command> command(String key) {
        Field written = service.fields().get(key);
        return written == null || written.value().isNull() ? Optional.empty() : command(written, key);
    }

    private Optional<Command> command(Field written, String key) {
        if (written.value() instanceof ComposeText text) {
            CommandLine line = CommandLine.split(text.text());
            if (line.rejected()) {
                problems.add(ComposeProblem.inFile(
                        text.at(),
                        name + "." + key,
                        "error decoding 'services[%s].%s': %s".formatted(name, key, CommandLine.REJECTION)));
                return Optional.empty();
            }
            List<Span> places = line.words().stream()
                    .map(w -> text.fragment().span(w.from(), w.to()))
                    .toList();
            Start start = new Start(line.argv(), Start.Form.EXEC, places, Optional.empty(), Optional.of(text.at()));
            return Optional.of(new Command(
                    start,
                    text.certainty(),
                    line.cut()
                            .map(at -> text.fragment()
                                    .span(at, Math.min(at + 1, text.text().length())))));
        }
        return Optional.of(exec(written.value().asItems(), written.keyAt()));
    }

    private static Command exec(List<ComposeValue> items, Span at) {
        List<ComposeText> words =
                items.stream().flatMap(i -> i.asText().stream()).toList();
        Start start = new Start(
                words.stream().map(ComposeText::text).toList(),
                Start.Form.EXEC,
                words.stream().map(ComposeText::at).toList(),
                Optional.empty(),
                Optional.of(words.isEmpty() ? at : words.get(0).at()));
        return new Command(start, certainty(words), Optional.empty());
    }

    private static Certainty certainty(List<ComposeText> words) {
        return words.stream()
                .map(ComposeText::certainty)
                .max(Comparator.naturalOrder())
                .orElse(Certainty.CERTAIN);
    }

    private List<Variable> environment() {
        List<Variable> all = new ArrayList<>();
        fields("environment").forEach((key, f) -> {
            if (!key.isEmpty() && Character.isWhitespace(key.charAt(key.length() - 1))) {
                problems.add(ComposeProblem.inFile(
                        f.keyAt(),
                        key.strip(),
                        "environment variable %s is declared with a trailing space".formatted(key)));
            }
            all.add(new Variable(key, f.value().asText(), f.keyAt()));
        });
        return all;
    }

    private List<EnvFileUse> envFiles() {
        List<EnvFileUse> all = new ArrayList<>();
        for (Fields file : maps("env_file")) {
            text(file, "path")
                    .ifPresent(path -> all.add(new EnvFileUse(
                            path,
                            Paths.inTree(path),
                            flag(file, "required", true),
                            text(file, "format")
                                    .filter(f -> f.text().equals("raw"))
                                    .isPresent())));
        }
        return all;
    }

    private Optional<Healthcheck> healthcheck() {
        Field written = service.fields().get("healthcheck");
        if (written == null || !(written.value() instanceof Fields health)) {
            return Optional.empty();
        }
        if (flag(health, "disable", false)) {
            return Optional.of(new Healthcheck.Disabled(written.keyAt()));
        }
        Field test = health.fields().get("test");
        if (test == null || test.value().isNull()) {
            return Optional.of(new Healthcheck.OfImage(written.keyAt()));
        }
        if (test.value() instanceof ComposeText text) {
            return Optional.of(shell(text, test.keyAt()));
        }
        List<ComposeValue> words = test.value().asItems();
        if (words.isEmpty()) {
            return Optional.of(new Healthcheck.OfImage(written.keyAt()));
        }
        String kind = words.get(0).asText().map(ComposeText::text).orElse("");
        List<ComposeValue> rest = words.subList(1, words.size());
        switch (kind) {
            case "NONE":
                return Optional.of(new Healthcheck.Disabled(test.keyAt()));
            case "CMD":
                Command command = exec(rest, test.keyAt());
                return rest.isEmpty()
                        ? Optional.of(new Healthcheck.OfImage(written.keyAt()))
                        : Optional.of(new Healthcheck.Check(command.start(), command.certainty(), test.keyAt()));
            case "CMD-SHELL":
                return rest.stream()
                        .flatMap(v -> v.asText().stream())
                        .findFirst()
                        .map(text -> shell(text, test.keyAt()));
            default:
                problems.add(ComposeProblem.inFile(
                        words.get(0).at(),
                        name + ".healthcheck.test",
                        "healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\""));
                return Optional.empty();
        }
    }

    private static Healthcheck shell(ComposeText text, Span at) {
        Start start = new Start(
                List.of("/bin/sh", "-c", text.text()),
                Start.Form.SHELL,
                List.of(text.at(), text.at(), text.at()),
                Optional.of(text.fragment()),
                Optional.of(text.at()));
        return new Healthcheck.Check(start, text.certainty(), at);
    }

    private List<Mount> mounts() {
        List<Mount> all = new ArrayList<>();
        for (ComposeValue item : items("volumes")) {
            item.asText().filter(text -> !text.certain()).ifPresent(text -> all.add(unknown(text)));
        }
        for (ComposeValue item : items("volumes_from")) {
            item.asText().ifPresent(text -> all.add(unknown(text.as(Kind.STRING, "/"))));
        }
        for (Fields mount : maps("volumes")) {
            text(mount, "target")
                    .ifPresent(target -> all.add(new Mount(
                            text(mount, "type").map(ComposeText::text).orElse("volume"),
                            text(mount, "source"),
                            target,
                            flag(mount, "read_only", false),
                            !mount.fields().containsKey("volume") && isKnown(mount, "source"),
                            mount.at())));
        }
        for (ComposeValue item : items("tmpfs")) {
            item.asText().ifPresent(text -> {
                int colon = text.text().indexOf(':');
                ComposeText target = colon < 0 ? text : text.part(0, colon);
                all.add(new Mount("tmpfs", Optional.empty(), target, false, true, text.at()));
            });
        }
        given("configs", "config", "/").forEach(all::add);
        given("secrets", "secret", "/run/secrets/").forEach(all::add);
        return all;
    }

    /**
     * What is laid into the container of {@code configs} and {@code secrets} (docs.docker.com, "Compose file reference", "Services";
     * {@code create.go} of docker/compose 2.29): by its own name, or at {@code target}, which may be relative to the same directory.
     */
    private List<Mount> given(String key, String type, String directory) {
        List<Mount> all = new ArrayList<>();
        for (ComposeValue item : items(key)) {
            Optional<Fields> fields = item.asFields();
            Optional<ComposeText> place = fields.isPresent()
                    ? fields.flatMap(f ->
                            text(f, "target").filter(t -> !t.text().isEmpty()).or(() -> text(f, "source")))
                    : item.asText();
            place.ifPresent(text -> {
                String target = text.text().startsWith("/") ? text.text() : directory + text.text();
                // What a variable may fill may be any path.
                String known = text.certain() ? Paths.clean(target) : "/";
                all.add(new Mount(type, Optional.empty(), text.as(Kind.STRING, known), true, false, item.at()));
            });
        }
        return all;
    }

    /** Something of which nobody knows what it is, over a place that may be known. */
    private static Mount unknown(ComposeText text) {
        int slash = text.text().indexOf('/');
        int end = slash < 0 ? -1 : text.text().indexOf(':', slash);
        String target = slash < 0
                ? "/"
                : text.text().substring(slash, end < 0 ? text.text().length() : end);
        return new Mount(
                "unknown", Optional.of(text), text.as(Kind.STRING, Paths.clean(target)), false, false, text.at());
    }

    private static boolean isKnown(Fields mount, String key) {
        return !mount.fields().containsKey(key)
                || mount.fields()
                        .get(key)
                        .value()
                        .asText()
                        .filter(ComposeText::certain)
                        .isPresent();
    }

    private List<Port> ports() {
        List<Port> all = new ArrayList<>();
        for (Fields port : maps("ports")) {
            text(port, "target")
                    .ifPresent(target -> all.add(new Port(
                            text(port, "published"),
                            target,
                            text(port, "protocol").map(ComposeText::text).orElse("tcp"),
                            port.at())));
        }
        return all;
    }

    private List<Dependency> dependencies() {
        Map<String, Dependency> all = new LinkedHashMap<>();
        fields("depends_on").forEach((peer, f) -> {
            Optional<Fields> said = f.value().asFields();
            Condition condition = said.flatMap(s -> text(s, "condition"))
                    .flatMap(ServiceReader::condition)
                    .orElse(Condition.STARTED);
            boolean required = said.map(s -> flag(s, "required", true)).orElse(true);
            Span at =
                    said.flatMap(s -> text(s, "condition")).map(ComposeText::at).orElse(f.keyAt());
            all.put(peer, new Dependency(peer, condition, required, true, at));
        });
        for (String key : List.of("links", "volumes_from")) {
            for (ComposeValue item : items(key)) {
                item.asText().ifPresent(text -> {
                    String peer = text.text().split(":", 2)[0];
                    if (!text.text().startsWith("container:")) {
                        all.putIfAbsent(peer, new Dependency(peer, Condition.STARTED, true, false, text.at()));
                    }
                });
            }
        }
        for (String key : List.of("network_mode", "ipc", "pid", "uts", "cgroup")) {
            text(key).filter(t -> t.text().startsWith("service:")).ifPresent(t -> {
                String peer = t.text().substring("service:".length());
                all.putIfAbsent(peer, new Dependency(peer, Condition.STARTED, true, false, t.at()));
            });
        }
        return List.copyOf(all.values());
    }

    private static Optional<Condition> condition(ComposeText text) {
        for (Condition condition : Condition.values()) {
            if (condition.written().equals(text.text())) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private List<String> aliases() {
        List<String> all = new ArrayList<>();
        for (Field network : fields("networks").values()) {
            network.value()
                    .asFields()
                    .flatMap(f -> f.get("aliases"))
                    .map(ComposeValue::asItems)
                    .orElse(List.of())
                    .forEach(item -> item.asText().ifPresent(t -> all.add(t.text())));
        }
        text("container_name").ifPresent(t -> all.add(t.text()));
        text("hostname").ifPresent(t -> all.add(t.text()));
        return all;
    }
}
