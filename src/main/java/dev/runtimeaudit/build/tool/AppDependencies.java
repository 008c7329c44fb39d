package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code install-app-deps} of electron-builder: builds what is native in installed packages anew; an application with a package.json of
 * its own, in one of two directories, gets its packages there (electron.build, "Two package.json structure"; its source, {@code
 * installOrRebuild}, {@code computeDefaultAppDirectory} of 22.6).
 */
final class AppDependencies implements Launcher {

    private final Launcher otherwise;

    /** @param otherwise what is done where a configuration may name another directory */
    AppDependencies(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        boolean told = Stream.of("yml", "yaml", "json", "json5", "toml", "js", "config.js")
                .map(ending -> job.path("electron-builder." + ending))
                .anyMatch(path -> job.files().follow(path) instanceof Fact.Present<Located>);
        boolean elsewhere = told
                || !(Manifest.in(call.machine().directory(), call.machine()) instanceof Manifest.Found found)
                || found.json()
                        .json()
                        .member("build")
                        .flatMap(build -> build.member("directories"))
                        .flatMap(directories -> directories.member("app"))
                        .isPresent();
        if (elsewhere || !call.arguments().isEmpty()) {
            return otherwise.run(call, program, replay);
        }
        for (String directory : List.of("app", "www")) {
            ImagePath own = job.path(directory);
            boolean application = !(job.files().follow(own.child("package.json")) instanceof Fact.Absent<Located>);
            if (application && job.isDirectory(own)) {
                job.files(job.files()
                        .perhaps(own.child("node_modules"), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            }
        }
        return job.unknown(Reason.INSTALLED_MODULES_NOT_MODELLED);
    }
}
