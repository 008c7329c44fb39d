package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.unknown;

import dev.runtimeaudit.exec.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlibcOnAlpineTest {

    private static BuiltImage built(String packages) {
        return Builds.build("-- Dockerfile --\nFROM alpine:3.20\nRUN apk add --no-cache " + packages + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcompat", "bash libc6-compat", "glibc-2.35-r1.apk", "a-package-of-somebody"})
    void itsLoaderMayBeThere(String packages) {
        unknown(built(packages), Kernel.GLIBC_LOADER);
    }

    @Test
    void commonPackagesDoNotBringIt() {
        absent(built("curl bash git nodejs python3"), Kernel.GLIBC_LOADER);
    }
}
