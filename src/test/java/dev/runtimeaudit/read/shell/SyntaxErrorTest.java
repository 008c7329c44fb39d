package dev.runtimeaudit.read.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The words and lines with which each shell rejects a script, as measured with dash 0.5.12, BusyBox 1.35 to 1.37, bash 5.2. */
class SyntaxErrorTest {

    private static final String NONE = "";

    /** A text, and what dash, ash and bash say of it; nothing where they take it. */
    @SuppressWarnings("unused") // named by the test
    private static final List<Arguments> REJECTED = List.of(
            of("echo a\nb=(1 2)\n", "2: \"(\" unexpected", "2: unexpected \"(\"", NONE),
            of("a+=(1)\n", "1: word unexpected (expecting \")\")", "1: unexpected word (expecting \")\")", NONE),
            of(
                    "f() { a=(1); }\n",
                    "1: \"(\" unexpected (expecting \"}\")",
                    "1: unexpected \"(\" (expecting \"}\")",
                    NONE),
            of("function f() { a; }\n", "1: \"(\" unexpected", NONE, NONE),
            of("function f { a; }\n", "1: \"}\" unexpected", NONE, NONE),
            of("cat <<<x\n", "1: redirection unexpected", "1: unexpected redirection", NONE),
            of("cat <(a)\n", "1: \"(\" unexpected", NONE, NONE),
            of("for ((i=0;i<2;i++)); do a; done\n", "1: Bad for loop variable", "1: bad for loop variable", NONE),
            of("select x in a; do b; done\n", "1: \"do\" unexpected", "1: unexpected \"do\"", NONE),
            of("my-f() { a; }\n", "1: Bad function name", "1: bad function name", NONE),
            of("a |& b\n", "1: \"&\" unexpected", "1: unexpected \"&\"", NONE),
            of("case a in a) b ;& esac\n", "1: \"&\" unexpected", "1: unexpected \"&\"", NONE),
            of("a\nfi\n", "2: \"fi\" unexpected", "2: unexpected \"fi\"", "2: near unexpected token `fi' | `fi'"),
            of(
                    "if a; then\n",
                    "2: end of file unexpected (expecting \"fi\")",
                    "2: unexpected end of file (expecting \"fi\")",
                    "2: unexpected end of file"),
            of(
                    "if a\nb\nfi\n",
                    "3: \"fi\" unexpected (expecting \"then\")",
                    "3: unexpected \"fi\" (expecting \"then\")",
                    "3: near unexpected token `fi' | `fi'"),
            of(
                    "if a; then\nfi\n",
                    "2: \"fi\" unexpected",
                    "2: unexpected \"fi\"",
                    "2: near unexpected token `fi' | `fi'"),
            of("f() {\n}\n", "2: \"}\" unexpected", "2: unexpected \"}\"", "2: near unexpected token `}' | `}'"),
            of(
                    "case x in\nx) a\n",
                    "3: end of file unexpected (expecting \";;\")",
                    "3: unexpected end of file (expecting \";;\")",
                    "3: unexpected end of file"),
            of("& a\n", "1: \"&\" unexpected", "1: unexpected \"&\"", "1: near unexpected token `&' | `& a'"),
            of("a ;; b\n", "1: \";;\" unexpected", "1: unexpected \";;\"", "1: near unexpected token `;;' | `a ;; b'"),
            of("a |\n", "2: end of file unexpected", "2: unexpected end of file", "2: unexpected end of file"),
            of("a >\n", "2: newline unexpected", "2: unexpected newline", "1: near unexpected token `newline' | `a >'"),
            of(
                    "echo a (b)\n",
                    "1: \"(\" unexpected",
                    "1: unexpected \"(\"",
                    "1: near unexpected token `(' | `echo a (b)'"),
            of(
                    "echo \"a\nb\n",
                    "3: Unterminated quoted string",
                    "3: unterminated quoted string",
                    "1: unexpected EOF while looking for matching `\"'"),
            of("echo ${a\n", "2: Missing '}'", "2: missing '}'", "1: unexpected EOF while looking for matching `}'"),
            of("echo $((1\n", "2: Missing '))'", "2: missing '))'", "1: unexpected EOF while looking for matching `)'"),
            of(
                    "echo `a\n",
                    "2: EOF in backquote substitution",
                    "2: EOF in backquote substitution",
                    "1: unexpected EOF while looking for matching ``'"),
            of(
                    "x=$(a\n",
                    "2: end of file unexpected (expecting \")\")",
                    "2: unexpected end of file (expecting \")\")",
                    "2: unexpected EOF while looking for matching `)'"),
            of(
                    "x=$(a; fi)\n",
                    "1: \"fi\" unexpected (expecting \")\")",
                    "1: unexpected \"fi\" (expecting \")\")",
                    "1: near unexpected token `fi' | `x=$(a; fi)'"));

