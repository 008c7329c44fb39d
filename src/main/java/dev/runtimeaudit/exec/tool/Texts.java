package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.FoundPaths;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tools that read text and print text. */
final class Texts {

    /** Which options each takes with which it succeeds on any text: without a value, then with one. */
    private static final Map<String, List<String>> OPTIONS = Map.ofEntries(
            Map.entry("base32", List.of("di", "w")),
            Map.entry("base64", List.of("di", "w")),
            Map.entry("bzip2", List.of("ck", "")),
            Map.entry("cut", List.of("sn", "bcdf")),
            Map.entry("gzip", List.of("ckfn", "")),
            Map.entry("head", List.of("q", "nc")),
            Map.entry("hexdump", List.of("Cv", "n")),
            Map.entry("rev", List.of("", "")),
            Map.entry("md5sum", List.of("b", "")),
            Map.entry("sha1sum", List.of("b", "")),
            Map.entry("sha256sum", List.of("b", "")),
            Map.entry("sha512sum", List.of("b", "")),
            Map.entry("sort", List.of("nrufbdiVhsz", "kt")),
            Map.entry("tac", List.of("", "")),
            Map.entry("od", List.of("cxbdov", "AtNj")),
            Map.entry("tail", List.of("qfF", "ncs")),
            Map.entry("tr", List.of("cdsC", "")),
            Map.entry("uniq", List.of("cdui", "")),
            Map.entry("wc", List.of("lwcm", "")),
            Map.entry("xxd", List.of("pu", "lc")));

    private Texts() {}

    static List<End> cat(Use use, List<String> words) {
        Use.Line line = Use.line(words, "nbsAETuve", "");
        if (line.odd()) {
            return use.ends();
        }
        return read(use, line.operands(), true, line.letters().isEmpty());
    }

    /** Reads files one after the other; a missing one is told, and the others are still read. */
    private static List<End> read(Use use, List<String> files, boolean quoted, boolean asIs) {
        Value text = Value.of("");
        Optional<String> missing = Optional.empty();
        for (String file : files.isEmpty() ? List.of("-") : files) {
            if (file.equals("-")) {
                text = text.then(use.call().input());
                continue;
            }
            if (file.equals("/dev/null")) {
                continue;
            }
            Fact<Node> node = use.node(file);
            if (node instanceof Fact.Unknown<Node>) {
                return use.ends();
            }
            if (node instanceof Fact.Absent<Node>) {
                missing = missing.or(() -> Optional.of(file));
                continue;
            }
            if (((Fact.Present<Node>) node).value() instanceof Node.Directory) {
                return use.fails(1, "cat: " + (use.isBusybox() ? "read error" : file) + ": Is a directory");
            }
            text = text.then(
                    use.text(file) instanceof Fact.Present<String> known ? Value.of(known.value()) : use.something());
        }
        Value printed = asIs ? text : use.something();
        if (missing.isEmpty()) {
            return use.prints(printed);
        }
        String file = missing.get();
        String said = use.isBusybox() && quoted
                ? use.name() + ": can't open '" + file + "': No such file or directory"
                : use.name() + ": " + file + ": No such file or directory";
        return use.fails(1, said, printed);
    }

    /** It puts the values of variables into a text (gettext manual, "envsubst Invocation"); a variable that is not set is no failure. */
    static List<End> envsubst(Use use, List<String> words) {
        boolean usual = words.size() <= 1 && words.stream().noneMatch(word -> word.startsWith("-"));
        if (!usual) {
            return use.ends();
        }
        if (!(use.call().input() instanceof Value.Known text)) {
            return use.printsSomething();
        }
        Predicate<String> chosen = words.isEmpty() ? name -> true : Substitution.names(words.get(0))::contains;
        return use.prints(Substitution.of(text.text(), use.call().machine().environment(), chosen));
    }

    static List<End> filter(Use use, List<String> words) {
        List<String> options = OPTIONS.getOrDefault(use.name(), List.of("", ""));
        List<String> usual = words;
        // head -5
        if (!words.isEmpty() && words.get(0).matches("-[0-9]+")) {
            usual = new ArrayList<>(List.of("-n", words.get(0).substring(1)));
            usual.addAll(words.subList(1, words.size()));
        }
        Use.Line line = Use.line(usual, options.get(0), options.get(1));
        boolean sets = use.name().equals("tr");
        List<String> files = sets ? List.of() : line.operands();
        boolean wrong = line.odd()
                || sets && (line.operands().isEmpty() || line.operands().size() > 2)
                || use.name().equals("cut") && line.values().isEmpty();
        if (use.name().equals("tail") && (line.has('f') || line.has('F'))) {
            return follow(use, line);
        }
        if (wrong) {
            return use.ends();
        }
        boolean writes =
                (use.name().equals("gzip") || use.name().equals("bzip2")) && !files.isEmpty() && !line.has('c');
        if (writes) {
            return use.ends();
        }
        List<End> ends = read(use, files, true, true);
        List<End> filtered = new ArrayList<>();
        for (End end : ends) {
            Value in = end.output();
            Value out = in instanceof Value.Known known
                    ? changed(use, line, known.text()).map(Value::of).orElse(use.something())
                    : use.something().with(found(use, line, (Value.Unknown) in));
            filtered.add(end.printing(out));
        }
        return filtered;
    }

