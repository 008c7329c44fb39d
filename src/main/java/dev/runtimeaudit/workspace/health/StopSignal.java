package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Processes;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a container is told when it is stopped, and that nobody in it hears: the first process of a container is sent the signal, and
 * the kernel drops what that one has no handler for (pid_namespaces(7)).
 *
 * @param launch the name of the launch
 * @param subject the program that keeps it back, or does not listen
 * @param says a clause
 */
public record StopSignal(String launch, String subject, String says, Evidence evidence) {

    private static final Set<String> SHELLS = Set.of("ash", "bash", "dash");

    /** What docker sends unless somebody says otherwise. */
    private static final String TERM = "SIGTERM";

    private static final Set<String> USUAL = Set.of(TERM, "TERM", "15");

    private static final String PROCESS = "process";

    private static final List<String> LISTENING =
            List.of("on(", "once(", "addListener(", "prependListener(", "prependOnceListener(");

    /** As much of what stands behind {@link #PROCESS} as is looked at. */
    private static final int MOST = 200;

    /** Words of programs that do something about a signal. */
    private static final List<String> HANDLING =
            List.of("SIG", "enableShutdownHooks", "hutdown", "process.kill", "raceful");

    /** All of a service: of its deployments where there are some, else of the image as it is. */
    public static List<StopSignal> unheard(Service service) {
        List<StopSignal> all = new ArrayList<>();
        for (ComposeUse use : service.deployed()) {
            String signal = use.service()
                    .stopSignal()
                    .map(text -> text.certain() ? text.text() : "")
                    .orElse(own(service.image()));
            service.launch(use)
                    .flatMap(launch -> unheard(service.image(), launch, signal))
                    .ifPresent(all::add);
        }
        if (service.deployed().isEmpty()) {
            service.own()
                    .flatMap(launch -> unheard(service.image(), launch, own(service.image())))
                    .ifPresent(all::add);
        }
        return all;
    }

    private static String own(Image image) {
        return image.stopSignal().fold(Fact.Present::value, absent -> TERM, unknown -> "");
    }

    private static Optional<StopSignal> unheard(Image image, Launch launch, String signal) {
        if (!USUAL.contains(signal)) {
            return Optional.empty();
        }
        return Processes.of(launch).flatMap(processes -> {
            Visit first = processes.get(0);
            Visit last = processes.get(processes.size() - 1);
            String program = String.join(" ", last.argv());
            boolean waits = processes.size() > 1;
            if (SHELLS.contains(first.program()) && waits && !traps(launch)) {
                return found(
                        launch,
                        first,
                        "the first process is a shell, which passes it on to nobody: `%s` does not hear of it"
                                .formatted(program));
            }
            // npm sends it to the shell that runs the script (npm 10 on Debian 12: the program is killed with its
            // container).
            if (first.program().equals("npm")
                    && processes.size() > 2
                    && processes.get(1).program().equals("dash")) {
                return found(
                        launch,
                        first,
                        "`npm` passes it on to `sh`, which ends by it: `%s` does not hear of it".formatted(program));
            }
            boolean deaf = !waits && first.program().equals("node") && isDeaf(image, launch, first);
            return deaf
                    ? found(launch, first, "`%s` is the first process and has no handler for it".formatted(program))
                    : Optional.empty();
        });
    }

    private static Optional<StopSignal> found(Launch launch, Visit first, String says) {
        return Optional.of(new StopSignal(
                launch.request().name(),
                first.program(),
                says,
                Evidence.of(first.at(), "starts `" + String.join(" ", first.argv()) + "` as the first process")));
    }

    private static boolean traps(Launch launch) {
        return launch.scripts().stream().anyMatch(ScriptRun::traps);
    }

    /** Whether nothing that the program loads listens to signals. */
    private static boolean isDeaf(Image image, Launch launch, Visit node) {
        boolean plain = node.argv().size() > 1
                && !node.argv().get(1).startsWith("-")
                && !(node.environment().get("NODE_OPTIONS") instanceof Fact.Present<String>);
        return plain
                && Listener.scripts(image, launch)
                        .filter(OwnScripts::complete)
                        .filter(scripts -> scripts.packages().stream().allMatch(PackageFacts::isDeaf))
                        .filter(scripts -> scripts.files().stream().noneMatch(StopSignal::handles))
                        .isPresent();
    }

    private static boolean handles(SourceFile file) {
        String text = file.text();
        return HANDLING.stream().anyMatch(text::contains) || listensToAnything(text);
    }

    /** {@code process.on} with an event that is not written there, or {@code process} where it is not seen what is done with it. */
    private static boolean listensToAnything(String text) {
        for (int at = text.indexOf(PROCESS); at >= 0; at = text.indexOf(PROCESS, at + 1)) {
            String behind = text.substring(at + PROCESS.length(), Math.min(text.length(), at + MOST))
                    .stripLeading();
            if (behind.startsWith(".")) {
                String member = behind.substring(1).stripLeading();
                boolean listens = LISTENING.stream().anyMatch(member::startsWith);
                String event = member.substring(member.indexOf('(') + 1).stripLeading();
                if (listens && !event.startsWith("'") && !event.startsWith("\"")) {
                    return true;
                }
            } else if (!behind.isEmpty() && "[),;?".indexOf(behind.charAt(0)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
