package dev.runtimeaudit.read.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShellReaderLawsTest {

    private static final int TEXTS = 1500;

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void readingNeverThrowsAndSpansStayInTheText(Dialect dialect) {
        ScriptMutations mutations = new ScriptMutations(20261);
        for (int i = 0; i < TEXTS; i++) {
            String text = i % 3 == 0 ? mutations.noise() : mutations.next();
            SourceFile file = new SourceFile(TreePath.of("script.sh").orElseThrow(), text);
            Script script = ShellReader.read(Fragment.of(file), dialect);
            for (Span span : spans(script)) {
                assertThat(span.endLine()).as(text).isLessThanOrEqualTo(file.lineCount());
                assertThat(offset(text, span.line(), span.column())).as(text).isLessThanOrEqualTo(text.length());
                assertThat(offset(text, span.endLine(), span.endColumn()))
                        .as(text)
                        .isBetween(offset(text, span.line(), span.column()), text.length());
            }
            script.error().ifPresent(error -> assertThat(error.line()).as(text).isNotNegative());
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void completeCommandsStandInTheOrderOfTheText(Dialect dialect) {
        ScriptMutations mutations = new ScriptMutations(20262);
        for (int i = 0; i < TEXTS; i++) {
            String text = mutations.next();
            List<Span> lines = TreeText.read(text, dialect).lines().stream()
                    .map(Script.Complete::span)
                    .toList();
            assertThat(lines).as(text).isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatFollowsDoesNotChangeTheCompleteCommandsBefore(Dialect dialect) {
        ScriptMutations mutations = new ScriptMutations(20263);
        for (int i = 0; i < TEXTS; i++) {
            String text = mutations.next();
            if (!text.endsWith("\n") || text.endsWith("\\\n")) {
                continue;
            }
            Script alone = TreeText.read(text, dialect);
            if (alone.error().isPresent() || hasOpenDocument(alone)) {
                continue;
            }
            Script followed = TreeText.read(text + "fi\n", dialect);
            assertThat(followed.lines()).as(text).isEqualTo(alone.lines());
            assertThat(followed.error()).as(text).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void placesFollowTheFragment(Dialect dialect) {
        ScriptMutations mutations = new ScriptMutations(20264);
        for (int i = 0; i < TEXTS / 3; i++) {
            String text = mutations.next();
            SourceFile shifted = new SourceFile(TreePath.of("Dockerfile").orElseThrow(), "12345\n" + text);
            int[] offsets = new int[text.length() + 1];
            Arrays.setAll(offsets, at -> at + 6);
            Script there = ShellReader.read(Fragment.of(text, shifted, offsets), dialect);
            Script here = TreeText.read(text, dialect);
            assertThat(TreeText.of(there)).isEqualTo(TreeText.of(here));
            List<Span> moved = spans(there);
            List<Span> original = spans(here);
            for (int span = 0; span < moved.size(); span++) {
                assertThat(moved.get(span).line())
                        .as(text)
                        .isEqualTo(original.get(span).line() + 1);
            }
        }
    }

    @Test
    void aTextAtOnePlaceIsReadLikeAnyOther() {
        SourceFile file = new SourceFile(TreePath.of("Dockerfile").orElseThrow(), "RUN x\n");
        String text = "a \"$(b)\" <<E\nc\nE\n";
        for (Dialect dialect : Dialect.values()) {
            Script script = ShellReader.read(Fragment.at(text, file, 4), dialect);
            assertThat(TreeText.of(script)).isEqualTo(TreeText.of(text, dialect));
            assertThat(spans(script)).allSatisfy(span -> assertThat(span.line()).isEqualTo(1));
        }
    }

    private static boolean hasOpenDocument(Script script) {
        return TreeText.of(script).contains("<<");
    }

    private static List<Span> spans(Script script) {
        List<Span> spans = new ArrayList<>();
        script.lines().forEach(line -> spans.add(line.span()));
        CommandWalk.over(script, command -> spans.add(command.span()), part -> spans.add(partSpan(part)));
        script.error().ifPresent(error -> spans.add(error.span()));
        return spans;
    }

    private static Span partSpan(Part part) {
        return part.span();
    }

    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int left = line; left > 1; left--) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }
}
