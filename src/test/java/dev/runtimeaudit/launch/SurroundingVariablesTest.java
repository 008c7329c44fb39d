package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that end without a variable which is there without anybody giving it. */
class SurroundingVariablesTest {

    private static List<Launch.Conditional> conditional(String variable, String command) {
        return Started.launch("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                CMD %s
                -- package.json --
                {"name": "a", "scripts": {"start": "node server.js"}}
                -- server.js --
                if (!process.env.%s) process.exit(1)
                require('http').createServer().listen(3000)
                """.formatted(command, variable)).conditional();
    }

    @ParameterizedTest
    @CsvSource({"HOSTNAME,node server.js", "NODE_VERSION,node server.js", "npm_package_version,npm start"})
    void noneOfThemIsMissed(String variable, String command) {
        assertThat(conditional(variable, command)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TOKEN,node server.js", "npm_package_version,node server.js"})
    void othersAre(String variable, String command) {
        assertThat(conditional(variable, command)).isNotEmpty();
    }
}
