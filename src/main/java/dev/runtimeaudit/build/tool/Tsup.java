package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.read.script.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * {@code tsup} and {@code tsdown}: a bundle for each entry and format, with the package's own dependencies left outside (tsup.egoist.dev;
 * tsdown.dev, "Dependencies", "Output Format"). Names and externals were measured with tsup 8.5 and tsdown 0.14, 0.21 and 0.22.
 *
 * <p>It is one class although it is long: the two tools have one command line and differ in defaults.
 *
 * @param tsdown which of the two: its entry, format and cleaning have defaults of their own
 */
record Tsup(boolean tsdown) implements Launcher {

    private static final Set<String> FLAGS = Set.of(
            "--bundle",
            "--clean",
            "--cjsInterop",
            "--dts",
            "--dts-only",
            "--dts-resolve",
            "--experimental-dts",
            "--exports",
            "--fail-on-warn",
            "--keep-names",
            "--legacy-output",
            "--metafile",
            "--minify",
            "--publint",
            "--report",
            "--replace-node-env",
            "--shims",
            "--silent",
            "--sourcemap",
            "--splitting",
            "--treeshake",
            "--unbundle",
            "--unused",
            "--attw",
            "--debug");

    private static final Map<String, String> SHORT =
            Map.of("-d", "outDir", "--out-dir", "outDir", "-c", "config", "--config", "config", "-f", "format");

    private static final List<String> ENDINGS = List.of(".ts", ".cts", ".mts", ".js", ".cjs", ".mjs");

    /** From here on tsdown's names tell the format whatever package.json says. */
    private static final int FIXED_EXTENSION = 16;

