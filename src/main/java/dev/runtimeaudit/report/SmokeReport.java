package dev.runtimeaudit.report;

import dev.runtimeaudit.smoke.Comparison;
import dev.runtimeaudit.smoke.Observation;
import dev.runtimeaudit.smoke.Observation.Check;
import dev.runtimeaudit.smoke.SmokeResult;
import dev.runtimeaudit.smoke.SmokeResult.Tried;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a real engine did, beside what was predicted: for the console, and as a section of {@code report.json}. */
public final class SmokeReport {

    private static final int LINES_SHOWN = 8;

    private SmokeReport() {}

    /** A line for each service and one for each check that failed. */
    public static String summary(SmokeResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("Smoke test of " + result.services().size() + " service"
                + (result.services().size() == 1 ? "" : "s") + " on " + result.engine());
        int width = result.services().stream()
                .mapToInt(tried -> tried.service().length())
                .max()
                .orElse(0);
        for (Tried tried : result.services()) {
            lines.add(
                    "  " + tried.service() + " ".repeat(width - tried.service().length()) + "  "
                            + (tried.isFine() ? "passes  " : "FAILS   ") + Comparison.shown(tried.observation()));
            lines.add("    " + compared(tried));
            if (!tried.standIns().isEmpty()) {
                lines.add("    made up for it: " + String.join(", ", tried.standIns()));
            }
            tried.observation().checks().forEach(check -> lines.add("    " + shown(check)));
        }
        long fine = result.services().stream().filter(Tried::isFine).count();
        lines.add(fine + " pass, " + (result.services().size() - fine) + " fail; predictions: "
                + count(result, Comparison.Agreement.AGREES) + " agree, "
                + count(result, Comparison.Agreement.DISAGREES) + " disagree, "
                + count(result, Comparison.Agreement.NOT_COMPARED) + " not compared");
        return String.join("\n", lines);
    }

    private static String compared(Tried tried) {
        return switch (tried.comparison().agreement()) {
            case AGREES -> "as predicted: " + tried.prediction().shown();
            case DISAGREES ->
                "NOT as predicted: " + tried.prediction().shown() + " | "
                        + tried.comparison().says();
            case NOT_COMPARED ->
                "not compared: " + tried.comparison().says() + " ("
                        + tried.prediction().shown() + ")";
        };
    }

    private static String shown(Check check) {
        String word = switch (check.result()) {
            case PASSED -> "ok";
            case FAILED -> "FAILED";
            case NOT_SEEN -> "not seen";
        };
        return check.name() + ": " + word + ", " + check.says();
    }

    /** What failed, with the last lines of each and, where a prediction was wrong, what to send us: the text of the build failure. */
    public static String failures(SmokeResult result) {
        List<String> lines = new ArrayList<>();
        long failed =
                result.services().stream().filter(tried -> !tried.isFine()).count();
        lines.add(failed + " of " + result.services().size() + " services fail on " + result.engine());
        for (Tried tried : result.services()) {
            if (!tried.isFine()) {
                lines.add("\n" + tried.service() + " " + Comparison.shown(tried.observation()));
                lines.add("  " + compared(tried));
                tried.failed().forEach(check -> lines.add("  " + shown(check)));
                Observation observed = tried.observation();
                List<String> text = observed.text();
                text.subList(Math.max(0, text.size() - LINES_SHOWN), text.size())
                        .forEach(line -> lines.add("  | " + line));
                observed.log().ifPresent(log -> lines.add("  all of it: " + log));
            }
        }
        List<Tried> ours = result.services().stream().filter(Tried::isOurDefect).toList();
        if (!ours.isEmpty()) {
            lines.add("\nThe audit predicted something else for "
                    + ours.stream().map(Tried::service).collect(Collectors.joining(", "))
                    + ". That is a defect of the audit: please report it, with report.json, the logs in the directory"
                    + " smoke beside it, and the Dockerfile and the start scripts of the service.");
        }
        return String.join("\n", lines);
    }

    private static long count(SmokeResult result, Comparison.Agreement agreement) {
        return result.services().stream()
                .filter(tried -> tried.comparison().agreement() == agreement)
                .count();
    }

    static void write(SmokeResult result, Json json) {
        json.string("engine", result.engine());
        json.bool("passed", result.isFine());
        json.array("services", () -> result.services().forEach(tried -> json.object(() -> tried(tried, json))));
    }

    private static void tried(Tried tried, Json json) {
        Observation observed = tried.observation();
        json.string("service", tried.service());
        json.bool("passed", tried.isFine());
        json.string("agreement", id(tried.comparison().agreement()));
        if (!tried.comparison().says().isEmpty()) {
            json.string("difference", tried.comparison().says());
        }
        json.object("predicted", () -> {
            json.string("outcome", id(tried.prediction().kind()));
            json.number("exitCode", tried.prediction().exitCode());
            json.string("output", tried.prediction().output());
            json.strings("process", tried.prediction().process());
        });
        json.object("observed", () -> {
            json.string("outcome", id(observed.ending()));
            json.number("exitCode", observed.exitCode());
            json.strings("lastLines", observed.text());
            observed.log().ifPresent(log -> json.string("log", "smoke/" + log.getFileName()));
        });
        json.array(
                "checks",
                () -> observed.checks()
                        .forEach(check -> json.object(() -> {
                            json.string("check", check.name());
                            json.string("result", id(check.result()));
                            json.string("says", check.says());
                        })));
        json.strings("madeUp", tried.standIns());
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
