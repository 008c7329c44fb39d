package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Files.Tri;
import dev.runtimeaudit.read.shell.ShellWord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** bash's {@code [[ … ]]} (bash(1), "Conditional Expressions"): no splitting, patterns on the right, short circuits. */
final class Conditional {

    private final Run run;
    private final Expander expander;
    private final Predicates predicates;
    private List<ShellWord> words = List.of();
    private int at;
    /** The expression holds more than one test. */
    private boolean joined;

    Conditional(Run run) {
        this.run = run;
        this.expander = new Expander(run);
        this.predicates = new Predicates(run);
    }

    void run(List<ShellWord> all) {
        words = all;
        at = 0;
        predicates.reset();
        Tri holds = disjunction(true);
        String shown = "[[ " + String.join(" ", all.stream().map(ShellWord::raw).toList()) + " ]]";
        predicates.finish(holds, shown, !joined);
    }

    private boolean isWord(String text) {
        return at < words.size() && words.get(at).raw().equals(text);
    }

    private Tri disjunction(boolean needed) {
        Tri holds = conjunction(needed);
        while (isWord("||")) {
            at++;
            joined = true;
            Tri right = conjunction(needed && holds != Tri.YES);
            holds = holds == Tri.YES || right == Tri.YES && holds != Tri.YES
                    ? Tri.YES
                    : holds == Tri.NO ? right : right == Tri.YES ? Tri.YES : Tri.UNKNOWN;
        }
        return holds;
    }

    private Tri conjunction(boolean needed) {
        Tri holds = negation(needed);
        while (isWord("&&")) {
            at++;
            joined = true;
            Tri right = negation(needed && holds != Tri.NO);
            holds = holds == Tri.NO || right == Tri.NO
                    ? Tri.NO
                    : holds == Tri.YES && right == Tri.YES ? Tri.YES : Tri.UNKNOWN;
        }
        return holds;
    }

    private Tri negation(boolean needed) {
        if (isWord("!")) {
            at++;
            joined = true;
            return negation(needed).not();
        }
        if (isWord("(")) {
            at++;
            Tri holds = disjunction(needed);
            if (isWord(")")) {
                at++;
            }
            return holds;
        }
        return test(needed);
    }

    private Tri test(boolean needed) {
        if (at >= words.size()) {
            return Tri.UNKNOWN;
        }
        ShellWord first = words.get(at++);
        boolean unary = first.raw().length() == 2
                && first.raw().startsWith("-")
                && at < words.size()
                && !isWord("&&")
                && !isWord("||")
                && !isWord(")")
                && !isBinary(words.get(at).raw());
        if (unary) {
            ShellWord operand = words.get(at++);
            return needed ? predicates.unary(first.raw(), expander.single(operand)) : Tri.NO;
        }
        if (at + 1 < words.size() && isBinary(words.get(at).raw())) {
            String operator = words.get(at).raw();
            ShellWord right = words.get(at + 1);
            at += 2;
            return needed ? binary(first, operator, right) : Tri.NO;
        }
        return needed ? predicates.filled(expander.single(first)) : Tri.NO;
    }

    private static boolean isBinary(String text) {
        switch (text) {
            case "=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef":
                return true;
            default:
                return false;
        }
    }

    private Tri binary(ShellWord left, String operator, ShellWord right) {
        Value value = expander.single(left);
        switch (operator) {
            case "=", "==", "!=":
                return matches(value, operator, right);
            case "=~":
                return matchesRegex(value, right);
            case "<", ">", "-nt", "-ot", "-ef":
                return predicates.binary(value, operator, expander.single(right));
            default:
                return numbers(value, operator, expander.single(right));
        }
    }

    private Tri numbers(Value left, String operator, Value right) {
        if (!(left instanceof Value.Known a) || !(right instanceof Value.Known b)) {
            return predicates.open(left, operator, right);
        }
        OptionalLong one = expander.number(a.text());
        OptionalLong two = expander.number(b.text());
        if (one.isEmpty() || two.isEmpty()) {
            return Tri.UNKNOWN;
        }
        return Tri.of(Predicates.compare(one.getAsLong(), operator, two.getAsLong()));
    }

    private Tri matches(Value value, String operator, ShellWord right) {
        Optional<String> pattern = expander.pattern(right);
        boolean special = pattern.filter(Conditional::isPattern).isPresent();
        if (pattern.isEmpty() || !special) {
            return predicates.binary(value, operator, expander.single(right));
        }
        if (pattern.get().indexOf('(') >= 0) {
            return Tri.UNKNOWN;
        }
        Tri holds = Glob.holds(pattern.get(), value);
        return operator.equals("!=") ? holds.not() : holds;
    }

    private static boolean isPattern(String pattern) {
        return Glob.isPattern(pattern) || pattern.indexOf('(') >= 0;
    }

    /** POSIX extended regular expressions, as far as Java's mean the same. */
    private Tri matchesRegex(Value value, ShellWord right) {
        Value regex = expander.single(right);
        if (!(value instanceof Value.Known text) || !(regex instanceof Value.Known known)) {
            return Tri.UNKNOWN;
        }
        String translated = known.text()
                .replace("[[:digit:]]", "[0-9]")
                .replace("[[:space:]]", "\\s")
                .replace("[[:alpha:]]", "[A-Za-z]")
                .replace("[[:alnum:]]", "[A-Za-z0-9]");
        if (translated.contains("[:")) {
            return Tri.UNKNOWN;
        }
        try {
            Matcher matcher = Pattern.compile(translated).matcher(text.text());
            boolean found = matcher.find();
            java.util.List<Value> groups = new java.util.ArrayList<>();
            for (int i = 0; found && i <= matcher.groupCount(); i++) {
                groups.add(Value.of(Optional.ofNullable(matcher.group(i)).orElse("")));
            }
            run.state.variables.put("BASH_REMATCH", Variable.NONE.holdingAll(groups));
            return Tri.of(found);
        } catch (PatternSyntaxException notTheSame) {
            return Tri.UNKNOWN;
        }
    }
}
