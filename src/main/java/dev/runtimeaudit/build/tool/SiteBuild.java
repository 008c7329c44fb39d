package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.NextConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Configuration;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builders of web applications: where they put what a server runs and what a web server hands out (reactrouter.com, "react-router
 * build"; remix.run, "remix vite:build"; nuxt.com, "nuxi build"; docs.astro.build, "Node adapter"; svelte.dev, "Node servers";
 * vite.dev, "build.outDir"; tanstack.com/start, "Hosting"; create-react-app.dev, "Production build"). Where a setting that says so is not known, nothing is.
 *
 * <p>It is one class although it is long: one builder is a few lines, and they share how configurations are asked.
 */
final class SiteBuild implements Launcher {

    private static final Reason WHY = Reason.BUILD_OUTPUT_NOT_MODELLED;

    private static final Set<String> WITH_VALUE = Set.of(
            "outDir",
            "mode",
            "config",
            "base",
            "root",
            "logLevel",
            "assetsDir",
            "minify",
            "sourcemap",
            "sourcemapClient",
            "sourcemapServer",
            "dotenv",
            "preset",
            "cwd",
            "envName");

    private static final List<String> ENDINGS = List.of("ts", "js", "mjs", "mts", "cjs", "cts");

    /** Of what else takes part in a build by vite it is known that it writes nowhere but to the directory of the output. */
    private static final Set<String> QUIET = Set.of(
            "@tailwindcss/vite",
            "@vitejs/plugin-legacy",
            "@vitejs/plugin-react",
            "@vitejs/plugin-react-swc",
            "@vitejs/plugin-vue",
            "@vitejs/plugin-vue-jsx",
            "autoprefixer",
            "fs",
            "node:fs",
            "node:path",
            "node:url",
            "path",
            "tailwindcss",
            "url",
            "vite",
            "vite-plugin-checker",
            "vite-plugin-compression",
            "vite-plugin-env-compatible",
            "vite-plugin-pwa",
            "vite-plugin-svgr",
            "vite-tsconfig-paths",
            "vitest/config");

    /** With these, vite builds a server, or is built on by a framework that does. */
    private static final List<String> FRAMEWORKS = List.of(
            "@analogjs/",
            "@builder.io/",
            "@qwik.dev/",
            "@react-router/",
            "@remix-run/",
            "@solidjs/",
            "@sveltejs/kit",
            "@tanstack/",
            "nitro",
            "react-router-hono-server",
            "vike",
            "vinxi",
            "waku");

    private static final String SVELTE = "@sveltejs/kit/vite";

    private static final Set<String> TANSTACK =
            Set.of("@tanstack/react-start/plugin/vite", "@tanstack/solid-start/plugin/vite");

    private static final Set<String> NITRO = Set.of("@tanstack/nitro-v2-vite-plugin", "nitro/vite");

    /** How nitro calls its server for node. */
    private static final Set<String> NODE = Set.of("node-server", "node_server");

    /** Options of nitro that change neither what kind of server it writes nor where. */
    private static final Set<String> HARMLESS =
            Set.of("preset", "compatibilityDate", "compressPublicAssets", "minify", "noExternals", "sourceMap");

    private final Launcher otherwise;

