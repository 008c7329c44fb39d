package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.TsOutputs.Manner;
import dev.runtimeaudit.build.tool.TsOutputs.Specifiers;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.exec.node.TsConfig.Listed;
import dev.runtimeaudit.exec.node.TsConfig.Option;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code tshy}: the sources below {@code src} are compiled twice, for ECMAScript modules and for CommonJS, into {@code dist/esm} and
 * {@code dist/commonjs}, each with a manifest that says which of the two it is (github.com/isaacs/tshy, {@code src/tsconfig.ts}, {@code
 * build-esm.ts}, {@code build-commonjs.ts}, {@code polyfills.ts}, {@code exports.ts} of 3.0 and 4.1). What was in {@code dist} goes.
 *
 * <p>What it exports it writes into the package's manifest: that one stays what it is where it says the same already. Dialects of
 * its own, imports that it links and builds for development are not followed.
 */
final class Tshy implements Launcher {

    private static final String ESM = "esm";

    private static final String COMMONJS = "commonjs";

    private static final Set<String> KNOWN = Set.of(
            "exports",
            "dialects",
            "selfLink",
            "main",
            "module",
            "project",
            "exclude",
            "sourceDialects",
            "esmDialects",
            "commonjsDialects",
            "liveDev");

    /** Empty or false they are as if they were not there. */
    private static final List<String> OPEN = List.of("esmDialects", "commonjsDialects", "liveDev");

    private static final String POLYFILL = "-cjs.cts";

    private final Launcher otherwise;

    /** @param otherwise what is done where it is told something else, or its configuration is not understood */
    Tshy(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        ImagePath here = job.machine().directory();
        Optional<Manifest.Found> manifest = Manifest.in(here, job.machine()) instanceof Manifest.Found found
                ? Optional.of(found)
                : Optional.empty();
        Optional<Json> settings = manifest.map(found -> found.json().json())
                .map(json -> json.member("tshy").orElse(new Json.Members(Map.of())));
        Optional<TsConfig> project = settings.filter(Tshy::isPlain)
                .flatMap(all -> TsConfig.read(
                        here.resolve(all.text("project").map(Fragment::text).orElse("tsconfig.json")), job.machine()));
        boolean links = manifest.filter(
                        found -> found.json().json().member("imports").isPresent())
                .isPresent();
        boolean fresh = NodeProject.isAbsent(here.child(".tshy-build"), job.machine())
                || !job.isDirectory(here.child(".tshy-build"));
        if (!call.arguments().isEmpty()
                || project.isEmpty()
                || links
                || !fresh
                || !job.isDirectory(here.child("src"))) {
            return otherwise.run(call, program, replay);
        }
        List<String> dialects = settings.get().member("dialects").isPresent()
                ? texts(settings.get(), "dialects")
                : List.of(ESM, COMMONJS);
        job.files(job.files().without(here.child("dist"), job.evidence()));
        for (String dialect : dialects) {
            compile(dialect, project.get(), texts(settings.get(), "exclude"), job);
        }
        if (!isExported(manifest.get(), settings.get(), dialects)) {
            job.files(ManifestEdit.written(
                    job.files(), here.child("package.json"), new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED)));
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static boolean isPlain(Json settings) {
        boolean known = settings instanceof Json.Members members
                && KNOWN.containsAll(members.all().keySet());
        boolean shut = OPEN.stream()
                .flatMap(name -> settings.member(name).stream())
                .allMatch(value -> value.isFalse()
                        || value instanceof Json.Elements elements
                                && elements.all().isEmpty());
        return known && shut && Set.of(ESM, COMMONJS).containsAll(texts(settings, "dialects"));
    }

    private static List<String> texts(Json settings, String name) {
        List<String> texts = new ArrayList<>();
        if (settings.member(name).orElse(settings) instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                texts.add(each instanceof Json.Text text ? text.text().text() : "");
            }
        }
        return texts;
    }

