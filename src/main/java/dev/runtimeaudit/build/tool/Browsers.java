package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code playwright install} and {@code install-deps} (playwright.dev, "Browsers"): browsers go into the cache of the user, or
 * where {@code PLAYWRIGHT_BROWSERS_PATH} says; what they need comes as packages of the distribution. The project stays as it is.
 */
final class Browsers implements Launcher {

    private final Launcher otherwise;

    Browsers(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<String> words = call.arguments().stream().map(Arg::shown).toList();
        boolean known = call.arguments().stream()
                        .allMatch(word -> Line.text(word).isPresent())
                && !(call.machine().environment().get("PLAYWRIGHT_BROWSERS_PATH") instanceof Fact.Unknown<String>);
        if (!known || words.isEmpty() || !Set.of("install", "install-deps").contains(words.get(0))) {
            return otherwise.run(call, program, replay);
        }
        Job job = new Job(call, program);
        if (words.get(0).equals("install-deps") || words.contains("--with-deps")) {
            Installing.open(job, List.of());
        }
        if (words.get(0).equals("install")) {
            Fact<String> told = job.machine().environment().get("PLAYWRIGHT_BROWSERS_PATH");
            if (told instanceof Fact.Present<String> path && path.value().equals("0")) {
                // Into the package itself: what lies beside its files is no module.
                return job.unknown(Reason.DOWNLOADED);
            }
            ImagePath to =
                    told instanceof Fact.Present<String> path && !path.value().isBlank()
                            ? job.path(path.value())
                            : home(job).resolve(".cache/ms-playwright");
            ImagePath first = to;
            while (!first.isRoot()
                    && !first.parent().isRoot()
                    && !(job.files().follow(first.parent()) instanceof Fact.Present<Located>)) {
                first = first.parent();
            }
            if (!to.isRoot()) {
                job.files(
                        job.isDirectory(to)
                                ? Effects.open(job.files(), to, Reason.DOWNLOADED, job.evidence())
                                : job.files().perhaps(first, Reason.DOWNLOADED, job.evidence()));
            }
        }
        return job.unknown(Reason.DOWNLOADED);
    }

    private static ImagePath home(Job job) {
        return job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                        && set.value().startsWith("/")
                ? ImagePath.of(set.value())
                : ImagePath.of(
                        job.machine().identity().home().startsWith("/")
                                ? job.machine().identity().home()
                                : "/root");
    }
}
