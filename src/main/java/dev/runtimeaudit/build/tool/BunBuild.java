package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Bundle;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Listens;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bun build --compile}: one script with all that it loads, put behind a copy of the bun that builds it (bun.sh/docs,
 * "Single-file executable"). Followed where all that it loads is known and it opens a port; what it is for another platform, and what
 * other ways of {@code bun build} write, is not.
 */
final class BunBuild implements Launcher {

    private static final Set<String> WITH_VALUE = Set.of(
            "outfile",
            "outdir",
            "target",
            "format",
            "external",
            "define",
            "env",
            "conditions",
            "root",
            "public-path",
            "entry-naming",
            "chunk-naming",
            "asset-naming",
            "banner",
            "footer",
            "drop",
            "jsx-runtime",
            "loader",
            "compile-exec-argv",
            "tsconfig-override");

    /** They decide which file is written, or whether all is in it. */
    private static final Set<String> DECIDING = Set.of("outdir", "target", "external", "packages", "splitting", "e");

    private final Launcher otherwise;

    /** @param otherwise what is done about everything else */
    BunBuild(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "e", WITH_VALUE);
        List<String> words = line.texts();
        boolean compiles = words.size() == 2
                && words.get(0).equals("build")
                && line.has("compile")
                && !line.unclear()
                && DECIDING.stream()
                        .noneMatch(name -> line.has(name) || line.value(name).isPresent());
        if (!compiles) {
            return otherwise.run(call, program, replay);
        }
        Job job = new Job(call, program);
        ImagePath entry = job.path(words.get(1));
        Optional<Arg> named = line.value("outfile");
        Optional<String> out = named.isEmpty() ? Optional.of(stem(entry.name())) : named.flatMap(Line::text);
        if (out.isEmpty() || !(job.files().follow(entry) instanceof Fact.Present<Located>)) {
            return otherwise.run(call, program, replay);
        }
        Optional<Bundle> parts = parts(entry, job.machine());
        // Only what opens a port is known to keep running.
        boolean serves = parts.filter(bundle -> bundle.sources().stream()
                        .anyMatch(source -> !Listens.of(source).isEmpty()))
                .isPresent();
        if (!serves) {
            return otherwise.run(call, program, replay);
        }
        Program made = new Program(Go.COMPILED, "", program.linkage());
        Content content = new Content.Standalone(made, () -> parts);
        ImagePath to = job.path(out.get());
        job.files(job.files().mkdirs(to.parent(), job.made(0755)).with(to, new Node.File(job.made(0755), content)));
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static Optional<Bundle> parts(ImagePath entry, Machine machine) {
        OwnScripts scripts = OwnScripts.of(entry, machine);
        if (!scripts.complete()) {
            return Optional.empty();
        }
        List<ModuleUse> loads = new ArrayList<>();
        Span at = Span.wholeFile(scripts.files().get(0).path());
        scripts.packages()
                .forEach(name -> loads.add(new ModuleUse(name, ModuleUse.Form.IMPORT, ModuleUse.When.ALWAYS, at)));
        return Optional.of(new Bundle(loads, scripts.files()));
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
