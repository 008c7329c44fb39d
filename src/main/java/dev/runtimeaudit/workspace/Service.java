package dev.runtimeaudit.workspace;

import dev.runtimeaudit.config.Requirement;
import dev.runtimeaudit.config.ServiceKind;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import java.util.List;
import java.util.Optional;

/**
 * One deployable: an image, and the ways in which it is started.
 *
 * @param name how the user knows it: the name of its directory, unless configured
 * @param directory where it lies; a Dockerfile's directory unless discovery knows better
 * @param target the stage that ships; empty for the last one
 * @param kind whether it is meant to stay up
 * @param declared the configuration says that it stays up
 * @param found why it is a service, and why this is its build context
 * @param unread why its Dockerfile cannot be built at all, in BuildKit's words
 * @param image what the build leaves behind
 * @param building why the build fails, in the order in which it would
 * @param launches the image's own first, then what compose adds, then health checks
 * @param start the place that says what starts: the last ENTRYPOINT or CMD of the stage that ships, or its last line
 * @param shipped from the FROM of the stage that ships to its end; earlier stages that it starts from are not in it
 * @param preconditions what must be there before the build
 * @param elsewhereChecked a deployment description gives it a health check
 * @param deployed the compose services that run its image
 * @param requirements the house rules that hold for it
 * @param variables the environment variables that it uses
 * @param purpose what its image is for
 * @param assets the files that its own code reads and that its image is proven not to have
 * @param platformDeaths what it dies of on other platforms that its image is built for
 */
public record Service(
        String name,
        TreePath directory,
        TreePath dockerfile,
        TreePath context,
        Optional<String> target,
        ServiceKind kind,
        boolean declared,
        Evidence found,
        List<Problem> unread,
        Image image,
        List<Failure> building,
        List<Launch> launches,
        Span start,
        Span shipped,
        List<Precondition> preconditions,
        boolean elsewhereChecked,
        List<ComposeUse> deployed,
        List<Requirement> requirements,
        ServiceVariables variables,
        ServicePlan.Purpose purpose,
        List<MissingAsset> assets,
        List<PlatformDeath> platformDeaths) {

    private static final String OWN = "image";

    public Service {
        platformDeaths = List.copyOf(platformDeaths);
        assets = List.copyOf(assets);
        unread = List.copyOf(unread);
        building = List.copyOf(building);
        launches = List.copyOf(launches);
        preconditions = List.copyOf(preconditions);
        deployed = List.copyOf(deployed);
        requirements = List.copyOf(requirements);
    }

    /** A service that is shipped, and whose variables nobody has looked for. */
    public Service(
            String name,
            TreePath directory,
            TreePath dockerfile,
            TreePath context,
            Optional<String> target,
            ServiceKind kind,
            boolean declared,
            Evidence found,
            List<Problem> unread,
            Image image,
            List<Failure> building,
            List<Launch> launches,
            Span start,
            Span shipped,
            List<Precondition> preconditions,
            boolean elsewhereChecked,
            List<ComposeUse> deployed,
            List<Requirement> requirements) {
        this(
                name,
                directory,
                dockerfile,
                context,
                target,
                kind,
                declared,
                found,
                unread,
                image,
                building,
                launches,
                start,
                shipped,
                preconditions,
                elsewhereChecked,
                deployed,
                requirements,
                ServiceVariables.NONE,
                ServicePlan.Purpose.DEPLOYMENT,
                List.of(),
                List.of());
    }

    /**
     * Whether somebody says that what a launch starts is to stay up: the configuration, or the restart policy of a deployment that starts
     * just that. One that gives the image another command says nothing of the image's own, and neither does one that keeps it running.
     */
    public boolean staysUp(Launch launch) {
        if (kind == ServiceKind.JOB) {
            return false;
        }
        if (launch.request().name().equals(OWN)) {
            return declared || deployed.stream().anyMatch(use -> use.isRestarted() && use.startsAsBuilt() && ends(use));
        }
        return deployed.stream()
                .filter(use -> launch.request().name().equals(name(use)))
                .anyMatch(use -> use.isRestarted() || declared && use.startsAsBuilt());
    }

    private boolean ends(ComposeUse use) {
        return launch(use).filter(its -> its.outcome() instanceof Outcome.Exits).isPresent();
    }

    private static String name(ComposeUse use) {
        return ComposeUse.launchName("compose", use.project(), use.service());
    }

    /** How one of its deployments starts it. */
    public Optional<Launch> launch(ComposeUse use) {
        return launches.stream()
                .filter(launch -> launch.request().name().equals(name(use)))
                .findFirst();
    }

    /** Whether its image is shipped: only then can it fail a build. */
    public boolean isDeployed() {
        return purpose == ServicePlan.Purpose.DEPLOYMENT;
    }

    Service with(ServiceVariables found, ServicePlan.Purpose what, List<MissingAsset> missing) {
        return new Service(
                name,
                directory,
                dockerfile,
                context,
                target,
                kind,
                declared,
                this.found,
                unread,
                image,
                building,
                launches.stream().map(launch -> doubted(launch, missing)).toList(),
                start,
                shipped,
                preconditions,
                elsewhereChecked,
                deployed,
                requirements,
                found,
                what,
                missing,
                platformDeaths);
    }

    /** The same service, with what it dies of elsewhere. */
    Service dying(List<PlatformDeath> elsewhere) {
        return new Service(
                name,
                directory,
                dockerfile,
                context,
                target,
                kind,
                declared,
                found,
                unread,
                image,
                building,
                launches,
                start,
                shipped,
                preconditions,
                elsewhereChecked,
                deployed,
                requirements,
                variables,
                purpose,
                assets,
                elsewhere);
    }

    /** Whether a program starts is open where it reads what is not there: that may be the first thing that it does. */
    private static Launch doubted(Launch launch, List<MissingAsset> missing) {
        if (missing.isEmpty()
                || launch.request().world().phase() != World.Phase.START
                || !(launch.outcome() instanceof Outcome.Starts)) {
            return launch;
        }
        MissingAsset first = missing.get(0);
        Evidence reads = Evidence.of(first.at(), "reads `" + first.path().value() + "`");
        return launch.with(
                new Outcome.Undecided(Reason.PROGRAM_NOT_MODELLED, first.at(), reads.because(first.absence())));
    }

    /** The launch of the image as it is; empty when it cannot be built at all. */
    public Optional<Launch> own() {
        return launches.stream().filter(l -> l.request().name().equals(OWN)).findFirst();
    }

    /** What becomes of the launch of its image. */
    public Optional<Outcome> outcome() {
        return own().map(Launch::outcome);
    }

    /** What becomes of the service as a whole. */
    public Standing standing() {
        return outcome().map(this::standing).orElse(Standing.FAILS);
    }

    private Standing standing(Outcome outcome) {
        if (outcome instanceof Outcome.Exits) {
            return endsAsMeant();
        }
        if (outcome instanceof Outcome.Undecided) {
            return Standing.OPEN;
        }
        return outcome instanceof Outcome.Starts ? Standing.STARTS : Standing.FAILS;
    }

    /** What ends by itself is right for a job and wrong for what stays up. Where nobody says which it is, it is open. */
    private Standing endsAsMeant() {
        if (own().filter(this::staysUp).isPresent()) {
            return Standing.FAILS;
        }
        return kind == ServiceKind.JOB ? Standing.ENDS : Standing.OPEN;
    }
}
