package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;

/**
 * {@code env-cmd [-f file] [--] command}: gives a command the variables of a file (env-cmd 10.1 and 11.0, {@code parse-args.ts},
 * {@code parse-env-file.ts}). A file that is there and whose text is not known may give any variable. Without the file, which may
 * come with a mount, it is not followed, nor where it is told to expand, to use a shell, or to read what is no plain text.
 */
final class EnvCmd extends NodeTool {

    private static final Set<String> FLAGS = Set.of("--silent", "--verbose", "--no-override", "--fallback");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        String file = ".env";
        boolean overrides = true;
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String word = known.text();
            at++;
            if (word.equals("--")) {
                break;
            }
            boolean named = (word.equals("-f") || word.equals("--file")) && at < words.size();
            if (named && words.get(at).value() instanceof Value.Known path) {
                file = path.text();
                at++;
            } else if (!FLAGS.contains(word)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            overrides &= !word.equals("--no-override");
        }
        ImagePath path = call.machine().directory().resolve(file);
        boolean plain = !file.startsWith("~") && !file.matches(".*\\.(js|cjs|mjs|json|ts|cts|mts|tsx)");
        Fact<SourceFile> text = Manifest.text(path, call.machine());
        boolean there = text instanceof Fact.Present<SourceFile>
                || call.machine().files().holdsFile(path);
        if (at >= words.size() || !plain || !there) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = shimmed(call.machine());
        Environment environment = text instanceof Fact.Present<SourceFile> lines
                ? with(machine.environment(), lines.value(), overrides)
                : unread(machine.environment(), text, overrides);
        Invocation child = call.with(machine.withEnvironment(environment)).with(words.subList(at, words.size()));
        return PackageScript.spawned(call, child, call.machine().libc() == Linkage.GLIBC, replay);
    }

    /** A file that is there, and that nobody has read, gives whatever it gives; where programs are searched is not among it. */
    private static Environment unread(Environment given, Fact<SourceFile> text, boolean overrides) {
        Environment environment = given.open(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence());
        for (String name : given.names()) {
            boolean kept = name.equals("PATH") || !overrides && given.get(name) instanceof Fact.Present<String>;
            if (!kept) {
                environment = environment.with(name, Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence()));
            }
        }
        return environment;
    }

    /** What {@code parseEnvString} takes from the lines of a file. */
    private static Environment with(Environment given, SourceFile file, boolean overrides) {
        Environment environment = given;
        for (int number = 1; number <= file.lineCount(); number++) {
            String line = file.line(number);
            int equals = line.indexOf('=');
            if (equals < 1 || line.strip().startsWith("#")) {
                continue;
            }
            String name = line.substring(0, equals).strip();
            if (overrides) {
                environment = environment.with(
                        name, Fact.present(value(line.substring(equals + 1).strip())));
            } else if (!(given.get(name) instanceof Fact.Present<String>)) {
                environment = environment.with(name, Fact.unknown(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
            }
        }
        return environment;
    }

    private static String value(String written) {
        boolean quoted = written.startsWith("'") || written.startsWith("\"");
        String value = quoted
                ? written.substring(1, Math.max(1, written.lastIndexOf(written.charAt(0))))
                : written.split("#", -1)[0].strip();
        return value.replace("\\n", "\n");
    }
}
