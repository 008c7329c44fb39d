package dev.runtimeaudit.report;

import dev.runtimeaudit.workspace.variables.Variable;

/** A variable that a service uses, in words that all reports share. */
final class Needed {

    private Needed() {}

    /** When it is missed. */
    static String when(Variable variable) {
        return switch (variable.level()) {
            case STARTUP -> variable.required() ? "at start" : "asked for at start";
            case FIRST_USE -> variable.required() ? "at first use" : "asked for at first use";
            case BUILD -> "when it is built";
            case PLATFORM -> "by its framework";
            case OPTIONAL -> "optional";
            case UNKNOWN -> "cannot be told";
        };
    }

    /** Whether somebody is known to give it a value that reaches the program. */
    static boolean isGiven(Variable variable) {
        return variable.providers().stream()
                .anyMatch(provider -> provider.effective()
                        && !provider.empty()
                        && provider.kind() != Variable.Provider.Kind.DOCUMENTATION
                        && provider.kind() != Variable.Provider.Kind.UNKNOWN_FILE);
    }
}
