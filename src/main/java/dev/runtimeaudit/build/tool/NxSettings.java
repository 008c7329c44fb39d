package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code nx.json} says of all projects (nx.dev, "nx.json"; nx 14.5 to 22.7, {@code read-target-defaults}, {@code plugins/js/utils/config}).
 *
 * @param json the file
 * @param plugins that give projects targets
 * @param major of nx, where the manifest of the root asks for one alone
 * @param looksIntoSources imports make projects depend on each other, besides their manifests
 */
record NxSettings(Json json, NxPlugins plugins, OptionalInt major, boolean looksIntoSources) {

    /**
     * What a target depends on.
     *
     * @param targets their names, {@code ^} in front for those of dependencies
     * @param others there may be more: projects by their names, targets by a pattern
     */
    record Needs(List<String> targets, boolean others) {

        static final Needs UNKNOWN = new Needs(List.of(), true);

        Needs {
            targets = List.copyOf(targets);
        }
    }

    /** The last nx that reads {@code targetDependencies}, and has its packages below {@code @nrwl}. */
    private static final int LAST_DEPENDENCIES = 15;

    /** What makes nx look into sources, unless it is told. */
    private static final List<String> LOOKING = List.of(
            "@nx/workspace",
            "@nx/js",
            "@nx/node",
            "@nx/next",
            "@nx/react",
            "@nx/angular",
            "@nx/web",
            "@nrwl/workspace",
            "@nrwl/js",
            "@nrwl/node",
            "@nrwl/next",
            "@nrwl/react",
            "@nrwl/angular",
            "@nrwl/web");

    /** They say nothing of what targets depend on (nx 14.5, 16.10, 18.3). */
    private static final Set<String> EMPTY_PRESETS = Set.of("nx/presets/core.json", "nx/presets/npm.json");

    /** They let {@code build} depend on that of the dependencies (@nrwl/workspace 13.10, 14.5, 15.9). */
    private static final Set<String> BUILDING_PRESETS =
            Set.of("@nrwl/workspace/presets/core.json", "@nrwl/workspace/presets/npm.json");

    private static final Pattern ONE_MAJOR = Pattern.compile("[~^]?(\\d{1,3})(\\.[\\dx.]+)?(-.*)?");

    /** Empty where it cannot be read, or says something that is not followed. */
    static Optional<NxSettings> of(ImagePath root, Machine machine) {
        Optional<Json> json = Nx.json(root.child("nx.json"), machine);
        Optional<NxPlugins> plugins = json.flatMap(NxPlugins::of);
        boolean ignores = machine.files().follow(root.child(".nxignore")) instanceof Fact.Present<Located>;
        if (plugins.isEmpty() || ignores || !json.filter(NxSettings::isFollowed).isPresent()) {
            return Optional.empty();
        }
        Optional<Json> manifest = Manifest.in(root, machine) instanceof Manifest.Found found
                ? Optional.of(found.json().json())
                : Optional.empty();
        OptionalInt major = major(manifest);
        boolean old = major.isPresent() && major.getAsInt() <= LAST_DEPENDENCIES;
        Optional<Json> told = json.flatMap(all -> all.member("pluginsConfig"))
                .flatMap(all -> all.member(old ? "@nrwl/js" : "@nx/js"));
        boolean never = told.flatMap(all -> all.member("analyzeSourceFiles"))
                .filter(Json::isFalse)
                .isPresent();
        boolean looks = !never
                && (told.isPresent()
                        || manifest.isEmpty()
                        || LOOKING.stream()
                                .anyMatch(name -> range(name, manifest.get()).isPresent()));
        return Optional.of(new NxSettings(json.get(), plugins.get(), major, looks));
    }

    private static OptionalInt major(Optional<Json> manifest) {
        return manifest.stream()
                .flatMap(json ->
                        Stream.of("nx", "@nrwl/workspace", "@nrwl/cli").flatMap(name -> range(name, json).stream()))
                .map(ONE_MAJOR::matcher)
                .filter(Matcher::matches)
                .mapToInt(range -> Integer.parseInt(range.group(1)))
                .findFirst();
    }

    private static Optional<String> range(String name, Json manifest) {
        return Stream.of("dependencies", "devDependencies")
                .flatMap(list -> manifest.member(list).stream())
                .flatMap(list -> list.text(name).stream())
                .map(Fragment::text)
                .findFirst();
    }

