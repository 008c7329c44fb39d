package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which keys a compose file may have and which types their values (compose specification, {@code
 * schema/compose-spec.json}), and the words in which {@code docker compose} rejects others.
 *
 * <p>The table is a text in a notation of its own: {@code a|b} either, {@code [t]} list, {@code {k: t}} map with these
 * keys, {@code {*: t}} map with any, {@code {#: t}} with any that is a name, {@code =a,b} one of these words,
 * {@code name!} a key that must be there.
 *
 * <p>The table, what reads it and what applies it are one class: a third of its lines are the table.
 */
final class Schema {

    /** One alternative of a type. */
    private sealed interface Type {
        record Simple(Kind kind) implements Type {}

        /** Whole or with a fraction. */
        record Number() implements Type {}

        record Words(List<String> words) implements Type {}

        record ListOf(List<Type> items) implements Type {}

        /** @param any the type of keys that are not named; empty: no others but {@code x-…} */
        record MapOf(Map<String, List<Type>> keys, Set<String> required, List<Type> any, boolean names)
                implements Type {}
    }

    private static final String TEXT = """
            file = {version: string; name: string; include: [include]; services: {#: service}; models: {*: any}; \
            networks: {*: network}; volumes: {#: volume}; secrets: {#: secret}; configs: {#: config}}
            include = string|{path: strings; env_file: strings; project_directory: string}
            strings = string|[string]
            number_or_string = number|string
            flag = boolean|string
            pairs = {*: string|number|boolean|null}|[string]
            command = null|string|[string]
            mounted = [string|{source: string; target: string; uid: string; gid: string; mode: number|string}]
            ulimits = {*: integer|string|{hard!: integer|string; soft!: integer|string}}
            hosts = {*: string|[string]}|[string]
            device = {capabilities!: [string]; count: string|integer; device_ids: [string]; driver: string; options: pairs}
            hook = {command: command; image: string; user: string; privileged: flag; working_dir: string; \
            environment: pairs; per_replica: flag}
            external = flag|{name: string}
            network = null|{name: string; driver: string; driver_opts: {*: string|number}; ipam: any; external: external; \
            internal: flag; enable_ipv4: flag; enable_ipv6: flag; attachable: flag; labels: pairs}
            volume = null|{name: string; driver: string; driver_opts: {*: string|number}; external: external; labels: pairs}
            secret = {name: string; environment: string; file: string; external: external; labels: pairs; driver: string; \
            driver_opts: {*: string|number}; template_driver: string}
            config = {name: string; content: string; environment: string; file: string; external: external; \
            labels: pairs; template_driver: string}
            rate = [{path: string; rate: integer|string}]
            weight = [{path: string; weight: integer|string}]
            update = {parallelism: integer|string; delay: string; failure_action: string; monitor: string; \
            max_failure_ratio: number|string; order: =start-first,stop-first}
            deploy = null|{mode: string; endpoint_mode: string; replicas: integer|string; labels: pairs; \
            rollback_config: update; update_config: update; resources: {limits: {cpus: number|string; memory: string; \
            pids: integer|string}; reservations: {cpus: number|string; memory: string; generic_resources: any; \
            devices: [device]}}; restart_policy: {condition: string; delay: string; max_attempts: integer|string; \
            window: string}; placement: {constraints: [string]; preferences: [{spread: string}]; \
            max_replicas_per_node: integer|string}}
            build = string|{context: string; dockerfile: string; dockerfile_inline: string; entitlements: [string]; \
            args: pairs; ssh: pairs; labels: pairs; cache_from: [string]; cache_to: [string]; no_cache: flag; \
            no_cache_filter: strings; additional_contexts: pairs; network: string; provenance: flag; sbom: flag; \
            pull: flag; target: string; shm_size: integer|string; extra_hosts: hosts; isolation: string; \
            privileged: flag; secrets: mounted; tags: [string]; ulimits: ulimits; platforms: [string]}
            healthcheck = {disable: flag; interval: string; retries: number|string; test: string|[string]; \
            timeout: string; start_period: string; start_interval: string}
            attached = null|{aliases: [string]; interface_name: string; ipv4_address: string; ipv6_address: string; \
            link_local_ips: [string]; mac_address: string; driver_opts: {*: string|number}; priority: number; \
            gw_priority: number}
            port = number|string|{name: string; mode: string; host_ip: string; target: integer|string; \
            published: string|integer; protocol: string; app_protocol: string}
            mount = string|{type!: =bind,volume,tmpfs,cluster,npipe,image; source: string; target: string; \
            read_only: flag; consistency: string; bind: {propagation: string; create_host_path: flag; \
            recursive: =enabled,disabled,writable,readonly; selinux: =z,Z}; volume: {labels: pairs; nocopy: flag; \
            subpath: string}; tmpfs: {size: integer|string; mode: number|string}; image: {subpath: string}}
            dependency = {restart: flag; required: boolean; \
            condition!: =service_started,service_healthy,service_completed_successfully}
            service = {develop: any; deploy: deploy; annotations: pairs; attach: flag; build: build; \
            blkio_config: {device_read_bps: rate; device_read_iops: rate; device_write_bps: rate; device_write_iops: rate; \
            weight: integer|string; weight_device: weight}; cap_add: [string]; cap_drop: [string]; \
            cgroup: =host,private; cgroup_parent: string; command: command; configs: mounted; container_name: string; \
            cpu_count: string|integer; cpu_percent: string|integer|number; cpu_shares: number|string; \
            cpu_quota: number|string; cpu_period: number|string; cpu_rt_period: number|string; \
            cpu_rt_runtime: number|string; cpus: number|string; cpuset: string; credential_spec: {config: string; \
            file: string; registry: string}; depends_on: [string]|{#: dependency}; device_cgroup_rules: [string]; \
            devices: [string|{source!: string; target: string; permissions: string}]; dns: strings; dns_opt: [string]; \
            dns_search: strings; domainname: string; entrypoint: command; \
            env_file: string|[string|{path!: string; format: string; required: flag}]; label_file: strings; \
            environment: pairs; expose: [string|number]; extends: string|{service!: string; file: string}; \
            provider: any; external_links: [string]; extra_hosts: hosts; gpus: any; group_add: [string|number]; \
            healthcheck: healthcheck; hostname: string; image: string; init: flag; ipc: string; isolation: string; \
            labels: pairs; links: [string]; logging: {driver: string; options: {*: string|number|null}}; \
            mac_address: string; mem_limit: number|string; mem_reservation: string|integer; \
            mem_swappiness: integer|string; memswap_limit: number|string; network_mode: string; models: any; \
            networks: [string]|{*: attached}; oom_kill_disable: flag; oom_score_adj: string|integer; pid: string|null; \
            pids_limit: number|string; platform: string; ports: [port]; pre_start: [hook]; post_start: [hook]; \
            pre_stop: [hook]; privileged: flag; profiles: [string]; pull_policy: string; pull_refresh_after: string; \
            read_only: flag; restart: string; runtime: string; scale: integer|string; security_opt: [string]; \
            shm_size: number|string; secrets: mounted; sysctls: pairs; stdin_open: flag; stop_grace_period: string; \
            stop_signal: string; storage_opt: any; tmpfs: strings; tty: flag; ulimits: ulimits; use_api_socket: boolean; \
            user: string; uts: string; userns_mode: string; volumes: [mount]; volumes_from: [string]; working_dir: string}
            """;

    private static final Schema COMPOSE = new Notation(TEXT).schema();

    private final Map<String, List<Type>> named;

    private final boolean nullIsNothing;

    private Schema(Map<String, List<Type>> named, boolean nullIsNothing) {
        this.named = Map.copyOf(named);
        this.nullIsNothing = nullIsNothing;
    }

    /**
     * What is wrong with the types of a file; per value the most particular reason.
     *
     * @param laid whether it is laid over another: then null stands for what that says
     */
    static List<ComposeProblem> check(ComposeValue file, boolean laid) {
        List<Wrong> wrong = new ArrayList<>();
        new Schema(COMPOSE.named, laid).check(file, COMPOSE.type("file"), "", file.at(), wrong);
        return wrong.stream()
                .map(w -> ComposeProblem.inFile(
                        w.at(), w.subject(), "validating %s: %s".formatted(w.at().path(), w.says())))
                .toList();
    }

    /** @param depth how many names its path has: the deeper, the more particular */
    private record Wrong(Span at, String subject, String says, int depth) {}

    private List<Type> type(String name) {
        return named.getOrDefault(name, List.of());
    }

    /** No alternative at all accepts everything. */
    private void check(ComposeValue value, List<Type> types, String path, Span at, List<Wrong> wrong) {
        if (types.isEmpty() || (nullIsNothing && value.isNull())) {
            return;
        }
        List<List<Wrong>> failed = new ArrayList<>();
        for (Type type : types) {
            List<Wrong> here = new ArrayList<>();
            checkOne(value, type, path, at, here);
            if (here.isEmpty()) {
                return;
            }
            failed.add(here);
        }
        boolean simple = types.stream().noneMatch(t -> t instanceof Type.MapOf || t instanceof Type.ListOf);
        if (simple && types.size() > 1) {
            wrong.add(mustBe(types, path, at));
            return;
        }
        failed.stream()
                .max(Comparator.comparingInt(
                        list -> list.stream().mapToInt(Wrong::depth).max().orElse(0)))
                .ifPresent(wrong::addAll);
    }

    private void checkOne(ComposeValue value, Type type, String path, Span at, List<Wrong> wrong) {
        if (type instanceof Type.MapOf map) {
            value.asFields()
                    .ifPresentOrElse(
                            f -> checkMap(f, map, path, wrong), () -> wrong.add(mustBe(List.of(type), path, at)));
        } else if (type instanceof Type.ListOf list) {
            if (value instanceof ComposeValue.Items items) {
                int index = 0;
                for (ComposeValue item : items.items()) {
                    check(item, list.items(), path + "." + index++, item.at(), wrong);
                }
            } else {
                wrong.add(mustBe(List.of(type), path, at));
            }
        } else if (!(value instanceof ComposeText text) || !fits(text, type)) {
            wrong.add(mustBe(List.of(type), path, at));
        } else if (type instanceof Type.Words words && !words.words().contains(text.text()) && text.certain()) {
            String all = words.words().stream().map(w -> "'" + w + "'").collect(Collectors.joining(", "));
            wrong.add(wrong(at, path, "value must be one of " + all));
        }
    }

    private void checkMap(ComposeValue.Fields fields, Type.MapOf map, String path, List<Wrong> wrong) {
        fields.fields().forEach((key, field) -> {
            List<Type> type = map.keys().get(key);
            String below = path.isEmpty() ? key : path + "." + key;
            if (type != null) {
                check(field.value(), type, below, place(field), wrong);
            } else if (!map.any().isEmpty() && (!map.names() || isName(key))) {
                check(field.value(), map.any(), below, place(field), wrong);
            } else if (!key.startsWith("x-")) {
                String says = "additional properties '%s' not allowed".formatted(key);
                wrong.add(new Wrong(field.keyAt(), key, (path + " " + says).strip(), depth(below)));
            }
        });
        for (String key : map.required()) {
            if (fields.get(key).isEmpty()) {
                wrong.add(wrong(fields.at(), path, "missing property '%s'".formatted(key)));
            }
        }
    }

    private static boolean isName(String key) {
        return key.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '.'
                        || c == '_'
                        || c == '-');
    }

    /** A map that spans lines is pointed at by its key. */
    private static Span place(ComposeValue.Field field) {
        return field.value() instanceof ComposeText ? field.value().at() : field.keyAt();
    }

    private static boolean fits(ComposeText text, Type type) {
        if (type instanceof Type.Words) {
            return text.kind() == Kind.STRING;
        }
        if (type instanceof Type.Number) {
            return text.kind() == Kind.INTEGER || text.kind() == Kind.FLOAT;
        }
        return type instanceof Type.Simple simple && text.kind() == simple.kind();
    }

    private static Wrong mustBe(List<Type> types, String path, Span at) {
        List<String> names =
                types.stream().map(Schema::name).distinct().sorted().toList();
        String all = names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
        return wrong(at, path, "must be a " + all);
    }

    private static Wrong wrong(Span at, String path, String says) {
        return new Wrong(at, path, path + " " + says, depth(path));
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '.').count();
    }

    private static String name(Type type) {
        if (type instanceof Type.MapOf) {
            return "mapping";
        }
        if (type instanceof Type.ListOf) {
            return "array";
        }
        if (type instanceof Type.Number) {
            return "number";
        }
        return type instanceof Type.Simple simple ? simple.kind().name().toLowerCase(Locale.ROOT) : "string";
    }

    /** Reads the notation. Names are resolved as they come: a name stands above those who use it, or is none of theirs. */
    private static final class Notation {
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, List<Type>> types = new HashMap<>();
        private String text = "";
        private int at;

        Notation(String all) {
            for (String line : all.strip().split("\n")) {
                String[] sides = line.split("=", 2);
                texts.put(sides[0].strip(), sides[1].strip());
            }
        }

        Schema schema() {
            texts.keySet().stream().sorted().forEach(this::named);
            return new Schema(types, false);
        }

        private List<Type> named(String name) {
            List<Type> known = types.get(name);
            if (known != null) {
                return known;
            }
            String before = text;
            int was = at;
            text = Optional.ofNullable(texts.get(name)).orElseThrow(() -> new AssertionError(name));
            at = 0;
            List<Type> read = alternatives();
            text = before;
            at = was;
            types.put(name, read);
            return read;
        }

        private List<Type> alternatives() {
            List<Type> all = new ArrayList<>();
            boolean more = true;
            while (more) {
                skip();
                char c = text.charAt(at);
                if (c == '{') {
                    all.add(map());
                } else if (c == '[') {
                    at++;
                    all.add(new Type.ListOf(alternatives()));
                    at++;
                } else if (c == '=') {
                    at++;
                    all.add(new Type.Words(List.of(word(",-").split(","))));
                } else {
                    all.addAll(simple(word("")));
                }
                skip();
                more = at < text.length() && text.charAt(at) == '|';
                if (more) {
                    at++;
                }
            }
            return all;
        }

        private Type map() {
            Map<String, List<Type>> keys = new HashMap<>();
            List<Type> any = List.of();
            boolean names = false;
            Set<String> required = new java.util.TreeSet<>();
            at++;
            while (text.charAt(at) != '}') {
                skip();
                String key = word("*#!");
                at++;
                List<Type> type = alternatives();
                if (key.equals("*") || key.equals("#")) {
                    any = type;
                    names = key.equals("#");
                } else if (key.endsWith("!")) {
                    keys.put(key.substring(0, key.length() - 1), type);
                    required.add(key.substring(0, key.length() - 1));
                } else {
                    keys.put(key, type);
                }
                skip();
                if (text.charAt(at) == ';') {
                    at++;
                    skip();
                }
            }
            at++;
            return new Type.MapOf(Map.copyOf(keys), Set.copyOf(required), any, names);
        }

        private List<Type> simple(String name) {
            return switch (name) {
                case "any" -> List.of();
                case "number" -> List.of(new Type.Number());
                case "string", "integer", "boolean", "null" ->
                    List.of(new Type.Simple(Kind.valueOf(name.toUpperCase(Locale.ROOT))));
                default -> named(name);
            };
        }

        private String word(String more) {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at))
                            || text.charAt(at) == '_'
                            || more.indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return text.substring(from, at);
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
