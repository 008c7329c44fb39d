package dev.runtimeaudit.report;

import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.BuiltImage.Folded;
import dev.runtimeaudit.exec.Condition;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.report.StartPath.Hop;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.ServicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a service has its verdict, for a terminal: the replay of its build step by step, the way of its start, the proof, and
 * how to see the same in a real container.
 */
public final class Explanation {

    private final AuditResult result;
    private final ServicePlan plan;
    private final Service service;
    private final BuiltImage built;
    private final StringBuilder out = new StringBuilder();

    private Explanation(AuditResult result, ServicePlan plan, Service service, BuiltImage built) {
        this.result = result;
        this.plan = plan;
        this.service = service;
        this.built = built;
    }

    /**
     * @param result an audit in which the service was judged
     * @param built what its build leaves behind
     */
    public static String of(AuditResult result, ServicePlan plan, BuiltImage built) {
        Service service = result.workspace().services().stream()
                .filter(each -> each.name().equals(plan.name()))
                .findFirst()
                .orElseThrow();
        Explanation explanation = new Explanation(result, plan, service, built);
        explanation.write();
        return explanation.out.toString().stripTrailing();
    }

    private void write() {
        Told told = Told.of(service);
        line(0, service.name() + ": " + told.verdict());
        if (!told.words().isEmpty()) {
            line(2, told.words());
        }
        title("It is a service because");
        steps(service.found().steps());
        if (service.unread().isEmpty()) {
            build();
            List<Launch> before = new ArrayList<>();
            for (Launch launch : service.launches()) {
                launch(launch, before);
                before.add(launch);
            }
        } else {
            title("Nothing can be built");
            service.unread().forEach(problem -> line(2, Told.place(problem.at()) + " " + problem.message()));
        }
        see();
    }

    private void build() {
        title("The build, instruction by instruction (+ is there, - is not, ~ has changed, ? cannot be told)");
        Watched watched = Watched.of(service, built);
        Map<Integer, List<String>> said = said();
        for (int i = 0; i < built.stages().size(); i++) {
            BuiltImage.Stage stage = built.stages().get(i);
            boolean ships = i == built.stages().size() - 1;
            instruction(stage.syntax().from().span(), ships ? "  (ships)" : "");
            boolean isOnStage = stage.syntax().from().image().isLiteral()
                    && isStage(stage.syntax().from().image().literal(), i);
            if (!isOnStage) {
                watched.base(i).forEach(text -> line(11, text));
            }
            note(said, stage.syntax().from().span());
            for (Folded step : stage.steps()) {
                if (!(step.instruction() instanceof Instruction.Label)) {
                    instruction(step.instruction().span(), "");
                    note(said, step.instruction().span());
                    watched.effects(i, step).forEach(text -> line(11, text));
                }
            }
        }
    }

    private boolean isStage(String name, int before) {
        return built.stages().stream()
                .limit(before)
                .anyMatch(each ->
                        each.syntax().name().filter(name::equalsIgnoreCase).isPresent());
    }

    /** What breaks at a line, and what could not be told there. */
    private Map<Integer, List<String>> said() {
        Map<Integer, List<String>> said = new TreeMap<>();
        for (Failure failure : service.building()) {
            add(said, failure.at(), "! breaks the build: " + Told.predicted(failure));
        }
        for (BuiltImage.Note note : built.notes()) {
            add(said, note.at(), "? " + note.reason().says());
        }
        built.hostBuilt().forEach(made -> add(said, made.at(), "needs " + made.path() + " before docker build"));
        return said;
    }

    private void add(Map<Integer, List<String>> said, Span at, String text) {
        if (at.path().equals(service.dockerfile())) {
            List<String> texts = said.computeIfAbsent(at.line(), line -> new ArrayList<>());
            if (!texts.contains(text)) {
                texts.add(text);
            }
        }
    }

    private void note(Map<Integer, List<String>> said, Span at) {
        said.entrySet().stream()
                .filter(each -> each.getKey() >= at.line() && each.getKey() <= at.endLine())
                .flatMap(each -> each.getValue().stream())
                .forEach(text -> line(11, text));
    }

