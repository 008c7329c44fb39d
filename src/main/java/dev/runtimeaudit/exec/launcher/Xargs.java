package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code xargs command}: the words it reads become words of the command. */
final class Xargs implements Launcher {

    /** POSIX, "xargs", and what GNU and BusyBox add; {@code -I}, which puts words into the middle, is not followed. */
    private static final Set<String> VALUED = Set.of("-n", "-P", "-L", "-s");

    private static final Set<String> BARE = Set.of("-r", "--no-run-if-empty", "-t", "-0", "--null", "-x");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        boolean busybox = Applets.isBusybox(program);
        List<Arg> words = call.arguments();
        boolean skipsEmpty = false;
        boolean nulls = false;
        boolean several = false;
        int at = 0;
        while (at < words.size()
                && words.get(at).value() instanceof Value.Known known
                && known.text().startsWith("-")) {
            String option = known.text();
            if (VALUED.contains(option)) {
                at++;
            } else if (!BARE.contains(option) && VALUED.stream().noneMatch(option::startsWith)) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            skipsEmpty |= option.equals("-r") || option.equals("--no-run-if-empty");
            // One call for each so many words: what a second one does is not followed.
            several |= Set.of("-n", "-L", "-P", "-s").stream().anyMatch(option::startsWith);
            nulls |= option.equals("-0") || option.equals("--null");
            at++;
        }
        if (at > words.size()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Arg> command = new ArrayList<>(words.subList(at, words.size()));
        if (command.isEmpty()) {
            command.add(Arg.of("echo", call.at()));
        }
        if (!(call.input() instanceof Value.Known input)) {
            command.add(new Arg(call.input(), call.at()));
        } else {
            Optional<List<String>> read = nulls ? Optional.of(nulls(input.text())) : words(input.text());
            if (read.isEmpty()) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (several && read.get().size() > 1) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
            if (read.get().isEmpty() && skipsEmpty) {
                return List.of(End.success(call.machine()));
            }
            read.get().forEach(word -> command.add(Arg.of(word, call.at())));
        }
        Invocation inner = new Invocation(command, call.machine(), call.at(), Value.of(""), false);
        List<End> ends = new ArrayList<>();
        for (End end : Chain.exec(
                inner,
                !busybox,
                replay,
                (name, refused) -> new Chain.Words(
                        "xargs: " + name + ": " + Chain.text(refused), Chain.isMissing(refused) ? 127 : 126))) {
            // POSIX, xargs utility, "EXIT STATUS": a failure of the command is 123 to GNU and BusyBox.
            boolean failed = end.exit() instanceof Exit.Code code && code.code() > 0 && code.code() < 126;
            ends.add(
                    failed
                            ? new End(end.machine(), Exit.code(123), end.output(), end.conditions(), end.tolerated())
                            : end);
        }
        return ends;
    }

    /** What ends with a NUL each; what is behind the last one is a word, too. */
    private static List<String> nulls(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        String ended = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return List.of(ended.split("\0", -1));
    }

    /** The words of a text, quotes and backslashes taken off; empty when a quote is not closed. */
    private static Optional<List<String>> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean started = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                started = true;
            } else if (c == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                started = true;
            } else if (Character.isWhitespace(c)) {
                if (started) {
                    words.add(word.toString());
                    word.setLength(0);
                    started = false;
                }
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
        return quote == 0 ? Optional.of(words) : Optional.empty();
    }
}
