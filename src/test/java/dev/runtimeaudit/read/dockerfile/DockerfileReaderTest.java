package dev.runtimeaudit.read.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileReaderTest {

    private static Dockerfile read(String text) {
        return DockerfileReader.read(new SourceFile(new TreePath("Dockerfile"), text));
    }

    private static Instruction only(String line) {
        Dockerfile dockerfile = read("FROM node:20\n" + line);
        assertThat(dockerfile.problems()).isEmpty();
        assertThat(dockerfile.stages().get(0).instructions()).hasSize(1);
        return dockerfile.stages().get(0).instructions().get(0);
    }

    private static String firstProblem(String text) {
        return read(text).problems().stream().map(Problem::message).findFirst().orElse("");
    }

    @Test
    void stagesHoldWhatStandsBetweenTheirFromAndTheNext() {
        Dockerfile dockerfile = read("""
                # syntax=docker/dockerfile:1
                ARG VERSION=20
                from --platform=$BUILDPLATFORM node:${VERSION} as Build
                run npm ci
                FROM build
                CMD ["node", "server.js"]
                """);
        assertThat(dockerfile.problems()).isEmpty();
        assertThat(dockerfile.directives())
                .extracting(Dockerfile.Directive::name)
                .containsExactly("syntax");
        assertThat(dockerfile.globals()).hasSize(1);
        assertThat(dockerfile.stages()).hasSize(2);
        assertThat(dockerfile.stages().get(0).name()).contains("build");
        assertThat(dockerfile.stages().get(0).instructions()).hasSize(1);
        assertThat(dockerfile.stages().get(1).from().image().literal()).isEqualTo("build");
        assertThat(dockerfile.instructions()).hasSize(5);
    }

    @Test
    void commentAndBlankLinesStandInTheMiddleOfAnInstruction() {
        Instruction.Run run = (Instruction.Run) only("""
                RUN apt-get update \\
                    # the tools

                 && apt-get install -y git
                """);
        CommandForm.Shell shell = (CommandForm.Shell) run.command();
        assertThat(shell.text().text()).isEqualTo("apt-get update  && apt-get install -y git");
        assertThat(run.span().line()).isEqualTo(2);
        assertThat(run.span().endLine()).isEqualTo(5);
        int install = shell.text().text().indexOf("install");
        assertThat(shell.text().span(install, install + 7)).hasToString("Dockerfile:5");
    }

    @Test
    void jsonThatIsNoneSilentlyBecomesALineOfShell() {
        Instruction.Cmd cmd = (Instruction.Cmd) only("CMD ['node', 'server.js']");
        assertThat(cmd.command())
                .isInstanceOfSatisfying(
                        CommandForm.Shell.class,
                        shell -> assertThat(shell.looksLikeExec()).isTrue());
    }

    @Test
    void severalHeredocsFollowTheirLineInOrder() {
        Instruction.Copy copy = (Instruction.Copy) only("""
                COPY --chmod=755 <<-one <<"two" plain.txt /dst/
                \tfirst $A
                one
                second $B
                two
                """);
        assertThat(copy.sources()).extracting(Word::literal).containsExactly("plain.txt");
        assertThat(copy.heredocs()).hasSize(2);
        assertThat(copy.heredocs().get(0).body().text()).isEqualTo("first $A\n");
        assertThat(copy.heredocs().get(0).content().isLiteral()).isFalse();
        assertThat(copy.heredocs().get(1).expand()).isFalse();
        assertThat(copy.heredocs().get(1).content().literal()).isEqualTo("second $B\n");
        assertThat(copy.span().endLine()).isEqualTo(6);
    }

    @Test
    void allModifiersOfVariablesAreKept() {
        Instruction.Env env = (Instruction.Env) only("ENV A=\"x ${B:-d ${C}} $1y\" D=${E##*/} F=${G//a/b}");
        assertThat(env.pairs()).hasSize(3);
        List<Word.Part> a = env.pairs().get(0).value().orElseThrow().parts();
        assertThat(a.get(0)).isEqualTo(new Word.Part.Literal("x "));
        assertThat(a.get(1)).isInstanceOfSatisfying(Word.Part.Variable.class, b -> {
            assertThat(b.name()).isEqualTo("B");
            assertThat(b.modifier()).isEqualTo(Word.Modifier.DEFAULT_IF_EMPTY);
            assertThat(b.argument()).hasSize(2);
            assertThat(b.span().column()).isEqualTo(10);
        });
        assertThat(((Word.Part.Variable) a.get(3)).name()).isEqualTo("1");
        assertThat(env.pairs().get(1).value().orElseThrow().parts().get(0))
                .isInstanceOfSatisfying(
                        Word.Part.Variable.class,
                        e -> assertThat(e.modifier()).isEqualTo(Word.Modifier.REMOVE_LONGEST_PREFIX));
    }

    @Test
    void problemsAreSaidInTheWordsOfBuildKit() {
        assertThat(firstProblem("FROM a\nRUNN echo"))
                .isEqualTo("dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)");
        assertThat(firstProblem("FROM a\nCOPY d.txt"))
                .isEqualTo("dockerfile parse error on line 2: COPY requires at least two arguments, but only one was"
                        + " provided. Destination could not be determined");
        assertThat(firstProblem("RUN echo")).isEqualTo("no build stage in current context");
        assertThat(firstProblem("ARG A")).isEqualTo("dockerfile contains no stages to build");
        assertThat(firstProblem("\n# nothing\n")).isEqualTo("file with no instructions");
        assertThat(firstProblem("FROM a\nENV A=1 # c"))
                .isEqualTo("Syntax error - can't find = in \"#\". Must be of the form: name=value");
        assertThat(firstProblem("FROM a\nCMD [\"sleep\", 1]"))
                .isEqualTo("when using JSON array syntax, arrays must be comprised of strings only");
        assertThat(firstProblem("FROM a\nRUN cat <<EOF\n")).isEqualTo("unterminated heredoc");
        assertThat(firstProblem("FROM a AS 1a"))
                .isEqualTo("dockerfile parse error on line 1: invalid name for build stage: \"1a\", name can't start"
                        + " with a number or contain symbols");
    }
}
