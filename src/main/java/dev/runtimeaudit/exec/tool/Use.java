package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One use of a tool: its words, sorted into options and operands, and how it can end. */
final class Use {

    private final Invocation call;
    private final Program program;
    private final String name;

    Use(Invocation call, Program program) {
        this.call = call;
        this.program = program;
        this.name = program.name();
    }

    Invocation call() {
        return call;
    }

    String name() {
        return name;
    }

    /** BusyBox has other words, and fewer options, than GNU. */
    boolean isBusybox() {
        return program.version().startsWith("busybox");
    }

    /** The words behind the name; empty when one of them is not known. */
    Optional<List<String>> words() {
        List<String> words = new ArrayList<>();
        for (var word : call.arguments()) {
            if (!(word.value() instanceof Value.Known known)) {
                return Optional.empty();
            }
            words.add(known.text());
        }
        return Optional.of(words);
    }

    /**
     * Options and operands.
     *
     * @param letters the letters of all short options, in order
     * @param values what options with a value were given, {@code letter + value}
     * @param odd an option that is not among those that were allowed
     */
    record Line(String letters, List<String> values, List<String> operands, boolean odd) {
        boolean has(char letter) {
            return letters.indexOf(letter) >= 0;
        }

        Optional<String> value(char letter) {
            return values.stream()
                    .filter(v -> v.charAt(0) == letter)
                    .map(v -> v.substring(1))
                    .reduce((first, second) -> second);
        }
    }

    /**
     * @param plain letters of options without a value
     * @param valued letters of options with one
     */
    static Line line(List<String> words, String plain, String valued) {
        StringBuilder letters = new StringBuilder();
        List<String> values = new ArrayList<>();
        List<String> operands = new ArrayList<>();
        boolean odd = false;
        boolean over = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (over || !word.startsWith("-") || word.equals("-")) {
                operands.add(word);
            } else if (word.equals("--")) {
                over = true;
            } else if (word.startsWith("--")) {
                odd = true;
            } else {
                for (int j = 1; j < word.length(); j++) {
                    char c = word.charAt(j);
                    letters.append(c);
                    if (valued.indexOf(c) >= 0) {
                        boolean attached = j + 1 < word.length();
                        String value = attached ? word.substring(j + 1) : i + 1 < words.size() ? words.get(++i) : "";
                        values.add(c + value);
                        break;
                    }
                    odd |= plain.indexOf(c) < 0;
                }
            }
        }
        return new Line(letters.toString(), values, operands, odd);
    }

    // ---- files

    Fact<Node> node(String path) {
        return call.machine()
                .files()
                .follow(call.machine().directory().resolve(path))
                .map(Located::node);
    }

    Fact<String> text(String path) {
        return node(path)
                .then(found -> found.value() instanceof Node.File file
                        ? file.content().text().map(SourceFile::text)
                        : Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, found.evidence()));
    }

    // ---- ends

    List<End> prints(String text) {
        return List.of(End.success(call.machine()).printing(Value.of(text)));
    }

    List<End> prints(Value text) {
        return List.of(End.success(call.machine()).printing(text));
    }

    /** It succeeds, and prints what nobody knows. */
    List<End> printsSomething() {
        return prints(something());
    }

    Value.Unknown something() {
        return new Value.Unknown(
                Reason.VALUE_NOT_KNOWN,
                Evidence.of(call.at(), "runs `" + shown() + "`, whose output is not known"),
                false);
    }

    /** It ends by a status alone. */
    List<End> tells(boolean success) {
        return List.of(End.of(call.machine(), Exit.code(success ? 0 : 1)));
    }

    List<End> code(int code, Value output) {
        return List.of(End.of(call.machine(), Exit.code(code)).printing(output));
    }

    List<End> fails(int code, String line) {
        return fails(code, line, Value.of(""));
    }

    List<End> fails(int code, String line, Value output) {
        Failure failure = new Failure(
                Cause.STEP_FAILS,
                code,
                line,
                call.at(),
                name,
                Evidence.of(call.at(), "runs `" + shown() + "`, which fails"));
        return List.of(End.failed(call.machine(), failure).printing(output));
    }

    /** It says yes or no, and either is as good as the other: neither is taken for what usually happens. */
    List<End> tellsEither() {
        return Stream.concat(tells(true).stream(), tells(false).stream()).toList();
    }

    /** It ends, and nobody knows how. */
    List<End> ends() {
        return List.of(End.of(
                        call.machine(),
                        new Exit.Unknown(
                                Reason.PROGRAM_NOT_MODELLED,
                                Evidence.of(call.at(), "runs `" + shown() + "`, whose status is not known")))
                .printing(something()));
    }

    /** It may even not end. */
    List<End> lost() {
        return List.of(End.of(
                call.machine(),
                new Exit.Lost(
                        Reason.PROGRAM_NOT_MODELLED,
                        Evidence.of(call.at(), "runs `" + shown() + "`, which is not modelled"))));
    }

    List<End> never() {
        return List.of(
                End.of(call.machine(), new Exit.Never(call.shown(), Evidence.of(call.at(), "runs `" + shown() + "`"))));
    }

    String shown() {
        return String.join(" ", call.shown());
    }
}
