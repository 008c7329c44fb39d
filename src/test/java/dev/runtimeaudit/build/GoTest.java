package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;

import org.junit.jupiter.api.Test;

class GoTest {

    private static BuiltImage go(String lines) {
        return Builds.build("-- Dockerfile --\nFROM golang:1.22-alpine\nWORKDIR /src\nCOPY . .\n" + lines
                + "\n-- go.mod --\nmodule example.org/shop/api\n-- main.go --\npackage main\n");
    }

    @Test
    void theExecutableIsNamedAfterTheModule() {
        present(go("RUN go build ."), "/src/api");
    }

    @Test
    void everyPackageGoesIntoTheDirectory() {
        present(go("RUN go build -o /out/ ./cmd/api ./cmd/worker"), "/out/api", "/out/worker");
    }

    @Test
    void severalPackagesWithoutAnOutputAreOnlyCompiled() {
        absent(go("RUN go build ./cmd/api ./cmd/worker"), "/src/api", "/src/worker");
    }

    @Test
    void whatAPatternStandsForIsNotKnown() {
        BuiltImage built = go("RUN go build -o /out/ ./...");

        present(built, "/out");
        unknown(built, "/out/api");
    }

    @Test
    void anOptionThatIsNotKnownInFrontOfTheOutputDoesNotMoveIt() {
        present(go("ARG FLAGS\nRUN go build -gcflags=\"${FLAGS}\" -o /server ."), "/server");
    }

    @Test
    void aWordBehindTheOutputMayMoveIt() {
        unknown(go("ARG MORE\nRUN go build -o /usr/local/bin/server ${MORE}"), "/usr/local/bin/server");
    }

    @Test
    void anOutputThatIsNotKnownMayBeAnywhere() {
        unknown(go("ARG TO\nRUN go build -o ${TO} ."), "/opt/server", "/usr/local/bin/server");
    }
}
