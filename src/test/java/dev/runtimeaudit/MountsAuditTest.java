package dev.runtimeaudit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.triage.Triaged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a container of a compose service sees of its image under what is mounted over it. */
class MountsAuditTest {

    private static final String IMAGE = """
            -- Dockerfile --
            FROM node:20-alpine
            WORKDIR /app
            COPY lib lib
            COPY server.js ./
            CMD ["node", "server.js"]
            -- server.js --
            require("./lib/answer");
            require("http").createServer().listen(3000);
            -- lib/answer.js --
            module.exports = 42;
            -- lib/package.json --
            {}
            """;

    private static final String NAMED = """
            -- deploy.sh --
            docker compose -f docker-compose.prod.yml up -d
            """;

    private static String compose(String file, String... volumes) {
        String text = "-- %s --\nservices:\n  app:\n    build: .\n    volumes:\n".formatted(file);
        for (String volume : volumes) {
            text += "      - " + volume + "\n";
        }
        return text + "volumes:\n  kept:\n";
    }

    private static AuditResult audited(String... volumes) {
        return Replayed.tree(IMAGE + compose("docker-compose.yml", volumes) + "-- data/keep --\n\n");
    }

    private static Outcome deployed(AuditResult result) {
        return result.workspace().services().get(0).launches().stream()
                .filter(launch -> launch.request().name().startsWith("compose:"))
                .map(Launch::outcome)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> told(AuditResult result) {
        return result.findings().stream()
                .map(Triaged::finding)
                .filter(finding -> finding.ruleId().equals("volume-hides-artifacts"))
                .map(f -> "%s %s:%d %s".formatted(f.severity().name(), f.at().path(), f.at().line(), f.message()))
                .toList();
    }

    @Test
    void aDirectoryOfTheHostHidesWhatTheImageHas() {
        assertThat(told(audited("./data:/app")))
                .containsExactly("CRITICAL docker-compose.yml:5 `/app/server.js` is not there when the container runs:"
                        + " `Error: Cannot find module '/app/server.js'`");
        assertThat(told(audited("kept:/data", "./data:/app/lib")))
                .singleElement()
                .asString()
                .startsWith("CRITICAL docker-compose.yml:6 `./lib/answer` is not there");
        assertThat(told(audited("./data:/app/data"))).isEmpty();
        assertThat(deployed(audited("./data:/app/data"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theCheckoutOfTheHostIsSeenInPlaceOfTheImage() {
        assertThat(deployed(audited(".:/app"))).isInstanceOf(Outcome.Starts.class);
        String other = IMAGE + compose("docker-compose.yml", "./other:/app") + """
                -- other/server.js --
                require("./gone");
                """;
        // Not hidden: what is mounted lacks it by itself.
        assertThat(deployed(Replayed.tree(other))).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theModeOfAMountedFileRefusesNothing() {
        String image = """
                -- Dockerfile --
                FROM alpine:3.20
                COPY --chmod=755 start.sh /start.sh
                CMD ["/start.sh"]
                -- start.sh --
                #!/bin/sh
                exec sleep infinity
                """;
        AuditResult result = Replayed.tree(image + compose("docker-compose.yml", "./plain:/start.sh:ro") + """
                -- plain --
                exec sleep infinity
                """);
        assertThat(deployed(result)).isNotInstanceOf(Outcome.Dies.class);
        assertThat(told(result)).isEmpty();
    }

    @Test
    void whatTheHostMayHaveProvesNothing() {
        assertThat(told(audited("./elsewhere:/app"))).isEmpty();
        assertThat(told(audited("/srv/app:/app"))).isEmpty();
        assertThat(told(audited("${WHERE}:/app"))).isEmpty();
        assertThat(told(audited("~/app:/app"))).isEmpty();
        AuditResult ignored = Replayed.tree(IMAGE + compose("docker-compose.yml", "./data:/app")
                + "-- data/keep --\n\n-- .gitignore --\nserver*\n");
        assertThat(deployed(ignored)).isInstanceOf(Outcome.Undecided.class);
        assertThat(told(ignored)).isEmpty();
        AuditResult overridden = Replayed.tree(IMAGE + compose("docker-compose.yml", "./data:/app")
                + "-- data/keep --\n\n-- docker-compose.override.yml --\nservices: {app: {volumes: ['./:/app']}}\n");
        assertThat(told(overridden)).isEmpty();
    }

    @Test
    void volumesAreFilledFromTheImage() {
        assertThat(deployed(audited("/app"))).isInstanceOf(Outcome.Starts.class);
        assertThat(deployed(audited("./data:/app/lib", "/app/lib/x"))).isInstanceOf(Outcome.Dies.class);
        // Further down wins, whatever the order: the volume has what the image has there.
        assertThat(deployed(audited("/app/lib", ".:/app"))).isInstanceOf(Outcome.Starts.class);
        assertThat(deployed(audited("kept:/app"))).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aTmpfsIsEmpty() {
        String tmpfs = "-- docker-compose.yml --\nservices:\n  app:\n    build: .\n    tmpfs: [/tmp, %s]\n";
        assertThat(told(Replayed.tree(IMAGE + tmpfs.formatted("/app/lib"))))
                .singleElement()
                .asString()
                .startsWith("CRITICAL docker-compose.yml:4 `./lib/answer` is not there");
        assertThat(deployed(Replayed.tree(IMAGE + tmpfs.formatted("/app/cache"))))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aServerMayHaveMoreThanItsCheckout() {
        String image = """
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci
                COPY server.js ./
                CMD ["node", "server.js"]
                -- server.js --
                require("express")().listen(3000);
                -- package.json --
                {"name": "a", "version": "1.0.0", "dependencies": {"express": "4.19.2"}}
                -- package-lock.json --
                {"name": "a", "version": "1.0.0", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "version": "1.0.0", "dependencies": {"express": "4.19.2"}},
                  "node_modules/express": {"version": "4.19.2"}}}
                -- .gitignore --
                node_modules
                """;
        AuditResult production = Replayed.tree(image + NAMED + compose("docker-compose.prod.yml", ".:/app"));
        assertThat(deployed(production)).isInstanceOf(Outcome.Undecided.class);
        assertThat(told(production)).isEmpty();
        assertThat(told(Replayed.tree(image + compose("docker-compose.yml", ".:/app"))))
                .isEmpty();
        AuditResult kept =
                Replayed.tree(image + NAMED + compose("docker-compose.prod.yml", ".:/app", "/app/node_modules"));
        assertThat(told(kept)).isEmpty();
        assertThat(deployed(kept)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aNamedVolumeKeepsTheProgramOfTheFirstImage() {
        assertThat(told(audited("kept:/app")))
                .containsExactly(
                        "MEDIUM docker-compose.yml:5 the volume `kept` keeps the `/app` of the first image that it is"
                                + " used with: a newer image does not replace it");
        assertThat(told(audited("kept:/app/data"))).isEmpty();
        assertThat(told(audited("kept:/app/lib"))).isEmpty();
    }

    @Test
    void whatAStepOfTheBuildMadeMayHaveBeenMadeOnTheHost() {
        AuditResult made = Replayed.tree("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY server.js ./
                RUN mkdir -p gen && cp server.js gen/main.js
                CMD ["node", "gen/main.js"]
                -- server.js --
                require("http").createServer().listen(3000);
                """ + compose("docker-compose.yml", ".:/app"));
        assertThat(deployed(made)).isInstanceOf(Outcome.Undecided.class);
        assertThat(told(made)).isEmpty();
    }

    @Test
    void anotherServiceMayFillWhatIsMounted() {
        AuditResult shared = Replayed.tree(IMAGE + """
                -- docker-compose.yml --
                services:
                  app:
                    build: .
                    volumes: ["./data:/app"]
                  filler:
                    image: busybox:1.36
                    volumes: ["./data:/to"]
                -- data/keep --

                """);
        assertThat(told(shared)).isEmpty();
    }

    @Test
    void aSourceThatIsNotKnownMountsNobodyKnowsWhat() {
        assertThat(deployed(audited("'${SRC}:/app'"))).isInstanceOf(Outcome.Undecided.class);
        assertThat(deployed(audited("{type: volume, source: '${SRC}', target: /app}")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(deployed(audited("{type: volume, target: /app, volume: {nocopy: true}}")))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(deployed(audited("{type: volume, target: /app}"))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void volumesOfAnotherContainerProveNothing() {
        AuditResult lent = Replayed.tree(IMAGE.replace("COPY lib lib\n", "") + """
                -- docker-compose.yml --
                services:
                  app:
                    build: .
                    volumes_from: [lender]
                  lender:
                    image: busybox:1.36
                """);
        assertThat(deployed(lent)).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aVolumeThatIsNotFilledFromTheImageKeepsNoProgramOfIt() {
        assertThat(told(audited("{type: volume, source: kept, target: /app, volume: {nocopy: true}}")))
                .isEmpty();
        assertThat(told(audited("kept:/app:nocopy"))).isEmpty();
        assertThat(told(audited("/srv/x:/app", "kept:/app/lib"))).isEmpty();
    }

    @Test
    void whoeverRunsTheImageMountsWhatItsDeploymentMounts() {
        String needs = """
                -- Dockerfile --
                FROM node:20-alpine
                COPY server.js /app/
                CMD ["node", "/app/server.js"]
                -- server.js --
                require("/config/settings.js");
                require("http").createServer().listen(3000);
                -- config/settings.js --
                module.exports = {};
                """;
        AuditResult mounted = Replayed.tree(needs + compose("docker-compose.yml", "./config:/config:ro"));
        assertThat(deployed(mounted)).isInstanceOf(Outcome.Starts.class);
        assertThat(image(mounted)).isInstanceOf(Outcome.Undecided.class);
        assertThat(image(Replayed.tree(needs))).isInstanceOf(Outcome.Dies.class);
    }

    private static Outcome image(AuditResult result) {
        return result.workspace().services().get(0).launches().get(0).outcome();
    }
}
