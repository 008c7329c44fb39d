package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code docker compose} command as somebody's script has it.
 *
 * @param files behind {@code -f}, as written; none: what lies in the directory
 * @param directory behind {@code --project-directory}
 */
record ComposeCommand(
        List<String> files, List<String> envFiles, Set<String> profiles, Optional<String> directory, Span at) {

    private static final Set<String> FLAGS_WITH_VALUE = Set.of(
            "-f",
            "--file",
            "--env-file",
            "--profile",
            "--project-directory",
            "-p",
            "--project-name",
            "--ansi",
            "--parallel",
            "--progress");

    private static final Set<String> IN_FRONT = Set.of("sudo", "exec", "command", "time", "env");

    /** Empty for any other command, and where a name is known only when it runs. */
    static Optional<ComposeCommand> of(Command.Simple command) {
        List<Optional<String>> words = new ArrayList<>();
        for (ShellWord word : command.words()) {
            words.add(word.literal());
        }
        int at = 0;
        while (at < words.size() && words.get(at).filter(IN_FRONT::contains).isPresent()) {
            at++;
        }
        boolean alone = is(words, at, "docker-compose");
        if (!alone && !(is(words, at, "docker") && is(words, at + 1, "compose"))) {
            return Optional.empty();
        }
        return new Reading(words, at + (alone ? 1 : 2), command).read();
    }

    private static boolean is(List<Optional<String>> words, int at, String what) {
        return at < words.size() && words.get(at).filter(what::equals).isPresent();
    }

    private static final class Reading {
        private final List<Optional<String>> words;
        private final Command.Simple command;
        private int at;
        private final List<String> files = new ArrayList<>();
        private final List<String> envFiles = new ArrayList<>();
        private final Set<String> profiles = new LinkedHashSet<>();
        private Optional<String> directory = Optional.empty();

        Reading(List<Optional<String>> words, int at, Command.Simple command) {
            this.words = words;
            this.at = at;
            this.command = command;
        }

        Optional<ComposeCommand> read() {
            for (Command.Assignment assignment : command.assignments()) {
                if (assignment.name().equals("COMPOSE_FILE")) {
                    Optional<String> value = assignment.value().flatMap(ShellWord::literal);
                    value.ifPresent(list -> files.addAll(List.of(list.split(":"))));
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                }
            }
            while (at < words.size()) {
                Optional<String> word = words.get(at++);
                if (word.isEmpty()) {
                    // "$FILES" may be any number of flags.
                    return Optional.empty();
                }
                String flag = word.get();
                if (!flag.startsWith("-")) {
                    break;
                }
                int equals = flag.indexOf('=');
                String name = equals < 0 ? flag : flag.substring(0, equals);
                if (FLAGS_WITH_VALUE.contains(name)) {
                    Optional<String> value = equals >= 0
                            ? Optional.of(flag.substring(equals + 1))
                            : at < words.size() ? words.get(at++) : Optional.empty();
                    if (value.isEmpty() && !name.equals("-p") && !name.equals("--project-name")) {
                        return Optional.empty();
                    }
                    value.ifPresent(v -> note(name, v));
                }
            }
            return Optional.of(new ComposeCommand(files, envFiles, profiles, directory, command.span()));
        }

        private void note(String flag, String value) {
            switch (flag) {
                case "-f", "--file" -> files.add(value);
                case "--env-file" -> envFiles.add(value);
                case "--profile" -> profiles.add(value);
                case "--project-directory" -> directory = Optional.of(value);
                default -> {
                    // names and colours change nothing
                }
            }
        }
    }
}
