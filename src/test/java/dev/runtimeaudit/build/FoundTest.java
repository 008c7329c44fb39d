package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.ImagePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search prints, and what a step does with a path that it has printed. */
class FoundTest {

    private static BuiltImage built(String run) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN apk add --no-cache git
                WORKDIR /work
                COPY tree /tree
                COPY tree /other
                RUN %s
                -- tree/a/lib/one.txt --
                1
                -- tree/a/lib/two.md --
                2
                -- tree/b/lib/three.txt --
                3
                -- tree/b/.hidden/four.md --
                4
                """.formatted(run.replace("\n", " \\\n")));
    }

    /** A directory of which not all is known. */
    private static final String OPEN = "git clone https://example.com/x /tree/open && ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-name one.txt                          | a/lib/one.txt",
                "-path '*/lib/one*'                     | a/lib/one.txt",
                "-path '/tree/?/lib/three.*' -type f    | b/lib/three.txt",
                "-path '*hidden/*'                      | b/.hidden/four.md",
                "-type d -name a -maxdepth 1            | a",
                "-name '*.md' -mindepth 3 -path '*lib*' | a/lib/two.md"
            })
    void theOneThingThatAnswersIsKnown(String asked, String path) {
        BuiltImage built = built("cp -r \"$(find /tree " + asked + " | head -n 1)\" /copy");

        assertThat(built.broken()).isEmpty();
        Builds.present(built, "/copy");
        assertThat(built.image().files().holdsDirectory(ImagePath.of("/copy"))).isEqualTo(path.equals("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-name missing.txt",
                "-path '/a/*'",
                "-type d -name one.txt",
                "-maxdepth 1 -name one.txt",
                "-mindepth 4 -name one.txt"
            })
    void whereNothingAnswersNothingIsPrinted(String asked) {
        BuiltImage built = built("cp -r \"$(find /tree " + asked + " | head -n 1)\" /copy");

        assertThat(built.broken())
                .singleElement()
                .satisfies(broken -> assertThat(broken.failure().output())
                        .isEqualTo("cp: can't stat '': No such file or directory"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-name '*.txt'", // two answer, in an order that the disk knows
                "-name one.txt -o -name two.md",
                "! -name one.txt",
                "-name '[o]ne.txt'",
                "-iname ONE.TXT",
                "-name one.txt -newer /tree",
                "-name hooks", // git has a directory of that name, and a context may bring it along
                "-print -name missing.txt"
            })
    void whatElseIsAskedForIsNotKnown(String asked) {
        BuiltImage built = built("cp -r \"$(find /tree " + asked + " | head -n 1)\" /copy");

        assertThat(built.broken()).isEmpty();
        Builds.unknown(built, "/copy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "D=$(find /tree -type d -name lib | head -n 1) && rm -rf $D/*",
                "D=$(find /tree -type d -name lib | head -n 1) && rm -rf \"$D\"/?ne.txt",
                OPEN
                        + "ln -s lib /tree/a/l && D=$(find /tree -type d -path '*/a' | head -n 1) && rm -rf \"$D/l/one.txt\"",
                "git clone https://example.com/x /tree/a/lib/o && D=$(find /tree/a/lib -type d -path '*/lib' | head -n 1) && rm -rf \"$D\""
            })
    void whatIsRemovedByAPatternAWayThroughALinkOrAtTheTopMayBeGone(String run) {
        BuiltImage built = built(run);

        assertThat(built.broken()).isEmpty();
        Builds.unknown(built, "/tree/a/lib/one.txt");
    }

    @Test
    void whatIsPutAtAPlaceThatWasFoundIsNotKnownAndNoOtherPlaceIsTouched() {
        BuiltImage built = built(OPEN + """
                to="$(find /tree -path '*/lib' -type d | head -n 1)" &&
                rm -rf "$to" &&
                cp -R /other/a "$to" &&
                cp -R /other/b "$(dirname "$to")/beside"
                """.strip());

        assertThat(built.broken()).isEmpty();
        Builds.unknown(
                built,
                "/tree/a/lib/one.txt",
                "/tree/b/lib/three.txt",
                "/tree/a/beside",
                "/tree/b/beside",
                "/tree/open/lib");
        Builds.present(built, "/tree/b/.hidden/four.md", "/other/a/lib/one.txt", "/work");
        Builds.absent(built, "/other/beside", "/tree/a/lib2", "/work/lib", "/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find /tree -path '*/lib' | head -n 1", // it may be a link
                "find -L /tree -path '*/lib' -type d | head -n 1",
                "find /tree -name '*lib' -type d | head -n 1", // any name that ends so
                "find /tree -path '*/lib' -type d | head -n 1 | sed s/tree/other/",
                "find /tree -path '*/lib' -type d | tr t o",
                "find /tree -path '*/lib' -type d | head -n 1)\" \"$(find /tree -path '*/lib' -type d | head -n 1",
                "find /tree /other -path '*/lib' -type d | head -n 1"
            })
    void whatMayLieElsewhereMayBeReplacedElsewhere(String search) {
        BuiltImage built = built(OPEN + "cp -R /tree/a/lib/one.txt \"$(" + search + ")\"");

        Builds.unknown(built, "/other/new");
    }

    @Test
    void aDirectoryAboveTheOneThatWasSearchedMayLieElsewhere() {
        String search = "$(find /tree/a -name a -type d | head -n 1)";

        Builds.unknown(
                built("git clone https://example.com/x /tree/a/open && cp -R /other/b \"$(dirname \"" + search
                        + "\")/beside\""),
                "/other/new");
    }

    @Test
    void behindALinkThatWasNamedWhatIsPutThereLiesElsewhere() {
        BuiltImage built = built(OPEN + """
                ln -s /other /tree/a/beside &&
                to="$(find /tree -path '*/lib' -type d | head -n 1)" &&
                cp -R /other/b "$(dirname "$to")/beside"
                """.strip());

        Builds.unknown(built, "/other/new");
    }

    @Test
    void whereNothingMayBeFoundTheWordNamesSomethingElse() {
        BuiltImage built = built(OPEN
                + "to=\"$(find /tree -path '*/lib' -type d | head -n 1)\" && rm -rf \"$to\" \"$(dirname \"$to\")/mine\""
                + " && mkdir -p /work/mine && cp -R /other/b \"$(dirname \"$to\")/mine\"");

        Builds.unknown(built, "/work/mine/lib");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cp /other/a/lib/one.txt ''   | can't create '': No such file or directory",
                "cp -R /other/a ''            | can't create directory '': No such file or directory",
                "cp '' /other/a               | can't stat '': No such file or directory"
            })
    void theEmptyTextNamesNoFile(String run, String said) {
        assertThat(built(run).broken())
                .singleElement()
                .satisfies(broken -> assertThat(broken.failure().output()).isEqualTo("cp: " + said));
    }
}
