package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code prisma} in a RUN. The words and the places were measured with prisma 5.22.0, 6.7.0, 6.19.0 and 7.10.1, with npm 11, pnpm
 * 9.12.3 and pnpm 10.34.
 */
class PrismaTest {

    private static final String SCHEMA = """
        datasource db {
          provider = "postgresql"
        }
        generator client {
          provider = "%s"
          %s
        }
        """;

    private static BuiltImage built(String lines, String generator, String output) {
        return Builds.build(
                "-- Dockerfile --\nFROM node:20-alpine\nRUN npm i -g prisma@6.7.0 pnpm@9\nWORKDIR /app\n" + lines
                        + "\n-- package.json --\n{\"name\": \"app\"}\n-- prisma/schema.prisma --\n"
                        + SCHEMA.formatted(generator, output)
                        + "-- healthcheck.sh --\n"
                        + "#!/bin/sh\n"
                        + "-- client/package.json --\n"
                        + "{\"name\": \"@prisma/client\"}\n");
    }

    private static Failure failure(BuiltImage built) {
        assertThat(built.broken()).isNotEmpty();
        return built.broken().get(0).failure();
    }

    @Test
    void theClientGoesWhereTheSchemaSaysAndNowhereElse() {
        BuiltImage built = built("""
            COPY prisma prisma
            COPY package.json ./
            RUN prisma generate\
            """, "prisma-client", "output = \"../src/generated\"");

        present(built, "/app/src/generated/client.ts");
        unknown(built, "/app/src/generated/other.ts");
        absent(built, "/app/healthcheck.sh", "/app/src/other.ts", "/app/node_modules/.prisma");
    }

    @Test
    void theNewClientLoadsTheRuntimeOfThePackage() {
        BuiltImage built = built("""
            COPY prisma prisma
            COPY package.json ./
            RUN prisma generate\
            """, "prisma-client", "output = \"../src/generated\"");
        BuiltImage edge = built("""
            COPY prisma prisma
            COPY package.json ./
            RUN prisma generate\
            """, "prisma-client", "output = \"../src/generated\"\n  runtime = \"workerd\"");

        assertThat(Builds.text(built, "/app/src/generated/client.ts")).contains("\"@prisma/client/runtime/library\"");
        assertThat(((Node.File) Builds.node(edge, "/app/src/generated/client.ts")).content())
                .isInstanceOf(Content.Opaque.class);
    }

    @Test
    void theOldClientGoesBesideThePackageThatTheSchemaResolvesLinksFollowed() {
        BuiltImage built = built("""
            COPY . .
            COPY client node_modules/.pnpm/@prisma+client@6.7.0/node_modules/@prisma/client
            RUN mkdir node_modules/@prisma && ln -s ../.pnpm/@prisma+client@6.7.0/node_modules/@prisma/client node_modules/@prisma/client
            WORKDIR /elsewhere
            RUN pnpm exec prisma generate --schema=/app/prisma/schema.prisma\
            """, "prisma-client-js", "");

        present(built, "/app/node_modules/.pnpm/@prisma+client@6.7.0/node_modules/.prisma/client/index.js");
        absent(built, "/app/node_modules/.prisma", "/elsewhere/healthcheck.sh", "/elsewhere/node_modules");
    }

    @Test
    void whereThePackageIsIsNotKnown() {
        BuiltImage built = built("""
            COPY package.json ./
            COPY prisma prisma
            RUN pnpm add @prisma/client
            RUN npx prisma generate\
            """, "prisma-client-js", "");

        unknown(built, "/app/node_modules/.prisma/client/index.js");
        absent(built, "/app/healthcheck.sh");
    }

    @Test
    void aSchemaThatIsNotKnownLeavesEverythingOpen() {
        BuiltImage built = built("""
            COPY package.json ./
            RUN wget https://example.org/make-schema.js && node make-schema.js
            RUN prisma generate\
            """, "prisma-client-js", "");

        unknown(built, "/app/healthcheck.sh");
        assertThat(built.broken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prisma generate",
                "npx prisma generate",
                "npx --yes prisma@6 generate",
                "pnpm exec prisma generate",
                "pnpm prisma generate",
                "npm exec -- prisma generate",
                "prisma migrate deploy",
                "prisma db push --accept-data-loss",
            })
    void withoutASchemaItFails(String command) {
        BuiltImage built = built("COPY package.json ./\nRUN " + command, "prisma-client-js", "");

        assertThat(failure(built).cause()).isEqualTo(Cause.PRISMA_SCHEMA_MISSING);
        assertThat(failure(built).output())
                .isEqualTo("Error: Could not find Prisma Schema that is required for this command.");
        assertThat(failure(built).subject()).isEqualTo("prisma/schema.prisma");
        assertThat(failure(built).at()).hasToString("Dockerfile:5");
    }

    @Test
    void theSchemaThatIsNamedCounts() {
        BuiltImage built = built("COPY prisma prisma\nRUN prisma generate --schema db/schema.prisma", "x", "");

        assertThat(failure(built).output())
                .isEqualTo(
                        "Error: Could not load `--schema` from provided path `db/schema.prisma`: file or directory not"
                                + " found");
        assertThat(built("COPY prisma db\nRUN prisma generate --schema=db", "x", "")
                        .broken())
                .isEmpty();
    }

