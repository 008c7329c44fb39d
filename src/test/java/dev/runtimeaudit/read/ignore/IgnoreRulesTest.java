package dev.runtimeaudit.read.ignore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class IgnoreRulesTest {

    private static IgnoreRules docker(String text) {
        return IgnoreRules.docker(new SourceFile(new TreePath(".dockerignore"), text));
    }

    private static IgnoreRules git(String text) {
        return IgnoreRules.git(List.of(new SourceFile(new TreePath(".gitignore"), text)));
    }

    private static TreePath path(String text) {
        return new TreePath(text);
    }

    @Test
    void aNameAloneMeansTheRootOnlyForDocker() {
        IgnoreRules rules = docker("dist\n");
        assertThat(rules.excludes(path("dist"))).isTrue();
        assertThat(rules.excludes(path("dist/main.js"))).isTrue();
        assertThat(rules.excludes(path("apps/web/dist/main.js"))).isFalse();
    }

    @Test
    void aNameAloneMeansEveryDirectoryForGit() {
        IgnoreRules rules = git("dist\n");
        assertThat(rules.excludes(path("apps/web/dist/main.js"))).isTrue();
    }

    @Test
    void doubleStarsReachAllDirectories() {
        IgnoreRules rules = docker("**/dist\n**/*.log\nsrc/**/test\n");
        assertThat(rules.excludes(path("dist"))).isTrue();
        assertThat(rules.excludes(path("apps/web/dist/main.js"))).isTrue();
        assertThat(rules.excludes(path("a/b/x.log"))).isTrue();
        assertThat(rules.excludes(path("src/test/x"))).isTrue();
        assertThat(rules.excludes(path("src/a/b/test"))).isTrue();
        assertThat(rules.excludes(path("mydist"))).isFalse();
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        IgnoreRules rules = docker("*\n!apps\napps/web/.env\n!apps/web/.env\n");
        assertThat(rules.excludes(path("package.json"))).isTrue();
        assertThat(rules.excludes(path("apps/web/src/x.ts"))).isFalse();
        assertThat(rules.excludes(path("apps/web/.env"))).isFalse();
        assertThat(rules.decidedBy(path("package.json"))).hasToString("Optional[.dockerignore:1]");
        assertThat(rules.decidedBy(path("apps/web/.env"))).hasToString("Optional[.dockerignore:4]");
    }

    @Test
    void leadingSlashesCommentsAndWhiteSpaceMeanNothing() {
        IgnoreRules rules = docker("\ufeff# a comment\r\n  /dist/ \r\n\r\n! /dist/./keep\n");
        assertThat(rules.excludes(path("dist/x"))).isTrue();
        assertThat(rules.excludes(path("dist/keep"))).isFalse();
        assertThat(rules.excludes(path("# a comment"))).isFalse();
    }

    @Test
    void theWholeContextIsNeverLeftOut() {
        assertThat(docker(".\n").excludes(TreePath.ROOT)).isFalse();
        assertThat(docker(".\n").excludes(path("a"))).isFalse();
        assertThat(docker("**").excludes(TreePath.ROOT)).isFalse();
    }

    @Test
    void anExceptionThatCameTooEarlyIsLost() {
        // what BuildKit's walk does: at `a` nothing was left out yet, so `!a` was not tried
        IgnoreRules rules = docker("a/b\n!a\n");
        assertThat(rules.excludes(path("a/b"))).isTrue();
        assertThat(rules.excludes(path("a/c"))).isFalse();
    }

    @Test
    void bracketsAreThoseOfGo() {
        IgnoreRules rules = docker("file[0-9].[^t]*\nx[!a]\n");
        assertThat(rules.excludes(path("file1.md"))).isTrue();
        assertThat(rules.excludes(path("file1.txt"))).isFalse();
        assertThat(rules.excludes(path("x!"))).isTrue();
        assertThat(rules.excludes(path("xb"))).isFalse();
    }

    @Test
    void bracesAreNoAlternatives() {
        IgnoreRules rules = docker("*.{md,txt}\n");
        assertThat(rules.excludes(path("a.md"))).isFalse();
        assertThat(rules.excludes(path("a.{md,txt}"))).isTrue();
    }

    @Test
    void aDirectoryThatIsLeftOutMayHoldWhatIsLetInAgain() {
        IgnoreRules rules = docker("dist\nnode_modules\n!dist/keep\n**/tmp\n!**/tmp/*.txt\n");
        assertThat(rules.mayIncludeBelow(path("dist"))).isTrue();
        assertThat(rules.mayIncludeBelow(path("a/tmp"))).isTrue();
        assertThat(docker("dist\n!src/x").mayIncludeBelow(path("dist"))).isFalse();
        assertThat(docker("!dist/x\ndist").mayIncludeBelow(path("dist"))).isFalse();
        assertThat(docker("dist\n").mayIncludeBelow(path("src"))).isTrue();
    }

    @Test
    void whatDockerRefusesIsSaid() {
        assertThat(docker("a\n[a-\n!\n").problems())
                .extracting(Problem::message)
                .containsExactly("syntax error in pattern", "illegal exclusion pattern: \"!\"");
        assertThat(docker("[a-\n").problems().get(0).at()).hasToString(".dockerignore:1");
    }

    @Test
    void nothingIsLeftOutWithoutAFile() {
        assertThat(IgnoreRules.none().excludes(path("a"))).isFalse();
        assertThat(IgnoreRules.none().mayIncludeBelow(path("a"))).isTrue();
    }

    @Test
    void aSlashInTheMiddleAnchorsForGit() {
        IgnoreRules rules = git("apps/web/dist\n/build\ndocs/\n");
        assertThat(rules.excludes(path("apps/web/dist/x"))).isTrue();
        assertThat(rules.excludes(path("x/apps/web/dist"))).isFalse();
        assertThat(rules.excludes(path("build"))).isTrue();
        assertThat(rules.excludes(path("a/build"))).isFalse();
        assertThat(rules.excludes(path("docs"))).isFalse();
        assertThat(rules.excludesDirectory(path("docs"))).isTrue();
        assertThat(rules.excludes(path("a/docs/x"))).isTrue();
    }

    @Test
    void deeperFilesComeAfterThoseAbove() {
        IgnoreRules rules = IgnoreRules.git(List.of(
                new SourceFile(path("apps/web/.gitignore"), "!*.log\n/out\n"),
                new SourceFile(path(".gitignore"), "*.log\n")));
        assertThat(rules.excludes(path("a.log"))).isTrue();
        assertThat(rules.excludes(path("apps/web/a.log"))).isFalse();
        assertThat(rules.excludes(path("apps/web/out/x"))).isTrue();
        assertThat(rules.excludes(path("out"))).isFalse();
        assertThat(rules.decidedBy(path("apps/web/a.log"))).hasToString("Optional[apps/web/.gitignore:1]");
    }

    @Test
    void nothingComesBackFromADirectoryThatGitLeavesOut() {
        IgnoreRules rules = git("dist\n!dist/keep\n");
        assertThat(rules.excludes(path("dist/keep"))).isTrue();
        assertThat(rules.mayIncludeBelow(path("dist"))).isFalse();
    }

    @Test
    void manyStarsTakeNoLongerThanFew() {
        IgnoreRules rules = docker("*a".repeat(200) + "*b\n" + "**/a".repeat(100) + "\n");
        assertThat(rules.excludes(path("a".repeat(2000)))).isFalse();
    }
}
