package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import java.util.Map;
import java.util.Optional;

/**
 * {@code nest build} with webpack and nothing but its own configuration (nestjs/nest-cli 11, {@code webpack-compiler},
 * {@code webpack-defaults}): one file below {@code dist}, at the root of the project that is built. What lies in {@code node_modules} stays
 * outside. A configuration of the project's own is not followed.
 *
 * @param settings what {@code nest-cli.json} says
 * @param project what it says of the project that is built
 */
record NestWebpack(Job job, Line line, Json settings, Optional<Json> project) {

    private static final String CONFIGURATION = "webpack.config.js";

    /** Whether it is asked for in so many words, and with no configuration of its own. */
    boolean isPlain() {
        Optional<Json> builder = option("compilerOptions", "builder");
        boolean asked = line.has("webpack")
                || option("compilerOptions", "webpack").filter(Json::isTrue).isPresent()
                || line.text("b", "builder").filter("webpack"::equals).isPresent()
                || builder.flatMap(NestWebpack::text)
                        .or(() -> builder.flatMap(json -> json.text("type")).map(Fragment::text))
                        .filter("webpack"::equals)
                        .isPresent();
        boolean configured = line.value("webpackPath").isPresent()
                || option("compilerOptions", "webpackConfigPath").isPresent()
                || builder.flatMap(json -> json.member("options")).isPresent();
        Fact<Located> usual = job.files().follow(job.path(CONFIGURATION));
        return asked && !configured && usual instanceof Fact.Absent<Located>;
    }

    /**
     * Writes the bundle; false when it cannot be told which it is.
     *
     * @param config the configuration of TypeScript
     */
    boolean write(TsConfig config) {
        String sources =
                option("sourceRoot").flatMap(NestWebpack::text).orElse("src").replaceFirst("^\\./", "");
        String root = option("root").flatMap(NestWebpack::text).orElse("");
        String file = option("entryFile").flatMap(NestWebpack::text).orElse("main");
        ImagePath here = job.machine().directory();
        // The directory of tsconfig.json comes in front, unless the sources lie below it anyway.
        String above =
                config.path().parent().isIn(here) ? config.path().parent().below(here) : "?";
        ImagePath at = above.isEmpty() || sources.contains(above) ? job.path(sources) : job.path(above + "/" + sources);
        Optional<ImagePath> entry =
                BundleGraph.file(at.resolve(file.endsWith(".ts") ? file : file + ".ts"), job.machine());
        if (entry.isEmpty() || above.equals("?") || root.startsWith("/") || root.contains("..")) {
            return false;
        }
        WebpackExternals externals = new WebpackExternals(job.machine());
        externals.packagesOf(here.child("node_modules"), none -> false);
        Content bundle = new Content.Bundled(
                "webpack",
                Format.COMMONJS,
                new BundleGraph(entry.get(), externals, true, Optional.of(config), job.machine()));
        ImagePath dist = here.child("dist");
        BundleOutputs.write(job, dist, Map.of(dist.resolve(root).resolve(file + ".js"), bundle), false);
        return true;
    }

    /** What is said of the project, or of all ({@code getValueOrDefault}). */
    private Optional<Json> option(String... names) {
        Optional<Json> own = project.flatMap(json -> at(json, names));
        return own.isPresent() ? own : at(settings, names);
    }

    private static Optional<Json> at(Json json, String... names) {
        Optional<Json> at = Optional.of(json);
        for (String name : names) {
            at = at.flatMap(each -> each.member(name));
        }
        return at;
    }

    private static Optional<String> text(Json json) {
        return json instanceof Json.Text text ? Optional.of(text.text().text()) : Optional.empty();
    }
}
