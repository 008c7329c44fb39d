package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The builds of GitHub workflows: steps that use {@code docker/build-push-action} or one like it, {@code docker build} in
 * {@code run}, and what composite actions and called workflows of the same repository do with the inputs they are given.
 *
 * <p>It is one class although it is long: workflows call actions and each other, and each hands its inputs on.
 */
final class Workflows {

    private static final int DEEPEST = 4;

    private final SourceTree tree;
    private final Sink sink;

    /** Takes what is found. */
    interface Sink {
        void build(
                Optional<String> file,
                String context,
                boolean fileIsInContext,
                Optional<String> target,
                Map<String, String> args,
                Map<String, String> contexts,
                List<String> platforms,
                Span at);

        void shell(YamlNode.Scalar text, TreePath directory, Expressions known);

        /** A directory that an action fills. */
        void filled(String directory, String action, Span at);

        /** The steps of another job: what was filled so far is not there. */
        void job();

        /** An action has images built of the workspace. */
        void ships();
    }

    /** Actions that have images built which they do not name one by one, by their documentation. */
    private static final Set<String> SHIPPING = Set.of(
            "docker/bake-action",
            "depot/bake-action",
            "akhileshns/heroku-deploy",
            "google-github-actions/deploy-cloudrun",
            "google-github-actions/deploy-appengine",
            "azure/container-apps-deploy-action");

    /** Actions that fill the directory that their input {@code path} names. */
    private static final Set<String> FILLING =
            Set.of("actions/checkout", "actions/download-artifact", "actions/cache", "actions/cache/restore");

    /** Owners whose other actions set up, log in, upload and report. */
    private static final Set<String> ONLY_REPORTING = Set.of("actions", "docker", "github", "aws-actions", "codecov");

    /** Words in the name of an action that puts nothing into the workspace: it sets up a tool, logs in or tells somebody. */
    private static final Set<String> HARMLESS = Set.of(
            "setup",
            "login",
            "auth",
            "credentials",
            "cancel",
            "notify",
            "slack",
            "discord",
            "status",
            "comment",
            "label",
            "lint",
            "scan",
            "scorecard",
            "trivy",
            "attest",
            "cosign",
            "installer",
            "token",
            "filter",
            "deploy",
            "release",
            "tag",
            "upload",
            "ssh",
            "runner",
            "space",
            "semantic",
            "dispatch");

    /** Words that say that it does make something, whatever else its name says. */
    private static final Set<String> MAKING = Set.of(
            "download",
            "downloader",
            "env",
            "envfile",
            "dotenv",
            "file",
            "files",
            "create",
            "generate",
            "render",
            "replace",
            "decrypt",
            "fetch",
            "build",
            "secrets");

    Workflows(SourceTree tree, Sink sink) {
        this.tree = tree;
        this.sink = sink;
    }

    /** A workflow that starts by itself: not only when another one calls it. */
    void read(YamlNode.Mapping workflow) {
        Optional<YamlNode> on = workflow.get("on").or(() -> workflow.get("true"));
        boolean onlyCalled = on.map(node ->
                        node.asText().filter("workflow_call"::equals).isPresent()
                                || node.asMapping()
                                        .map(events -> events.entries().size() == 1
                                                && events.get("workflow_call").isPresent())
                                        .orElse(false))
                .orElse(false);
        if (!onlyCalled) {
            Map<String, String> defaults = on.flatMap(YamlNode::asMapping)
                    .flatMap(events -> events.get("workflow_dispatch"))
                    .flatMap(YamlNode::asMapping)
                    .map(Workflows::defaults)
                    .orElse(Map.of());
            jobs(workflow, defaults, 0);
        }
    }

    private static Map<String, String> defaults(YamlNode.Mapping declaring) {
        Map<String, String> defaults = new LinkedHashMap<>();
        declaring
                .get("inputs")
                .flatMap(YamlNode::asMapping)
                .ifPresent(inputs -> inputs.entries()
                        .forEach(input -> input.value().asMapping().ifPresent(fields -> {
                            boolean required = fields.get("required")
                                    .flatMap(YamlNode::asText)
                                    .filter("true"::equals)
                                    .isPresent();
                            Optional<String> value = fields.get("default").flatMap(YamlNode::asText);
                            if (value.isPresent() || !required) {
                                defaults.put(input.key().text(), value.orElse(""));
                            }
                        })));
        return defaults;
    }

    private void jobs(YamlNode.Mapping workflow, Map<String, String> inputs, int depth) {
        workflow.get("jobs")
                .flatMap(YamlNode::asMapping)
                .ifPresent(jobs -> jobs.entries()
                        .forEach(entry ->
                                entry.value().asMapping().ifPresent(job -> job(workflow, job, inputs, depth))));
    }

