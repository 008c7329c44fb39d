package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/** What built-ins have in common in looking at their words. */
final class Operands {

    private Operands() {}

    /** All words as texts; empty when one of them is not known. */
    static Optional<List<String>> known(List<Field> words) {
        boolean known = words.stream().allMatch(w -> !w.uncertain() && w.value() instanceof Value.Known);
        return known ? Optional.of(words.stream().map(w -> w.value().shown()).toList()) : Optional.empty();
    }

    static List<Field> behindName(List<Field> words) {
        return words.subList(1, words.size());
    }

    static String shown(List<Field> words) {
        return String.join(" ", words.stream().map(w -> w.value().shown()).toList());
    }

    /** The built-in does something that depends on words that are not known. */
    static void open(Run run, List<Field> words) {
        String shown = shown(words);
        run.state.ends(Status.open(
                Reason.VALUE_NOT_KNOWN,
                run.evidence("runs `" + shown + "`, which depends on what is not known"),
                shown,
                run.at));
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
