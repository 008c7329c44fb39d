package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One build of webpack 5 (webpack.js.org, "Entry and Context", "Output", "Externals"): a file for each entry, what it asks for outside,
 * and whatever loaders and plugins put beside it. Measured with 5.101.
 *
 * @param script the configuration that it belongs to
 * @param options what that configuration says for this build
 * @param nx the options of Nx' own plugin, where that makes the build, with paths from the root; empty without it
 * @param machine as it is before the build
 */
record WebpackRun(ConfigScript script, Setting options, Optional<Map<String, Setting>> nx, Machine machine) {

    /** These change what is loaded, and nobody follows them. */
    private static final List<String> CHANGERS = List.of(
            "ProvidePlugin", "IgnorePlugin", "NormalModuleReplacementPlugin", "ModuleFederation", "DllReference");

    private Setting option(String... names) {
        Setting at = options;
        for (String name : names) {
            at = at instanceof Setting.None ? at : at.member(name);
        }
        return at;
    }

    private Setting ofNx(String name) {
        return nx.map(all -> all.getOrDefault(name, new Setting.None())).orElse(new Setting.None());
    }

    private static boolean lacks(Setting setting) {
        return setting instanceof Setting.None || setting.equals(new Setting.Flag(false));
    }

    private ImagePath context() {
        return script.path(option("context"), machine.directory(), machine.directory())
                .orElse(machine.directory());
    }

    /** Where it writes; empty when that cannot be told. */
    Optional<ImagePath> directory(Optional<ImagePath> asked) {
        if (asked.isPresent()) {
            return asked;
        }
        Setting given = option("output", "path");
        if (!(given instanceof Setting.None)) {
            return script.path(given, machine.directory(), machine.directory());
        }
        return nx.isEmpty()
                ? Optional.of(machine.directory().child("dist"))
                : ofNx("outputPath") instanceof Setting.Text text
                        ? Optional.of(ImagePath.of(text.text()))
                        : Optional.empty();
    }

    /**
     * Writes what it makes; where it cannot be told, it may be anything below the directory of the build.
     *
     * @param asked where the command line wants it
     */
    void write(Job job, Optional<ImagePath> asked) {
        write(job, asked, false);
    }

    /** @param alone whether no loader and no plugin puts anything beside what is bundled into one file */
    void write(Job job, Optional<ImagePath> asked, boolean alone) {
        Optional<ImagePath> directory = directory(asked).filter(at -> !at.isRoot());
        Optional<Map<String, ImagePath>> entries = entries();
        if (directory.isEmpty() || entries.isEmpty()) {
            BundleOutputs.lost(job);
            directory.ifPresent(at -> TsOutputs.opened(job, at));
            return;
        }
        boolean cleans = nx.isEmpty()
                ? option("output", "clean").equals(new Setting.Flag(true))
                : !ofNx("deleteOutputPath").equals(new Setting.Flag(false))
                        && ofNx("outputPath")
                                .equals(new Setting.Text(directory.get().value()));
        if (cleans
                && job.files().follow(directory.get()) instanceof Fact.Present<Located> there
                && there.value().node() instanceof Directory) {
            job.files(job.files().without(directory.get(), job.evidence()).mkdirs(directory.get(), job.made(0755)));
        }
        Map<ImagePath, Content> files = new TreeMap<>();
        entries.get()
                .forEach((name, entry) ->
                        file(name).ifPresent(file -> files.put(directory.get().resolve(file), content(entry))));
        boolean complete = alone && files.values().stream().allMatch(WebpackRun::isWhole);
        BundleOutputs.write(job, directory.get(), files, complete);
    }

    /** Whether nothing that goes into a bundle is loaded on demand: that would be a file of its own. */
    private static boolean isWhole(Content content) {
        Optional<Content.Bundle> bundle =
                content instanceof Content.Bundled bundled ? bundled.parts().bundle() : Optional.empty();
        return bundle.isPresent()
                && bundle.get().sources().stream()
                        .flatMap(source -> ModuleUses.of(source).stream())
                        .noneMatch(use -> use.form() == ModuleUse.Form.DYNAMIC_IMPORT);
    }

    /** "output.filename"; empty when the name of the file depends on what is in it. */
    private Optional<String> file(String entry) {
        Setting given = option("output", "filename");
        boolean hashed = nx.isPresent()
                && !ofNx("outputHashing").equals(new Setting.Text("none"))
                && given instanceof Setting.None;
        String pattern =
                given instanceof Setting.Text text ? text.text() : given instanceof Setting.None ? "[name].js" : "";
        String name = pattern.replace("[name]", entry);
        return name.isEmpty() || hashed || name.contains("[") ? Optional.empty() : Optional.of(name);
    }

