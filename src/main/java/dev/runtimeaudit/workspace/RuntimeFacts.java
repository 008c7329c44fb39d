package dev.runtimeaudit.workspace;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.NodeDemand;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What was proven of the container of a service: the green rows of the audit. What is not known is left out.
 *
 * @param user the name or number that the process runs as
 * @param init whether an init forwards signals and reaps children
 * @param artifact the file that is started, and the line that put it there
 * @param present commands on PATH
 * @param absent commands proven not to be on PATH
 * @param machine for further questions about commands
 * @param health the command of the image's health check
 */
public record RuntimeFacts(
        String base,
        Optional<String> user,
        OptionalInt uid,
        Optional<Boolean> init,
        Optional<String> workdir,
        Optional<Artifact> artifact,
        List<String> present,
        List<String> absent,
        List<String> ports,
        Optional<String> health,
        Machine machine) {

    /** The file that is started. */
    public record Artifact(String path, Evidence producer) {}

    private static final List<String> COMMANDS = List.of(
            "bash",
            "curl",
            "dumb-init",
            "node",
            "npm",
            "npx",
            "openssl",
            "pnpm",
            "prisma",
            "sh",
            "tini",
            "wget",
            "yarn");

    private static final Set<String> INITS = Set.of("dumb-init", "tini", "docker-init", "catatonit");

    public static RuntimeFacts of(Service service) {
        Image image = service.image();
        Machine machine = Machine.of(image);
        List<String> present = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (String command : COMMANDS) {
            Fact<ImagePath> found = Kernel.onPath(command, machine);
            if (found instanceof Fact.Present<ImagePath>) {
                present.add(command);
            } else if (found instanceof Fact.Absent<ImagePath>) {
                absent.add(command);
            }
        }
        Optional<String> user = user(image);
        return new RuntimeFacts(
                image.base(),
                user,
                user.map(name -> uid(image, name)).orElse(OptionalInt.empty()),
                service.own().flatMap(RuntimeFacts::init),
                image.workdir() instanceof Fact.Present<ImagePath> known
                        ? Optional.of(known.value().value())
                        : Optional.empty(),
                service.own().flatMap(launch -> artifact(launch, machine)),
                present,
                absent,
                image.ports(),
                health(image),
                machine);
    }

    /** Whether a command is on the PATH of the image. */
    public Fact<ImagePath> has(String command) {
        return Kernel.onPath(command, machine);
    }

    /** What its package asks of node, where the image has another one. */
    public Optional<NodeDemand> unmetNode() {
        return NodeDemand.unmet(machine);
    }

    private static Optional<String> user(Image image) {
        return image.user()
                .fold(
                        known -> Optional.of(known.value().split(":", 2)[0]),
                        absent -> Optional.of("root"),
                        unknown -> Optional.<String>empty());
    }

    private static OptionalInt uid(Image image, String name) {
        if (!name.isEmpty() && name.chars().allMatch(Character::isDigit) && name.length() < 10) {
            return OptionalInt.of(Integer.parseInt(name));
        }
        if (image.accounts().user(name) instanceof Fact.Present<Account> account) {
            return OptionalInt.of(account.value().uid());
        }
        return name.equals("root") ? OptionalInt.of(0) : OptionalInt.empty();
    }

    private static Optional<Boolean> init(Launch launch) {
        if (launch.request().world().init()
                || launch.visits().stream().anyMatch(visit -> INITS.contains(visit.program()))) {
            return Optional.of(true);
        }
        return launch.outcome() instanceof Outcome.Starts ? Optional.of(false) : Optional.empty();
    }

    private static Optional<Artifact> artifact(Launch launch, Machine machine) {
        if (!(launch.outcome() instanceof Outcome.Starts starts)
                || starts.process().isEmpty()) {
            return Optional.empty();
        }
        List<String> process = starts.process();
        String program = process.get(0).substring(process.get(0).lastIndexOf('/') + 1);
        String file = process.get(0);
        if (program.equals("node") || program.equals("bun")) {
            Optional<String> main = process.stream()
                    .skip(1)
                    .filter(word -> !word.startsWith("-"))
                    .findFirst();
            if (main.isEmpty()) {
                return Optional.empty();
            }
            file = main.get();
        }
        if (!file.contains("/") && file.equals(program)) {
            return Optional.empty();
        }
        ImagePath path = machine.directory().resolve(file);
        return machine.files().follow(path) instanceof Fact.Present<FileSystem.Located> found
                ? Optional.of(
                        new Artifact(path.value(), found.value().node().meta().origin()))
                : Optional.empty();
    }

    private static Optional<String> health(Image image) {
        if (image.health() instanceof Fact.Present<Health> known && known.value() instanceof Health.Check check) {
            Start command = check.command();
            return Optional.of(
                    command.isShell()
                            ? command.argv().get(command.argv().size() - 1)
                            : String.join(" ", command.argv()));
        }
        return Optional.empty();
    }
}
