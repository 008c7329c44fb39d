package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Dockerfiles of {@code idioms.txt}, which all build and start: none is called broken, and those that were decided stay so. */
class IdiomsTest {

    private record Idiom(String name, String outcome, String txtar) {}

    @TestFactory
    Stream<DynamicTest> noneIsCalledBroken() throws IOException {
        List<Idiom> idioms = idioms();
        assertThat(idioms).hasSize(147);
        return idioms.stream()
                .map(idiom -> DynamicTest.dynamicTest(idiom.name(), () -> {
                    AuditResult result = Replayed.tree(idiom.txtar());
                    assertThat(result.findings().stream()
                                    .filter(f -> f.finding().severity() == Severity.CRITICAL)
                                    .map(f -> f.finding().ruleId() + ": "
                                            + f.finding().message()))
                            .isEmpty();
                    assertThat(result.workspace().services()).hasSize(1);
                    Service service = result.workspace().services().get(0);
                    assertThat(said(service.outcome().orElseThrow())).isEqualTo(idiom.outcome());
                }));
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Starts) {
            return "starts";
        }
        if (outcome instanceof Outcome.Exits) {
            return "ends";
        }
        return outcome instanceof Outcome.Undecided ? "open" : outcome.toString();
    }

    private static List<Idiom> idioms() throws IOException {
        Map<String, String> shared = new HashMap<>();
        List<Idiom> idioms = new ArrayList<>();
        List<String> parts = List.of(text().split("(?m)^=== "));
        for (String part : parts.subList(1, parts.size())) {
            String[] head = part.substring(0, part.indexOf('\n')).split(" ", 3);
            String files = part.substring(part.indexOf('\n') + 1);
            if (head[0].equals("files")) {
                shared.put(head[1], files);
            } else {
                idioms.add(new Idiom(head[2], head[1], Objects.requireNonNull(shared.get(head[0])) + files));
            }
        }
        return idioms;
    }

    private static String text() throws IOException {
        try (InputStream in = Objects.requireNonNull(IdiomsTest.class.getResourceAsStream("idioms.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
