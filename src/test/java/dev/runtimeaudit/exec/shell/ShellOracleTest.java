package dev.runtimeaudit.exec.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.build.tool.Unfollowed;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Loaded;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the replay says of scripts, against what real shells did with them. */
class ShellOracleTest {

    private static final TreePath FILE = new TreePath("entrypoint.sh");
    private static final Span SCRIPT = Span.wholeFile(FILE);

    /** No network, and the engine's own init in front of the shells. */
    private static final World WORLD =
            new World(World.Engine.DOCKER_28, World.Network.NONE, World.Phase.START, true, true, false);

    /** What each shell's container holds by now: all scripts ran in it, one after the other. */
    private final Map<String, Machine> machines = new TreeMap<>();

    private record Predicted(boolean decided, int code, boolean reachedEnd, String said) {}

    @Test
    void theReplayAgreesWithRealShells() {
        String file = System.getProperty("oracle.shell", "");
        List<OracleSnippet> snippets = file.isEmpty() ? OracleSnippet.own() : OracleSnippet.measured(Path.of(file));
        Map<String, String> known = known();
        Set<String> wrong = new TreeSet<>();
        int runs = 0;
        int decided = 0;
        int said = 0;
        int spoken = 0;
        boolean verbose = Boolean.getBoolean("oracle.verbose");
        for (OracleSnippet snippet : snippets) {
            for (OracleSnippet.Ran ran : snippet.runs()) {
                runs++;
                String key = snippet.id() + " " + ran.shell() + " " + (ran.argument() ? "-c" : "file");
                Predicted predicted = predict(snippet, ran);
                if (!predicted.decided()) {
                    if (verbose) {
                        System.out.println("undecided " + key + ": " + predicted.said());
                    }
                    continue;
                }
                decided++;
                boolean agrees = predicted.code() == ran.code() && predicted.reachedEnd() == ran.reachedEnd();
                if (!agrees) {
                    wrong.add(key);
                    System.out.printf(
                            "%s%s: expected %d%s, predicted %d%s %s%n",
                            known.containsKey(key) ? "(known) " : "",
                            key,
                            ran.code(),
                            ran.reachedEnd() ? " at END" : "",
                            predicted.code(),
                            predicted.reachedEnd() ? " at END" : "",
                            predicted.said());
                } else if (ran.code() != 0 && !ran.said().isEmpty()) {
                    spoken++;
                    boolean same = predicted.said().equals(ran.said());
                    said += same ? 1 : 0;
                    if (!same && verbose) {
                        System.out.println("words " + key + ": expected `" + ran.said() + "`, predicted `"
                                + predicted.said() + "`");
                    }
                }
            }
        }
        System.out.printf("shell: %d of %d last words equal%n", said, spoken);
        System.out.printf(
                "shell: %d runs, %d decided, %d agree, %d wrong%n",
                runs, decided, decided - wrong.size(), wrong.size());
        if (file.isEmpty()) {
            assertThat(wrong).as("disagreements").isEqualTo(known.keySet());
        }
    }

    /** What is known to be answered wrongly, and why: the list may only shrink. */
    private static Map<String, String> known() {
        Map<String, String> known = new TreeMap<>();
        String reason = "";
        for (String line : OracleSnippet.resource("/oracle/shell/known-disagreements.txt")) {
            if (line.startsWith("#")) {
                reason = line.substring(1).strip();
            } else if (!line.isBlank()) {
                known.put(line.strip(), reason);
            }
        }
        return known;
    }

