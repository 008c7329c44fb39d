package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.toml.TomlReader;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.Entry;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.BuildHint;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Collects all that a workspace says about the builds of its images. It is long because each kind of file is a few lines: how it
 * names a Dockerfile, and from where.
 */
public final class BuildUses {

    /** Words of a path, a target or a script that say that no image of it is shipped. */
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{.*?}}", Pattern.DOTALL);

    private static final Set<String> DEVELOPMENT = Set.of(
            "dev",
            "devel",
            "develop",
            "development",
            "devcontainer",
            ".devcontainer",
            "local",
            "localhost",
            "test",
            "tests",
            "testing",
            "e2e",
            "integration",
            "debug",
            "mock",
            "mocks",
            "benchmark",
            "benchmarks",
            "playground",
            "fixture",
            "fixtures",
            "example",
            "examples",
            "sample",
            "samples",
            "demo",
            "demos",
            "lint",
            "__tests__");

    /** Directories whose Dockerfiles are there to be copied or tried, unless somebody builds them. */
    private static final Set<String> NOBODYS = Set.of(
            "test",
            "tests",
            "__tests__",
            "e2e",
            "fixture",
            "fixtures",
            "__fixtures__",
            "testdata",
            "example",
            "examples",
            "sample",
            "samples",
            "template",
            "templates",
            "starter",
            "starters",
            "scaffold",
            "scaffolds",
            "skeleton",
            "boilerplate",
            "boilerplates",
            "docs",
            ".devcontainer",
            "devcontainer",
            "benchmark",
            "benchmarks",
            "node_modules",
            "third_party",
            "vendor");

    private final SourceTree tree;
    private final List<BuildUse> found = new ArrayList<>();
    private final List<BuildUse> addressed = new ArrayList<>();
    private final List<Made> written = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();

    /** Whether the file that is read lets a platform build what is in the workspace. */
    private boolean ships;

    /** How many builds were found before those that {@link #written} belongs to. */
    private int settled;

    private final BuildFiles files;

    private BuildUses(SourceTree tree, Predicate<TreePath> isIgnored) {
        this.tree = tree;
        this.files = BuildFiles.of(tree, isIgnored);
    }

    /**
     * A file that is not in the workspace, and that the pipeline or script writes which also builds an image.
     *
     * @param by the command, and where it stands
     * @param at the command
     */
    public record Made(TreePath path, String by, Span at) {}

    /**
     * @param uses one for each build, those of production first
     * @param unnamed Dockerfiles that nobody is known to build, without those in directories for examples and tests
     * @param made what is there when an image is built although the workspace does not hold it
     * @param all every build, those that come to the same image too
     * @param closed directories that nobody may look into here: there may be more below them
     * @param addressed the builds whose results others may start from: by address, where all that decides them is known, or by name
     */
    public record Found(
            List<BuildUse> uses,
            List<TreePath> unnamed,
            List<Made> made,
            List<BuildUse> all,
            List<TreePath> closed,
            List<BuildUse> addressed) {
        public Found {
            addressed = List.copyOf(addressed);
            all = List.copyOf(all);
            uses = List.copyOf(uses);
            unnamed = List.copyOf(unnamed);
            made = List.copyOf(made);
            closed = List.copyOf(closed);
        }
    }

    /** @param isIgnored whether git is told to ignore a path */
    public static Found of(SourceTree tree, List<ComposeProject> projects, Predicate<TreePath> isIgnored) {
        BuildUses uses = new BuildUses(tree, isIgnored);
        for (TreePath path : uses.files.sayers()) {
            tree.read(path).asFile().ifPresent(uses::read);
            uses.settle();
        }
        BuildHint.of(projects).forEach(uses::compose);
        uses.made.addAll(Submodules.of(tree));
        Map<List<Object>, BuildUse> distinct = new LinkedHashMap<>();
        uses.found.stream()
                .sorted((one, other) -> Boolean.compare(other.production(), one.production()))
                .forEach(use -> distinct.putIfAbsent(use.build(), use));
        Set<TreePath> named =
                Set.copyOf(distinct.values().stream().map(BuildUse::dockerfile).toList());
        List<TreePath> unnamed = uses.files.dockerfiles().stream()
                .filter(path -> !named.contains(path))
                .filter(path -> List.of(
                                path.parent().value().toLowerCase(Locale.ROOT).split("/"))
                        .stream()
                        .noneMatch(BuildUses::isNobodys))
                .toList();
        return new Found(
                List.copyOf(distinct.values()), unnamed, uses.made, uses.found, uses.files.closed(), uses.addressed);
    }

    /** What was written so far is there before the builds that were found with it, if there were any. */
    private void settle() {
        if (found.size() > settled || ships) {
            made.addAll(written);
        }
        written.clear();
        ships = false;
        settled = found.size();
    }

    /** Hidden directories hold what editors and agents work in, but for those that say that images are kept there. */
    private static boolean isNobodys(String directory) {
        boolean hidden = directory.startsWith(".") && !directory.equals(".docker") && !directory.equals(".deploy");
        return hidden || NOBODYS.contains(directory);
    }

    /** Whether the name of a Dockerfile, its directories or its target say that its image is not shipped. */
    public static boolean isForDevelopment(TreePath dockerfile, Optional<String> target) {
        return isForDevelopment(dockerfile.value())
                || target.filter(BuildUses::isForDevelopment).isPresent();
    }

    private static boolean isForDevelopment(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).split("[/._:-]")).stream().anyMatch(DEVELOPMENT::contains)
                || text.toLowerCase(Locale.ROOT).contains(".devcontainer");
    }

    private void compose(BuildHint hint) {
        Optional<String> address = Optional.of(DockerBuild.result(DockerBuild.SERVICE, hint.project(), hint.service()));
        BuildUse use = new BuildUse(
                hint.dockerfile(),
                Optional.of(hint.context()),
                hint.target(),
                hint.args(),
                contexts(hint.contexts(), hint.evidence(), hint.project()),
                platforms(hint.platforms()),
                hint.production(),
                hint.evidence(),
                address.filter(known -> hint.whole()),
                hint.image().map(Set::of).orElse(Set.of()));
        add(use);
        addressed.add(use);
    }

    private static List<String> platforms(List<String> written) {
        return written.stream()
                .flatMap(text -> DockerBuild.platforms(text).stream())
                .toList();
    }

    /**
     * Relative ones start at the directory of the file.
     *
     * @param within the file or the project whose other builds they may name
     */
    private static Map<String, String> contexts(Map<String, String> written, Evidence from, String within) {
        TreePath directory = from.steps().isEmpty()
                ? TreePath.ROOT
                : from.steps().get(0).at().path().parent();
        Map<String, String> contexts = new LinkedHashMap<>();
        written.forEach(
                (name, value) -> contexts.put(name, DockerBuild.within(within, DockerBuild.context(directory, value))));
        return contexts;
    }

    private void add(BuildUse use) {
        boolean there = tree.real(use.dockerfile())
                .flatMap(tree::entry)
                .filter(Entry::isFile)
                .isPresent();
        if (there) {
            found.add(isForDevelopment(use.dockerfile(), use.target()) ? use.asDevelopment() : use);
        }
    }

    private void read(SourceFile file) {
        TreePath path = file.path();
        String name = path.name().toLowerCase(Locale.ROOT);
        TreePath own = path.parent();
        String text = file.text();
        if (name.contains("bake") && (name.endsWith(".hcl") || name.endsWith(".json"))) {
            bake(file);
        } else if (name.endsWith(".toml")) {
            toml(file);
        } else if (name.equals("railway.json")) {
            YamlReader.read(file).document().flatMap(YamlNode::asMapping).flatMap(top -> top.get("build")).stream()
                    .flatMap(build -> build.asMapping().stream())
                    .flatMap(build -> build.get("dockerfilePath").stream())
                    .forEach(node -> node.asText()
                            .flatMap(TreePath::of)
                            .ifPresent(dockerfile ->
                                    platform(dockerfile, Optional.empty(), Optional.empty(), node.at(), "Railway")));
        } else if (name.startsWith("render.")) {
            documents(file).forEach(this::render);
        } else if (name.startsWith("skaffold.")) {
            documents(file).forEach(top -> skaffold(top, own));
        } else if (path.value().startsWith(".github/workflows/")) {
            documents(file).forEach(workflow -> new Workflows(tree, new Steps(path)).read(workflow));
        } else if (!text.contains("build")) {
            return;
        } else if (name.equals("package.json")) {
            scripts(file, own);
        } else if (name.equals("project.json")) {
            NxTargets.read(tree, file, new Targets(own));
        } else if (name.equals("makefile") || name.equals("justfile")) {
            recipes(file, own);
        } else if (name.equals("jenkinsfile")) {
            jenkins(file);
        } else if (name.endsWith(".sh")) {
            shell(
                    Fragment.of(file),
                    List.of(own, TreePath.ROOT),
                    own,
                    Map.of(),
                    !isForDevelopment(path.value()),
                    "is run by " + path);
        } else if (name.equals(".gitlab-ci.yml") || own.value().equals(".circleci")) {
            YamlReader.read(file).documents().forEach(this::jobs);
        }
    }

    private static List<YamlNode.Mapping> documents(SourceFile file) {
        return YamlReader.read(file).documents().stream()
                .flatMap(node -> node.asMapping().stream())
                .toList();
    }

    private void bake(SourceFile file) {
        // Bake merges such a file into what stands beside it.
        boolean overridden = Stream.of("docker-bake.override.hcl", "docker-bake.override.json")
                .anyMatch(name -> tree.real(file.path().parent().child(name)).isPresent());
        for (Bake.Target target : Bake.targets(file)) {
            Optional<Optional<String>> context = target.text("context");
            Optional<Optional<String>> dockerfile = target.text("dockerfile");
            Optional<Optional<String>> stage = target.text("target");
            if (target.isInline() || context.isEmpty() || dockerfile.isEmpty() || stage.isEmpty()) {
                continue;
            }
            String directory = context.get().orElse(".");
            // Paths start where bake is run: beside the file, or at the root.
            List<TreePath> from = List.of(file.path().parent(), TreePath.ROOT);
            Optional<BuildUse> use = locate(directory, dockerfile.get(), true, from)
                    .map(place -> new BuildUse(
                            place.dockerfile(),
                            Optional.of(place.context()),
                            stage.get(),
                            target.texts("args"),
                            contexts(
                                    target.texts("contexts"),
                                    Evidence.of(target.at(), ""),
                                    file.path().value()),
                            target.isWhole("args") ? platforms(target.items("platforms")) : List.of(),
                            !isForDevelopment(target.name()),
                            Evidence.of(target.at(), "builds the target `" + target.name() + "`"),
                            Optional.of(DockerBuild.result(
                                    DockerBuild.TARGET, file.path().value(), target.name())),
                            Set.copyOf(target.items("tags"))));
            use.filter(is -> target.isBuilt()).ifPresent(this::add);
            use.filter(is -> target.isWhole("args") && target.isWhole("contexts") && !overridden)
                    .ifPresent(addressed::add);
        }
    }

    private record Located(TreePath dockerfile, TreePath context) {}

    /** The first directory from which both are there. */
    private Optional<Located> locate(
            String context, Optional<String> file, boolean fileIsInContext, List<TreePath> from) {
        for (TreePath directory : from) {
            Optional<TreePath> there = directory.resolve(context);
            Optional<TreePath> dockerfile = there.flatMap(c -> file.isEmpty()
                    ? Optional.of(c.child("Dockerfile"))
                    : (fileIsInContext ? c : directory).resolve(file.get()));
            if (dockerfile.isPresent()
                    && tree.real(dockerfile.get())
                            .flatMap(tree::entry)
                            .filter(Entry::isFile)
                            .isPresent()) {
                return Optional.of(new Located(dockerfile.get(), there.orElse(TreePath.ROOT)));
            }
        }
        return Optional.empty();
    }

    private void shell(
            Fragment text,
            List<TreePath> from,
            TreePath own,
            Map<String, String> given,
            boolean production,
            String says) {
        ShellBuilds.Said said = ShellBuilds.in(text, from, own, given);
        ships |= said.ships();
        for (ShellBuilds.Written file : said.written()) {
            made(file.directories(), file.file(), file.command(), file.at());
        }
        for (ShellBuilds.Recipe recipe : said.recipes()) {
            recipe(recipe, given);
        }
        for (ShellBuilds.Found command : said.builds()) {
            DockerBuild build = command.build();
            locate(build.context(), build.file(), false, command.directories()).ifPresent(place -> {
                Map<String, String> contexts = new LinkedHashMap<>();
                build.contexts()
                        .forEach((name, value) -> contexts.put(
                                name, DockerBuild.context(command.directories().get(0), value)));
                add(new BuildUse(
                        place.dockerfile(),
                        Optional.of(place.context()),
                        build.target(),
                        build.args(),
                        contexts,
                        build.platforms(),
                        production,
                        Evidence.of(command.at(), "builds it: the command " + says)));
            });
        }
    }

    /** What the makefile may write that a command runs. */
    private void recipe(ShellBuilds.Recipe run, Map<String, String> given) {
        for (TreePath directory : run.directories()) {
            for (String name : List.of("GNUmakefile", "makefile", "Makefile")) {
                tree.read(directory.child(name))
                        .asFile()
                        .ifPresent(file -> lines(file)
                                .forEach(line -> ShellBuilds.in(line, List.of(directory), directory, given)
                                        .written()
                                        .forEach(w -> made(w.directories(), w.file(), "make", run.at()))));
            }
        }
    }

    private void made(List<TreePath> from, String name, String by, Span at) {
        from.stream()
                .flatMap(directory -> directory.resolve(name).stream())
                .filter(path -> tree.entry(path).isEmpty())
                .findFirst()
                .ifPresent(path -> written.add(new Made(path, "`%s` in %s".formatted(by, at), at)));
    }

    /** JSON is YAML, as far as a package.json goes. */
    private void scripts(SourceFile file, TreePath own) {
        if (!file.text().contains("docker") && !file.text().contains("podman")) {
            return;
        }
        documents(file).stream()
                .flatMap(top -> top.get("scripts").stream())
                .flatMap(scripts -> scripts.asMapping().stream())
                .flatMap(scripts -> scripts.entries().stream())
                .forEach(script -> {
                    if (script.value() instanceof YamlNode.Scalar text) {
                        String name = script.key().text();
                        shell(
                                text.fragment(),
                                List.of(own),
                                own,
                                Map.of(),
                                !isForDevelopment(name),
                                "is the script `" + name + "`");
                    }
                });
    }

    /** What a project of Nx builds. */
    private final class Targets implements NxTargets.Listener {

        private final TreePath own;

        Targets(TreePath own) {
            this.own = own;
        }

        @Override
        public void image(
                String target,
                TreePath root,
                String context,
                String file,
                Optional<String> stage,
                Map<String, String> args,
                Map<String, String> contexts,
                List<String> platforms,
                Set<String> names,
                Span at) {
            locate(context, Optional.of(file), false, List.of(root)).ifPresent(place -> {
                Map<String, String> named = new LinkedHashMap<>();
                contexts.forEach((name, value) -> named.put(name, DockerBuild.context(root, value)));
                add(new BuildUse(
                        place.dockerfile(),
                        Optional.of(place.context()),
                        stage,
                        args,
                        named,
                        platforms(platforms),
                        !isForDevelopment(target),
                        Evidence.of(at, "builds it: the target `" + target + "` of Nx"),
                        Optional.empty(),
                        names));
            });
        }

        @Override
        public void command(String target, Fragment text, TreePath directory) {
            shell(
                    text,
                    List.of(directory),
                    own,
                    Map.of(),
                    !isForDevelopment(target),
                    "is the target `" + target + "` of Nx");
        }
    }

    /** The lines of a makefile's recipes, each of which is a command of its own. */
    private void recipes(SourceFile file, TreePath own) {
        lines(file).forEach(line -> shell(line, List.of(own, TreePath.ROOT), own, Map.of(), true, "is a recipe of it"));
    }

    private static List<Fragment> lines(SourceFile file) {
        List<Fragment> lines = new ArrayList<>();
        Fragment whole = Fragment.of(file);
        int offset = 0;
        String text = file.text();
        while (offset < text.length()) {
            int end = text.indexOf('\n', offset);
            end = end < 0 ? text.length() : end;
            int from = offset;
            boolean recipe = text.charAt(offset) == '\t' || text.charAt(offset) == ' ';
            while (end < text.length() && end > offset && text.charAt(end - 1) == '\\') {
                int next = text.indexOf('\n', end + 1);
                end = next < 0 ? text.length() : next;
            }
            while (from < end && "@-+ \t".indexOf(text.charAt(from)) >= 0) {
                from++;
            }
            if (recipe) {
                lines.add(whole.part(from, end));
            }
            offset = end + 1;
        }
        return lines;
    }

    /** {@code sh "…"} and {@code sh '''…'''}; what holds a reference is not known. */
    private void jenkins(SourceFile file) {
        String text = file.text();
        Fragment whole = Fragment.of(file);
        for (int at = text.indexOf("sh"); at >= 0; at = text.indexOf("sh", at + 2)) {
            boolean word = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
            int from = at + 2;
            while (from < text.length() && " (".indexOf(text.charAt(from)) >= 0) {
                from++;
            }
            if (word || from >= text.length() || "'\"".indexOf(text.charAt(from)) < 0) {
                continue;
            }
            String quote = text.substring(from, from + 1);
            String fence = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
            int end = text.indexOf(fence, from + fence.length());
            if (end > 0) {
                shell(
                        whole.part(from + fence.length(), end),
                        List.of(TreePath.ROOT),
                        TreePath.ROOT,
                        Map.of(),
                        true,
                        "is a step of the pipeline");
            }
        }
    }

    /** Every {@code script} of a GitLab job and every {@code run} of CircleCI. */
    private void jobs(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                String key = entry.key().text();
                boolean command = key.endsWith("script") || key.equals("run") || key.equals("command");
                if (command && entry.value() instanceof YamlNode.Scalar text) {
                    job(text.fragment());
                } else if (command && entry.value() instanceof YamlNode.Sequence items) {
                    for (YamlNode item : items.items()) {
                        if (item instanceof YamlNode.Scalar text) {
                            job(text.fragment());
                        }
                    }
                } else {
                    jobs(entry.value());
                }
            }
        } else {
            node.asItems().forEach(this::jobs);
        }
    }

    private void job(Fragment text) {
        shell(text, List.of(TreePath.ROOT), TreePath.ROOT, Map.of(), true, "is a step of the pipeline");
    }

    private void platform(
            TreePath dockerfile, Optional<TreePath> context, Optional<String> target, Span at, String who) {
        add(new BuildUse(
                dockerfile,
                context,
                target,
                Map.of(),
                Map.of(),
                List.of(),
                true,
                Evidence.of(at, "lets " + who + " build it")));
    }

    /** fly.toml: the Dockerfile stands beside it, the context is where fly is run. railway.toml: paths from the root. */
    private void toml(SourceFile file) {
        Map<String, TomlReader.Text> strings = TomlReader.strings(file);
        boolean fly = file.path().name().startsWith("fly.");
        TomlReader.Text named = strings.get(fly ? "build.dockerfile" : "build.dockerfilePath");
        if (named == null) {
            return;
        }
        Optional<String> target =
                Optional.ofNullable(strings.get("build.build-target")).map(TomlReader.Text::text);
        (fly ? file.path().parent().resolve(named.text()) : TreePath.of(named.text()))
                .ifPresent(dockerfile ->
                        platform(dockerfile, Optional.empty(), target, named.at(), fly ? "Fly" : "Railway"));
    }

    private void render(YamlNode.Mapping top) {
        for (YamlNode node : top.get("services").map(YamlNode::asItems).orElse(List.of())) {
            node.asMapping()
                    .ifPresent(service -> service.get("dockerfilePath")
                            .flatMap(YamlNode::asText)
                            .flatMap(TreePath::of)
                            .ifPresent(dockerfile -> platform(
                                    dockerfile,
                                    service.get("dockerContext")
                                            .flatMap(YamlNode::asText)
                                            .flatMap(TreePath::of),
                                    Optional.empty(),
                                    service.at(),
                                    "Render")));
        }
    }

    private void skaffold(YamlNode.Mapping top, TreePath own) {
        List<YamlNode> artifacts = top.get("build")
                .flatMap(YamlNode::asMapping)
                .flatMap(build -> build.get("artifacts"))
                .map(YamlNode::asItems)
                .orElse(List.of());
        for (YamlNode node : artifacts) {
            node.asMapping().ifPresent(artifact -> {
                Optional<YamlNode.Mapping> docker = artifact.get("docker").flatMap(YamlNode::asMapping);
                String context =
                        artifact.get("context").flatMap(YamlNode::asText).orElse(".");
                Optional<String> file = docker.flatMap(d -> d.get("dockerfile")).flatMap(YamlNode::asText);
                Optional<String> target = docker.flatMap(d -> d.get("target")).flatMap(YamlNode::asText);
                locate(context, file, true, List.of(own))
                        .ifPresent(place -> platform(
                                place.dockerfile(), Optional.of(place.context()), target, artifact.at(), "Skaffold"));
            });
        }
    }

    /** What the steps of one workflow build. */
    private final class Steps implements Workflows.Sink {
        private final boolean production;

        Steps(TreePath workflow) {
            this.production = !isForDevelopment(workflow.name());
        }

        @Override
        public void build(
                Optional<String> file,
                String context,
                boolean fileIsInContext,
                Optional<String> target,
                Map<String, String> args,
                Map<String, String> contexts,
                List<String> platforms,
                Span at) {
            locate(context, file, fileIsInContext, List.of(TreePath.ROOT)).ifPresent(place -> {
                Map<String, String> named = new LinkedHashMap<>();
                contexts.forEach((name, value) -> named.put(name, DockerBuild.context(TreePath.ROOT, value)));
                add(new BuildUse(
                        place.dockerfile(),
                        Optional.of(place.context()),
                        target,
                        args,
                        named,
                        platforms,
                        production,
                        Evidence.of(at, "builds it in a step of the workflow")));
            });
        }

        @Override
        public void shell(YamlNode.Scalar text, TreePath directory, Expressions known) {
            BuildUses.this.shell(
                    filled(text.fragment(), known),
                    List.of(directory),
                    directory,
                    known.env(),
                    production,
                    "is a step of the workflow");
        }

        @Override
        public void filled(String directory, String action, Span at) {
            made(List.of(TreePath.ROOT), directory, action, at);
            made(List.of(TreePath.ROOT), directory + "/*", action, at);
        }

        @Override
        public void job() {
            settle();
        }

        @Override
        public void ships() {
            ships = true;
        }

        /** Expressions are filled in before a shell reads the text; one that is not known is a parameter that nobody sets. */
        private Fragment filled(Fragment text, Expressions known) {
            return text.replaced(EXPRESSION, written -> known.text(written).orElse("${__EXPRESSION}"));
        }
    }
}