    /** What is left of the paths that a search found. */
    private static Optional<FoundPaths> found(Use use, Use.Line line, Value.Unknown in) {
        if (!Set.of("head", "tail").contains(use.name()) || line.has('c')) {
            return Optional.empty();
        }
        Optional<Integer> count = count(line.value('n').orElse("10")).filter(most -> most > 0);
        return in.found().filter(FoundPaths::line).flatMap(paths -> count.map(most -> most == 1 ? paths.one() : paths));
    }

    /** {@code tail -f /dev/null} is what keeps a container up that has nothing to do. */
    private static List<End> follow(Use use, Use.Line line) {
        boolean retries = line.has('F');
        for (String file : line.operands()) {
            Fact<Node> node = use.node(file);
            if (retries
                    || file.startsWith("/dev/")
                    || file.startsWith("/proc/")
                    || node instanceof Fact.Present<Node>) {
                return use.never();
            }
            if (node instanceof Fact.Unknown<Node>) {
                return use.lost();
            }
        }
        if (line.operands().isEmpty()) {
            return use.lost();
        }
        String file = line.operands().get(0);
        return use.fails(
                1,
                use.isBusybox()
                        ? "tail: can't open '" + file + "': No such file or directory"
                        : "tail: cannot open '" + file + "' for reading: No such file or directory");
    }

    /** What comes out, as far as this goes. */
    private static Optional<String> changed(Use use, Use.Line line, String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        switch (use.name()) {
            case "head", "tail":
                Optional<Integer> count = count(line.value('n').orElse(line.has('c') ? "x" : "10"));
                if (count.isEmpty()) {
                    return Optional.empty();
                }
                int most = Math.min(count.get(), lines.size());
                return Optional.of(joined(
                        use.name().equals("head")
                                ? lines.subList(0, most)
                                : lines.subList(lines.size() - most, lines.size())));
            case "cut":
                return cut(line, lines);
            case "tr":
                return tr(line, text);
            case "sort":
                if (!line.letters().isEmpty()) {
                    return Optional.empty();
                }
                Collections.sort(lines);
                return Optional.of(joined(lines));
            case "tac":
                Collections.reverse(lines);
                return Optional.of(joined(lines));
            case "wc":
                boolean counts = line.letters().equals("l") && line.operands().isEmpty();
                return counts ? Optional.of(text.chars().filter(c -> c == '\n').count() + "\n") : Optional.empty();
            default:
                return Optional.empty();
        }
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static Optional<Integer> count(String text) {
        boolean digits = !text.isEmpty() && text.length() < 8 && text.chars().allMatch(Character::isDigit);
        return digits ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static Optional<String> cut(Use.Line line, List<String> lines) {
        String delimiter = line.value('d').orElse("\t");
        Optional<Integer> field = line.value('f').flatMap(Texts::count);
        if (field.isEmpty() || delimiter.length() != 1 || field.get() < 1) {
            return Optional.empty();
        }
        List<String> out = new ArrayList<>();
        for (String one : lines) {
            String[] parts = one.split(java.util.regex.Pattern.quote(delimiter), -1);
            if (parts.length == 1) {
                out.add(one);
            } else {
                out.add(field.get() <= parts.length ? parts[field.get() - 1] : "");
            }
        }
        return Optional.of(joined(out));
    }

    private static Optional<String> tr(Use.Line line, String text) {
        boolean deletes = line.letters().equals("d") && line.operands().size() == 1;
        if (!deletes && (!line.letters().isEmpty() || line.operands().size() != 2)) {
            return Optional.empty();
        }
        Optional<String> from = set(line.operands().get(0));
        Optional<String> to = deletes ? Optional.of("") : set(line.operands().get(1));
        if (from.isEmpty() || to.isEmpty() || !deletes && to.get().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int at = from.get().indexOf(c);
            if (at < 0) {
                out.append(c);
            } else if (!deletes) {
                out.append(to.get().charAt(Math.min(at, to.get().length() - 1)));
            }
        }
        return Optional.of(out.toString());
    }

    private static Optional<String> set(String text) {
        String plain = text.replace("[:upper:]", "A-Z")
                .replace("[:lower:]", "a-z")
                .replace("[:digit:]", "0-9")
                .replace("[:space:]", " \t\n\u000b\f\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\r", "\r");
        if (plain.indexOf('[') >= 0 || plain.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            if (i + 2 < plain.length() && plain.charAt(i + 1) == '-') {
                for (char c = plain.charAt(i); c <= plain.charAt(i + 2); c++) {
                    set.append(c);
                }
                i += 2;
            } else {
                set.append(plain.charAt(i));
            }
        }
        return Optional.of(set.toString());
    }
}
