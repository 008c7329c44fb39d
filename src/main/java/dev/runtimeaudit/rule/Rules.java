package dev.runtimeaudit.rule;

import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every rule there is, and judging a workspace with all of them. */
public final class Rules {

    /** What becomes of the start. */
    public static final List<Rule> START = List.of(
            new CommandNotFound(),
            new EntrypointNotInImage(),
            new InterpreterNotFound(),
            new EntrypointNotExecutable(),
            new ScriptWithoutShebang(),
            new ExecFormIsNoShell(),
            new MalformedExecForm(),
            new ShellFeatureMissing(),
            new StartStepFails(),
            new UnknownSubcommand(),
            new StartScriptMissing(),
            new UnsetVariableStopsScript(),
            new UnsupportedRuntimeFlag(),
            new WrongArchitecture(),
            new WrongLibc(),
            new UserNotInImage(),
            new PackageManagerAtStart(),
            new BuildStepAtStart(),
            new CommandIgnored(),
            new MainProcessEnds(),
            new NodeVersionMismatch(),
            new SignalsLost(),
            new ScriptIgnoresFailure());

    /** What becomes of the build, and what its image holds. */
    public static final List<Rule> BUILD = List.of(
            new StartFileMissing(),
            new ModuleNotFound(),
            new WorkspacePackageNotShipped(),
            new PrismaSchemaMissing(),
            new PrismaClientMissing(),
            new PrismaEngineMismatch(),
            new BuildCommandNotFound(),
            new BuildStepFails(),
            new CopySourceMissing(),
            new CopyFromMissing(),
            new InstallCannotSucceed(),
            new DockerfileDoesNotParse(),
            new NextStandaloneDisabled(),
            new NextServerPath(),
            new NextStaticMissing(),
            new RuntimeAssetMissing(),
            new BuildToolInRuntimeStage(),
            new RunsAsRoot(),
            new UserCannotRead(),
            new UserCannotWrite());

    /** What the environment has to hold. */
    public static final List<Rule> ENVIRONMENT = List.of(
            new RequiredVariableNotProvided(),
            new RequiredVariableUnused(),
            new VariableNotValidated(),
            new BuildTimeVariableMissing(),
            new BuildTimeVariableSetAtRunTime(),
            new VariablePointsToLocalhost(),
            new EmptyValueDefeatsDefault(),
            new VariableProvidedButUnused(),
            new VariableUndocumented(),
            new DocumentedVariableUnused(),
            new ConflictingDefaults(),
            new SecretInImage());

    /** What becomes of the running container. */
    public static final List<Rule> STAYING_UP = List.of(
            new HealthcheckMissing(),
            new HealthcheckCannotPass(),
            new PortMismatch(),
            new ListensOnLocalhost(),
            new ComposeInvalid(),
            new AwaitsUnhealthyDependency(),
            new DependencyNotAwaited(),
            new StopSignalNotGraceful(),
            new VolumePathOfImage(),
            new VolumeHidesArtifacts(),
            new RequirementNotMet());

    /** What the user says to the audit. */
    public static final List<Rule> SUPPRESSIONS = List.of(new SuppressionMalformed(), new SuppressionUnused());

    /** Every rule, in the order of the catalogue. */
    public static final List<Rule> ALL = Stream.of(START, BUILD, ENVIRONMENT, STAYING_UP, SUPPRESSIONS)
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /**
     * What the rules say.
     *
     * @param defects of rules that broke; what such a rule said of the same service is dropped
     */
    public record Judged(List<Verdict> said, List<RuleDefect> defects) {
        public Judged {
            said = List.copyOf(said);
            defects = List.copyOf(defects);
        }
    }

    /** What all rules say, in the order of the services and of the rules. */
    public static Judged judge(Workspace workspace) {
        return judge(workspace, ALL);
    }

    static Judged judge(Workspace workspace, List<Rule> rules) {
        List<Verdict> said = new ArrayList<>();
        List<RuleDefect> defects = new ArrayList<>();
        for (Rule rule : rules) {
            ask(rule, "the workspace", () -> rule.judge(workspace), said, defects);
        }
        for (Service service : workspace.services()) {
            for (Rule rule : rules) {
                ask(rule, "service " + service.name(), () -> rule.judge(service), said, defects);
            }
        }
        return new Judged(said, defects);
    }

    private static void ask(
            Rule rule, String judged, Supplier<Stream<Verdict>> answer, List<Verdict> said, List<RuleDefect> defects) {
        try {
            said.addAll(answer.get().toList());
        } catch (RuntimeException defect) {
            // The one place where a defect of ours is caught: it names the rule and the service.
            defects.add(new RuleDefect(rule.card().id(), judged, defect));
        }
    }

    public static Optional<Rule> byId(String id) {
        return ALL.stream().filter(rule -> rule.card().id().equals(id)).findFirst();
    }
}
