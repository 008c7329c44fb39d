package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Calls that leave nothing behind, whatever program they are for: it is asked for its version or its help, or node for the value of
 * an expression that writes nothing ({@code node -p "require('./package.json').version"}).
 */
final class Asking {

    private static final Set<String> QUESTIONS = Set.of("--version", "-version", "-v", "-V", "--help", "-h");

    private static final Set<String> EVALUATES = Set.of("-e", "-p", "-pe", "--eval", "--print");

    /** In the text of an expression, these may write, or run what does. */
    private static final List<String> WRITING = List.of(
            "write",
            "append",
            "mkdir",
            "mkdtemp",
            "rm(",
            "rmSync",
            "rmdir",
            "unlink",
            "rename",
            "copy",
            "cp(",
            "cpSync",
            "chmod",
            "chown",
            "link",
            "truncate",
            "utimes",
            "open",
            "child_process",
            "exec",
            "spawn",
            "fork",
            "eval",
            "Function",
            "process.binding",
            "dlopen",
            "worker",
            "import(",
            "${");

    private Asking() {}

    static boolean only(String program, Invocation call) {
        List<Arg> words = call.arguments();
        if (words.size() == 1) {
            return Line.text(words.get(0)).filter(QUESTIONS::contains).isPresent();
        }
        boolean evaluates = Set.of("node", "nodejs").contains(program)
                && words.size() >= 2
                && Line.text(words.get(0)).filter(EVALUATES::contains).isPresent();
        return evaluates
                && words.stream().allMatch(word -> word.value() instanceof Value.Known known && reads(known.text()));
    }

    /** Whether a text writes nothing and loads no module of the project, which might. */
    private static boolean reads(String text) {
        return WRITING.stream().noneMatch(text::contains)
                && modules(text).stream().noneMatch(Asking::isOfProject);
    }

    /** What it requires, as far as that is written down. */
    private static List<String> modules(String text) {
        List<String> modules = new java.util.ArrayList<>();
        for (int at = text.indexOf("require("); at >= 0; at = text.indexOf("require(", at + 1)) {
            modules.add(quoted(text.substring(at + "require(".length())).orElse("."));
        }
        return modules;
    }

    private static Optional<String> quoted(String text) {
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        int end = quote == '\'' || quote == '"' || quote == '`' ? text.indexOf(quote, 1) : -1;
        return end > 0 ? Optional.of(text.substring(1, end)) : Optional.empty();
    }

    private static boolean isOfProject(String module) {
        return (module.startsWith(".") || module.startsWith("/")) && !module.endsWith(".json");
    }
}
