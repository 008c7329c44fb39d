package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Prints what the reader makes of Dockerfiles or of single words, one JSON object per line of standard input, for
 * {@code src/bench/readers/dockerfile.py} to compare.
 */
final class ReaderDump {

    private ReaderDump() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(arguments[0].equals("words") ? word(line) : file(line));
        }
        out.flush();
    }

    private static String file(String name) throws IOException {
        String text = new String(Files.readAllBytes(Path.of(name)), StandardCharsets.UTF_8);
        Dockerfile dockerfile = DockerfileReader.read(new SourceFile(new TreePath("Dockerfile"), text));
        List<String> instructions =
                dockerfile.instructions().stream().map(ReaderDump::instruction).toList();
        return "{\"file\":" + json(name) + ",\"problems\":"
                + list(dockerfile.problems().stream().map(Problem::message).toList()) + ",\"instructions\":["
                + String.join(",", instructions) + "]}";
    }

    private static String instruction(Instruction instruction) {
        List<String> words = new ArrayList<>();
        List<CommandForm.Heredoc> heredocs = new ArrayList<>();
        List<Instruction.Flag> flags = new ArrayList<>();
        boolean json = describe(instruction, words, heredocs, flags);
        boolean parsed = !(instruction instanceof Instruction.Unparsed);
        StringBuilder out = new StringBuilder("{\"keyword\":").append(json(words.remove(0)));
        out.append(",\"start\":").append(instruction.span().line());
        out.append(",\"end\":").append(instruction.span().endLine());
        if (parsed) {
            out.append(",\"json\":").append(json).append(",\"args\":").append(list(words));
            out.append(",\"flags\":")
                    .append(list(flags.stream().map(ReaderDump::flag).toList()));
            out.append(",\"heredocs\":[");
            out.append(
                    String.join(",", heredocs.stream().map(ReaderDump::heredoc).toList()));
            out.append(']');
        }
        return out.append('}').toString();
    }

    private static String flag(Instruction.Flag flag) {
        return "--" + flag.name() + flag.value().map(v -> "=" + v.raw()).orElse("");
    }

    private static String heredoc(CommandForm.Heredoc heredoc) {
        return "{\"name\":" + json(heredoc.name()) + ",\"expand\":" + heredoc.expand() + ",\"stripTabs\":"
                + heredoc.stripTabs() + ",\"content\":" + json(heredoc.body().text()) + "}";
    }

    /** Adds the keyword and the arguments, and says whether they were a JSON array; unknown for lists of words. */
    private static boolean describe(
            Instruction instruction,
            List<String> out,
            List<CommandForm.Heredoc> heredocs,
            List<Instruction.Flag> flags) {
        out.add(instruction.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (instruction instanceof Instruction.From from) {
            out.add(from.image().raw());
            from.name().ifPresent(out::add);
            flags.addAll(from.flags());
        } else if (instruction instanceof Instruction.Run run) {
            flags.addAll(run.flags());
            return form(run.command(), out, heredocs);
        } else if (instruction instanceof Instruction.Cmd cmd) {
            return form(cmd.command(), out, heredocs);
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            return form(entrypoint.command(), out, heredocs);
        } else if (instruction instanceof Instruction.Shell shell) {
            return form(shell.command(), out, heredocs);
        } else if (instruction instanceof Instruction.Copy copy) {
            copy.sources().forEach(source -> out.add(source.raw()));
            out.add(copy.destination().raw());
            flags.addAll(copy.flags());
            heredocs.addAll(copy.heredocs());
        } else if (instruction instanceof Instruction.Add add) {
            add.sources().forEach(source -> out.add(source.raw()));
            out.add(add.destination().raw());
            flags.addAll(add.flags());
            heredocs.addAll(add.heredocs());
        } else if (instruction instanceof Instruction.Env env) {
            env.pairs().forEach(pair -> pair(pair, out));
        } else if (instruction instanceof Instruction.Label label) {
            label.pairs().forEach(pair -> pair(pair, out));
        } else if (instruction instanceof Instruction.Arg arg) {
            arg.pairs()
                    .forEach(pair -> out.add(pair.name().raw()
                            + pair.value().map(v -> "=" + v.raw()).orElse("")));
        } else if (instruction instanceof Instruction.User user) {
            out.add(user.user().raw());
        } else if (instruction instanceof Instruction.Workdir workdir) {
            out.add(workdir.path().raw());
        } else if (instruction instanceof Instruction.Expose expose) {
            expose.ports().forEach(port -> out.add(port.raw()));
        } else if (instruction instanceof Instruction.Healthcheck health) {
            flags.addAll(health.flags());
            out.add(health.command().isPresent() ? "CMD" : "NONE");
            return health.command().isPresent() && form(health.command().get(), out, heredocs);
        } else if (instruction instanceof Instruction.Volume volume) {
            volume.paths().forEach(path -> out.add(path.raw()));
        } else if (instruction instanceof Instruction.StopSignal signal) {
            out.add(signal.signal().raw());
        } else if (instruction instanceof Instruction.Onbuild onbuild) {
            List<String> trigger = new ArrayList<>();
            boolean json = describe(onbuild.trigger(), trigger, heredocs, new ArrayList<>());
            out.addAll(trigger);
            return json;
        } else if (instruction instanceof Instruction.Maintainer maintainer) {
            out.add(maintainer.text());
        } else if (instruction instanceof Instruction.Unparsed unparsed) {
            out.set(0, unparsed.keyword().toLowerCase(Locale.ROOT));
        } else {
            throw new AssertionError(instruction);
        }
        return false;
    }

    private static void pair(Instruction.Pair pair, List<String> out) {
        out.add(pair.name().raw());
        out.add(pair.value().orElseThrow().raw());
    }

    private static boolean form(CommandForm form, List<String> out, List<CommandForm.Heredoc> heredocs) {
        if (form instanceof CommandForm.Exec exec) {
            out.addAll(exec.words());
            return true;
        }
        CommandForm.Shell shell = (CommandForm.Shell) form;
        if (!shell.text().text().isEmpty()) {
            out.add(shell.text().text());
        }
        heredocs.addAll(shell.heredocs());
        return false;
    }

    /** In: escape, whether it is the body of a here-document, the word, then names and values; all in Base64. */
    private static String word(String line) {
        List<String> fields = new ArrayList<>();
        for (String field : line.split(" ", -1)) {
            fields.add(new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8));
        }
        dev.runtimeaudit.source.Fragment text = Fragment.of(new SourceFile(new TreePath("Dockerfile"), fields.get(2)));
        Word word = fields.get(1).equals("body")
                ? WordReader.body(text)
                : WordReader.read(text, fields.get(0).charAt(0));
        Map<String, String> values = new HashMap<>();
        for (int i = 3; i + 1 < fields.size(); i += 2) {
            values.put(fields.get(i), fields.get(i + 1));
        }
        Expansion expansion = Expansion.of(word, name -> Optional.ofNullable(values.get(name)));
        boolean done = expansion instanceof Expansion.Text;
        return "{\"result\":" + json(done ? ((Expansion.Text) expansion).value() : "") + ",\"error\":"
                + json(done ? "" : ((Expansion.Failed) expansion).message()) + "}";
    }

    private static String list(List<String> texts) {
        return "[" + String.join(",", texts.stream().map(ReaderDump::json).toList()) + "]";
    }

    private static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