    /** The entries by name; empty when it cannot be told which they are. */
    private Optional<Map<String, ImagePath>> entries() {
        Map<String, ImagePath> entries = new LinkedHashMap<>();
        Setting given = option("entry");
        if (nx.isPresent()) {
            if (!(ofNx("main") instanceof Setting.Text main)
                    || !(ofNx("additionalEntryPoints") instanceof Setting.None)) {
                return Optional.empty();
            }
            String name =
                    ofNx("outputFileName") instanceof Setting.Text file ? BundleOutputs.stem(file.text()) : "main";
            Optional<ImagePath> file = BundleGraph.file(ImagePath.of(main.text()), machine);
            file.ifPresent(path -> entries.put(name, path));
            return file.map(path -> entries);
        }
        if (given instanceof Setting.None) {
            return BundleGraph.file(machine.directory().child("src"), machine).map(file -> Map.of("main", file));
        }
        Map<String, Setting> named = given instanceof Setting.Members members ? members.all() : Map.of("main", given);
        for (Map.Entry<String, Setting> each : named.entrySet()) {
            Setting file =
                    each.getValue() instanceof Setting.Members ? each.getValue().member("import") : each.getValue();
            // Of several, the last one is what the others were loaded for.
            boolean several = file instanceof Setting.Items items && items.all().size() != 1;
            Setting one = file instanceof Setting.Items items && items.all().size() == 1
                    ? items.all().get(0)
                    : file;
            Optional<ImagePath> found = several
                    ? Optional.empty()
                    : script.path(one, context(), machine.directory()).flatMap(path -> BundleGraph.file(path, machine));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            entries.put(each.getKey(), found.get());
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries);
    }

    private Content content(ImagePath entry) {
        WebpackExternals externals = new WebpackExternals(machine);
        externals.add(option("externals"), script);
        if (nx.isPresent()) {
            ofNx(externals);
        }
        boolean aliased = externals.alias(option("resolve", "alias"), script, context());
        boolean module = !lacks(option("output", "module"))
                || !lacks(option("experiments", "outputModule"))
                || option("output", "library", "type").equals(new Setting.Text("module"));
        Format format = module ? Format.UNKNOWN : Format.COMMONJS;
        boolean typed = !externals.isPlain()
                || isCommonJs(option("externalsType"))
                || isCommonJs(option("output", "libraryTarget"))
                || isCommonJs(option("output", "library", "type"));
        boolean followed = aliased
                && !replaces()
                && typed
                && isForNode()
                && lacks(option("optimization", "splitChunks"))
                && lacks(option("optimization", "runtimeChunk"))
                && CHANGERS.stream().noneMatch(script.file().text()::contains);
        if (!followed) {
            return new Content.Bundled("webpack", format, Optional::empty);
        }
        Optional<TsConfig> config = ofNx("tsConfig") instanceof Setting.Text text
                ? TsConfig.read(ImagePath.of(text.text()), machine)
                : Optional.empty();
        return new Content.Bundled("webpack", format, new BundleGraph(entry, externals, true, config, machine));
    }

    /** "fileReplacements" of Nx: a file that is there is another one in the bundle. */
    private boolean replaces() {
        Setting all = ofNx("fileReplacements");
        Optional<ImagePath> root = Nx.workspace(machine);
        if (all instanceof Setting.None) {
            return false;
        }
        return root.isEmpty()
                || !(all instanceof Setting.Items items)
                || items.all().stream()
                        .anyMatch(each -> !(each.member("replace") instanceof Setting.Text file)
                                || machine.files().follow(root.get().resolve(file.text()))
                                        instanceof Fact.Present<Located>);
    }

    private static boolean isCommonJs(Setting setting) {
        return setting instanceof Setting.Text text && text.text().contains("commonjs");
    }

    private boolean isForNode() {
        Setting target = option("target");
        boolean none = target instanceof Setting.None;
        Setting counts = none && nx.isPresent() ? ofNx("target") : target;
        return option("externalsPresets", "node").equals(new Setting.Flag(true))
                || counts.texts()
                        .filter(all ->
                                all.stream().anyMatch(each -> each.startsWith("node") || each.startsWith("async-node")))
                        .isPresent();
    }

    /** All that is installed at the root stays outside, unless the options say otherwise (nx.dev, "externalDependencies"). */
    private void ofNx(WebpackExternals externals) {
        Setting dependencies = ofNx("externalDependencies");
        boolean all = dependencies instanceof Setting.None || dependencies.equals(new Setting.Text("all"));
        Optional<ImagePath> root = Nx.workspace(machine);
        if (all && root.isPresent()) {
            externals.packagesOf(root.get().child("node_modules"), none -> false);
        } else if (dependencies instanceof Setting.Items) {
            externals.commonJs(dependencies);
        } else if (!dependencies.equals(new Setting.Text("none"))) {
            externals.add(new Setting.Unclear(), script);
        }
    }
}