    @Test
    void theConfigurationSaysWhereTheSchemaIs() {
        String config = """
            RUN <<EOF cat > prisma.config.ts
            import { defineConfig } from "prisma/config"
            export default defineConfig({ schema: "db/schema.prisma" })
            EOF
            """;
        assertThat(failure(built(config + "RUN prisma generate", "x", "")).output())
                .isEqualTo(
                        "Error: Could not load schema from `/app/db/schema.prisma` provided by \"prisma.config.ts\"`:"
                                + " file or directory not found");
        assertThat(built(config + "COPY prisma db\nRUN prisma generate", "x", "")
                        .broken())
                .isEmpty();
        // Up to 5 nobody reads it.
        assertThat(failure(built(
                                "RUN npm i -g prisma@5.22.0\n" + config + "COPY prisma db\nRUN prisma generate",
                                "x",
                                ""))
                        .subject())
                .isEqualTo("prisma/schema.prisma");
    }

    @Test
    void thePackageSaysWhereTheSchemaIsUntil6() {
        String manifest =
                "RUN echo '{\"prisma\": {\"schema\": \"db/schema.prisma\"}}' > package.json\nCOPY prisma db\n";
        assertThat(built(manifest + "WORKDIR /app/below\nRUN prisma generate", "x", "")
                        .broken())
                .isEmpty();
        assertThat(failure(built("RUN npm i -g prisma@7.1.0\n" + manifest + "RUN prisma generate", "x", ""))
                        .subject())
                .isEqualTo("prisma/schema.prisma");
    }

    @Test
    void version7TakesNoAddressFromTheSchema() {
        BuiltImage built = built("""
            RUN npm i -g prisma@7.1.0
            COPY prisma prisma
            RUN echo '  url = env("X")' > url && cat > prisma/schema.prisma <<EOF
            datasource db {
              url = env("DATABASE_URL")
            }
            EOF
            RUN prisma generate\
            """, "x", "");

        assertThat(failure(built).output())
                .isEqualTo("error: The datasource property `url` is no longer supported in schema files.");
    }

    @Test
    void aPackageThatIsNotNamedInTextMayBringAnyCommand() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                RUN npm install --global "$(node -p "require('./package-lock.json').name")"
                """);

        unknown(built, "/usr/local/bin/prisma");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prisma@$(node -p \"require('./package-lock.json').version\")",
                "prisma@$VERSION typescript",
                "typescript \"prisma@${VERSION}\""
            })
    void aPackageWhoseVersionIsNotKnownBringsItsCommand(String packages) {
        BuiltImage built = Builds.build(
                "-- Dockerfile --\nFROM node:20-alpine\nARG VERSION\nRUN VERSION=$(cat version) && npm install --global "
                        + packages);

        present(built, "/usr/local/bin/prisma");
        unknown(built, "/usr/local/bin/other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"prisma$VERSION", "prisma@npm:$VERSION", "@prisma/$VERSION", "$NAME@6", "./prisma@$VERSION"})
    void aNameThatIsNotWrittenOutBringsNoneForCertain(String packages) {
        BuiltImage built = Builds.build(
                "-- Dockerfile --\nFROM node:20-alpine\nRUN VERSION=$(cat version) && NAME=$(cat name) && npm install --global "
                        + packages);

        unknown(built, "/usr/local/bin/prisma");
    }

    @Test
    void otherCommandsThatPackageManagersRunMayDoAnything() {
        unknown(built("COPY package.json ./\nRUN pnpm exec something", "x", ""), "/app/healthcheck.sh");
        unknown(
                built("COPY package.json ./\nRUN pnpm --filter app exec prisma generate", "x", ""),
                "/app/healthcheck.sh");
    }

    @Test
    void noStepOfABuildMakesASchemaBesideTheOneThatIsThere() {
        BuiltImage built = built("""
            COPY . .
            RUN npx wonder build
            RUN prisma generate\
            """, "prisma-client", "output = \"../src/generated\"");

        present(built, "/app/src/generated/client.ts");
    }

    @Test
    void aSchemaThatOnlyAStepMayHaveMadeIsNotMissing() {
        BuiltImage built = built("""
            COPY package.json ./
            RUN npx wonder build
            RUN prisma generate\
            """, "prisma-client", "");

        assertThat(built.broken()).isEmpty();
        unknown(built, "/app/src/generated/client.ts");
    }

    /** {@code pnpm dlx} takes it from the registry, in the version that it is asked for. */
    @Test
    void whatIsDownloadedForOneCallGeneratesBesideThePackage() {
        BuiltImage built = built("""
            COPY package.json ./
            COPY prisma prisma
            COPY client node_modules/@prisma/client
            RUN pnpm dlx prisma@6.5.0 generate --schema ./prisma/schema.prisma\
            """, "prisma-client-js", "");

        present(built, "/app/node_modules/.prisma/client/index.js");
        absent(built, "/app/node_modules/express");
        unknown(built("""
                    COPY package.json ./
                    COPY prisma prisma
                    COPY client node_modules/@prisma/client
                    RUN pnpm --package=prisma dlx other generate\
                    """, "prisma-client-js", ""), "/app/node_modules/express");
        // npm and yarn 1 know no such command.
        for (String manager : List.of("npm", "yarn")) {
            unknown(built("""
                    COPY package.json ./
                    COPY prisma prisma
                    COPY client node_modules/@prisma/client
                    RUN %s dlx prisma@6.5.0 generate --schema ./prisma/schema.prisma\
                    """.formatted(manager), "prisma-client-js", ""), "/app/node_modules/.prisma/client/index.js");
        }
    }
}