    /** One dialect, as the configuration says that tshy writes for it. */
    private static void compile(String dialect, TsConfig project, List<String> without, Job job) {
        ImagePath here = job.machine().directory();
        ImagePath to = here.resolve("dist").child(dialect);
        boolean esm = dialect.equals(ESM);
        Map<String, Option> options = new LinkedHashMap<>();
        options.put("rootDir", option("./src", here, job));
        options.put("outDir", option("./dist/" + dialect, here, job));
        // "nodenext", with a manifest for the time of the build among the sources.
        options.put("module", option(esm ? "esnext" : COMMONJS, here, job));
        options.put("moduleResolution", option("nodenext", here, job));
        List<String> excluded = new ArrayList<>(without);
        excluded.add("./src/package.json");
        excluded.add(esm ? "./src/**/*" + POLYFILL : "./src/**/*.mts");
        String own = esm ? "mts" : "cts";
        TsConfig whole = project.with(options);
        TsConfig config = new TsConfig(
                here.resolve(".tshy").child(dialect + ".json"),
                whole.options(),
                Optional.empty(),
                Optional.of(new Listed(
                        List.of("./src/**/*.ts", "./src/**/*." + own, "./src/**/*.tsx", "./src/**/*.json"), here)),
                Optional.of(new Listed(excluded, here)),
                List.of(),
                whole.complete());
        TsOutputs outputs = TsOutputs.of(config, new Manner("tshy", 0, Specifiers.STAY), job.machine());
        outputs.write(job);
        if (!esm) {
            polyfill(outputs, job);
        }
        String type = "{\"type\": \"" + (esm ? "module" : COMMONJS) + "\"}";
        job.files(job.files()
                .mkdirs(to, job.made(0755))
                .with(
                        to.child("package.json"),
                        new Node.File(
                                job.made(0644),
                                new Content.Written(
                                        new SourceFile(job.call().at().path(), type)))));
    }

    /** {@code a-cjs.cts} takes the place of {@code a.ts}. */
    private static void polyfill(TsOutputs outputs, Job job) {
        String compiled = POLYFILL.replace(".cts", ".cjs");
        Map<ImagePath, Content> instead = new TreeMap<>();
        outputs.files().forEach((path, content) -> {
            if (path.name().endsWith(compiled)) {
                String stem = path.name().substring(0, path.name().length() - compiled.length());
                ImagePath script = path.parent().child(stem + ".js");
                if (outputs.files().containsKey(script)) {
                    instead.put(path, content);
                }
            }
        });
        instead.forEach((path, content) -> {
            String stem = path.name().substring(0, path.name().length() - compiled.length());
            job.files(job.files()
                    .without(path, job.evidence())
                    .with(path.parent().child(stem + ".js"), new Node.File(job.made(0644), content)));
        });
    }

    private static Option option(String text, ImagePath base, Job job) {
        return new Option(
                new Json.Text(Fragment.of(new SourceFile(job.call().at().path(), text))), base);
    }

    /** Whether the manifest says already what is built for each path that is exported. */
    private static boolean isExported(Manifest.Found manifest, Json settings, List<String> dialects) {
        if (!(settings.member("exports").orElse(settings) instanceof Json.Members wanted)
                || settings.member("exports").isEmpty()) {
            return false;
        }
        Optional<Json> exports = manifest.json().exports();
        return wanted.all().entrySet().stream().allMatch(each -> {
            Optional<Json> said = exports.flatMap(all -> all.member(each.getKey()));
            String from =
                    each.getValue() instanceof Json.Text text ? text.text().text() : "";
            if (!from.startsWith("./src/")) {
                return said.isPresent();
            }
            String stem = from.substring("./src/".length()).replaceFirst("\\.tsx?$", ".js");
            return dialects.stream()
                    .allMatch(dialect -> said.flatMap(all -> all.member(dialect.equals(ESM) ? "import" : "require"))
                            .flatMap(one -> one.text("default"))
                            .filter(text -> text.text().equals("./dist/" + dialect + "/" + stem))
                            .isPresent());
        });
    }
}
