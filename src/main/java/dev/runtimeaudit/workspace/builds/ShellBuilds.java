package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.compose.ShellCommands;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The {@code docker build} commands of a shell text and the files that it writes beside them, with the variables and directories
 * that are plain from reading it.
 */
final class ShellBuilds {

    private static final Set<String> REDIRECTIONS = Set.of(">", ">>", ">|", "&>");

    private final TreePath own;
    private final Map<String, String> variables = new HashMap<>();

    /** A command, and the directories that it may run in, likely ones first. */
    record Found(DockerBuild build, List<TreePath> directories, Span at) {}

    /** A file that a command writes, and the directories that it may run in, likely ones first. */
    record Written(String file, List<TreePath> directories, String command, Span at) {}

    /** A {@code make}, and the directories whose makefile it may follow. */
    record Recipe(List<TreePath> directories, Span at) {}

    /** @param ships whether a command sends the workspace to a platform that builds images of it */
    record Said(List<Found> builds, List<Written> written, List<Recipe> recipes, boolean ships) {}

    private ShellBuilds(TreePath own) {
        this.own = own;
    }

    /**
     * @param from where the text may be run, likely ones first
     * @param own the directory of the script
     * @param given variables that are known
     */
    static Said in(Fragment text, List<TreePath> from, TreePath own, Map<String, String> given) {
        ShellBuilds shell = new ShellBuilds(own);
        for (String root : List.of("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE")) {
            shell.variables.put(root, "/");
        }
        shell.variables.put("PWD", ".");
        shell.variables.putAll(given);
        List<Found> found = new ArrayList<>();
        List<Written> written = new ArrayList<>();
        List<Recipe> recipes = new ArrayList<>();
        boolean ships = false;
        List<TreePath> directories = new ArrayList<>(from);
        for (Command.Simple command : ShellCommands.of(text)) {
            if (command.words().isEmpty()) {
                command.assignments().forEach(shell::assign);
                continue;
            }
            List<Optional<String>> words = new ArrayList<>();
            List<Boolean> isOneWord = new ArrayList<>();
            for (ShellWord word : command.words()) {
                words.add(shell.value(word));
                isOneWord.add(word.parts().stream().noneMatch(ShellBuilds::maySplit));
            }
            if (words.get(0).filter("cd"::equals).isPresent()) {
                if (words.size() == 2 && words.get(1).isPresent()) {
                    String to = words.get(1).get();
                    directories = new ArrayList<>(directories.stream()
                            .flatMap(d -> d.resolve(to).stream())
                            .distinct()
                            .toList());
                } else {
                    directories.clear();
                }
            }
            List<TreePath> there = List.copyOf(directories);
            HostCommand plain = new HostCommand(words);
            ships |= plain.ships();
            plain.makes()
                    .ifPresent(in -> recipes.add(new Recipe(
                            there.stream().flatMap(d -> d.resolve(in).stream()).toList(), command.span())));
            DockerBuild.of(words, isOneWord).ifPresent(build -> found.add(new Found(build, there, command.span())));
            Stream.concat(shell.redirected(command).stream(), plain.writes().stream())
                    .forEach(file ->
                            written.add(new Written(file, there, words.get(0).orElse("a command"), command.span())));
        }
        return new Said(found, written, recipes, ships);
    }

    /** The files that its output goes to, as far as they are named. */
    private List<String> redirected(Command.Simple command) {
        List<String> files = new ArrayList<>();
        command.redirects().stream()
                .filter(r -> REDIRECTIONS.contains(r.operator()))
                .forEach(r -> value(r.target()).ifPresent(files::add));
        return files;
    }

    private static boolean maySplit(ShellWord.Part part) {
        return !(part instanceof ShellWord.Part.Literal
                || part instanceof ShellWord.Part.SingleQuoted
                || part instanceof ShellWord.Part.DoubleQuoted);
    }

    private void assign(Command.Assignment assignment) {
        Optional<String> value =
                assignment.append() ? Optional.empty() : assignment.value().flatMap(this::value);
        if (value.isPresent()) {
            variables.put(assignment.name(), value.get());
        } else {
            variables.remove(assignment.name());
        }
    }

    private Optional<String> value(ShellWord word) {
        return word.literal().or(() -> value(word.parts()));
    }

    private Optional<String> value(List<ShellWord.Part> parts) {
        StringBuilder text = new StringBuilder();
        for (ShellWord.Part part : parts) {
            Optional<String> value = value(part);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            text.append(value.get());
        }
        return Optional.of(text.toString());
    }

    private Optional<String> value(ShellWord.Part part) {
        if (part instanceof ShellWord.Part.DoubleQuoted quoted) {
            return value(quoted.parts());
        }
        if (part instanceof ShellWord.Part.Parameter parameter) {
            return value(parameter);
        }
        if (part instanceof ShellWord.Part.CommandSubstitution substitution) {
            return printed(substitution);
        }
        return new ShellWord("", List.of(part), part.span()).literal();
    }

    private Optional<String> value(ShellWord.Part.Parameter parameter) {
        if (parameter.length() || parameter.indirect()) {
            return Optional.empty();
        }
        boolean script = parameter.name().equals("0") || parameter.name().equals("BASH_SOURCE");
        if (script && parameter.operator().isEmpty()) {
            return Optional.of("/" + own.child("script"));
        }
        if (parameter.subscript().isPresent()) {
            return Optional.empty();
        }
        Optional<String> known = Optional.ofNullable(variables.get(parameter.name()));
        if (parameter.operator().isEmpty()) {
            return known;
        }
        if (parameter.operator().equals(":-") || parameter.operator().equals("-")) {
            return known.or(() -> parameter.argument().flatMap(this::value));
        }
        return Optional.empty();
    }

    /** {@code $(dirname "$0")}, {@code $(cd X && pwd)}, {@code $(pwd)}, {@code $(git rev-parse --show-toplevel)}. */
    private Optional<String> printed(ShellWord.Part.CommandSubstitution substitution) {
        List<List<Optional<String>>> commands = new ArrayList<>();
        ShellCommands.of(substitution.script())
                .forEach(c -> commands.add(c.words().stream().map(this::value).toList()));
        if (commands.size() == 1) {
            List<Optional<String>> only = commands.get(0);
            if (only.equals(List.of(Optional.of("pwd")))) {
                return Optional.of(".");
            }
            if (only.equals(List.of(Optional.of("git"), Optional.of("rev-parse"), Optional.of("--show-toplevel")))) {
                return Optional.of("/");
            }
            boolean path = only.size() == 2
                    && only.get(0)
                            .filter(w ->
                                    List.of("dirname", "realpath", "readlink").contains(w))
                            .isPresent();
            if (path && only.get(1).isPresent()) {
                String of = only.get(1).get();
                return Optional.of(only.get(0).equals(Optional.of("dirname")) ? directoryOf(of) : of);
            }
        }
        boolean there = commands.size() == 2
                && commands.get(0).size() >= 2
                && commands.get(0).get(0).equals(Optional.of("cd"))
                && commands.get(1).get(0).equals(Optional.of("pwd"));
        return there ? commands.get(0).get(commands.get(0).size() - 1) : Optional.empty();
    }

    private static String directoryOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    }
}
