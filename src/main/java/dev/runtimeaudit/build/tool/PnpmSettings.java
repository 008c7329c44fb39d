package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.yaml.YamlFile;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of pnpm that decide where it puts packages, from wherever they are given at that moment (pnpm.io, "Settings
 * (pnpm-workspace.yaml)", "Node-Modules Settings").
 */
final class PnpmSettings {

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private boolean sure = true;

    /** @param major of pnpm; 0 when it is not known */
    static PnpmSettings of(ImagePath root, Job job, Line line, int major) {
        PnpmSettings settings = new PnpmSettings();
        Machine machine = job.machine();
        if (major < 11) {
            // From pnpm 11 on .npmrc is about registries only.
            settings.npmrc(root.child(".npmrc"), machine);
            settings.npmrc(ImagePath.of(home(job)).child(".npmrc"), machine);
        }
        settings.yaml(root, machine);
        for (String name : machine.environment().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("npm_config_") || lower.startsWith("pnpm_config_")) {
                String key = lower.substring(lower.indexOf("config_") + "config_".length())
                        .replace('_', '-');
                if (machine.environment().get(name) instanceof Fact.Present<String> value) {
                    settings.values.put(key, List.of(value.value()));
                } else if (machine.environment().get(name) instanceof Fact.Unknown<String>) {
                    settings.sure = false;
                }
            }
        }
        line.flags().forEach(flag -> {
            boolean no = flag.startsWith("no-");
            settings.values.put(no ? flag.substring(3) : flag, List.of(no ? "false" : "true"));
        });
        line.values()
                .forEach((key, value) -> Line.text(value)
                        .ifPresent(text -> settings.values.put(
                                key.startsWith("config.") ? key.substring(7) : key, List.of(text))));
        return settings;
    }

    static String home(Job job) {
        String home = job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : job.machine().identity().home();
        return home.startsWith("/") ? home : "/root";
    }

    private void npmrc(ImagePath path, Machine machine) {
        Fact<SourceFile> text = Manifest.text(path, machine);
        // Tools that build what is not modelled write no settings of a package manager.
        boolean built = text instanceof Fact.Unknown<SourceFile> unknown
                && (unknown.reason() == Reason.BUILD_OUTPUT_NOT_MODELLED
                        || unknown.reason() == Reason.INSTALLED_MODULES_NOT_MODELLED);
        if (text instanceof Fact.Unknown<SourceFile> && !built && !NodeProject.isAbsent(path, machine)) {
            sure = false;
        }
        if (!(text instanceof Fact.Present<SourceFile> file)) {
            return;
        }
        file.value().text().lines().map(String::strip).forEach(line -> {
            int equals = line.indexOf('=');
            if (line.startsWith("#") || line.startsWith(";") || equals <= 0) {
                return;
            }
            String key = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip().replace("\"", "");
            if (key.endsWith("[]")) {
                values.computeIfAbsent(key.substring(0, key.length() - 2), k -> new ArrayList<>())
                        .add(value);
            } else {
                values.put(key, new ArrayList<>(List.of(value)));
            }
        });
    }

    private void yaml(ImagePath root, Machine machine) {
        Optional<YamlNode.Mapping> top = top(root, machine);
        if (top.isEmpty()) {
            ImagePath path = root.child("pnpm-workspace.yaml");
            sure &= NodeProject.isAbsent(path, machine)
                    || Manifest.text(path, machine) instanceof Fact.Present<SourceFile>;
            return;
        }
        for (YamlNode.Entry entry : top.get().entries()) {
            String key = kebab(entry.key().text());
            if (entry.value() instanceof YamlNode.Scalar scalar) {
                values.put(key, List.of(scalar.text()));
            } else if (entry.value() instanceof YamlNode.Sequence sequence) {
                values.put(key, texts(sequence));
            }
        }
    }

    private static List<String> texts(YamlNode.Sequence sequence) {
        return sequence.items().stream()
                .flatMap(item -> item instanceof YamlNode.Scalar scalar
                        ? java.util.stream.Stream.of(scalar.text())
                        : java.util.stream.Stream.<String>empty())
                .toList();
    }

    private static String kebab(String camel) {
        StringBuilder kebab = new StringBuilder();
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            kebab.append(Character.isUpperCase(c) ? "-" + Character.toLowerCase(c) : String.valueOf(c));
        }
        return kebab.toString();
    }

    /** The map of {@code pnpm-workspace.yaml}. */
    private static Optional<YamlNode.Mapping> top(ImagePath root, Machine machine) {
        if (!(Manifest.text(root.child("pnpm-workspace.yaml"), machine) instanceof Fact.Present<SourceFile> file)) {
            return Optional.empty();
        }
        YamlFile yaml = YamlReader.read(file.value());
        return yaml.documents().isEmpty() || !(yaml.documents().get(0) instanceof YamlNode.Mapping mapping)
                ? Optional.empty()
                : Optional.of(mapping);
    }

    /** A list of {@code pnpm-workspace.yaml}. */
    static List<String> list(ImagePath root, Machine machine, String key) {
        return top(root, machine)
                .flatMap(map -> map.get(key))
                .map(value -> value instanceof YamlNode.Sequence sequence ? texts(sequence) : List.<String>of())
                .orElse(List.of());
    }

    /** A map of texts of {@code pnpm-workspace.yaml}. */
    static Map<String, String> map(ImagePath root, Machine machine, String key) {
        Map<String, String> all = new LinkedHashMap<>();
        top(root, machine).flatMap(map -> map.get(key)).ifPresent(value -> {
            if (value instanceof YamlNode.Mapping mapping) {
                mapping.entries().forEach(entry -> {
                    if (entry.value() instanceof YamlNode.Scalar scalar) {
                        all.put(entry.key().text(), scalar.text());
                    }
                });
            }
        });
        return all;
    }

    /** Whether nothing that could change the layout was left unread. */
    boolean isSure() {
        return sure;
    }

    boolean is(String key) {
        return values.getOrDefault(key, List.of()).contains("true");
    }

    Optional<String> value(String key) {
        List<String> all = values.getOrDefault(key, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The names that are linked into the root's own {@code node_modules}. */
    List<String> publicly(int major) {
        if (is("shamefully-hoist")) {
            return List.of("*");
        }
        List<String> given = values.get("public-hoist-pattern");
        if (given != null) {
            return given;
        }
        // pnpm 10 hoists nothing by itself; before, linters, which no program needs at start.
        return major >= 10 ? List.of() : List.of("*eslint*", "*prettier*");
    }
}
