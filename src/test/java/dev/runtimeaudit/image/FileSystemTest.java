package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.FileSystem.Dead;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FileSystemTest {

    private static final FileSystem EMPTY = FileSystem.empty();
    private static final FileSystem UNKNOWN = FileSystem.unknown(Reason.BASE_IMAGE_NOT_MODELLED, Evidence.NONE);
    private static final Evidence BUILD = line("runs ./build.sh");

    private static Evidence line(String says) {
        return Evidence.of(Span.wholeFile(new TreePath("Dockerfile")), says);
    }

    private static ImagePath path(String text) {
        return ImagePath.of(text);
    }

    private static Node file(String name) {
        return new Node.File(
                Meta.root(0644, line("copies " + name)), new Content.Program(name, "", Content.Linkage.UNKNOWN));
    }

    private static Node link(String target) {
        return new Node.Link(Meta.root(0777, Evidence.NONE), target);
    }

    private static Node directory(int mode) {
        return Directory.empty(Meta.root(mode, Evidence.NONE), new Rest.Closed(Evidence.NONE));
    }

    /** One word for what is said of a path: what the file holds, or "dir", "link", "absent", "unknown". */
    private static String said(FileSystem files, String path) {
        return files.follow(path(path)).fold(p -> kind(p.value().node()), a -> "absent", u -> "unknown");
    }

    private static String kind(Node node) {
        if (node instanceof Node.File file) {
            return file.content() instanceof Content.Program known ? known.name() : "something";
        }
        return node instanceof Directory ? "dir" : "link";
    }

    private static Located there(FileSystem files, String path) {
        return files.at(path(path)).fold(Fact.Present::value, a -> dead(path), u -> dead(path));
    }

    private static Located dead(String path) {
        throw new AssertionError("not there: " + path);
    }

    // What is there, and what is not

    @Test
    void anEmptyImageHoldsNothing() {
        assertThat(said(EMPTY, "/")).isEqualTo("dir");
        assertThat(said(EMPTY, "/app/server.js")).isEqualTo("absent");
    }

    @Test
    void ofAnImageThatNobodyKnowsNothingIsAbsent() {
        assertThat(said(UNKNOWN, "/app/server.js")).isEqualTo("unknown");
    }

    @Test
    void puttingAFileMakesTheDirectoriesOnTheWay() {
        FileSystem files = EMPTY.with(path("/app/dist/main.js"), file("main"));
        assertThat(said(files, "/app/dist/main.js")).isEqualTo("main");
        assertThat(said(files, "/app/dist")).isEqualTo("dir");
        assertThat(said(files, "/app/src")).isEqualTo("absent");
        assertThat(there(files, "/app").node().meta().mode()).isEqualTo(OptionalInt.of(0755));
    }

    @Test
    void puttingAFileIntoADirectoryOfWhichNothingIsKnownLeavesTheRestOfItUnknown() {
        FileSystem files = UNKNOWN.with(path("/app/main.js"), file("main"));
        assertThat(said(files, "/app/main.js")).isEqualTo("main");
        assertThat(said(files, "/app/other.js")).isEqualTo("unknown");
    }

    @Test
    void aFileHasNothingBelowIt() {
        FileSystem files = EMPTY.with(path("/app"), file("app"));
        assertThat(said(files, "/app/x")).isEqualTo("absent");
        assertThat(files.whyAbsent(path("/app/x"))).isEqualTo(Dead.NOT_A_DIRECTORY);
        assertThat(files.whyAbsent(path("/srv"))).isEqualTo(Dead.MISSING);
    }

    @Test
    void presenceTellsWhatPutTheFileThere() {
        FileSystem files = EMPTY.with(path("/a"), file("a"));
        assertThat(files.at(path("/a")).evidence().toString()).isEqualTo("Dockerfile:1 copies a");
    }

    // Removing

    @Test
    void aRemovedFileIsAbsentBecauseItWasRemoved() {
        FileSystem files = EMPTY.with(path("/app/a"), file("a")).without(path("/app/a"), line("removes it"));
        assertThat(said(files, "/app/a")).isEqualTo("absent");
        assertThat(files.at(path("/app/a")).evidence().toString()).isEqualTo("Dockerfile:1 removes it");
    }

    @Test
    void laterCopyMakesTheFileKnownAgain() {
        FileSystem files =
                EMPTY.with(path("/a"), file("old")).without(path("/a"), BUILD).with(path("/a"), file("new"));
        assertThat(said(files, "/a")).isEqualTo("new");
    }

    @Test
    void removingADirectoryRemovesAllBelowIt() {
        FileSystem files = EMPTY.with(path("/app/src/a"), file("a")).without(path("/app"), BUILD);
        assertThat(said(files, "/app/src/a")).isEqualTo("absent");
    }

    @Test
    void whatIsRemovedFromAnUnknownDirectoryThatIsThereIsAbsent() {
        FileSystem files = UNKNOWN.with(path("/app/keep"), file("keep")).without(path("/app/gone"), BUILD);
        assertThat(said(files, "/app/gone")).isEqualTo("absent");
        assertThat(said(files, "/app/other")).isEqualTo("unknown");
    }

    @Test
    void removingSomethingMakesNoDirectory() {
        assertThat(said(UNKNOWN.without(path("/app/x"), BUILD), "/app")).isEqualTo("unknown");
        assertThat(said(EMPTY.without(path("/app/x"), BUILD), "/app")).isEqualTo("absent");
    }

    @Test
    void removingALinkLeavesWhatItPointsTo() {
        FileSystem files = EMPTY.with(path("/real/a"), file("a"))
                .with(path("/link"), link("/real"))
                .without(path("/link"), BUILD);
        assertThat(said(files, "/real/a")).isEqualTo("a");
        assertThat(said(files, "/link")).isEqualTo("absent");
    }

    @Test
    void theRootCannotBeRemoved() {
        assertThat(said(EMPTY.without(ImagePath.ROOT, BUILD), "/")).isEqualTo("dir");
    }

    // Links

    @Test
    void linksOnTheWayAreFollowedAndTheLastOneOnRequest() {
        FileSystem files = EMPTY.with(path("/usr/bin/sh"), file("ash")).with(path("/bin"), link("usr/bin"));
        assertThat(said(files, "/bin/sh")).isEqualTo("ash");
        assertThat(there(files, "/bin/sh").path()).isEqualTo(path("/usr/bin/sh"));
        assertThat(kind(there(files, "/bin").node())).isEqualTo("link");
        assertThat(said(files, "/bin")).isEqualTo("dir");
    }

    @Test
    void aRelativeLinkStartsWhereItLies() {
        FileSystem files = EMPTY.with(path("/opt/tool/lib/cli.js"), file("cli"))
                .with(path("/opt/tool/bin/cli"), link("../lib/cli.js"));
        assertThat(said(files, "/opt/tool/bin/cli")).isEqualTo("cli");
    }

    @Test
    void parentsOfALinkedDirectoryAreThoseOfItsTarget() {
        FileSystem files = EMPTY.with(path("/srv/app/main"), file("main"))
                .with(path("/srv/up"), file("up"))
                .with(path("/app"), link("/srv/app"))
                .with(path("/probe"), link("/app/../up"));
        assertThat(said(files, "/probe")).isEqualTo("up");
    }

    @Test
    void linksThatGoRoundInACircleLeadNowhere() {
        FileSystem files = EMPTY.with(path("/a"), link("/b")).with(path("/b"), link("/a"));
        assertThat(said(files, "/a")).isEqualTo("absent");
        assertThat(files.whyAbsent(path("/a"))).isEqualTo(Dead.LINK_LOOP);
    }

    @Test
    void aLinkToSomethingUnknownIsUnknown() {
        FileSystem files = UNKNOWN.with(path("/app"), link("/srv/app"));
        assertThat(said(files, "/app/main.js")).isEqualTo("unknown");
    }

    @Test
    void whatIsPutBehindALinkLiesWhereTheLinkPointsTo() {
        FileSystem files = EMPTY.with(path("/bin"), link("usr/bin")).with(path("/bin/tini"), file("tini"));
        assertThat(said(files, "/usr/bin/tini")).isEqualTo("tini");
        assertThat(kind(there(files, "/bin").node())).isEqualTo("link");
    }

    @Test
    void whatIsPutBehindALinkToSomethingUnknownHidesNothing() {
        FileSystem files = UNKNOWN.with(path("/app"), link("/srv/app")).with(path("/app/main.js"), file("main"));
        assertThat(said(files, "/app/main.js")).isEqualTo("main");
        assertThat(said(files, "/app/other.js")).isEqualTo("unknown");
    }

    // What a command that is not understood may have done

    @Test
    void openingADirectoryMakesWhatWasAbsentThereUnknown() {
        FileSystem files = EMPTY.with(path("/app/a"), file("a"))
                .without(path("/app/b"), line("removes it"))
                .open(path("/app"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app/a")).isEqualTo("a");
        assertThat(said(files, "/app/b")).isEqualTo("unknown");
        assertThat(said(files, "/app/dist/main.js")).isEqualTo("unknown");
        assertThat(said(files, "/srv")).isEqualTo("absent");
        assertThat(files.at(path("/app/b")).evidence()).isEqualTo(BUILD);
    }

    @Test
    void openingReachesDirectoriesBelow() {
        FileSystem files =
                EMPTY.with(path("/app/src/a"), file("a")).open(path("/app"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app/src/b")).isEqualTo("unknown");
    }

    @Test
    void openingALinkedDirectoryOpensWhatItPointsTo() {
        FileSystem files = EMPTY.with(path("/usr/bin/sh"), file("ash"))
                .with(path("/bin"), link("usr/bin"))
                .open(path("/bin"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/usr/bin/tool")).isEqualTo("unknown");
    }

    @Test
    void openingADirectoryThatIsNotThereMayHaveMadeItButNotForSure() {
        FileSystem files = EMPTY.open(path("/app/dist"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app")).isEqualTo("unknown");
        assertThat(said(files, "/app/dist/main.js")).isEqualTo("unknown");
        assertThat(said(files, "/srv")).isEqualTo("absent");
    }

    @Test
    void copyingAgainMakesAnOpenedDirectoryKnownWhereItWasCopied() {
        FileSystem files = EMPTY.mkdirs(path("/app"), Meta.root(0755, Evidence.NONE))
                .open(path("/app"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD)
                .with(path("/app/main.js"), file("main"));
        assertThat(said(files, "/app/main.js")).isEqualTo("main");
        assertThat(said(files, "/app/other.js")).isEqualTo("unknown");
    }

    @Test
    void whatPerhapsChangedIsUnknownAndNothingElse() {
        FileSystem files = EMPTY.with(path("/app/a"), file("a"))
                .with(path("/app/b"), file("b"))
                .perhaps(path("/app/a"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app/a")).isEqualTo("unknown");
        assertThat(said(files, "/app/b")).isEqualTo("b");
    }

    @Test
    void somethingThatPerhapsCameToBeProvesNoDirectory() {
        FileSystem files = EMPTY.perhaps(path("/app/dist/main.js"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app")).isEqualTo("unknown");
        assertThat(said(files, "/app/dist/main.js")).isEqualTo("unknown");
    }

    @Test
    void aFileIsNoDirectoryInWhichSomethingCouldAppear() {
        FileSystem files = EMPTY.with(path("/app"), file("app"))
                .perhaps(path("/app/x"), Reason.COMMAND_EFFECT_NOT_MODELLED, BUILD);
        assertThat(said(files, "/app")).isEqualTo("app");
    }

    // Modes and owners

    @Test
    void aChangeBelowADirectoryReachesAllThatIsKnownThere() {
        FileSystem files = EMPTY.with(path("/app/src/a"), file("a"))
                .update(path("/app"), true, node -> node.withMeta(node.meta().withMode(0700)));
        assertThat(there(files, "/app/src/a").node().meta().mode()).isEqualTo(OptionalInt.of(0700));
        assertThat(there(files, "/app").node().meta().mode()).isEqualTo(OptionalInt.of(0700));
    }

    @Test
    void aChangeOfOneNodeLeavesThoseBelowAlone() {
        FileSystem files = EMPTY.with(path("/app/a"), file("a"))
                .update(path("/app"), false, node -> node.withMeta(node.meta().withOwner(new Meta.Owner(1, 1))));
        assertThat(there(files, "/app").node().meta().owner()).isEqualTo(Optional.of(new Meta.Owner(1, 1)));
        assertThat(there(files, "/app/a").node().meta().owner()).isEqualTo(Optional.of(Meta.Owner.ROOT));
    }

    @Test
    void nothingIsChangedWhereNothingIs() {
        assertThat(EMPTY.update(path("/x"), true, node -> dead("/x").node())).isSameAs(EMPTY);
    }

    // Directories

    @Test
    void aNewDirectoryIsEmpty() {
        FileSystem files = EMPTY.mkdirs(path("/app/data"), Meta.root(0755, Evidence.NONE));
        assertThat(said(files, "/app/data")).isEqualTo("dir");
        assertThat(said(files, "/app/data/x")).isEqualTo("absent");
    }

    @Test
    void aDirectoryThatMayHaveBeenThereBeforeMayHoldSomething() {
        FileSystem files = UNKNOWN.mkdirs(path("/app"), Meta.root(0755, Evidence.NONE));
        assertThat(said(files, "/app")).isEqualTo("dir");
        assertThat(said(files, "/app/server.js")).isEqualTo("unknown");
        assertThat(there(files, "/app").node().meta().owner()).isEmpty();
    }

    @Test
    void aDirectoryThatSomebodyMadeBeforeMayBeSearchedByAll() {
        FileSystem files = UNKNOWN.mkdirs(path("/app"), Meta.root(0700, Evidence.NONE));
        assertThat(there(files, "/app").node().meta().mode()).hasValue(0755);
    }

    @Test
    void makingADirectoryThatIsThereChangesNothing() {
        FileSystem files = EMPTY.with(path("/app/a"), file("a"));
        assertThat(files.mkdirs(path("/app"), Meta.root(0700, Evidence.NONE))).isSameAs(files);
    }

    // Trees laid over

    @Test
    void aTreeIsMergedIntoTheDirectoryItIsLaidOver() {
        Directory tree = EMPTY.with(path("/dist/main.js"), file("new"))
                .with(path("/b"), file("b"))
                .root();
        FileSystem files = EMPTY.with(path("/app/a"), file("a"))
                .with(path("/app/dist/main.js"), file("old"))
                .with(path("/app/dist/util.js"), file("util"))
                .overlay(path("/app"), tree);
        assertThat(said(files, "/app/a")).isEqualTo("a");
        assertThat(said(files, "/app/b")).isEqualTo("b");
        assertThat(said(files, "/app/dist/main.js")).isEqualTo("new");
        assertThat(said(files, "/app/dist/util.js")).isEqualTo("util");
        assertThat(said(files, "/app/dist/x")).isEqualTo("absent");
    }

    @Test
    void aTreeIsLaidOverWhatALinkPointsTo() {
        FileSystem files = EMPTY.mkdirs(path("/srv/app"), Meta.root(0755, Evidence.NONE))
                .with(path("/app"), link("/srv/app"))
                .overlay(path("/app"), EMPTY.with(path("/a"), file("a")).root());
        assertThat(said(files, "/srv/app/a")).isEqualTo("a");
    }

    @Test
    void aTreeThatIsLaidOverSomethingUnknownDoesNotHideIt() {
        FileSystem files = UNKNOWN.overlay(
                path("/app"), EMPTY.with(path("/dist/a"), file("a")).root());
        assertThat(said(files, "/app/dist/a")).isEqualTo("a");
        assertThat(said(files, "/app/package.json")).isEqualTo("unknown");
        assertThat(said(files, "/app/dist/b")).isEqualTo("unknown");
    }

    @Test
    void aDirectoryInATreeDoesNotHideTheUnknownOneBelowIt() {
        Directory tree = EMPTY.with(path("/lib/a"), file("a")).root();
        FileSystem partly = EMPTY.mkdirs(path("/usr"), Meta.root(0755, Evidence.NONE))
                .open(path("/usr"), Reason.BASE_IMAGE_PARTLY_KNOWN, BUILD)
                .overlay(path("/usr"), tree);
        assertThat(said(partly, "/usr/lib/a")).isEqualTo("a");
        assertThat(said(partly, "/usr/lib/b")).isEqualTo("unknown");
    }

    @Test
    void whatATreeDoesNotHoldItDoesNotTakeAway() {
        Directory tree =
                EMPTY.with(path("/x"), file("x")).without(path("/a"), BUILD).root();
        assertThat(said(EMPTY.with(path("/app/a"), file("a")).overlay(path("/app"), tree), "/app/a"))
                .isEqualTo("a");
    }

    @Test
    void aFileThatMayLieInATreeMakesTheOneBelowItSomething() {
        Directory tree = EMPTY.mkdirs(path("/d"), Meta.root(0755, Evidence.NONE))
                .perhaps(path("/a"), Reason.BUILD_OUTPUT_NOT_MODELLED, BUILD)
                .root();
        FileSystem files = EMPTY.with(path("/app/a"), file("a"))
                .with(path("/app/d/x"), file("x"))
                .overlay(path("/app"), tree);
        assertThat(said(files, "/app/a")).isEqualTo("something");
        assertThat(said(files, "/app/d/x")).isEqualTo("x");
    }

    @Test
    void theDirectoriesOfATreeBringTheirModesButNotTheOneItIsLaidOver() {
        FileSystem tree = EMPTY.with(path("/in"), directory(0700));
        FileSystem files = EMPTY.with(path("/app"), directory(0750))
                .with(path("/app/in"), directory(0755))
                .overlay(path("/app"), tree.root().withMeta(Meta.root(0711, Evidence.NONE)));
        assertThat(there(files, "/app").node().meta().mode()).isEqualTo(OptionalInt.of(0750));
        assertThat(there(files, "/app/in").node().meta().mode()).isEqualTo(OptionalInt.of(0700));
    }

    // Branches that meet

    @Test
    void whereTwoBranchesDifferNothingIsKnown() {
        FileSystem common = EMPTY.with(path("/app/a"), file("a"));
        FileSystem one = common.with(path("/app/b"), file("b"));
        FileSystem joined = FileSystem.join(one, common, Reason.DEPENDS_ON_A_CONDITION, BUILD);
        assertThat(said(joined, "/app/a")).isEqualTo("a");
        assertThat(said(joined, "/app/b")).isEqualTo("unknown");
        assertThat(said(joined, "/app/c")).isEqualTo("absent");
    }

    @Test
    void aFileWithOtherContentOnEachBranchIsThereOnBoth() {
        FileSystem joined = FileSystem.join(
                EMPTY.with(path("/a"), file("one")),
                EMPTY.with(path("/a"), file("two")),
                Reason.DEPENDS_ON_A_CONDITION,
                BUILD);
        assertThat(said(joined, "/a")).isEqualTo("something");
    }

    @Test
    void aLinkThatBothBranchesMakeIsALink() {
        FileSystem one =
                EMPTY.with(path("/real"), file("real")).with(path("/l"), new Node.Link(Meta.root(0777, BUILD), "real"));
        FileSystem other = EMPTY.with(path("/real"), file("real")).with(path("/l"), link("real"));
        assertThat(said(FileSystem.join(one, other, Reason.DEPENDS_ON_A_CONDITION, BUILD), "/l"))
                .isEqualTo("real");
    }

    @Test
    void modesThatDifferAreNotKnown() {
        FileSystem joined = FileSystem.join(
                EMPTY.with(path("/a"), directory(0755)),
                EMPTY.with(path("/a"), directory(0700)),
                Reason.DEPENDS_ON_A_CONDITION,
                BUILD);
        assertThat(there(joined, "/a").node().meta().mode()).isEmpty();
        assertThat(there(joined, "/a").node().meta().owner()).isEqualTo(Optional.of(Meta.Owner.ROOT));
    }
}
