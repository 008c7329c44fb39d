package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.EmittedUses;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A program as ts-node 10 takes it to node: compiled to CommonJS by its {@code tsconfig.json}, file by file, each looked through for errors
 * of types first (typestrong.org/ts-node, "Options"; {@code src/configuration.ts}, {@code src/file-extensions.ts}; measured with 10.9 and
 * node 20, 22 and 24). Aliases of the configuration count where tsconfig-paths is loaded first, and mean what its own search says
 * (tsconfig-paths 4, {@code register.ts}, {@code tsconfig-loader.ts}).
 *
 * <p>Only what is proven to serve is told. Modules of ECMAScript, other compilers, and a configuration with settings that change more than
 * what is compiled are left open. No error of types is taken to be found where all packages are installed that the manifest names, and
 * no declaration lies where ts-node does not look by itself.
 *
 * <p>It is one class although it is long: every setting is asked for on the way to one answer.
 */
public final class TsNodeProject {

    private static final int MAJOR = 10;

    /** The last line of TypeScript that knows all that ts-node asks of it. */
    private static final int LAST_COMPILER = 5;

    private static final int MOST_FILES = 5_000;
    private static final int DEEPEST = 12;

    private static final String PATHS = "tsconfig-paths/register";

    /** What {@code node -r} loads to have ts-node compile, and what it says by its name. */
    private static final Map<String, Set<String>> REGISTERS = Map.of(
            "ts-node/register", Set.of(),
            "ts-node/register/files", Set.of("files"),
            "ts-node/register/transpile-only", Set.of("transpileOnly"),
            "ts-node/register/type-check", Set.of());

    /** Settings under {@code ts-node} that change nothing of what is loaded. */
    private static final Set<String> HARMLESS = Set.of("files", "transpileOnly", "swc", "compilerOptions", "pretty");

    private static final Set<String> COMMONJS = Set.of("commonjs", "node16", "node18", "node20", "nodenext");

    private static final Set<String> RESOLUTIONS = Set.of("node", "node10", "node16", "nodenext");

    /** Options that the compiler refuses beside what ts-node sets ({@code noEmit}, {@code declaration}), or that move what it looks up. */
    private static final Set<String> REFUSED = Set.of(
            "allowImportingTsExtensions", "isolatedDeclarations", "moduleSuffixes", "rootDirs", "tsBuildInfoFile");

    /** With these an import stays although nothing of it is used. */
    private static final Set<String> KEEPING =
            Set.of("verbatimModuleSyntax", "preserveValueImports", "importsNotUsedAsValues");

    private static final List<String> NODES_OWN = List.of(".js", ".json", ".node");

    /**
     * What a command line says.
     *
     * @param project of {@code --project}
     * @param from where a configuration is looked for when none is named
     * @param settings {@code files}, {@code transpileOnly}, {@code swc}
     * @param before what is loaded in front of the program
     */
    public record Options(Optional<String> project, ImagePath from, Set<String> settings, List<String> before) {
        public Options {
            settings = Set.copyOf(settings);
            before = List.copyOf(before);
        }
    }

    private final Machine machine;
    private final TsConfig config;
    private final Set<String> settings;
    private final Optional<TsConfig> mapping;
    private final Map<ImagePath, Boolean> modules = new HashMap<>();

    private TsNodeProject(Machine machine, TsConfig config, Set<String> settings, Optional<TsConfig> mapping) {
        this.machine = machine;
        this.config = config;
        this.settings = settings;
        this.mapping = mapping;
    }

    /** {@code node -r ts-node/register}: what is loaded in front says it; empty where no such thing is, or something else is loaded. */
    static Optional<Options> registered(List<String> before, Machine machine) {
        Set<String> settings = new HashSet<>();
        boolean any = false;
        List<String> others = new ArrayList<>();
        for (String each : before) {
            Optional<Set<String>> said = Optional.ofNullable(REGISTERS.get(each));
            any |= said.isPresent();
            said.ifPresentOrElse(settings::addAll, () -> others.add(each));
        }
        return any
                ? Optional.of(new Options(Optional.empty(), machine.directory(), settings, others))
                : Optional.empty();
    }

