package dev.runtimeaudit.triage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.rule.Verdict.Finding;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuppressionTest {

    private static final TreePath DOCKERFILE = new TreePath("Dockerfile");

    private static List<Suppression> in(String text, Span... regions) {
        return Suppression.in(new SourceFile(DOCKERFILE, text), List.of(regions));
    }

    private static Span lines(int from, int to) {
        return new Span(DOCKERFILE, from, 1, to, 1);
    }

    private static Finding finding(String rule, int line) {
        return new Finding(
                rule,
                Severity.HIGH,
                Optional.empty(),
                lines(line, line),
                "x",
                "x",
                Evidence.NONE,
                List.of(),
                Optional.empty());
    }

    /** The lines on which a suppression allows its own rule. */
    private static List<Integer> allowed(Suppression suppression) {
        return java.util.stream.IntStream.rangeClosed(1, 20)
                .filter(line -> suppression.covers(finding(suppression.rule(), line)))
                .boxed()
                .toList();
    }

    @Test
    void aCommentAllowsTheLineBelowIt() {
        Suppression only = in("""
                FROM node:20
                # runtime-audit:allow runs-as-root -- the platform sets the user
                CMD ["node"]
                EXPOSE 3000
                """).get(0);
        assertThat(only.rule()).isEqualTo("runs-as-root");
        assertThat(only.reason()).contains("the platform sets the user");
        assertThat(only.at()).isEqualTo(new Span(DOCKERFILE, 2, 1, 2, 65));
        assertThat(allowed(only)).containsExactly(3);
    }

    @Test
    void aCommentAllowsOneRuleOnly() {
        Suppression only =
                in("FROM a\n# runtime-audit:allow runs-as-root -- why\nCMD a\n").get(0);
        assertThat(only.covers(finding("command-not-found", 3))).isFalse();
    }

    @Test
    void furtherCommentsAndEmptyLinesDoNotComeBetween() {
        List<Suppression> both = in("""
                FROM a
                # runtime-audit:allow runs-as-root -- one
                # runtime-audit:allow healthcheck-missing -- two

                # and this
                CMD a
                """);
        assertThat(both).hasSize(2).allSatisfy(s -> assertThat(allowed(s)).containsExactly(6));
    }

    @Test
    void aCommentInFrontOfAnInstructionAllowsAllItsLines() {
        Suppression only = in("""
                FROM a
                # runtime-audit:allow build-command-not-found -- why
                RUN one && \\
                    two && \\
                    three
                CMD a
                """, lines(3, 5), lines(1, 6)).get(0);
        assertThat(allowed(only)).containsExactly(3, 4, 5);
    }

    @Test
    void aCommentInFrontOfFromAllowsTheStage() {
        Suppression only = in("""
                FROM a AS build
                RUN one
                # runtime-audit:allow runs-as-root -- why
                FROM b
                RUN two
                CMD c
                """, lines(1, 2), lines(4, 4), lines(4, 6)).get(0);
        assertThat(allowed(only)).containsExactly(4, 5, 6);
    }

    @Test
    void aCommentAtTheHeadAllowsTheFile() {
        Suppression only = in("""
                # syntax=docker/dockerfile:1

                # runtime-audit:allow runs-as-root -- why
                FROM a
                CMD b
                """, lines(4, 5)).get(0);
        assertThat(allowed(only)).startsWith(1, 2, 3, 4, 5);
    }

    @Test
    void aCommentBehindTheShebangAllowsTheScript() {
        Suppression only = in("#!/bin/sh\n# runtime-audit:allow start-step-fails -- why\none\ntwo\n")
                .get(0);
        assertThat(allowed(only)).contains(3, 4);
    }

    @Test
    void aCommentInsideAnInstructionAllowsTheLineBelowIt() {
        Suppression only = in("""
                FROM a
                RUN one && \\
                  # runtime-audit:allow build-command-not-found -- why
                    two && \\
                    three
                """, lines(2, 5)).get(0);
        assertThat(allowed(only)).containsExactly(4);
    }

    @Test
    void theLastLineOfAFileAllowsNothingButItself() {
        assertThat(allowed(
                        in("FROM a\n# runtime-audit:allow runs-as-root -- why").get(0)))
                .containsExactly(2);
    }

    @Test
    void aReasonIsCompulsory() {
        assertThat(in("# runtime-audit:allow runs-as-root").get(0).isWellFormed())
                .isFalse();
        assertThat(in("# runtime-audit:allow runs-as-root --").get(0).isWellFormed())
                .isFalse();
        assertThat(in("# runtime-audit:allow runs-as-root - why").get(0).isWellFormed())
                .isFalse();
    }

    @Test
    void aRuleIsCompulsory() {
        assertThat(in("# runtime-audit:allow -- why").get(0).isWellFormed()).isFalse();
    }

    @Test
    void whatIsMeantForTheAuditAndNotUnderstoodIsMalformed() {
        assertThat(in("# runtime-audit:ignore runs-as-root -- why").get(0).isWellFormed())
                .isFalse();
        assertThat(in("# runtime-audit:allowed runs-as-root -- why").get(0).isWellFormed())
                .isFalse();
        assertThat(in("# runtime-audit: allow runs-as-root -- why").get(0).isWellFormed())
                .isTrue();
    }

    @Test
    void aReasonMayHoldDashes() {
        assertThat(in("#runtime-audit:allow runs-as-root -- see ADR-7 -- and 8")
                        .get(0)
                        .reason())
                .contains("see ADR-7 -- and 8");
    }

    @Test
    void onlyCommentsAreRead() {
        assertThat(in("RUN echo runtime-audit:allow runs-as-root -- why\n")).isEmpty();
        assertThat(in("# see runtime-audit:allow\n")).isEmpty();
    }
}
