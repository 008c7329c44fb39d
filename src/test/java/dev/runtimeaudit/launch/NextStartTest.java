package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Next.js serves, from the build on. The words of {@code next start} were measured with 13.5.11, 14.2.35, 15.5.29 and
 * 16.4.6.
 */
class NextStartTest {

    private static final World WORLD = World.open(Engine.DOCKER_28, Phase.START);

    private static Launch launch(String version, String config, String stage) {
        return launch(version, config, stage, Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
    }

    private static Launch launch(String version, String config, String stage, Environment given) {
        SourceTree tree = SourceTree.of("""
            -- Dockerfile --
            FROM node:20-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npm ci
            RUN npx next build
            FROM node:20-alpine
            WORKDIR /app
            %s
            -- package.json --
            {"name": "web", "dependencies": {"next": "%s"}}
            -- package-lock.json --
            {"name": "web", "lockfileVersion": 3, "packages": {"": {"name": "web", "dependencies": {"next": "%s"}},
              "node_modules/next": {"version": "%s", "bin": {"next": "dist/bin/next"}}}}
            -- app/page.js --
            export default () => null
            -- next.config.js --
            module.exports = {%s}
            """.formatted(stage, version, version, version, config));
        return Launches.start(
                Build.target(
                                DockerfileReader.read(tree.read(new TreePath("Dockerfile"))
                                        .asFile()
                                        .orElseThrow()),
                                BuildRequest.of(tree, World.open(Engine.DOCKER_28, Phase.BUILD), Programs.ALL),
                                Knowledge.shipped())
                        .image(),
                LaunchRequest.ofImage(Span.wholeFile(new TreePath("Dockerfile")), given, WORLD));
    }

    private static Failure death(Launch launch) {
        return ((Outcome.Dies) launch.outcome()).failure();
    }

    private static final String STANDALONE = "output: 'standalone'";
    private static final String COPY = "COPY --from=build /app/.next/standalone ./\n";

    @Test
    void theStandaloneServerStarts() {
        Launch launch = launch(
                "15.5.29",
                STANDALONE,
                COPY + "COPY --from=build /app/.next/static .next/static\nCMD [\"node\", \"server.js\"]");

        assertThat(launch.outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch.tolerated()).isEmpty();
    }

    @Test
    void itRunsWithoutItsStaticFiles() {
        Launch launch = launch("15.5.29", STANDALONE, COPY + "CMD [\"node\", \"server.js\"]");

        assertThat(launch.outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch.tolerated())
                .extracting(Failure::cause, Failure::subject)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Cause.NEXT_STATIC_MISSING, "/app/.next/static"));
        assertThat(launch(
                                "15.5.29",
                                STANDALONE + ", assetPrefix: 'https://cdn'",
                                COPY + "CMD [\"node\", \"server.js\"]")
                        .tolerated())
                .isEmpty();
    }

    @Test
    void itsModulesHaveToComeWithIt() {
        Launch launch = launch(
                "15.5.29",
                STANDALONE,
                "COPY --from=build /app/.next/standalone/server.js ./\nCMD [\"node\", \"server.js\"]",
                Environment.empty()); // NODE_PATH could lead elsewhere

        assertThat(death(launch).output()).isEqualTo("Error: Cannot find module 'next'");
        assertThat(death(launch).cause()).isEqualTo(Cause.MODULE_NOT_FOUND);
    }

    @Test
    void whatTheBuildFoundComesWithItWhereverItLay() {
        String image = """
                -- Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /app
                COPY . .
                RUN apk add make && make
                RUN npx next build apps/web
                FROM node:20-alpine
                WORKDIR /app
                COPY --from=build /app/%s ./
                CMD ["node", "%s"]
                -- yarn.lock --
                -- apps/web/package.json --
                {"name": "web", "dependencies": {"next": "15.5.29"}}
                -- apps/web/app/page.js --
                export default () => null
                -- apps/web/next.config.js --
                module.exports = {output: 'standalone'}
                """;

        assertThat(Started.outcome(image.formatted("apps/web/.next/standalone", "apps/web/server.js")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(image.formatted("apps/web/.next/standalone/apps/web/server.js", "server.js")))
                .isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void stepsBehindTheCopyLeaveTheServerAServer() {
        assertThat(launch("15.5.29", STANDALONE, COPY + "RUN apk add make && make\nCMD [\"node\", \"server.js\"]")
                        .outcome())
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsDownloadedAtEveryStartFindsNoConfigurationInTheOutput() {
        String stage =
                COPY + "COPY --from=build /app/.next/static .next/static\nCOPY schema.prisma prisma/schema.prisma\n"
                        + "CMD npx prisma migrate deploy && node server.js\n-- schema.prisma --\ndatasource db {\n  provider = \"postgresql\"\n"
                        + "  url = env(\"DATABASE_URL\")\n}";

        Failure failure = death(launch("15.5.29", STANDALONE, stage));
        assertThat(failure.output()).contains("The datasource property `url` is no longer supported in schema files");
        String configured = "\n-- prisma.config.ts --\nexport default { datasource: { url: process.env.URL } }";
        assertThat(launch("15.5.29", STANDALONE, stage + configured).outcome()).isInstanceOf(Outcome.Dies.class);
        String copied =
                stage.replace("CMD", "COPY prisma.config.ts .\nCMD").replace("  url = env(\"DATABASE_URL\")\n", "");
        assertThat(launch("15.5.29", STANDALONE, copied + configured).outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatIsLoadedInFrontHasToBeThere() {
        String stage = COPY + "COPY --from=build /app/.next/static .next/static\n"
                + "RUN echo \"require('%s')\" > first.js\nCMD [\"node\", \"-r\", \"./first.js\", \"server.js\"]";

        assertThat(launch("15.5.29", STANDALONE, stage.formatted("http")).outcome())
                .isInstanceOf(Outcome.Starts.class);
        assertThat(launch("15.5.29", STANDALONE, stage.formatted("./second")).outcome())
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aServerElsewhereIsNamed() {
        Launch launch = launch(
                "15.5.29", STANDALONE, "COPY --from=build /app/.next/standalone ./web/\nCMD [\"node\", \"server.js\"]");

        assertThat(death(launch).output()).isEqualTo("Error: Cannot find module '/app/server.js'");
        assertThat(death(launch).cause()).isEqualTo(Cause.NEXT_SERVER_PATH);
        assertThat(death(launch).evidence().toString()).contains("/app/web/server.js");
    }

    private static final String ALL = "COPY --from=build /app ./\n";

    @Test
    void nextStartServesWhatTheBuildLeft() {
        String command = ALL + "CMD [\"npx\", \"next\", \"start\"]";

        assertThat(launch("15.5.29", "", command).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch("15.5.29", STANDALONE, command).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch("15.5.29", "distDir: 'build'", command).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(launch("15.5.29", "distDir: somewhere", command).outcome()).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @CsvSource({"14.2.35,Error: %s", "15.5.29,[Error: %s]", "16.4.6,Error: %s"})
    void nextStartNeedsABuild(String version, String words) {
        Launch launch =
                launch(version, "distDir: 'build'", ALL + "RUN rm -r build\nCMD [\"npx\", \"next\", \"start\"]");

        assertThat(death(launch).output())
                .isEqualTo(words.formatted("Could not find a production build in the 'build' directory. Try building"
                        + " your app with 'next build' before starting the production server."
                        + " https://nextjs.org/docs/messages/production-start-no-build-id"));
    }

    @Test
    void nextStartRefusesAStaticSite() {
        Launch launch = launch("14.2.35", "output: 'export'", ALL + "CMD [\"npx\", \"next\", \"start\"]");

        assertThat(death(launch).output())
                .isEqualTo("Error: \"next start\" does not work with \"output: export\" configuration. Use"
                        + " \"npx serve@latest out\" instead.");
    }
}
