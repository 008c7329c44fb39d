package dev.runtimeaudit.exec.shell;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A command that the shell runs itself. It leaves its status in the state of the run. */
interface Builtin {

    /** POSIX 2.14: an error in one of these ends a shell that keeps to POSIX. */
    Set<String> SPECIAL = Set.of(
            ".",
            "source",
            ":",
            "break",
            "continue",
            "eval",
            "exec",
            "exit",
            "export",
            "readonly",
            "return",
            "set",
            "shift",
            "times",
            "trap",
            "unset");

    /** @param words the command line, the name of the built-in first */
    void run(Run run, List<Field> words);

    static Optional<Builtin> of(String name, Flavor flavor) {
        Optional<Builtin> found = common(name);
        if (found.isEmpty() && !flavor.dash()) {
            found = extended(name);
        }
        if (found.isEmpty() && flavor.bash()) {
            found = bash(name);
        }
        return found;
    }

    private static Optional<Builtin> common(String name) {
        switch (name) {
            case ":", "true":
                return Optional.of((run, words) -> run.state.ends(0));
            case "false":
                return Optional.of((run, words) -> run.state.ends(1));
            case "echo":
                return Optional.of(Printing::echo);
            case "printf":
                return Optional.of(Printing::printf);
            case "pwd":
                return Optional.of(Directories::pwd);
            case "cd", "chdir":
                return Optional.of(Directories::cd);
            case "test", "[":
                return Optional.of(TestCommand::run);
            case "export":
                return Optional.of(Variables::export);
            case "readonly":
                return Optional.of(Variables::readonly);
            case "unset":
                return Optional.of(Variables::unset);
            case "local":
                return Optional.of(Variables::local);
            case "set":
                return Optional.of(Settings::set);
            case "shift":
                return Optional.of(Settings::shift);
            case "read":
                return Optional.of(Reading::read);
            case "getopts":
                return Optional.of(Reading::getopts);
            case "exit":
                return Optional.of(Leaving::exit);
            case "return":
                return Optional.of(Leaving::returns);
            case "break":
                return Optional.of(Leaving::breaks);
            case "continue":
                return Optional.of(Leaving::continues);
            case "exec":
                return Optional.of(Running::exec);
            case "eval":
                return Optional.of(Running::eval);
            case ".":
                return Optional.of(Running::dot);
            case "command":
                return Optional.of(Running::command);
            case "type":
                return Optional.of(Lookup::type);
            case "hash":
                return Optional.of(Lookup::hash);
            case "trap":
                return Optional.of(Signals::trap);
            case "kill":
                return Optional.of(Signals::kill);
            case "wait":
                return Optional.of(Signals::wait);
            case "alias":
                return Optional.of(Settings::alias);
            case "unalias":
                return Optional.of(Settings::unalias);
            case "ulimit":
                return Optional.of(Settings::ulimit);
            case "umask", "times", "jobs", "fg", "bg":
                return Optional.of(Settings::quiet);
            default:
                return Optional.empty();
        }
    }

    private static Optional<Builtin> extended(String name) {
        switch (name) {
            case "source":
                return Optional.of(Running::dot);
            case "let":
                return Optional.of(Settings::let);
            case "[[":
                // BusyBox takes it for a kind of test; bash reads it as a compound command.
                return Optional.of(TestCommand::run);
            case "help", "history":
                return Optional.of(Settings::quiet);
            default:
                return Optional.empty();
        }
    }

    private static Optional<Builtin> bash(String name) {
        switch (name) {
            case "declare", "typeset":
                return Optional.of(Variables::declare);
            case "builtin":
                return Optional.of(Running::builtin);
            case "shopt":
                return Optional.of(Settings::shopt);
            case "mapfile", "readarray":
                return Optional.of(Reading::mapfile);
            case "pushd", "popd":
                return Optional.of(Directories::stack);
            case "caller", "dirs", "disown", "enable", "logout", "compgen", "complete", "compopt", "bind", "suspend":
                return Optional.of(Settings::quiet);
            default:
                return Optional.empty();
        }
    }

    /** Whether a built-in is looked up before functions and programs, for {@code command -v}. */
    static boolean exists(String name, Flavor flavor) {
        return of(name, flavor).isPresent();
    }
}
