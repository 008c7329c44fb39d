package dev.runtimeaudit.read.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.compose.Template.Operator;
import dev.runtimeaudit.read.compose.Template.Part;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain|'plain'",
                "$A/x|[A]'/x'",
                "${A}|[A]",
                "${A:-b}|[A:-'b']",
                "${A-b}|[A-'b']",
                "${A:?why}|[A:?'why']",
                "${A:+b}|[A:+'b']",
                "${A:-${B:-c}}d|[A:-[B:-'c']]'d'",
                "${A:-{\"a\":1}}|[A:-'{\"a\":1}']",
                "$$A|$'A'",
                "cost $1 $ $(x)|'cost $1 $ $(x)'",
                "${A:-a-b}|[A:-'a-b']",
                "postgres://${U:-p}:${P:-q}@db|'postgres://'[U:-'p']':'[P:-'q']'@db'",
            })
    void referencesAreTakenApart(String text, String shown) {
        Template template = Template.parse(text);
        assertThat(template.invalid()).isEmpty();
        assertThat(show(template)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${bad", "${}", "${1}", "${A:=b}", "${A/b/c}", "${A b}", "x${A:-${bad}"})
    void whatBeginsAReferenceAndIsNoneIsInvalid(String text) {
        assertThat(Template.parse(text).invalid()).isPresent();
    }

    @Test
    void partsKnowWhereTheyStand() {
        Part.Variable variable =
                (Part.Variable) Template.parse("ab${X:-c}").parts().get(1);
        assertThat(variable.from()).isEqualTo(2);
        assertThat(variable.to()).isEqualTo(9);
        assertThat(variable.operator()).isEqualTo(Operator.DEFAULT_IF_EMPTY);
        assertThat(variable.word().parts().get(0).from()).isEqualTo(7);
    }

    private static String show(Template template) {
        return template.parts().stream().map(TemplateTest::show).collect(Collectors.joining());
    }

    private static String show(Part part) {
        if (part instanceof Part.Literal literal) {
            return "'" + literal.text() + "'";
        }
        if (part instanceof Part.Variable variable) {
            return "[" + variable.name() + variable.operator().written() + show(variable.word()) + "]";
        }
        return "$";
    }
}
