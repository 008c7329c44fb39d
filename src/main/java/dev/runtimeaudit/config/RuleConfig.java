package dev.runtimeaudit.config;

import dev.runtimeaudit.source.Span;
import java.util.Optional;

/**
 * The severity that the user gives to the findings of a rule.
 *
 * @param rule its id
 * @param severity empty: the rule is off
 */
public record RuleConfig(String rule, Optional<Severity> severity, Span at) {

    static RuleConfig of(Section section) {
        String rule = section.requiredText("rule");
        boolean off = section.requiredText("severity").equalsIgnoreCase("off");
        return new RuleConfig(rule, off ? Optional.empty() : section.choice("severity", Severity.class), section.at());
    }
}
