package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.exec.node.TsPaths;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files that a TypeScript compiler writes for a project, and in which directory they come to lie (typescriptlang.org, "TSConfig
 * Reference", "rootDir", "outDir"; TypeScript, {@code getCommonSourceDirectory}).
 *
 * <p>It is one class although it is long: options decide both where a file comes to lie and what is in it.
 *
 * @param files what is written, by its path
 * @param directory below which all of it lies
 * @param certain whether this is where these files lie; when it is not, they may lie elsewhere below that directory
 * @param complete whether there are no others
 * @param more where there may be others; empty for anywhere below the directory
 */
record TsOutputs(
        SortedMap<ImagePath, Content> files,
        ImagePath directory,
        boolean certain,
        boolean complete,
        Optional<List<ImagePath>> more) {

    private TsOutputs(SortedMap<ImagePath, Content> files, ImagePath directory, boolean certain, boolean complete) {
        this(files, directory, certain, complete, Optional.empty());
    }

    /** From here on {@code rootDir} is the directory of the configuration unless it is given. */
    private static final int ROOT_IS_PROJECT = 6;

    /**
     * How a builder compiles.
     *
     * @param by the tool whose name the files bear
     * @param major the version of TypeScript; 0 when it is not known
     * @param specifiers what it makes of those that are written in a source
     */
    record Manner(String by, int major, Specifiers specifiers) {}

    /** What becomes of specifiers. */
    enum Specifiers {
        /** They stay. */
        STAY,
        /** Aliases of {@code paths} become relative paths, without an extension where they have none themselves. */
        ALIASES,
        /** Aliases become relative paths of files. */
        ALIASES_IN_FULL,
        /** The same, and relative paths that mean a file name it in full. */
        ALL_IN_FULL
    }

    static TsOutputs of(TsConfig config, Manner manner, Machine machine) {
        Optional<ImagePath> given = config.path("outDir");
        ImagePath out = config.complete() ? given.orElse(config.directory()) : config.directory();
        if (config.is("noEmit")) {
            return new TsOutputs(new TreeMap<>(), out, true, true);
        }
        if (config.is("emitDeclarationOnly")) {
            return new TsOutputs(new TreeMap<>(), config.path("declarationDir").orElse(out), false, false);
        }
        boolean readable = config.complete() && config.text("outFile").isEmpty();
        TsInputs inputs = TsInputs.of(config, machine);
        SortedMap<ImagePath, Content> sources = new TreeMap<>();
        inputs.files().forEach((path, content) -> {
            // Without a directory of its own a JSON file would be written over itself.
            if (!path.name().endsWith(".json") || given.isPresent()) {
                sources.put(path, content);
            }
        });
        // What another project emits is not emitted once more.
        for (ImagePath each : config.references()) {
            TsConfig.read(each, machine)
                    .ifPresent(other -> sources.keySet()
                            .removeAll(TsInputs.of(other, machine).files().keySet()));
        }
        if (sources.isEmpty() && readable && inputs.isSure()) {
            return new TsOutputs(new TreeMap<>(), out, true, true);
        }
        Optional<ImagePath> root = root(config, manner, inputs, sources);
        if (root.isEmpty() || !readable || sources.isEmpty()) {
            return new TsOutputs(new TreeMap<>(), out, false, false);
        }
        SortedMap<ImagePath, Content> files = new TreeMap<>();
        Map<ImagePath, ImagePath> emitted = new HashMap<>();
        for (ImagePath source : sources.keySet()) {
            if (!source.isIn(root.get())) {
                return new TsOutputs(new TreeMap<>(), out, false, false);
            }
            ImagePath beside =
                    given.map(to -> to.resolve(source.below(root.get()))).orElse(source);
            emitted.put(source, beside.parent().child(name(source.name(), config)));
        }
        sources.forEach((source, content) -> {
            ImagePath to = emitted.get(source);
            if (to == null) {
                return;
            }
            if (source.name().endsWith(".json")) {
                files.put(to, content);
                return;
            }
            Map<String, String> rewritten = new HashMap<>();
            inputs.siblings(source).forEach((specifier, target) -> {
                ImagePath other = emitted.get(target);
                if (other != null) {
                    rewritten.put(specifier, beside(to, other));
                } else if (TsInputs.isDeclaration(target.name())) {
                    rewritten.put(specifier, "");
                }
            });
            inputs.aliases(source).forEach((specifier, target) -> {
                if (TsInputs.isDeclaration(target.name())) {
                    rewritten.put(specifier, "");
                }
            });
            if (manner.specifiers() != Specifiers.STAY) {
                inputs.aliases(source).forEach((specifier, target) -> {
                    ImagePath other = emitted.get(target);
                    if (other != null) {
                        String full = beside(to, other);
                        boolean whole = manner.specifiers() != Specifiers.ALIASES;
                        String path = whole ? full : TsPaths.shortened(full, specifier, target, config);
                        rewritten.put(specifier, path);
                        rewritten.putIfAbsent(path, full);
                    }
                });
            }
            boolean keeps = config.is("verbatimModuleSyntax")
                    || config.is("preserveValueImports")
                    || config.text("importsNotUsedAsValues")
                            .filter("preserve"::equals)
                            .isPresent();
            files.put(
                    to,
                    new Content.Emitted(
                            manner.by(),
                            content,
                            format(source, config, manner, machine),
                            keeps,
                            helpers(source, config),
                            rewritten,
                            manner.specifiers() == Specifiers.ALL_IN_FULL));
            if (config.is("declaration") || config.is("composite")) {
                files.put(declaration(to), new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED));
            }
            if (config.is("sourceMap")) {
                files.put(to.parent().child(to.name() + ".map"), new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED));
            }
        });
        return new TsOutputs(files, out, true, inputs.isSure(), more(config, inputs, root.get()));
    }

    /** Where the outputs of sources come to lie that nobody has listed, where these can only be at certain places. */
    private static Optional<List<ImagePath>> more(TsConfig config, TsInputs inputs, ImagePath root) {
        Optional<ImagePath> out = config.path("outDir");
        boolean told = inputs.isRead()
                && out.isPresent()
                && inputs.others().stream().allMatch(each -> each.isIn(root) && !each.equals(root));
        return told
                ? Optional.of(inputs.others().stream()
                        .map(each -> out.get().resolve(each.below(root)))
                        .map(path -> path.parent().child(name(path.name(), config)))
                        .toList())
                : Optional.empty();
    }

    private static String beside(ImagePath script, ImagePath other) {
        String relative = NodeInstall.relative(script.parent(), other);
        return relative.startsWith(".") ? relative : "./" + relative;
    }

    /** Empty when it cannot be told. */
    private static Optional<ImagePath> root(
            TsConfig config, Manner manner, TsInputs inputs, SortedMap<ImagePath, Content> sources) {
        Optional<ImagePath> given = config.path("rootDir");
        if (given.isPresent()) {
            return given;
        }
        if (config.is("composite") || manner.major() >= ROOT_IS_PROJECT) {
            return Optional.of(config.directory());
        }
        Optional<ImagePath> common = common(new ArrayList<>(sources.keySet()));
        // What nobody has listed may lie higher up, and move everything.
        boolean stable = inputs.isSure()
                || common.filter(root -> inputs.open().stream().allMatch(each -> each.isIn(root)))
                        .isPresent();
        boolean same = common.equals(Optional.of(config.directory()));
        return manner.major() == 0 && !same || !stable ? Optional.empty() : common;
    }

    /** The deepest directory that holds all of them. */
    static Optional<ImagePath> common(List<ImagePath> files) {
        Optional<ImagePath> common = Optional.empty();
        for (ImagePath file : files) {
            ImagePath at = common.orElse(file.parent());
            while (!file.isIn(at)) {
                at = at.parent();
            }
            common = Optional.of(at);
        }
        return common;
    }

    private static String name(String source, TsConfig config) {
        boolean keepsMarkup = config.text("jsx").filter("preserve"::equals).isPresent();
        for (String[] pair : new String[][] {
            {".mts", ".mjs"},
            {".cts", ".cjs"},
            {".tsx", keepsMarkup ? ".jsx" : ".js"},
            {".jsx", keepsMarkup ? ".jsx" : ".js"},
            {".ts", ".js"}
        }) {
            if (source.endsWith(pair[0])) {
                return source.substring(0, source.length() - pair[0].length()) + pair[1];
            }
        }
        return source;
    }

    private static ImagePath declaration(ImagePath script) {
        String name = script.name();
        int dot = name.lastIndexOf('.');
        String extension = name.substring(dot).replace("jsx", "ts").replace("js", "ts");
        return script.parent().child(name.substring(0, dot) + ".d" + extension);
    }

    /** How it asks for modules (typescriptlang.org, "TSConfig Reference", "module"). */
    private static Format format(ImagePath source, TsConfig config, Manner manner, Machine machine) {
        Optional<String> module = config.text("module");
        String name = module.orElse("");
        if (name.equals("commonjs")) {
            return Format.COMMONJS;
        }
        if (name.startsWith("node")) {
            if (source.name().endsWith(".mts") || source.name().endsWith(".cts")) {
                return source.name().endsWith(".mts") ? Format.MODULE : Format.COMMONJS;
            }
            Manifest manifest = above(source.parent(), machine);
            boolean known = manifest instanceof Manifest.Found || manifest instanceof Manifest.None;
            boolean esm = manifest instanceof Manifest.Found found
                    && found.json().type().equals(Optional.of("module"));
            return !known ? Format.UNKNOWN : esm ? Format.MODULE : Format.COMMONJS;
        }
        if (name.startsWith("es")) {
            return Format.MODULE;
        }
        if (module.isEmpty() && manner.major() > 0) {
            String target = config.text("target").orElse(manner.major() >= ROOT_IS_PROJECT ? "es2025" : "es5");
            boolean old = target.equals("es3") || target.equals("es5");
            return old ? Format.COMMONJS : Format.MODULE;
        }
        return Format.UNKNOWN;
    }

    /** The nearest package.json; steps that are not followed are taken not to write one among the sources. */
    private static Manifest above(ImagePath directory, Machine machine) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Manifest here = Manifest.in(at, machine);
            boolean steps = here instanceof Manifest.Unclear unclear
                    && (unclear.reason() == Reason.BUILD_OUTPUT_NOT_MODELLED
                            || unclear.reason() == Reason.COMMAND_EFFECT_NOT_MODELLED)
                    && !(machine.files().follow(at.child("package.json")) instanceof Fact.Present<Located>);
            if (!steps && !(here instanceof Manifest.None) || at.isRoot()) {
                return here;
            }
        }
    }

    private static List<String> helpers(ImagePath source, TsConfig config) {
        List<String> helpers = new ArrayList<>();
        if (config.is("importHelpers")) {
            helpers.add("tslib");
        }
        String jsx = config.text("jsx").orElse("");
        if (source.name().endsWith("x") && jsx.startsWith("react-jsx")) {
            String from = config.text("jsxImportSource").orElse("react");
            helpers.add(from + (jsx.endsWith("dev") ? "/jsx-dev-runtime" : "/jsx-runtime"));
        }
        return helpers;
    }

    /**
     * Compiles a project into the image. What a file of an earlier build says is up to date is not written again.
     */
    static void compile(TsConfig config, Manner manner, Job job) {
        if (config.is("noEmit")) {
            return;
        }
        TsOutputs outputs = of(config, manner, job.machine());
        boolean remembers = config.is("incremental") || config.is("composite");
        ImagePath memory = memory(config);
        // One that an earlier step of this build made came with the outputs.
        boolean earlier = remembers && job.files().follow(memory) instanceof Fact.Present<Located>;
        (earlier ? new TsOutputs(outputs.files(), outputs.directory(), false, false) : outputs).write(job);
        if (remembers) {
            job.files(job.files().perhaps(memory, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
    }

    /** Where it keeps what it has built ("tsBuildInfoFile"). */
    private static ImagePath memory(TsConfig config) {
        String name = config.path().name().replaceFirst("\\.json$", "") + ".tsbuildinfo";
        Optional<ImagePath> given = config.path("tsBuildInfoFile");
        Optional<ImagePath> out = config.path("outDir");
        if (given.isPresent() || out.isEmpty()) {
            return given.orElse(config.directory().child(name));
        }
        return config.path("rootDir")
                .map(from -> out.get().resolve(NodeInstall.relative(from, config.directory())))
                .orElse(out.get())
                .child(name);
    }

    /** Writes it into the image. */
    void write(Job job) {
        FileSystem written = job.files();
        if (certain) {
            if (!files.isEmpty()) {
                written = written.mkdirs(directory, job.made(0755));
            }
            for (Map.Entry<ImagePath, Content> each : files.entrySet()) {
                written = written.mkdirs(each.getKey().parent(), job.made(0755))
                        .with(each.getKey(), new Node.File(job.made(0644), each.getValue()));
            }
        }
        job.files(written);
        if (certain && !complete && more.isPresent()) {
            more.get().forEach(each -> perhaps(job, each));
        } else if (!certain || !complete) {
            opened(job, directory);
        }
        Set<ImagePath> directories = new TreeSet<>();
        files.keySet().forEach(each -> directories.add(each.parent()));
        if (certain) {
            bare(job, directory, directories);
        }
    }

    private static void perhaps(Job job, ImagePath path) {
        if (job.isDirectory(path)) {
            opened(job, path);
        } else {
            job.files(job.files().perhaps(path, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
    }

    /** A compiler neither installs packages nor writes a package.json that nothing imports. */
    static void bare(Job job, ImagePath directory, Set<ImagePath> directories) {
        if (job.isDirectory(directory.child("node_modules"))) {
            return;
        }
        Set<ImagePath> all = new TreeSet<>(directories);
        for (ImagePath each : directories) {
            for (ImagePath at = each; at.isIn(directory) && !at.isRoot(); at = at.parent()) {
                all.add(at);
            }
        }
        for (ImagePath each : all) {
            for (String name : List.of("package.json", "node_modules")) {
                ImagePath path = each.child(name);
                if (job.files().follow(path) instanceof Fact.Unknown<Located>) {
                    job.files(gone(job, path));
                }
            }
        }
    }

    private static FileSystem gone(Job job, ImagePath path) {
        Content nothing = new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED);
        return job.files().with(path, new Node.File(job.made(0644), nothing)).without(path, job.evidence());
    }

    /** Below a directory there may be more; the packages that are installed in it stay what they are. */
    static void opened(Job job, ImagePath directory) {
        if (job.isDirectory(directory.child("node_modules")) || directory.isRoot()) {
            ImagePath current = job.machine().directory();
            job.machine(Effects.outputs(
                            job.machine().withDirectory(directory), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence())
                    .withDirectory(current));
        } else {
            job.files(job.files().open(directory, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
    }
}
