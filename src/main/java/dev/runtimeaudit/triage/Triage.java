package dev.runtimeaudit.triage;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.NamePattern;
import dev.runtimeaudit.config.Nearest;
import dev.runtimeaudit.config.Policy;
import dev.runtimeaudit.config.RuleConfig;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.config.SuppressConfig;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.Verdict;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sorts what the rules say into what counts and what does not.
 *
 * <p>It is one class although it is long: each finding passes all of its steps in their order.
 */
public final class Triage {

    private final Workspace workspace;
    private final AuditConfig config;
    private final Severity threshold;
    private final List<Suppression> suppressions = new ArrayList<>();
    private final Set<Object> used = new LinkedHashSet<>();

    /** Services of which something is not known: there a rule that is silent may only not have been able to speak. */
    private final Set<String> open;

    /** What the baseline still has to give. */
    private final Optional<Baseline.Left> known;

    /** The services that are built from a file or start through it. */
    private final Map<TreePath, Set<String>> users = new TreeMap<>();

    private Triage(
            List<Verdict> said,
            Workspace workspace,
            SourceTree sources,
            AuditConfig config,
            Severity threshold,
            Optional<Baseline> baseline) {
        this.known = baseline.map(all -> all.new Left());
        this.workspace = workspace;
        this.config = config;
        this.threshold = threshold;
        this.open = said.stream()
                .filter(verdict -> verdict instanceof Undecided)
                .map(verdict -> ((Undecided) verdict).service())
                .collect(Collectors.toSet());
        workspace.services().forEach(service -> {
            uses(service, service.dockerfile());
            service.launches()
                    .forEach(launch -> launch.scripts()
                            .forEach(script -> uses(service, script.at().path())));
            service.building().forEach(failure -> uses(service, failure.at().path()));
        });
        Set<TreePath> files = new TreeSet<>(users.keySet());
        said.stream()
                .filter(verdict -> verdict instanceof Finding)
                .forEach(finding -> files.add(((Finding) finding).at().path()));
        for (TreePath path : files) {
            sources.read(path)
                    .asFile()
                    .ifPresent(file -> suppressions.addAll(Suppression.in(file, workspace.regions())));
        }
    }

    private void uses(Service service, TreePath file) {
        users.computeIfAbsent(file, none -> new TreeSet<>()).add(service.name());
    }

    public static AuditResult sort(
            List<Verdict> said,
            Workspace workspace,
            SourceTree sources,
            AuditConfig config,
            Severity threshold,
            Optional<Baseline> baseline,
            String engine) {
        config.rules().forEach(Triage::isAboutARule);
        Triage triage = new Triage(said, workspace, sources, config, threshold, baseline);
        List<Triaged> findings = new ArrayList<>();
        for (Merged merged : merged(said)) {
            triage.weighed(merged).ifPresent(weighed -> findings.add(triage.triaged(weighed, merged.services())));
        }
        for (Finding finding : triage.aboutSuppressions()) {
            triage.weighed(Merged.of(finding))
                    .ifPresent(weighed -> findings.add(triage.state(weighed, Set.of(), Optional.empty())));
        }
        List<Undecided> undecided = said.stream()
                .filter(v -> v instanceof Undecided)
                .map(v -> (Undecided) v)
                .toList();
        return new AuditResult(
                workspace,
                sources,
                findings,
                undecided,
                engine,
                List.of(),
                triage.known.map(left -> left.stale(triage.open)),
                List.of());
    }

    /** A rule that is none would silently have no effect. */
    private static void isAboutARule(RuleConfig rule) {
        if (!SuppressionRules.isKnown(rule.rule())) {
            throw new ConfigurationException(rule.at() + ": there is no rule `" + rule.rule() + "`"
                    + Nearest.hint(rule.rule(), SuppressionRules.known()));
        }
    }

    /** A finding, and every service that has it: several can start through one script. */
    private record Merged(Finding finding, Set<String> services) {

        static Merged of(Finding finding) {
            return new Merged(finding, finding.service().map(Set::of).orElse(Set.of()));
        }

        Merged and(Merged other) {
            Set<String> all = new LinkedHashSet<>(services);
            all.addAll(other.services);
            return new Merged(merged(finding, other.finding), all);
        }
    }

    /** One finding for each rule, place and subject, with every launch it was seen in and the worst severity. */
    private static Collection<Merged> merged(List<Verdict> said) {
        Map<List<Object>, Merged> byKey = new LinkedHashMap<>();
        for (Verdict verdict : said) {
            if (verdict instanceof Finding finding) {
                byKey.merge(
                        List.of(finding.ruleId(), finding.at(), finding.subject()), Merged.of(finding), Merged::and);
            }
        }
        return byKey.values().stream()
                .sorted(Comparator.comparing((Merged merged) -> merged.finding().at())
                        .thenComparing(merged -> merged.finding().ruleId())
                        .thenComparing(merged -> merged.finding().subject()))
                .toList();
    }

    private static Finding merged(Finding one, Finding other) {
        Set<String> launches = new LinkedHashSet<>(one.launches());
        launches.addAll(other.launches());
        Finding worse = other.severity().compareTo(one.severity()) < 0 ? other : one;
        return new Finding(
                worse.ruleId(),
                worse.severity(),
                one.service(),
                worse.at(),
                worse.subject(),
                worse.message(),
                worse.evidence(),
                List.copyOf(launches),
                worse.prediction());
    }

