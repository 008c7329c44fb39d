package dev.runtimeaudit.read.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** Exact places. The line of carets under a line of the Dockerfile shows which characters a span covers. */
class DockerfileSpanTest {

    private static Instruction first(String text) {
        Dockerfile dockerfile = DockerfileReader.read(new SourceFile(new TreePath("Dockerfile"), "FROM a\n" + text));
        return dockerfile.stages().get(0).instructions().get(0);
    }

    /** The carets that a span puts under its (only) line. */
    private static String carets(Span span) {
        assertThat(span.endLine()).isEqualTo(span.line());
        return " ".repeat(span.column() - 1) + "^".repeat(span.endColumn() - span.column());
    }

    @Test
    void argumentsOfTheExecForm() {
        Instruction.Cmd cmd = (Instruction.Cmd) first("""
                CMD ["node", "a\\u0062\\n.js"]
                """);
        CommandForm.Exec exec = (CommandForm.Exec) cmd.command();
        assertThat(exec.words()).containsExactly("node", "ab\n.js");
        assertThat("CMD [\"node\", \"a\\u0062\\n.js\"]\n"
                        + carets(exec.arguments().get(1).span()))
                .isEqualTo("""
                CMD ["node", "a\\u0062\\n.js"]
                              ^^^^^^^^^^^^\
                """);
        assertThat("CMD [\"node\", \"a\\u0062\\n.js\"]\n" + carets(cmd.span())).isEqualTo("""
                CMD ["node", "a\\u0062\\n.js"]
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\
                """);
    }

    @Test
    void flagsWordsAndTheirVariables() {
        String line = "  copy --from=build --chown=${U:-x} src/$A /dst/";
        Instruction.Copy copy = (Instruction.Copy) first(line);
        assertThat(line + "\n" + carets(copy.flags().get(1).span())).isEqualTo("""
                  copy --from=build --chown=${U:-x} src/$A /dst/
                                    ^^^^^^^^^^^^^^^\
                """.stripTrailing());
        Word source = copy.sources().get(0);
        assertThat(line + "\n" + carets(source.span())).isEqualTo("""
                  copy --from=build --chown=${U:-x} src/$A /dst/
                                                    ^^^^^^\
                """.stripTrailing());
        Word.Part.Variable a = (Word.Part.Variable) source.parts().get(1);
        assertThat(line + "\n" + carets(a.span())).isEqualTo("""
                  copy --from=build --chown=${U:-x} src/$A /dst/
                                                        ^^\
                """.stripTrailing());
    }

    @Test
    void mountsAndTheirFields() {
        String line = "RUN --mount=type=cache,target=/root/.npm,ro ls";
        Instruction.Run run = (Instruction.Run) first(line);
        assertThat(run.mounts()).hasSize(1);
        assertThat(run.mounts().get(0).value("type").orElseThrow().raw()).isEqualTo("cache");
        assertThat(run.mounts().get(0).value("target", "dst").orElseThrow().raw())
                .isEqualTo("/root/.npm");
        assertThat(run.mounts().get(0).fields().get(2).value()).isEmpty();
        assertThat(line + "\n" + carets(run.mounts().get(0).fields().get(1).span()))
                .isEqualTo("""
                RUN --mount=type=cache,target=/root/.npm,ro ls
                                       ^^^^^^^^^^^^^^^^^\
                """.stripTrailing());
    }

    @Test
    void namesAndValues() {
        String line = "ENV A=1 B=\"x $C\"";
        Instruction.Env env = (Instruction.Env) first(line);
        assertThat(line + "\n" + carets(env.pairs().get(1).span())).isEqualTo("""
                ENV A=1 B="x $C"
                        ^^^^^^^^\
                """.stripTrailing());
        assertThat(line + "\n" + carets(env.pairs().get(1).value().orElseThrow().span()))
                .isEqualTo("""
                ENV A=1 B="x $C"
                          ^^^^^^\
                """.stripTrailing());
    }

    @Test
    void aWordOnAContinuationLine() {
        Instruction.Run run = (Instruction.Run) first("""
                RUN one && \\
                    two
                """);
        CommandForm.Shell shell = (CommandForm.Shell) run.command();
        int two = shell.text().text().indexOf("two");
        Span span = shell.text().span(two, two + 3);
        assertThat(span.line()).isEqualTo(3);
        assertThat(carets(span)).isEqualTo("    ^^^");
    }

    @Test
    void columnsCountUtf16UnitsAndNoByteOrderMark() {
        Dockerfile dockerfile = DockerfileReader.read(
                new SourceFile(new TreePath("Dockerfile"), "\ufeffFROM a\r\nLABEL a=\"\ud83d\ude00\" b=c\r\n"));
        Instruction.Label label =
                (Instruction.Label) dockerfile.stages().get(0).instructions().get(0);
        assertThat(label.span().line()).isEqualTo(2);
        assertThat(label.pairs().get(1).span().column()).isEqualTo(14);
        assertThat(label.span().endColumn()).isEqualTo(17);
        assertThat(dockerfile.stages().get(0).from().span().column()).isEqualTo(2);
    }

    @Test
    void heredocsReachFromTheirFirstLineToTheirDelimiter() {
        Instruction.Run run = (Instruction.Run) first("""
                RUN <<EOF
                echo a
                EOF
                """);
        CommandForm.Heredoc heredoc =
                ((CommandForm.Shell) run.command()).heredocs().get(0);
        assertThat(heredoc.span().line()).isEqualTo(3);
        assertThat(heredoc.span().endLine()).isEqualTo(4);
        assertThat(heredoc.span().endColumn()).isEqualTo(4);
        assertThat(heredoc.body().span(0, 4)).hasToString("Dockerfile:3");
        assertThat(run.span().endLine()).isEqualTo(4);
    }
}
