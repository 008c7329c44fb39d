package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** env, GNU's (coreutils, {@code src/env.c}) and BusyBox's ({@code coreutils/env.c}). */
final class Env implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        boolean busybox = Applets.isBusybox(program);
        return new Reading(call, busybox).run(replay);
    }

    /** One command line while it is read. */
    private static final class Reading {
        private final Invocation call;
        private final boolean busybox;
        private final List<Arg> words;
        private Machine machine;
        private int at = 1;

        Reading(Invocation call, boolean busybox) {
            this.call = call;
            this.busybox = busybox;
            this.words = new ArrayList<>(call.argv());
            this.machine = call.machine();
        }

        List<End> run(Replay replay) {
            Optional<List<End>> ended = options();
            if (ended.isPresent()) {
                return ended.get();
            }
            while (at < words.size() && isAssignment(words.get(at))) {
                assign(words.get(at));
                at++;
            }
            Invocation rest = call.with(machine);
            if (at >= words.size()) {
                return List.of(End.success(call.machine())
                        .printing(Value.unknown(Reason.VALUE_NOT_KNOWN, Evidence.of(call.at(), "prints it"))));
            }
            String self = call.command().shown();
            return Chain.exec(rest.with(words.subList(at, words.size())), !busybox, replay, (command, refused) -> {
                int code = Chain.isMissing(refused) ? 127 : 126;
                String text = Chain.text(refused);
                return busybox
                        ? new Chain.Words("env: can't execute '" + command + "': " + text, code)
                        : new Chain.Words(self + ": '" + command + "': " + text, code);
            });
        }

        /** Reads options; present when they end it. */
        private Optional<List<End>> options() {
            while (at < words.size()) {
                if (!(words.get(at).value() instanceof Value.Known known)) {
                    return Optional.empty();
                }
                String word = known.text();
                if (word.equals("--")) {
                    at++;
                    return Optional.empty();
                }
                if (word.equals("-") || word.equals("-i") || word.equals("--ignore-environment")) {
                    machine = machine.withEnvironment(Environment.empty());
                    at++;
                } else if (word.equals("-u") && at + 1 < words.size()) {
                    unset(words.get(at + 1).shown());
                    at += 2;
                } else if (word.startsWith("-u") && word.length() > 2 || word.startsWith("--unset=")) {
                    unset(word.substring(word.startsWith("-u") ? 2 : 8));
                    at++;
                } else if (!busybox && (word.equals("-C") || word.equals("--chdir")) && at + 1 < words.size()) {
                    machine = machine.withDirectory(
                            machine.directory().resolve(words.get(at + 1).shown()));
                    at += 2;
                } else if (!busybox
                        && (word.startsWith("-S") || word.startsWith("-vS") || word.startsWith("--split-string"))) {
                    if (!split(word)) {
                        return Optional.of(Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
                    }
                } else if (word.startsWith("-") && word.length() > 1) {
                    return Optional.of(rejected(word));
                } else {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        private List<End> rejected(String word) {
            if (busybox && !word.startsWith("--")) {
                String line = "env: unrecognized option: " + word.substring(1, 2);
                return Chain.fails(call, Cause.STEP_FAILS, 1, line, "env");
            }
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }

        private void unset(String name) {
            machine = machine.withEnvironment(
                    machine.environment().with(name, Fact.absent(Evidence.of(call.at(), "unsets it"))));
        }

        private static boolean isAssignment(Arg word) {
            return word.value() instanceof Value.Known known && known.text().indexOf('=') > 0;
        }

        private void assign(Arg word) {
            String text = word.shown();
            int equals = text.indexOf('=');
            machine = machine.withEnvironment(machine.environment()
                    .with(text.substring(0, equals), text.substring(equals + 1), Evidence.of(word.at(), "sets it")));
        }

        /** Puts the words of {@code -S}'s argument in its place; quotes and escapes are not split. */
        private boolean split(String word) {
            String text;
            int taken = 1;
            if (word.startsWith("--split-string=")) {
                text = word.substring("--split-string=".length());
            } else if (word.equals("--split-string") || word.equals("-S") || word.equals("-vS")) {
                if (at + 1 >= words.size()) {
                    return false;
                }
                text = words.get(at + 1).shown();
                taken = 2;
            } else {
                text = word.substring(word.indexOf('S') + 1);
            }
            if (text.chars().anyMatch(c -> "\"'\\$#".indexOf(c) >= 0)) {
                return false;
            }
            List<Arg> split = new ArrayList<>();
            for (String part : text.strip().split("[ \t\r\n]+")) {
                split.add(Arg.of(part, words.get(at).at()));
            }
            words.subList(at, at + taken).clear();
            words.addAll(at, split);
            return true;
        }
    }
}
