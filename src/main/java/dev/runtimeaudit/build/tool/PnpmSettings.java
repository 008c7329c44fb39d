package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.packagejson.Json;
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
 *
 * <p>It is one class although it is long: each place that can give a setting takes precedence over others.
 */
final class PnpmSettings {

    /** A directory of the store in every one of its formats; here it stands for packages that were built there. */
    private static final String KEPT = "files";

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private boolean sure = true;

    /** @param major of pnpm; 0 when it is not known */
    static PnpmSettings of(ImagePath root, Job job, Line line, int major) {
        PnpmSettings settings = new PnpmSettings();
        Machine machine = job.machine();
        if (machine.files().follow(configured(job)) instanceof Fact.Present<Located>) {
            settings.npmrc(configured(job), machine);
        }
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

    /** What {@code pnpm config set} writes; only what is known to have been set is looked for. */
    private static ImagePath configured(Job job) {
        return ImagePath.of(home(job)).resolve(".config/pnpm/rc");
    }

    /**
     * {@code pnpm config set key value}.
     *
     * @param words behind {@code config}
     * @param unclear whether a word is not known
     */
    static void configure(Job job, List<String> words, boolean unclear) {
        if (words.isEmpty() || !words.get(0).equals("set")) {
            return;
        }
        ImagePath path = configured(job);
        Fact<SourceFile> before = Manifest.text(path, job.machine());
        boolean any = job.files().follow(path) instanceof Fact.Present<Located>;
        boolean known = !unclear && words.size() > 1 && (!any || before instanceof Fact.Present<SourceFile>);
        Content content = new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED);
        if (known) {
            int equals = words.get(1).indexOf('=');
            String key = equals < 0 ? words.get(1) : words.get(1).substring(0, equals);
            String value = equals >= 0 ? words.get(1).substring(equals + 1) : words.size() > 2 ? words.get(2) : "true";
            String text = before instanceof Fact.Present<SourceFile> file
                    ? file.value().text()
                    : "";
            content = new Content.Written(new SourceFile(
                    job.call().at().path(),
                    text + kebab(key) + "=" + value + "\n",
                    job.call().at().line()));
        }
        job.files(job.files().mkdirs(path.parent(), job.made(0755)).with(path, new Node.File(job.made(0644), content)));
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

    /** Whether the scripts of a package of the registry may run; empty when that is not known. */
    static Optional<Boolean> builds(NodeProject project, PnpmSettings settings, String name, int major) {
        List<String> listed = new ArrayList<>(settings.values.getOrDefault("only-built-dependencies", List.of()));
        boolean any = settings.values.containsKey("only-built-dependencies");
        boolean never = settings.values.containsKey("never-built-dependencies")
                || settings.values.containsKey("only-built-dependencies-file")
                || settings.values.containsKey("allow-builds");
        Optional<Json> own = Optional.ofNullable(project.members().get("."))
                .flatMap(root -> root.json().json().member("pnpm"));
        Optional<Json> only = own.flatMap(pnpm -> pnpm.member("onlyBuiltDependencies"));
        never |= own.filter(pnpm -> pnpm.member("neverBuiltDependencies").isPresent()
                        || pnpm.member("allowBuilds").isPresent()
                        || pnpm.member("onlyBuiltDependenciesFile").isPresent())
                .isPresent();
        if (only.isPresent() && only.get() instanceof Json.Elements elements) {
            any = true;
            elements.all().forEach(each -> {
                if (each instanceof Json.Text text) {
                    listed.add(text.text().text());
                }
            });
        }
        if (never) {
            return Optional.empty();
        }
        if (settings.is("dangerously-allow-all-builds")) {
            return Optional.of(true);
        }
        return Optional.of(any ? listed.contains(name) : major < 10);
    }

    /** Where packages are kept for all projects (pnpm.io, "store-dir"). */
    static Optional<ImagePath> store(Job job, PnpmSettings settings) {
        Optional<String> given = settings.value("store-dir");
        if (given.isPresent()) {
            return given.filter(path -> path.startsWith("/")).map(ImagePath::of);
        }
        Machine machine = job.machine();
        for (String name : List.of("PNPM_HOME", "XDG_DATA_HOME")) {
            Fact<String> set = machine.environment().get(name);
            if (set instanceof Fact.Present<String> path && path.value().startsWith("/")) {
                ImagePath base = ImagePath.of(path.value());
                return Optional.of(name.equals("PNPM_HOME") ? base.child("store") : base.resolve("pnpm/store"));
            }
            if (set instanceof Fact.Unknown<String>
                    && machine.environment().names().contains(name)) {
                return Optional.empty();
            }
        }
        return Optional.of(ImagePath.of(home(job)).resolve(".local/share/pnpm/store"));
    }

    /**
     * The store is there after an install, unless it is one that a mount brings for the time of a command.
     *
     * @param modules the directory that the packages were linked into
     * @param builds whether the scripts of the client were run if it is there; empty when that is not known
     */
    static void keepStore(Job job, PnpmSettings settings, ImagePath modules, Optional<Boolean> builds) {
        boolean built = builds.orElse(false)
                && job.files().follow(modules.child(".pnpm")) instanceof Fact.Present<Located> linked
                && linked.value().node() instanceof Directory cells
                && cells.children().entrySet().stream()
                        .anyMatch(cell ->
                                cell.getKey().startsWith("@prisma+client@") && cell.getValue() instanceof Slot.Here);
        store(job, settings)
                .filter(store -> NodeProject.isAbsent(store, job.machine()))
                .ifPresent(store -> {
                    Meta meta = job.made(0755);
                    Rest open = new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
                    job.files(job.files().mkdirs(store, meta));
                    if (built) {
                        job.files(job.files().with(store.child(KEPT), Directory.empty(meta, open)));
                    }
                });
    }

    /**
     * Whether the client in the store was built by an earlier install in this image: pnpm takes over what that left inside
     * of it, and does not run its scripts again (pnpm.io, "side-effects-cache").
     */
    static boolean isKept(Job job, PnpmSettings settings) {
        boolean usual = settings.value("side-effects-cache").isEmpty()
                && settings.value("side-effects-cache-readonly").isEmpty();
        return usual
                && store(job, settings)
                        .filter(store -> job.files().follow(store.child(KEPT)) instanceof Fact.Present<Located>)
                        .isPresent();
    }

    /** Whether nothing that could change the layout was left unread. */
    boolean isSure() {
        return sure;
    }

    boolean is(String key) {
        return values.getOrDefault(key, List.of()).contains("true");
    }

    boolean isFalse(String key) {
        return values.getOrDefault(key, List.of()).contains("false");
    }

    Optional<String> value(String key) {
        List<String> all = values.getOrDefault(key, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * Whether peers are installed like all that is needed, and so do not decide where a package lies (pnpm.io, "autoInstallPeers": true
     * from 8 on, whose lockfiles are those of version 6 and later; measured with 9 to 12).
     */
    boolean bringsPeers(Optional<Lockfile> lock) {
        return sure
                && !isFalse("auto-install-peers")
                && lock.filter(each -> each.version().startsWith("6.")
                                || each.version().startsWith("9."))
                        .isPresent();
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
