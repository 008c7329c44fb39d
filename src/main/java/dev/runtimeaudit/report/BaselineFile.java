package dev.runtimeaudit.report;

import dev.runtimeaudit.config.KnownFinding;
import java.util.List;

/** A baseline as a file: sorted, one entry for each rule, service, file and subject, so that a diff shows what changed. */
public final class BaselineFile {

    private BaselineFile() {}

    public static String text(List<KnownFinding> entries) {
        Json json = new Json();
        return json.finish(() -> {
            json.number("schema", KnownFinding.SCHEMA);
            json.array(
                    "findings",
                    () -> entries.stream()
                            .sorted()
                            .forEach(entry -> json.object(() -> {
                                json.string("rule", entry.rule());
                                json.string("service", entry.service());
                                json.string("file", entry.file());
                                json.string("subject", entry.subject());
                                json.number("count", entry.count());
                            })));
        });
    }
}