    /** From here on tsdown has {@code deps} (0.21.0). */
    private static final int GROUPED = 21;

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Optional<Map<String, Setting>> given = words(call);
        Optional<List<Setting>> configurations = given.flatMap(words -> configurations(words, job));
        if (configurations.isEmpty()) {
            BundleOutputs.lost(job);
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        for (Setting each : configurations.get()) {
            Map<String, Setting> options = new LinkedHashMap<>();
            if (each instanceof Setting.Members members) {
                options.putAll(members.all());
            }
            options.putAll(given.get());
            new Run(options, job, minor(program.version()).or(() -> demanded(job))).write();
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** The second number of a version that begins with 0; empty when it is not known. */
    private static Optional<Integer> minor(String version) {
        String[] parts = version.split("\\.");
        boolean known = parts.length > 1
                && parts[0].equals("0")
                && !parts[1].isEmpty()
                && parts[1].length() < 6
                && parts[1].chars().allMatch(Character::isDigit);
        return known ? Optional.of(Integer.parseInt(parts[1])) : Optional.empty();
    }

    /** The one that package.json asks for: below version 1, `^` and `~` leave the second number as it is. */
    private static Optional<Integer> demanded(Job job) {
        return manifest(job)
                .flatMap(manifest -> manifest.json().member("devDependencies"))
                .flatMap(all -> all.text("tsdown"))
                .flatMap(range -> minor(range.text().replaceFirst("^[\\^~]", "")))
                .or(() -> locked(job));
    }

    /** The one that pnpm's lockfile has for the package: a range may stand in a catalog. */
    private static Optional<Integer> locked(Job job) {
        ImagePath directory = job.machine().directory();
        return NodeProject.at("pnpm", directory, job.machine(), false)
                .filter(project -> project.lockfile() instanceof Fact.Present<Lockfile>)
                .flatMap(project -> project.members().values().stream()
                        .filter(member -> member.path().equals(directory))
                        .findFirst()
                        .flatMap(member -> version(((Fact.Present<Lockfile>) project.lockfile()).value(), member)))
                .flatMap(Tsup::minor);
    }

    private static Optional<String> version(Lockfile lock, NodeProject.Member member) {
        return Optional.ofNullable(lock.importers().get(member.directory()))
                .map(importer -> importer.wishes().get("tsdown"))
                .map(wish -> lock.packages().get(wish.target()))
                .map(Lockfile.Locked::version);
    }

    /** The options of a command line; empty when a word is not known, or it would not end. */
    private static Optional<Map<String, Setting>> words(Invocation call) {
        Map<String, Setting> options = new LinkedHashMap<>();
        List<Setting> entries = new ArrayList<>();
        Map<String, Setting> named = new LinkedHashMap<>();
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            Optional<String> known = Line.text(words.get(i));
            if (known.isEmpty()) {
                return Optional.empty();
            }
            String text = known.get();
            if (!text.startsWith("-")) {
                entries.add(new Setting.Text(text));
                continue;
            }
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (name.equals("--watch") || name.equals("-w") || name.equals("--legacy-output")) {
                return Optional.empty();
            }
            boolean no = name.startsWith("--no-");
            boolean flag = no || FLAGS.contains(name);
            Optional<String> next = i + 1 < words.size() ? Line.text(words.get(i + 1)) : Optional.empty();
            boolean takes =
                    !flag && equals < 0 && next.filter(n -> !n.startsWith("-")).isPresent();
            Setting value = equals >= 0
                    ? new Setting.Text(text.substring(equals + 1))
                    : takes ? new Setting.Text(next.get()) : new Setting.Flag(!no);
            i += takes ? 1 : 0;
            String plain = SHORT.getOrDefault(name, name.replaceFirst(no ? "^--no-" : "^--?", ""));
            if (plain.startsWith("entry.")) {
                named.put(plain.substring("entry.".length()), value);
            } else if (plain.equals("entry")) {
                entries.add(value);
            } else if (plain.equals("format") && value instanceof Setting.Text formats) {
                List<Setting> all = new ArrayList<>();
                for (String format : formats.text().split(",")) {
                    all.add(new Setting.Text(format));
                }
                options.merge(plain, new Setting.Items(all), Tsup::both);
            } else if (plain.equals("external") || plain.equals("noExternal")) {
                options.merge(plain, new Setting.Items(List.of(value)), Tsup::both);
            } else {
                options.put(plain, value);
            }
        }
        if (!named.isEmpty()) {
            options.put("entry", entries.isEmpty() ? new Setting.Members(named) : new Setting.Unclear());
        } else if (!entries.isEmpty()) {
            options.put("entry", new Setting.Items(entries));
        }
        return Optional.of(options);
    }

    private static Setting both(Setting one, Setting other) {
        List<Setting> all = new ArrayList<>();
        for (Setting each : List.of(one, other)) {
            all.addAll(each instanceof Setting.Items items ? items.all() : List.of(each));
        }
        return new Setting.Items(all);
    }

    /** What the configuration file exports, one for each build; empty when that cannot be told. */
    private Optional<List<Setting>> configurations(Map<String, Setting> words, Job job) {
        Setting named = words.getOrDefault("config", new Setting.None());
        List<Setting> none = List.of(new Setting.Members(Map.of()));
        if (named.equals(new Setting.Flag(false))) {
            return Optional.of(none);
        }
        List<String> files = new ArrayList<>();
        if (named instanceof Setting.Text text) {
            files.add(text.text());
        } else if (named instanceof Setting.None) {
            ENDINGS.forEach(ending -> files.add((tsdown ? "tsdown" : "tsup") + ".config" + ending));
        } else {
            return Optional.empty();
        }
        for (String file : files) {
            if (job.files().follow(job.path(file)) instanceof Fact.Present<Located>) {
                return ConfigScript.read(job.path(file), job.machine()).flatMap(script -> exported(script.exported()));
            }
        }
        Optional<PackageJson> manifest = manifest(job);
        return named instanceof Setting.Text
                        || manifest.isEmpty()
                        || manifest.get()
                                .json()
                                .member(tsdown ? "tsdown" : "tsup")
                                .isPresent()
                ? Optional.empty()
                : Optional.of(none);
    }

    private static Optional<List<Setting>> exported(Setting whole) {
        if (whole instanceof Setting.Items items && items.all().stream().allMatch(Setting.Members.class::isInstance)) {
            return Optional.of(items.all());
        }
        return whole instanceof Setting.Members ? Optional.of(List.of(whole)) : Optional.empty();
    }

    private static Optional<PackageJson> manifest(Job job) {
        return Manifest.in(job.machine().directory(), job.machine()) instanceof Manifest.Found found
                ? Optional.of(found.json())
                : Optional.empty();
    }

    /** One build. */
    private final class Run {

        private final Map<String, Setting> options;
        private final Job job;
        private final Optional<Integer> minor;

        Run(Map<String, Setting> options, Job job, Optional<Integer> minor) {
            this.options = options;
            this.job = job;
            this.minor = minor;
        }

        private Setting option(String name) {
            return options.getOrDefault(name, new Setting.None());
        }

        private boolean lacks(String name) {
            return option(name) instanceof Setting.None || option(name).equals(new Setting.Flag(false));
        }

        void write() {
            Optional<PackageJson> manifest = manifest(job);
            Optional<Map<String, ImagePath>> entries = option("entry") instanceof Setting.None && tsdown
                    ? BundleOutputs.named(List.of("src/index.ts"), job)
                    : BundleOutputs.entries(tsdown ? option("entry") : entry(), job);
            Optional<List<String>> formats = option("format") instanceof Setting.None
                    ? Optional.of(List.of(tsdown ? "esm" : "cjs"))
                    : option("format").texts();
            Optional<ImagePath> directory = option("outDir") instanceof Setting.None
                    ? Optional.of(job.path("dist"))
                    : option("outDir") instanceof Setting.Text text
                            ? Optional.of(job.path(text.text()))
                            : option("outDir") instanceof Setting.Path path
                                    ? Optional.of(job.path("./" + path.text()))
                                    : Optional.empty();
            if (entries.isEmpty()
                    || formats.isEmpty()
                    || directory.isEmpty()
                    || directory.get().isRoot()
                    || manifest.isEmpty()) {
                BundleOutputs.lost(job);
                directory.filter(at -> !at.isRoot()).ifPresent(at -> TsOutputs.opened(job, at));
                return;
            }
            boolean cleans = tsdown
                    ? !option("clean").equals(new Setting.Flag(false))
                    : option("clean").equals(new Setting.Flag(true));
            if (cleans
                    && job.files().follow(directory.get()) instanceof Fact.Present<Located> there
                    && there.value().node() instanceof Directory) {
                job.files(job.files().without(directory.get(), job.evidence()).mkdirs(directory.get(), job.made(0755)));
            }
            Map<ImagePath, Content> files = new TreeMap<>();
            for (String format : formats.get()) {
                Optional<String> extension = extension(format, manifest.get());
                if (extension.isEmpty()) {
                    continue;
                }
                boolean commonJs = format.equals("cjs") || format.equals("commonjs");
                entries.get()
                        .forEach((name, entry) -> files.put(
                                directory.get().resolve(name + extension.get()),
                                content(entry, commonJs ? Format.COMMONJS : Format.MODULE, manifest.get())));
            }
            // Chunks, declarations, maps and what lies in the directory of public files.
            BundleOutputs.write(job, directory.get(), files, false);
            if (tsdown && !lacks("exports") && !isExported(files.keySet(), manifest.get())) {
                Content rewritten = new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED);
                job.files(job.files().with(job.path("package.json"), new Node.File(job.made(0644), rewritten)));
            }
        }

        /**
         * Whether package.json says already what tsdown would write there ("Package Exports"; 0.22, measured): each entry of a
         * build in one format by its name, one that is called index or is alone as the package itself.
         */
        private boolean isExported(Set<ImagePath> files, PackageJson manifest) {
            Map<String, String> expected = new TreeMap<>(Map.of("./package.json", "./package.json"));
            for (ImagePath file : files) {
                String stem = BundleOutputs.stem(file.name());
                String path = "./" + file.below(job.machine().directory());
                expected.merge(files.size() == 1 || stem.equals("index") ? "." : "./" + stem, path, (one, other) -> "");
            }
            Map<String, String> written = new TreeMap<>();
            manifest.json().member("exports").ifPresent(all -> {
                if (all instanceof Json.Members members) {
                    members.all()
                            .forEach((name, to) -> written.put(
                                    name,
                                    to instanceof Json.Text text ? text.text().text() : ""));
                }
            });
            return option("exports").equals(new Setting.Flag(true)) && written.equals(expected);
        }

        /** Which packages are put into a bundle, and which are left outside. */
        private record Choice(Setting inside, Setting outside) {}

        /** What tsdown's {@code deps} say of packages, or the options that they had before; empty when that cannot be told. */
        private Optional<Choice> packages() {
            Choice older = new Choice(option("noExternal"), option("external"));
            if (lacks("deps")) {
                return Optional.of(older);
            }
            boolean plain = tsdown
                    && minor.filter(number -> number >= GROUPED).isPresent()
                    && option("deps") instanceof Setting.Members members
                    && Set.of("alwaysBundle", "neverBundle", "onlyBundle", "dts")
                            .containsAll(members.all().keySet())
                    && older.inside() instanceof Setting.None
                    && older.outside() instanceof Setting.None;
            Setting always = option("deps").member("alwaysBundle");
            Setting never = option("deps").member("neverBundle");
            // Which of the two counts for a name that both of them match is left open.
            boolean one = always instanceof Setting.None || never instanceof Setting.None;
            return plain && one ? Optional.of(new Choice(always, never)) : Optional.empty();
        }

        /** What tsup (8.5, measured) begins with: an older option names the same, and a directory stands for every file below it. */
        private Setting entry() {
            Setting written = option("entry") instanceof Setting.None ? option("entryPoints") : option("entry");
            if (written instanceof Setting.Items items) {
                return new Setting.Items(items.all().stream().map(this::below).toList());
            }
            return written;
        }

        private Setting below(Setting each) {
            return each instanceof Setting.Text text && job.isDirectory(job.path(text.text()))
                    ? new Setting.Text(text.text().replaceFirst("/+$", "") + "/**/*")
                    : each;
        }

        /** Empty when it cannot be told. */
        private Optional<String> extension(String format, PackageJson manifest) {
            boolean commonJs = format.equals("cjs") || format.equals("commonjs");
            boolean esm = Set.of("esm", "es", "module").contains(format);
            boolean own = lacks("outExtension") && lacks("outExtensions") && lacks("unbundle");
            if (!own || !commonJs && !esm) {
                return Optional.empty();
            }
            if (tsdown) {
                boolean node = option("platform") instanceof Setting.None
                        || option("platform").equals(new Setting.Text("node"));
                Setting fixed = option("fixedExtension");
                if (minor.isEmpty() || fixed instanceof Setting.Unclear) {
                    return Optional.empty();
                }
                boolean tells =
                        fixed instanceof Setting.Flag flag ? flag.holds() : node && minor.get() >= FIXED_EXTENSION;
                if (tells) {
                    return Optional.of(commonJs ? ".cjs" : ".mjs");
                }
            }
            boolean module = manifest.type().equals(Optional.of("module"));
            return Optional.of(commonJs ? module ? ".cjs" : ".js" : module ? ".js" : ".mjs");
        }

        private Content content(ImagePath entry, Format format, PackageJson manifest) {
            String by = tsdown ? "tsdown" : "tsup";
            Optional<Choice> packages = packages();
            Optional<Predicate<String>> inside = packages.flatMap(all -> BundleOutputs.matching(all.inside()));
            Optional<Predicate<String>> outside = packages.flatMap(all -> BundleOutputs.matching(all.outside()));
            boolean more = lacks("bundle") && option("bundle") instanceof Setting.Flag
                    || !lacks("esbuildPlugins")
                    || !lacks("plugins")
                    || !lacks("alias")
                    || !lacks("inject")
                    || !lacks("esbuildOptions") && !(option("esbuildOptions") instanceof Setting.None);
            if (inside.isEmpty() || outside.isEmpty() || more) {
                return new Content.Bundled(by, format, Optional::empty);
            }
            Set<String> dependencies = new TreeSet<>();
            for (String kind : List.of("dependencies", "peerDependencies")) {
                manifest.json().member(kind).ifPresent(all -> {
                    if (all instanceof Json.Members members) {
                        dependencies.addAll(members.all().keySet());
                    }
                });
            }
            boolean none =
                    !lacks("skipNodeModulesBundle") || job.program().name().equals("tsup-node");
            return new Content.Bundled(
                    by,
                    format,
                    new BundleGraph(
                            entry,
                            (specifier, name) -> !inside.get().test(specifier)
                                    && (none || outside.get().test(specifier) || dependencies.contains(name)),
                            BundleGraph.holdsPackages(format, tsdown),
                            option("tsconfig") instanceof Setting.Text text
                                    ? TsConfig.read(job.path(text.text()), job.machine())
                                    : Optional.empty(),
                            job.machine()));
        }
    }
}
