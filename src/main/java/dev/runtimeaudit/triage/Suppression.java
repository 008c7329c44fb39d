package dev.runtimeaudit.triage;

import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code # runtime-audit:allow <rule> -- <reason>} in a Dockerfile or a script.
 *
 * @param rule the id as written
 * @param reason empty when none is given, which makes it malformed
 * @param at the comment
 * @param covers the places whose findings it allows: the line below it, the whole instruction or stage that begins
 *     there, or the whole file when nothing but comments stands above
 */
record Suppression(String rule, Optional<String> reason, Span at, Span covers) {

    /** Whatever follows it is meant for the audit: what is not understood there is malformed, not ignored. */
    private static final String MARK = "runtime-audit:";

    private static final String ALLOW = "allow";

    boolean isWellFormed() {
        return !rule.isEmpty() && reason.isPresent();
    }

    boolean covers(Finding finding) {
        Span place = finding.at();
        return finding.ruleId().equals(rule)
                && place.path().equals(covers.path())
                && place.line() >= covers.line()
                && place.line() <= covers.endLine();
    }

    /**
     * The suppressions of a file.
     *
     * @param regions what begins somewhere and reaches further than a line: stages and instructions of a Dockerfile
     */
    static List<Suppression> in(SourceFile file, List<Span> regions) {
        List<Suppression> found = new ArrayList<>();
        boolean onlyComments = true;
        for (int number = 1; number <= file.lineCount(); number++) {
            String line = file.line(number).strip();
            if (!line.startsWith("#") && !line.isEmpty()) {
                onlyComments = false;
            }
            if (!line.startsWith("#")) {
                continue;
            }
            String text = line.substring(1).strip();
            if (!text.startsWith(MARK)) {
                continue;
            }
            int column = file.line(number).indexOf('#') + 1;
            Span at = new Span(
                    file.path(), number, column, number, file.line(number).length() + 1);
            found.add(of(text.substring(MARK.length()), at, covered(file, number, onlyComments, regions)));
        }
        return found;
    }

    private static Suppression of(String said, Span at, Span covers) {
        String word = said.strip();
        if (!word.startsWith(ALLOW)
                || !word.substring(ALLOW.length()).isEmpty() && !isBlank(word.charAt(ALLOW.length()))) {
            return new Suppression(word, Optional.empty(), at, covers);
        }
        String text = word.substring(ALLOW.length());
        int dashes = text.indexOf("--");
        String rule = (dashes < 0 ? text : text.substring(0, dashes)).strip();
        String reason = dashes < 0 ? "" : text.substring(dashes + 2).strip();
        return new Suppression(rule, reason.isEmpty() ? Optional.empty() : Optional.of(reason), at, covers);
    }

    private static Span covered(SourceFile file, int comment, boolean head, List<Span> regions) {
        if (head) {
            return new Span(file.path(), 1, 1, file.lineCount(), 1);
        }
        int next = comment + 1;
        while (next <= file.lineCount() && isNoCode(file.line(next).strip())) {
            next++;
        }
        int line = Math.min(next, file.lineCount());
        return regions.stream()
                .filter(region -> region.path().equals(file.path()) && region.line() == line)
                .max(java.util.Comparator.comparingInt(Span::endLine))
                .orElse(new Span(file.path(), line, 1, line, 1));
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isNoCode(String line) {
        return line.isEmpty() || line.startsWith("#");
    }
}