    private void job(YamlNode.Mapping workflow, YamlNode.Mapping job, Map<String, String> inputs, int depth) {
        Optional<YamlNode> written =
                job.get("strategy").flatMap(YamlNode::asMapping).flatMap(strategy -> strategy.get("matrix"));
        for (Matrix matrix : Matrix.of(written)) {
            Expressions known = new Expressions(matrix.values(), matrix.isWhole(), inputs, Map.of());
            known = with(with(known, workflow.get("env")), job.get("env"));
            TreePath directory = directory(job.get("defaults"), known)
                    .or(() -> directory(workflow.get("defaults"), noMatrix(inputs)))
                    .orElse(TreePath.ROOT);
            Optional<String> called = job.get("uses").flatMap(YamlNode::asText);
            if (called.isPresent()) {
                call(called.get(), job, known, depth);
            }
            if (depth == 0) {
                sink.job();
            }
            steps(job.get("steps").map(YamlNode::asItems).orElse(List.of()), directory, known, depth);
        }
    }

    private static Expressions noMatrix(Map<String, String> inputs) {
        return new Expressions(Map.of(), false, inputs, Map.of());
    }

    private static Optional<TreePath> directory(Optional<YamlNode> defaults, Expressions known) {
        return defaults.flatMap(YamlNode::asMapping)
                .flatMap(d -> d.get("run"))
                .flatMap(YamlNode::asMapping)
                .flatMap(run -> run.get("working-directory"))
                .flatMap(YamlNode::asText)
                .flatMap(known::text)
                .flatMap(TreePath::of);
    }

    private static Expressions with(Expressions known, Optional<YamlNode> env) {
        Map<String, String> all = new HashMap<>(known.env());
        env.flatMap(YamlNode::asMapping)
                .ifPresent(fields -> fields.entries().forEach(entry -> {
                    Optional<String> value = entry.value().asText().flatMap(known::text);
                    if (value.isPresent()) {
                        all.put(entry.key().text(), value.get());
                    } else {
                        all.remove(entry.key().text());
                    }
                }));
        return new Expressions(known.matrix(), known.matrixIsWhole(), known.inputs(), all);
    }

    private void steps(List<YamlNode> steps, TreePath directory, Expressions outer, int depth) {
        for (YamlNode node : steps) {
            Optional<YamlNode.Mapping> step = node.asMapping();
            if (step.isEmpty()) {
                continue;
            }
            Expressions known = with(outer, step.get().get("env"));
            step.get().get("run").ifPresent(run -> {
                if (run instanceof YamlNode.Scalar text) {
                    Optional<YamlNode> own = step.get().get("working-directory");
                    Optional<TreePath> there = own.isEmpty()
                            ? Optional.of(directory)
                            : own.get().asText().flatMap(known::text).flatMap(TreePath::of);
                    there.ifPresent(from -> sink.shell(text, from, known));
                }
            });
            step.get().get("uses").flatMap(YamlNode::asText).ifPresent(uses -> used(uses, step.get(), known, depth));
        }
    }

    private void used(String uses, YamlNode.Mapping step, Expressions known, int depth) {
        if (uses.startsWith("./")) {
            call(uses, step, known, depth);
            return;
        }
        int version = uses.indexOf('@');
        String action = version < 0 ? uses : uses.substring(0, version);
        Optional<YamlNode.Mapping> inputs = step.get("with").flatMap(YamlNode::asMapping);
        if (action.endsWith("/build-push-action")) {
            inputs.ifPresent(with -> buildPush(with, known, step.at()));
        } else if (SHIPPING.contains(action)) {
            sink.ships();
        } else if (FILLING.contains(action)) {
            Optional<String> paths = inputs.flatMap(with -> with.get("path")).flatMap(YamlNode::asText);
            // Of itself a checkout brings the repository; an artifact is unpacked where the job is (their action.yml).
            boolean here = action.equals("actions/download-artifact")
                    || action.equals("actions/checkout")
                            && inputs.flatMap(with -> with.get("repository")).isPresent();
            paths.or(() -> here ? Optional.of(".") : Optional.empty())
                    .ifPresent(text -> text.lines()
                            .flatMap(path -> known.text(path.strip()).stream())
                            .forEach(path -> sink.filled(path, action, step.at())));
        } else if (!isHarmless(action)) {
            sink.filled(".", action, step.at());
        }
    }

