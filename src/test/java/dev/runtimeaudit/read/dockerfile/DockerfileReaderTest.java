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

    @Test
    void flagsThatBuildKitDoesNotKnowAreSaid() {
        assertThat(firstProblem("FROM a\nCOPY --form=b a b"))
                .isEqualTo("dockerfile parse error on line 2: unknown flag: --form (did you mean from?)");
        assertThat(firstProblem("FROM a\nCOPY --from=b --from=c a b"))
                .isEqualTo("dockerfile parse error on line 2: duplicate flag specified: --from");
        assertThat(firstProblem("FROM a\nCOPY --link=maybe a b"))
                .isEqualTo("dockerfile parse error on line 2: expecting boolean value for flag --link, not: maybe");
        assertThat(firstProblem("FROM a\nCOPY --chown a b"))
                .isEqualTo("dockerfile parse error on line 2: missing a value on flag: --chown");
        assertThat(firstProblem("FROM a\nCMD --version"))
                .isEqualTo("dockerfile parse error on line 2: unknown flag: --version");
        assertThat(firstProblem("FROM a\nHEALTHCHECK --interval=5 CMD x"))
                .isEqualTo("dockerfile parse error on line 2: time: missing unit in duration \"5\"");
        assertThat(firstProblem("FROM a\nRUN --mount=from=$X,target=/x ls"))
                .isEqualTo("dockerfile parse error on line 2: 'from' doesn't support variable expansion, define alias"
                        + " stage instead");
        assertThat(firstProblem("FROM a\nCOPY --from=$X a b"))
                .isEqualTo("variable expansion is not supported for --from, define a new stage with FROM using ARG"
                        + " from global scope as a workaround");
    }

    @Test
    void theFirstProblemIsTheOneThatBuildKitPrints() {
        // it parses all lines before it makes instructions of them
        assertThat(firstProblem("FROM a\nFOO\nENV A\n")).isEqualTo("ENV must have two arguments");
        assertThat(read("FROM a\nFOO\nENV A\n").problems()).hasSize(2);
    }

    @Test
    void readingGoesOnBehindAProblem() {
        Dockerfile dockerfile = read("FROM a\nFOO bar\nCOPY x\nRUN ls\n");
        assertThat(dockerfile.problems()).hasSize(2);
        assertThat(dockerfile.stages().get(0).instructions())
                .extracting(instruction -> instruction.getClass().getSimpleName())
                .containsExactly("Unparsed", "Unparsed", "Run");
    }

    @Test
    void triggersAreReadButNotRejected() {
        Instruction.Onbuild onbuild = (Instruction.Onbuild) only("ONBUILD COPY --from=a <<EOF /x\nhi\nEOF\n");
        assertThat(onbuild.trigger()).isInstanceOf(Instruction.Copy.class);
        assertThat(((Instruction.Onbuild) only("ONBUILD FOO")).trigger()).isInstanceOf(Instruction.Unparsed.class);
        assertThat(firstProblem("FROM a\nONBUILD FROM b"))
                .isEqualTo("dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger");
    }

    @Test
    void theEscapeDirectiveChangesContinuationsAndWords() {
        Dockerfile dockerfile = read("# escape=`\nFROM a\nCOPY a\\b `\n  c:\\\n");
        Instruction.Copy copy =
                (Instruction.Copy) dockerfile.stages().get(0).instructions().get(0);
        assertThat(copy.sources().get(0).literal()).isEqualTo("a\\b");
        assertThat(copy.destination().literal()).isEqualTo("c:\\");
    }

    @Test
    void aLineThatTheLexerCannotTakeApartHasNoHeredocs() {
        Instruction.Run run = (Instruction.Run) read("FROM a\nRUN echo it's <<EOF\nRUN b\n")
                .stages()
                .get(0)
                .instructions()
                .get(0);
        assertThat(((CommandForm.Shell) run.command()).heredocs()).isEmpty();
    }

    @Test
    void templatesAreNoDockerfiles() {
        assertThat(looksLikeTemplate("Dockerfile", "{{ if .x }}\nFROM a\n{{ end }}\n"))
                .isTrue();
        assertThat(looksLikeTemplate("Dockerfile", "FROM {{ base }}\n")).isTrue();
        assertThat(looksLikeTemplate("Dockerfile", "FROM balenalib/%%MACHINE%%-node\n"))
                .isTrue();
        assertThat(looksLikeTemplate("Dockerfile", "FROM a\nCOPY <%= files %> /x\n"))
                .isTrue();
        assertThat(looksLikeTemplate("Dockerfile.template", "FROM a\n\"${KEYS[@]}\"\n"))
                .isTrue();
        assertThat(looksLikeTemplate("Dockerfile.template", "FROM a\nRUN b\n")).isFalse();
        assertThat(looksLikeTemplate("Dockerfile", "FROM a\nRUN docker ps --format '{{.ID}}'\nENV F={{.x}}\n"))
                .isFalse();
        assertThat(looksLikeTemplate("Dockerfile", "FROM ${A%%-*}\nWORKDIR ${A%%x}/${B%%y}\n"))
                .isFalse();
    }

    private static boolean looksLikeTemplate(String name, String text) {
        return DockerfileReader.looksLikeTemplate(new SourceFile(new TreePath(name), text));
    }
}
