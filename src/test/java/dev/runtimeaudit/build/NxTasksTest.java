package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
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
        for (String plugin : new String[] {"./tools/plugin", "@nx/next", "@nx/docker"}) {
            BuiltImage built = built("gen @acme/db", """
                    -- nx.json --
                    {"plugins": ["%s"]}
                    -- package.json --
                    {"name": "root", "workspaces": ["libs/*"]}
                    -- libs/db/package.json --
                    {"name": "@acme/db", "scripts": {"gen": "touch made"}}
                    """.formatted(plugin));

            Builds.present(built, "/app/libs/db/made");
            Builds.unknown(built, "/app/libs/db/dist"); // it may let the script depend on anything
        }
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

    private static final String EXTRA =
            "-- libs/extra/package.json --\n{\"name\": \"@acme/extra\", \"scripts\": {\"build\": \"touch made\"}}\n";

    private static String with(String was, String is) {
        assertThat(WORKSPACE).contains(was);
        return WORKSPACE.replace(was, is) + EXTRA;
    }

    /** What decides what else is run, measured with nx 22.7. */
    @Test
    void whatIsNotFollowedOfTheOrderMayHaveWrittenAnything() {
        String api = "\"dependencies\": {\"@acme/db\": \"*\"}, \"scripts\"";
        String alone = "[\"^build\"]";
        for (String tree : new String[] {
            with(api, "\"nx\": {\"implicitDependencies\": [\"@acme/db\"]}, \"scripts\""),
            with(
                    api,
                    "\"dependencies\": {\"@acme/db\": \"*\"}, \"nx\": {\"implicitDependencies\": [\"!@acme/db\"]}, \"scripts\""),
            with("\"name\": \"root\"", "\"name\": \"root\", \"devDependencies\": {\"@nx/js\": \"22.7.7\"}"),
            with(
                    "{\"targetDefaults\"",
                    "{\"pluginsConfig\": {\"@nx/js\": {\"analyzeSourceFiles\": true}}, \"targetDefaults\""),
            with("{\"build\": {", "{\"nx:run-script\": {}, \"build\": {"),
            with("{\"build\": {", "{\"bui*\": {"),
            with(alone, alone + ", \"executor\": \"@nx/js:tsc\""),
            with(
                    "{\"targetDefaults\"",
                    "{\"pluginsConfig\": {\"@nx/js\": {\"analyzePackageJson\": false}}, \"targetDefaults\""),
            WORKSPACE + "-- .nxignore --\nlibs\n",
        }) {
            assertThat(tree).isNotEqualTo(WORKSPACE);
            Builds.unknown(built("build api", tree), "/app/libs/db/dist");
        }
        for (String command : new String[] {
            "build api extra", "build api -- extra", "build api --exclude-task-dependencies", "build api --mode=x"
        }) {
            Builds.unknown(built(command, WORKSPACE), "/app/libs/db/dist");
        }
    }

    @Test
    void whereAllProjectsAreAskedNoOtherOneIsLeft() {
        String sources =
                with("\"name\": \"root\"", "\"name\": \"root\", \"devDependencies\": {\"@nx/js\": \"22.7.7\"}");

        Builds.absent(built("run-many -t build", sources), "/app/libs/db/dist");
        Builds.unknown(built("run-many -t build -p api", sources), "/app/libs/db/dist");
    }

    @Test
    void anOrderThatIsNotKnownLeavesWhatTasksMakeInFrontOpen() {
        String behind = WORKSPACE
                .replace("[\"^build\"]", "[\"clean\", {\"projects\": [\"@acme/db\"], \"target\": \"build\"}]")
                .replace(
                        "\"scripts\": {\"build\": \"mkdir",
                        "\"scripts\": {\"clean\": \"rm -rf dist\", \"build\": \"mkdir");

        Builds.unknown(built("build api", behind + "-- apps/api/dist/a.js --\na\n"), "/app/apps/api/dist/a.js");
    }

    @Test
    void whereTheOrderIsNotKnownNoTaskIsSaidToFail() {
        String copies = WORKSPACE.replace("\"dependencies\": {\"@acme/db\": \"*\"}, ", "%s");
        String implicit = copies.formatted("\"nx\": {\"implicitDependencies\": [\"@acme/db\"]}, ");
        String imported = copies.formatted("")
                .replace("\"name\": \"root\"", "\"name\": \"root\", \"devDependencies\": {\"@nx/js\": \"22.7.7\"}");

        assertThat(built("run-many -t build -p api,db", copies.formatted("")).broken())
                .isNotEmpty();
        assertThat(built("run-many -t build -p api,db", implicit).broken()).isEmpty();
        assertThat(built("run-many -t build -p api,db", imported).broken()).isEmpty();
    }

    @Test
    void aConfigurationThatATargetDoesNotHaveLeavesItTheUsualOne() {
        BuiltImage built = built("run-many -t gen -p db -c production", """
                -- nx.json --
                {}
                -- package.json --
                {"name": "root"}
                -- libs/db/project.json --
                {"name": "db", "targets": {"gen": {"executor": "nx:run-commands", "defaultConfiguration": "plain",
                  "configurations": {"plain": {"command": "touch made"}}}}}
                """);

        Builds.present(built, "/app/made");
    }

    @Test
    void aFileOfVariablesMayBeThatOfATarget() {
        for (String file : new String[] {".env.gen", ".gen.local.env", ".env.gen.production"}) {
            BuiltImage built = built("gen db", """
                    -- nx.json --
                    {}
                    -- package.json --
                    {"name": "root"}
                    -- libs/db/project.json --
                    {"name": "db", "targets": {"gen": {"command": "touch ${OUT:-a}"}}}
                    -- libs/db/%s --
                    OUT=b
                    """.formatted(file));
            Builds.unknown(built, "/app/a");
        }
    }

    @Test
    void projectsWithoutTheTargetAreLeftOut() {
        BuiltImage built =
                built("run-many -t build", WORKSPACE + "-- libs/none/package.json --\n{\"name\": \"@acme/none\"}\n");

        Builds.present(built, "/app/apps/api/out/made");
        Builds.absent(built, "/app/libs/none/dist");
    }

    @Test
    void aTargetThatIsSaidTwiceIsNotFollowed() {
        String twice = WORKSPACE.replace(
                        "\"@acme/api\", ", "\"@acme/api\", \"nx\": {\"targets\": {\"build\": {\"dependsOn\": []}}}, ")
                + """
                -- apps/api/project.json --
                {"name": "@acme/api", "targets": {"build": {"cache": true}}}
                """;
        Builds.unknown(built("build @acme/api", twice), "/app/apps/api/out/made");
    }

    @Test
    void scriptsMayBeLeftOutAndProjectsHaveOtherNames() {
        String left = WORKSPACE.replace(
                "\"@acme/db\", \"scripts\"", "\"@acme/db\", \"nx\": {\"includedScripts\": []}, \"scripts\"");
        Builds.absent(built("build api", left.replace("&& cp ../../libs/db/made out/made", "")), "/app/libs/db/made");

        String named = WORKSPACE.replace(
                "\"@acme/db\", \"scripts\"", "\"@acme/db\", \"nx\": {\"name\": \"store\"}, \"scripts\"");
        Builds.present(built("build store", named), "/app/libs/db/made");
        Builds.unknown(built("build db", named), "/app/libs/db/made");
        Builds.unknown(
                built(
                        "generate @acme/db",
                        WORKSPACE.replace("\"build\": \"touch made\"", "\"generate\": \"touch made\"")),
                "/app/libs/db/made");
    }

    @Test
    void commandsAreTakenAsTheirOptionsSay() {
        String target = """
                -- nx.json --
                {}
                -- libs/db/project.json --
                {"name": "db", "targets": {"gen": {"executor": "nx:run-commands", %s}}}
                -- package.json --
                {"name": "root"}
                -- libs/api/project.json --
                {"name": "api", "targets": {}}
                """;
        Builds.present(
                built(
                        "gen db",
                        target.formatted(
                                "\"options\": {\"cwd\": \"{workspaceRoot}/libs/api\", \"command\": \"touch made\"}")),
                "/app/libs/api/made");
        Builds.present(
                built(
                        "gen db",
                        target.formatted(
                                "\"defaultConfiguration\": \"b\", \"options\": {\"command\": \"touch a\"}, \"configurations\": {\"b\": {\"command\": \"touch b\"}}")),
                "/app/b");
        BuiltImage both = built(
                "gen db", target.formatted("\"options\": {\"command\": \"touch a\", \"commands\": [\"touch b\"]}"));
        Builds.present(both, "/app/a");
        Builds.absent(both, "/app/b");
        Builds.unknown(
                built("gen db", target.formatted("\"options\": {\"command\": \"touch\", \"args\": \"b\"}")), "/app/b");
        BuiltImage variable = built(
                "gen db", target.formatted("\"options\": {\"command\": \"touch ${OUT:-a}\"}") + "-- .env --\nOUT=b\n");
        Builds.unknown(variable, "/app/a");
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
            String tree = WORKSPACE.replaceFirst("\\{\"targetDefaults.*", settings);
            String old = tree.replace(
                    "\"name\": \"root\"", "\"name\": \"root\", \"devDependencies\": {\"nx\": \"14.5.10\"}");
            BuiltImage built = built("build api", old);
            Builds.present(built, "/app/apps/api/out/made");
            Builds.absent(built, "/app/libs/db/dist");
        }
        // Nx 16 reads them no more; which nx it is says the manifest, and both kinds count for some.
        String kind = "{\"targetDependencies\": {\"build\": [\"^build\"]}}";
        String later = WORKSPACE
                .replaceFirst("\\{\"targetDefaults.*", kind)
                .replace("\"name\": \"root\"", "\"name\": \"root\", \"devDependencies\": {\"nx\": \"^16.0.0\"}");
        Builds.absent(built("build api", later), "/app/libs/db/made");
        for (String mixed : new String[] {
            kind,
            "{\"extends\": \"@nrwl/workspace/presets/npm.json\", \"targetDefaults\": {\"build\": {\"outputs\": []}}}",
            "{\"targetDependencies\": {\"build\": [\"^build\"]}, \"targetDefaults\": {\"build\": {\"dependsOn\": [\"gen\"]}}}"
        }) {
            Builds.unknown(
                    built(
                            "build api",
                            WORKSPACE.replaceFirst("\\{\"targetDefaults.*", Matcher.quoteReplacement(mixed))),
                    "/app/libs/db/dist");
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
