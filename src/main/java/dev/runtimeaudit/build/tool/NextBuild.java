package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.NextConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code next build}: {@code .next}, and in it the standalone server where the configuration asks for one (nextjs.org, "output";
 * measured with Next.js 13.5, 14.2, 15.5 and 16.4). Static files and {@code public} are never part of the standalone output. Which
 * modules are traced into it is not worked out, except for Next.js itself and for scripts to which no page leads.
 *
 * <p>It is one class although it is long: where files lie and what is among them follow from the same configuration and version.
 */
final class NextBuild implements Launcher {

    private static final Reason WHY = Reason.BUILD_OUTPUT_NOT_MODELLED;

    private static final Set<String> WITH_VALUE = Set.of("experimental-build-mode", "debug-build-paths", "inspect");

    /** Subcommands that leave nothing that a start would need. */
    private static final Set<String> HARMLESS = Set.of("info", "lint", "telemetry", "typegen");

    /** As the prisma CLI looks for it. */
    private static final List<String> PRISMA_CONFIGURATION = List.of(
            ".config",
            "prisma.config.cjs",
            "prisma.config.cts",
            "prisma.config.js",
            "prisma.config.mjs",
            "prisma.config.mts",
            "prisma.config.ts",
            "prisma7.config.js",
            "prisma7.config.mjs",
            "prisma7.config.cjs",
            "prisma7.config.ts",
            "prisma7.config.mts",
            "prisma7.config.cts");

    private final Launcher otherwise;

