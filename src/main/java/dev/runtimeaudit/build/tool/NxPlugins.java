package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NxSettings.Needs;
import dev.runtimeaudit.build.tool.NxTasks.Definition;
import dev.runtimeaudit.build.tool.NxTasks.Task;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The plugins of {@code nx.json}. They give targets to projects that have a file which they look for; what project.json and scripts of
 * package.json say stands over that (nx.dev, "Inferred Tasks"; the {@code createNodes} of each plugin of 18.3, 20.8 and 22.7). The target
 * is told of one that builds Next.js; of the others, whether they may give one.
 *
 * @param all in the order of the file
 */
record NxPlugins(List<Plugin> all) {

    private static final Pattern ALL_OF_IT = Pattern.compile(".+", Pattern.DOTALL);

    private static final String NEXT = "@nx/next/plugin";

    private static final String TYPESCRIPT = "@nx/js/typescript";

    private static final String ESLINT = "@nx/eslint/plugin";

    /** What the name of a file begins with that makes a project one of a plugin's. */
    private static final Map<String, List<String>> LOOKS_FOR = Map.ofEntries(
            Map.entry(NEXT, List.of("next.config.")),
            Map.entry("@nx/vite/plugin", List.of("vite.config.", "vitest.config.")),
            Map.entry("@nx/vitest", List.of("vite.config.", "vitest.config.")),
            Map.entry("@nx/webpack/plugin", List.of("webpack.config.")),
            Map.entry("@nx/rspack/plugin", List.of("rspack.config.")),
            Map.entry("@nx/rollup/plugin", List.of("rollup.config.")),
            Map.entry("@nx/jest/plugin", List.of("jest.config.")),
            Map.entry("@nx/playwright/plugin", List.of("playwright.config.")),
            Map.entry("@nx/cypress/plugin", List.of("cypress.config.")),
            Map.entry("@nx/nuxt/plugin", List.of("nuxt.config.")));

    /**
     * @param module by its name, where it is listed
     * @param options empty where it has none
     * @param limited it is for some projects only
     */
    record Plugin(Fragment module, Optional<Json> options, boolean limited) {

        private String name() {
            return module.text();
        }

        private String option(String name, String otherwise) {
            return options.flatMap(json -> json.text(name)).map(Fragment::text).orElse(otherwise);
        }

        private boolean isKnown() {
            return LOOKS_FOR.containsKey(name()) || name().equals(ESLINT) || name().equals(TYPESCRIPT);
        }

        /** Whether it may give a project a target of this name. */
        private boolean mayInfer(Task task, Machine machine) {
            if (name().equals(ESLINT)) {
                return task.target().equals(option("targetName", "lint"));
            }
            if (name().equals(TYPESCRIPT)) {
                boolean builds = options.flatMap(json -> json.member("build"))
                        .filter(json -> !json.isFalse())
                        .isPresent();
                String checks = options.flatMap(json -> json.member("typecheck"))
                        .flatMap(json -> json.text("targetName"))
                        .map(Fragment::text)
                        .orElse("typecheck");
                return (builds || task.target().equals(checks)) && has(task.project(), List.of("tsconfig."), machine);
            }
            List<String> files = LOOKS_FOR.get(name());
            return files == null || has(task.project(), files, machine);
        }
    }

    /** Empty where it is not known which there are. */
    static Optional<NxPlugins> of(Json settings) {
        Optional<Json> listed = settings.member("plugins");
        List<Plugin> plugins = new ArrayList<>();
        if (listed.isPresent()) {
            if (!(listed.get() instanceof Json.Elements elements)) {
                return Optional.empty();
            }
            for (Json each : elements.all()) {
                Optional<Fragment> name =
                        each instanceof Json.Text text ? Optional.of(text.text()) : each.text("plugin");
                if (name.isEmpty()) {
                    return Optional.empty();
                }
                boolean limited = each.member("include").isPresent()
                        || each.member("exclude").isPresent();
                plugins.add(new Plugin(name.get(), each.member("options"), limited));
            }
        }
        return Optional.of(new NxPlugins(List.copyOf(plugins)));
    }

    /** Whether it is known of each to what projects it may give targets; any other may let all that there is depend on anything. */
    boolean areKnown() {
        return all.stream().allMatch(Plugin::isKnown);
    }

    /** Whether one of them may give a project a target that it does not have otherwise. */
    boolean mayInfer(Task task, Machine machine) {
        return all.stream().anyMatch(plugin -> plugin.mayInfer(task, machine));
    }

    /** The target that one of them gives to a project; empty where none does for certain, or it is not known what it runs. */
    Optional<Definition> inferred(Task task, Machine machine) {
        List<Plugin> able =
                all.stream().filter(plugin -> plugin.mayInfer(task, machine)).toList();
        boolean next = able.size() == 1
                && able.get(0).name().equals(NEXT)
                && !able.get(0).limited()
                && task.target().equals(able.get(0).option("buildTargetName", "build"))
                && isThere(task.project(), "next.config.", machine);
        if (!next) {
            return Optional.empty();
        }
        Fragment module = able.get(0).module();
        return Optional.of(new Definition(
                "nx:run-commands",
                Map.of("command", text("next build", module), "cwd", text("{projectRoot}", module)),
                new Needs(List.of("^build"), false),
                true));
    }

    private static Json text(String text, Fragment at) {
        return new Json.Text(at.replaced(ALL_OF_IT, all -> text));
    }

    /** Whether a project has, or may have, a file whose name begins so. */
    private static boolean has(ImagePath project, List<String> beginnings, Machine machine) {
        return directory(project, machine)
                .map(directory -> beginnings.stream()
                        .flatMap(beginning -> called(beginning, directory))
                        .anyMatch(slot -> !(slot instanceof Slot.Gone)))
                .orElse(true);
    }

    private static boolean isThere(ImagePath project, String beginning, Machine machine) {
        return directory(project, machine).stream()
                .flatMap(directory -> called(beginning, directory))
                .anyMatch(Slot.Here.class::isInstance);
    }

    private static Optional<Directory> directory(ImagePath path, Machine machine) {
        return machine.files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Directory directory
                ? Optional.of(directory)
                : Optional.empty();
    }

    private static Stream<Slot> called(String beginning, Directory directory) {
        return directory.children().entrySet().stream()
                .filter(child -> child.getKey().startsWith(beginning))
                .map(Map.Entry::getValue);
    }
}
