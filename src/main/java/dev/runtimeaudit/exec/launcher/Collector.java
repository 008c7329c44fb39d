package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The OpenTelemetry collector, in any distribution: it serves when the configurations that it is given are there, and ends when it is
 * given none (opentelemetry-collector, {@code otelcol/command.go} and {@code confmap/README.md}; read at 0.103). Whether what stands in
 * them is right is not read.
 */
public final class Collector implements Launcher {

    /** The name under which the model knows one. */
    public static final String NAME = "otelcol";

    private static final Set<String> VALUED = Set.of("--set", "--feature-gates");

    private static final Set<String> QUESTIONS = Set.of("--version", "-v", "--help", "-h", "help", "components");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        List<Arg> configurations = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            boolean attached = word.contains("=");
            if (QUESTIONS.contains(word)) {
                return List.of(End.success(call.machine()));
            }
            boolean takes = option.equals("--config") || VALUED.contains(option);
            if (!takes || !attached && i + 1 >= words.size()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            Arg value = attached
                    ? Arg.of(word.substring(option.length() + 1), words.get(i).at())
                    : words.get(++i);
            if (option.equals("--config")) {
                configurations.add(value);
            }
        }
        if (configurations.isEmpty()
                && words.stream().anyMatch(word -> word.shown().startsWith("--set"))) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED); // a configuration of its own, in words
        }
        if (configurations.isEmpty()) {
            return Chain.fails(
                    call, Cause.STEP_FAILS, 1, "Error: at least one config flag must be provided", "--config");
        }
        for (Arg each : configurations) {
            Optional<List<End>> refused = refused(call, each);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        return call.last() ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** How it ends by one of its configurations; empty where that can be read. */
    private static Optional<List<End>> refused(Invocation call, Arg word) {
        if (!(word.value() instanceof Value.Known known)) {
            return Optional.of(Chain.lost(call, Reason.VALUE_NOT_KNOWN));
        }
        String path = known.text().startsWith("file:") ? known.text().substring("file:".length()) : known.text();
        if (path.isEmpty() || path.contains(":") || path.contains("$")) {
            // A text, a variable, an address: another provider is asked.
            return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
        }
        Fact<FileSystem.Located> found =
                call.machine().files().follow(call.machine().directory().resolve(path));
        Evidence evidence = Evidence.of(word.at(), "reads `" + path + "`").because(found.evidence());
        String line =
                "Error: failed to get config: cannot resolve the configuration: cannot retrieve the configuration: "
                        + "unable to read the file file:" + path + ": open " + path + ": ";
        if (found instanceof Fact.Absent<FileSystem.Located>) {
            return Optional.of(Chain.failed(
                    call,
                    new Failure(
                            Cause.START_FILE_MISSING,
                            1,
                            line + "no such file or directory",
                            word.at(),
                            path,
                            evidence)));
        }
        if (!(found instanceof Fact.Present<FileSystem.Located> there)) {
            Fact.Unknown<FileSystem.Located> unknown = (Fact.Unknown<FileSystem.Located>) found;
            return Optional.of(Chain.lost(call, unknown.reason(), evidence));
        }
        Fact<Node> readable = Permissions.of(
                there.value().node(), Permissions.Right.READ, call.machine().identity());
        if (readable instanceof Fact.Absent<Node> denied) {
            return Optional.of(Chain.failed(
                    call,
                    new Failure(
                            Cause.USER_CANNOT_READ,
                            1,
                            line + "permission denied",
                            word.at(),
                            path,
                            evidence.because(denied.evidence()))));
        }
        return there.value().node() instanceof Node.File
                ? Optional.empty()
                : Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
    }
}
