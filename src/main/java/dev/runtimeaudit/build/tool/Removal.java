package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Dialect;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellReader;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A text that {@code find -exec sh -c} gives to a shell and that does nothing but look and remove files that it is given:
 * {@code for file; do asks "$file" || rm "$file"; done}. How often it runs, and for which files, does not matter then.
 *
 * <p>Anything else in it (a command that is not known to look, an assignment, a substitution, {@code {}} inside of the text, which find
 * replaces there as well) makes it one of which that is not known.
 */
final class Removal {

    private static final Set<String> SHELLS = Set.of("sh", "ash", "bash", "dash");

    /** They look, or print, whatever stands behind them. */
    private static final Set<String> LOOKS =
            Set.of("test", "[", "echo", "printf", "true", "false", ":", "grep", "ls", "stat");

    /** With these, dpkg asks its database. */
    private static final Set<String> ASKS = Set.of("-S", "--search", "-s", "--status", "-L", "--listfiles");

    private static final Set<String> NOWHERE = Set.of("/dev/null");

    private Removal() {}

    /** @param words {@code -exec}, and what stands behind it */
    static boolean only(List<Arg> words) {
        boolean shaped = words.size() >= 5
                && words.stream().allMatch(word -> word.value() instanceof Value.Known)
                && Set.of("-exec", "-execdir").contains(words.get(0).shown())
                && SHELLS.contains(words.get(1).shown())
                && words.get(2).shown().equals("-c")
                && !words.get(3).shown().contains("{}");
        // What stands behind the end of the command may be another.
        int end = shaped
                ? words.stream()
                        .map(Arg::shown)
                        .toList()
                        .lastIndexOf(words.get(words.size() - 1).shown())
                : -1;
        boolean alone = shaped
                && end == words.size() - 1
                && Set.of("+", ";").contains(words.get(end).shown())
                && words.stream().map(Arg::shown).noneMatch(word -> word.equals("-delete"))
                && isGivenFilesOnly(words.subList(4, end));
        if (!alone) {
            return false;
        }
        Arg text = words.get(3);
        Script script = ShellReader.read(Fragment.of(new SourceFile(text.at().path(), text.shown())), Dialect.BASH);
        return script.error().isEmpty()
                && script.lines().stream().allMatch(line -> items(line.items(), Set.of("@", "1")));
    }

    /** Behind the text stands the name that the shell is given, if any, and then only what find puts there. */
    private static boolean isGivenFilesOnly(List<Arg> rest) {
        List<String> texts = rest.stream().map(Arg::shown).toList();
        return texts.equals(List.of("{}"))
                || texts.size() == 2
                        && texts.get(1).equals("{}")
                        && !Set.of("{}", "+", ";", "-exec", "-execdir").contains(texts.get(0));
    }

    private static boolean items(List<Script.Item> items, Set<String> files) {
        return items.stream().allMatch(item -> !item.background() && command(item.command(), files));
    }

    /** @param files the parameters that hold files which it is given */
    private static boolean command(Command command, Set<String> files) {
        if (command instanceof Command.Simple simple) {
            return simple(simple, files);
        }
        if (command instanceof Command.AndOr both) {
            return command(both.left(), files) && command(both.right(), files);
        }
        if (command instanceof Command.Pipeline pipeline) {
            return pipeline.commands().stream().allMatch(part -> command(part, files));
        }
        if (command instanceof Command.If choice) {
            return choice.redirects().isEmpty()
                    && choice.branches().stream()
                            .allMatch(branch -> items(branch.condition().items(), files)
                                    && items(branch.body().items(), files))
                    && choice.otherwise()
                            .filter(body -> !items(body.items(), files))
                            .isEmpty();
        }
        boolean over = command instanceof Command.For loop
                && loop.redirects().isEmpty()
                && loop.words()
                        .filter(words -> !words.stream().allMatch(word -> isFile(word, files)))
                        .isEmpty();
        return over && items(((Command.For) command).body().items(), Set.of("@", ((Command.For) command).variable()));
    }

    private static boolean simple(Command.Simple simple, Set<String> files) {
        boolean quiet =
                simple.assignments().isEmpty() && simple.redirects().stream().allMatch(Removal::isQuiet);
        List<Optional<String>> words =
                simple.words().stream().map(Removal::literal).toList();
        if (!quiet || words.isEmpty() || words.get(0).isEmpty()) {
            return false;
        }
        String name = words.get(0).get();
        List<ShellWord> rest = simple.words().subList(1, words.size());
        boolean plain = rest.stream().allMatch(word -> literal(word).isPresent() || isFile(word, files));
        if (name.equals("rm")) {
            return rest.stream()
                    .allMatch(word -> isFile(word, files)
                            || literal(word)
                                    .filter(text -> text.startsWith("-"))
                                    .isPresent());
        }
        boolean asks = name.equals("dpkg")
                && words.size() > 1
                && words.get(1).filter(ASKS::contains).isPresent();
        return plain && (asks || LOOKS.contains(name));
    }

    private static boolean isQuiet(Command.Redirect redirect) {
        String target = redirect.target().raw();
        return NOWHERE.contains(target) || redirect.operator().endsWith("&") && target.matches("[12]");
    }

    /** A bracket alone is the command. */
    private static boolean isPlain(String text) {
        return text.equals("[") || !text.matches(".*[*?\\[~\\\\{].*");
    }

    private static Optional<String> literal(ShellWord word) {
        StringBuilder text = new StringBuilder();
        for (Part part : word.parts()) {
            if (part instanceof Part.Literal literal && isPlain(literal.text())) {
                text.append(literal.text());
            } else if (part instanceof Part.SingleQuoted quoted && !quoted.ansiC()) {
                text.append(quoted.text());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    /** {@code "$file"}, as a whole. */
    private static boolean isFile(ShellWord word, Set<String> files) {
        List<Part> parts = word.parts();
        if (parts.size() != 1
                || !(parts.get(0) instanceof Part.DoubleQuoted quoted)
                || quoted.parts().size() != 1) {
            return false;
        }
        return quoted.parts().get(0) instanceof Part.Parameter parameter
                && !parameter.length()
                && !parameter.indirect()
                && parameter.subscript().isEmpty()
                && parameter.operator().isEmpty()
                && files.contains(parameter.name());
    }
}
