package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFileTest {

    @Test
    void theAddressOfAPackageNamesIt() {
        assertThat(RegistryFile.at("https://registry.npmjs.org/npm/-/npm-10.9.0.tgz"))
                .contains(new Content.Packed("npm", "10.9.0"));
        assertThat(RegistryFile.at("https://registry.npmjs.org/@scope/cli/-/cli-1.0.0-rc.1.tgz"))
                .contains(new Content.Packed("@scope/cli", "1.0.0-rc.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/npm/-/npm-10.9.0.tgz",
                "https://registry.npmjs.org/npm/-/other-10.9.0.tgz",
                "https://registry.npmjs.org/npm/-/npm-latest.tgz",
                "https://registry.npmjs.org/npm",
                "https://registry.npmjs.org.example.org/npm/-/npm-10.9.0.tgz"
            })
    void whatIsNoneIsNotKnown(String url) {
        assertThat(RegistryFile.at(url)).isEmpty();
    }
}
