package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.Script;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.shell.ShellWord.Part;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the text of a script says of the whole of it, whichever way it takes. */
final class ScriptFacts {

    /** An empty word is one that is not written down. */
    private static final Set<String> TRAPPING = Set.of("trap", ".", "source", "eval", "command", "builtin", "");

    private boolean usesArguments;
    private boolean setsErrexit;
    private boolean setsNounset;

    private boolean traps;

    private final Set<String> arrays = new TreeSet<>();
    private final Set<String> scalars = new TreeSet<>();

    private ScriptFacts() {}

    static ScriptFacts of(Script script) {
        ScriptFacts facts = new ScriptFacts();
        facts.script(script);
        return facts;
    }

    boolean usesArguments() {
        return usesArguments;
    }

    boolean setsErrexit() {
        return setsErrexit;
    }

    boolean setsNounset() {
        return setsNounset;
    }

    boolean traps() {
        return traps;
    }

    /** The variables that it sets as arrays, and never as anything else. */
    Set<String> arrays() {
        Set<String> only = new TreeSet<>(arrays);
        only.removeAll(scalars);
        return only;
    }

    private void script(Script script) {
        script.lines().forEach(line -> items(line.items()));
    }

    private void items(List<Script.Item> items) {
        items.forEach(item -> command(item.command()));
    }

    private void command(Command command) {
        if (command instanceof Command.Simple simple) {
            simple(simple);
        } else if (command instanceof Command.Pipeline pipeline) {
            pipeline.commands().forEach(this::command);
        } else if (command instanceof Command.AndOr both) {
            command(both.left());
            command(both.right());
        } else if (command instanceof Command.Group group) {
            items(group.body().items());
        } else if (command instanceof Command.Subshell subshell) {
            items(subshell.body().items());
        } else if (command instanceof Command.If test) {
            test.branches().forEach(branch -> {
                items(branch.condition().items());
                items(branch.body().items());
            });
            test.otherwise().ifPresent(body -> items(body.items()));
        } else if (command instanceof Command.While loop) {
            items(loop.condition().items());
            items(loop.body().items());
        } else if (command instanceof Command.For loop) {
            usesArguments |= loop.words().isEmpty();
            loop.words().ifPresent(words -> words.forEach(this::word));
            items(loop.body().items());
        } else if (command instanceof Command.ArithmeticFor loop) {
            items(loop.body().items());
        } else if (command instanceof Command.Case cases) {
            word(cases.word());
            cases.items().forEach(item -> items(item.body().items()));
        } else if (command instanceof Command.Function function) {
            command(function.body());
        } else if (command instanceof Command.Condition condition) {
            condition.words().forEach(this::word);
        } else if (command instanceof Command.ArithmeticCommand arithmetic) {
            word(arithmetic.expression());
        } else if (command instanceof Command.Prefixed prefixed) {
            command(prefixed.command());
        } else if (command instanceof Command.Unparsed) {
            usesArguments = true;
            traps = true;
        } else {
            throw new AssertionError(command);
        }
    }

    private void simple(Command.Simple simple) {
        simple.assignments().forEach(a -> {
            (a.array().isPresent() || a.subscript().isPresent() ? arrays : scalars).add(a.name());
            a.value().ifPresent(this::word);
            a.array().ifPresent(words -> words.forEach(this::word));
        });
        simple.words().forEach(this::word);
        simple.redirects().forEach(r -> {
            word(r.target());
            r.body().ifPresent(this::word);
        });
        List<String> words =
                simple.words().stream().map(w -> w.literal().orElse("")).toList();
        if (words.isEmpty()) {
            return;
        }
        traps |= TRAPPING.contains(words.get(0));
        usesArguments |= words.get(0).equals("shift") || words.get(0).equals("getopts");
        if (words.get(0).equals("set")) {
            for (String option : words.subList(1, words.size())) {
                boolean letters = option.startsWith("-") && !option.startsWith("--");
                setsErrexit |= letters && option.indexOf('e') > 0 || option.equals("errexit");
                setsNounset |= letters && option.indexOf('u') > 0 || option.equals("nounset");
            }
        }
    }

    private void word(ShellWord word) {
        word.parts().forEach(this::part);
    }

    private void part(Part part) {
        if (part instanceof Part.DoubleQuoted both) {
            both.parts().forEach(this::part);
        } else if (part instanceof Part.Parameter parameter) {
            String name = parameter.name();
            boolean number = !name.isEmpty() && Character.isDigit(name.charAt(0)) && !name.equals("0");
            usesArguments |= number || name.equals("@") || name.equals("*") || name.equals("#");
            parameter.argument().ifPresent(this::word);
            parameter.argument2().ifPresent(this::word);
        } else if (part instanceof Part.CommandSubstitution command) {
            script(command.script());
        } else if (part instanceof Part.Arithmetic arithmetic) {
            word(arithmetic.expression());
        } else if (part instanceof Part.ProcessSubstitution process) {
            script(process.script());
        } else if (part instanceof Part.ArrayLiteral array) {
            array.elements().forEach(this::word);
        }
    }
}
