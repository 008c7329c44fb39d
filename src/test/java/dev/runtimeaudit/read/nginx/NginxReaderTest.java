package dev.runtimeaudit.read.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NginxReaderTest {

    private static List<Statement> read(String text) {
        return NginxReader.read(new SourceFile(new TreePath("nginx.conf"), text));
    }

    /** Each statement as its kind, its words and the line that nginx names. */
    private static String shown(String text) {
        return read(text).stream().map(NginxReaderTest::shown).collect(Collectors.joining(" | "));
    }

    private static String shown(Statement statement) {
        if (statement instanceof Statement.Simple simple) {
            return words(simple.words()) + ";" + simple.line();
        }
        if (statement instanceof Statement.Open open) {
            return words(open.words()) + "{" + open.line();
        }
        if (statement instanceof Statement.Close close) {
            return "}" + close.line();
        }
        if (statement instanceof Statement.Broken broken) {
            return broken.reason() + "@" + broken.line();
        }
        return ((Statement.End) statement).complete() ? "end" : "cut";
    }

    private static String words(List<Statement.Word> words) {
        return words.stream().map(Statement.Word::text).collect(Collectors.joining(","));
    }

    @Test
    void statementsEndAtSemicolonsAndBraces() {
        assertThat(shown("server {\n listen 80; # the port\n}\n")).isEqualTo("server{1 | listen,80;2 | }3 | end");
    }

    @Test
    void aForgottenSemicolonTakesTheNextLineIn() {
        assertThat(shown("listen 80\nserver_name x;")).isEqualTo("listen,80,server_name,x;2 | end");
    }

    @Test
    void quotesAndEscapesAreTakenAway() {
        assertThat(shown("a 'b c' \"d\\\"e\" f;")).isEqualTo("a,b c,d\"e,f;1 | end");
    }

    @Test
    void theBraceOfAVariableOpensNoBlock() {
        assertThat(shown("root /srv/${host}/www;")).isEqualTo("root,/srv/${host}/www;1 | end");
    }

    @Test
    void whatNginxCannotReadIsSaidInItsWords() {
        assertThat(shown("a;\n;")).isEqualTo("a;1 | unexpected \";\"@2");
        assertThat(shown("a }")).isEqualTo("unexpected \"}\"@1");
        assertThat(shown("a 'b'c;")).isEqualTo("unexpected \"c\"@1");
        assertThat(shown("a 'b")).isEqualTo("cut");
    }

    @Test
    void everyTextEndsWithAnEndOrSomethingBroken() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append("a $;{}'\"\\\n#)".charAt(random.nextInt(12)));
            }
            List<Statement> statements = read(text.toString());
            Statement last = statements.get(statements.size() - 1);
            assertThat(last instanceof Statement.End || last instanceof Statement.Broken)
                    .as(text.toString())
                    .isTrue();
        }
    }
}
