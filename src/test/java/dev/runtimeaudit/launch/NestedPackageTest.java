package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a member of a workspace asks for lies at the root or in its own {@code node_modules}, whichever a hoisting install chooses: it is
 * found from there (laid out by yarn 4.18).
 */
class NestedPackageTest {

    private static final String PROJECT = """
        -- .yarnrc.yml --
        nodeLinker: node-modules
        -- package.json --
        {"name": "root", "packageManager": "yarn@4.12.0", "workspaces": ["a", "b"]}
        -- a/package.json --
        {"name": "a", "%s": {"redux": "1.0.0"}, "dependencies": {"react": "18.2.0", "@x/peers": "1.0.0"}}
        -- a/server.js --
        require("%s")
        require("http").createServer().listen(3000)
        -- b/package.json --
        {"name": "b", "dependencies": {"react": "17.0.2", "redux": "1.0.0"}}
        -- yarn.lock --
        __metadata:
          version: 8

        "@x/peers@npm:1.0.0":
          version: 1.0.0
          resolution: "@x/peers@npm:1.0.0"
          peerDependencies:
            react: "*"

        "a@workspace:a":
          version: 0.0.0-use.local
          resolution: "a@workspace:a"

        "b@workspace:b":
          version: 0.0.0-use.local
          resolution: "b@workspace:b"

        "react@npm:17.0.2":
          version: 17.0.2
          resolution: "react@npm:17.0.2"

        "react@npm:18.2.0":
          version: 18.2.0
          resolution: "react@npm:18.2.0"

        "redux@npm:1.0.0":
          version: 1.0.0
          resolution: "redux@npm:1.0.0"
          peerDependencies:
            react: "*"
        """;

    private static Outcome outcome(String lines, String group, String module) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /app
                RUN corepack enable
                COPY . .
                %s
                CMD ["node", "a/server.js"]
                """.formatted(lines)
                + PROJECT.formatted(group, module)
                        // one group, not two of the same name
                        .replace(
                                "\"dependencies\": {\"redux\": \"1.0.0\"}, \"dependencies\": {",
                                "\"dependencies\": {\"redux\": \"1.0.0\", "));
    }

    private static void starts(String lines) {
        assertThat(outcome(lines, "dependencies", "redux")).isInstanceOf(Outcome.Starts.class);
    }

    private static void isOpen(String lines, String group, String module) {
        assertThat(outcome(lines, group, module)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN yarn install",
                "RUN yarn workspaces focus a b",
                "RUN yarn install && yarn workspaces focus a b --production",
                "RUN yarn install\nRUN python3 step.py || true",
                "RUN yarn install\nFROM node:20-alpine\nWORKDIR /app\nCOPY --from=build /app/node_modules node_modules\n"
                        + "COPY --from=build /app/a a",
            })
    void itIsFoundFromTheMember(String lines) {
        starts(lines);
        assertThat(outcome(lines, "dependencies", "@x/peers")).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the directory of the member is left behind, or taken away
                "RUN yarn install\nFROM node:20-alpine\nWORKDIR /app\nCOPY --from=build /app/node_modules node_modules\n"
                        + "COPY a a",
                "RUN yarn install\nRUN rm -rf a/node_modules",
                "RUN yarn install\nRUN rm -rf */node_modules",
                "RUN yarn install\nRUN rm -rf a/*",
                // the root's is
                "RUN yarn install\nFROM node:20-alpine\nWORKDIR /app\nCOPY --from=build /app/a a",
                "RUN yarn install\nRUN rm -rf node_modules",
                // each comes from another install
                "RUN yarn install\nFROM build AS other\nRUN yarn workspaces focus --production a b\n"
                        + "FROM node:20-alpine\nWORKDIR /app\nCOPY --from=build /app/node_modules node_modules\n"
                        + "COPY --from=other /app/a a",
            })
    void whereOneOfTheTwoMayBeGoneItIsNotProven(String lines) {
        assertThat(outcome(lines, "dependencies", "redux")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anInstallWithoutTheMemberBringsNothingForIt() {
        isOpen("RUN yarn workspaces focus b\nRUN python3 step.py || true", "dependencies", "@x/peers");
    }

    @Test
    void whatTheMemberDoesNotAskForMayLieElsewhere() {
        isOpen("RUN yarn install", "peerDependencies", "redux");
        isOpen("RUN yarn install", "optionalDependencies", "redux");
        isOpen("RUN yarn install && yarn workspaces focus a b --production", "devDependencies", "redux");
    }

    /** Laid out by yarn 1.22, whose lockfile does not tell who has peers. */
    private static Outcome classic(String module) {
        return Started.outcome("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN yarn install --frozen-lockfile
                CMD ["node", "a/server.js"]
                -- package.json --
                {"name": "root", "private": true, "workspaces": ["a", "b"]}
                -- a/package.json --
                {"name": "a", "version": "1.0.0", "dependencies": {"react": "18.2.0", "@x/peers": "1.0.0"}, "devDependencies": {"@x/build": "1.0.0"}}
                -- a/server.js --
                require("%s")
                require("http").createServer().listen(3000)
                -- b/package.json --
                {"name": "b", "version": "1.0.0", "dependencies": {"react": "17.0.2", "redux": "1.0.0"}}
                -- yarn.lock --
                # yarn lockfile v1


                "@x/build@1.0.0":
                  version "1.0.0"

                "@x/peers@1.0.0":
                  version "1.0.0"

                react@17.0.2:
                  version "17.0.2"

                react@18.2.0:
                  version "18.2.0"

                redux@1.0.0:
                  version "1.0.0"
                """.formatted(module));
    }

    @Test
    void yarnLeavesItWithTheMemberOrAtTheRoot() {
        assertThat(classic("@x/peers")).isInstanceOf(Outcome.Starts.class);
        assertThat(classic("redux")).isInstanceOf(Outcome.Undecided.class); // another member asks for it
    }
}
