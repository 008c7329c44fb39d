package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.triage.Triaged;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which launches of an image are meant to stay up: each is asked for by somebody else. */
class StaysUpTest {

    private static final String FILES = """
            -- web/Dockerfile --
            FROM node:20-alpine
            COPY server.js migrate.js /srv/
            %s
            -- web/server.js --
            require("http").createServer().listen(3000)
            -- web/migrate.js --
            console.log("done")
            """;

    private static String tree(String cmd, String... services) {
        return FILES.formatted(cmd) + "-- docker-compose.yml --\nservices:\n"
                + Stream.of(services).map(text -> text.indent(2)).collect(Collectors.joining());
    }

    private static List<String> ending(String tree, String yaml) {
        return Replayed.tree(tree, yaml).findings().stream()
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals("main-process-ends"))
                .flatMap(finding -> finding.launches().stream())
                .toList();
    }

    private static List<String> ending(String tree) {
        return ending(tree, "{}");
    }

    private static final String SERVER = "CMD [\"node\", \"/srv/server.js\"]";

    @Test
    void whatIsRestartedIsMeantToStayUp() {
        assertThat(ending(tree("", "web:\n  build: ./web\n  restart: always\n")))
                .containsExactlyInAnyOrder("image", "compose:docker-compose.yml:web");
    }

    @Test
    void anotherCommandSaysNothingOfTheImagesOwn() {
        assertThat(ending(tree("", "web:\n  build: ./web\n  restart: always\n  command: node /srv/server.js\n")))
                .isEmpty();
        assertThat(ending(tree("", "web:\n  build: ./web\n  restart: always\n  command: node /srv/migrate.js\n")))
                .containsExactly("compose:docker-compose.yml:web");
        assertThat(ending(tree("", "web:\n  build: ./web\n  restart: always\n  entrypoint: [node, /srv/server.js]\n")))
                .isEmpty();
    }

    @Test
    void whatADeploymentKeepsRunningIsNoFailureOfTheImage() {
        String tree = tree(
                        "WORKDIR /srv\nCOPY run.sh /srv/\nCMD [\"sh\", \"run.sh\"]",
                        "web:\n  build: ./web\n  restart: always\n  working_dir: /srv/web\n")
                .replace("COPY server.js migrate.js /srv/", "COPY server.js migrate.js run.sh /srv/web/");
        String files = tree + "-- web/run.sh --\n[ -f server.js ] && exec node server.js\nexit 0\n";
        assertThat(ending(files)).isEmpty();
        assertThat(ending(files.replace("    working_dir: /srv/web\n", "")))
                .containsExactlyInAnyOrder("image", "compose:docker-compose.yml:web");
    }

    @Test
    void aMigrationBesideAServiceOfTheSameImageMayEnd() {
        assertThat(ending(tree(
                        SERVER,
                        "web:\n  build: ./web\n  restart: always\n",
                        "migrate:\n  build: ./web\n  command: node /srv/migrate.js\n")))
                .isEmpty();
        assertThat(ending(tree(
                        SERVER,
                        "web:\n  build: ./web\n",
                        "migrate:\n  build: ./web\n  command: node /srv/migrate.js\n  restart: unless-stopped\n")))
                .containsExactly("compose:docker-compose.yml:migrate");
    }

    @Test
    void theConfigurationSpeaksOfWhatTheImageStarts() {
        String yaml = """
                services:
                  - dockerfile: web/Dockerfile
                    context: web
                    kind: %s
                """;
        String tree = tree("", "once:\n  build: ./web\n  command: node /srv/migrate.js\n");
        assertThat(ending(tree, yaml.formatted("service"))).containsExactly("image");
        assertThat(ending(tree, yaml.formatted("job"))).isEmpty();
        assertThat(ending(tree("", "web:\n  build: ./web\n  restart: always\n"), yaml.formatted("job")))
                .isEmpty();
    }
}
