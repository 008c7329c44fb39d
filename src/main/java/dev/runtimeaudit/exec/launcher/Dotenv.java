package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code dotenv … -- command}: reads variables from files, where they are, and runs a command (dotenv-cli 11, {@code cli.js}). A variable that is
 * set already stays as it is; any other may be what a file says. Files that are found by a name of the environment ({@code -c}), values that replace others
 * ({@code -o}), and what only prints are not followed.
 */
final class Dotenv extends NodeTool {

    private static final Set<String> BARE = Set.of("--no-expand", "-q", "--quiet", "--quiet=true", "--quiet=false");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<String> files = new ArrayList<>();
        List<String> given = new ArrayList<>();
        boolean followed = true;
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String word = known.text();
            if (word.equals("--")) {
                at++;
                break;
            }
            boolean valued = (word.equals("-e") || word.equals("-v")) && at + 1 < words.size();
            boolean cascade = word.equals("-c");
            if (valued) {
                (word.equals("-e") ? files : given).add(words.get(at + 1).shown());
                followed &= words.get(at + 1).value() instanceof Value.Known;
            } else {
                followed &= BARE.contains(word);
            }
            boolean named = cascade
                    && at + 1 < words.size()
                    && !words.get(at + 1).shown().startsWith("-");
            at += valued || named ? 2 : 1;
        }
        if (at >= words.size() || !followed && !replay.guesses()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = call.machine();
        for (String file : files.isEmpty() ? List.of(".env") : files) {
            Optional<Machine> with = with(file, machine);
            if (with.isEmpty() && !replay.guesses()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            machine = with.orElse(machine);
        }
        for (String each : given) {
            int equals = each.indexOf('=');
            if (equals < 1 || isOfNode(each.substring(0, equals))) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            machine = machine.withEnvironment(machine.environment()
                    .with(each.substring(0, equals), each.substring(equals + 1), Evidence.of(call.at(), "sets it")));
        }
        Invocation child = call.with(shimmed(machine)).with(words.subList(at, words.size()));
        return Chain.exec(
                        child,
                        false,
                        replay,
                        (name, refused) -> new Chain.Words("Error: spawn " + name + " " + refused.errno(), 1))
                .stream()
                .map(end -> PackageScript.back(call, end))
                .toList();
    }

    /** With the variables of a file; empty where it says how node runs. */
    private static Optional<Machine> with(String file, Machine machine) {
        Fact<SourceFile> text = Manifest.text(machine.directory().resolve(file), machine);
        if (text instanceof Fact.Absent<SourceFile>) {
            return Optional.of(machine);
        }
        Environment given = machine.environment();
        Environment environment = given;
        Set<String> names = new TreeSet<>(given.names());
        if (text instanceof Fact.Present<SourceFile> lines) {
            for (EnvFile.Assignment each :
                    EnvReader.read(lines.value(), EnvDialect.NODE).assignments()) {
                names.add(each.name());
                if (isOfNode(each.name())) {
                    return Optional.empty();
                }
            }
        } else {
            environment = given.open(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence());
        }
        for (String name : names) {
            // What is set stays, but for the names in it: they are expanded.
            boolean kept = given.get(name) instanceof Fact.Present<String> set
                            && !set.value().contains("$")
                    || given.get(name) instanceof Fact.Unknown<String>;
            if (!kept) {
                environment = environment.with(name, Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence()));
            }
        }
        return Optional.of(machine.withEnvironment(environment));
    }

    private static boolean isOfNode(String name) {
        return name.equals("NODE_OPTIONS") || name.equals("NODE_PATH") || name.equals("PATH") || name.startsWith("LD_");
    }
}
