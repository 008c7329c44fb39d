package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Value;
import java.util.List;
import java.util.Optional;

/** Tools that only look at their words. */
final class Words {

    static final Launcher DIRNAME = (call, program, replay) ->
            dirname(new Use(call, program)).orElseGet(() -> ((Tool) Words::dirname).run(call, program, replay));

    private Words() {}

    /** /bin/echo, which is not the shell's. */
    static List<End> echo(Use use, List<String> words) {
        boolean newline = words.isEmpty() || !words.get(0).equals("-n");
        List<String> rest = newline ? words : words.subList(1, words.size());
        return use.prints(String.join(" ", rest) + (newline ? "\n" : ""));
    }

    static List<End> basename(Use use, List<String> words) {
        if (words.isEmpty() || words.size() > 2 || words.get(0).startsWith("-")) {
            return use.ends();
        }
        String path = withoutSlashes(words.get(0));
        String name = path.equals("/") ? path : path.substring(path.lastIndexOf('/') + 1);
        boolean cut = words.size() == 2 && name.endsWith(words.get(1)) && !name.equals(words.get(1));
        return use.prints((cut ? name.substring(0, name.length() - words.get(1).length()) : name) + "\n");
    }

    static List<End> dirname(Use use, List<String> words) {
        List<String> operands = words.size() == 2 && words.get(0).equals("--") ? words.subList(1, 2) : words;
        if (operands.size() != 1 || operands.get(0).startsWith("-")) {
            return use.ends();
        }
        return use.prints(directory(operands.get(0)) + "\n");
    }

    private static String directory(String operand) {
        String path = withoutSlashes(operand);
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : withoutSlashes(path.substring(0, slash + 1));
    }

    /** Of a path that a search may have found: it is no option, and its directory is known as far as the path is. */
    static Optional<List<End>> dirname(Use use) {
        List<Arg> operands = use.call().arguments();
        return operands.size() == 1 && operands.get(0).value() instanceof Value.Unknown unknown
                ? unknown.found()
                        .flatMap(paths -> paths.parent(directory(paths.none()) + "\n"))
                        .map(paths -> use.prints(use.something().with(Optional.of(paths))))
                : Optional.empty();
    }

    private static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    static List<End> seq(Use use, List<String> words) {
        boolean numbers = !words.isEmpty() && words.size() < 4 && words.stream().allMatch(Words::isInteger);
        if (!numbers) {
            return use.ends();
        }
        long first = words.size() > 1 ? Long.parseLong(words.get(0)) : 1;
        long step = words.size() > 2 ? Long.parseLong(words.get(1)) : 1;
        long last = Long.parseLong(words.get(words.size() - 1));
        StringBuilder out = new StringBuilder();
        int lines = 0;
        for (long i = first; step > 0 ? i <= last : step < 0 && i >= last; i += step) {
            if (++lines > 10_000) {
                return use.printsSomething();
            }
            out.append(i).append('\n');
        }
        return use.prints(out.toString());
    }

    private static boolean isInteger(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return !digits.isEmpty() && digits.length() < 12 && digits.chars().allMatch(Character::isDigit);
    }

    static List<End> expr(Use use, List<String> words) {
        boolean sum = words.size() == 3 && isInteger(words.get(0)) && isInteger(words.get(2));
        if (!sum) {
            return use.ends();
        }
        long a = Long.parseLong(words.get(0));
        long b = Long.parseLong(words.get(2));
        long value;
        switch (words.get(1)) {
            case "+":
                value = a + b;
                break;
            case "-":
                value = a - b;
                break;
            case "*":
                value = a * b;
                break;
            default:
                return use.ends();
        }
        return use.code(value == 0 ? 1 : 0, dev.runtimeaudit.exec.Value.of(value + "\n"));
    }

    /** /usr/bin/test, which hardly anything calls: shells have their own. */
    static List<End> test(Use use, List<String> words) {
        return use.ends();
    }
}
