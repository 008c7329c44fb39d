package dev.runtimeaudit.build;

import org.junit.jupiter.api.Test;

/** What {@code nx} leaves behind. */
class NxTasksTest {

    private static BuiltImage built(String command, String files) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npx nx %s
                """.formatted(command) + files);
    }

    private static final String WORKSPACE = """
            -- nx.json --
            {"targetDefaults": {"build": {"dependsOn": ["^build"]}}}
            -- package.json --
            {"name": "root", "workspaces": ["apps/*", "libs/*"]}
            -- apps/api/package.json --
            {"name": "@acme/api", "dependencies": {"@acme/db": "*"}, "scripts": {"build": "mkdir -p out && cp ../../libs/db/made out/made"}}
            -- libs/db/package.json --
            {"name": "@acme/db", "scripts": {"build": "touch made"}}
            """;

    @Test
    void scriptsRunBehindThoseOfTheProjectsThatTheyDependOn() {
        for (String command :
                new String[] {"run-many -t build", "build api", "run @acme/api:build", "build @acme/api"}) {
            BuiltImage built = built(command, WORKSPACE);

            Builds.present(built, "/app/libs/db/made", "/app/apps/api/out/made");
            Builds.absent(built, "/app/apps/api/dist");
        }
    }

    @Test
    void aTargetThatNobodyFollowsMayHaveWrittenAnything() {
        BuiltImage built = built("run-many -t build", WORKSPACE + """
                -- libs/ui/project.json --
                {"name": "ui", "targets": {"build": {"executor": "@nx/js:tsc"}}}
                """);

        Builds.unknown(built, "/app/libs/db/made", "/app/libs/ui/dist/index.js");
    }

    @Test
    void commandsRunWhereTheyAreToldTo() {
        BuiltImage built = built("run site:gen", """
                -- nx.json --
                {}
                -- apps/site/project.json --
                {"name": "site", "targets": {"gen": {"executor": "nx:run-commands",
                  "options": {"cwd": "{projectRoot}", "commands": ["mkdir gen", {"command": "touch gen/a"}]}}}}
                """);

        Builds.present(built, "/app/apps/site/gen/a");
        Builds.absent(built, "/app/gen");
    }

    private static final String SITE = """
            -- nx.json --
            {"plugins": [{"plugin": "@nx/next/plugin"}, {"plugin": "@nx/js/typescript"}, "@nx/vite/plugin"]}
            -- package.json --
            {"name": "root", "workspaces": ["apps/*", "libs/*"], "dependencies": {"next": "15.0.0"}}
            -- package-lock.json --
            {"name": "root", "lockfileVersion": 3, "packages": {
              "": {"name": "root", "workspaces": ["apps/*", "libs/*"], "dependencies": {"next": "15.0.0"}},
              "apps/site": {"name": "@acme/site", "dependencies": {"@acme/ui": "*"}},
              "libs/ui": {"name": "@acme/ui"},
              "node_modules/@acme/site": {"resolved": "apps/site", "link": true},
              "node_modules/@acme/ui": {"resolved": "libs/ui", "link": true},
              "node_modules/next": {"version": "15.0.0", "bin": {"next": "dist/bin/next"}}}}
            -- apps/site/package.json --
            {"name": "@acme/site", "dependencies": {"@acme/ui": "*"}}
            -- apps/site/next.config.js --
            module.exports = { output: "standalone", outputFileTracingRoot: require("path").join(__dirname, "../..") };
            -- apps/site/app/page.tsx --
            export default () => null;
            -- libs/ui/package.json --
            {"name": "@acme/ui", "scripts": {"build": "touch made"}}
            """;

    private static BuiltImage site(String command, String files) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                RUN npx nx %s
                """.formatted(command) + files);
    }

    @Test
    void aPluginGivesProjectsOfNextTheirBuild() {
        for (String command : new String[] {"build site", "run @acme/site:build", "run-many -t build"}) {
            BuiltImage built = site(command, SITE);

            Builds.present(built, "/app/apps/site/.next/standalone/apps/site/server.js", "/app/libs/ui/made");
            Builds.absent(built, "/app/libs/ui/dist", "/app/apps/site/.next/standalone/server.js");
        }
    }

    @Test
    void theTargetOfAPluginIsCalledWhatItIsTold() {
        String named = SITE.replace(
                "{\"plugin\": \"@nx/next/plugin\"}",
                "{\"plugin\": \"@nx/next/plugin\", \"options\": {\"buildTargetName\": \"next:build\"}}");

        Builds.present(site("next:build site", named), "/app/apps/site/.next/standalone/apps/site/server.js");
        Builds.unknown(site("build site", named), "/app/apps/site/.next/standalone/apps/site/server.js");
    }

    @Test
    void whatAProjectSaysStandsOverItsPlugin() {
        BuiltImage script = site(
                "build site",
                SITE.replace(
                        "{\"name\": \"@acme/site\", \"dep",
                        "{\"name\": \"@acme/site\", \"scripts\": {\"build\": \"touch own\"}, \"dep"));
        Builds.present(script, "/app/apps/site/own");
        Builds.absent(script, "/app/apps/site/.next", "/app/libs/ui/made");

        BuiltImage needs = site("build site", SITE + """
                -- apps/site/project.json --
                {"name": "site", "targets": {"build": {"dependsOn": []}}}
                """);
        Builds.present(needs, "/app/apps/site/.next/standalone/apps/site/server.js");
        Builds.absent(needs, "/app/libs/ui/made");
    }

    @Test
    void aPluginThatIsNotKnownMayGiveAProjectAnyTarget() {
        BuiltImage other = site("build site", SITE.replace("@nx/vite/plugin", "./tools/plugin"));
        Builds.unknown(other, "/app/apps/site/.next/standalone/apps/site/server.js");

        BuiltImage some = site(
                "build site",
                SITE.replace(
                        "{\"plugin\": \"@nx/next/plugin\"}",
                        "{\"plugin\": \"@nx/next/plugin\", \"exclude\": [\"apps/site/*\"]}"));
        Builds.unknown(some, "/app/apps/site/.next/standalone/apps/site/server.js");

        BuiltImage both = site("build site", SITE + """
                -- apps/site/vite.config.ts --
                export default {};
                """);
        Builds.unknown(both, "/app/apps/site/.next/standalone/apps/site/server.js");
    }

    @Test
    void aScriptIsFollowedWhateverPluginsThereAre() {
        BuiltImage built = built("gen @acme/db", """
                -- nx.json --
                {"plugins": ["./tools/plugin"]}
                -- package.json --
                {"name": "root", "workspaces": ["libs/*"]}
                -- libs/db/package.json --
                {"name": "@acme/db", "scripts": {"gen": "touch made"}}
                """);

        Builds.present(built, "/app/libs/db/made");
        Builds.absent(built, "/app/libs/db/dist");
    }

    @Test
    void targetsThatMayRunInFrontMayHaveWrittenAnything() {
        String executor = WORKSPACE + """
                -- libs/db/project.json --
                {"name": "@acme/db", "targets": {"build": {"executor": "@nx/js:tsc"}}}
                """;
        Builds.unknown(built("build api", executor), "/app/libs/db/made", "/app/dist/libs/db/index.js");

        for (String needs : new String[] {
            "[{\"projects\": [\"@acme/db\"], \"target\": \"build\"}]", "[\"@acme/db:build\"]", "[\"^build-*\"]"
        }) {
            Builds.unknown(built("build api", WORKSPACE.replace("[\"^build\"]", needs)), "/app/libs/db/dist");
        }
        Builds.unknown(
                built(
                        "build api",
                        WORKSPACE.replaceFirst("\\{\"targetDefaults.*", "{\"extends\": \"./tools/preset.json\"}")),
                "/app/libs/db/dist");
        Builds.unknown(
                built(
                        "build api",
                        WORKSPACE
                                .replaceFirst(
                                        "\\{\"targetDefaults", "{\"plugins\": [\"./tools/plugin\"], \"targetDefaults")
                                .replace(", \"scripts\": {\"build\": \"touch made\"}", "")),
                "/app/libs/db/dist");
    }

    @Test
    void aDependencyWithoutTheTargetIsLookedThrough() {
        BuiltImage built = built("build api", WORKSPACE.replace("\"@acme/db\": \"*\"", "\"@acme/mid\": \"*\"") + """
                -- libs/mid/package.json --
                {"name": "@acme/mid", "dependencies": {"@acme/db": "*"}}
                """);

        Builds.present(built, "/app/libs/db/made", "/app/apps/api/out/made");
    }

    @Test
    void olderWorkspacesHaveTheirDefaultsElsewhere() {
        for (String settings : new String[] {
            "{\"targetDependencies\": {\"build\": [{\"target\": \"build\", \"projects\": \"dependencies\"}]}}",
            "{\"extends\": \"@nrwl/workspace/presets/npm.json\"}"
        }) {
            BuiltImage built = built("build api", WORKSPACE.replaceFirst("\\{\"targetDefaults.*", settings));
            Builds.present(built, "/app/apps/api/out/made");
            Builds.absent(built, "/app/libs/db/dist");
        }
        BuiltImage alone = built(
                "build api", WORKSPACE.replaceFirst("\\{\"targetDefaults.*", "{\"extends\": \"nx/presets/npm.json\"}"));
        Builds.absent(alone, "/app/libs/db/made", "/app/libs/db/dist");
    }

    @Test
    void dependenciesMayBeWrittenOut() {
        BuiltImage built = built(
                "build api", WORKSPACE.replace("[\"^build\"]", "[{\"dependencies\": true, \"target\": \"build\"}]"));

        Builds.present(built, "/app/apps/api/out/made");
    }
}
