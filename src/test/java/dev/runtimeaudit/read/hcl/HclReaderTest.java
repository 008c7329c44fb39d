package dev.runtimeaudit.read.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.hcl.HclExpression.Literal;
import dev.runtimeaudit.read.hcl.HclExpression.Reference;
import dev.runtimeaudit.read.hcl.HclExpression.Template;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class HclReaderTest {

    private static HclBlock read(String text) {
        return HclReader.read(new SourceFile(new TreePath("docker-bake.hcl"), text));
    }

    @Test
    void blocksHaveLabelsAndAttributes() {
        HclBlock target = read("""
                # the image
                target "web" {
                  dockerfile = "web/Dockerfile" // beside it
                  tags = ["${REGISTRY}/web:latest",
                    "x"]
                }
                """).blocks().get(0);
        assertThat(target.type()).isEqualTo("target");
        assertThat(target.labels()).containsExactly("web");
        assertThat(target.at().toString()).isEqualTo("docker-bake.hcl:2");
        assertThat(target.attributes().get("dockerfile"))
                .isEqualTo(new Template(List.of(new Literal("web/Dockerfile"))));
        assertThat(target.attributes().get("tags"))
                .isEqualTo(new HclExpression.ListOf(List.of(
                        new Template(List.of(new Reference(List.of("REGISTRY")), new Literal("/web:latest"))),
                        new Template(List.of(new Literal("x"))))));
    }

    @Test
    void whatIsNotUnderstoodIsReadOver() {
        HclBlock file = read("""
                a = [for s in list : upper(s)]
                b = list[0].name
                c = d ? "x" : "y"
                """);
        assertThat(file.attributes().get("a")).isInstanceOf(HclExpression.Other.class);
        assertThat(file.attributes().get("b")).isInstanceOf(HclExpression.Other.class);
        assertThat(file.attributes().get("c")).isInstanceOf(HclExpression.Conditional.class);
    }

    @Test
    void noTextMakesItThrow() {
        for (String text :
                List.of("{", "}", "a = ", "a = \"${", "target \"", "a = <<E\nx", "a = [{", "\"", "(", "a = ((((")) {
            assertThat(read(text)).isNotNull();
        }
    }
}