    /** @param otherwise what is done about everything that is no build, or of which too little is known */
    SiteBuild(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "cml", WITH_VALUE);
        boolean other = line.unclear()
                || line.has("h", "help", "v", "version", "w", "watch", "ssr")
                || line.value("root", "cwd", "c", "config", "preset").isPresent();
        Optional<Output> output =
                other ? Optional.empty() : new Site(job, job.machine().directory()).output(program.name(), line);
        if (output.isEmpty()) {
            return otherwise.run(call, new Program(program.name(), "", program.linkage()), replay);
        }
        if (!output.get().alone()) {
            job.machine(Effects.project(job.machine(), WHY, job.evidence()));
        }
        output.get().files().forEach((path, node) -> {
            ImagePath to = job.path(path);
            job.files(job.files().mkdirs(to.parent(), job.made(0755)).with(to, node));
        });
        return job.unknown(WHY);
    }

    /**
     * What a build leaves behind.
     *
     * @param files by their paths as seen from the application
     * @param alone nothing else comes to be
     */
    private record Output(Map<String, Node> files, boolean alone) {}

    /** One application. */
    private static final class Site {
        private final Job job;
        private final ImagePath directory;

        Site(Job job, ImagePath directory) {
            this.job = job;
            this.directory = directory;
        }

        Optional<Output> output(String program, Line line) {
            List<String> words = line.texts();
            String command = words.isEmpty() ? "" : words.get(0);
            if (words.size() > 1) {
                return Optional.empty();
            }
            switch (program + " " + command) {
                case "react-router build":
                    return reactRouter();
                case "remix vite:build", "remix-run vite:build":
                    return remix();
                case "remix build", "remix-run build":
                    return classicRemix();
                case "nuxt build", "nuxi build":
                    return nuxt(true);
                case "nuxt generate", "nuxi generate":
                    return nuxt(false);
                case "astro build":
                    return astro();
                case "vite build":
                    return svelte().or(() -> start(line)).or(() -> vite(line));
                case "react-scripts build":
                    return given("BUILD_PATH") ? Optional.empty() : site("build", true);
                default:
                    return Optional.empty();
            }
        }

        private Optional<Output> reactRouter() {
            Config config = config("react-router.config");
            Optional<String> build = config.text("build", "buildDirectory");
            Optional<String> file = config.text("index.js", "serverBuildFile");
            Setting ssr = config.at("ssr");
            boolean known =
                    config.lacks("serverBundles") && config.lacks("presets") && !(ssr instanceof Setting.Unclear);
            if (build.isEmpty() || file.isEmpty() || !known) {
                return Optional.empty();
            }
            boolean serves = !ssr.equals(new Setting.Flag(false));
            return Optional.of(serves ? served(build.get(), file.get(), "react-router") : client(build.get()));
        }

        /** Its options stand among the plugins of vite, in one call or another. */
        private Optional<Output> remix() {
            Config config = config("vite.config");
            boolean plain = config.known()
                    && config.file()
                            .filter(file ->
                                    List.of("buildDirectory", "serverBuildFile", "serverBundles", "ssr:").stream()
                                            .noneMatch(file.text()::contains))
                            .isPresent();
            return plain ? Optional.of(served("build", "index.js", "remix")) : Optional.empty();
        }

        private Optional<Output> classicRemix() {
            Config config = config("remix.config");
            return config.text("build/index.js", "serverBuildPath")
                    .map(path -> new Output(
                            Map.of(path, file(new Content.Mark("remix")), "public/build", directory(Map.of())), false));
        }

        private Output served(String build, String file, String framework) {
            return new Output(
                    Map.of(
                            build + "/client",
                            directory(Map.of("assets", directory(Map.of()))),
                            build + "/server",
                            directory(Map.of(file, file(new Content.Mark(framework))))),
                    false);
        }

        private Output client(String build) {
            return new Output(
                    Map.of(
                            build + "/client",
                            directory(Map.of("assets", directory(Map.of()), "index.html", file(opaque())))),
                    false);
        }

        private Optional<Output> nuxt(boolean server) {
            Config config = config("nuxt.config");
            boolean usual = config.known()
                    && config.lacks("nitro")
                    && config.lacks("extends")
                    && config.lacks("rootDir")
                    && config.lacks("srcDir")
                    && !given("NITRO_PRESET")
                    && !given("SERVER_PRESET")
                    && !given("NITRO_OUTPUT_DIR");
            if (!usual) {
                return Optional.empty();
            }
            Directory site = directory(Map.of("_nuxt", directory(Map.of())));
            Map<String, Node> files =
                    new TreeMap<>(Map.of(".output/public", site, ".output/nitro.json", file(opaque())));
            if (server) {
                files.put(".output/server", nitro("nuxt"));
            }
            return Optional.of(new Output(files, false));
        }

        /**
         * Nitro's server for node (nitropack 2.12 and nitro 3.0, presets {@code node-server}): what it loads lies beside it, chunks and the
         * packages that were traced.
         */
        private Directory nitro(String framework) {
            Content server = new Content.Server(framework, List.of(), List.of(), List.of("chunks"));
            return directory(Map.of("index.mjs", file(server)));
        }

        /**
         * TanStack Start, of which nitro makes a server (tanstack.com/start, "Hosting"). Which plugins take part has to be known: those of
         * other hosts write something else.
         */
        private Optional<Output> start(Line line) {
            Config config = config("vite.config");
            Setting whole = config.script().map(Configuration::whole).orElse(new Setting.Unclear());
            Optional<List<Setting.Made>> plugins = plugins(whole.member("plugins"));
            boolean plain = line.flags().isEmpty()
                    && List.of("root", "builder", "environments", "nitro").stream()
                            .allMatch(name -> whole.member(name) instanceof Setting.None)
                    && !given("NITRO_PRESET")
                    && !given("SERVER_PRESET")
                    && !given("NITRO_OUTPUT_DIR")
                    && config("nitro.config").isNone();
            if (plugins.isEmpty() || !plain) {
                return Optional.empty();
            }
            List<Setting.Made> starts = plugins.get().stream()
                    .filter(each -> TANSTACK.contains(each.module()))
                    .toList();
            List<Setting.Made> servers = plugins.get().stream()
                    .filter(each -> NITRO.contains(each.module()))
                    .toList();
            boolean known = starts.size() == 1
                    && isPlain(starts.get(0).argument())
                    && servers.size() == 1
                    && isForNode(servers.get(0).argument());
            return known
                    ? Optional.of(new Output(Map.of(".output/server", nitro("tanstack-start")), false))
                    : Optional.empty();
        }

        /** The plugins of vite, with those in lists of lists; empty where one is not known. */
        private static Optional<List<Setting.Made>> plugins(Setting setting) {
            if (!(setting instanceof Setting.Items items)) {
                return Optional.empty();
            }
            List<Setting.Made> all = new ArrayList<>();
            for (Setting each : items.all()) {
                if (each instanceof Setting.Made made) {
                    all.add(made);
                } else if (each instanceof Setting.Items more && plugins(more).isPresent()) {
                    all.addAll(plugins(more).get());
                } else if (!(each instanceof Setting.None) && !each.equals(new Setting.Flag(false))) {
                    return Optional.empty();
                }
            }
            return Optional.of(all);
        }

        /** Its option {@code target}, of versions that called nitro themselves, is another matter. */
        private static boolean isPlain(Setting options) {
            return options instanceof Setting.None
                    || options instanceof Setting.Members members
                            && Set.of("router", "srcDirectory", "customViteReactPlugin")
                                    .containsAll(members.all().keySet());
        }

        /** Whether nitro is told nothing by which its output would be another one, or elsewhere. */
        private static boolean isForNode(Setting options) {
            if (options instanceof Setting.None) {
                return true;
            }
            Setting preset = options.member("preset");
            return options instanceof Setting.Members members
                    && HARMLESS.containsAll(members.all().keySet())
                    && (preset instanceof Setting.None
                            || preset instanceof Setting.Text text && NODE.contains(text.text()));
        }

        private Optional<Output> astro() {
            Config config = config("astro.config");
            Optional<String> to = config.text("dist", "outDir").map(SiteBuild::plain);
            if (to.isEmpty() || !config.lacks("root") || !config.lacks("build", "server")) {
                return Optional.empty();
            }
            Setting adapter = config.at("adapter");
            if (adapter instanceof Setting.None) {
                return config.lacks("output") || config.at("output").equals(new Setting.Text("static"))
                        ? site(to.get(), false)
                        : Optional.empty();
            }
            boolean standalone = config.imports().contains("@astrojs/node")
                    && config.at("adapter", "mode").equals(new Setting.Text("standalone"));
            if (!standalone) {
                return Optional.empty();
            }
            return Optional.of(new Output(
                    Map.of(
                            to.get() + "/client",
                            directory(Map.of()),
                            to.get() + "/server",
                            directory(Map.of(
                                    "entry.mjs",
                                    file(new Content.Server(
                                            "astro", List.of(), List.of(), List.of("../../node_modules")))))),
                    false));
        }

        /** SvelteKit, with the adapter that makes a server for node of it. */
        private Optional<Output> svelte() {
            if (!config("vite.config").imports().contains(SVELTE)) {
                return Optional.empty();
            }
            Config config = config("svelte.config");
            Setting adapter = config.at("kit", "adapter");
            boolean node = adapter instanceof Setting.Made made && made.module().equals("@sveltejs/adapter-node");
            Setting options = adapter instanceof Setting.Made made ? made.argument() : new Setting.Unclear();
            Setting out = options instanceof Setting.None ? options : options.member("out");
            Optional<String> to = out instanceof Setting.Text text
                    ? Optional.of(plain(text.text()))
                    : out instanceof Setting.None ? Optional.of("build") : Optional.empty();
            // With a prefix, it ends for each variable that begins with it and is none of its own (files/env.js).
            Setting prefix = options instanceof Setting.None ? options : options.member("envPrefix");
            boolean prefixed = !(prefix instanceof Setting.None) && !prefix.equals(new Setting.Text(""));
            if (!node || to.isEmpty() || prefixed) {
                return Optional.empty();
            }
            String modules = "../".repeat(to.get().split("/").length) + "node_modules";
            Content server = new Content.Server(
                            "sveltekit",
                            List.of(),
                            List.of(),
                            isBundled() ? List.of("server") : List.of("server", modules))
                    .asModule();
            // It writes no package.json (@sveltejs/adapter-node 5.5 and 6.0, index.js): node takes index.js for the
            // directory.
            Directory written = directory(Map.of(
                    "client",
                    directory(Map.of()),
                    "server",
                    directory(Map.of()),
                    "handler.js",
                    file(opaque()),
                    "index.js",
                    file(server)));
            TreeMap<String, Slot> children = new TreeMap<>(written.children());
            children.put("package.json", new Slot.Gone(job.evidence()));
            Directory all = new Directory(written.meta(), written.rest(), () -> children);
            return Optional.of(new Output(Map.of(to.get(), all), false));
        }

        /**
         * Whether SvelteKit's server needs no package: all that are not {@code dependencies} become part of it (@sveltejs/adapter-node 1.0
         * to 6.0, index.js), unless vite is told otherwise. An install of packages by their names would have written more into the manifest.
         */
        private boolean isBundled() {
            boolean byManifest =
                    job.files().follow(directory.child("node_modules")) instanceof Fact.Present<Located> modules
                            && modules.value().node() instanceof Directory known
                            && !(known.rest() instanceof Rest.Open);
            Config vite = config("vite.config");
            Set<String> quiet = new HashSet<>(QUIET);
            quiet.add(SVELTE);
            return byManifest
                    && Manifest.in(directory, job.machine()) instanceof Manifest.Found found
                    && found.json().dependencies().isEmpty()
                    && quiet.containsAll(vite.imports())
                    && vite.lacks("ssr")
                    && vite.lacks("environments")
                    && vite.lacks("build", "rollupOptions")
                    && vite.lacks("build", "rolldownOptions");
        }

        private Optional<Output> vite(Line line) {
            Config config = config("vite.config");
            boolean framework = config.imports().stream()
                    .anyMatch(name -> FRAMEWORKS.stream().anyMatch(name::startsWith));
            boolean unusual = !config.known()
                    || framework
                    || !config.lacks("root")
                    || !config.lacks("build", "ssr")
                    || !config.lacks("build", "lib");
            Optional<String> to =
                    line.value("outDir").isPresent() ? line.text("outDir") : config.text("dist", "build", "outDir");
            boolean inside = to.map(SiteBuild::plain)
                    .filter(path -> !path.isEmpty() && !path.startsWith("/") && !path.startsWith(".."))
                    .isPresent();
            return unusual || !inside ? Optional.empty() : site(plain(to.get()), QUIET.containsAll(config.imports()));
        }

        private Optional<Output> site(String to, boolean alone) {
            return Optional.of(new Output(Map.of(to, directory(Map.of("index.html", file(opaque())))), alone));
        }

        /** Whether a variable is set, or may be. */
        private boolean given(String name) {
            return !(job.machine().environment().get(name) instanceof Fact.Absent<String>);
        }

        private Node.File file(Content content) {
            return new Node.File(job.made(0644), content);
        }

        private static Content opaque() {
            return new Content.Opaque(WHY);
        }

        private Directory directory(Map<String, Node> named) {
            TreeMap<String, Slot> children = new TreeMap<>();
            named.forEach((name, node) -> children.put(name, new Slot.Here(node)));
            return new Directory(job.made(0755), new Rest.Open(WHY, job.evidence()), () -> children);
        }

        private Config config(String name) {
            for (String ending : ENDINGS) {
                Fact<Located> found = NextConfig.settled(job.files().follow(directory.child(name + "." + ending)));
                if (found instanceof Fact.Absent<Located>) {
                    continue;
                }
                Fact<SourceFile> text = found.then(here -> here.value().node() instanceof Node.File file
                        ? file.content().likely().text()
                        : Fact.absent(here.evidence()));
                return text instanceof Fact.Present<SourceFile> present
                        ? new Config(
                                Optional.of(present.value()),
                                Optional.of(Configuration.of(present.value(), this::variable)),
                                true)
                        : new Config(Optional.empty(), Optional.empty(), false);
            }
            return new Config(Optional.empty(), Optional.empty(), true);
        }

        private Setting variable(String name) {
            Fact<String> set = job.machine().environment().get(name);
            return set instanceof Fact.Present<String> known
                    ? new Setting.Text(known.value())
                    : name.equals("NODE_ENV") ? new Setting.Text("production") : new Setting.Unclear();
        }
    }

    /** {@code ./dist/} is {@code dist}. */
    private static String plain(String path) {
        String from = path.startsWith("./") ? path.substring(2) : path;
        return from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
    }

    /**
     * A configuration of the application.
     *
     * @param file its text; empty when there is none, or it is not known
     * @param known there is none, or it can be read
     */
    private record Config(Optional<SourceFile> file, Optional<Configuration> script, boolean known) {

        Setting at(String... names) {
            return script.map(all -> all.at(names)).orElse(known ? new Setting.None() : new Setting.Unclear());
        }

        boolean isNone() {
            return known && script.isEmpty();
        }

        boolean lacks(String... names) {
            return at(names) instanceof Setting.None;
        }

        /** The text of a setting, or what it is without one; empty when it is not known. */
        Optional<String> text(String usual, String... names) {
            Setting setting = at(names);
            if (setting instanceof Setting.None) {
                return Optional.of(usual);
            }
            return setting instanceof Setting.Text text ? Optional.of(plain(text.text())) : Optional.empty();
        }

        Set<String> imports() {
            java.util.TreeSet<String> all = new java.util.TreeSet<>();
            file.ifPresent(text -> ModuleUses.of(text).forEach(use -> all.add(use.specifier())));
            return all;
        }
    }
}
