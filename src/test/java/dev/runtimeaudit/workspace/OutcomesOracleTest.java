package dev.runtimeaudit.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.LaunchRequest;
import dev.runtimeaudit.launch.Launches;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.MemoryTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Replays what real engines did, and compares. {@code -Doracle.outcomes=FILE} takes the scenarios of another file;
 * {@code -Doracle.all} also prints what stays undecided.
 *
 * <p>The world is the oracle's: no network, nothing given but what the scenario gives, Docker 28.
 */
class OutcomesOracleTest {

    private static final Path OWN = Path.of("src/test/resources/oracle/outcomes");
    private static final Path KNOWN = Path.of("src/test/resources/oracle/outcomes-known.txt");
    private static final Span DOCKERFILE = Span.wholeFile(new TreePath("Dockerfile"));

    /** What the replay says of one scenario. */
    record Answer(String verdict, int exitCode, String text) {
        static final String UNDECIDED = "undecided";

        boolean isDecided() {
            return !verdict.equals(UNDECIDED);
        }
    }

    @Test
    void predictionsAgreeWithWhatRealEnginesDid() throws IOException {
        String given = System.getProperty("oracle.outcomes", "");
        List<Scenario> scenarios = Scenario.read(given.isEmpty() ? OWN : Path.of(given));
        Map<String, String> known = given.isEmpty() ? known() : Map.of();
        PrintStream out = System.out;
        int decided = 0;
        int agree = 0;
        int wrong = 0;
        int texts = 0;
        int counted = 0;
        TreeSet<String> unlisted = new TreeSet<>();
        TreeSet<String> healed = new TreeSet<>(known.keySet());
        Knowledge knowledge = Knowledge.shipped().withImages(Scenario.STAND_INS);
        for (Scenario scenario : scenarios) {
            Answer answer = answer(scenario, knowledge, Engine.DOCKER_28);
            boolean right = answer.verdict().equals(scenario.verdict())
                    && (!answer.verdict().equals("fails-to-start") || answer.exitCode() == scenario.exitCode());
            decided += answer.isDecided() ? 1 : 0;
            agree += answer.isDecided() && right ? 1 : 0;
            if (answer.isDecided() && !right) {
                wrong++;
                healed.remove(scenario.id());
                if (!known.containsKey(scenario.id())) {
                    unlisted.add(scenario.id());
                }
                out.println("wrong " + scenario.id() + ": " + scenario.verdict() + " " + scenario.exitCode()
                        + ", predicted " + answer.verdict() + " " + answer.exitCode() + " | " + answer.text());
            } else if (!answer.isDecided() && System.getProperty("oracle.all") != null) {
                out.println("undecided " + scenario.id() + ": " + scenario.verdict() + " | " + answer.text());
            }
            boolean speaks = answer.isDecided()
                    && right
                    && !scenario.keyError().isEmpty()
                    && (scenario.verdict().equals("fails-to-start")
                            || scenario.verdict().equals("builds-not"));
            if (speaks) {
                counted++;
                if (OracleText.same(scenario.keyError(), answer.text())) {
                    texts++;
                } else {
                    out.println("text " + scenario.id() + ": " + OracleText.plain(scenario.keyError())
                            + "\n  predicted " + OracleText.plain(answer.text()));
                }
            }
        }
        out.println("texts compared: " + counted);
        out.println("outcomes: " + scenarios.size() + " scenarios, " + decided + " decided, " + agree + " agree, "
                + wrong + " wrong, " + texts + " text agrees");
        assertThat(unlisted).as("wrong, and not listed in " + KNOWN).isEmpty();
        assertThat(healed).as("listed in " + KNOWN + ", but not wrong any more").isEmpty();
    }

