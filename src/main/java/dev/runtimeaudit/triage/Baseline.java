package dev.runtimeaudit.triage;

import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.rule.Verdict.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The findings that are known already, as far as they concern what is judged.
 *
 * @param entries what was written down
 * @param judged the services that are judged
 * @param whole what belongs to no service that is judged elsewhere is missed here when it is not found
 */
public record Baseline(List<KnownFinding> entries, Set<String> judged, boolean whole) {

    public Baseline {
        entries = List.copyOf(entries);
        judged = Set.copyOf(judged);
    }

    /**
     * Of a part of a workspace.
     *
     * @param elsewhere services that others judge: their entries are left to them
     */
    public static Baseline of(List<KnownFinding> entries, Set<String> judged, Set<String> elsewhere, boolean whole) {
        List<KnownFinding> ours = entries.stream()
                .filter(entry -> entry.service().filter(elsewhere::contains).isEmpty())
                .toList();
        return new Baseline(ours, judged, whole);
    }

    /** What would make all violations of a result known: one entry for each service that has them, sorted. */
    public static List<KnownFinding> of(AuditResult result) {
        Map<KnownFinding, Integer> counts = new TreeMap<>();
        result.findings().stream()
                .filter(t -> t.isViolation() || t.state() == Triaged.State.KNOWN)
                .flatMap(t -> keys(t.finding(), t.services()))
                .forEach(key -> counts.merge(key, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().times(entry.getValue()))
                .toList();
    }

    /** A finding of several services stands there once for each: one of them may go. */
    static Stream<KnownFinding> keys(Finding finding, List<String> services) {
        Stream<Optional<String>> of = services.isEmpty()
                ? Stream.of(finding.service())
                : services.stream().map(Optional::of);
        return of.map(service ->
                new KnownFinding(finding.ruleId(), service, finding.at().path().toString(), finding.subject(), 1));
    }

    /** How many are left of each while findings are taken out. */
    final class Left {

        private final Map<KnownFinding, Integer> counts = new TreeMap<>();

        Left() {
            entries.forEach(entry -> counts.merge(entry.times(1), entry.count(), Integer::sum));
        }

        /** Whether a finding is known, for all of its services; then it is one less. */
        boolean take(Finding finding, List<String> services) {
            List<KnownFinding> keys = keys(finding, services).toList();
            if (!keys.stream().allMatch(key -> counts.getOrDefault(key, 0) > 0)) {
                return false;
            }
            keys.forEach(key -> counts.merge(key, -1, Integer::sum));
            return true;
        }

        /** What is no longer found. Where something is open it may only not have been told. */
        List<KnownFinding> stale(Set<String> open) {
            return counts.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .map(entry -> entry.getKey().times(entry.getValue()))
                    .filter(entry -> entry.service().filter(judged::contains).isPresent()
                            ? entry.service().filter(open::contains).isEmpty()
                            : whole)
                    .collect(Collectors.toList());
        }
    }
}