    private static Arguments of(String text, String dash, String ash, String bash) {
        return Arguments.of(text, dash, ash, bash);
    }

    @ParameterizedTest
    @FieldSource("REJECTED")
    void eachShellRejectsWithItsOwnWords(String text, String dash, String ash, String bash) {
        assertThat(said(text, Dialect.DASH)).isEqualTo(dash.replace(": ", ": Syntax error: "));
        assertThat(said(text, Dialect.ASH)).isEqualTo(ash.replace(": ", ": syntax error: "));
        boolean unclosed = bash.contains("looking for");
        String expected = bash.replaceFirst(": near", ": syntax error near")
                .replaceFirst(": unexpected end", ": syntax error: unexpected end");
        assertThat(said(text, Dialect.BASH)).isEqualTo(unclosed ? bash : expected);
    }

    @Test
    void newerBusyBoxAndBashTakeAnyFunctionName() {
        assertThat(said("my-f() { a; }\n", Dialect.ASH_1_37)).isEmpty();
        assertThat(said("my-f() { a; }\n", Dialect.BASH)).isEmpty();
    }

    @Test
    void conditionsAreRejectedInTheirOwnWords() {
        assertThat(said("[[ a b ]]\n", Dialect.BASH)).isEqualTo("1: conditional binary operator expected");
        assertThat(said("[[ -f ]]\n", Dialect.BASH))
                .isEqualTo("1: unexpected argument `]]' to conditional unary operator");
        assertThat(said("[[ a == b", Dialect.BASH)).isEqualTo("1: unexpected EOF while looking for `]]'");
        assertThat(error("[[ a b ]]\n").flatMap(Script.SyntaxError::status)).isEmpty();
        assertThat(error("[[ a == b").flatMap(Script.SyntaxError::status)).contains(2);
    }

    @Test
    void anUnclosedArrayEndsBashWithOne() {
        assertThat(error("a=(1\n").flatMap(Script.SyntaxError::status)).contains(1);
        assertThat(error("if\n").flatMap(Script.SyntaxError::status)).contains(2);
    }

    @Test
    void carriageReturnsAreCharactersOfWords() {
        assertThat(said("if a; then\r\n b\r\nfi\r\n", Dialect.DASH))
                .isEqualTo("4: Syntax error: end of file unexpected (expecting \"then\")");
        assertThat(said("case a in\r\n a) b;;\r\nesac\r\n", Dialect.ASH))
                .isEqualTo("1: syntax error: unexpected word (expecting \"in\")");
        assertThat(said("f() {\r\n a\r\n}\r\n", Dialect.BASH))
                .isEqualTo("1: syntax error near unexpected token `$'{\\r'' | `f() {\r'");
    }

    private static Optional<Script.SyntaxError> error(String text) {
        return TreeText.read(text, Dialect.BASH).error();
    }

    private static String said(String text, Dialect dialect) {
        return TreeText.read(text, dialect).error().stream()
                .flatMap(error -> Stream.of(error.line() + ": " + error.message()
                        + error.echo().map(echo -> " | " + echo).orElse("")))
                .findFirst()
                .orElse(NONE);
    }
}
