package dev.runtimeaudit.rule;

import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            new ScriptIgnoresFailure());

    /** What becomes of the build, and what its image holds. */
    public static final List<Rule> BUILD = List.of(
            new StartFileMissing(),
            new ModuleNotFound(),
            new BuildCommandNotFound(),
            new BuildStepFails(),
            new CopySourceMissing(),
            new CopyFromMissing(),
            new InstallCannotSucceed(),
            new DockerfileDoesNotParse(),
            new BuildToolInRuntimeStage(),
            new RunsAsRoot(),
            new UserCannotRead(),
            new UserCannotWrite());

    /** What becomes of the running container. */
    public static final List<Rule> STAYING_UP = List.of(
            new HealthcheckMissing(),
            new HealthcheckCannotPass(),
            new ComposeInvalid(),
            new AwaitsUnhealthyDependency(),
            new DependencyNotAwaited(),
            new RequirementNotMet());

    /** What the user says to the audit. */
    public static final List<Rule> SUPPRESSIONS = List.of(new SuppressionMalformed(), new SuppressionUnused());

    /** Every rule, in the order of the catalogue. */
    public static final List<Rule> ALL = Stream.of(START, BUILD, STAYING_UP, SUPPRESSIONS)
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /** What all rules say, in the order of the services and of the rules. */
    public static List<Verdict> judge(Workspace workspace) {
        List<Verdict> said = new ArrayList<>();
        for (Rule rule : ALL) {
            rule.judge(workspace).forEach(said::add);
        }
        for (Service service : workspace.services()) {
            said.addAll(judge(service));
        }
        return said;
    }

    private static List<Verdict> judge(Service service) {
        List<Verdict> said = new ArrayList<>();
        for (Rule rule : ALL) {
            try {
                rule.judge(service).forEach(said::add);
            } catch (RuntimeException defect) {
                // The one place where a defect of ours is caught: it names the rule and the service.
                throw new RuleDefect(rule.card().id(), service.name(), defect);
            }
        }
        return said;
    }

    public static Optional<Rule> byId(String id) {
        return ALL.stream().filter(rule -> rule.card().id().equals(id)).findFirst();
    }

    /** A defect in a rule, not in what it judges. */
    public static final class RuleDefect extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RuleDefect(String rule, String service, RuntimeException cause) {
            super("rule " + rule + " failed on service " + service + ": " + cause, cause);
        }
    }
}