    private static boolean isHarmless(String action) {
        List<String> words = List.of(action.toLowerCase(Locale.ROOT).split("[-_/]"));
        String owner = action.substring(0, Math.max(0, action.indexOf('/')));
        boolean reports = ONLY_REPORTING.contains(owner) && !action.equals("actions/github-script");
        return reports
                || words.stream().anyMatch(HARMLESS::contains) && words.stream().noneMatch(MAKING::contains);
    }

    /** docker/build-push-action: without a context, that of the commit; {@code file} is relative to where the step runs. */
    private void buildPush(YamlNode.Mapping with, Expressions known, Span at) {
        Optional<Optional<String>> file = input(with, "file", known);
        Optional<Optional<String>> context = input(with, "context", known);
        Optional<Optional<String>> target = input(with, "target", known);
        if (file.isEmpty() || context.isEmpty() || target.isEmpty()) {
            return;
        }
        String directory = context.get().orElse(".");
        boolean ofCommit = directory.contains("{{defaultContext}}");
        if (ofCommit) {
            int colon = directory.indexOf(':');
            directory = colon < 0 ? "." : directory.substring(colon + 1);
        }
        if (directory.contains("://") || directory.contains("{{")) {
            return;
        }
        // What an argument says that is not known may be another thing on every platform.
        boolean argsAreKnown = with.get("build-args").flatMap(YamlNode::asText).stream()
                .flatMap(String::lines)
                .allMatch(line -> known.text(line.strip()).isPresent());
        sink.build(
                file.get(),
                directory,
                ofCommit,
                target.get(),
                lines(with, "build-args", known),
                lines(with, "build-contexts", known),
                input(with, "platforms", known)
                        .flatMap(text -> text)
                        .filter(text -> argsAreKnown)
                        .map(DockerBuild::platforms)
                        .orElse(List.of()),
                at);
    }

    /** An input: not known, not given, or a text. */
    private static Optional<Optional<String>> input(YamlNode.Mapping with, String name, Expressions known) {
        Optional<String> written = with.get(name).flatMap(YamlNode::asText);
        if (written.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        Optional<String> text = known.text(written.get());
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(text.map(String::strip).filter(t -> !t.isEmpty()));
    }

    private static Map<String, String> lines(YamlNode.Mapping with, String name, Expressions known) {
        Map<String, String> lines = new LinkedHashMap<>();
        with.get(name)
                .flatMap(YamlNode::asText)
                .ifPresent(text -> text.lines()
                        .flatMap(line -> known.text(line.strip()).stream())
                        .forEach(line -> DockerBuild.argument(lines, line)));
        return lines;
    }

    /** A composite action or a workflow of this repository, with its inputs. */
    private void call(String uses, YamlNode.Mapping by, Expressions known, int depth) {
        Optional<TreePath> path = TreePath.of(uses);
        if (depth >= DEEPEST || path.isEmpty() || !uses.startsWith("./")) {
            return;
        }
        for (TreePath file :
                List.of(path.get(), path.get().child("action.yml"), path.get().child("action.yaml"))) {
            Optional<YamlNode.Mapping> called = tree.read(file)
                    .asFile()
                    .flatMap(text -> YamlReader.read(text).document())
                    .flatMap(YamlNode::asMapping);
            if (called.isPresent()) {
                Map<String, String> inputs = inputs(called.get(), by, known);
                jobs(called.get(), inputs, depth + 1);
                called.get()
                        .get("runs")
                        .flatMap(YamlNode::asMapping)
                        .flatMap(runs -> runs.get("steps"))
                        .ifPresent(steps -> steps(
                                new ArrayList<>(steps.asItems()),
                                TreePath.ROOT,
                                new Expressions(Map.of(), true, inputs, known.env()),
                                depth + 1));
                return;
            }
        }
    }

    private static Map<String, String> inputs(YamlNode.Mapping called, YamlNode.Mapping by, Expressions known) {
        Map<String, String> inputs = new HashMap<>(called.get("on")
                .or(() -> called.get("true"))
                .flatMap(YamlNode::asMapping)
                .flatMap(on -> on.get("workflow_call"))
                .flatMap(YamlNode::asMapping)
                .map(Workflows::defaults)
                .orElseGet(() -> defaults(called)));
        by.get("with")
                .flatMap(YamlNode::asMapping)
                .ifPresent(with -> with.entries().forEach(entry -> {
                    String name = entry.key().text();
                    Optional<String> value = entry.value().asText().flatMap(known::text);
                    if (value.isPresent()) {
                        inputs.put(name, value.get());
                    } else {
                        inputs.remove(name);
                    }
                }));
        return inputs;
    }
}
