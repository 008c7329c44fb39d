package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content.Linkage;
import org.junit.jupiter.api.Test;

class ReleaseAssetTest {

    private static final String TINI = "https://github.com/krallin/tini/releases/download/v0.19.0/";

    @Test
    void aProgramThatIsReleasedAsItselfIsKnown() {
        assertThat(at(TINI + "tini")).isEqualTo(new Content.Program("tini", "0.19.0", Linkage.GLIBC));
        assertThat(at(TINI + "tini-static-amd64")).isEqualTo(new Content.Program("tini", "0.19.0", Linkage.STATIC));
        assertThat(at("https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5_x86_64"))
                .isEqualTo(new Content.Program("dumb-init", "1.2.5", Linkage.STATIC));
    }

    @Test
    void theNameTellsForWhichProcessorItIs() {
        assertThat(at(TINI + "tini-static-arm64")).isEqualTo(new Content.Foreign("arm64"));
        assertThat(at("https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5_aarch64"))
                .isEqualTo(new Content.Foreign("aarch64"));
        assertThat(at("https://github.com/a/b/releases/download/v1/b-darwin-amd64"))
                .isEqualTo(new Content.Foreign("darwin"));
    }

    @Test
    void whatIsNoBinaryOrComesFromElsewhereIsNotKnown() {
        Content nothing = new Content.Opaque(Reason.DOWNLOADED);
        for (String url : new String[] {
            TINI + "tini-static-arm64.sha256sum",
            TINI + "tini_0.19.0-arm64.deb",
            "https://github.com/a/b/releases/download/v1/b-linux-arm64.tar.gz",
            "https://github.com/a/b/releases/download/v1/b-linux-amd64",
            "https://github.com/a/b/releases/download/v1/b-arm64-to-amd64",
            "https://example.org/downloads/tool-arm64",
            TINI
        }) {
            assertThat(at(url)).as(url).isEqualTo(nothing);
        }
    }

    private static Content at(String url) {
        return at(url, Processor.AMD64);
    }

    private static Content at(String url, Processor on) {
        return ReleaseAsset.at(url).on(on);
    }

    @Test
    void aFileIsForTheProcessorThatItsNameSaysAndWithoutOneOfThoseThatAreKnownForAmd64() {
        assertThat(at(TINI + "tini", Processor.ARM64)).isEqualTo(new Content.Foreign("amd64"));
        assertThat(at(TINI + "tini-static", Processor.ARM)).isEqualTo(new Content.Foreign("amd64"));
        assertThat(at(TINI + "tini-amd64", Processor.ARM64)).isEqualTo(new Content.Foreign("amd64"));
        assertThat(at(TINI + "tini-arm64", Processor.ARM64))
                .isEqualTo(new Content.Program("tini", "0.19.0", Linkage.GLIBC));
        assertThat(at(TINI + "tini-arm64", Processor.ARM)).isEqualTo(new Content.Foreign("arm64"));
    }

    @Test
    void whatMayRunIsNotForAnotherProcessor() {
        Content nothing = new Content.Opaque(Reason.DOWNLOADED);
        String release = "https://github.com/a/b/releases/download/v1/";
        assertThat(at(release + "b-linux-armv7", Processor.ARM64)).isEqualTo(nothing);
        assertThat(at(release + "b-linux-386", Processor.AMD64)).isEqualTo(nothing);
        assertThat(at(release + "b-linux", Processor.ARM64)).isEqualTo(nothing);
        assertThat(at(release + "b_64bit", Processor.S390X)).isEqualTo(nothing);
        assertThat(at(release + "b-linux-386", Processor.ARM64)).isEqualTo(new Content.Foreign("386"));
    }

    @Test
    void aWordThatMayBeAProcessorMakesANameThatIsNotPlain() {
        Content nothing = new Content.Opaque(Reason.DOWNLOADED);
        String gosu = "https://github.com/tianon/gosu/releases/download/1.17/gosu";
        assertThat(at(gosu, Processor.ARM64)).isEqualTo(new Content.Foreign("amd64"));
        assertThat(at(gosu + "-arm64v8", Processor.ARM64)).isEqualTo(nothing);
        assertThat(at(gosu + "-armhf", Processor.ARM64)).isEqualTo(nothing);
        assertThat(at("https://github.com/Yelp/dumb-init/releases/download/v1.2.5/dumb-init_1.2.5", Processor.ARM64))
                .isEqualTo(new Content.Foreign("amd64"));
    }
}
