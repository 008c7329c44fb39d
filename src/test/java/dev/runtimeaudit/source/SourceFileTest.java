package dev.runtimeaudit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFileTest {

    private static final TreePath PATH = new TreePath("x");

    private static SourceFile file(String text) {
        return new SourceFile(PATH, text);
    }

    @Test
    void linesAndColumnsCountFromOne() {
        SourceFile file = file("ab\ncd\n");
        assertThat(file.span(0, 2)).isEqualTo(new Span(PATH, 1, 1, 1, 3));
        assertThat(file.span(3, 5)).isEqualTo(new Span(PATH, 2, 1, 2, 3));
        assertThat(file.span(1, 4)).isEqualTo(new Span(PATH, 1, 2, 2, 2));
    }

    @Test
    void theEndOfAFileStandsBehindItsLastLineEnd() {
        SourceFile file = file("ab\n");
        assertThat(file.span(3, 3)).isEqualTo(new Span(PATH, 2, 1, 2, 1));
        assertThat(file.lineCount()).isEqualTo(2);
        assertThat(file.line(2)).isEmpty();
    }

    @Test
    void linesComeWithoutTheirEndsWhateverThoseAre() {
        SourceFile file = file("a\r\nb\nc");
        assertThat(List.of(file.line(1), file.line(2), file.line(3))).containsExactly("a", "b", "c");
    }

    @Test
    void everyOffsetLiesOnTheLineThatHoldsIt() {
        String text = "one\n\ntwo\r\n\n\nthree";
        SourceFile file = file(text);
        int line = 1;
        for (int i = 0; i <= text.length(); i++) {
            assertThat(file.lineAt(i)).as("offset %d", i).isEqualTo(line);
            if (i < text.length() && text.charAt(i) == '\n') {
                line++;
            }
        }
    }

    @Test
    void manyLinesHavePlaces() {
        SourceFile file = file("x\n".repeat(100));
        assertThat(file.span(198, 199)).isEqualTo(new Span(PATH, 100, 1, 100, 2));
    }

    // Fragments

    @Test
    void aFragmentThatIsAWholeFileHasThePlacesOfTheFile() {
        Fragment whole = Fragment.of(file("ab\ncd"));
        assertThat(whole.span(3, 5)).isEqualTo(new Span(PATH, 2, 1, 2, 3));
        assertThat(whole.part(3, 5).span()).isEqualTo(new Span(PATH, 2, 1, 2, 3));
    }

    @Test
    void joinedLinesKeepThePlacesOfTheirCharacters() {
        SourceFile file = file("a \\\n b");
        Fragment joined = Fragment.of("a  b", file, new int[] {0, 1, 4, 5, 6});
        assertThat(joined.span(3, 4)).isEqualTo(new Span(PATH, 2, 2, 2, 3));
        assertThat(joined.span(0, 4)).isEqualTo(new Span(PATH, 1, 1, 2, 3));
    }

    @Test
    void aTextOfWhichOnlyThePlaceIsKnownStandsThere() {
        Fragment made = Fragment.at("exec node", file("eval \"$x\""), 5);
        assertThat(made.span(5, 9).line()).isEqualTo(1);
        assertThat(made.span(5, 9).column()).isEqualTo(6);
    }

    @Test
    void everyCharacterOfAFragmentNeedsAPlace() {
        assertThatThrownBy(() -> Fragment.of("ab", file("ab"), new int[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Places

    @Test
    void placesAreSortedByFileLineAndColumn() {
        Span first = new Span(PATH, 2, 1, 2, 1);
        assertThat(first).isLessThan(new Span(PATH, 2, 2, 2, 2)).isLessThan(new Span(PATH, 10, 1, 10, 1));
        assertThat(new Span(new TreePath("a"), 9, 9, 9, 9)).isLessThan(first);
        assertThat(first.to(new Span(PATH, 3, 1, 3, 7))).isEqualTo(new Span(PATH, 2, 1, 3, 7));
    }

    @Test
    void aPlaceHasAtLeastOneLineAndOneColumn() {
        assertThatThrownBy(() -> new Span(PATH, 0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(PATH, 2, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    // Evidence

    @Test
    void theNearestCauseComesFirstAndNothingTwice() {
        Span at = Span.wholeFile(PATH);
        Evidence near = Evidence.of(at, "near").because(at, "far");
        assertThat(near.because(near).because(Evidence.NONE)).isEqualTo(near);
        assertThat(near.steps()).extracting(Step::says).containsExactly("near", "far");
        assertThat(near).hasToString("x:1 near\nx:1 far");
    }

    @Test
    void aTrailDoesNotGrowWithoutEnd() {
        Evidence trail = Evidence.NONE;
        for (int i = 0; i < 1000; i++) {
            trail = trail.because(Span.wholeFile(PATH), "step " + i);
        }
        assertThat(trail.steps()).hasSizeLessThan(30);
        assertThat(trail.steps().get(0).says()).isEqualTo("step 0");
    }
}
