package dev.runtimeaudit.read.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.read.yaml.YamlNode.Mapping;
import dev.runtimeaudit.read.yaml.YamlNode.Scalar;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

    @Test
    void nodesStandWhereTheyAreWritten() {
        YamlFile file = read("""
                services:
                  web:
                    image: "node:20"
                    ports:
                      - 80
                """);
        Mapping web = mapping(file, "services", "web");
        assertThat(web.at()).hasToString("compose.yaml:3");
        assertThat(web.at().endLine()).isEqualTo(5);
        Scalar image = (Scalar) web.get("image").orElseThrow();
        assertThat(image.text()).isEqualTo("node:20");
        assertThat(image.at().column()).isEqualTo(12);
        assertThat(image.at().endColumn()).isEqualTo(21);
        Scalar port = (Scalar) web.get("ports").orElseThrow().asItems().get(0);
        assertThat(port.kind()).isEqualTo(Kind.INTEGER);
        assertThat(port.at().line()).isEqualTo(5);
    }

    @Test
    void columnsCountUtf16UnitsBehindCharactersOutsideTheBasicPlane() {
        YamlFile file = read("a: {\"😀\": 1, b: 2}\n");
        assertThat(mapping(file, "a").entry("b").orElseThrow().key().at().column())
                .isEqualTo(14);
    }

    @Test
    void aKeyThatStandsTwiceIsToldAndTheLastCounts() {
        YamlFile file = read("""
                environment: a
                image: x
                environment: b
                """);
        assertThat(file.problems()).hasSize(1);
        Problem problem = file.problems().get(0);
        assertThat(problem.message()).isEqualTo("yaml: line 3: mapping key \"environment\" already defined at line 1");
        assertThat(problem.at().line()).isEqualTo(3);
        assertThat(mapping(file).get("environment").flatMap(YamlNode::asText)).contains("b");
    }

    @Test
    void mergedKeysKeepThePlaceOfTheirAnchorAndGiveWayToTheMapsOwn() {
        YamlFile file = read("""
                x-base: &base
                  user: node
                  init: true
                web:
                  <<: *base
                  user: root
                """);
        Mapping web = mapping(file, "web");
        assertThat(web.get("user").flatMap(YamlNode::asText)).contains("root");
        assertThat(web.get("init").orElseThrow().at().line()).isEqualTo(3);
        assertThat(file.problems()).isEmpty();
    }

    @Test
    void ofSeveralMergedMapsTheFirstWins() {
        YamlFile file = read("""
                a: &a {k: 1}
                b: &b {k: 2, l: 3}
                c: {<<: [*a, *b]}
                """);
        assertThat(mapping(file, "c").get("k").flatMap(YamlNode::asText)).contains("1");
        assertThat(mapping(file, "c").get("l").flatMap(YamlNode::asText)).contains("3");
    }

    @ParameterizedTest
    @CsvSource({
        "true,BOOLEAN,true",
        "True,BOOLEAN,true",
        "yes,STRING,yes",
        "on,STRING,on",
        "22:22,STRING,22:22",
        "0777,INTEGER,511",
        "0o17,INTEGER,15",
        "0x1F,INTEGER,31",
        "1_000,INTEGER,1000",
        "08,FLOAT,8",
        "1.10,FLOAT,1.1",
        "1e3,FLOAT,1000",
        "1e30,FLOAT,1e+30",
        ".5,FLOAT,0.5",
        "1.2.3,STRING,1.2.3",
        "~,NULL,~",
    })
    void plainScalarsMeanWhatTheCoreSchemaSays(String text, Kind kind, String canonical) {
        Scalar scalar = (Scalar) mapping(read("k: " + text + "\n")).get("k").orElseThrow();
        assertThat(scalar.kind()).isEqualTo(kind);
        assertThat(scalar.canonical()).isEqualTo(canonical);
    }

    @Test
    void quotedScalarsAreStrings() {
        assertThat(((Scalar) mapping(read("k: \"true\"\n")).get("k").orElseThrow()).kind())
                .isEqualTo(Kind.STRING);
    }

    @Test
    void localTagsAreKept() {
        Mapping map = mapping(read("a: !reset null\nb: !override [1]\n"));
        assertThat(map.get("a").orElseThrow().tag()).contains("!reset");
        assertThat(map.get("b").orElseThrow().tag()).contains("!override");
    }

    @Test
    void everyCharacterOfABlockKnowsItsLine() {
        YamlFile file = read("""
                command: |
                  first
                  curl -f x
                """);
        Fragment text = ((Scalar) mapping(file).get("command").orElseThrow()).fragment();
        int curl = text.text().indexOf("curl");
        assertThat(text.span(curl, curl + 4).line()).isEqualTo(3);
        assertThat(text.span(curl, curl + 4).column()).isEqualTo(3);
    }

    @Test
    void everyCharacterOfAFoldedOrEscapedTextKnowsItsLine() {
        YamlFile file = read("a: >-\n  one\n  two\nb: \"x \\\"y\\\" \\\n  z\"\n");
        Fragment folded = ((Scalar) mapping(file).get("a").orElseThrow()).fragment();
        assertThat(folded.text()).isEqualTo("one two");
        assertThat(folded.span(4, 7).line()).isEqualTo(3);
        Fragment escaped = ((Scalar) mapping(file).get("b").orElseThrow()).fragment();
        assertThat(escaped.text()).isEqualTo("x \"y\" z");
        assertThat(escaped.span(6, 7).line()).isEqualTo(5);
    }

    @Test
    void whatIsNoYamlIsAProblemWithItsLine() {
        YamlFile file = read("services:\n  a:\n    image: x\n   b: 1\n");
        assertThat(file.problems()).hasSize(1);
        assertThat(file.problems().get(0).message()).contains("did not find expected key");
    }

    @Test
    void anchorsThatHoldThemselvesEnd() {
        YamlFile file = read("a: &a [*a]\n");
        assertThat(file.problems()).extracting(Problem::message).containsExactly("yaml: anchor value contains itself");
    }

    @Test
    void aliasesOfAliasesCostNothing() {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThat(read(text.toString()).problems()).isEmpty();
    }

    private static YamlFile read(String text) {
        return YamlReader.read(new SourceFile(TreePath.of("compose.yaml").orElseThrow(), text));
    }

    private static Mapping mapping(YamlFile file, String... keys) {
        Mapping map = file.document().flatMap(YamlNode::asMapping).orElseThrow();
        for (String key : keys) {
            map = map.get(key).flatMap(YamlNode::asMapping).orElseThrow();
        }
        return map;
    }
}
