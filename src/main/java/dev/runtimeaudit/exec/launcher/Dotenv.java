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
import java.util.regex.Pattern;

/**
 * {@code dotenv … -- command}: reads variables from files, where they are, and runs a command (dotenv-cli 11, {@code cli.js}). A variable that is
 * set already stays as it is; any other may be what a file says. Files that are found by a name of the environment ({@code -c}), values that replace others
 * ({@code -o}), and what only prints are not followed. Without {@code --} it takes each word with a hyphen for one of its own, wherever it
 * stands, and makes a number of each that looks like one (minimist 1.2, {@code index.js}).
 */
final class Dotenv extends NodeTool {

    private static final Set<String> BARE = Set.of("--no-expand", "--quiet=true", "--quiet=false");

    /** What takes the next word for its value, unless that is an option, too. */
    private static final Set<String> QUIET = Set.of("-q", "--quiet");

    private static final Pattern VARIABLE = Pattern.compile("\\w+=.+", Pattern.DOTALL);

    private static final Pattern NUMBER =
            Pattern.compile("0[xX][\\da-fA-F]+|[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<String> files = new ArrayList<>();
        List<String> given = new ArrayList<>();
        boolean followed = true;
        boolean separated = false;
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String word = known.text();
            if (word.equals("--")) {
                separated = true;
                at++;
                break;
            }
            boolean valued = (word.equals("-e") || word.equals("-v")) && at + 1 < words.size();
            boolean cascade = word.equals("-c");
            boolean named = (cascade || QUIET.contains(word))
                    && at + 1 < words.size()
                    && !words.get(at + 1).shown().startsWith("-");
            if (valued) {
                String value = words.get(at + 1).shown();
                (word.equals("-e") ? files : given).add(value);
                followed &= words.get(at + 1).value() instanceof Value.Known && !isOption(value) && !value.isEmpty();
            } else {
                followed &= BARE.contains(word) || QUIET.contains(word) && !named;
            }
            at += valued || named ? 2 : 1;
        }
        followed &= separated
                || words.stream()
                        .skip(at)
                        .allMatch(word -> word.value() instanceof Value.Known known && !isOption(known.text()));
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
            if (!VARIABLE.matcher(each).matches() || isOfNode(each.substring(0, equals))) {
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

    /** Whether a word is taken for an option, or for a number. */
    private static boolean isOption(String word) {
        return word.startsWith("-") || NUMBER.matcher(word).matches();
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
                    || given.names().contains(name) && given.get(name) instanceof Fact.Unknown<String>;
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