    /** Whether a program, run as a command line says, is proven to serve. */
    public static boolean serves(ImagePath main, Options options, Machine machine) {
        return of(options, machine)
                .filter(project ->
                        project.file(main).filter(file -> project.serves(file)).isPresent())
                .isPresent();
    }

    private boolean serves(ImagePath main) {
        TypeScriptReach reach = new TypeScriptReach(machine, this);
        return reach.serves(main)
                && (transpiles()
                        || areTyped(reach.own()) && (settings.contains("files") || declaresNothing(reach.files())));
    }

    private static Optional<TsNodeProject> of(Options options, Machine machine) {
        Optional<Map<String, String>> variables = variables(machine);
        Optional<String> named =
                options.project().or(() -> variables.flatMap(all -> Optional.ofNullable(all.get("PROJECT"))));
        Optional<TsConfig> config = named.isPresent()
                ? TsConfig.project(machine.directory().resolve(named.get()), machine)
                : nearest(options.from(), List.of("tsconfig.json"), machine);
        if (variables.isEmpty() || config.isEmpty() || !config.get().complete()) {
            return Optional.empty();
        }
        Set<String> settings = new HashSet<>(options.settings());
        if (isTrue(variables.get().get("TRANSPILE_ONLY"))) {
            settings.add("transpileOnly");
        }
        if (isTrue(variables.get().get("FILES"))) {
            settings.add("files");
        }
        Optional<TsConfig> whole = own(config.get(), settings, machine);
        boolean understood = whole.filter(found -> isUnderstood(found, options.before(), settings, machine))
                .isPresent();
        if (!understood) {
            return Optional.empty();
        }
        boolean maps = options.before().contains(PATHS);
        Optional<TsConfig> mapping = maps ? mapping(options, variables.get(), machine) : Optional.empty();
        return maps && mapping.isEmpty()
                ? Optional.empty()
                : Optional.of(new TsNodeProject(machine, whole.get(), settings, mapping));
    }

    /** What is set of the variables that ts-node reads; empty where one of them is not understood. */
    private static Optional<Map<String, String>> variables(Machine machine) {
        Map<String, String> all = new HashMap<>();
        for (String name : machine.environment().names()) {
            if (!name.startsWith("TS_NODE_") || machine.environment().get(name) instanceof Fact.Absent<String>) {
                continue;
            }
            String rest = name.substring("TS_NODE_".length());
            if (!Set.of("PROJECT", "FILES", "TRANSPILE_ONLY").contains(rest)
                    || !(machine.environment().get(name) instanceof Fact.Present<String> given)) {
                return Optional.empty();
            }
            all.put(rest, given.value());
        }
        return Optional.of(all);
    }

    /** As the package yn takes it. */
    private static boolean isTrue(@org.jspecify.annotations.Nullable String value) {
        return value != null
                && Set.of("1", "true", "y", "yes", "on").contains(value.strip().toLowerCase(Locale.ROOT));
    }

