package dev.runtimeaudit.config;

import dev.runtimeaudit.config.ConfigNode.Fields;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a baseline: a finding that was there when the baseline was written. It has no line and no message, so that
 * it holds while the code around it changes.
 *
 * @param service empty for what concerns the workspace as a whole
 * @param count how many of them are known
 */
public record KnownFinding(String rule, Optional<String> service, String file, String subject, int count)
        implements Comparable<KnownFinding> {

    /** The form of the file; another one is for another version of the audit. */
    public static final int SCHEMA = 1;

    /** The entries of a baseline file. */
    public static List<KnownFinding> of(Fields file) {
        return Section.read(file, "", KnownFinding::entries);
    }

    private static List<KnownFinding> entries(Section section) {
        if (section.number("schema").orElse(0) != SCHEMA) {
            throw new ConfigurationException(
                    section.place(), "this is no baseline: `schema` has to be " + SCHEMA + ". " + RENEW);
        }
        return section.entries("findings", KnownFinding::of);
    }

    private static final String RENEW = "The goal `baseline` writes one.";

    private static KnownFinding of(Section section) {
        KnownFinding entry = new KnownFinding(
                section.requiredText("rule"),
                section.text("service"),
                section.requiredText("file"),
                section.text("subject").orElse(""),
                section.number("count").orElse(1));
        if (entry.count < 1) {
            throw new ConfigurationException(section.place(), "`count` is " + entry.count + ". Accepted: 1 or more");
        }
        return entry;
    }

    /** The same entry for so many findings. */
    public KnownFinding times(int number) {
        return new KnownFinding(rule, service, file, subject, number);
    }

    @Override
    public int compareTo(KnownFinding other) {
        return Comparator.comparing(KnownFinding::file)
                .thenComparing(KnownFinding::rule)
                .thenComparing(entry -> entry.service.orElse(""))
                .thenComparing(KnownFinding::subject)
                .thenComparingInt(KnownFinding::count)
                .compare(this, other);
    }
}
