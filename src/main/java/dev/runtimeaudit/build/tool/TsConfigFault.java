package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.LenientJson;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Configurations that {@code tsc} cannot read: it says so and exits with another status than 0, although it goes on to compile
 * (TypeScript, {@code getExtendsConfigPath} and {@code executeCommandLine}; measured with 5.4).
 */
final class TsConfigFault {

    private static final int DEEPEST = 12;

    /** The status of {@code tsc} behind an error in a configuration. */
    private static final int OUTPUTS_GENERATED = 2;

    private final Job job;
    private final boolean builds;

    /** @param builds whether it is {@code tsc --build}, which does not compile what it cannot configure */
    TsConfigFault(Job job, boolean builds) {
        this.job = job;
        this.builds = builds;
    }

    /** No {@code tsconfig.json} here or above: it prints its help. */
    void noProject(ImagePath directory) {
        for (ImagePath at = directory; ; at = at.parent()) {
            if (!isAbsent(at.child("tsconfig.json"))) {
                return;
            }
            if (at.isRoot()) {
                break;
            }
        }
        job.fails(
                Cause.STEP_FAILS,
                1,
                "tsc: The TypeScript Compiler - Version " + job.program().version(),
                "tsconfig.json",
                job.call().command());
    }

    /** @param named as it stands on the command line */
    void project(ImagePath path, String named) {
        ImagePath file = job.files().holdsDirectory(path) || builds && !named.endsWith(".json")
                ? path.child("tsconfig.json")
                : path;
        if (builds && isAbsent(file)) {
            fails(1, unreadable(file), named);
        } else if (isAbsent(path)) {
            fails(1, "error TS5058: The specified path does not exist: '" + named + "'.", named);
        } else if (job.files().holdsDirectory(path) && isAbsent(path.child("tsconfig.json"))) {
            String says = "error TS5057: Cannot find a tsconfig.json file at the specified directory: '";
            fails(1, says + named + "'.", named);
        } else {
            extended(file, 0);
        }
    }

    private static String unreadable(ImagePath file) {
        return "error TS5083: Cannot read file '" + file + "'.";
    }

    private void extended(ImagePath path, int depth) {
        if (depth > DEEPEST
                || !(job.files().follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
            return;
        }
        Optional<Json> parents = LenientJson.of(text.value()).flatMap(json -> json.member("extends"));
        for (Fragment each : texts(parents)) {
            String named = each.text();
            if (!named.startsWith("./") && !named.startsWith("../")) {
                continue;
            }
            ImagePath plain = found.value().path().parent().resolve(named);
            ImagePath json = plain.parent().child(plain.name() + ".json");
            if (!isAbsent(plain)) {
                extended(plain, depth + 1);
            } else if (named.endsWith(".json")) {
                fails(unreadable(plain), named, each.span());
            } else if (!isAbsent(json)) {
                extended(json, depth + 1);
            } else {
                fails("error TS6053: File '" + named + "' not found.", named, each.span());
            }
        }
    }

    private static List<Fragment> texts(Optional<Json> json) {
        List<Fragment> texts = new ArrayList<>();
        if (json.isPresent() && json.get() instanceof Json.Text text) {
            texts.add(text.text());
        } else if (json.isPresent() && json.get() instanceof Json.Elements elements) {
            for (Json each : elements.all()) {
                if (each instanceof Json.Text text) {
                    texts.add(text.text());
                }
            }
        }
        return texts;
    }

    private void fails(int code, String line, String subject) {
        job.fails(Cause.STEP_FAILS, code, line, subject, job.call().command());
    }

    private void fails(String line, String subject, Span at) {
        job.fails(Cause.STEP_FAILS, builds ? 1 : OUTPUTS_GENERATED, line, subject, Arg.of(subject, at));
    }

    private boolean isAbsent(ImagePath path) {
        return job.files().follow(path) instanceof Fact.Absent<Located>;
    }
}