    private static Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        for (String line : Files.readAllLines(KNOWN)) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.split(": ", 2);
                known.put(parts[0], parts[1]);
            }
        }
        return known;
    }

    static Answer answer(Scenario scenario, Knowledge knowledge, Engine engine) {
        Optional<MemoryTree> tree = scenario.tree();
        if (tree.isEmpty()) {
            return new Answer(Answer.UNDECIDED, 0, "a binary is not at hand");
        }
        Dockerfile dockerfile = DockerfileReader.read(
                tree.get().read(new TreePath("Dockerfile")).asFile().orElseThrow());
        if (!dockerfile.problems().isEmpty()) {
            return new Answer("builds-not", 1, dockerfile.problems().get(0).message());
        }
        World world = world(scenario, engine);
        BuildRequest request = BuildRequest.of(tree.get(), world, Programs.ALL)
                .withArgs(scenario.buildArgs())
                .ignoring(
                        new Ignores(tree.get()).docker(new TreePath("Dockerfile"), TreePath.ROOT),
                        dev.runtimeaudit.build.Ignore.NOTHING);
        BuiltImage built = Build.target(dockerfile, request, knowledge);
        if (!built.broken().isEmpty()) {
            return new Answer("builds-not", 1, built.broken().get(0).engine());
        }
        return told(Launches.start(built.image(), request(scenario, world)).outcome());
    }

    private static Answer told(Outcome outcome) {
        if (outcome instanceof Outcome.Starts) {
            return new Answer("starts-and-stays-up", 0, "");
        }
        if (outcome instanceof Outcome.Exits) {
            return new Answer("exits-0", 0, "");
        }
        if (outcome instanceof Outcome.Dies dies) {
            return new Answer(
                    "fails-to-start", dies.failure().exitCode(), dies.failure().output());
        }
        if (outcome instanceof Outcome.BuildsNot broken) {
            return new Answer("builds-not", 1, broken.failure().output());
        }
        Outcome.Undecided undecided = (Outcome.Undecided) outcome;
        return new Answer(
                Answer.UNDECIDED,
                0,
                undecided.reason() + " " + undecided.evidence().toString().replace("\n", " < "));
    }

    private static World world(Scenario scenario, Engine engine) {
        List<String> options = scenario.options();
        return new World(
                engine,
                Network.NONE,
                Phase.START,
                options.contains("--init"),
                !options.contains("--cap-drop"),
                options.contains("--read-only"));
    }

    private static LaunchRequest request(Scenario scenario, World world) {
        Optional<Start> entrypoint = Optional.empty();
        Optional<String> user = Optional.empty();
        Optional<String> workdir = Optional.empty();
        Evidence given = Evidence.of(DOCKERFILE, "is run with it");
        Environment environment = Environment.empty();
        for (Map.Entry<String, String> variable : scenario.environment().entrySet()) {
            environment = environment.with(variable.getKey(), variable.getValue(), given);
        }
        List<String> options = scenario.options();
        for (int i = 0; i + 1 < options.size(); i++) {
            String value = options.get(i + 1);
            switch (options.get(i)) {
                case "--entrypoint":
                    entrypoint = Optional.of(start(value.isEmpty() ? List.of() : List.of(value)));
                    break;
                case "-e":
                    int equals = value.indexOf('=');
                    if (equals > 0) {
                        environment = environment.with(value.substring(0, equals), value.substring(equals + 1), given);
                    }
                    break;
                case "-u", "--user":
                    user = Optional.of(value);
                    break;
                case "-w", "--workdir":
                    workdir = Optional.of(value);
                    break;
                default:
                    break;
            }
        }
        Optional<Start> command =
                scenario.arguments().isEmpty() ? Optional.empty() : Optional.of(start(scenario.arguments()));
        return new LaunchRequest(
                "image", DOCKERFILE, entrypoint, command, environment, user, workdir, new ArrayList<>(), world);
    }

    private static Start start(List<String> argv) {
        return new Start(argv, Start.Form.EXEC, List.of(), Optional.empty(), Optional.of(DOCKERFILE));
    }
}
