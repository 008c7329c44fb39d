package dev.runtimeaudit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.runtimeaudit.config.Assumption.Presence;
import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditConfigTest {

    private static final String CONTRACT = """
            apps: [apps]                      # directories whose children with a Dockerfile are services; default: apps
            discover: true                    # false: only the services listed here
            services:
              - name: web
                dockerfile: docker/web.Dockerfile
                context: .
                target: runner
                buildArgs: {SCOPE: builder}
                buildContexts: {assets: packages/assets}
                compose: [docker-compose.production.yml]
                kind: service
            policy: audit
            require:
              - {services: "*-service", user: {name: nodejs, uid: 1001}, init: true, absent: [pnpm, npm], healthcheck: true}
            assume:
              - {service: web, path: /app/dist/main.js, is: present, reason: "built by the pipeline before docker build"}
            produced:
              - {path: "apps/*/dist", by: "nx build"}
            providedByPlatform: [DATABASE_URL]
            images:
              - {image: "registry.example.org/node-base:20", like: "node:20-alpine", commands: [tini]}
            rules:
              - {rule: runs-as-root, severity: HIGH}
              - {rule: signals-lost, severity: "off"}
            suppress:
              - {rule: healthcheck-missing, service: kafka-service, reason: "worker without a port"}
            """;

    @Test
    void everythingTheContractShowsIsRead() {
        AuditConfig config = read(CONTRACT);

        assertThat(config.apps()).containsExactly(path("apps"));
        ServiceConfig web = config.services().get(0);
        assertThat(web.name()).contains("web");
        assertThat(web.dockerfile()).isEqualTo(path("docker/web.Dockerfile"));
        assertThat(web.context()).contains(TreePath.ROOT);
        assertThat(web.target()).contains("runner");
        assertThat(web.buildArgs()).isEqualTo(Map.of("SCOPE", "builder"));
        assertThat(web.buildContexts()).isEqualTo(Map.of("assets", "packages/assets"));
        assertThat(web.compose()).containsExactly(path("docker-compose.production.yml"));
        assertThat(web.kind()).contains(ServiceKind.SERVICE);
        Requirement house = config.require().get(0);
        assertThat(house.services().matches("user-service")).isTrue();
        assertThat(house.services().matches("web")).isFalse();
        assertThat(house.user().orElseThrow().name()).contains("nodejs");
        assertThat(house.user().orElseThrow().uid()).hasValue(1001);
        assertThat(house.absent()).containsExactly("pnpm", "npm");
        assertThat(house.healthcheck()).contains(true);
        assertThat(config.assume().get(0).is()).isEqualTo(Presence.PRESENT);
        assertThat(config.assume().get(0).at().line()).isEqualTo(16);
        assertThat(config.produced().get(0).by()).contains("nx build");
        assertThat(config.images().get(0).commands()).containsExactly("tini");
        assertThat(config.rules())
                .extracting(RuleConfig::severity)
                .containsExactly(Optional.of(Severity.HIGH), Optional.empty());
        assertThat(config.suppress().get(0).reason()).isEqualTo("worker without a port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet\n", "{}", "---\n"})
    void anEmptyFileSaysNothing(String yaml) {
        assertThat(read(yaml)).isEqualTo(AuditConfig.standard());
        assertThat(read(yaml).apps()).containsExactly(path("apps"));
        assertThat(read(yaml).policy()).isEqualTo(Policy.AUDIT);
        assertThat(read(yaml).discover()).isTrue();
    }

    @Test
    void jsonIsYaml() {
        assertThat(read("{\"policy\": \"proof\", \"discover\": false}").policy())
                .isEqualTo(Policy.PROOF);
    }

    @Test
    void aWordWithoutQuotesThatOldYamlTakesForFalseIsAWord() {
        assertThat(read("rules: [{rule: x, severity: off}]").rules().get(0).severity())
                .isEmpty();
    }

    @Test
    void anAliasStandsForItsAnchorAndMergeKeysAreMerged() {
        AuditConfig config = read("""
                services:
                  - &base {name: a, dockerfile: a/Dockerfile, buildArgs: &args {X: "1"}}
                  - {<<: *base, name: b, dockerfile: b/Dockerfile}
                  - {name: c, dockerfile: c/Dockerfile, buildArgs: *args}
                """);
        assertThat(config.services()).extracting(ServiceConfig::buildArgs).containsOnly(Map.of("X", "1"));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndTheOneThatWasMeant() {
        assertThat(refusal("policy: audit\nservices:\n  - name: web\n    dockerfil:\n      x: y\n"))
                .isEqualTo(
                        "runtime-audit.yaml:4:5: unknown key `dockerfil` in `services[0]`; did you mean `dockerfile`?"
                                + " Accepted: name, dockerfile, context, target, buildArgs, buildContexts, compose, kind");
        assertThat(refusal("zzz: 1"))
                .isEqualTo(
                        "runtime-audit.yaml:1:1: unknown key `zzz`. Accepted: apps, discover, services, policy, require,"
                                + " assume, produced, providedByPlatform, images, rules, suppress, smoke");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    policy: profe                                   | :1:9: `policy` cannot be `profe`; did you mean `proof`? Accepted: audit, proof
                    policy: [audit]                                 | :1:9: `policy` is a list. Accepted: a single value
                    discover: maybe                                 | :1:11: `discover` is `maybe`. Accepted: true or false
                    apps: apps                                      | :1:7: `apps` is a single value. Accepted: a list
                    apps: [../other]                                | :1:8: `apps[0]` leads out of the root: `../other`. Accepted: a path below the root
                    apps: [/srv/apps]                               | :1:8: `apps[0]` is the absolute path `/srv/apps`. Accepted: a path relative to the root
                    services:                                       | :1:10: `services` has no value. Give it one, or leave it out.
                    services: [web]                                 | :1:12: `services[0]` is a single value. Accepted: keys with values
                    services: [{name: web}]                         | :1:12: `services[0]` needs a `dockerfile`.
                    services: [{name: w, dockerfile: a, kind: jib}] | :1:43: `services[0].kind` cannot be `jib`; did you mean `job`? Accepted: service, job
                    require: [{user: {uid: many}}]                  | :1:24: `require[0].user.uid` is `many`. Accepted: a number
                    suppress: [{rule: x}]                           | :1:12: `suppress[0]` needs a `reason`.
                    suppress: [{rule: x, reason: ' '}]              | :1:12: `suppress[0]` needs a `reason`.
                    assume: [{path: /app/x, is: present}]           | :1:10: `assume[0]` needs a `reason`.
                    rules: [{rule: x, severity: hihg}]              | :1:29: `rules[0].severity` cannot be `hihg`; did you mean `high`? Accepted: critical, high, medium, low, off
                    rules: [{rule: x, severity: low}, {rule: x, severity: "off"}] | runtime-audit.yaml:1: `rules` has `x` twice, first at runtime-audit.yaml:1.
                    {policy: audit, policy: proof}                  | :1:17: `policy` stands here a second time.
                    [policy]                                        | :1:1: the file holds no keys. Accepted: keys with values
                    rules: *gone                                    | :1:8: nothing above is called `&gone`.
                    """)
    void whatCannotBeTakenIsRefusedWithItsPlace(String yaml, String message) {
        assertThat(refusal(yaml)).endsWith(message);
    }

    @Test
    void tabsAreRefusedWithTheirLine() {
        assertThat(refusal("services:\n\t- name: web\n"))
                .startsWith("runtime-audit.yaml:2:1: this is not YAML: found character")
                .contains("TAB");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(refusal("policy: audit\n---\npolicy: proof\n"))
                .startsWith("runtime-audit.yaml:3:1: a second document");
    }

    @Test
    void whatIsLaidOverReplacesSingleValuesAndAddsEntries() {
        Fields yaml = tree(
                "policy: audit\napps: [apps]\nrules: [{rule: a, severity: low}, {rule: b, severity: low}]",
                "runtime-audit.yaml");
        Fields pom = tree("policy: proof\napps: [services]\nrules: [{rule: b, severity: off}]", "pom.xml");

        AuditConfig both = AuditConfig.of(yaml.with(pom));

        assertThat(both.policy()).isEqualTo(Policy.PROOF);
        assertThat(both.apps()).containsExactly(path("services"));
        assertThat(both.rules())
                .extracting(RuleConfig::rule, RuleConfig::severity)
                .containsExactly(tuple("a", Optional.of(Severity.LOW)), tuple("b", Optional.empty()));
    }

    private static String refusal(String yaml) {
        return catchThrowableOfType(ConfigurationException.class, () -> read(yaml))
                .getMessage();
    }

    private static AuditConfig read(String yaml) {
        return AuditConfig.of(tree(yaml, "runtime-audit.yaml"));
    }

    private static Fields tree(String yaml, String file) {
        return ConfigYaml.read(new SourceFile(path(file), yaml), file);
    }

    private static TreePath path(String text) {
        return TreePath.of(text).orElseThrow();
    }
}
