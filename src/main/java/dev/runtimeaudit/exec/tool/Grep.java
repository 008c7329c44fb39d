package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code grep} on texts that are known, with patterns that mean the same to Java. */
final class Grep {

    private Grep() {}

    static List<End> run(Use use, List<String> words) {
        Use.Line line = Use.line(words, "EFGPivwxcloqsnhHra", "eABCm");
        if (use.isBusybox() && line.has('P')) {
            return use.fails(2, "grep: unrecognized option: P");
        }
        List<String> operands = new ArrayList<>(line.operands());
        Optional<String> pattern = line.value('e');
        if (pattern.isEmpty() && !operands.isEmpty()) {
            pattern = Optional.of(operands.remove(0));
        }
        if (line.odd() || pattern.isEmpty() || line.has('r')) {
            return use.ends();
        }
        StringBuilder text = new StringBuilder();
        boolean known = true;
        for (String file : operands.isEmpty() ? List.of("-") : operands) {
            if (file.equals("-")) {
                known &= use.call().input() instanceof Value.Known;
                text.append(use.call().input().ending());
                continue;
            }
            Fact<String> content = use.text(file);
            if (content instanceof Fact.Absent<String>) {
                String said = line.has('s') ? "" : "grep: " + file + ": No such file or directory";
                return said.isEmpty() ? use.code(2, Value.of("")) : use.fails(2, said);
            }
            known &= content instanceof Fact.Present<String>;
            text.append(content instanceof Fact.Present<String> readable ? readable.value() : "");
        }
        Optional<Pattern> regex = regex(pattern.get(), line);
        if (!known || regex.isEmpty()) {
            return use.ends();
        }
        List<String> found = new ArrayList<>();
        for (String one : text.toString().lines().toList()) {
            if (regex.get().matcher(one).find() != line.has('v')) {
                found.add(one);
            }
        }
        boolean plain = !line.has('c') && !line.has('l') && !line.has('o') && !line.has('n') && operands.size() < 2;
        Value out = line.has('q')
                ? Value.of("")
                : plain ? Value.of(found.isEmpty() ? "" : String.join("\n", found) + "\n") : use.something();
        return List.of(
                End.of(use.call().machine(), Exit.code(found.isEmpty() ? 1 : 0)).printing(out));
    }

    private static Optional<Pattern> regex(String pattern, Use.Line line) {
        int flags = line.has('i') ? Pattern.CASE_INSENSITIVE : 0;
        String text;
        if (line.has('F')) {
            text = Pattern.quote(pattern);
        } else if (line.has('E') || line.has('P')) {
            text = pattern;
        } else {
            text = basic(pattern);
        }
        if (text.contains("[:")) {
            return Optional.empty();
        }
        if (line.has('x')) {
            text = "^(?:" + text + ")$";
        } else if (line.has('w')) {
            text = "\\b(?:" + text + ")\\b";
        }
        try {
            return Optional.of(Pattern.compile(text, flags));
        } catch (PatternSyntaxException notTheSame) {
            return Optional.empty();
        }
    }

    /** A basic regular expression as an extended one: what is special with a backslash in one is so without in the other. */
    private static String basic(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean bracket = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (bracket) {
                out.append(c == '\\' || c == '[' || c == '&' ? "\\" + c : String.valueOf(c));
                bracket = c != ']';
            } else if (c == '[') {
                out.append(c);
                bracket = true;
            } else if (c == '\\' && i + 1 < pattern.length()) {
                char next = pattern.charAt(++i);
                boolean operator = "(){}|+?".indexOf(next) >= 0;
                out.append(operator ? String.valueOf(next) : "\\" + next);
            } else if ("(){}|+?".indexOf(c) >= 0 || c == '*' && i == 0) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
