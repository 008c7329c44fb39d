package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.read.script.Deadline;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService;
import dev.runtimeaudit.workspace.compose.ComposeText;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A stop that leaves the program no time: the signal that cannot be handled, or a kill before the program's own deadline.
 *
 * @param subject what is to be changed
 * @param says a sentence
 */
public record Abrupt(Span at, String subject, String says, Evidence evidence, List<String> launches) {

    private static final Set<String> KILL = Set.of("SIGKILL", "KILL", "9");

    /** Ten seconds, unless the service says otherwise (compose specification, "stop_grace_period"). */
    private static final long USUAL_GRACE = 10_000;

    public static List<Abrupt> of(Service service) {
        List<Abrupt> all = new ArrayList<>();
        if (service.image().stopSignal() instanceof Fact.Present<String> signal
                && isKill(signal.value())
                && !signal.evidence().steps().isEmpty()) {
            all.add(killed(signal.evidence().steps().get(0).at(), signal.evidence(), List.of()));
        }
        for (ComposeUse use : service.deployed()) {
            List<String> launches = List.of(ComposeUse.launchName("compose", use.project(), use.service()));
            use.service()
                    .stopSignal()
                    .filter(signal -> signal.certain() && isKill(signal.text()))
                    .ifPresent(signal ->
                            all.add(killed(signal.at(), Evidence.of(signal.at(), "sets the stop signal"), launches)));
            service.launch(use).flatMap(launch -> early(service, use, launch)).ifPresent(all::add);
        }
        return all.stream().distinct().toList();
    }

    private static boolean isKill(String signal) {
        return KILL.contains(signal.toUpperCase(Locale.ROOT));
    }

    private static Abrupt killed(Span at, Evidence evidence, List<String> launches) {
        return new Abrupt(
                at, "SIGKILL", "a program cannot handle SIGKILL: it never ends in its own way", evidence, launches);
    }

    private static Optional<Abrupt> early(Service service, ComposeUse use, Launch launch) {
        Optional<Long> grace = grace(use);
        if (grace.isEmpty()) {
            return Optional.empty();
        }
        return Listener.scripts(service.image(), launch)
                .flatMap(scripts -> scripts.files().stream()
                        .flatMap(file -> Deadline.of(file).stream())
                        .min(Comparator.comparing(Deadline::millis)))
                .filter(deadline -> deadline.millis() > grace.get())
                .map(deadline -> {
                    ComposeService deployed = use.service();
                    Span at = deployed.stopGracePeriod().map(ComposeText::at).orElse(deployed.at());
                    return new Abrupt(
                            at,
                            "stop_grace_period",
                            "the program gives itself %s to come to its end, and is killed after %s"
                                    .formatted(seconds(deadline.millis()), seconds(grace.get())),
                            Evidence.of(at, "is killed after " + seconds(grace.get()))
                                    .because(deadline.at(), "ends the program after " + seconds(deadline.millis())),
                            List.of(launch.request().name()));
                });
    }

    private static String seconds(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    /** Empty when it is not known, or when another file may say it. */
    private static Optional<Long> grace(ComposeUse use) {
        Optional<ComposeText> said = use.service().stopGracePeriod();
        if (said.isEmpty()) {
            return use.project().complete() ? Optional.of(USUAL_GRACE) : Optional.empty();
        }
        return said.filter(ComposeText::certain).flatMap(text -> duration(text.text()));
    }

    /** A duration as Go writes it: {@code 1m30s}, {@code 500ms} (Go's {@code time.ParseDuration}, without the units below). */
    static Optional<Long> duration(String text) {
        long millis = 0;
        int at = 0;
        while (at < text.length()) {
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            int unit = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            long factor = switch (text.substring(unit, at)) {
                case "ms" -> 1;
                case "s" -> 1000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 0;
            };
            if (factor == 0 || unit == from || unit - from > 9) {
                return Optional.empty();
            }
            millis += factor * Long.parseLong(text.substring(from, unit));
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(millis);
    }
}
