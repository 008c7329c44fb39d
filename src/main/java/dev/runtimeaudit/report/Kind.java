package dev.runtimeaudit.report;

import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.triage.Triaged;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Findings that are alike: one rule says the same of several places or services. They are told once.
 *
 * @param message what is said of them, with the name of the one service or with none
 * @param all at least one; the first one's evidence stands for that of the others
 */
record Kind(String message, List<Triaged> all) {

    Kind {
        all = List.copyOf(all);
    }

    /** The kinds among some findings, the worst first, then in the order of the findings. */
    static List<Kind> of(Stream<Triaged> findings) {
        Map<List<Object>, List<Triaged>> alike = findings.sorted(
                        Comparator.comparing((Triaged t) -> t.finding().severity()))
                .collect(Collectors.groupingBy(
                        t -> List.of(
                                t.finding().ruleId(), t.finding().severity(), common(t), words(t.finding()), t.state()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return alike.values().stream()
                .map(all -> new Kind(all.size() == 1 ? all.get(0).finding().message() : common(all.get(0)), all))
                .toList();
    }

    /** What is said of one service is the same when it is said of another. */
    private static String common(Triaged triaged) {
        String message = triaged.finding().message();
        for (String service : HtmlFinding.services(triaged)) {
            message = message.replace("`" + service + "`", "the service");
        }
        return message;
    }

    private static String words(Finding finding) {
        return finding.prediction().map(Told::predicted).orElse("");
    }

    Triaged first() {
        return all.get(0);
    }

    Finding finding() {
        return first().finding();
    }

    List<Span> places() {
        return all.stream().map(t -> t.finding().at()).distinct().toList();
    }

    Set<String> services() {
        Set<String> services = new LinkedHashSet<>();
        all.forEach(t -> services.addAll(HtmlFinding.services(t)));
        return services;
    }
}
