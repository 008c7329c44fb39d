package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;

import org.junit.jupiter.api.Test;

/** Where package managers other than npm put the commands of what they install for all. */
class GlobalCommandsTest {

    private static BuiltImage bun(String lines) {
        return Builds.build("""
                -- Dockerfile --
                FROM oven/bun:1.3.10
                %s
                """.formatted(lines));
    }

    private static BuiltImage pnpm(String path) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:22-alpine
                ENV PNPM_HOME=/pnpm
                ENV PATH=%s
                RUN corepack enable && pnpm add -g turbo
                """.formatted(path));
    }

    @Test
    void bunPutsThemWhereItsImageSays() {
        present(bun("RUN bun add -g turbo"), "/usr/local/bin/turbo");
    }

    @Test
    void bunPutsThemWhereItIsTold() {
        unknown(bun("ENV BUN_INSTALL_BIN=\nRUN bun add -g turbo"), "/usr/local/bin/turbo");
        present(bun("ENV BUN_INSTALL_BIN=/opt/bin\nRUN bun install --global turbo"), "/opt/bin/turbo");
        unknown(bun("USER bun\nRUN bun add -g turbo"), "/usr/local/bin/turbo");
    }

    @Test
    void pnpmPutsThemIntoItsHomeOnPath() {
        present(pnpm("/pnpm:$PATH"), "/pnpm/turbo");
        absent(pnpm("/pnpm:$PATH"), "/usr/local/bin/turbo");
        present(pnpm("/pnpm/bin:$PATH"), "/pnpm/bin/turbo");
        unknown(pnpm("/pnpm:/pnpm/bin:$PATH"), "/pnpm/turbo", "/pnpm/bin/turbo");
        unknown(pnpm("/usr/bin:$PATH"), "/usr/bin/turbo");
    }

    @Test
    void thePackagesThemselvesLieBelowAHome() {
        unknown(pnpm("/pnpm:$PATH"), "/pnpm/global/5/node_modules/turbo", "/pnpm/store");
        unknown(bun("RUN bun add -g turbo"), "/root/.bun/install/global/node_modules/turbo");
    }

    @Test
    void aPackageThatIsNotKnownMayBringAnyCommand() {
        unknown(bun("RUN bun add -g somebodys-tool"), "/usr/local/bin/some-command");
    }
}
