package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.Precondition;
import dev.runtimeaudit.workspace.Service;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What git does not keep may have been built on the host, and comes along with the directory that it lies in. */
class HostBuiltTest {

    private static Service service(String tree) {
        return Audit.run(SourceTree.of(tree), Knowledge.shipped(), AuditOptions.of(Path.of(".")))
                .workspace()
                .services()
                .get(0);
    }

    private static Outcome outcome(String gitignore, String dockerignore) {
        String tree = """
                -- .gitignore --
                %s
                -- .dockerignore --
                %s
                -- package.json --
                {"name": "shop", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/web/src/main.ts --
                export {};
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY apps/web .
                CMD ["node", "dist/main.js"]
                """.formatted(gitignore, dockerignore);
        return service(tree).outcome().orElseThrow();
    }

    @Test
    void aBuildOutputOfTheHostIsCopiedWithItsPackage() {
        Outcome outcome = outcome("dist", "node_modules");
        assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
        assertThat(((Outcome.Undecided) outcome).reason()).isEqualTo(Reason.MADE_OUTSIDE_THE_BUILD);
    }

    @ParameterizedTest
    @CsvSource({
        "node_modules node_modules, src/main.js, false", // who installs on the host may compile there, too
        "node_modules node_modules, src/other.js, true",
        "node_modules node_modules, src/types.d.js, true",
        "package.json ./, src/main.js, true"
    })
    void whereTheHostInstallsItMayCompile(String copied, String started, boolean dies) {
        Outcome outcome = service("""
                -- .gitignore --
                node_modules
                -- package.json --
                {"name": "web"}
                -- src/main.ts --
                export {};
                -- src/types.d.ts --
                export {};
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY %s
                COPY . .
                CMD ["node", "%s"]
                """.formatted(copied, started)).outcome().orElseThrow();
        assertThat(outcome instanceof Outcome.Dies).isEqualTo(dies);
    }

