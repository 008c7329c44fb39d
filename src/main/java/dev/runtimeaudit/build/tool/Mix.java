package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.ElixirRelease;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code mix release}: a directory with the program of the release in {@code bin}, its libraries and the runtime of Erlang, and the
 * files of {@code rel/overlays} (hexdocs.pm/mix, "mix release"; read at Elixir 1.18). Its other tasks are not followed.
 */
final class Mix implements Launcher {

    private static final Set<String> FLAGS = Set.of("overwrite", "force", "quiet", "no-deps-check", "no-compile");

    private static final Set<String> MOVING = Set.of("MIX_BUILD_PATH", "MIX_BUILD_ROOT", "MIX_TARGET", "MIX_EXS");

    private final Launcher otherwise;

    /** @param otherwise what else may have been touched by any of its tasks */
    Mix(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * A release that a project asks for.
     *
     * @param told what it says of it
     */
    private record Release(String name, Map<String, MixProject.Term> told) {}

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<End> ends = otherwise.run(call, program, replay);
        Line line = Line.of(call.arguments(), "", Set.of("version", "path"));
        List<String> operands = line.texts();
        boolean releases = !operands.isEmpty()
                && operands.get(0).equals("release")
                && operands.size() <= 2
                && !line.unclear()
                && FLAGS.containsAll(line.flags());
        Job before = new Job(call, program);
        Optional<Release> release = releases ? release(before, operands) : Optional.empty();
        Optional<ImagePath> root = release.flatMap(found -> root(before, line, found));
        if (root.isEmpty()) {
            return ends;
        }
        return ends.stream()
                .map(end -> {
                    Job job = new Job(call.with(end.machine()), program);
                    assemble(job, release.get(), root.get());
                    return new End(job.machine(), end.exit(), end.output(), end.conditions(), end.tolerated());
                })
                .toList();
    }

    private static Optional<Release> release(Job job, List<String> operands) {
        // Tasks that are not followed do not rewrite it.
        if (!(job.files().follow(job.path("mix.exs")) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().likely().text() instanceof Fact.Present<SourceFile> text)) {
            return Optional.empty();
        }
        MixProject project = MixProject.read(text.value().text());
        Optional<MixProject.Term> all = project.get("releases");
        Optional<String> asked = operands.size() > 1 ? Optional.of(operands.get(1)) : Optional.empty();
        if (project.get("build_path").isPresent()) {
            return Optional.empty();
        }
        if (all.isEmpty()) {
            // Without any, there is one that is called like the application.
            return text(project.get("app"))
                    .filter(app -> asked.isEmpty() || asked.get().equals(app))
                    .map(app -> new Release(app, Map.of()));
        }
        if (!(all.get() instanceof MixProject.Term.Keywords named)) {
            return Optional.empty();
        }
        Optional<String> name = asked.or(() -> text(project.get("default_release")))
                .or(() -> named.keys().size() == 1
                        ? named.keys().keySet().stream().findFirst()
                        : Optional.empty());
        return name.filter(named.keys()::containsKey)
                .flatMap(chosen -> named.keys().get(chosen) instanceof MixProject.Term.Keywords told
                        ? Optional.of(new Release(chosen, told.keys()))
                        : Optional.empty());
    }

    private static Optional<String> text(Optional<MixProject.Term> term) {
        return term.flatMap(found ->
                found instanceof MixProject.Term.Literal literal ? Optional.of(literal.text()) : Optional.empty());
    }

    private static Optional<ImagePath> root(Job job, Line line, Release release) {
        if (line.value("path").isPresent()) {
            return line.text("path").map(job::path);
        }
        if (release.told().containsKey("path")) {
            return text(Optional.of(release.told().get("path"))).map(job::path);
        }
        boolean moved = MOVING.stream().anyMatch(name -> isSet(job, name));
        Fact<String> environment = job.machine().environment().get("MIX_ENV");
        return !moved && environment instanceof Fact.Present<String> set
                ? Optional.of(job.path("_build/" + set.value() + "/rel/" + release.name()))
                : Optional.empty();
    }

    /** Of the images that are known none sets one. */
    private static boolean isSet(Job job, String variable) {
        Fact<String> value = job.machine().environment().get(variable);
        return value instanceof Fact.Present<String>
                || value instanceof Fact.Unknown<String> unknown && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    private static void assemble(Job job, Release release, ImagePath root) {
        for (String directory : List.of("bin", "lib", "releases")) {
            job.files(job.files().mkdirs(root.child(directory), job.made(0755)));
            job.files(
                    Effects.open(job.files(), root.child(directory), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        job.files(Effects.openNames(job.files(), root, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        // What may lie there beside what is known replaces no program of the release.
        ImagePath own = job.path("rel/overlays/bin").child(release.name());
        if (job.files().follow(job.path("rel/overlays")) instanceof Fact.Present<Located> overlays
                && overlays.value().node() instanceof Node.Directory directory) {
            job.files(job.files().overlay(root, directory));
        }
        boolean templated = job.files().follow(job.path("rel/env.sh.eex")) instanceof Fact.Present<Located>
                || release.told().containsKey("rel_templates_path");
        if (!templated && !(job.files().follow(own) instanceof Fact.Present<Located>) && isUsual(release.told())) {
            String distribution = ElixirRelease.distribution(job.machine());
            Program made =
                    new Program(ElixirRelease.NAME, distribution, job.machine().libc());
            job.files(job.files().with(root.child("bin").child(release.name()), new Node.File(job.made(0755), made)));
        }
    }

    /** Whether it comes with the runtime and a program for Linux, and nothing but the usual steps makes it. */
    private static boolean isUsual(Map<String, MixProject.Term> told) {
        return isAll(told, "steps", Set.of("assemble", "tar"), "assemble")
                && isAll(told, "include_executables_for", Set.of("unix", "windows"), "unix")
                && (!told.containsKey("include_erts")
                        || text(Optional.of(told.get("include_erts"))).equals(Optional.of("true")));
    }

    private static boolean isAll(Map<String, MixProject.Term> told, String key, Set<String> allowed, String needed) {
        MixProject.Term term = told.get(key);
        if (term == null) {
            return true;
        }
        List<Optional<String>> items = term instanceof MixProject.Term.Keywords list
                ? list.items().stream().map(item -> text(Optional.of(item))).toList()
                : List.of();
        return items.contains(Optional.of(needed))
                && items.stream()
                        .allMatch(item -> item.filter(allowed::contains).isPresent());
    }
}
