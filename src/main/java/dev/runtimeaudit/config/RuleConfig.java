package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * The severity that the user gives to the findings of a rule.
 *
 * @param rule its id
 * @param service whose findings are meant; empty: those of all services
 * @param severity empty: the rule is off
 */
public record RuleConfig(String rule, Optional<NamePattern> service, Optional<Severity> severity, Span at) {

    /** Two entries with one key contradict each other. */
    String key() {
        return rule + service.map(pattern -> " for " + pattern.text()).orElse("");
    }

    static RuleConfig of(Section section) {
        String rule = section.requiredText("rule");
        boolean isSaid = !section.requiredText("severity").isEmpty();
        return new RuleConfig(
                rule,
                section.text("service").map(NamePattern::new),
                isSaid ? section.choiceOr("off", "severity", Severity.class) : Optional.empty(),
                section.at());
    }
}