    private void instruction(Span at, String mark) {
        String text = result.sources()
                .read(at.path())
                .asFile()
                .filter(file -> at.line() <= file.lineCount())
                .map(file -> file.line(at.line()).strip())
                .orElse("");
        boolean goesOn = text.endsWith("\\");
        String shown = goesOn ? text.substring(0, text.length() - 1).strip() + " ..." : text;
        line(2, "%5d  ".formatted(at.line()) + shown + mark);
    }

    private void launch(Launch launch, List<Launch> before) {
        String name = launch.request().name().replaceFirst("^(image|healthcheck:?)", "");
        title("The " + (launch.request().world().phase() == World.Phase.HEALTH ? "health check" : "start")
                + (name.isEmpty() ? "" : ", " + name));
        Optional<Launch> same =
                before.stream().filter(other -> isSame(launch, other)).findFirst();
        if (same.isPresent()) {
            line(2, "as above: " + Told.verdict(launch));
            return;
        }
        List<Hop> hops = StartPath.of(launch, result.engine()).hops();
        int width = hops.stream().mapToInt(hop -> hop.who().length()).max().orElse(0);
        for (Hop hop : hops) {
            line(
                    2,
                    hop.who() + " ".repeat(width - hop.who().length()) + "  " + hop.what() + "  ("
                            + Told.place(hop.at()) + ")");
        }
        List<Step> proof = launch.outcome().evidence().steps();
        if (!proof.isEmpty()) {
            line(2, "because");
            steps(proof);
        }
        for (Launch.Conditional conditional : launch.conditional()) {
            line(
                    2,
                    "when "
                            + conditional.conditions().stream()
                                    .map(Condition::says)
                                    .distinct()
                                    .collect(Collectors.joining(" and "))
                            + ", it ends with "
                            + Told.predicted(conditional.failure()) + "  ("
                            + conditional.failure().at() + ")");
        }
        launch.tolerated()
                .forEach(failure -> line(
                        2, "goes on although this fails: " + Told.predicted(failure) + "  (" + failure.at() + ")"));
        if (!launch.then().isEmpty()) {
            line(2, "were that mended");
            launch.then().stream().map(Told::of).forEach(told -> line(4, told.verdict() + ": " + told.words()));
        }
        if (launch.outcome() instanceof Outcome.Undecided open) {
            line(2, "what would decide it");
            line(4, new NextStep(result).of(open.reason(), service.name(), open.at(), open.evidence()));
        }
    }

    /** Whether two launches go the same way to the same end. */
    private static boolean isSame(Launch one, Launch other) {
        return one.outcome().equals(other.outcome())
                && passed(one).equals(passed(other))
                && one.then().equals(other.then())
                && one.conditional().equals(other.conditional());
    }

    private static List<List<Object>> passed(Launch launch) {
        return launch.visits().stream()
                .map(visit -> List.<Object>of(visit.program(), visit.argv(), visit.at()))
                .toList();
    }

    private void steps(List<Step> steps) {
        steps.forEach(step -> line(4, Told.place(step.at()) + " " + step.says()));
    }

    /** The same question to a real engine. */
    private void see() {
        title("See for yourself");
        if (!service.preconditions().isEmpty()) {
            line(
                    2,
                    "# first make "
                            + service.preconditions().stream()
                                    .map(needed -> needed.path()
                                            + needed.by()
                                                    .map(by -> " (" + by + ")")
                                                    .orElse(""))
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        TrialCommands commands = new TrialCommands(plan, result.engine());
        line(2, commands.build());
        boolean builds = service.unread().isEmpty() && service.building().isEmpty();
        if (builds) {
            line(2, commands.run() + "; echo \"exit code $?\"");
        }
        Told told = Told.of(service);
        line(2, "# predicted: " + told.verdict() + (told.words().isEmpty() ? "" : ": " + told.words()));
    }

    private void title(String text) {
        out.append('\n').append(text).append('\n');
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text.stripTrailing()).append('\n');
    }
}
