package dev.runtimeaudit.triage;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that an audit says.
 *
 * @param workspace what was audited
 * @param sources for the lines that reports quote
 * @param findings sorted by place and rule
 * @param undecided sorted likewise
 * @param engine whose behaviour was predicted, as configured ("docker-28")
 */
public record AuditResult(
        Workspace workspace, SourceTree sources, List<Triaged> findings, List<Undecided> undecided, String engine) {

    public AuditResult {
        findings = List.copyOf(findings);
        undecided = List.copyOf(undecided);
    }

    public Stream<Triaged> violations() {
        return findings.stream().filter(Triaged::isViolation);
    }

    public boolean hasViolations() {
        return violations().findAny().isPresent();
    }

    /** How often each reason left something open, most frequent reason first by the enum's order. */
    public SortedMap<Reason, Long> undecidedByReason() {
        SortedMap<Reason, Long> counts = new TreeMap<>();
        undecided.forEach(u -> counts.merge(u.reason(), 1L, Long::sum));
        return counts;
    }

    /** What must exist before the builds, each once, with the services that need it. */
    public Map<Precondition, Service> preconditions() {
        Map<Precondition, Service> all = new java.util.LinkedHashMap<>();
        for (Service service : workspace.services()) {
            service.preconditions().forEach(p -> all.putIfAbsent(p, service));
        }
        return all;
    }
}
