package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;

/**
 * java, as far as its launcher can tell that there is nothing to launch (docs.oracle.com, "The java Command"). An archive that the
 * build has made of the workspace is taken to be the server that it was written to be.
 */
public final class Java implements Launcher {

    /** The name under which the model knows an archive with a main class that a build has made. */
    public static final String ARCHIVE = "java-archive";

    private static final Set<String> VALUED = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--add-modules",
            "--add-opens",
            "--add-exports",
            "--upgrade-module-path",
            "--enable-native-access");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            if (word.equals("-jar") && i + 1 < words.size()) {
                return jar(call, words.get(i + 1), replay);
            }
            if (word.equals("-version") || word.equals("--version") || word.equals("-help") || word.equals("--help")) {
                return List.of(End.success(call.machine()));
            }
            if (VALUED.contains(word)) {
                i++;
            } else if (word.startsWith("$")) {
                String line = "Error: Could not find or load main class " + word;
                Evidence evidence = Evidence.of(words.get(i).at(), "is given to java as it is: nobody expands it");
                return Chain.failed(
                        call,
                        new Failure(
                                Cause.EXEC_FORM_IS_NO_SHELL,
                                1,
                                line,
                                words.get(i).at(),
                                word,
                                evidence));
            } else if (!word.startsWith("-")) {
                break;
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    private static List<End> jar(Invocation call, Arg word, Replay replay) {
        if (!(word.value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        Fact<FileSystem.Located> found =
                call.machine().files().follow(call.machine().directory().resolve(known.text()));
        Evidence evidence =
                Evidence.of(word.at(), "runs `" + known.text() + "`").because(found.evidence());
        if (found instanceof Fact.Absent<FileSystem.Located>) {
            String line = "Error: Unable to access jarfile " + known.text();
            return Chain.failed(
                    call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), known.text(), evidence));
        }
        boolean made = found instanceof Fact.Present<FileSystem.Located> there
                && there.value().node() instanceof Node.File archive
                && archive.content() instanceof Content.Program program
                && program.name().equals(ARCHIVE);
        if (made && replay.world().phase() == World.Phase.START && call.last()) {
            return Chain.never(call);
        }
        // A jar is an archive: what can be read as a text is none.
        boolean text = found instanceof Fact.Present<FileSystem.Located> here
                && here.value().node() instanceof Node.File file
                && file.content().text() instanceof Fact.Present<SourceFile>;
        if (text) {
            String line = "Error: Invalid or corrupt jarfile " + known.text();
            return Chain.failed(call, new Failure(Cause.STEP_FAILS, 1, line, word.at(), known.text(), evidence));
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
