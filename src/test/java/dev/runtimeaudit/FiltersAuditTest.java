package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Outcome;
import org.junit.jupiter.api.Test;

/** Filters that select no package of a workspace: each manager has its own mind of it. */
class FiltersAuditTest {

    private static final String TREE = """
            -- Dockerfile --
            FROM node:20-alpine
            RUN npm install -g pnpm@9.15.0 turbo@2.5.8
            WORKDIR /app
            COPY . .
            RUN RUNS
            CMD ["node", "apps/api/out.js"]
            -- package.json --
            {"name": "acme", "private": true, "packageManager": "pnpm@9.15.0", "workspaces": ["apps/*"]}
            -- pnpm-workspace.yaml --
            packages:
              - apps/*
            -- turbo.json --
            {"tasks": {"build": {}}}
            -- apps/api/package.json --
            {"name": "@acme/api", "scripts": {"build": "cp in.js out.js"}}
            -- apps/api/in.js --
            require("http").createServer().listen(80);
            """;

    private static Outcome outcome(String tree) {
        return Replayed.tree(tree).workspace().services().get(0).outcome().orElseThrow();
    }

    private static Outcome running(String command) {
        return outcome(TREE.replace("RUNS", command));
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.BuildsNot not) {
            return not.failure().output();
        }
        return outcome instanceof Outcome.Dies dies
                ? dies.failure().output()
                : outcome.getClass().getSimpleName();
    }

    private static final String MISSING = "Error: Cannot find module '/app/apps/api/out.js'";

    @Test
    void pnpmRunsNothingAndIsContent() {
        assertThat(said(running("pnpm --filter=@acme/apis run build"))).isEqualTo(MISSING);
        assertThat(((Outcome.Dies) running("pnpm --filter=@acme/apis run build"))
                        .failure()
                        .evidence()
                        .steps())
                .anySatisfy(step -> {
                    assertThat(step.at().line()).isEqualTo(5);
                    assertThat(step.says()).isEqualTo("selects no package of the workspace");
                });
        assertThat(said(running("pnpm -r --filter apis... build"))).isEqualTo(MISSING);
        assertThat(said(running("pnpm --filter @acme/apis exec cp in.js out.js")))
                .isEqualTo(MISSING);
        assertThat(said(running("pnpm --filter @acme/apis --fail-if-no-match run build")))
                .isEqualTo("No projects matched the filters in \"/app\"");
        assertThat(said(running("pnpm --filter @acme/api run build"))).isEqualTo("Starts");
        assertThat(said(running("pnpm --filter api run build"))).isEqualTo("Starts");
    }

    @Test
    void turboFailsFromItsSecondMajorVersionOn() {
        assertThat(said(running("turbo run build --filter=@acme/apis")))
                .isEqualTo("x No package found with name '@acme/apis' in workspace");
        assertThat(said(running("turbo build --filter=apis...")))
                .isEqualTo("x No package found with name 'apis' in workspace");
        assertThat(said(running("turbo run build --filter=@acme/api"))).isEqualTo("Starts");
        assertThat(said(running("turbo run build --filter=@acme/api --filter=@acme/apis")))
                .isEqualTo("x No package found with name '@acme/apis' in workspace");
        assertThat(outcome(TREE.replace("RUNS", "turbo run build --filter=@acme/apis")
                        .replace("tasks", "pipeline")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void bunFails() {
        String tree = TREE.replace("FROM node:20-alpine", "FROM oven/bun:1.2-alpine")
                .replace("RUN npm install -g pnpm@9.15.0 turbo@2.5.8\n", "")
                .replace("\"node\"", "\"bun\"")
                .replace("-- pnpm-workspace.yaml --", "-- notes.yaml --");
        assertThat(said(outcome(tree.replace("RUNS", "bun run --filter @acme/apis build"))))
                .isEqualTo("error: No packages matched the filter");
        assertThat(said(outcome(tree.replace("RUNS", "bun run --filter @acme/api build"))))
                .isEqualTo("Starts");
    }

    @Test
    void whereThereMayBeMorePackagesNothingIsSaid() {
        String command = "pnpm --filter=@acme/apis run build";
        assertThat(running(command + " # ")).isInstanceOf(Outcome.Dies.class);
        assertThat(outcome(TREE.replace("RUNS", command)
                        .replace("COPY . .", "COPY . .\nRUN wget -qO- https://example.org/packages.tgz | tar -xz")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(TREE.replace("RUNS", command).replace("COPY . .", "COPY . .\nARG ELSE\nCOPY ${ELSE} apps/")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(TREE.replace("RUNS", command) + "-- apps/apis/package.json --\n{\"name\": \"@acme/apis\"\n"))
                .isInstanceOf(Outcome.Undecided.class);
        for (String list :
                new String[] {"'@(apps|libs)/*'", "apps/[vw]*", "apps/we?", "../apps/*", "'!apps/{a,b}'\n  - apps/*"}) {
            assertThat(outcome(TREE.replace("RUNS", command).replace("  - apps/*", "  - " + list)))
                    .as(list)
                    .isInstanceOf(Outcome.Undecided.class);
        }
        assertThat(outcome(TREE.replace("RUNS", command).replace("-- pnpm-workspace.yaml --", "-- notes.yaml --")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(TREE.replace("RUNS", command) + "-- apps/apis/package.yaml --\nname: '@acme/apis'\n"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(TREE.replace("RUNS", command)
                        .replace("COPY . .", "COPY . .\nRUN ln -s ../vendor/apis apps/apis")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(TREE.replace("RUNS", command)
                        .replace("COPY . .", "COPY . .\nWORKDIR /app/apps/api")
                        .replace("{\"name\": \"@acme/api\"", "{\"workspaces\": [\"in/*\"], \"name\": \"@acme/api\"")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(running("pnpm --filter=acme run build")).isInstanceOf(Outcome.Undecided.class);
        assertThat(running("pnpm --filter=@acme/* run build")).isInstanceOf(Outcome.Starts.class);
        assertThat(running("pnpm --filter=@other/* run build")).isInstanceOf(Outcome.Undecided.class);
    }
}
