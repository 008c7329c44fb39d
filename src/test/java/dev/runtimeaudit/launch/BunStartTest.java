package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import org.junit.jupiter.api.Test;

class BunStartTest {

    private static String app(String main, String more) {
        return """
            -- Dockerfile --
            FROM oven/bun:1
            WORKDIR /app
            COPY src src
            CMD ["bun", "run", "src/index.ts"]
            -- src/index.ts --
            %s
            %s\
            """.formatted(main, more);
    }

    @Test
    void whatLoadsOnlyFilesThatAreThereAndListensStarts() {
        String main = "import { app } from './app';\nimport type { Gone } from './gone';\nBun.serve({ fetch: app });";
        String app = "-- src/app.ts --\nimport { file } from 'bun';\nexport const app = () => file('x') as any;\n";
        assertThat(Started.outcome(app(main, app))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void bunServesWhatTheMainFileExports() {
        assertThat(Started.outcome(app("export default { port: 80, fetch: (r: Request) => new Response() };", "")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotKnownToBeThereDecidesNothing() {
        assertThat(Started.outcome(app("import './app';\nBun.serve({});", ""))).isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(app("import { Hono } from 'hono';\nBun.serve({});", "")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome(app("console.log('hi');", ""))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aMainFileThatIsNotThereIsNamed() {
        String txtar = """
            -- Dockerfile --
            FROM node:20-alpine
                RUN npm install -g bun
            WORKDIR /app
            COPY package.json .
            CMD ["bun", "run", "src/index.ts"]
            -- package.json --
            {}
            """;
        assertThat(Started.death(txtar).cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(Started.death(txtar).output()).isEqualTo("error: Module not found \"src/index.ts\"");
    }
}
