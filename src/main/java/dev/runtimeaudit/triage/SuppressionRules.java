package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.rule.SuppressionMalformed;
import dev.runtimeaudit.rule.SuppressionUnused;
import java.util.List;

/** The two rules that triage itself speaks for, and which ids there are. */
final class SuppressionRules {

    static final Rule.Card MALFORMED = new SuppressionMalformed().card();
    static final Rule.Card UNUSED = new SuppressionUnused().card();

    private SuppressionRules() {}

    static List<String> known() {
        return Rules.ALL.stream().map(rule -> rule.card().id()).toList();
    }

    static boolean isKnown(String id) {
        return Rules.byId(id).isPresent();
    }
}
