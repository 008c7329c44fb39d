package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fields whose strings compose turns into numbers and booleans (compose-go, {@code loader/interpolate.go}). */
final class Casts {

    private enum To {
        INTEGER,
        FLOAT,
        BOOLEAN
    }

    /** Below a service, {@code *} for any name; list items are {@code []}. */
    private static final Map<String, To> OF_SERVICE = Map.ofEntries(
            Map.entry("cpu_count", To.INTEGER),
            Map.entry("cpu_percent", To.FLOAT),
            Map.entry("cpu_period", To.INTEGER),
            Map.entry("cpu_quota", To.INTEGER),
            Map.entry("cpu_rt_period", To.INTEGER),
            Map.entry("cpu_rt_runtime", To.INTEGER),
            Map.entry("cpus", To.FLOAT),
            Map.entry("cpu_shares", To.INTEGER),
            Map.entry("init", To.BOOLEAN),
            Map.entry("depends_on.*.required", To.BOOLEAN),
            Map.entry("depends_on.*.restart", To.BOOLEAN),
            Map.entry("deploy.replicas", To.INTEGER),
            Map.entry("deploy.update_config.parallelism", To.INTEGER),
            Map.entry("deploy.update_config.max_failure_ratio", To.FLOAT),
            Map.entry("deploy.rollback_config.parallelism", To.INTEGER),
            Map.entry("deploy.rollback_config.max_failure_ratio", To.FLOAT),
            Map.entry("deploy.restart_policy.max_attempts", To.INTEGER),
            Map.entry("deploy.placement.max_replicas_per_node", To.INTEGER),
            Map.entry("healthcheck.retries", To.INTEGER),
            Map.entry("healthcheck.disable", To.BOOLEAN),
            Map.entry("oom_kill_disable", To.BOOLEAN),
            Map.entry("oom_score_adj", To.INTEGER),
            Map.entry("pids_limit", To.INTEGER),
            Map.entry("ports.[].target", To.INTEGER),
            Map.entry("privileged", To.BOOLEAN),
            Map.entry("read_only", To.BOOLEAN),
            Map.entry("scale", To.INTEGER),
            Map.entry("stdin_open", To.BOOLEAN),
            Map.entry("tty", To.BOOLEAN),
            Map.entry("ulimits.*", To.INTEGER),
            Map.entry("ulimits.*.hard", To.INTEGER),
            Map.entry("ulimits.*.soft", To.INTEGER),
            Map.entry("volumes.[].read_only", To.BOOLEAN),
            Map.entry("volumes.[].volume.nocopy", To.BOOLEAN));

    private static final Set<String> BOOLEANS_OF_RESOURCES =
            Set.of("external", "internal", "attachable", "enable_ipv4", "enable_ipv6");

    private Casts() {}

    /** The value in the type that its field has; unchanged, with a problem, when it is not of that type. */
    static ComposeText cast(ComposeText text, String path, List<ComposeProblem> problems) {
        String[] names = path.split("\\.", 3);
        if (names.length < 3) {
            return text;
        }
        To to = names[0].equals("services") ? ofService(names[2]) : ofResource(names[0], names[2]);
        if (to == null) {
            return text;
        }
        String value = text.text();
        if (to == To.BOOLEAN) {
            String lower = value.toLowerCase(Locale.ROOT);
            if (Set.of("true", "y", "yes", "on").contains(lower)) {
                return text.as(Kind.BOOLEAN, "true");
            }
            if (Set.of("false", "n", "no", "off").contains(lower)) {
                return text.as(Kind.BOOLEAN, "false");
            }
            return refused(text, path, "invalid boolean: " + value, problems);
        }
        if (isNumber(value, to == To.FLOAT)) {
            return text.as(to == To.FLOAT ? Kind.FLOAT : Kind.INTEGER, value);
        }
        String function = to == To.FLOAT ? "ParseFloat" : "Atoi";
        return refused(text, path, "strconv.%s: parsing \"%s\": invalid syntax".formatted(function, value), problems);
    }

    private static @org.jspecify.annotations.Nullable To ofService(String path) {
        To exact = OF_SERVICE.get(path);
        if (exact != null) {
            return exact;
        }
        String[] names = path.split("\\.");
        if (names.length < 2) {
            return null;
        }
        names[1] = "*";
        return OF_SERVICE.get(String.join(".", names));
    }

    private static @org.jspecify.annotations.Nullable To ofResource(String top, String key) {
        boolean resource = Set.of("networks", "volumes", "secrets", "configs").contains(top);
        return resource && BOOLEANS_OF_RESOURCES.contains(key) ? To.BOOLEAN : null;
    }

    private static ComposeText refused(ComposeText text, String path, String why, List<ComposeProblem> problems) {
        // Whoever sets the variable may set it to something that fits.
        if (text.certain()) {
            problems.add(ComposeProblem.inFile(
                    text.at(),
                    path,
                    "error while interpolating %s: failed to cast to expected type: %s".formatted(path, why)));
        }
        return text;
    }

    private static boolean isNumber(String value, boolean fraction) {
        int digits = 0;
        int from = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (!fraction || c != '.') {
                return false;
            }
        }
        return digits > 0;
    }
}
