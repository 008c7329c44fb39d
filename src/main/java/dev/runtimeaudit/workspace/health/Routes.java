package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.read.script.RouteReader;
import dev.runtimeaudit.read.script.RouteTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes of a program, as far as it can be told that there are no others: it uses a framework that takes paths as strings, all
 * of its files are known, and no package among those it loads is known to bring routes for health.
 */
final class Routes {

    private static final Set<String> FRAMEWORKS =
            Set.of("express", "fastify", "hono", "elysia", "@nestjs/core", "@nestjs/common");

    /** What packages are called that answer health checks by themselves. */
    private static final List<String> ANSWERING = List.of(
            "health", "terminus", "lightship", "status", "under-pressure", "actuator", "proxy", "gateway", "autoload");

    private static final Set<String> HEALTH = Set.of(
            "health",
            "healthz",
            "healthcheck",
            "health-check",
            "_health",
            "ping",
            "ready",
            "readyz",
            "live",
            "livez",
            "alive",
            "heartbeat",
            "status");

    private final RouteTexts texts;

    private Routes(RouteTexts texts) {
        this.texts = texts;
    }

    static Optional<Routes> of(OwnScripts scripts) {
        boolean known = scripts.complete()
                && scripts.packages().stream().anyMatch(FRAMEWORKS::contains)
                && scripts.packages().stream()
                        .noneMatch(name -> ANSWERING.stream().anyMatch(name::contains));
        return known ? Optional.of(new Routes(RouteReader.of(scripts.files()))) : Optional.empty();
    }

    /** The route that is meant, where nothing answers a path and something else answers for the health of the service. */
    Optional<String> insteadOf(String path) {
        List<String> asked = segments(path);
        if (texts.open()) {
            return Optional.empty();
        }
        if (asked.isEmpty()) {
            boolean answered = texts.root()
                    || texts.prefix().isPresent()
                    || texts.texts().stream().anyMatch(text -> text.get(0).startsWith("*"));
            return answered
                    ? Optional.empty()
                    : texts.answered().stream().filter(Routes::isHealth).findFirst();
        }
        String last = asked.get(asked.size() - 1);
        Optional<String> prefix = texts.prefix();
        Optional<String> meant =
                texts.answered().stream().filter(route -> isHealth(route, last)).findFirst();
        if (prefix.isPresent()) {
            List<String> front = segments(prefix.get());
            boolean below = asked.size() > front.size()
                    && asked.subList(0, front.size()).equals(front);
            boolean own = texts.texts().contains(List.of(last)) && HEALTH.contains(last);
            return below || !own ? Optional.empty() : Optional.of("/" + String.join("/", front) + "/" + last);
        }
        return texts.mayAnswer(asked) ? Optional.empty() : meant;
    }

    private static boolean isHealth(String route) {
        List<String> segments = segments(route);
        return !segments.isEmpty() && route.startsWith("/") && HEALTH.contains(segments.get(segments.size() - 1));
    }

    private static boolean isHealth(String route, String last) {
        List<String> segments = segments(route);
        if (segments.isEmpty() || !route.startsWith("/")) {
            return false;
        }
        String name = segments.get(segments.size() - 1);
        return HEALTH.contains(name) && (HEALTH.contains(last) || name.equals(last));
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                segments.add(part);
            }
        }
        return segments;
    }
}