    @Test
    void aPatternForOnePathSpeaksOfThatPath() {
        assertThat(outcome("/apps/web/dist/", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/api/dist/", "node_modules")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aDirectoryOfWhichEverythingIsIgnoredMayBeMadeBefore() {
        assertThat(outcome("/apps/web/dist/*", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/web/dist/**", "node_modules")).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome("/apps/web/dist/*.map", "node_modules")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatTheBuildContextDoesNotGetIsNotCopied() {
        assertThat(outcome("dist", "**/dist")).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatGitWouldKeepIsNotThereWhereItIsNotThere() {
        assertThat(outcome("node_modules", "**/dist")).isInstanceOf(Outcome.Dies.class);
    }

    private static List<String> needed(String takes) {
        String tree = """
                -- .gitignore --
                dist/
                -- package.json --
                {"name": "shop"}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/web/Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json apps/web/package.json ./
                %s
                CMD ["node", "dist/main.js"]
                """.formatted(takes);
        return service(tree).preconditions().stream().map(Precondition::path).toList();
    }

    @Test
    void whatABuildTakesAndGitDoesNotKeepIsAPrecondition() {
        assertThat(needed("COPY apps/web/dist ./dist")).containsExactly("apps/web/dist");
        assertThat(needed("RUN --mount=type=bind,source=apps/web/dist,target=/in cp -r /in ./dist"))
                .containsExactly("apps/web/dist");
        assertThat(needed("COPY apps/web .")).isEmpty();
    }

    private static Outcome binary(String name, String entrypoint) {
        String tree = """
                -- .gitignore --
                bin/
                -- Dockerfile --
                FROM debian:bookworm-slim
                COPY bin/%s .
                ENTRYPOINT ["%s"]
                """.formatted(name, entrypoint);
        return service(tree).outcome().orElseThrow();
    }

    @Test
    void aProgramForOnePlatformThatIsBuiltOnTheHostBringsNothingElse() {
        assertThat(binary("agent-linux", "agent-linux")).isInstanceOf(Outcome.Dies.class);
        assertThat(binary("agent_amd64", "agent_amd64")).isInstanceOf(Outcome.Dies.class);
        assertThat(binary("agent-linux", "./agent-linux")).isInstanceOf(Outcome.Undecided.class);
        assertThat(binary("agent-linux", "/agent-linux")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatElseIsBuiltOnTheHostMayBeADirectory() {
        assertThat(binary("linux", "agent")).isInstanceOf(Outcome.Undecided.class);
        assertThat(binary("agent", "agent")).isInstanceOf(Outcome.Undecided.class);
    }

    private static String verdict(String step) {
        return verdict(step, "docker build -t web .");
    }

    private static String verdict(String step, String last) {
        String tree = """
                -- .github/workflows/release.yml --
                on: push
                jobs:
                  image:
                    steps:
                      - run: %s
                      - run: %s
                -- .env.production.example --
                A=1
                -- server.js --
                require("http").createServer().listen(3000)
                -- Dockerfile --
                FROM node:20-alpine
                COPY .env.production ./.env
                COPY server.js .
                CMD ["node", "server.js"]
                """.formatted(step, last);
        return described(service(tree));
    }

    private static String described(Service service) {
        return service.outcome().orElseThrow().getClass().getSimpleName() + " "
                + service.preconditions().stream().map(Precondition::path).toList();
    }

    @Test
    void aFileThatThePipelineWritesWhichBuildsTheImageIsMadeBefore() {
        assertThat(verdict("cp .env.production.example .env.production")).isEqualTo("Starts [.env.production]");
        assertThat(verdict("echo A=1 > .env.production")).isEqualTo("Starts [.env.production]");
        assertThat(verdict("cd apps && touch .env.production")).isEqualTo("BuildsNot []");
        assertThat(verdict("npm ci")).isEqualTo("BuildsNot []");
    }

    @Test
    void whatAPipelineWritesThatBuildsNothingIsNotThere() {
        assertThat(verdict("touch .env.production", "docker pull web")).isEqualTo("BuildsNot []");
    }

    @Test
    void theConsoleNamesSomeOfManyFilesThatAreNeeded() {
        StringBuilder tree = new StringBuilder("-- .gitignore --\ndist\n-- Dockerfile --\nFROM node:20-alpine\n");
        for (int i = 0; i < 8; i++) {
            tree.append("COPY p%d/dist ./p%d\n".formatted(i, i));
        }
        String text = Console.summary(
                Audit.run(SourceTree.of(tree.toString()), Knowledge.shipped(), AuditOptions.of(Path.of("."))));
        assertThat(text)
                .contains("  needs p5/dist before docker build: Dockerfile:7\n  needs 2 more before docker build")
                .doesNotContain("p6/dist");
    }

    private static Outcome shipped(String last) {
        return outcomeOf("run: echo \"${{ github.sha }}\" > apps/web/commit.txt", "run: " + last);
    }

    private static Outcome outcomeOf(String first, String last) {
        String tree = """
                -- .github/workflows/ship.yml --
                on: push
                jobs:
                  ship:
                    runs-on: ubuntu-latest
                    steps:
                      - %s
                      - %s
                -- package.json --
                {"name": "shop", "workspaces": ["apps/*"]}
                -- apps/web/package.json --
                {"name": "web"}
                -- apps/web/Dockerfile --
                FROM node:20-alpine AS builder
                WORKDIR /app
                COPY . .
                FROM node:20-alpine
                COPY --from=builder /app/apps/web/commit.txt /tmp/
                CMD ["node", "-e", "1"]
                """.formatted(first, last);
        return service(tree).outcome().orElseThrow();
    }

    @Test
    void whatAPipelineWritesComesWithTheDirectoryThatItLiesIn() {
        assertThat(shipped("docker build -f apps/web/Dockerfile .")).isInstanceOf(Outcome.Exits.class);
        assertThat(shipped("railway up --service web")).isInstanceOf(Outcome.Exits.class);
        assertThat(shipped("fly deploy")).isInstanceOf(Outcome.Exits.class);
        assertThat(shipped("npm test")).isInstanceOf(Outcome.BuildsNot.class);
    }

    @Test
    void theProgramOfAPackageShipsAsIfItWereInstalled() {
        for (String ships : List.of(
                "npx @railway/cli up --service web",
                "npx --yes @railway/cli@4 up",
                "bunx @railway/cli up",
                "pnpm dlx @railway/cli up")) {
            assertThat(shipped(ships)).as(ships).isInstanceOf(Outcome.Exits.class);
        }
        assertThat(shipped("npx @railway/cli logs")).isInstanceOf(Outcome.BuildsNot.class);
    }

    @Test
    void actionsShipTooAndFillDirectories() {
        String writes = "run: touch apps/web/commit.txt";
        assertThat(outcomeOf(writes, "uses: docker/bake-action@v5")).isInstanceOf(Outcome.Exits.class);
        assertThat(outcomeOf(writes, "uses: actions/setup-node@v4")).isInstanceOf(Outcome.BuildsNot.class);
        assertThat(outcomeOf(
                        "{uses: actions/download-artifact@v4, with: {name: sha, path: apps/web/commit.txt}}",
                        "run: docker build -f apps/web/Dockerfile ."))
                .isInstanceOf(Outcome.Exits.class);
    }

    @Test
    void whatACommandOfThePipelineMakesIsThere() {
        for (String makes : List.of(
                "mkdir -p apps/web/commit.txt",
                "date | tee apps/web/commit.txt",
                "curl -fsSL https://example.com/commit -o apps/web/commit.txt",
                "wget -q -O apps/web/commit.txt https://example.com/commit",
                "unzip -q commit.zip -d apps/web/commit.txt",
                "tar -xzf commit.tgz -C apps/web/commit.txt",
                "go build -o apps/web/commit.txt ./cmd",
                "npx esbuild --outfile=apps/web/commit.txt a.ts",
                "rsync -a x apps/web/commit.txt",
                "git clone https://example.com/x.git apps/web/commit.txt")) {
            assertThat(outcomeOf("run: " + makes, "run: docker build -f apps/web/Dockerfile ."))
                    .as(makes)
                    .isInstanceOf(Outcome.Exits.class);
        }
    }

    private static String copied(String source, String steps) {
        String tree = """
                -- .github/workflows/ship.yml --
                on: push
                jobs:
                  other:
                    steps:
                      - uses: actions/download-artifact@v4
                  ship:
                    steps:
                      - uses: actions/checkout@v4
                %s
                      - uses: docker/build-push-action@v6
                        with: {context: .}
                -- Makefile --
                build:
                	go build -o bin/server .
                -- shared/a.ts --
                export {};
                -- Dockerfile --
                FROM node:20-alpine
                COPY %s /srv/
                CMD ["node", "-e", "1"]
                """.formatted(steps.indent(6).stripTrailing(), source);
        return described(service(tree));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                out        | - uses: actions/download-artifact@v4
                out        | - {uses: actions/download-artifact@v4, with: {path: .}}
                shared/b   | - {uses: actions/cache@v4, with: {path: shared}}
                lib        | - {uses: actions/checkout@v4, with: {repository: acme/lib}}
                .env       | - uses: acme/create-envfile@v2
                data       | - uses: acme/release-downloader@v1
                lib        | - run: cp -r ../x/lib .
                shared/b   | - run: cp x/b shared
                shared/b   | - run: cp -t shared x/b
                dist2      | - run: rsync -a build/ dist2/
                model.bin  | - run: curl -LO https://x/y/model.bin?a=b
                model.bin  | - run: curl -fsSLo model.bin https://x/y
                model.bin  | - run: curl -O "https://x/$VERSION/model.bin"
                model.bin  | - run: wget https://x/model.bin
                data/m     | - run: wget -P data https://x/m
                lib        | - run: git clone --depth 1 https://github.com/a/lib.git
                data/a     | - run: unzip -q data.zip
                shared/b   | - run: unzip x.zip -d shared
                data/a     | - run: tar xzf data.tgz
                data       | - run: gh release download v1
                out        | - run: docker cp x:/out ./out
                out        | - run: docker cp x:/out .
                shared/b   | - run: docker run -v ./shared:/w builder
                deploy     | - run: pnpm --filter api deploy deploy
                a-1.tgz    | - run: npm pack
                bin/server | - run: make build
                gen        | - run: python gen.py --out-path=gen
                shared/gen | - run: node gen.js shared
                """)
    void whatAStepOfTheJobMayMakeIsNotMissing(String source, String step) {
        assertThat(copied(source, step)).isEqualTo("Exits [" + source + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                out        | - uses: actions/setup-node@v4
                out        | - uses: pnpm/action-setup@v4
                out        | - uses: aws-actions/amazon-ecr-login@v2
                out        | - {uses: actions/download-artifact@v4, with: {path: other}}
                model.bin  | - run: curl -fsS https://x/model.bin
                model      | - run: wget https://x/model.bin
                out        | - run: npm ci
                out        | - run: npx eslint out
                out        | - run: docker cp x:/in ./in
                lib        | - run: git clone https://github.com/a/other
                bin/server | - run: npm test
                shared/b   | - run: cp x/c shared
                """)
    void whatNoStepOfTheJobMakesIsMissing(String source, String step) {
        assertThat(copied(source, step)).isEqualTo("BuildsNot []");
    }

    private static String submodule(String path, String more) {
        return described(service("""
                -- .gitmodules --
                [submodule "vendor/app"]
                	path = %s
                	url = https://example.com/app.git
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY vendor/app/package.json vendor/app/server.js ./
                CMD ["node", "server.js"]
                %s
                """.formatted(path, more)));
    }

    @Test
    void aSubmoduleThatIsNotFilledYetMayHoldAnything() {
        assertThat(submodule("vendor/app", "")).isEqualTo("Undecided [vendor/app/package.json, vendor/app/server.js]");
        assertThat(submodule("vendor/other", "")).isEqualTo("BuildsNot []");
        assertThat(submodule("vendor/app", "-- vendor/app/package.json --\n{}\n"))
                .isEqualTo("BuildsNot []");
    }

    @Test
    void whatDockerIsNotSentSpeaksForNoContext() {
        String tree = """
                -- .gitignore --
                /app
                -- .dockerignore --
                app
                -- dev/Dockerfile.binary --
                FROM busybox:1.36
                COPY app /app
                ENTRYPOINT ["/app"]
                """;
        assertThat(service(tree).outcome().orElseThrow()).isInstanceOf(Outcome.Undecided.class);
    }
}
