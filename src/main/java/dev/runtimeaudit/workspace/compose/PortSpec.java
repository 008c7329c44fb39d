package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.workspace.compose.ComposeValue.Field;
import dev.runtimeaudit.workspace.compose.ComposeValue.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The short form of a port, {@code [[ip:]published:]target[/protocol]} with ranges (docker/go-connections, {@code nat/nat.go}). */
final class PortSpec {

    private static final int HIGHEST = 65_535;

    private PortSpec() {}

    private record Range(int first, int last) {
        int size() {
            return last - first + 1;
        }
    }

    static List<ComposeValue> read(ComposeText text, List<ComposeProblem> problems) {
        String spec = text.text();
        int slash = spec.indexOf('/');
        String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1);
        String ports = slash < 0 ? spec : spec.substring(0, slash);
        int last = ports.lastIndexOf(':');
        String target = ports.substring(last + 1);
        String rest = last < 0 ? "" : ports.substring(0, last);
        int middle = rest.lastIndexOf(':');
        String published = rest.substring(middle + 1);
        String ip = middle < 0 ? "" : rest.substring(0, middle).replace("[", "").replace("]", "");
        Optional<Range> to = range(target);
        Optional<Range> from = range(published);
        Optional<String> wrong = Optional.empty();
        if (target.isEmpty()) {
            wrong = Optional.of("no port specified: %s<empty>".formatted(spec));
        } else if (to.isEmpty()) {
            wrong = Optional.of("invalid containerPort: " + target);
        } else if (!published.isEmpty() && from.isEmpty()) {
            wrong = Optional.of("invalid hostPort: " + published);
        } else if (from.isPresent()
                && to.get().size() > 1
                && from.get().size() != to.get().size()) {
            wrong = Optional.of(
                    "invalid ranges specified for container and host Ports: %s and %s".formatted(target, published));
        } else if (!List.of("tcp", "udp", "sctp").contains(protocol.toLowerCase(java.util.Locale.ROOT))) {
            wrong = Optional.of("invalid proto: " + protocol);
        }
        if (wrong.isPresent() || to.isEmpty()) {
            if (text.certain()) {
                problems.add(ComposeProblem.inFile(text.at(), spec, wrong.orElse("")));
            }
            return List.of();
        }
        List<ComposeValue> all = new ArrayList<>();
        for (int i = 0; i < to.get().size(); i++) {
            Map<String, Field> fields = new LinkedHashMap<>();
            fields.put(
                    "target",
                    Canonical.field(
                            text.at(),
                            text,
                            Kind.INTEGER,
                            String.valueOf(to.get().first() + i)));
            boolean several = to.get().size() > 1;
            String host =
                    several ? from.map(r -> r.first()).map(String::valueOf).orElse("") : published;
            if (!host.isEmpty()) {
                String port = several ? String.valueOf(Integer.parseInt(host) + i) : host;
                fields.put("published", Canonical.field(text.at(), text, Kind.STRING, port));
            }
            if (!ip.isEmpty()) {
                fields.put("host_ip", Canonical.field(text.at(), text, Kind.STRING, ip));
            }
            fields.put("protocol", Canonical.field(text.at(), text, Kind.STRING, protocol));
            all.add(new Fields(fields, text.at()));
        }
        return all;
    }

    private static Optional<Range> range(String text) {
        int dash = text.indexOf('-');
        Optional<Integer> first = port(dash < 0 ? text : text.substring(0, dash));
        Optional<Integer> last = port(dash < 0 ? text : text.substring(dash + 1));
        return first.isPresent() && last.isPresent() && first.get() <= last.get()
                ? Optional.of(new Range(first.get(), last.get()))
                : Optional.empty();
    }

    private static Optional<Integer> port(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number <= HIGHEST ? Optional.of(number) : Optional.empty();
    }
}
