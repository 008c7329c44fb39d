package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.compose.ComposeService.Dependency;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the parts of a project fit together (compose-go, {@code loader/validate.go}). Only services that a plain
 * {@code up} starts are looked at.
 */
final class Consistency {

    private static final String INVALID = ": invalid compose project";

    /** What compose itself lays into a container hides what a volume shows there, and is no error. */
    private static final Set<String> GIVEN = Set.of("config", "secret");

    private final Fields model;
    private final Map<String, ComposeService> services = new LinkedHashMap<>();
    private final List<ComposeProblem> problems = new ArrayList<>();

    private Consistency(Fields model, List<ComposeService> all) {
        this.model = model;
        all.forEach(s -> services.put(s.name(), s));
    }

    static List<ComposeProblem> check(Fields model, List<ComposeService> services) {
        Consistency consistency = new Consistency(model, services);
        services.stream().filter(ComposeService::enabled).forEach(consistency::check);
        consistency.secrets();
        consistency.cycles();
        return consistency.problems;
    }

    private void check(ComposeService service) {
        Fields written = top("services")
                .get(service.name())
                .flatMap(ComposeValue::asFields)
                .orElse(new Fields(Map.of(), service.at()));
        boolean provided = written.get("provider").isPresent();
        if (service.build().isEmpty() && service.image().isEmpty() && !provided) {
            add(
                    service.at(),
                    service.name(),
                    "service \"%s\" has neither an image nor a build context specified".formatted(service.name()));
        }
        build(service, written);
        networks(service, written);
        service.dependsOn().forEach(peer -> dependency(service, peer));
        volumes(service);
        for (String kind : List.of("secrets", "configs")) {
            for (ComposeValue item :
                    written.get(kind).map(ComposeValue::asItems).orElse(List.of())) {
                ComposeValue source =
                        item.asFields().flatMap(f -> f.get("source")).orElse(item);
                source.asText().ifPresent(name -> undefined(service, kind, kind.substring(0, kind.length() - 1), name));
            }
        }
    }

    private void build(ComposeService service, Fields written) {
        Optional<Fields> build = written.get("build").flatMap(ComposeValue::asFields);
        if (build.flatMap(b -> b.get("dockerfile")).isPresent()
                && build.flatMap(b -> b.get("dockerfile_inline")).isPresent()) {
            add(
                    Objects.requireNonNull(build.get().fields().get("dockerfile_inline"))
                            .keyAt(),
                    service.name(),
                    "service \"%s\" declares mutualy exclusive dockerfile and dockerfile_inline"
                            .formatted(service.name()));
        }
        service.build()
                .ifPresent(b -> b.contexts().forEach((name, context) -> {
                    String peer = context.text().startsWith("service:")
                            ? context.text().substring(8)
                            : "";
                    if (!peer.isEmpty() && context.certain() && !services.containsKey(peer)) {
                        add(
                                context.at(),
                                peer,
                                "service \"%s\" declares unknown service \"%s\" as additional contexts %s"
                                        .formatted(service.name(), peer, name));
                    }
                }));
    }

    private void networks(ComposeService service, Fields written) {
        Field networks = written.fields().get("networks");
        Map<String, Field> named = networks == null
                ? Map.of()
                : networks.value().asFields().map(Fields::fields).orElse(Map.of());
        if (service.networkMode().isPresent() && !named.isEmpty() && networks != null) {
            add(
                    networks.keyAt(),
                    service.name(),
                    "service %s declares mutually exclusive `network_mode` and `networks`".formatted(service.name()));
        }
        named.forEach((name, field) -> {
            if (!name.equals("default")
                    && top("networks").get(name).isEmpty()
                    && !top("networks").fields().containsKey(name)) {
                add(
                        field.keyAt(),
                        name,
                        "service \"%s\" refers to undefined network %s".formatted(service.name(), name));
            }
        });
    }

    private void dependency(ComposeService service, Dependency peer) {
        ComposeService there = services.get(peer.service());
        boolean missing = there == null || (!there.enabled() && peer.required());
        if (missing) {
            add(
                    peer.at(),
                    peer.service(),
                    "service \"%s\" depends on undefined service \"%s\"".formatted(service.name(), peer.service()));
        }
    }

    private void volumes(ComposeService service) {
        for (ComposeService.Mount mount : service.mounts()) {
            if (mount.type().equals("volume")) {
                mount.source().ifPresent(source -> undefined(service, "volumes", "volume", source));
            }
        }
        Map<String, ComposeService.Mount> targets = new LinkedHashMap<>();
        for (ComposeService.Mount mount : service.mounts()) {
            if (GIVEN.contains(mount.type())) {
                continue;
            }
            ComposeService.Mount other = targets.putIfAbsent(mount.target().text(), mount);
            if (other != null && mount.target().certain()) {
                add(
                        mount.at(),
                        mount.target().text(),
                        "services.%s: target %s already mounted"
                                .formatted(service.name(), mount.target().text()));
            }
        }
    }

    private void undefined(ComposeService service, String top, String kind, ComposeText name) {
        // What stands for an unset variable is no name.
        if (!top(top).fields().containsKey(name.text()) && name.certain()) {
            add(
                    name.at(),
                    name.text(),
                    "service \"%s\" refers to undefined %s %s".formatted(service.name(), kind, name.text()));
        }
    }

    private void secrets() {
        top("secrets").fields().forEach((name, field) -> {
            Optional<Fields> secret = field.value().asFields();
            boolean given = secret.filter(s -> s.get("file").isPresent()
                            || s.get("environment").isPresent()
                            || s.get("driver").isPresent()
                            || s.get("external").isPresent())
                    .isPresent();
            if (!given) {
                add(field.keyAt(), name, "secrets.%s: one of file|environment must be set".formatted(name));
            }
        });
    }

    private void cycles() {
        List<String> done = new ArrayList<>();
        for (ComposeService service : services.values()) {
            if (service.enabled() && walk(service, new ArrayList<>(), done)) {
                return;
            }
        }
    }

    private boolean walk(ComposeService service, List<String> path, List<String> done) {
        if (done.contains(service.name())) {
            return false;
        }
        path.add(service.name());
        for (Dependency peer : service.dependsOn()) {
            int from = path.indexOf(peer.service());
            if (from >= 0) {
                String cycle = String.join(" -> ", path.subList(from, path.size())) + " -> " + peer.service();
                add(peer.at(), peer.service(), "dependency cycle detected: " + cycle);
                return true;
            }
            ComposeService there = services.get(peer.service());
            if (there != null && walk(there, path, done)) {
                return true;
            }
        }
        path.remove(path.size() - 1);
        done.add(service.name());
        return false;
    }

    private Fields top(String key) {
        return model.get(key).flatMap(ComposeValue::asFields).orElse(new Fields(Map.of(), model.at()));
    }

    private void add(Span at, String subject, String message) {
        problems.add(ComposeProblem.inProject(at, subject, message + INVALID));
    }
}
