package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;

/**
 * A shell, which may be given the script that Gradle's wrapper writes (docs.gradle.org, "Gradle Wrapper"; {@code unixStartScript.txt}):
 * it runs Gradle in the current directory, with the words that it is given, when the archive beside it and a Java are there.
 *
 * @param shell what runs every other script
 * @param gradle what Gradle does
 */
record GradleWrapper(Launcher shell, Launcher gradle) implements Launcher {

    private static final String ARCHIVE = "gradle/wrapper/gradle-wrapper.jar";

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (words.isEmpty()
                || !(words.get(0).value() instanceof Value.Known known)
                || known.text().startsWith("-")
                || !isWrapper(new Job(call, program), known.text())) {
            return shell.run(call, program, replay);
        }
        return gradle.run(call.with(words), new Program("gradle", "", Linkage.UNKNOWN), replay);
    }

    private static boolean isWrapper(Job job, String script) {
        return job.files().follow(job.path(script)) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                && text.value().text().contains(ARCHIVE)
                && text.value().text().strip().endsWith("exec \"$JAVACMD\" \"$@\"")
                && holds(job, found.value().path().parent().resolve(ARCHIVE))
                && holds(job, found.value().path().parent().resolve("gradle/wrapper/gradle-wrapper.properties"))
                && GradleApplication.hasJava(job);
    }

    private static boolean holds(Job job, ImagePath path) {
        return job.files().holdsFile(path);
    }
}