    private Predicted predict(OracleSnippet snippet, OracleSnippet.Ran ran) {
        Machine bare = machines.computeIfAbsent(ran.shell(), ShellOracleTest::machine);
        String shell = ran.shell().equals("bash") ? "/bin/bash" : "/bin/sh";
        List<Arg> argv = new ArrayList<>();
        Machine machine = bare;
        if (ran.argument()) {
            argv.addAll(List.of(Arg.of(shell, SCRIPT), Arg.of("-c", SCRIPT), Arg.of(snippet.script(), SCRIPT)));
        } else {
            String text = "#!" + shell + "\n" + snippet.script();
            Node script =
                    new Node.File(Meta.root(0755, Evidence.NONE), new Content.Written(new SourceFile(FILE, text)));
            machine = bare.withFiles(bare.files().with(ImagePath.of("/entrypoint.sh"), script));
            argv.add(Arg.of("/entrypoint.sh", SCRIPT));
            snippet.arguments().forEach(word -> argv.add(Arg.of(word, SCRIPT)));
        }
        Replay replay = new Replay(WORLD, Programs.ALL, Set.of(), new Unfollowed());
        Invocation call = new Invocation(argv, machine, SCRIPT, Value.of(""), true);
        if (!(Kernel.find(call) instanceof Loaded.Runs runs)) {
            throw new AssertionError("no shell in " + ran.shell());
        }
        List<End> ends = replay.run(call.with(runs.argv()), runs.program());
        Predicted predicted = predicted(ends);
        if (predicted.decided() && ends.size() == 1) {
            machines.put(
                    ran.shell(),
                    bare.withFiles(ends.get(0).machine().files())
                            .withAccounts(ends.get(0).machine().accounts()));
        }
        return predicted;
    }

    /** One answer, when every way on is known and all of them come to the same. */
    private static Predicted predicted(List<End> ends) {
        Set<String> answers = new TreeSet<>();
        List<Condition> assumed =
                ends.stream().flatMap(end -> end.conditions().stream()).toList();
        Optional<Predicted> last = Optional.empty();
        for (End end : ends) {
            if (!(end.exit() instanceof Exit.Code code)) {
                return new Predicted(false, 0, false, end.exit().toString());
            }
            for (Condition condition : end.conditions()) {
                Condition other =
                        new Condition(condition.kind(), condition.subject(), !condition.holds(), condition.at());
                if (!assumed.contains(other)) {
                    return new Predicted(false, 0, false, "assumes " + condition);
                }
            }
            boolean reached = end.output().ending().lines().anyMatch("END"::equals)
                    || ("\n" + end.output().ending()).endsWith("END\n");
            answers.add(code.code() + " " + reached);
            last = Optional.of(new Predicted(
                    true,
                    code.code(),
                    reached,
                    code.failure().map(f -> f.output()).orElse("")));
        }
        return answers.size() == 1 ? last.orElseThrow() : new Predicted(false, 0, false, answers.toString());
    }

    private static Machine machine(String shell) {
        String base = Map.of(
                        "ash-1.35", "alpine:3.16",
                        "ash-1.36", "alpine:3.20",
                        "ash-1.37", "busybox:1.37-glibc",
                        "dash-bookworm", "debian:bookworm-slim",
                        "dash-trixie", "debian:trixie-slim",
                        "bash", "debian:bookworm-slim",
                        "bash-as-sh", "debian:bookworm-slim")
                .getOrDefault(shell, "debian:bookworm-slim");
        Fact<Image> image = Knowledge.shipped().base(base, Span.wholeFile(new TreePath("Dockerfile")));
        if (!(image instanceof Fact.Present<Image> present)) {
            throw new AssertionError("no base image " + base);
        }
        Machine machine = Machine.of(present.value());
        if (shell.equals("bash-as-sh")) {
            Node link = new Node.Link(Meta.root(0777, Evidence.NONE), "bash");
            machine = machine.withFiles(machine.files().with(ImagePath.of("/bin/sh"), link));
        }
        Environment environment = machine.environment();
        for (Map.Entry<String, String> variable : Map.of("HOME", "/root", "HOSTNAME", "0248b6a9bb54", "OLDPWD", "/tmp")
                .entrySet()) {
            environment = environment.with(variable.getKey(), variable.getValue(), Evidence.NONE);
        }
        return machine.withEnvironment(environment).withDirectory(ImagePath.of("/tmp"));
    }
}
