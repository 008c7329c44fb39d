package dev.runtimeaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.triage.AuditResult;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlTest {

    /** A start path through two stages that breaks in a script, with text that HTML would take for markup. */
    private static final AuditResult BREAKS = Replayed.tree("""
        -- apps/web/Dockerfile --
        FROM node:20-alpine AS build
        RUN corepack enable && echo "<b>&amp;"
        COPY server.js /app/dist/server.js
        FROM node:20-alpine AS runner
        WORKDIR /app
        ENV GREETING="<script>alert(1)</script>"
        COPY --from=build /app/dist ./dist
        COPY entrypoint.sh ./
        ENTRYPOINT ["./entrypoint.sh"]
        -- server.js --
        require("http").createServer().listen(3000)
        -- entrypoint.sh --
        #!/bin/sh
        set -e
        pnpm exec prisma generate
        exec node dist/server.js
        """);

    private static final AuditResult STARTS = Replayed.tree("""
        -- apps/web/Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        COPY server.js ./
        USER node
        HEALTHCHECK CMD ["true"]
        CMD ["node", "server.js"]
        -- server.js --
        require("http").createServer().listen(3000)
        process.on("SIGTERM", () => process.exit(0))
        """);

    /** The page is XML, too, but for its head and script. */
    private static Document body(AuditResult result) throws Exception {
        String page = Html.of(result);
        String body = page.substring(page.indexOf("<body>"), page.indexOf("<script>")) + "</body>";
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(body)));
    }

    private static List<String> texts(Document page, String tag, String kind) {
        List<String> texts = new ArrayList<>();
        NodeList all = page.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            String kinds = all.item(i).getAttributes().getNamedItem("class") == null
                    ? ""
                    : all.item(i).getAttributes().getNamedItem("class").getNodeValue();
            if (List.of(kinds.split(" ")).contains(kind)) {
                texts.add(all.item(i).getTextContent().strip().replaceAll("\\s+", " "));
            }
        }
        return texts;
    }

    @Test
    void thePageSaysWhatStandsInTheWay() throws Exception {
        assertThat(texts(body(BREAKS), "h1", "bad")).containsExactly("Not ready for production");
        assertThat(Html.of(BREAKS)).contains("In the way: 1 service will not run");
        assertThat(texts(body(STARTS), "h1", "good")).containsExactly("Ready for production");
    }

    @Test
    void aCardHasThePredictedWordsAndTheWayThere() throws Exception {
        Document page = body(BREAKS);
        assertThat(texts(page, "pre", "words"))
                .containsExactly("./entrypoint.sh: line 3: pnpm: not found (exit code 127)");
        assertThat(texts(page, "ol", "path"))
                .first()
                .asString()
                .containsSubsequence("docker-28 ./entrypoint.sh", "ash /bin/sh ./entrypoint.sh", "dies");
    }

    @Test
    void theHealthCheckOfADeploymentIsNamedWithItsFile() throws Exception {
        AuditResult result = Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                COPY server.js ./
                CMD ["node", "server.js"]
                -- server.js --
                require("http").createServer().listen(3000)
                -- docker-compose.yml --
                services:
                  web:
                    build: {context: ., dockerfile: apps/web/Dockerfile}
                    healthcheck: {test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:3000/"]}
                """);
        assertThat(texts(body(result), "section", "card").get(0))
                .contains(
                        "wget -q --spider http://127.0.0.1:3000/, from docker-compose.yml",
                        "Health check: docker-compose.yml:web, ");
        assertThat(Markdown.of(result)).contains("| `wget -q --spider http://127.0.0.1:3000/` (docker-compose.yml) |");
    }

    /** Sites that show what builds leave behind block styles. */
    @Test
    void theDrawingCanBeReadWithoutItsStyles() throws Exception {
        Document page = body(BREAKS);
        for (String shape : List.of("rect", "path")) {
            NodeList shapes = page.getElementsByTagName(shape);
            assertThat(shapes.getLength()).as(shape).isPositive();
            for (int i = 0; i < shapes.getLength(); i++) {
                assertThat(((Element) shapes.item(i)).getAttribute("fill"))
                        .as(shape)
                        .isEqualTo("none");
            }
        }
    }

    @Test
    void whatIsPrintedWithBackticksIsOnePieceOfCode() {
        String page = Html.of(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                COPY apps/web/package.json ./
                RUN npm ci
                CMD ["node", "server.js"]
                -- apps/web/package.json --
                {"name": "web"}
                """));
        assertThat(page)
                .contains("this installation cannot succeed: <code>npm error The 'npm ci' command can only install")
                .contains("npm error The `npm ci` command can only install");
    }

    @Test
    void aCommandWithBackticksStaysWhole() {
        assertThat(Html.of(Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                COPY server.js ./
                HEALTHCHECK CMD wget -q --spider http://127.0.0.1:3000/ || exit `echo 1`
                CMD node server.js `echo 2`
                -- server.js --
                require("http").createServer().listen(3000)
                """)))
                .contains("<code>wget -q --spider http://127.0.0.1:3000/ || exit `echo 1`</code>")
                .contains("node server.js `echo 2`</code>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            healthcheck: {disable: true}        | Health deployments disable that of the image
            healthcheck: {test: 'exit 0'}       | Health exit 0, from docker-compose.yml
            healthcheck: {test: [CMD, 'true']}  | Health true, from docker-compose.yml
            healthcheck: {interval: 5s}         | Health exit 1
            init: true                          | Health exit 1
            """)
    void onlyHealthChecksThatRunAreNamed(String deployed, String told) throws Exception {
        AuditResult result = Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                COPY server.js ./
                HEALTHCHECK CMD exit 1
                CMD ["node", "server.js"]
                -- server.js --
                require("http").createServer().listen(3000)
                -- docker-compose.yml --
                services:
                  web:
                    build: {context: ., dockerfile: apps/web/Dockerfile}
                    %s
                """.formatted(deployed));
        NodeList facts = body(result).getElementsByTagName("dl").item(0).getChildNodes();
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < facts.getLength(); i++) {
            shown.add(facts.item(i).getTextContent().strip());
        }
        shown.removeIf(String::isEmpty);
        int health = shown.indexOf("Health");
        assertThat("Health " + shown.get(health + 1)).isEqualTo(told);
    }

    @Test
    void aHealthCheckThatNeverEndsIsNotGood() throws Exception {
        AuditResult result = Replayed.tree("""
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                COPY server.js ./
                HEALTHCHECK CMD tail -f /dev/null
                CMD ["node", "server.js"]
                -- server.js --
                require("http").createServer().listen(3000)
                """);
        Document page = body(result);
        assertThat(texts(page, "section", "card").get(0)).contains("Health check: that of the image, never ends");
        assertThat(texts(page, "li", "fails")).singleElement().asString().startsWith("never ends tail -f /dev/null");
        assertThat(String.join("\n", ServicePages.of(result).values())).contains("* `healthcheck`: never ends");
    }

    @Test
    void theDrawingMarksWhereItBreaksAndWhatIsCopied() throws Exception {
        Document page = body(BREAKS);
        assertThat(texts(page, "g", "mark-breaks"))
                .anySatisfy(line -> assertThat(line).contains("ENTRYPOINT [\"./entrypoint.sh\"]"))
                .anySatisfy(line -> assertThat(line).contains("entrypoint.sh:3"));
        assertThat(texts(page, "path", "copy")).hasSize(1);
        assertThat(texts(body(STARTS), "g", "mark-breaks")).isEmpty();
        assertThat(texts(body(STARTS), "g", "mark-good")).isNotEmpty();
    }

    @Test
    void theProvenGoodStandsThere() throws Exception {
        String card = texts(body(STARTS), "section", "card").get(0);
        assertThat(card).contains("/app/server.js", "apps/web/Dockerfile:3", "node (uid 1000)", "✓ node", "✗ pnpm");
    }

    @Test
    void evidenceHasItsLines() throws Exception {
        assertThat(texts(body(BREAKS), "ol", "evidence"))
                .anySatisfy(chain -> assertThat(chain)
                        .contains("3pnpm exec prisma generate")
                        .contains("4FROM node:20-alpine AS runner"));
    }

    @Test
    void whatUsersWroteIsNeverMarkup() {
        assertThat(Html.of(BREAKS)).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void thePageNeedsNothingButItself() {
        String page = Html.of(BREAKS) + Html.of(Sample.result());
        assertThat(page)
                .doesNotContain("<link")
                .doesNotContain("<img")
                .doesNotContain("@import")
                .doesNotContain("url(");
        assertThat(page).doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @Test
    void everyLinkLeadsSomewhereAndNoAnchorIsThereTwice() {
        for (AuditResult result : List.of(BREAKS, STARTS, Sample.result(), Sample.nothing())) {
            String page = Html.of(result);
            List<String> anchors = all(page, " id=\"([^\"]*)\"");
            assertThat(anchors).doesNotHaveDuplicates();
            assertThat(anchors).containsAll(all(page, " href=\"#([^\"]*)\""));
        }
    }

    static List<String> all(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void aResultWithOneOfEverythingIsWellFormed() throws Exception {
        assertThat(texts(body(Sample.result()), "section", "card")).hasSize(6);
        assertThat(texts(body(Sample.nothing()), "section", "card")).isEmpty();
    }

    @Test
    void whatStandsOpenNamesTheNextStep() throws Exception {
        assertThat(texts(body(Sample.result()), "p", "next"))
                .singleElement()
                .asString()
                .contains("images: [{image:");
    }

    @Test
    void aValueThatDoesNotStandInTheRepositoryIsNotShown() throws Exception {
        assertThat(Html.of(STARTS)).doesNotContain("NODE_VERSION");
    }

    @Test
    void theReportIsThatOfTheGoldenFile() throws IOException {
        Golden.check("report.html", Html.of(Sample.result()));
    }
}
