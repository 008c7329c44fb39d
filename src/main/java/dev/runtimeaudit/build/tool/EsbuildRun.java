package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.node.ProjectModules;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.script.Setting;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One build of esbuild, from its options as its JavaScript interface calls them (esbuild.github.io, "API"). Which files it writes, and
 * where they lie, was measured with 0.28.
 *
 * @param options each under its name: {@code entryPoints}, {@code outdir}
 */
record EsbuildRun(Map<String, Setting> options) {

    /** What may put something else into the bundle, or write something besides it. */
    private static final Set<String> OPEN = Set.of("plugins", "alias", "inject", "splitting", "loader", "publicPath");

    private static final Set<String> NAMES = Set.of("entryNames", "chunkNames", "assetNames");

    EsbuildRun {
        options = Map.copyOf(options);
    }

    private Setting option(String name) {
        return options.getOrDefault(name, new Setting.None());
    }

    private boolean lacks(String name) {
        Setting setting = option(name);
        return setting instanceof Setting.None || setting.equals(new Setting.Flag(false));
    }

    private Optional<String> text(String name) {
        return option(name) instanceof Setting.Text text ? Optional.of(text.text()) : Optional.empty();
    }

    /** Writes what it makes; where it cannot be told, it may be anything below the current directory. */
    void write(Job job) {
        Optional<Map<String, ImagePath>> entries =
                BundleOutputs.entries(option("entryPoints"), job).flatMap(found -> based(found, job));
        Optional<Format> format = format();
        Optional<String> extension = extension();
        Optional<ImagePath> directory = text("outfile")
                .map(file -> job.path(file).parent())
                .or(() -> text("outdir").map(job::path));
        boolean named = NAMES.stream().allMatch(this::lacks);
        if (!(option("outfile") instanceof Setting.Text) && !(option("outfile") instanceof Setting.None)) {
            directory = Optional.empty();
        }
        if (option("write").equals(new Setting.Flag(false))) {
            return;
        }
        if (entries.isEmpty() || format.isEmpty() || extension.isEmpty() || directory.isEmpty() || !named) {
            BundleOutputs.lost(job);
            directory.filter(at -> !at.isRoot()).ifPresent(at -> TsOutputs.opened(job, at));
            return;
        }
        Map<ImagePath, Content> files = new TreeMap<>();
        for (Map.Entry<String, ImagePath> each : entries.get().entrySet()) {
            ImagePath to =
                    text("outfile").map(job::path).orElse(directory.get().resolve(each.getKey() + extension.get()));
            files.put(to, content(each.getValue(), format.get(), job.machine()));
        }
        boolean complete = OPEN.stream().allMatch(this::lacks) && lacks("sourcemap") && lacks("metafile");
        BundleOutputs.write(job, directory.get(), files, complete);
    }

    /**
     * The entries by the path from the directory that {@code outbase} names ("Outbase"; measured with 0.28: those that are named for
     * themselves are not moved by it). Empty where one lies outside.
     */
    private Optional<Map<String, ImagePath>> based(Map<String, ImagePath> entries, Job job) {
        boolean plain =
                lacks("outbase") || text("outfile").isPresent() || option("entryPoints") instanceof Setting.Members;
        if (plain) {
            return Optional.of(entries);
        }
        Optional<ImagePath> base = text("outbase").map(job::path);
        boolean inside = base.isPresent()
                && entries.values().stream().allMatch(entry -> entry.isIn(base.get()) && !entry.equals(base.get()));
        if (!inside) {
            return Optional.empty();
        }
        Map<String, ImagePath> based = new LinkedHashMap<>();
        entries.values().forEach(entry -> based.put(BundleOutputs.stem(entry.below(base.get())), entry));
        return Optional.of(based);
    }

