package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * SARIF 2.1.0 (OASIS). A finding is a result; its evidence is a code flow and the related locations. What could not be
 * decided is a notification of the run, not a result: code-scanning sites would show it as an alert.
 */
public final class Sarif {

    private final AuditResult result;
    private final Json json = new Json();
    private final Map<String, Integer> hashes = new HashMap<>();

    private Sarif(AuditResult result) {
        this.result = result;
    }

    public static String of(AuditResult result) {
        Sarif sarif = new Sarif(result);
        return sarif.json.finish(sarif::root);
    }

    private void root() {
        json.string(
                "$schema",
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.string("version", "2.1.0");
        json.array("runs", () -> json.object(this::run));
    }

    private void run() {
        json.object(
                "tool",
                () -> json.object("driver", () -> {
                    json.string("name", Tool.NAME);
                    json.string("semanticVersion", Tool.version());
                    json.array("rules", () -> cards().values().forEach(card -> json.object(() -> rule(card))));
                }));
        json.object("automationDetails", () -> json.string("id", Tool.NAME + "/"));
        json.string("columnKind", "utf16CodeUnits");
        json.array(
                "invocations",
                () -> json.object(() -> {
                    json.bool("executionSuccessful", result.defects().isEmpty());
                    json.array("toolExecutionNotifications", () -> {
                        result.undecided().forEach(u -> json.object(() -> open(u)));
                        result.defects()
                                .forEach(d -> json.object(() -> {
                                    json.string("level", "error");
                                    json.object("message", () -> json.string("text", String.valueOf(d.getMessage())));
                                }));
                    });
                }));
        List<String> ids = List.copyOf(cards().keySet());
        json.array("results", () -> result.findings().forEach(f -> json.object(() -> finding(f, ids))));
    }

    /** The rules that speak in this run, by id. */
    private SortedMap<String, Rule.Card> cards() {
        TreeSet<String> ids = new TreeSet<>();
        result.findings().forEach(f -> ids.add(f.finding().ruleId()));
        result.undecided().forEach(u -> ids.add(u.ruleId()));
        SortedMap<String, Rule.Card> cards = new TreeMap<>();
        for (String id : ids) {
            Rules.byId(id).ifPresent(rule -> cards.put(id, rule.card()));
        }
        return cards;
    }

    private void rule(Rule.Card card) {
        json.string("id", card.id());
        json.object("shortDescription", () -> json.string("text", card.title()));
        json.object("fullDescription", () -> json.string("text", flowing(card.docs())));
        json.object("help", () -> {
            json.string("text", flowing(card.docs()) + "\n\n" + card.advice());
            json.string("markdown", help(card));
        });
        json.object("defaultConfiguration", () -> json.string("level", level(card.severity())));
        json.object("properties", () -> {
            json.string("precision", "very-high");
            json.string("problem.severity", severity(card.severity()));
            json.strings("tags", List.of("reliability", "container"));
        });
    }

    /** Paragraphs without the line ends that the source has for its own sake. */
    private static String flowing(String text) {
        return text.strip().replace("\n\n", "\f").replace('\n', ' ').replace("\f", "\n\n");
    }

    private static String help(Rule.Card card) {
        return flowing(card.docs()) + "\n\n**Do:** " + card.advice() + "\n\nReported:\n\n```text\n"
                + card.bad().txtar().strip() + "\n```\n\nNot reported:\n\n```text\n"
                + card.good().txtar().strip()
                + "\n```\n";
    }

    private void finding(Triaged triaged, List<String> ids) {
        Finding finding = triaged.finding();
        json.string("ruleId", finding.ruleId());
        json.number("ruleIndex", ids.indexOf(finding.ruleId()));
        if (result.stale().isPresent()) {
            json.string("baselineState", triaged.state() == Triaged.State.KNOWN ? "unchanged" : "new");
        }
        json.string("level", level(finding.severity()));
        json.object("message", () -> json.string("text", finding.message()));
        json.array("locations", () -> json.object(() -> location(finding.at())));
        List<Step> steps = new ArrayList<>(finding.evidence().steps());
        if (!steps.isEmpty()) {
            json.array("relatedLocations", () -> {
                for (Step step : steps) {
                    json.object(() -> located(step));
                }
            });
            json.array(
                    "codeFlows",
                    () -> json.object(() -> json.array(
                            "threadFlows",
                            () -> json.object(() -> json.array("locations", () -> {
                                for (int i = steps.size() - 1; i >= 0; i--) {
                                    Step step = steps.get(i);
                                    json.object(() -> json.object("location", () -> located(step)));
                                }
                            })))));
        }
        json.object("partialFingerprints", () -> {
            // GitHub knows an alert again by this name alone; lines may move.
            json.string("primaryLocationLineHash", hash(finding));
            json.string("runtimeAudit/v1", key(finding));
        });
        triaged.allowed()
                .ifPresent(allowed -> json.array(
                        "suppressions",
                        () -> json.object(() -> {
                            boolean beside =
                                    allowed.at().path().equals(finding.at().path());
                            json.string("kind", beside ? "inSource" : "external");
                            json.string("justification", allowed.reason());
                            json.object("location", () -> location(allowed.at()));
                        })));
        json.object("properties", () -> {
            json.string("state", triaged.state().id());
            json.string("severity", finding.severity().toString());
            json.string("service", finding.service());
            json.strings("services", triaged.services());
            finding.prediction().ifPresent(failure -> {
                json.number("predictedExitCode", failure.exitCode());
                json.string("predictedOutput", failure.output());
            });
        });
    }

    private void located(Step step) {
        location(step.at());
        json.object("message", () -> json.string("text", step.says()));
    }

    private void open(Undecided undecided) {
        json.string("level", "note");
        json.object(
                "message",
                () -> json.string(
                        "text",
                        undecided.service() + ": " + undecided.reason().says() + "; "
                                + new NextStep(result).of(undecided)));
        json.object("associatedRule", () -> json.string("id", undecided.ruleId()));
        json.array("locations", () -> json.object(() -> location(undecided.at())));
    }

    private void location(Span at) {
        json.object("physicalLocation", () -> {
            json.object("artifactLocation", () -> json.string("uri", uri(at)));
            json.object("region", () -> {
                json.number("startLine", at.line());
                json.number("startColumn", at.column());
                json.number("endLine", at.endLine());
                json.number("endColumn", Math.max(at.endColumn(), at.endLine() == at.line() ? at.column() : 1));
            });
        });
    }

    /** A relative reference (RFC 3986): what may not stand in a path is percent-encoded. */
    private static String uri(Span at) {
        StringBuilder uri = new StringBuilder();
        for (byte b : at.path().toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "/-._~@+,".indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return uri.toString();
    }

    private static String key(Finding finding) {
        return String.join(
                "|",
                finding.ruleId(),
                finding.service().orElse(""),
                finding.at().path().toString(),
                finding.subject());
    }

    /** The key as a number, and the how manieth finding with that key it is. */
    private String hash(Finding finding) {
        String key = key(finding);
        return sha256(key).substring(0, 16) + ":" + hashes.merge(key, 1, Integer::sum);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String severity(Severity severity) {
        String level = level(severity);
        return level.equals("note") ? "recommendation" : level;
    }

    private static String level(Severity severity) {
        return severity.isAtLeast(Severity.HIGH) ? "error" : severity == Severity.MEDIUM ? "warning" : "note";
    }
}
