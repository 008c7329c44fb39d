package dev.runtimeaudit.exec.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Knowing less never makes a failure that was not there. */
class WithholdingLawsTest {

    private static final List<String> STEPS = List.of(
            "[ -n \"$A\" ] && missing-one",
            "if [ \"$A\" = x ]; then missing-two; fi",
            "case \"$B\" in x) missing-three ;; y) echo y ;; *) : ;; esac",
            ": \"${A:?needed}\"",
            "C=${A:-$B}",
            "[ \"$C\" = x ] || missing-four",
            "echo \"$A\" | grep -q x || missing-five",
            "set -e",
            "set -u",
            "echo \"$A\"",
            "for i in $A $B; do [ $i = y ] && missing-six; done",
            "D=$(echo $B)",
            "test -z \"$D\" && exit 4",
            "while [ \"$A\" = q ]; do missing-seven; done",
            "cd /$B",
            "[ \"$A\" != \"$B\" ] && missing-eight || true");

    @Test
    void replacingAKnownVariableByAnUnknownOneNeverCreatesAFailure() {
        Random random = new Random(7);
        for (String base : List.of("alpine:3.20", "debian:bookworm-slim")) {
            for (int round = 0; round < 150; round++) {
                StringBuilder script = new StringBuilder("#!/bin/sh\n");
                for (int i = 0; i < 4; i++) {
                    script.append(STEPS.get(random.nextInt(STEPS.size()))).append('\n');
                }
                String a = List.of("", "x", "y").get(random.nextInt(3));
                String b = List.of("x", "y", "z").get(random.nextInt(3));
                Scripts known = Scripts.on(base).env("A", a).env("B", b);
                Set<String> without = certain(known.unknown("A").run(script.toString()));
                Set<String> with = certain(known.run(script.toString()));
                assertThat(with).as("A=%s B=%s%n%s", a, b, script).containsAll(without);
            }
        }
    }

    /** What fails whatever else is the case: on every way there is, and no way rests on a condition. */
    private static Set<String> certain(List<End> ends) {
        Set<String> failures = new TreeSet<>();
        boolean alive = ends.stream().anyMatch(e -> !(e.exit() instanceof Exit.Code code) || code.code() == 0);
        if (!alive && ends.stream().allMatch(e -> e.conditions().isEmpty())) {
            for (End end : ends) {
                failures.add(
                        ((Exit.Code) end.exit()).failure().map(Failure::subject).orElse(""));
            }
        }
        for (End end : ends) {
            if (end.conditions().isEmpty()) {
                end.tolerated().forEach(f -> failures.add(f.subject()));
            }
        }
        return failures;
    }
}
