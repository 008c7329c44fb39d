package dev.runtimeaudit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "./a//b/, a/b", "/a, a", "a/../b, b", "'', ''", "., ''", "a/.., ''", "..a, ..a"})
    void pathsAreNormalised(String written, String value) {
        assertThat(TreePath.of(written)).contains(new TreePath(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "a/../..", "/../a"})
    void noPathLeadsOutOfTheRoot(String written) {
        assertThat(TreePath.of(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "a//b", "a/./b", "../a", "..", "."})
    void whatIsNotNormalisedIsNoPath(String value) {
        assertThatThrownBy(() -> new TreePath(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goingOnStartsHereUnlessTheTextIsAbsolute() {
        TreePath apps = new TreePath("apps/web");
        assertThat(apps.resolve("../api/x")).contains(new TreePath("apps/api/x"));
        assertThat(apps.resolve("/x")).contains(new TreePath("x"));
        assertThat(apps.resolve("../../..")).isEmpty();
    }

    @Test
    void aPathKnowsItsNamesAndWhatItLiesIn() {
        TreePath path = new TreePath("apps/web/Dockerfile");
        assertThat(path.name()).isEqualTo("Dockerfile");
        assertThat(path.parent()).isEqualTo(new TreePath("apps/web"));
        assertThat(new TreePath("apps").parent()).isEqualTo(TreePath.ROOT);
        assertThat(path.isIn(new TreePath("apps"))).isTrue();
        assertThat(path.isIn(new TreePath("app"))).isFalse();
        assertThat(path.isIn(TreePath.ROOT)).isTrue();
        assertThat(path.below(new TreePath("apps"))).isEqualTo("web/Dockerfile");
        assertThat(path.below(TreePath.ROOT)).isEqualTo("apps/web/Dockerfile");
        assertThat(path.below(path)).isEmpty();
        assertThat(TreePath.ROOT.child("a")).isEqualTo(new TreePath("a"));
        assertThat(TreePath.ROOT).hasToString(".");
    }
}
