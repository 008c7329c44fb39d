package dev.runtimeaudit.report;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Example;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import java.util.List;
import java.util.stream.Collectors;

/** The page of a rule, and the list of all, as Markdown. */
public final class RulePage {

    private RulePage() {}

    /** What goes wrong, and how that is proven. */
    public static List<String> paragraphs(Rule.Card card) {
        return List.of(card.docs().strip().split("\n\n"));
    }

    /** The list of all rules as Markdown. */
    public static String index() {
        StringBuilder page = new StringBuilder("""
                # Rules

                A finding is a proof: the replay of the build or of the start came to this end, and the evidence says why. What
                could not be told is counted as undecided and never reported as a finding.

                Severities: **critical**, the container will not build, start, stay up or become healthy, proven; **high**, it
                fails as soon as something ordinary happens; **medium**, it runs, but blind, unkillable or against the audit's
                policy; **low**, hardening. Findings from high up fail the build unless `violationSeverity` says otherwise.

                Rules marked ᴬ are demands of the audit itself: under `policy: audit`, the default, they are high; under
                `policy: proof` they have the severity that stands here. Severities can be changed, and rules switched off,
                under `rules` in the configuration.
                """);
        table(page, "Start-up: what the replay of the start proves", Rules.START);
        table(page, "Build and image: what the replay of the build proves", Rules.BUILD);
        table(page, "Staying up: health checks and house rules", Rules.STAYING_UP);
        table(page, "Suppressions: what the user says to the audit", Rules.SUPPRESSIONS);
        return page.toString();
    }

    private static void table(StringBuilder page, String phase, List<Rule> rules) {
        page.append("\n## ").append(phase).append("\n\n");
        page.append("| rule | severity | |\n| --- | --- | --- |\n");
        for (Rule rule : rules) {
            Rule.Card card = rule.card();
            page.append("| [%s](%s.md)%s | %s | %s |\n"
                    .formatted(card.id(), card.id(), card.policy() ? " ᴬ" : "", card.severity(), card.title()));
        }
    }

    /** The page as a terminal shows it: headings, paragraphs, and examples that are indented. */
    public static String plain(Rule.Card card) {
        StringBuilder plain = new StringBuilder();
        boolean isCode = false;
        for (String line : of(card).split("\n")) {
            if (line.startsWith("```")) {
                isCode = !isCode;
            } else if (isCode) {
                plain.append(line.isEmpty() ? "" : "    ").append(line).append('\n');
            } else {
                plain.append(unmarked(line)).append('\n');
            }
        }
        return plain.toString().strip();
    }

    private static String unmarked(String line) {
        String text = line.startsWith("#") ? line.replaceFirst("^#+ ", "") : line;
        return text.replace("**", "").replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
    }

    /** The page as Markdown. */
    public static String of(Rule.Card card) {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(card.id()).append("\n\n");
        page.append("**").append(card.title()).append(".**\n\n");
        page.append("Severity: ").append(severity(card)).append("\n\n");
        page.append(paragraphs(card).get(0)).append("\n\n");
        page.append("## Example\n");
        files(page, card.bad());
        page.append('\n').append(reported(card.bad())).append('\n');
        page.append("\n## How it is proven\n\n").append(paragraphs(card).get(1)).append('\n');
        page.append("\n## How to mend it\n\n").append(card.advice()).append('\n');
        files(page, card.good());
        page.append("\n## How to allow it\n\n").append(allowing(card));
        return page.toString();
    }

    private static String reported(Example bad) {
        return bad.places().isEmpty()
                ? "No text file can show this: as they stand, these files are not reported."
                : bad.places().stream()
                        .map(place -> "`" + place + "`")
                        .collect(Collectors.joining(", ", "Reported at ", "."));
    }

    private static String severity(Rule.Card card) {
        return card.policy()
                ? card.severity() + "; " + Severity.HIGH + " under `policy: audit`, which is the default ᴬ"
                : card.severity().toString();
    }

    private static String allowing(Rule.Card card) {
        if (Rules.SUPPRESSIONS.stream().anyMatch(rule -> rule.card().equals(card))) {
            return """
                    It cannot be suppressed. Under `rules` in the configuration it can get another severity or be switched off:

                    ```yaml
                    rules:
                      - {rule: %s, severity: "off"}
                    ```
                    """.formatted(card.id());
        }
        return """
                In the file, on the line above, or at the head of a stage or a file:

                ```
                # runtime-audit:allow %s -- <reason>
                ```

                In `runtime-audit.yaml`, for the services that `service` names (`*` stands for any characters):

                ```yaml
                suppress:
                  - {rule: %s, service: my-service, reason: "<reason>"}
                ```

                The reason is compulsory. More in [docs/suppressing.md](../suppressing.md).
                """.formatted(card.id(), card.id());
    }

    /** The files of an example, each in a block of its own. */
    private static void files(StringBuilder page, Example example) {
        boolean open = false;
        for (String line : example.txtar().split("\n")) {
            if (line.startsWith("-- ") && line.endsWith(" --")) {
                String name = line.substring(3, line.length() - 3);
                page.append(open ? "```\n" : "")
                        .append("\n`")
                        .append(name)
                        .append("`\n\n```")
                        .append(language(name))
                        .append('\n');
                open = true;
            } else {
                page.append(line).append('\n');
            }
        }
        page.append("```\n");
    }

    private static String language(String name) {
        if (name.equals("Dockerfile")) {
            return "dockerfile";
        }
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "sh", "js", "json", "yaml" -> extension;
            case "yml" -> "yaml";
            default -> "";
        };
    }
}
