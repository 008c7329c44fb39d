package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TypeScript that node runs as it is, measured with node 24.21. */
class TypeStrippingStartTest {

    private static Outcome outcome(String version, String text) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:%s-alpine
                WORKDIR /app
                COPY package.json ./
                COPY src src
                CMD ["node", "src/main.ts"]
                -- package.json --
                {"type": "module"}
                -- src/main.ts --
                import { app } from './app.ts'
                import type { Gone } from './gone.ts'
                %s
                app.prepare(process.argv as unknown).listen(3000)
                -- src/app.ts --
                export type Port = number
                export const app: any = globalThis
                """.formatted(version, text));
    }

    @Test
    void aProgramOfWhichAllIsThereServes() {
        assertThat(outcome("24", "")).isInstanceOf(Outcome.Starts.class);
        assertThat(outcome("24", "class A { private x: number = 1 }")).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enum A { B }",
                "namespace N { export const a = 1 }",
                "class A { constructor(private x: number) {} }",
                "@d class A {}",
                "import fs = require('fs')",
                "import { Port } from './app.ts'; const p: Port = 1",
            })
    void whatIsMoreThanTypesIsNotTakenToServe(String text) {
        assertThat(outcome("24", text)).isNotInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"import './other'", "import './app'", "import { type T } from './gone.ts'"})
    void aFileIsFoundUnderItsFullNameOnly(String text) {
        assertThat(outcome("24", text)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void earlierReleasesDoNotTakeIt() {
        assertThat(outcome("20", "")).isNotInstanceOf(Outcome.Starts.class);
    }
}
