package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images that start from one which a compose file of the workspace builds and names. */
class LocalImagesAuditTest {

    private static final String TREE = """
            -- docker-compose.yml --
            services:
              web:
                image: shop-base-local
                build:
                  context: ./base
                  args:
                    - RUNTIME
              worker:
                image: shop-worker-local
                build:
                  context: ./worker
                  args:
                    BASE: shop-base-local
            -- .env --
            RUNTIME=node:20-alpine
            -- base/Dockerfile --
            ARG RUNTIME
            FROM ${RUNTIME}
            WORKDIR /srv
            COPY start.js /srv/start.js
            CMD ["node", "start.js"]
            -- base/start.js --
            require("http").createServer().listen(80);
            -- worker/Dockerfile --
            ARG BASE
            FROM ${BASE}
            CMD ["node", "/srv/start.js"]
            """;

    private static Outcome worker(String tree) {
        return Replayed.tree(tree).workspace().services().stream()
                .filter(service -> service.dockerfile().value().equals("worker/Dockerfile"))
                .findFirst()
                .orElseThrow()
                .launches()
                .get(0)
                .outcome();
    }

    private static String with(String from, String to) {
        assertThat(TREE).contains(from);
        return TREE.replace(from, to);
    }

    @Test
    void whatIsBuiltHereIsKnown() {
        assertThat(worker(TREE)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotInItIsMissing() {
        Outcome outcome = worker(with("\"/srv/start.js\"]", "\"/srv/server.js\"]"));

        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().evidence().steps())
                .anySatisfy(step -> assertThat(step.at().path().value()).isEqualTo("base/Dockerfile"));
    }

    @Test
    void nobodyKnowsWhichOfSeveralBuildsItIs() {
        String two = with(
                "  worker:\n",
                "  other:\n    image: shop-base-local\n    build:\n      context: ./base\n      target: other\n  worker:\n");

        assertThat(worker(two)).isInstanceOf(Outcome.Undecided.class);
        assertThat(worker(with("    image: shop-base-local\n", "    image: ${NAME:-shop-base-local}\n")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aNameThatARegistryMayHaveIsNotTakenForIt() {
        assertThat(worker(TREE.replace("shop-base-local", "shop/base"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(worker(TREE.replace("shop-base-local", "memcached"))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(worker(with("BASE: shop-base-local", "BASE: shop-base-local:2")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(worker(with("BASE: shop-base-local", "BASE: shop-base-local:latest")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aBaseThatCannotBeBuiltIsNotKnown() {
        assertThat(worker(with("COPY start.js", "COPY missing.js"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(worker(with("RUNTIME=node:20-alpine", "OTHER=1"))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aBaseForOtherPlatformsOnlyIsNotKnown() {
        assertThat(worker(with("      context: ./base\n", "      context: ./base\n      platforms: [linux/arm64]\n")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(worker(with(
                        "      context: ./base\n",
                        "      context: ./base\n      platforms: [linux/arm64, linux/amd64]\n")))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void imagesThatStartFromEachOtherEnd() {
        assertThat(worker(with("RUNTIME=node:20-alpine", "RUNTIME=shop-worker-local")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whoAsksWhyIsToldTheSame() {
        assertThat(Replayed.explained(TREE, "worker"))
                .contains("shop-base-local")
                .doesNotContain("not known");
    }

    @Test
    void whereNothingIsLocalNothingChanges() {
        List<Outcome> outcomes = Replayed.tree(with("    image: shop-base-local\n", "")).workspace().services().stream()
                .map(service -> service.launches().get(0).outcome())
                .toList();

        assertThat(outcomes).anyMatch(Outcome.Undecided.class::isInstance);
    }
}
