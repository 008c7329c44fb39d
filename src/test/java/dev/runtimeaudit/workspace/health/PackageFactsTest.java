package dev.runtimeaudit.workspace.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageFactsTest {

    @Test
    void aSpecifierIsThatOfItsPackage() {
        assertThat(PackageFacts.isQuiet("drizzle-orm/node-postgres")).isTrue();
        assertThat(PackageFacts.isQuiet("@aws-sdk/client-s3")).isTrue();
        assertThat(PackageFacts.isQuiet("@aws-sdk/client-s3/dist/x")).isTrue();
    }

    @Test
    void whatNobodyHasReadIsNotKnown() {
        assertThat(PackageFacts.isQuiet("unheard-of")).isFalse();
        assertThat(PackageFacts.isDeaf("unheard-of")).isFalse();
        assertThat(PackageFacts.isQuiet("")).isFalse();
        assertThat(PackageFacts.isQuiet("@aws-sdk")).isFalse();
    }

    @Test
    void whatServesByItselfIsNotQuietAndWhatHandlesSignalsNotDeaf() {
        assertThat(PackageFacts.isQuiet("socket.io")).isFalse();
        assertThat(PackageFacts.isQuiet("@bull-board/express")).isFalse();
        assertThat(PackageFacts.isDeaf("node-cron")).isFalse();
        assertThat(PackageFacts.isQuiet("node-cron")).isTrue();
    }
}
