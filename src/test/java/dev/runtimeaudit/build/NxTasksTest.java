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
}
