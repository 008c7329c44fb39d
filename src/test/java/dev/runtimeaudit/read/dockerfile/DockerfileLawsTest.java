package dev.runtimeaudit.read.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What holds of every text, Dockerfile or not. */
class DockerfileLawsTest {

    private static final List<String> SNIPPETS = List.of(
            "FROM node:20 AS build\n",
            "FROM --platform=$BUILDPLATFORM ${BASE:-a}\n",
            "ARG A=1 B\n",
            "ENV A=\"x $B\" C='y'\n",
            "ENV A x y\n",
            "RUN npm ci \\\n  # why\n\n  && npm run build\n",
            "RUN --mount=type=cache,target=/x,from=$A ls\n",
            "RUN <<EOF\necho\nEOF\n",
            "COPY <<-a <<\"b\" /x/\n\ta\n\tb\n",
            "COPY --from=build --chown=a:b [\"x y\", \"/z\"]\n",
            "ONBUILD RUN <<X\nX\n",
            "HEALTHCHECK --interval=5s CMD [\"a\"]\n",
            "CMD [ \"a\\u00e9\\n\", \"b\"]\n",
            "ENTRYPOINT [\"a\",1]\n",
            "SHELL [\"a\"]\n",
            "LABEL a=b c=\"d\"\n",
            "VOLUME [\"/a\"] \n",
            "# escape=`\n",
            "# syntax=x\n",
            "EXPOSE 1 2/tcp\n",
            "${A%%*/} ${B//\\//x} ${C:?d}",
            "\\\n",
            "`\n",
            "<<EOF",
            "--from=",
            "'",
            "\"",
            "[",
            "]",
            "{{ x }}",
            "\r\n",
            "\0",
            "\ufeff",
            "\u00a0",
            "\ud83d",
            "\ud83d\ude00",
            "\t");

    @Test
    void readingNeverThrowsAndEverySpanLiesInTheFile() {
        Random random = new Random(20);
        for (int i = 0; i < 4000; i++) {
            SourceFile file = new SourceFile(new TreePath("Dockerfile"), text(random));
            Dockerfile dockerfile = DockerfileReader.read(file);
            for (Span span : spans(dockerfile)) {
                assertThat(isIn(span, file)).as("%s of %s", span, file.text()).isTrue();
            }
        }
    }

    @Test
    void instructionsStandOneBehindTheOther() {
        Random random = new Random(21);
        for (int i = 0; i < 2000; i++) {
            SourceFile file = new SourceFile(new TreePath("Dockerfile"), text(random));
            int line = 0;
            for (Instruction instruction : DockerfileReader.read(file).instructions()) {
                assertThat(instruction.span().line()).as(file.text()).isGreaterThan(line);
                line = instruction.span().endLine();
            }
        }
    }

    @Test
    void expandingNeverThrows() {
        Random random = new Random(22);
        for (int i = 0; i < 2000; i++) {
            SourceFile file = new SourceFile(new TreePath("Dockerfile"), text(random));
            DockerfileReader.read(file).instructions().stream()
                    .flatMap(instruction -> words(instruction).stream())
                    .forEach(word -> Expansion.of(
                            word, name -> name.length() % 2 == 0 ? Optional.empty() : Optional.of("/a/$b")));
        }
    }

    @Test
    void hugeLinesAndDeepNestingEndInTime() {
        List<String> huge = List.of(
                "FROM a\nRUN " + "x ".repeat(500_000),
                "x".repeat(1_000_000),
                "FROM a\nENV A=" + "${A:-".repeat(100_000),
                "FROM a\nCMD " + "[".repeat(500_000),
                "FROM a\n" + "ONBUILD ".repeat(100_000),
                "FROM a\nRUN " + "<<A ".repeat(2_000) + "\n" + "A\n".repeat(2_000),
                "FROM a\nRUN " + "\\\n".repeat(300_000),
                "FROM a\nCOPY " + "--x=\u00e9 ".repeat(50_000) + "a b",
                "\0".repeat(1_000_000),
                "a\n".repeat(100_000));
        for (String text : huge) {
            Assertions.assertTimeout(
                    Duration.ofSeconds(20),
                    () -> DockerfileReader.read(new SourceFile(new TreePath("Dockerfile"), text)));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                text.deleteCharAt(at);
            } else {
                text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            }
            if (text.length() == 0) {
                text.append('x');
            }
        }
        return text.toString();
    }

    private static boolean isIn(Span span, SourceFile file) {
        return span.endLine() <= file.lineCount()
                && span.column() <= file.line(span.line()).length() + 2
                && span.endColumn() <= file.line(span.endLine()).length() + 2
                && (span.line() < span.endLine() || span.column() <= span.endColumn());
    }

    private static List<Span> spans(Dockerfile dockerfile) {
        List<Span> spans = new ArrayList<>();
        dockerfile.directives().forEach(directive -> spans.add(directive.span()));
        dockerfile.problems().stream().map(Problem::at).forEach(spans::add);
        for (Instruction instruction : dockerfile.instructions()) {
            spans.add(instruction.span());
            words(instruction).forEach(word -> {
                spans.add(word.span());
                addParts(word.parts(), spans);
            });
            if (instruction instanceof Instruction.Run run) {
                addForm(run.command(), spans);
                run.flags().forEach(flag -> spans.add(flag.span()));
                run.mounts().forEach(mount -> mount.fields().forEach(field -> spans.add(field.span())));
            } else if (instruction instanceof Instruction.Cmd cmd) {
                addForm(cmd.command(), spans);
            } else if (instruction instanceof Instruction.Copy copy) {
                copy.heredocs().forEach(heredoc -> spans.add(heredoc.span()));
                copy.flags().forEach(flag -> spans.add(flag.span()));
            }
        }
        return spans;
    }

    private static void addForm(CommandForm form, List<Span> spans) {
        spans.add(form.span());
        if (form instanceof CommandForm.Exec exec) {
            exec.arguments().forEach(argument -> spans.add(argument.span()));
        } else if (form instanceof CommandForm.Shell shell) {
            spans.add(shell.text().span());
            shell.heredocs().forEach(heredoc -> {
                spans.add(heredoc.span());
                spans.add(heredoc.body().span());
            });
        }
    }

    private static void addParts(List<Word.Part> parts, List<Span> spans) {
        for (Word.Part part : parts) {
            if (part instanceof Word.Part.Variable variable) {
                spans.add(variable.span());
                addParts(variable.argument(), spans);
                addParts(variable.argument2(), spans);
            }
        }
    }

    private static List<Word> words(Instruction instruction) {
        List<Word> words = new ArrayList<>();
        if (instruction instanceof Instruction.From from) {
            words.add(from.image());
        } else if (instruction instanceof Instruction.Env env) {
            env.pairs().forEach(pair -> {
                words.add(pair.name());
                pair.value().ifPresent(words::add);
            });
        } else if (instruction instanceof Instruction.Arg arg) {
            arg.pairs().forEach(pair -> pair.value().ifPresent(words::add));
        } else if (instruction instanceof Instruction.Copy copy) {
            words.addAll(copy.sources());
            words.add(copy.destination());
            copy.heredocs().forEach(heredoc -> words.add(heredoc.content()));
        } else if (instruction instanceof Instruction.Expose expose) {
            words.addAll(expose.ports());
        }
        return words;
    }
}