    /** @param otherwise what is done about everything that is no build */
    NextBuild(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "", WITH_VALUE);
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        if (HARMLESS.contains(command) && !line.unclear()) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        boolean builds = command.equals("build") && !line.unclear();
        boolean partly = line.value("experimental-build-mode").isPresent() || line.has("h", "help", "v", "version");
        if (!builds || partly) {
            return otherwise.run(call, new Program("next", "", program.linkage()), replay);
        }
        ImagePath directory =
                operands.size() > 1 ? job.path(operands.get(1)) : job.machine().directory();
        new Build(job, directory, line.has("turbo", "turbopack"), line.has("webpack")).run();
        return job.unknown(WHY);
    }

    /** One build of an application. */
    private static final class Build {
        private final Job job;
        private final ImagePath directory;
        private final NextConfig config;
        private final String version;
        private final FileSystem before;
        /** Whether it is webpack that bundles, and @vercel/nft that traces. */
        private final boolean webpack;

        Build(Job job, ImagePath directory, boolean turbopack, boolean webpack) {
            this.job = job;
            this.directory = directory;
            this.config = NextConfig.in(directory, job.machine());
            this.version = version(job, directory);
            this.before = job.files();
            int major = NextRoot.number(version, 0);
            this.webpack = major > 15 ? webpack : major > 12 && !turbopack;
        }

        void run() {
            if (nothingToBuild()) {
                return;
            }
            job.machine(Effects.outputs(job.machine(), WHY, job.evidence()));
            boolean certain = config.distDir() instanceof Fact.Present<String>;
            if (!certain) {
                job.files(job.files().open(directory, WHY, job.evidence()));
                job.machine(Effects.outputsAnywhere(job.machine(), WHY, job.evidence()));
            }
            Optional<String> usual = config.usualDistDir();
            if (usual.isEmpty()) {
                return;
            }
            String dist = usual.get();
            if (certain) {
                spare(dist);
            }
            Set<Setting> output = config.output(job.machine());
            Setting export = new Setting.Text("export");
            if (output.contains(export)) {
                exported(dist, output.size() == 1);
                return;
            }
            job.files(job.files().with(directory.resolve(dist), built(dist, output)));
        }

        /**
         * Where other builders put what they make, this one makes nothing, unless it is told to: a script may put its output there, and
         * so may a function for webpack.
         */
        private void spare(String dist) {
            if (!config.bundlesIntoOutput()) {
                return;
            }
            for (String name : List.of("dist", "build")) {
                ImagePath path = directory.child(name);
                boolean own = directory.resolve(dist).isIn(path);
                if (!own && before.follow(path) instanceof Fact.Absent<Located>) {
                    job.files(job.files().without(path, job.evidence()));
                }
            }
        }

        /** Without pages there is nothing to build (Next.js, {@code src/lib/find-pages-dir.ts}). */
        private boolean nothingToBuild() {
            for (String name : List.of("pages", "app", "src/pages", "src/app")) {
                if (!(before.follow(directory.resolve(name)) instanceof Fact.Absent<Located>)) {
                    return false;
                }
            }
            int major = NextRoot.number(version, 0);
            if (major < 13) {
                return false;
            }
            String words = "> Couldn't find any `pages` or `app` directory. Please create one under the project root";
            job.fails(
                    Cause.STEP_FAILS,
                    1,
                    major == 15 ? "[Error: " + words + "]" : "Error: " + words,
                    directory.child("app").value(),
                    job.call().command());
            return true;
        }

        /** A static site: {@code out}, or what {@code distDir} names. */
        private void exported(String dist, boolean certain) {
            ImagePath to = directory.child(dist.equals(".next") ? "out" : dist);
            job.files(
                    certain
                            ? job.files().with(to, files("404.html", "_next"))
                            : job.files().perhaps(to, WHY, job.evidence()));
            if (!dist.equals(".next")) {
                return;
            }
            job.files(job.files().with(directory.child(dist), files("BUILD_ID")));
        }

        private Directory files(String... names) {
            TreeMap<String, Slot> children = new TreeMap<>();
            for (String name : names) {
                children.put(name, new Slot.Here(name.contains(".") || name.equals("BUILD_ID") ? file() : open()));
            }
            return directory(children);
        }

        private Directory built(String dist, Set<Setting> output) {
            TreeMap<String, Slot> children = new TreeMap<>(mark());
            children.put("static", new Slot.Here(open()));
            children.put("standalone", standalone(dist, output));
            return directory(children);
        }

        private Map<String, Slot> mark() {
            TreeMap<String, Slot> children = new TreeMap<>();
            children.put("BUILD_ID", new Slot.Here(new Node.File(job.made(0644), new Content.Mark("next"))));
            for (String name : List.of(
                    "build-manifest.json",
                    "package.json",
                    "prerender-manifest.json",
                    "required-server-files.json",
                    "routes-manifest.json")) {
                children.put(name, new Slot.Here(file()));
            }
            children.put("server", new Slot.Here(open()));
            return children;
        }

        private Slot standalone(String dist, Set<Setting> output) {
            boolean asked = output.contains(new Setting.Text("standalone"));
            boolean unclear = output.contains(new Setting.Unclear());
            if (!asked && !unclear) {
                Evidence says = config.script().isPresent()
                        ? Evidence.of(config.evidence().steps().get(0).at(), "does not set `output: \"standalone\"`")
                        : Evidence.of(job.call().at(), "finds no next.config that sets `output: \"standalone\"`");
                return new Slot.Gone(job.evidence().because(says));
            }
            Directory laidOut = NextRoot.of(config, version, job.call().machine())
                    .fold(
                            root -> new Standalone(root.value(), dist).directory(),
                            none -> open(),
                            unknown -> directory(new TreeMap<>()));
            return output.size() == 1 && asked
                    ? new Slot.Here(laidOut)
                    : new Slot.Perhaps(Optional.of(laidOut), WHY, job.evidence());
        }

        /** The standalone output, with everything in it as seen from the tracing root. */
        private final class Standalone {
            private final ImagePath root;
            private final String dist;
            private final boolean plain;
            private FileSystem files = new FileSystem(Build.this.directory(new TreeMap<>()));

            Standalone(ImagePath root, String dist) {
                this.root = root;
                this.dist = dist;
                this.plain = config.lacks("outputFileTracingIncludes")
                        && config.lacks("experimental", "outputFileTracingIncludes");
            }

            Directory directory() {
                if (!directory.isIn(root)) {
                    return files.root(); // it is laid out with `..` in its paths, whatever that leads to
                }
                ImagePath at = ImagePath.of(directory.below(root));
                boolean assets = config.lacks("assetPrefix");
                put(
                        at.child("server.js"),
                        new Node.File(
                                job.made(0644),
                                new Content.Server(
                                        "next",
                                        version,
                                        List.of("next"),
                                        assets ? List.of(dist + "/static") : List.of(),
                                        traced())));
                if (before.follow(directory.child("package.json")) instanceof Fact.Present<Located> manifest) {
                    put(at.child("package.json"), manifest.value().node());
                }
                Directory own = Build.this.directory(mark());
                Evidence evidence = Evidence.of(job.call().at(), "leaves static files out of the standalone output");
                put(at.resolve(dist), plain ? own.with("static", new Slot.Gone(evidence)) : own);
                if (plain && !at.isRoot()) {
                    // These are what node looks for when it is given `server.js`.
                    for (String name : List.of("server.js", "server.js.js", "server.js.json", "server.js.node")) {
                        missing(root.child(name), ImagePath.ROOT.child(name));
                    }
                }
                if (plain) {
                    settings(ImagePath.ROOT);
                    settings(at);
                }
                if (plain && webpack && config.lacks("experimental", "turbotrace")) {
                    untraced(at);
                }
                framework();
                if (plain) {
                    for (ImagePath from = directory; from.isIn(root); from = from.parent()) {
                        modules(from);
                        if (from.isRoot()) {
                            break;
                        }
                    }
                }
                return files.root();
            }

            /** Files are traced to where they lie: no package is in the output that the project does not have there. */
            private void modules(ImagePath from) {
                if (!(before.follow(from.child("node_modules")) instanceof Fact.Present<Located> source)
                        || !(source.value().node() instanceof Directory all)
                        || !(all.rest() instanceof Rest.Closed closed)
                        || !source.value().path().equals(from.child("node_modules"))) {
                    return;
                }
                ImagePath to = ImagePath.of(from.below(root)).child("node_modules");
                Optional<Directory> known = files.follow(to) instanceof Fact.Present<Located> here
                                && here.value().node() instanceof Directory directory
                        ? Optional.of(directory)
                        : Optional.empty();
                Map<String, Slot> own = known.isPresent() ? known.get().children() : Map.of();
                TreeMap<String, Slot> children = new TreeMap<>();
                all.children().forEach((name, slot) -> {
                    if (!(slot instanceof Slot.Gone)) {
                        children.put(name, new Slot.Perhaps(Optional.empty(), WHY, job.evidence()));
                    }
                });
                children.putAll(own);
                Directory bounded = new Directory(job.made(0755), closed, () -> children);
                if (known.isPresent()) {
                    put(to, bounded);
                } else {
                    files = files.mkdirs(to.parent(), job.made(0755));
                    Slot perhaps = new Slot.Perhaps(Optional.of(bounded), WHY, job.evidence());
                    replace(to.parent(), directoryAt(to.parent()).with("node_modules", perhaps));
                }
            }

            private Directory directoryAt(ImagePath path) {
                return (Directory)
                        ((Fact.Present<Located>) files.follow(path)).value().node();
            }

            /** The same place with another directory in it, be it the root of the output. */
            private void replace(ImagePath path, Directory with) {
                files = path.isRoot() ? new FileSystem(with) : files.with(path, with);
            }

            private void put(ImagePath path, Node node) {
                files = files.mkdirs(path.parent(), job.made(0755)).with(path, node);
            }

            /** What configures the prisma CLI is loaded by no page, and not traced. */
            private void settings(ImagePath to) {
                Directory with = directoryAt(to);
                for (String name : PRISMA_CONFIGURATION) {
                    Evidence evidence =
                            Evidence.of(job.call().at(), "traces what pages load, and `" + name + "` is for a command");
                    with = with.with(name, new Slot.Gone(evidence));
                }
                replace(to, with);
            }

            /** What no page leads to, and is run by itself. */
            private void untraced(ImagePath to) {
                Directory with = directoryAt(to);
                for (String name : new NextTraced(before, directory, root).untraced()) {
                    Evidence evidence = Evidence.of(
                            job.call().at(), "traces what pages load, and nothing leads from them to `" + name + "`");
                    with = with.with(name, new Slot.Gone(evidence));
                    // This is what node looks for next.
                    for (String other : List.of(name + ".js", name + ".json", name + ".node")) {
                        if (before.at(directory.child(other)) instanceof Fact.Absent<Located>) {
                            with = with.with(other, new Slot.Gone(evidence));
                        }
                    }
                }
                replace(to, with);
            }

            /** What the project does not have is not traced either. */
            private void missing(ImagePath source, ImagePath target) {
                if (before.at(source) instanceof Fact.Absent<Located>) {
                    Evidence evidence = Evidence.of(
                            job.call().at(),
                            "writes server.js to `" + directory.below(root)
                                    + "` of the standalone output, as seen from `" + root + "`");
                    files = files.without(target, evidence);
                    if (!(files.at(target) instanceof Fact.Absent<Located>)) {
                        files = new FileSystem(files.root().with(target.name(), new Slot.Gone(evidence)));
                    }
                }
            }

            /**
             * Where Next.js is in the output, as seen from the server: the build has found it, and nothing outside the tracing root can
             * be what it found.
             */
            private List<String> traced() {
                List<String> inside = new ArrayList<>();
                String up = "";
                for (ImagePath from = directory; ; from = from.parent()) {
                    Fact<Located> found = before.follow(from.resolve("node_modules/next"));
                    // What is not followed installs nothing above the project.
                    found = from.isIn(root) ? found : NextConfig.settled(found);
                    if (!(found instanceof Fact.Absent<Located>) && !from.isIn(root)) {
                        return List.of();
                    }
                    if (!(found instanceof Fact.Absent<Located>)) {
                        inside.add(up + "node_modules/next");
                    }
                    if (found instanceof Fact.Present<Located> here) {
                        return here.value().path().isIn(root) ? inside : List.of();
                    }
                    if (from.isRoot()) {
                        return inside;
                    }
                    up += "../";
                }
            }

            /** Next.js itself, where it lies: what is outside the tracing root is not traced. */
            private void framework() {
                for (ImagePath from = directory; ; from = from.parent()) {
                    Fact<Located> found = before.at(from.resolve("node_modules/next"));
                    if (found instanceof Fact.Unknown<Located>) {
                        return;
                    }
                    if (found instanceof Fact.Present<Located> here) {
                        traced(from, here.value());
                        return;
                    }
                    if (from.isRoot()) {
                        return;
                    }
                }
            }

            private void traced(ImagePath from, Located found) {
                Evidence evidence = Evidence.of(
                        job.call().at(), "traces only what lies below `" + root + "`: not `" + found.path() + "`");
                if (!found.path().isIn(root)) {
                    without(evidence);
                    return;
                }
                ImagePath modules = ImagePath.of(from.below(root)).child("node_modules");
                if (found.node() instanceof Node.Link link) {
                    Fact<Located> real = before.follow(found.path());
                    boolean inside = real instanceof Fact.Present<Located> target
                            && target.value().path().isIn(root);
                    if (real instanceof Fact.Present<Located> target && inside) {
                        module(modules.child("next"), link);
                        module(
                                ImagePath.of(target.value().path().below(root)),
                                target.value().node());
                    } else if (real instanceof Fact.Present<Located>) {
                        without(evidence);
                    }
                } else {
                    module(modules.child("next"), found.node());
                }
            }

            private void module(ImagePath path, Node node) {
                FileSystem with = files;
                for (ImagePath above = path; !above.isRoot(); above = above.parent()) {
                    if (above.name().equals("node_modules") && !(with.at(above) instanceof Fact.Present<Located>)) {
                        Directory modules = Build.this.directory(new TreeMap<>());
                        Evidence evidence = Evidence.of(job.call().at(), "traces no commands of packages");
                        with = with.mkdirs(above.parent(), job.made(0755))
                                .with(above, plain ? modules.with(".bin", new Slot.Gone(evidence)) : modules);
                    }
                }
                files = with;
                put(path, node);
            }

            /** No trace of Next.js, at any place at which server.js would find it inside the output. */
            private void without(Evidence evidence) {
                for (ImagePath from = directory; ; from = from.parent()) {
                    ImagePath modules = ImagePath.of(from.below(root)).child("node_modules");
                    boolean any = !(before.at(from.child("node_modules")) instanceof Fact.Absent<Located>);
                    Slot slot = any
                            ? new Slot.Here(
                                    Build.this.directory(new TreeMap<>()).with("next", new Slot.Gone(evidence)))
                            : new Slot.Gone(evidence);
                    replace(modules.parent(), directoryAt(modules.parent()).with("node_modules", slot));
                    if (from.equals(root)) {
                        return;
                    }
                }
            }
        }

        private Node.File file() {
            return new Node.File(job.made(0644), new Content.Opaque(WHY));
        }

        private Directory open() {
            return directory(new TreeMap<>());
        }

        private Directory directory(Map<String, Slot> named) {
            TreeMap<String, Slot> children = new TreeMap<>(named);
            return new Directory(job.made(0755), new Rest.Open(WHY, job.evidence()), () -> children);
        }
    }

    /** The version that runs: of the installed command, or what the package asks for. */
    private static String version(Job job, ImagePath directory) {
        String installed = job.program().version();
        if (NextRoot.number(installed, 0) > 0) {
            return installed;
        }
        if (!(Manifest.in(directory, job.machine()) instanceof Manifest.Found found)) {
            return "";
        }
        String asked = Set.of("dependencies", "devDependencies").stream()
                .flatMap(group -> found.json().json().member(group).flatMap(all -> all.text("next")).stream())
                .map(Fragment::text)
                .findFirst()
                .orElse("");
        // Of a range only the major is certain.
        boolean exact = !asked.isEmpty() && Character.isDigit(asked.charAt(0)) && !asked.contains(" ");
        String number = exact ? asked : asked.replaceFirst("^[\\^~]", "");
        int major = NextRoot.number(number, 0);
        return exact && !number.contains("x") ? number : major > 0 ? String.valueOf(major) : "";
    }
}
