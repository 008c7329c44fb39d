package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.TsOutputs.Manner;
import dev.runtimeaudit.build.tool.TsOutputs.Specifiers;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.Patterns;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code nest build}: TypeScript's own compiler with aliases rewritten, and assets copied (docs.nestjs.com, "CLI", "Workspaces", "Assets";
 * nest-cli, {@code lib/configuration/defaults.ts}). Of webpack see {@link NestWebpack}; what swc makes of it is
 * not listed.
 */
final class Nest implements Launcher {

    private static final Set<String> VALUES =
            Set.of("config", "path", "tsc", "builder", "webpackPath", "watchAssets", "type-check");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "cpb", VALUES);
        List<String> words = line.texts();
        boolean builds = !words.isEmpty() && words.get(0).equals("build");
        if (!builds || line.unclear() || line.has("w", "watch", "all")) {
            job.machine(Effects.outputsAnywhere(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        Optional<Plan> found = Plan.of(call, job);
        if (found.isEmpty()) {
            job.machine(Effects.outputsAnywhere(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        Plan plan = found.get();
        ImagePath out = plan.out();
        if (plan.option("deleteOutDir").filter(Json::isTrue).isPresent()) {
            job.files(job.files().without(out, job.evidence()));
        }
        if (plan.plain()) {
            Manner manner = new Manner("nest", Tsc.installed(plan.directory(), job), Specifiers.ALIASES_IN_FULL);
            TsOutputs.compile(plan.config(), manner, job);
        } else {
            NestWebpack webpack = new NestWebpack(job, line, plan.workspace(), plan.project());
            boolean one =
                    words.size() == 1 || words.size() == 2 && plan.project().isPresent();
            if (!one || !webpack.isPlain() || !webpack.write(plan.config())) {
                TsOutputs.opened(job, out);
            }
        }
        ImagePath sources = plan.directory().resolve(plan.text("sourceRoot").orElse("src"));
        plan.option("assets").ifPresent(assets -> assets(job, assets, sources, out));
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /**
     * What is built, and how.
     *
     * @param workspace what the configuration says
     * @param project what it says of the project that is built, where there are several
     * @param options its compiler options
     * @param monorepo it is a workspace of several projects
     * @param plain TypeScript's own compiler builds it
     */
    record Plan(
            ImagePath directory,
            Json workspace,
            Optional<Json> project,
            Optional<Json> options,
            TsConfig config,
            boolean monorepo,
            boolean plain) {

        /** Empty where something of it cannot be read. */
        static Optional<Plan> of(Invocation call, Job job) {
            Line line = Line.of(call.arguments(), "cpb", VALUES);
            List<String> words = line.texts();
            ImagePath directory = job.machine().directory();
            Optional<Json> file = Nest.settings(directory, line, job.machine());
            boolean monorepo = file.flatMap(json -> json.member("monorepo"))
                    .filter(Json::isTrue)
                    .isPresent();
            Optional<Json> project = file.flatMap(json -> json.member("projects"))
                    .filter(all -> words.size() > 1)
                    .flatMap(all -> all.member(words.get(1)));
            Optional<Json> options = project.flatMap(json -> json.member("compilerOptions"))
                    .or(() -> file.flatMap(json -> json.member("compilerOptions")));
            Optional<TsConfig> config = TsConfig.read(configuration(directory, line, options, job), job.machine());
            boolean plain =
                    builder(line, options, monorepo).equals("tsc") && (words.size() == 1 || project.isPresent());
            return file.isEmpty() || config.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Plan(directory, file.get(), project, options, config.get(), monorepo, plain));
        }

        ImagePath out() {
            return config.path("outDir").orElse(directory.child("dist"));
        }

        Optional<Json> option(String name) {
            return options.flatMap(json -> json.member(name));
        }

        /** Of the project; where that says nothing, of the workspace. */
        Optional<String> text(String name) {
            return settings()
                    .flatMap(json -> json.text(name).stream())
                    .findFirst()
                    .map(Fragment::text);
        }

        private Stream<Json> settings() {
            return Stream.concat(project.stream(), Stream.of(workspace));
        }

        boolean has(String name) {
            return settings().anyMatch(json -> json.member(name).isPresent());
        }
    }

    /** What {@code nest-cli.json} says; nothing where there is none. */
    private static Optional<Json> settings(ImagePath directory, Line line, Machine machine) {
        List<String> names = line.text("c", "config")
                .map(List::of)
                .orElse(List.of(".nestcli.json", ".nest-cli.json", "nest-cli.json", "nest.json"));
        for (String name : names) {
            Fact<SourceFile> text = Manifest.text(directory.resolve(name), machine);
            if (text instanceof Fact.Present<SourceFile> found) {
                return LenientJson.of(found.value());
            }
            if (text instanceof Fact.Unknown<SourceFile> && name.equals("nest-cli.json")) {
                return Optional.empty();
            }
        }
        return Optional.of(new Json.Members(java.util.Map.of()));
    }

    private static ImagePath configuration(ImagePath directory, Line line, Optional<Json> options, Job job) {
        Optional<String> named = line.text("p", "path")
                .or(() -> options.flatMap(json -> json.text("tsConfigPath")).map(Fragment::text));
        ImagePath build = directory.child("tsconfig.build.json");
        boolean own = job.files().follow(build) instanceof Fact.Present<Located>;
        return named.map(directory::resolve).orElse(own ? build : directory.child("tsconfig.json"));
    }

    private static String builder(Line line, Optional<Json> options, boolean monorepo) {
        if (line.has("webpack")) {
            return "webpack";
        }
        Optional<String> given = line.text("b", "builder");
        Optional<Json> named = options.flatMap(json -> json.member("builder"));
        Optional<String> written = named.flatMap(json -> json instanceof Json.Text text
                ? Optional.of(text.text().text())
                : json.text("type").map(Fragment::text));
        boolean webpack = options.flatMap(json -> json.member("webpack"))
                .filter(Json::isTrue)
                .isPresent();
        return given.or(() -> written).orElse(webpack || monorepo && !line.has("tsc") ? "webpack" : "tsc");
    }

    /** Each entry is a pattern below the directory of sources, or an object that has one under {@code include}. */
    private static void assets(Job job, Json assets, ImagePath sources, ImagePath out) {
        List<Json> all = assets instanceof Json.Elements elements ? elements.all() : List.of(assets);
        for (Json each : all) {
            Optional<String> pattern = each instanceof Json.Text text
                    ? Optional.of(text.text().text())
                    : each.text("include").map(Fragment::text);
            ImagePath to =
                    each.text("outDir").map(text -> job.path(text.text())).orElse(out);
            if (pattern.isEmpty()) {
                TsOutputs.opened(job, to);
                continue;
            }
            boolean directory = job.isDirectory(sources.resolve(pattern.get()));
            String whole = sources.resolve(pattern.get()).value() + (directory ? "/**/*" : "");
            List<ImagePath> matches = new ArrayList<>();
            collect(job.files(), sources, Patterns.of(whole), matches, 0);
            for (ImagePath match : matches) {
                if (job.files().follow(match) instanceof Fact.Present<Located> found) {
                    ImagePath target = to.resolve(match.below(sources));
                    job.files(job.files()
                            .mkdirs(target.parent(), job.made(0755))
                            .with(target, found.value().node()));
                }
            }
        }
    }

    private static void collect(FileSystem files, ImagePath at, Patterns wanted, List<ImagePath> matches, int depth) {
        if (depth > 20
                || !(files.follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return;
        }
        directory.children().forEach((name, slot) -> {
            ImagePath path = at.child(name);
            if (slot instanceof Slot.Here here && here.node() instanceof Directory && !name.equals("node_modules")) {
                collect(files, path, wanted, matches, depth + 1);
            } else if (slot instanceof Slot.Here here
                    && here.node() instanceof Node.File
                    && wanted.matches(path.value())) {
                matches.add(path);
            }
        });
    }
}
