package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.PackageJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The package manager as those who run the tasks of a monorepo call it: {@code pnpm run build} in the directory of a package.
 *
 * @param manager what stands for it among the programs
 * @param program its name and version
 */
record ManagerRun(Launcher manager, Program program, Replay replay) {

    /** A package manager by its name, in the version that the manifest of the workspace asks for ({@code packageManager}). */
    static Program program(String name, PackageJson root) {
        String version = root.packageManager()
                .filter(named -> named.startsWith(name + "@"))
                .map(named -> named.substring(name.length() + 1).split("\\+")[0])
                .orElse("");
        return new Program(name, version, Linkage.UNKNOWN);
    }

    /** @param arguments what the script is given besides its own words */
    Function<Invocation, List<End>> step(ImagePath directory, String script, List<Arg> arguments) {
        return at -> {
            List<Arg> words = new ArrayList<>();
            for (String word : List.of(program.name(), "run", script)) {
                words.add(Arg.of(word, at.at()));
            }
            if (!arguments.isEmpty() && program.name().equals("npm")) {
                words.add(Arg.of("--", at.at()));
            }
            words.addAll(arguments);
            Invocation there = new Invocation(words, at.machine().withDirectory(directory), at.at(), at.input(), false);
            return manager.run(there, program, replay).stream()
                    .map(end -> PackageScript.back(at, end))
                    .toList();
        };
    }
}