    /** Defaults for names of targets alone, or for executors that run neither scripts nor commands; dependencies by manifests. */
    private static boolean isFollowed(Json json) {
        Json none = new Json.Members(Map.of());
        boolean manifests = json.member("pluginsConfig").stream()
                .flatMap(all -> all instanceof Json.Members members ? members.all().values().stream() : Stream.of(all))
                .allMatch(each -> each.member("analyzePackageJson").isEmpty());
        Json defaults = json.member("targetDefaults").orElse(none);
        return manifests
                && defaults instanceof Json.Members members
                && members.all().entrySet().stream().allMatch(each -> isFollowed(each.getKey(), each.getValue()));
    }

    private static boolean isFollowed(String key, Json value) {
        boolean runs = NxTasks.SCRIPTS.contains(key) || NxTasks.COMMANDS.contains(key) || NxTasks.isPattern(key);
        boolean plain = Stream.of("executor", "command", "configurations", "defaultConfiguration")
                .allMatch(name -> value.member(name).isEmpty());
        return !runs && plain;
    }

    /** The defaults for a target of this name. */
    Optional<Json> defaults(String target) {
        return json.member("targetDefaults").flatMap(all -> all.member(target));
    }

    /**
     * What a target depends on that says nothing itself. Up to nx 15 {@code
     * targetDependencies} count besides.
     */
    Needs needs(String target) {
        Optional<Json> defaults = defaults(target).flatMap(all -> all.member("dependsOn"));
        Optional<Json> older = json.member("targetDependencies").flatMap(all -> all.member(target));
        boolean old = older.isPresent() && (major.isEmpty() || major.getAsInt() <= LAST_DEPENDENCIES);
        boolean both = old && (major.isEmpty() || defaults.isPresent());
        if (both || !saysPreset(target)) {
            return Needs.UNKNOWN;
        }
        Optional<Json> said = defaults.or(() -> old ? older : Optional.empty());
        return said.map(NxSettings::listed)
                .orElseGet(() -> new Needs(isBuiltByPreset(target) ? List.of("^build") : List.of(), false));
    }

    /** What {@code dependsOn} lists. */
    static Needs listed(Json needs) {
        List<String> all = new ArrayList<>();
        boolean others = !(needs instanceof Json.Elements);
        for (Json each : needs instanceof Json.Elements elements ? elements.all() : List.<Json>of()) {
            Optional<String> need = need(each).filter(name -> !NxTasks.isPattern(name));
            need.ifPresent(all::add);
            others |= need.isEmpty();
        }
        return new Needs(all, others);
    }

    /** {@code "^build"}, or the same written out; empty for what names projects. */
    private static Optional<String> need(Json json) {
        if (json instanceof Json.Text text) {
            return Optional.of(text.text().text()).filter(name -> !name.contains(":"));
        }
        String projects = json.text("projects").map(Fragment::text).orElse("");
        boolean dependencies = projects.equals("dependencies")
                || json.member("dependencies").filter(Json::isTrue).isPresent();
        boolean named = json.member("projects").isPresent()
                && !Set.of("self", "dependencies").contains(projects);
        return json.text("target")
                .map(Fragment::text)
                .filter(target -> !named && !target.startsWith("^") && isPlain(json))
                .map(target -> (dependencies ? "^" : "") + target);
    }

    /** Whether it hands none of its own words on to what it depends on. */
    private static boolean isPlain(Json need) {
        return need.member("params").isEmpty() && need.member("options").isEmpty();
    }

    /** Whether it is known what the preset says of a target that is extended, if any. */
    private boolean saysPreset(String target) {
        String preset = json.text("extends").map(Fragment::text).orElse("");
        boolean builds = BUILDING_PRESETS.contains(preset);
        // Which of the two the preset has depends on its release; only the one that nx.json has itself takes its place.
        boolean mixed = builds
                && target.equals("build")
                && (json.member("targetDefaults").isPresent()
                        || json.member("targetDependencies").isPresent());
        return json.member("extends").isEmpty() || EMPTY_PRESETS.contains(preset) || builds && !mixed;
    }

    private boolean isBuiltByPreset(String target) {
        return target.equals("build")
                && json.text("extends")
                        .map(Fragment::text)
                        .filter(BUILDING_PRESETS::contains)
                        .isPresent();
    }
}
