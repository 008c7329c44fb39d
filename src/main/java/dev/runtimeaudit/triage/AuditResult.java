package dev.runtimeaudit.triage;

import dev.runtimeaudit.config.KnownFinding;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.rule.RuleDefect;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that an audit says.
 *
 * @param workspace what was audited
 * @param sources for the lines that reports quote
 * @param findings in any order; kept sorted by place, rule and subject
 * @param undecided likewise
 * @param engine whose behaviour was predicted, as configured ("docker-28")
 * @param notAudited services that belong to a part of the workspace that was not built, and why
 * @param stale entries of the baseline that are found no more, with how many of them; empty without a baseline
 * @param defects of rules that broke: what they would have said is missing
 */
public record AuditResult(
        Workspace workspace,
        SourceTree sources,
        List<Triaged> findings,
        List<Undecided> undecided,
        String engine,
        List<Problem> notAudited,
        Optional<List<KnownFinding>> stale,
        List<RuleDefect> defects) {

    public AuditResult {
        stale = stale.map(entries -> entries.stream().distinct().sorted().toList());
        defects = List.copyOf(defects);
        notAudited = notAudited.stream()
                .sorted(Comparator.comparing(Problem::at).thenComparing(Problem::message))
                .toList();
        findings = findings.stream()
                .sorted(Comparator.comparing((Triaged t) -> t.finding().at())
                        .thenComparing(t -> t.finding().ruleId())
                        .thenComparing(t -> t.finding().subject()))
                .toList();
        undecided = undecided.stream()
                .distinct()
                .sorted(Comparator.comparing(Undecided::at)
                        .thenComparing(Undecided::ruleId)
                        .thenComparing(Undecided::service))
                .toList();
    }

    /**
     * What several audits of one workspace say, each of which judged other services.
     *
     * @param parts at least one
     */
    public static AuditResult together(List<AuditResult> parts) {
        Workspace workspace = new Workspace(
                all(parts, part -> part.workspace().services().stream())
                        .sorted(Comparator.comparing(Service::name).thenComparing(Service::dockerfile))
                        .toList(),
                all(parts, part -> part.workspace().notes().stream())
                        .distinct()
                        .sorted(Comparator.comparing(Problem::at).thenComparing(Problem::message))
                        .toList(),
                all(parts, part -> part.workspace().regions().stream())
                        .distinct()
                        .toList());
        return new AuditResult(
                workspace,
                parts.get(0).sources(),
                findings(parts),
                all(parts, part -> part.undecided().stream()).toList(),
                all(parts, part -> Stream.of(part.engine())).distinct().sorted().collect(Collectors.joining(", ")),
                all(parts, part -> part.notAudited().stream()).distinct().toList(),
                stale(parts),
                all(parts, part -> part.defects().stream()).toList());
    }

    /** What concerns no single service is stale when no part has found it. */
    private static Optional<List<KnownFinding>> stale(List<AuditResult> parts) {
        if (parts.stream().allMatch(part -> part.stale().isEmpty())) {
            return Optional.empty();
        }
        Set<KnownFinding> found = all(parts, part -> part.findings().stream())
                .filter(t -> t.state() == Triaged.State.KNOWN)
                .flatMap(t -> Baseline.keys(t.finding(), t.services()))
                .filter(key -> key.service().isEmpty())
                .collect(Collectors.toSet());
        return Optional.of(all(parts, part -> part.stale().stream().flatMap(List::stream))
                .filter(entry -> !found.contains(entry.times(1)))
                .toList());
    }

    /**
     * A script that services of several parts start through has its findings once, and a suppression that one part could
     * not use was of use when another could.
     */
    private static List<Triaged> findings(List<AuditResult> parts) {
        Set<Span> used = all(parts, part -> part.findings().stream())
                .flatMap(finding -> finding.allowed().stream())
                .map(Triaged.Allowed::at)
                .collect(Collectors.toSet());
        Map<List<Object>, Triaged> once = new LinkedHashMap<>();
        all(parts, part -> part.findings().stream())
                .filter(t -> !t.finding().ruleId().equals(SuppressionRules.UNUSED.id())
                        || !used.contains(t.finding().at()))
                .forEach(t -> once.merge(
                        List.of(
                                t.finding().ruleId(),
                                t.finding().at(),
                                t.finding().subject(),
                                t.finding().severity(),
                                t.state()),
                        t,
                        Triaged::and));
        return List.copyOf(once.values());
    }

    private static <T> Stream<T> all(List<AuditResult> parts, Function<AuditResult, Stream<T>> of) {
        return parts.stream().flatMap(of);
    }

    /** The same of a workspace of which more was not audited. */
    public AuditResult without(List<Problem> services) {
        return new AuditResult(workspace, sources, findings, undecided, engine, services, stale, defects);
    }

    /** The same of rules of which some broke. */
    public AuditResult with(List<RuleDefect> broken) {
        return new AuditResult(workspace, sources, findings, undecided, engine, notAudited, stale, broken);
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
        Map<Precondition, Service> all = new LinkedHashMap<>();
        for (Service service : workspace.services()) {
            service.preconditions().forEach(p -> all.putIfAbsent(p, service));
        }
        return all;
    }
}
