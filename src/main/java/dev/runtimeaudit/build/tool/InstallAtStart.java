package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World.Network;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code npm install} and {@code npm ci} in front of other steps of a start: where a network may be there, they leave what they leave
 * in a {@code RUN} (docs.npmjs.com, "npm install", "npm ci"). Nothing is said where packages are named, where options are given that
 * have not been understood, where the user may not write what npm writes, or where the install is refused.
 *
 * <p>A NODE_ENV that neither the image nor its deployment sets is taken to be none: npm then installs what a project develops with, too.
 */
public final class InstallAtStart implements Launcher {

    private static final Set<String> CLEAN = Set.of("ci", "clean-install", "ic");

    private static final Set<String> COMMANDS = Set.of("install", "i", "ci", "clean-install", "ic");

    /** Options that change nothing of what is installed. */
    private static final Set<String> HARMLESS = Set.of("no-audit", "no-fund", "prefer-offline", "quiet", "silent", "s");

    private static final String STAGE = "NODE_ENV";

    private final Launcher start;
    private final Launcher build;

    /** @param programs what follows a start, with npm among it */
    public InstallAtStart(Map<String, Launcher> programs) {
        this.start = programs.getOrDefault("npm", (call, program, replay) -> List.of());
        this.build = new NodePackages(programs);
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<End> ends = start.run(call, program, replay);
        boolean open = replay.world().phase() == Phase.START
                && replay.world().network() == Network.UNKNOWN
                && !replay.world().readOnly()
                && !replay.guesses()
                && !call.last()
                && ends.stream().allMatch(end -> end.exit() instanceof Exit.Lost);
        if (!open || !isPlain(call) || !fits(call) || !mayWrite(call, program)) {
            return ends;
        }
        Environment given = call.machine().environment();
        boolean nobody = given.get(STAGE) instanceof Fact.Unknown<String>
                && !given.names().contains(STAGE);
        Machine machine =
                nobody ? call.machine().withEnvironment(given.with(STAGE, Fact.absent(Evidence.NONE))) : call.machine();
        List<End> installed = build.run(call.with(machine), program, replay);
        boolean refused = installed.isEmpty()
                || installed.stream()
                        .anyMatch(end -> Lifecycle.isFailure(end.exit()) || end.exit() instanceof Exit.Lost);
        return refused
                ? ends
                : installed.stream()
                        .map(end -> new End(
                                end.machine().withEnvironment(given),
                                end.exit(),
                                end.output(),
                                end.conditions(),
                                end.tolerated()))
                        .toList();
    }

    private static boolean isPlain(Invocation call) {
        Line line = Line.of(call.arguments(), "");
        return !line.unclear()
                && line.texts().size() == 1
                && COMMANDS.contains(line.texts().get(0))
                && line.values().isEmpty()
                && HARMLESS.containsAll(line.flags());
    }

    /** In the directory of the package itself; what is asked for a clean install is what is locked, word by word. */
    private static boolean fits(Invocation call) {
        ImagePath here = call.machine().directory();
        if (!(Manifest.in(here, call.machine()) instanceof Manifest.Found)) {
            return false;
        }
        if (CLEAN.stream().noneMatch(command -> call.shown().contains(command))) {
            return true;
        }
        Optional<NodeProject> project = NodeProject.at("npm", here, call.machine(), false)
                .filter(found -> found.members().size() == 1);
        Optional<NodeProject.Member> own =
                project.flatMap(found -> Optional.ofNullable(found.members().get(".")));
        Optional<Lockfile.Importer> locked =
                project.flatMap(found -> found.lockfile() instanceof Fact.Present<Lockfile> lock
                        ? Optional.ofNullable(lock.value().importers().get("."))
                        : Optional.empty());
        return own.isPresent()
                && locked.isPresent()
                && own.get().wanted().entrySet().stream()
                        .allMatch(wanted -> Optional.ofNullable(
                                        locked.get().wishes().get(wanted.getKey()))
                                .filter(wish -> wish.specifier()
                                        .equals(wanted.getValue().specifier()))
                                .isPresent());
    }

    /** The packages and the lockfile, which npm keeps at the root of the workspace, and its cache. */
    private static boolean mayWrite(Invocation call, Program program) {
        Machine machine = call.machine();
        ImagePath home = ImagePath.of(PnpmSettings.home(new Job(call, program)));
        // Where the root is not known, it may be anyone's.
        Optional<ImagePath> root =
                NodeProject.at("npm", machine.directory(), machine, false).map(NodeProject::root);
        return root.filter(at -> NestStart.mayWrite(at.child("node_modules"), machine)
                                && NestStart.mayWrite(at.child("package-lock.json"), machine))
                        .isPresent()
                // What a member needs in another version lies in its own.
                && NestStart.mayWrite(machine.directory().child("node_modules"), machine)
                && NestStart.mayWrite(home.child(".npm"), machine);
    }
}