    /** The nearest of these files in a directory or above it; empty where it cannot be told which that is. */
    private static Optional<TsConfig> nearest(ImagePath from, List<String> names, Machine machine) {
        for (ImagePath at = from; ; at = at.parent()) {
            for (String name : names) {
                Fact<Located> found = machine.files().follow(at.child(name));
                if (!(found instanceof Fact.Absent<Located>)) {
                    return found instanceof Fact.Present<Located>
                            ? TsConfig.read(at.child(name), machine)
                            : Optional.empty();
                }
            }
            if (at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /**
     * The configuration with what stands under {@code ts-node}; empty where that is not understood. A list under {@code extends} makes ts-node
     * 10 fail (measured).
     *
     * @param settings what is said there is added
     */
    private static Optional<TsConfig> own(TsConfig config, Set<String> settings, Machine machine) {
        Map<String, TsConfig.Option> given = new HashMap<>();
        Optional<ImagePath> next = Optional.of(config.path());
        for (int depth = 0; next.isPresent(); depth++) {
            ImagePath path = next.get();
            Optional<Json> json = Manifest.text(path, machine) instanceof Fact.Present<SourceFile> text
                    ? LenientJson.of(text.value())
                    : Optional.empty();
            if (depth > DEEPEST
                    || json.isEmpty()
                    || json.get()
                            .member("extends")
                            .filter(Json.Elements.class::isInstance)
                            .isPresent()) {
                return Optional.empty();
            }
            Optional<Json> own = json.get().member("ts-node");
            if (own.isPresent()
                    && !(own.get() instanceof Json.Members members
                            && HARMLESS.containsAll(members.all().keySet()))) {
                return Optional.empty();
            }
            // Settings that a file further up says otherwise are not told apart: both count.
            for (String name : List.of("files", "transpileOnly", "swc")) {
                own.flatMap(members -> members.member(name))
                        .filter(Json::isTrue)
                        .ifPresent(value -> settings.add(name));
            }
            if (own.flatMap(members -> members.member("compilerOptions")).orElse(null)
                    instanceof Json.Members options) {
                ImagePath base = path.parent();
                options.all().forEach((name, value) -> given.putIfAbsent(name, new TsConfig.Option(value, base)));
            }
            next = json.get().text("extends").flatMap(named -> TsConfig.extended(named.text(), path.parent(), machine));
        }
        return Optional.of(config.with(given));
    }

    private static boolean isUnderstood(TsConfig config, List<String> before, Set<String> settings, Machine machine) {
        Predicate<String> installed = name -> DeclaredPackages.isInstalled(name, config.directory(), machine);
        boolean loads = before.stream()
                .allMatch(each -> (each.equals(PATHS) || NodeLauncher.PLAIN.contains(each))
                        && DeclaredPackages.isInstalled(each.split("/")[0], machine.directory(), machine));
        boolean tools =
                DeclaredPackages.major("ts-node", config.directory(), machine).equals(Optional.of(MAJOR))
                        && DeclaredPackages.major("typescript", config.directory(), machine)
                                .filter(major -> major <= LAST_COMPILER)
                                .isPresent()
                        && installed.test("typescript")
                        && (!settings.contains("swc") || installed.test("@swc/core"));
        String module = config.text("module").orElse("commonjs");
        boolean compiles = COMMONJS.contains(module)
                && RESOLUTIONS.contains(config.text("moduleResolution").orElse("node"))
                && config.options().keySet().stream().noneMatch(REFUSED::contains);
        boolean transpiles = settings.contains("transpileOnly") || settings.contains("swc");
        return loads && tools && compiles && (transpiles || DeclaredPackages.areInstalled(config.directory(), machine));
    }

    /** The configuration that tsconfig-paths reads: of the words behind {@code --project}, of the variable, or the nearest one. */
    private static Optional<TsConfig> mapping(Options options, Map<String, String> variables, Machine machine) {
        Optional<String> variable = Optional.ofNullable(variables.get("PROJECT"));
        if (options.project().isPresent() && variable.isPresent()) {
            return Optional.empty();
        }
        Optional<ImagePath> named = options.project().or(() -> variable).map(machine.directory()::resolve);
        Optional<TsConfig> config = named.isPresent()
                ? TsConfig.project(named.get(), machine)
                : nearest(machine.directory(), List.of("tsconfig.json", "jsconfig.json"), machine);
        return config.filter(TsConfig::complete).filter(found -> {
            TsConfig.Option paths = found.options().get("paths");
            boolean based = found.options().containsKey("baseUrl");
            // Without a baseUrl it takes the directory of the file itself for one, since 4.0.
            boolean asOfCompiler = paths != null
                    && paths.base().equals(found.directory())
                    && DeclaredPackages.major("tsconfig-paths", found.directory(), machine)
                            .filter(major -> major >= 4)
                            .isPresent();
            return based || paths == null || asOfCompiler;
        });
    }

    /**
     * Whether types are known of all that its own files import: those of node, and where each value must have a type (TS7016), those of each
     * package.
     */
    private boolean areTyped(Map<ImagePath, SourceFile> files) {
        boolean node = DeclaredPackages.isInstalled("@types/node", config.directory(), machine)
                && !config.options().containsKey("types")
                && !config.options().containsKey("typeRoots");
        boolean implicit = Stream.of("strict", "noImplicitAny")
                .allMatch(name -> !config.options().containsKey(name)
                        || config.text(name).filter("false"::equals).isPresent());
        return node
                && (implicit
                        || files.entrySet().stream()
                                .allMatch(file -> ModuleUses.of(file.getValue()).stream()
                                        .allMatch(use -> isTyped(
                                                use.specifier(), file.getKey().parent()))));
    }

    private boolean isTyped(String specifier, ImagePath from) {
        boolean own = specifier.startsWith(".")
                || Modules.builtin(specifier).isPresent()
                || mapped(specifier).isPresent()
                || declares(specifier, from);
        String[] parts = specifier.split("/");
        boolean scoped = specifier.startsWith("@") && parts.length > 1;
        String name = scoped ? parts[0] + "/" + parts[1] : parts[0];
        String types = scoped ? parts[0].substring(1) + "__" + parts[1] : name;
        return own
                || !respectsExports() && OwnTypes.areBrought(specifier, name, from, machine)
                || DeclaredPackages.isInstalled("@types/" + types, from, machine)
                || Manifest.in(from.resolve("node_modules/" + name), machine) instanceof Manifest.Found found
                        && (found.json().json().text("types").isPresent()
                                || found.json().json().text("typings").isPresent());
    }

    /** Whether the compiler looks up packages as later nodes do; where nothing is said, by how modules are made. */
    private boolean respectsExports() {
        String module = config.text("module").orElse("commonjs");
        String looked = config.text("moduleResolution").orElse(module.equals("commonjs") ? "node" : module);
        return !looked.equals("node") && !looked.equals("node10");
    }

    private boolean transpiles() {
        return settings.contains("transpileOnly") || settings.contains("swc");
    }

    /**
     * Whether no file that the program does not load says something about types that it may need: without {@code files} ts-node looks at
     * nothing that is not imported ("Troubleshooting", "Missing types").
     */
    private boolean declaresNothing(Set<ImagePath> loaded) {
        return machine.files().follow(config.directory()) instanceof Fact.Present<Located> here
                && here.value().node() instanceof Node.Directory directory
                && declaresNothing(config.directory(), directory, loaded, new int[] {MOST_FILES});
    }

    private boolean declaresNothing(ImagePath path, Node.Directory directory, Set<ImagePath> loaded, int[] left) {
        for (Map.Entry<String, Node.Slot> child : directory.children().entrySet()) {
            String name = child.getKey();
            boolean typed =
                    name.endsWith(".ts") || name.endsWith(".tsx") || name.endsWith(".mts") || name.endsWith(".cts");
            if (typed && child.getValue() instanceof Node.Slot.Perhaps) {
                return false;
            }
            if (name.equals("node_modules")
                    || name.startsWith(".")
                    || !(child.getValue() instanceof Node.Slot.Here here)) {
                continue;
            }
            ImagePath at = path.child(name);
            boolean declares = typed
                    && !loaded.contains(at)
                    && (name.contains(".d.")
                            || !(Manifest.text(at, machine) instanceof Fact.Present<SourceFile> text)
                            || CalledNames.words(text.value()).contains("declare"));
            boolean below = !(here.node() instanceof Node.Directory inner) || declaresNothing(at, inner, loaded, left);
            if (--left[0] < 0 || declares || !below) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is left of the imports of one of the program's files. One that may be gone, and that leads to nothing but declarations, is one of
     * types.
     */
    List<ModuleUse> uses(ImagePath path, SourceFile text) {
        boolean keeps = KEEPING.stream().anyMatch(option -> config.options().containsKey(option));
        boolean typed = path.name().endsWith(".ts") || path.name().endsWith(".tsx");
        return EmittedUses.of(text, keeps || !typed).stream()
                .filter(use -> use.when() != When.UNLESS_ELIDED || !declares(use.specifier(), path.parent()))
                .toList();
    }

    /** Whether a path or an alias leads to nothing but a declaration. */
    private boolean declares(String specifier, ImagePath from) {
        List<ImagePath> aimed = specifier.startsWith("./") || specifier.startsWith("../")
                ? List.of(from.resolve(specifier))
                : mapping.map(found -> TsPaths.candidates(specifier, found)).orElse(List.of());
        return aimed.stream().noneMatch(path -> file(path).isPresent())
                && aimed.stream()
                        .anyMatch(path -> !path.isRoot()
                                && machine.files().holdsFile(path.parent().child(path.name() + ".d.ts")));
    }

    /** Whether ts-node, or node, takes one of the program's files for CommonJS. */
    boolean takes(ImagePath path, SourceFile text) {
        boolean own = !path.names().contains("node_modules");
        boolean compiled = extensions().stream().anyMatch(path.name()::endsWith);
        if (!own || !compiled && !path.name().endsWith(".js")) {
            // What is installed is not compiled.
            return path.name().endsWith(".js") || path.name().endsWith(".cjs");
        }
        boolean asItIs = path.name().endsWith(".js") && !config.is("allowJs");
        return !ModuleUses.waits(text)
                && !ModuleUses.asksForMeta(text)
                && !(asItIs && ModuleUses.isModule(text))
                && !modules.computeIfAbsent(path.parent(), this::isModule);
    }

    private boolean isModule(ImagePath directory) {
        return !(Manifest.aboveBehindSteps(directory, machine) instanceof Manifest.Found found)
                || found.json().type().equals(Optional.of("module"));
    }

    /** What it compiles. */
    private List<String> extensions() {
        List<String> all = new ArrayList<>(List.of(".ts"));
        boolean jsx = config.options().containsKey("jsx");
        if (jsx) {
            all.add(".tsx");
        }
        if (config.is("allowJs")) {
            all.add(".js");
            if (jsx) {
                all.add(".jsx");
            }
        }
        return all;
    }

    /** The file that a path means: as node looks for it, which does not take the name of what a compiler would make for a source. */
    Optional<ImagePath> file(ImagePath path) {
        return withExtension(path)
                .or(() -> machine.files().holdsFile(path.child("package.json"))
                        ? Optional.empty()
                        : withExtension(path.child("index")));
    }

    private Optional<ImagePath> withExtension(ImagePath path) {
        List<ImagePath> candidates = new ArrayList<>(List.of(path));
        List<String> endings = new ArrayList<>(NODES_OWN);
        endings.addAll(extensions());
        endings.forEach(ending -> candidates.add(path.parent().child(path.name() + ending)));
        for (ImagePath candidate : candidates) {
            if (machine.files().follow(candidate) instanceof Fact.Present<Located> here
                    && here.value().node() instanceof Node.File) {
                return Optional.of(here.value().path());
            }
        }
        return Optional.empty();
    }

    /** The file that an alias means; empty where a specifier is none. */
    Optional<ImagePath> mapped(String specifier) {
        return mapping.flatMap(found -> TsPaths.candidates(specifier, found).stream()
                .flatMap(candidate -> file(candidate).stream())
                .findFirst());
    }
}
