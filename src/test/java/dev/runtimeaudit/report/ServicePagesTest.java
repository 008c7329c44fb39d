package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.triage.AuditResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages that describe services. */
class ServicePagesTest {

    private static final String TREE = """
        -- apps/api/Dockerfile --
        FROM node:20-alpine AS build
        WORKDIR /src
        COPY apps/api /src/apps/api
        FROM node:20-alpine
        RUN apk add --no-cache tini
        WORKDIR /app
        ENV PORT=3000
        COPY --from=build /src/apps/api/ ./
        USER node
        EXPOSE 3000
        ENTRYPOINT ["tini", "--", "node", "server.js"]
        -- apps/api/package.json --
        {"name": "api"}
        -- apps/api/server.js --
        if (!process.env.SALT) throw new Error("SALT is not set");
        const mode = process.env.MODE || "a|b";
        require("http").createServer((q, r) => r.end(mode)).listen(process.env.PORT);
        -- .env.example --
        # Makes hashes unlike others
        SALT=k3Qz9vR1tY7wLm2XcB8nPd5H
        -- docker-compose.yml --
        services:
          api:
            build: {context: ., dockerfile: apps/api/Dockerfile}
            environment: {SALT: p4ssw0rd-of-somebody}
        """;

    @Test
    void aPageSaysHowAServiceIsBuiltWhatStartsAndWhatItNeeds() {
        String page = ServicePages.of(Replayed.tree(TREE)).get("api.md");
        assertThat(page)
                .contains("A service. Verdict: **undecided**")
                .contains("* Dockerfile `apps/api/Dockerfile`, build context `.`")
                .contains("* stage `build` from `node:20-alpine`")
                .contains("tini: `tini -- node server.js`")
                .contains("* user: `node (1000)`")
                .contains("* init: `yes`")
                .contains("* `compose:docker-compose.yml:api`: starts")
                .contains("| `SALT` | **to start** |  | environment docker-compose.yml:4; documented .env.example:2 | "
                        + "apps/api/server.js:1 | Makes hashes unlike others |")
                .contains("| `MODE` | no | `a\\|b` |")
                .doesNotContain("p4ssw0rd")
                .doesNotContain("k3Qz9vR1tY7wLm2XcB8nPd5H");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            init: true                   | * health check of the image: `exit 1`                  | image
            healthcheck: {test: 'true'}  | * health check of `docker-compose.yml`: `true`         | docker-compose.yml
            healthcheck: {disable: true} | * health check: deployments disable that of the image  |
            """)
    void onlyTheHealthCheckThatRunsIsTold(String deployed, String told, String from) {
        AuditResult result =
                Replayed.tree(TREE.replace("EXPOSE 3000", "HEALTHCHECK CMD exit 1") + "    " + deployed + "\n");
        assertThat(ServicePages.of(result).get("api.md").lines()).contains(told);
        String json = ReportJson.of(result);
        assertThat(json.contains("\"healthcheck\" : \"exit 1\"")).isEqualTo("image".equals(from));
        assertThat(json.contains("\"from\" : \"" + from + "\"")).isEqualTo(from != null);
    }

    @Test
    void theIndexLeadsToThePages() {
        assertThat(ServicePages.of(Replayed.tree(TREE)).get("index.md"))
                .contains("| [api](api.md) | undecided | `apps/api/Dockerfile` | `PORT`, `SALT` |");
    }

    @Test
    void theSameTreeGivesTheSamePages() {
        assertThat(ServicePages.of(Replayed.tree(TREE))).isEqualTo(ServicePages.of(Replayed.tree(TREE)));
    }

    @Test
    void pagesOfServicesThatAreGoneAreTakenAway(@TempDir Path directory) throws Exception {
        ReportDirectory reports = new ReportDirectory(directory);
        reports.pages("services", Map.of("old.md", "old\n"));
        assertThat(reports.pages("services", Map.of("index.md", "new\n"))).hasContent("new\n");
        assertThat(Files.list(directory.resolve("services"))
                        .map(Path::getFileName)
                        .map(Path::toString))
                .containsExactly("index.md");
    }
}
