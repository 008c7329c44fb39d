package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.TsOutputs.Manner;
import dev.runtimeaudit.build.tool.TsOutputs.Specifiers;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.TsConfig;
import dev.runtimeaudit.exec.node.TsConfig.Option;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code tsc}: it writes a script for each of its sources (typescriptlang.org, "tsc CLI Options", "Project References"). */
final class Tsc implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "project",
            "outDir",
            "rootDir",
            "module",
            "moduleResolution",
            "target",
            "declarationDir",
            "jsx",
            "lib",
            "types",
            "typeRoots",
            "baseUrl",
            "tsBuildInfoFile",
            "outFile",
            "rootDirs",
            "moduleDetection");

    /** What it is asked instead of compiling. */
    private static final Set<String> ASKED = Set.of(
            "v",
            "version",
            "h",
            "help",
            "all",
            "init",
            "showConfig",
            "listFilesOnly",
            "dry",
            "d",
            "w",
            "watch",
            "clean");

    private static final Set<String> PATHS = Set.of("outDir", "rootDir", "declarationDir", "baseUrl", "outFile");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Words words = Words.of(call);
        if (words.unclear() || !words.operands().isEmpty() && !words.builds()) {
            return lost(job);
        }
        if (words.flags().contains("version")
                || words.flags().contains("v")
                || words.flags().contains("showConfig")) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        if (words.flags().stream().anyMatch(ASKED::contains)) {
            return lost(job);
        }
        ImagePath directory = job.machine().directory();
        List<ImagePath> projects = new ArrayList<>();
        TsConfigFault fault = new TsConfigFault(job, words.builds());
        if (words.builds()) {
            words.operands().forEach(each -> projects.add(directory.resolve(each)));
            if (projects.isEmpty()) {
                projects.add(directory);
            }
        } else {
            Optional<String> named = words.project();
            Optional<ImagePath> project = named.isPresent() ? named.map(directory::resolve) : above(job, directory);
            project.ifPresent(projects::add);
            if (named.isEmpty()) {
                fault.noProject(directory);
            }
        }
        if (projects.isEmpty()) {
            return lost(job);
        }
        for (ImagePath project : projects) {
            fault.project(project, words.project().orElse(project.value()));
            Optional<TsConfig> config = TsConfig.project(project, job.machine());
            if (config.isEmpty()) {
                return lost(job);
            }
            TsConfig whole = config.get().with(words.options(job));
            if (words.builds()) {
                build(job, whole, new HashSet<>());
            } else {
                compile(job, whole);
            }
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static List<End> lost(Job job) {
        job.machine(Effects.outputsAnywhere(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** The nearest configuration upwards. */
    private static Optional<ImagePath> above(Job job, ImagePath directory) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Fact<Located> found = job.files().follow(at.child("tsconfig.json"));
            if (found instanceof Fact.Present<Located>) {
                return Optional.of(at.child("tsconfig.json"));
            }
            if (found instanceof Fact.Unknown<Located> || at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** A project behind those that it refers to. */
    private static void build(Job job, TsConfig config, Set<ImagePath> built) {
        if (!built.add(config.path())) {
            return;
        }
        for (ImagePath each : config.references()) {
            Optional<TsConfig> other = TsConfig.read(each, job.machine());
            if (other.isPresent()) {
                build(job, other.get(), built);
            } else {
                lost(job);
            }
        }
        compile(job, config);
    }

    private static void compile(Job job, TsConfig config) {
        TsOutputs.compile(config, new Manner("tsc", compiler(job), Specifiers.STAY), job);
    }

    /** The version of the TypeScript that is installed for a directory; 0 when it is not known. */
    static int installed(ImagePath directory, Job job) {
        for (ImagePath at = directory; ; at = at.parent()) {
            Fact<Located> found = job.files().follow(at.resolve("node_modules/.bin/tsc"));
            if (found instanceof Fact.Present<Located> here
                    && here.value().node() instanceof Node.File file
                    && file.content() instanceof Program program
                    && major(program) > 0) {
                return major(program);
            }
            if (at.isRoot() || found instanceof Fact.Present<Located>) {
                return major(job.machine(), directory);
            }
        }
    }

    private static int compiler(Job job) {
        int own = major(job.program());
        return own > 0 ? own : major(job.machine(), job.machine().directory());
    }

    /** The one in the name of the directory that pnpm keeps it in, or the only one that the packages above ask for. */
    private static int major(Machine machine, ImagePath directory) {
        Set<Integer> asked = new TreeSet<>();
        for (ImagePath at = directory; ; at = at.parent()) {
            if (machine.files().follow(at.resolve("node_modules/typescript")) instanceof Fact.Present<Located> found) {
                for (String name : found.value().path().names()) {
                    if (name.startsWith("typescript@")) {
                        return number(name.substring("typescript@".length()));
                    }
                }
            }
            if (Manifest.in(at, machine) instanceof Manifest.Found manifest) {
                for (String list : List.of("dependencies", "devDependencies")) {
                    manifest.json()
                            .json()
                            .member(list)
                            .flatMap(all -> all.text("typescript"))
                            .map(range -> range.text().replaceFirst("^[\\^~]", ""))
                            .ifPresent(range -> asked.add(number(range)));
                }
            }
            if (at.isRoot()) {
                return asked.size() == 1 ? asked.iterator().next() : 0;
            }
        }
    }

    /** 0 when it is not known. */
    static int major(Program typescript) {
        return number(typescript.version());
    }

    private static int number(String version) {
        String first = version.split("\\.")[0];
        return !first.isEmpty() && first.length() < 4 && first.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(first)
                : 0;
    }

    /** Its command line: every option is written with one dash or two, in any case. */
    private record Words(Set<String> flags, Map<String, String> values, List<String> operands, boolean unclear) {

        static Words of(Invocation call) {
            Set<String> flags = new HashSet<>();
            Map<String, String> values = new LinkedHashMap<>();
            List<String> operands = new ArrayList<>();
            boolean unclear = false;
            List<String> words = new ArrayList<>();
            for (dev.runtimeaudit.exec.Arg each : call.arguments()) {
                Optional<String> text = Line.text(each);
                unclear |= text.isEmpty() || text.get().startsWith("@");
                words.add(text.orElse(""));
            }
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (!word.startsWith("-")) {
                    operands.add(word);
                    continue;
                }
                String name = spelled(word.replaceFirst("^--?", ""));
                String next = i + 1 < words.size() ? words.get(i + 1) : "";
                if (VALUES.contains(name)) {
                    values.put(name, next);
                    i++;
                } else {
                    boolean off = next.equals("false");
                    boolean on = next.equals("true");
                    i += off || on ? 1 : 0;
                    values.put(name, off ? "false" : "true");
                    if (!off) {
                        flags.add(name);
                    }
                }
            }
            return new Words(flags, values, operands, unclear);
        }

        private static String spelled(String name) {
            switch (name) {
                case "p":
                    return "project";
                case "b":
                    return "build";
                case "m":
                    return "module";
                case "t":
                    return "target";
                default:
                    return VALUES.stream()
                            .filter(name::equalsIgnoreCase)
                            .findFirst()
                            .orElse(name);
            }
        }

        boolean builds() {
            return flags.contains("build");
        }

        Optional<String> project() {
            return Optional.ofNullable(values.get("project"));
        }

        Map<String, Option> options(Job job) {
            Map<String, Option> options = new LinkedHashMap<>();
            values.forEach((name, value) -> {
                boolean text = VALUES.contains(name) || PATHS.contains(name);
                Json json = text
                        ? new Json.Text(
                                Fragment.of(new SourceFile(job.call().at().path(), value)))
                        : new Json.Scalar(value);
                if (!name.equals("project") && !name.equals("build")) {
                    options.put(name, new Option(json, job.machine().directory()));
                }
            });
            return options;
        }
    }
}
