package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.at;
import static dev.runtimeaudit.build.Builds.mode;
import static dev.runtimeaudit.build.Builds.owner;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.program;
import static dev.runtimeaudit.build.Builds.text;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {

    private static BuiltImage alpine(String lines) {
        return Builds.build(
                "-- Dockerfile --\nFROM alpine:3.20\n" + lines + "\n-- d.txt --\nd\n-- c.sh --\n#!/bin/sh\n");
    }

    private static BuiltImage node(String lines) {
        return Builds.build("-- Dockerfile --\nFROM node:20-alpine\n" + lines
                + "\n-- package.json --\n{\"scripts\": {\"build\": \"tsc\"}}\n-- src/main.ts --\n\n");
    }

    @Test
    void packagesOfADistributionBringNoScriptThatProjectsStartWith() {
        String image = "-- Dockerfile --\nFROM node:20-bookworm-slim\nRUN apt-get update && apt-get install -y ";
        BuiltImage built = Builds.build(image + "curl some-package");

        absent(built, "/usr/bin/entrypoint.sh", "/usr/bin/start.sh");
        unknown(built, "/usr/bin/some-other.sh");
        unknown(Builds.build(image + "start.sh-tools"), "/usr/bin/start.sh");
    }

    @Test
    void packagesMayPutSourcesWhereTheDistributionKeepsThem() {
        unknown(
                Builds.build(
                        "-- Dockerfile --\nFROM node:20-slim\nRUN apt-get update && apt-get install -y googletest"),
                "/usr/src/googletest");
        unknown(
                Builds.build("-- Dockerfile --\nFROM node:20-alpine\nRUN apk add --no-cache some-sources"),
                "/usr/src/some-sources");
    }

    @Test
    void packageManagersSayWhichArchitectureTheyInstallFor() {
        String asks = "RUN case \"$(%s)\" in %s) touch /right ;; *) touch /wrong ;; esac";
        BuiltImage alpine = alpine(asks.formatted("apk --print-arch", "x86_64"));
        present(alpine, "/right");
        absent(alpine, "/wrong");
        BuiltImage debian = Builds.build(
                "-- Dockerfile --\nFROM debian:bookworm-slim\n" + asks.formatted("dpkg --print-architecture", "amd64"));
        present(debian, "/right");
        absent(debian, "/wrong");
        unknown(
                Builds.build("-- Dockerfile --\nFROM debian:bookworm-slim\n"
                        + asks.formatted("dpkg --print-foreign-architectures", "amd64")),
                "/wrong");
        BuiltImage arm = Builds.build("-- Dockerfile --\nFROM --platform=linux/arm64 alpine:3.20\n"
                + asks.formatted("apk --print-arch", "aarch64"));
        present(arm, "/right");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a-b-c | awk -F- '{ print $NF }'#c",
                "echo a-b-c | awk -F - '{print $2}'#b",
                "echo '  a   b ' | awk '{print $2}'#b",
                "echo 'a b' | awk '{ print $3; }'#",
                "echo 'a b' | awk '{print}'#a b",
                "printf '%s\\n' a:b c:d | awk -F: '{print $1}' | tail -n 1#c",
                "echo a.b | awk -F. '{print $NF}'#b",
            })
    void awkPrintsTheFieldOfEachLine(String line) {
        String[] parts = line.split("#", -1);
        BuiltImage built = alpine("RUN if [ \"$(" + parts[0] + ")\" = \"" + parts[1] + "\" ]; then touch /same; fi");
        present(built, "/same");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo a | awk '{ print \"x\" }'",
                "echo a | awk '/a/ { print $1 }'",
                "echo aXXb | awk -F'X+' '{ print $1 }'",
                "echo atb | awk -Ft '{ print $1 }'",
                "echo a | awk '{ print $1 }' /etc/passwd",
            })
    void whatElseAwkPrintsIsNotKnown(String line) {
        unknown(alpine("RUN if [ \"$(" + line + ")\" = a ]; then touch /same; fi"), "/same");
    }

    /** What a package of which nobody knows what is in it may have put there. */
    private static final String SOME = "RUN apk add --no-cache some-package\n";

    @Test
    void aBuildThatGoesOnBehindATestHasFoundWhatItAskedFor() {
        unknown(alpine(SOME), "/usr/bin/made");
        present(alpine(SOME + "RUN [ -f /usr/bin/made ] && echo found"), "/usr/bin/made");
        present(alpine(SOME + "RUN set -e; test -f /usr/bin/made; echo found"), "/usr/bin/made");
        BuiltImage directory = alpine(SOME + "RUN test -d /usr/share/made && echo found");
        present(directory, "/usr/share/made");
        unknown(directory, "/usr/share/made/of");
        present(alpine(SOME + "RUN test -f /usr/bin/made"), "/usr/bin/made");
        present(alpine(SOME + "RUN true && [ -f /usr/bin/made ]"), "/usr/bin/made");
        absent(alpine(SOME + "RUN ! test -f /usr/bin/made"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN test -f /usr/bin/made || true"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN sh -c 'test -f /usr/bin/made' || true"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN sh -c 'test -f /usr/bin/made'; true"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN (test -f /usr/bin/made) || true"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN [ -e /usr/bin/made ] && echo found"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN [ -f /usr/bin/made ]; echo whatever"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN [ -f /usr/bin/made ] || [ -f /usr/bin/other ] && echo found"), "/usr/bin/made");
    }

    @Test
    void whatIsMadeUnlessItIsThereIsThere() {
        BuiltImage built =
                alpine(SOME + "COPY d.txt /d.txt\nRUN if [ ! -f /usr/bin/made ]; then cp /d.txt /usr/bin/made; fi");
        present(built, "/usr/bin/made");
        assertThat(((Node.File) ((Fact.Present<Located>) at(built, "/usr/bin/made"))
                                .value()
                                .node())
                        .content()
                        .text())
                .isInstanceOf(Fact.Unknown.class);
        present(alpine(SOME + "RUN [ -f /usr/bin/made ] || touch /usr/bin/made"), "/usr/bin/made");
        unknown(alpine(SOME + "RUN if [ ! -f /usr/bin/made ]; then touch /d.txt; fi"), "/usr/bin/made");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM node:20-slim\nRUN apt-get update && apt-get install -y some-sources",
                "FROM node:20-alpine\nRUN apk add git"
            })
    void packagesPutNothingAmongTheSourcesOfAProject(String packages) {
        BuiltImage built = Builds.build(
                "-- Dockerfile --\n" + packages + "\nWORKDIR /usr/src/app\nCOPY d.txt .\n-- d.txt --\nd\n");

        present(built, "/usr/src/app/d.txt");
        absent(built, "/usr/src/app/package.json", "/usr/src/app/node_modules");
        absent(built, "/usr/src/package.json", "/usr/src/node_modules", "/usr/src/pnpm-workspace.yaml");
        unknown(built, "/usr/src/git");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm install --only=production", "npm ci", "npm install --omit=dev --no-audit"})
    void projectBesideThePackagesOfADistributionIsNoMemberOfAnother(String install) {
        String manifests = """
                -- package.json --
                {"dependencies": {"left": "1.0.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {
                  "": {"dependencies": {"left": "1.0.0"}},
                  "node_modules/left": {"version": "1.0.0", "resolved": "r", "hasInstallScript": true}}}
                """;
        String steps = "\nWORKDIR /usr/src/app\nCOPY package*.json ./\nRUN " + install + "\n";
        String packages = "-- Dockerfile --\nFROM node:20-alpine\nRUN apk add --update --no-cache python3 make g++";
        String before = "-- Dockerfile --\nFROM node:20-alpine\nRUN apk add python3\n";
        String stranger = before + "RUN ./make-something /usr/src";

        present(Builds.build(packages + steps + manifests), "/usr/src/app/node_modules/left");
        // What is copied there before stays what it is.
        present(
                Builds.build(
                        "-- Dockerfile --\nFROM node:20-alpine\nCOPY d.txt /usr/src/package.json\nRUN apk add python3"
                                + "\n-- d.txt --\n{}\n"),
                "/usr/src/package.json");
        unknown(Builds.build(stranger + steps + manifests), "/usr/src/app/node_modules/left");
    }

    @Test
    void aModuleOfPm2ReplacesNothingOfTheProject() {
        BuiltImage built = node("RUN npm i -g pm2\nWORKDIR /app\nCOPY src src\nRUN pm2 install pm2-logrotate");

        present(built, "/app/src/main.ts", "/usr/local/bin/pm2-runtime");
        assertThat(text(built, "/app/src/main.ts")).isBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git config --global --add safe.directory /app",
                "git lfs install",
                "git -C /app rev-parse HEAD",
                "git fetch --tags",
                "git config user.name x"
            })
    void gitKeepsItsSettingsToItself(String command) {
        BuiltImage built = alpine("RUN apk add git\nWORKDIR /app\nCOPY d.txt .git/HEAD\nRUN " + command);

        absent(built, "/app/package.json", "/app/node_modules", "/tmp/x");
        unknown(built, "/app/.git/x", "/root/.gitconfig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git pull",
                "git checkout .",
                "git submodule update",
                "git lfs pull",
                "git config -f x.conf a b",
                "git --work-tree=/app fetch",
                "git -c alias.x=!make x"
            })
    void whatElseGitDoesMayChangeTheProject(String command) {
        unknown(alpine("RUN apk add git\nWORKDIR /app\nRUN " + command), "/app/package.json");
    }

    @Test
    void whatIsRemovedIsGoneUntilItComesBack() {
        BuiltImage built = alpine("""
                COPY d.txt /app/
                RUN rm /app/d.txt
                COPY c.sh /app/
                RUN rm -rf /app/c.sh /nope
                COPY c.sh /app/""");

        absent(built, "/app/d.txt");
        present(built, "/app/c.sh");
        assertThat(built.broken()).isEmpty();
        assertThat(at(built, "/app/d.txt").evidence()).hasToString("Dockerfile:3 runs `rm /app/d.txt`");
    }

    @Test
    void filesAreMadeCopiedMovedAndLinked() {
        BuiltImage built = alpine("""
                WORKDIR /app
                COPY d.txt c.sh ./
                RUN mkdir -p a/b && cp d.txt a/b/ && cp -r a copy && mv c.sh run.sh && ln -s run.sh start
                RUN echo hello > greeting && touch empty && chmod 755 d.txt && chmod -x run.sh""");

        present(built, "/app/a/b/d.txt", "/app/copy/b/d.txt", "/app/run.sh", "/app/greeting", "/app/empty");
        absent(built, "/app/c.sh", "/app/copy/a");
        assertThat(((Node.Link) Builds.value(
                                        built.image().files().at(dev.runtimeaudit.image.ImagePath.of("/app/start")))
                                .node())
                        .target())
                .isEqualTo("run.sh");
        assertThat(text(built, "/app/greeting")).isEqualTo("hello\n");
        assertThat(mode(built, "/app/d.txt")).isEqualTo("755");
        assertThat(mode(built, "/app/run.sh")).isEqualTo("644");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void usersAreMadeWithTheNumbersTheToolsGive() {
        BuiltImage built = alpine("""
                RUN addgroup -S app && adduser -S -G app app
                RUN adduser -D -u 1234 other && mkdir /data && chown -R other:app /data""");

        assertThat(user(built, "app")).isEqualTo(new Account("app", 100, 101, "/home/app"));
        assertThat(user(built, "other")).isEqualTo(new Account("other", 1234, 1234, "/home/other"));
        assertThat(owner(built, "/data")).isEqualTo("1234:101");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void shadowMakesUsersOnDebian() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM debian:bookworm-slim
                RUN groupadd -g 1001 nodejs && useradd -r -u 1001 -g nodejs -m nextjs
                RUN adduser --system --uid 1002 web
                """);

        assertThat(user(built, "nextjs")).isEqualTo(new Account("nextjs", 1001, 1001, "/home/nextjs"));
        assertThat(user(built, "web").uid()).isEqualTo(1002);
        assertThat(built.broken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node:22-alpine | RUN apk add --no-cache shadow && useradd --system --create-home app",
                "node:22-slim   | RUN useradd -m app",
                "node:22-slim   | RUN adduser app",
            })
    void aNewHomeHasNoSettingsOfPackageManagers(String image, String step) {
        BuiltImage built = home(image, step);

        absent(built, "/home/app/.npmrc", "/home/app/.yarnrc");
        assertThat(looked(built, "/home/app/.profile")).isInstanceOf(Fact.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node:22-slim         | COPY skel /etc/skel",
                "node:22-slim         | COPY skel /opt/skel",
                "node:22-slim         | RUN nobody-knows-it /etc/skel",
                "node:22-slim         | RUN echo a > /home/app/.npmrc",
                "example.org/some/app | RUN true",
            })
    void aHomeThatIsMadeOfSomethingElseMayHaveThem(String image, String step) {
        String option = step.contains("/opt") ? "-k /opt/skel " : "";
        String makes = "RUN useradd -m " + option + "app";
        boolean after = step.contains("/home");
        BuiltImage built = home(image, after ? makes + "\n" + step : step + "\n" + makes);

        assertThat(looked(built, "/home/app/.npmrc")).isNotInstanceOf(Fact.Absent.class);
    }

    private static BuiltImage home(String image, String steps) {
        return Builds.build("""
                -- Dockerfile --
                FROM %s
                %s
                -- skel/.npmrc --
                node-linker=hoisted
                """.formatted(image, steps));
    }

    private static Fact<?> looked(BuiltImage built, String path) {
        return built.image().files().at(dev.runtimeaudit.image.ImagePath.of(path));
    }

    private static Account user(BuiltImage built, String name) {
        return Builds.value(built.image().accounts().user(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pnpm install                   | 127 | COMMAND_NOT_FOUND | /bin/sh: pnpm: not found",
                "useradd -m app                 | 127 | COMMAND_NOT_FOUND | /bin/sh: useradd: not found",
                "chmod +x /entrypoint.sh        | 1   | STEP_FAILS        | chmod: /entrypoint.sh: No such file or directory",
                "mkdir /etc                     | 1   | STEP_FAILS        | mkdir: can't create directory '/etc': File exists",
                "rm /app/nope                   | 1   | STEP_FAILS        | rm: can't remove '/app/nope': No such file or directory",
                "cp /app/nope /tmp/             | 1   | STEP_FAILS        | cp: can't stat '/app/nope': No such file or directory",
                "chown app:app /tmp             | 1   | UNKNOWN_USER      | chown: unknown user/group app:app",
                "adduser -D root                | 1   | STEP_FAILS        | adduser: user 'root' in use",
            })
    void aProvenFailureBreaksTheBuild(String command, int code, Cause cause, String words) {
        BuiltImage built = alpine("RUN echo hi && " + command + " && echo there");

        assertThat(built.broken()).singleElement().satisfies(broken -> {
            assertThat(broken.failure().exitCode()).isEqualTo(code);
            assertThat(broken.failure().cause()).isEqualTo(cause);
            assertThat(broken.failure().output()).isEqualTo(words);
            assertThat(broken.failure().at()).hasToString("Dockerfile:2");
            assertThat(broken.engine())
                    .isEqualTo("process \"/bin/sh -c echo hi && " + command
                            + " && echo there\" did not complete successfully: exit code: " + code);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "false; true",
                "pnpm install || true",
                "if command -v pnpm; then pnpm install; fi",
                "test -f /nope || mkdir /nope",
                "mkdir -p /etc /app && rm -f /nope",
                "some-script-that-nobody-knows || exit 0",
            })
    void whatTheShellForgivesBreaksNothing(String command) {
        assertThat(alpine("RUN " + command).broken()).isEmpty();
    }

    @Test
    void aStatusThatTheScriptChoosesIsTheBuilds() {
        BuiltImage built = alpine("RUN exit 7");

        assertThat(built.broken())
                .singleElement()
                .satisfies(b -> assertThat(b.engine())
                        .isEqualTo("process \"/bin/sh -c exit 7\" did not complete successfully: exit code: 7"));
    }

    @Test
    void whatTheEngineCannotStartEndsWithOne() {
        assertThat(alpine("RUN [\"nope\"]").broken()).singleElement().satisfies(b -> {
            assertThat(b.engine()).isEqualTo("process \"nope\" did not complete successfully: exit code: 1");
            assertThat(b.failure().cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
        });
        BuiltImage noShell = Builds.build("""
                -- Dockerfile --
                FROM gcr.io/distroless/nodejs20-debian12
                RUN echo hi
                """);
        assertThat(noShell.broken())
                .singleElement()
                .satisfies(b -> assertThat(b.engine())
                        .isEqualTo("process \"/bin/sh -c echo hi\" did not complete successfully: exit code: 1"));
    }

    @Test
    void aUserWhoIsNotThereCannotRunAnything() {
        BuiltImage built = alpine("USER app\nRUN id");

        assertThat(built.broken()).singleElement().satisfies(b -> {
            assertThat(b.failure().cause()).isEqualTo(Cause.UNKNOWN_USER);
            assertThat(b.engine())
                    .isEqualTo("process \"/bin/sh -c id\" did not complete successfully: unable to find user app: no"
                            + " matching entries in passwd file");
        });
    }

    @Test
    void oneWhoIsNotRootMayNotWriteEverywhere() {
        BuiltImage built = alpine("USER nobody\nRUN touch /usr/x");

        assertThat(built.broken()).singleElement().satisfies(b -> {
            assertThat(b.failure().output()).isEqualTo("touch: /usr/x: Permission denied");
            assertThat(b.failure().cause()).isEqualTo(Cause.USER_CANNOT_WRITE);
        });
    }

    @Test
    void behindAFailureTheFoldGoesOn() {
        BuiltImage built = alpine("""
                WORKDIR /app
                RUN pnpm install && mkdir /made && nope
                RUN yarn build""");

        assertThat(built.failures()).extracting(f -> f.subject()).containsExactly("pnpm", "yarn");
        present(built, "/made");
    }

    @Test
    void hereDocumentsAreRun() {
        BuiltImage built = alpine("""
                RUN <<EOF
                mkdir -p /app
                echo a > /app/a
                false
                echo b > /app/b
                EOF""");

        present(built, "/app/a", "/app/b");
        BuiltImage failing = alpine("RUN <<EOF\necho a\nnope\nEOF");
        assertThat(failing.broken()).singleElement().satisfies(b -> {
            assertThat(b.engine()).contains("process \"/bin/sh -c echo a\\nnope\\n\"");
            assertThat(b.failure().at()).hasToString("Dockerfile:4");
        });
    }

    @Test
    void mountsAreThereWhileItRunsAndNeverAfterwards() {
        BuiltImage built = alpine("""
                WORKDIR /app
                RUN --mount=type=bind,source=d.txt,target=/in/d.txt --mount=type=cache,target=/root/.cache \
                    cp /in/d.txt copied.txt && touch /root/.cache/x
                RUN --mount=type=secret,id=npmrc,target=/root/.npmrc cat /root/.npmrc
                RUN --mount=target=nope,source=nope true""");

        present(built, "/app/copied.txt");
        absent(built, "/in/d.txt", "/root/.cache/x", "/root/.npmrc");
        assertThat(built.failures()).extracting(f -> f.cause()).containsExactly(Cause.COPY_SOURCE_MISSING);
    }

    @Test
    void installedPackagesBringCommands() {
        BuiltImage built = alpine("RUN apk add --no-cache tini curl bash");
        present(built, "/sbin/tini", "/usr/bin/curl", "/bin/bash");
        absent(built, "/usr/bin/git", "/usr/local/bin/pnpm");

        BuiltImage more = alpine("RUN apk add --no-cache something-else");
        unknown(more, "/usr/bin/git", "/usr/bin/something-else");
        absent(more, "/usr/local/bin/pnpm");

        BuiltImage debian = Builds.build("""
                -- Dockerfile --
                FROM node:20-bookworm-slim
                RUN apt-get update && apt-get install -y --no-install-recommends curl dumb-init && rm -rf /var/lib/apt/lists/*
                """);
        present(debian, "/usr/bin/curl", "/usr/bin/dumb-init");
        absent(debian, "/usr/bin/git");
        assertThat(program(debian, "/usr/bin/dumb-init").name()).isEqualTo("dumb-init");
        assertThat(debian.broken()).isEmpty();
    }

    @Test
    void packagesOfKnownDependenciesBringNoCommandThatHealthChecksAskFor() {
        BuiltImage alpine = alpine("RUN apk add --no-cache nginx git ffmpeg curl");
        present(alpine, "/usr/bin/curl");
        absent(alpine, "/bin/bash", "/usr/local/bin/curl");
        unknown(alpine, "/usr/bin/zstd");
        // What these depend on was not read.
        unknown(alpine("RUN apk add --no-cache imagemagick"), "/bin/bash", "/usr/bin/curl");

        String slim = """
                -- Dockerfile --
                FROM node:20-bookworm-slim
                RUN apt-get update && apt-get %s
                """;
        BuiltImage debian = Builds.build(slim.formatted("install -y openssl git"));
        absent(debian, "/usr/bin/curl", "/usr/bin/wget", "/bin/nc");
        unknown(debian, "/usr/bin/zstd");
        unknown(Builds.build(slim.formatted("install -y openssl something-else")), "/usr/bin/curl");
        unknown(Builds.build(slim.formatted("build-dep -y git")), "/usr/bin/curl");
    }

    @Test
    void removingWhatIsNotKnownLetsNothingAppear() {
        absent(alpine("RUN mkdir /app && cd /app && rm -rf $(ls /opt)/*"), "/app/start.sh");
        unknown(alpine("RUN mkdir /app && cd /app && touch $(ls /opt)/*"), "/app/start.sh");
    }

    @Test
    void virtualPackagesGoAwayTogether() {
        BuiltImage built = alpine("RUN apk add --no-cache --virtual .deps curl make && apk del .deps");

        absent(built, "/usr/bin/curl", "/usr/bin/make");
    }

    @Test
    void whatWasAskedForByNameAsWellOutlivesAVirtualPackage() {
        BuiltImage built = alpine("""
                RUN apk add --no-cache --virtual .deps curl make && apk add --no-cache curl && apk del .deps""");
        present(built, "/usr/bin/curl");
        absent(built, "/usr/bin/make");

        // What the other one needs is not known: it may keep the command alive.
        unknown(
                alpine("RUN apk add --no-cache --virtual .deps make && apk add imagemagick && apk del .deps"),
                "/usr/bin/make");
        absent(alpine("RUN apk add --no-cache curl && apk del curl"), "/usr/bin/curl");
    }

    @Test
    void anInstallerThatIsFetchedMayPutCommandsAnywhere() {
        String slim = """
                -- Dockerfile --
                FROM debian:bookworm-slim
                RUN apt-get update && apt-get install -y --no-install-recommends curl python3
                RUN %s
                """;
        for (String step : List.of(
                "curl -fsSL https://example.org/install | bash -",
                "curl -fsSL https://example.org/install | sh -s -- -y",
                "curl -fsSL https://example.org/install.py | python3 -",
                "curl -fsSL https://example.org/install.py | python3",
                "curl -fsSLO https://example.org/install.py && python3 install.py",
                "python3 -c \"$(curl -fsSL https://example.org/install.py)\"")) {
            unknown(Builds.build(slim.formatted(step)), "/usr/local/bin/tool", "/usr/bin/tool");
        }
        for (String step : List.of("python3 -c 'print(1)'", "echo 'true' | sh", "echo 'print(1)' | python3")) {
            absent(Builds.build(slim.formatted(step)), "/usr/local/bin/tool");
        }
    }

    @Test
    void aPackageOfAnotherRepositoryMayBringMoreThanTheDistributions() {
        String slim = """
                -- Dockerfile --
                FROM debian:bookworm-slim
                RUN %s
                RUN apt-get update && apt-get install -y --no-install-recommends nodejs
                """;
        absent(Builds.build(slim.formatted("mkdir -p /etc/apt/keyrings")), "/usr/bin/npm");
        for (String step : List.of(
                "echo 'deb https://example.org nodistro main' > /etc/apt/sources.list.d/node.list",
                "echo 'deb https://example.org nodistro main' >> /etc/apt/sources.list",
                "echo 'deb https://example.org nodistro main' | tee /etc/apt/sources.list.d/node.list")) {
            BuiltImage built = Builds.build(slim.formatted(step));
            present(built, "/usr/bin/node");
            unknown(built, "/usr/bin/npm");
            absent(built, "/usr/bin/pnpm");
        }
    }

    @Test
    void packageManagersOfNodeCome() {
        present(node("RUN corepack enable"), "/usr/local/bin/pnpm", "/usr/local/bin/yarn");
        present(node("RUN npm install -g pnpm@9 pm2"), "/usr/local/bin/pnpm", "/usr/local/bin/pm2-runtime");
        BuiltImage unknown = node("RUN npm i -g @example/cli");
        unknown(unknown, "/usr/local/bin/cli", "/usr/local/bin/pnpm");
        BuiltImage only = node("RUN corepack enable yarn");
        absent(only, "/usr/local/bin/pnpm");
        assertThat(program(only, "/usr/local/bin/yarn").name()).isEqualTo("corepack-shim");
    }

    @Test
    void anInstallLeavesModulesThatNobodyListed() {
        BuiltImage built = node("""
                WORKDIR /app
                COPY package.json .
                RUN npm install""");

        present(built, "/app/node_modules");
        unknown(built, "/app/node_modules/express");
        absent(built, "/app/dist/main.js", "/usr/local/bin/tsc");
        assertThat(((Fact.Unknown<?>) at(built, "/app/node_modules/express")).reason())
                .isEqualTo(Reason.INSTALLED_MODULES_NOT_MODELLED);
    }

    @Test
    void aBuildLeavesSomethingBelowTheCurrentDirectory() {
        BuiltImage built = node("""
                WORKDIR /app
                COPY . .
                RUN corepack enable && pnpm install && pnpm run build""");

        unknown(built, "/app/dist/main.js");
        absent(built, "/srv/dist", "/usr/bin/git");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aFrozenInstallNeedsItsLockfile() {
        BuiltImage built = node("WORKDIR /app\nCOPY package.json .\nRUN npm ci");

        assertThat(built.failures()).extracting(f -> f.cause()).containsExactly(Cause.INSTALL_CANNOT_SUCCEED);
    }

    @Test
    void anUnknownBaseIsFollowedByTheNamesOfItsCommands() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM registry.example.org/base:1
                WORKDIR /app
                RUN mkdir -p made && adduser -D app && some-tool
                USER app
                """);

        present(built, "/app/made");
        assertThat(built.broken()).isEmpty();
    }

    @Test
    void withholdingKnowledgeNeverMakesAFinding() {
        String dockerfile = """
                -- Dockerfile --
                FROM node:20-alpine AS build
                RUN apk add --no-cache curl && curl -fsSL https://example.org/x -o /usr/local/bin/x && chmod +x /usr/local/bin/x
                RUN addgroup -S app && adduser -S -G app app && corepack enable
                WORKDIR /app
                COPY package.json .
                RUN pnpm install && chown -R app:app /app
                FROM debian:bookworm-slim
                RUN apt-get update && apt-get install -y curl tini && groupadd x && useradd -g x y
                COPY --from=build /app /app
                RUN tini --version && curl --version && chown y:x /app
                -- package.json --
                {}
                """;
        for (Knowledge less : List.of(
                Builds.KNOWLEDGE,
                Knowledge.none(),
                Builds.KNOWLEDGE.withoutBaseImages(),
                Builds.KNOWLEDGE.withoutPackages())) {
            assertThat(Builds.build(Builds.request(dockerfile), less).broken()).isEmpty();
        }
    }

    @Test
    void aPackageThatIsCalledLikeACommandBringsThatOneAndNoOther() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:22-slim
                RUN apt-get update && apt-get install -y git bash curl pkg-config && rm -rf /var/lib/apt/lists/*
                """);

        assertThat(built.image().files().follow(ImagePath.of("/usr/bin/wget"))).isInstanceOf(Fact.Absent.class);
        assertThat(built.image().files().follow(ImagePath.of("/usr/bin/curl"))).isInstanceOf(Fact.Present.class);
    }

    @Test
    void aProgramIsCopiedFromAnImageThatHoldsNothingElse() {
        BuiltImage built = Builds.build("""
                -- Dockerfile --
                FROM node:22-slim
                COPY --from=ghcr.io/astral-sh/uv:0.5.1 /uv /uvx /bin/
                """);

        assertThat(built.image().files().follow(ImagePath.of("/usr/bin/wget"))).isInstanceOf(Fact.Absent.class);
        assertThat(built.image().files().follow(ImagePath.of("/usr/bin/uv"))).isInstanceOf(Fact.Present.class);
    }

    @Test
    void editingInPlaceForgetsTheContentButNotTheFile() {
        BuiltImage built = Builds.build("-- Dockerfile --\nFROM alpine:3.20\nCOPY a b /x/\n"
                + "RUN sed -i 's/1/2/' /x/a && sed -i 's/\\r$//' /x/b\n-- a --\n1\n-- b --\n#!/bin/sh\r\n");

        assertThat(((Node.File) Builds.node(built, "/x/a")).content().text()).isInstanceOf(Fact.Unknown.class);
        assertThat(text(built, "/x/b")).isEqualTo("#!/bin/sh\n");
    }

    @Test
    void whatInstallsIsToldByItsArgumentsWhateverRunsIt() {
        present(node("RUN npm add --location=global pnpm@^10"), "/usr/local/bin/pnpm");
        BuiltImage built = alpine("""
                RUN apk add --no-cache nodejs && node /usr/lib/npm/bin/npm-cli.js install -g npm.tgz
                RUN apk add --no-cache make
                RUN npm ci && pnpm install""");

        assertThat(built.broken()).isEmpty();
        unknown(built, "/usr/bin/pnpm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python -c 1",
                "python3 make.py",
                "gunzip < x",
                "yq . x",
                "next telemetry",
                "npx thing",
                "mvn package",
                "dotnet publish",
                "pip install x"
            })
    void aToolOfAnUnknownBaseDoesNotCallItselfForEver(String command) {
        BuiltImage built = Builds.build("-- Dockerfile --\nFROM example.org/x\nRUN " + command + "\n");

        assertThat(built.broken()).isEmpty();
    }

    @Test
    void aCommandOfAnUnknownBaseIsNotLookedUpForEver() {
        assertThat(Builds.build("-- Dockerfile --\nFROM example.org/x\nRUN node build.js && sh -c nope\n")
                        .broken())
                .isEmpty();
    }

    @Test
    void chmodOfFilesThatAreNotAllListedChangesThoseThatAre() {
        BuiltImage built = node("""
                WORKDIR /app
                COPY package.json .
                RUN npm run build
                COPY src ./scripts
                RUN chmod +x ./scripts/*""");

        assertThat(mode(built, "/app/scripts/main.ts")).isEqualTo("755");
        assertThat(mode(built, "/app/package.json")).isEqualTo("644");
    }

    @Test
    void manyWaysThroughAScriptAreNoProofThatItFails() {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        for (int i = 0; i < 8; i++) {
            script.append("case \"$(uname -").append(i).append(")\" in a) x=1;; b) x=2;; *) x=3;; esac\n");
            script.append("if [ -x /etc/unknown").append(i).append(" ]; then exit 1; fi\n");
        }
        BuiltImage built =
                Builds.build("-- Dockerfile --\nFROM alpine:3.20\nCOPY run.sh /\nRUN /run.sh\n-- run.sh --\n" + script);

        assertThat(built.broken()).isEmpty();
    }

    /** aports: npm, yarn and pnpm depend on nodejs, nodejs on ca-certificates, and procps brings many commands. */
    @Test
    void packagesOfAlpineBringWhatTheyDependOn() {
        present(alpine("RUN apk add --no-cache npm"), "/usr/bin/npm", "/usr/bin/node");
        present(alpine("RUN apk add --no-cache yarn"), "/usr/bin/node");
        unknown(
                alpine("RUN apk add --no-cache nodejs procps curl"),
                "/usr/bin/corepack",
                "/usr/bin/vmstat",
                "/usr/sbin/update-ca-certificates");
        absent(alpine("RUN apk add --no-cache nodejs curl"), "/usr/bin/openssl", "/bin/bash");
    }

    @Test
    void packagesOfAlpineThatUseTheLibrariesOfOpensslDoNotBringItsCommand() {
        BuiltImage built = alpine("RUN apk add --no-cache nginx bash su-exec");

        absent(built, "/usr/bin/openssl", "/usr/bin/curl");
        present(alpine("RUN apk add --no-cache nginx openssl"), "/usr/bin/openssl");
    }

    @Test
    void packagesOfAlpineThatWereNotMeasuredMayBringAnyCommandAlong() {
        BuiltImage built = alpine("RUN apk add --no-cache redis gettext");

        present(built, "/usr/bin/redis-server", "/usr/bin/envsubst");
        absent(built, "/usr/bin/openssl", "/usr/bin/curl");
        unknown(alpine("RUN apk add --no-cache postfix"), "/usr/bin/openssl", "/usr/bin/curl");
        unknown(alpine("RUN apk add --no-cache imagemagick"), "/bin/bash");
    }

    @Test
    void whatMayBeThereAlreadyNeedNotBeMade() {
        String image = """
                -- Dockerfile --
                FROM node:20-alpine
                RUN %s
                USER node
                RUN mkdir -p /data/uploads
                """;
        assertThat(Builds.build(image.formatted("mkdir /data")).failures())
                .extracting(f -> f.cause())
                .containsExactly(Cause.USER_CANNOT_WRITE);
        assertThat(Builds.build(image.formatted("mkdir /data && cp -r $(ls /opt) /data/"))
                        .failures())
                .extracting(f -> f.cause())
                .doesNotContain(Cause.USER_CANNOT_WRITE);
    }
}
