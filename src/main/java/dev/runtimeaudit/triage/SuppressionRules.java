package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.MalformedSuppression;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.UnusedSuppression;
import java.util.List;

/** The two rules that triage itself speaks for, and which ids there are. */
final class SuppressionRules {

    static final Rule.Card MALFORMED = new MalformedSuppression().card();
    static final Rule.Card UNUSED = new UnusedSuppression().card();

    private SuppressionRules() {}

    static List<String> known() {
        return Rules.ALL.stream().map(rule -> rule.card().id()).toList();
    }

    static boolean isKnown(String id) {
        return Rules.byId(id).isPresent();
    }
}
