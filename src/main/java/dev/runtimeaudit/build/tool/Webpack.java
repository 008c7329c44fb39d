package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code webpack} on a command line (webpack.js.org, "Command Line Interface"; webpack-cli 6). */
final class Webpack implements Launcher {

    private static final Set<String> COMMANDS = Set.of("build", "bundle", "b");

    private static final Set<String> VALUES = Set.of(
            "config", "mode", "node-env", "config-node-env", "env", "devtool", "output-path", "stats", "config-name");

    /** What changes nothing that anybody asks for here. */
    private static final Set<String> HARMLESS = Set.of(
            "progress",
            "color",
            "no-color",
            "no-stats",
            "no-watch",
            "no-devtool",
            "fail-on-warnings",
            "bail",
            "no-cache",
            "cache",
            "disable-interpret");

    private static final List<String> ENDINGS = List.of(".js", ".mjs", ".cjs", ".ts", ".cts", ".mts");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "cedo", VALUES);
        List<String> words = line.texts();
        boolean builds = words.isEmpty() || words.size() == 1 && COMMANDS.contains(words.get(0));
        boolean known = builds
                && !line.unclear()
                && HARMLESS.containsAll(line.flags())
                && line.values().keySet().stream()
                        .allMatch(name -> VALUES.contains(name) || "cedo".contains(name) || HARMLESS.contains(name))
                && line.value("config-name").isEmpty();
        Optional<ConfigScript> script = known ? script(line, job) : Optional.empty();
        if (script.isEmpty()) {
            BundleOutputs.lost(job);
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        Setting exported = script.get().exported();
        Optional<ImagePath> asked = line.text("o", "output-path").map(job::path);
        for (Setting each : exported instanceof Setting.Items items ? items.all() : List.of(exported)) {
            if (!(each instanceof Setting.Members) || isOfNx(each)) {
                BundleOutputs.lost(job);
            } else {
                new WebpackRun(script.get(), each, Optional.empty(), call.machine()).write(job, asked);
            }
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** Whether Nx' plugin makes the build: it needs what only Nx tells it. */
    private static boolean isOfNx(Setting options) {
        return Nx.plugin(options).isPresent();
    }

    private static Optional<ConfigScript> script(Line line, Job job) {
        Optional<String> named = line.text("c", "config");
        if (named.isPresent()) {
            return ConfigScript.read(job.path(named.get()), job.machine());
        }
        for (String ending : ENDINGS) {
            ImagePath path = job.path("webpack.config" + ending);
            if (job.files().follow(path) instanceof Fact.Present<Located>) {
                return ConfigScript.read(path, job.machine());
            }
        }
        SourceFile none = new SourceFile(dev.runtimeaudit.source.TreePath.ROOT.child("webpack.config.js"), "");
        return Optional.of(new ConfigScript(job.machine().directory(), none, new Setting.Members(Map.of())));
    }
}