    /** The finding with the severity that the configuration gives it; empty when its rule is off. */
    private Optional<Finding> weighed(Merged merged) {
        Finding finding = merged.finding();
        Optional<RuleConfig> said = config.rules().stream()
                .filter(rule -> rule.rule().equals(finding.ruleId()))
                .filter(rule -> isFor(rule, merged.services()))
                // What is said of some services beats what is said of all.
                .min(Comparator.comparing(rule -> rule.service().isEmpty()));
        if (said.isPresent()) {
            return said.get().severity().map(severity -> with(finding, severity));
        }
        boolean demanded = config.policy() == Policy.AUDIT
                && finding.severity().compareTo(Severity.HIGH) > 0
                && Rules.byId(finding.ruleId())
                        .map(rule -> rule.card().policy())
                        .orElse(false);
        return Optional.of(demanded ? with(finding, Severity.HIGH) : finding);
    }

    /** What one service may have, another that shares the script may not: all of them have to be meant. */
    private static boolean isFor(RuleConfig rule, Set<String> services) {
        return rule.service()
                .map(wanted -> !services.isEmpty() && services.stream().allMatch(wanted::matches))
                .orElse(true);
    }

    private static Finding with(Finding f, Severity severity) {
        return new Finding(
                f.ruleId(),
                severity,
                f.service(),
                f.at(),
                f.subject(),
                f.message(),
                f.evidence(),
                f.launches(),
                f.prediction());
    }

    private Triaged triaged(Finding finding, Set<String> services) {
        for (Suppression suppression : suppressions) {
            if (suppression.isWellFormed() && suppression.covers(finding)) {
                used.add(suppression);
                return state(
                        finding,
                        services,
                        suppression.reason().map(reason -> new Triaged.Allowed(reason, suppression.at())));
            }
        }
        for (SuppressConfig suppression : config.suppress()) {
            NamePattern wanted = suppression.service();
            if (suppression.rule().equals(finding.ruleId())
                    && (services.isEmpty() || services.stream().anyMatch(wanted::matches))) {
                used.add(suppression);
                // What one service may have, another that shares the script may not.
                if (services.stream().allMatch(wanted::matches)) {
                    return state(
                            finding,
                            services,
                            Optional.of(new Triaged.Allowed(suppression.reason(), suppression.at())));
                }
            }
        }
        return state(finding, services, Optional.empty());
    }

    private Triaged state(Finding finding, Set<String> services, Optional<Triaged.Allowed> allowed) {
        List<String> all = List.copyOf(services);
        return new Triaged(finding, all, state(finding, all, allowed.isPresent()), allowed);
    }

    private Triaged.State state(Finding finding, List<String> services, boolean suppressed) {
        if (suppressed) {
            return Triaged.State.SUPPRESSED;
        }
        if (known.filter(left -> left.take(finding, services)).isPresent()) {
            return Triaged.State.KNOWN;
        }
        boolean counts = finding.severity().isAtLeast(threshold) && !isAboutDevelopment(services);
        return counts ? Triaged.State.VIOLATION : Triaged.State.BELOW_THRESHOLD;
    }

    /** What no image has that is shipped fails no build. */
    private boolean isAboutDevelopment(List<String> services) {
        return !services.isEmpty()
                && workspace.services().stream()
                        .filter(service -> services.contains(service.name()))
                        .noneMatch(Service::isDeployed)
                && workspace.services().stream().anyMatch(service -> services.contains(service.name()));
    }

    /** What is wrong with the suppressions themselves: none is silently without effect. */
    private List<Finding> aboutSuppressions() {
        List<Finding> findings = new ArrayList<>();
        for (Suppression suppression : suppressions) {
            if (!suppression.isWellFormed()) {
                findings.add(about(
                        SuppressionRules.MALFORMED,
                        suppression.at(),
                        suppression.rule(),
                        "a suppression needs a rule and a reason: `# runtime-audit:allow <rule> -- <reason>`"));
            } else if (!SuppressionRules.isKnown(suppression.rule())) {
                findings.add(unknown(suppression.rule(), suppression.at()));
            } else if (!used.contains(suppression)
                    && users.getOrDefault(suppression.at().path(), Set.of()).stream()
                            .noneMatch(open::contains)) {
                findings.add(unused(suppression.rule(), suppression.at()));
            }
        }
        for (SuppressConfig suppression : config.suppress()) {
            if (!SuppressionRules.isKnown(suppression.rule())) {
                findings.add(unknown(suppression.rule(), suppression.at()));
            } else if (!used.contains(suppression) && isAboutNothing(suppression)) {
                findings.add(unused(suppression.rule(), suppression.at()));
            }
        }
        return findings;
    }

    /** Whether its services are all known, and some of them are here: those of another module it may well be about. */
    private boolean isAboutNothing(SuppressConfig suppression) {
        List<String> named = workspace.services().stream()
                .map(Service::name)
                .filter(suppression.service()::matches)
                .toList();
        return !named.isEmpty() && named.stream().noneMatch(open::contains);
    }

    private static Finding unknown(String rule, Span at) {
        return about(
                SuppressionRules.MALFORMED,
                at,
                rule,
                "there is no rule `" + rule + "`" + Nearest.hint(rule, SuppressionRules.known()));
    }

    private static Finding unused(String rule, Span at) {
        return about(SuppressionRules.UNUSED, at, rule, "nothing is suppressed here: `" + rule + "` finds nothing");
    }

    private static Finding about(Rule.Card card, Span at, String subject, String message) {
        return new Finding(
                card.id(),
                card.severity(),
                Optional.empty(),
                at,
                subject,
                message,
                Evidence.of(at, "asks for a suppression"),
                List.of(),
                Optional.empty());
    }
}