    private Content content(ImagePath entry, Format format, Machine machine) {
        if (!option("bundle").equals(new Setting.Flag(true))) {
            Content source = machine.files().follow(entry)
                                    instanceof
                                    dev.runtimeaudit.image.Fact.Present<dev.runtimeaudit.image.FileSystem.Located> found
                            && found.value().node() instanceof dev.runtimeaudit.image.Node.File file
                    ? file.content()
                    : new Content.Opaque(dev.runtimeaudit.image.Reason.BUILD_OUTPUT_NOT_MODELLED);
            return new Content.Emitted("esbuild", source, format, false, List.of(), Map.of());
        }
        Optional<BundleGraph.Externals> externals = aliases(machine).flatMap(this::externals);
        boolean plain = externals.isPresent() && lacks("plugins") && lacks("inject");
        if (!plain) {
            return new Content.Bundled("esbuild", format, Optional::empty);
        }
        boolean requires = option("banner").member("js") instanceof Setting.Text banner
                && banner.text().contains("createRequire");
        return new Content.Bundled(
                "esbuild",
                format,
                new BundleGraph(
                        entry,
                        externals.get(),
                        BundleGraph.holdsPackages(format, requires),
                        text("tsconfig")
                                .flatMap(file ->
                                        TsConfig.read(machine.directory().resolve(file), machine)),
                        machine));
    }

    /** Without a word about it: for node CommonJS, if it bundles. */
    private Optional<Format> format() {
        if (option("format") instanceof Setting.None) {
            boolean bundles = option("bundle").equals(new Setting.Flag(true));
            Setting platform = option("platform");
            return bundles && platform.equals(new Setting.Text("node"))
                    ? Optional.of(Format.COMMONJS)
                    : Optional.of(Format.UNKNOWN);
        }
        return text("format").flatMap(text -> switch (text) {
            case "cjs" -> Optional.of(Format.COMMONJS);
            case "esm" -> Optional.of(Format.MODULE);
            case "iife" -> Optional.of(Format.UNKNOWN);
            default -> Optional.<Format>empty();
        });
    }

    private Optional<String> extension() {
        Setting given = option("outExtension");
        if (given instanceof Setting.None) {
            return Optional.of(".js");
        }
        Setting js = given.member(".js");
        return js instanceof Setting.Text text
                ? Optional.of(text.text())
                : js instanceof Setting.None ? Optional.of(".js") : Optional.empty();
    }

    /**
     * What names stand for (esbuild.github.io, "Alias"; measured with 0.17 to 0.28: an alias counts before a package is left
     * outside, the longest one first, and is looked for in the current directory). Empty where one stands for something that is no path.
     */
    private Optional<Map<String, ImagePath>> aliases(Machine machine) {
        Map<String, ImagePath> paths =
                new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(name -> name));
        if (lacks("alias")) {
            return Optional.of(paths);
        }
        if (!(option("alias") instanceof Setting.Members members)) {
            return Optional.empty();
        }
        for (Map.Entry<String, Setting> each : members.all().entrySet()) {
            String to = each.getValue() instanceof Setting.Text text ? text.text() : "";
            boolean path = to.startsWith("./") || to.startsWith("../") || to.startsWith("/");
            if (!path || ProjectModules.isBuiltin(each.getKey())) {
                return Optional.empty();
            }
            paths.put(each.getKey(), machine.directory().resolve(to));
        }
        return Optional.of(paths);
    }

    private static Optional<ImagePath> alias(String specifier, Map<String, ImagePath> aliases) {
        return aliases.entrySet().stream()
                .filter(each -> specifier.equals(each.getKey()) || specifier.startsWith(each.getKey() + "/"))
                .findFirst()
                .map(each -> specifier.equals(each.getKey())
                        ? each.getValue()
                        : each.getValue()
                                .resolve(specifier.substring(each.getKey().length() + 1)));
    }

    private Optional<BundleGraph.Externals> externals(Map<String, ImagePath> aliases) {
        boolean all = option("packages").equals(new Setting.Text("external"));
        if (!all && !lacks("packages") && !option("packages").equals(new Setting.Text("bundle"))) {
            return Optional.empty();
        }
        Optional<List<String>> named = option("external") instanceof Setting.None
                ? Optional.of(List.of())
                : option("external").texts();
        return named.map(patterns -> new BundleGraph.Externals() {
            @Override
            public boolean isExternal(String specifier, String name) {
                return all || patterns.stream().anyMatch(pattern -> EsbuildRun.isExternal(pattern, specifier));
            }

            @Override
            public Optional<ImagePath> alias(String specifier) {
                return EsbuildRun.alias(specifier, aliases);
            }
        });
    }

    /** "External": a package with all below it, or a pattern with one star. */
    private static boolean isExternal(String pattern, String specifier) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return specifier.equals(pattern) || specifier.startsWith(pattern + "/");
        }
        String front = pattern.substring(0, star);
        String back = pattern.substring(star + 1);
        return specifier.length() >= front.length() + back.length()
                && specifier.startsWith(front)
                && specifier.endsWith(back);
    }
}
