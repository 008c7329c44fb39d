package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Named contexts that are what another target of a bake file, or another compose service, builds. */
class ContextsOfBuildsTest {

    private static final String FILES = """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /srv
            COPY start.js .
            -- start.js --
            require("http").createServer().listen(80);
            -- api/Dockerfile --
            FROM shared
            CMD ["node", "/srv/start.js"]
            -- web/Dockerfile --
            FROM node:20-alpine
            COPY --from=shared /srv/start.js /web/
            CMD ["node", "/web/start.js"]
            """;

    private static final String BAKE = FILES + """
            -- docker-bake.hcl --
            target "metadata-action" {}
            target "_runtime" {
              inherits = ["metadata-action"]
              contexts = { shared = "target:builder" }
            }
            target "builder" {
              context = "."
            }
            target "api" {
              inherits = ["_runtime"]
              context = "api"
            }
            target "web" {
              inherits = ["_runtime"]
              context = "web"
            }
            """;

    private static final String COMPOSE = FILES + """
            -- docker-compose.yml --
            services:
              builder:
                build: .
              api:
                build:
                  context: api
                  additional_contexts:
                    shared: service:builder
              web:
                build:
                  context: web
                  additional_contexts:
                    - shared=service:builder
            """;

    private static Outcome outcome(String tree, String name) {
        return Replayed.tree(tree).workspace().services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .flatMap(Service::outcome)
                .orElseThrow();
    }

    private static String with(String tree, String from, String to) {
        assertThat(tree).contains(from);
        return tree.replace(from, to);
    }

    @Test
    void whatAnotherTargetBuildsIsKnown() {
        for (String tree : List.of(BAKE, COMPOSE)) {
            assertThat(outcome(tree, "api")).isInstanceOf(Outcome.Starts.class);
            assertThat(outcome(tree, "web")).isInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void whatItDoesNotHoldIsMissing() {
        for (String tree : List.of(BAKE, COMPOSE)) {
            String renamed =
                    with(with(tree, "COPY start.js .", "COPY start.js main.js"), "/web/start.js", "/web/main.js");
            assertThat(outcome(renamed, "api")).isInstanceOf(Outcome.Dies.class);
            assertThat(outcome(renamed, "web")).isInstanceOf(Outcome.BuildsNot.class);
        }
    }

    @Test
    void whatMayBeSomethingElseIsNotKnown() {
        assertThat(outcome(with(BAKE, "context = \".\"", "context = SOMEWHERE"), "api"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(with(BAKE, "context = \".\"", "context = \".\"\n  args = { MODE = MODE }"), "api"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(with(BAKE, "\"target:builder\"", "\"target:other\""), "api"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(
                        BAKE + "-- b/docker-bake.hcl --\ntarget \"builder\" { dockerfile = \"api/Dockerfile\" }\n",
                        "api"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(with(BAKE, "context = \".\"", "dockerfile-inline = \"FROM scratch\""), "api"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void targetsThatInheritFromEachOtherEnd() {
        StringBuilder cycle = new StringBuilder(BAKE);
        for (int i = 0; i < 6; i++) {
            cycle.append("target \"t")
                    .append(i)
                    .append("\" { inherits = [\"t0\", \"t1\", \"t2\", \"t3\", \"t4\", \"t5\"] }\n");
        }
        assertThat(outcome(cycle.toString(), "api")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aTargetThatAGroupNamesIsBuiltAlthoughOthersInheritIt() {
        String tree = FILES + """
                -- docker-bake.hcl --
                group "default" { targets = ["app"] }
                target "app" { tags = ["acme/app"] }
                target "app-debug" { inherits = ["app"] }
                """;
        assertThat(Replayed.tree(tree).workspace().services().stream()
                        .filter(service -> service.name().equals("app"))
                        .flatMap(service -> service.found().steps().stream())
                        .map(step -> step.says()))
                .anyMatch(says -> says.contains("builds the target `app`"));
    }

    @Test
    void targetsThatAreContextsOfEachOtherEnd() {
        String tree =
                with(BAKE, "context = \".\"", "context = \".\"\n  contexts = { \"node:20-alpine\" = \"target:api\" }");
        assertThat(outcome(tree, "api")).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatIsThereToBeInheritedFromIsNoBuildAndMayBeAContext() {
        assertThat(outcome(
                        with(
                                with(BAKE, "target:builder", "target:_builder"),
                                "target \"builder\"",
                                "target \"_builder\""),
                        "api"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Replayed.tree(BAKE + "-- compose.yml --\nservices: {}\n").workspace().services().stream()
                        .filter(service -> service.name().equals("app"))
                        .flatMap(service -> service.found().steps().stream())
                        .map(step -> step.says()))
                .noneMatch(says -> says.contains("metadata-action"));
    }

    @Test
    void whatIsNamedLikeATargetIsNotWhatOnlyLiesWhereTheNameWouldSuit() {
        String tree = with(BAKE, "target \"api\"", "target \"shop\"") + """
                -- package.json --
                {"name": "shop"}
                -- docker-compose.yml --
                services:
                  shop:
                    image: ghcr.io/acme/shop:latest
                    restart: always
                """;
        assertThat(Replayed.tree(tree).workspace().services())
                .allSatisfy(service -> assertThat(service.deployed()).isEmpty());
        assertThat(Replayed.tree(with(tree, "target \"shop\"", "target \"api\"")).workspace().services().stream()
                        .filter(service -> !service.deployed().isEmpty())
                        .map(service -> service.dockerfile().value()))
                .containsExactly("Dockerfile");
    }
}
