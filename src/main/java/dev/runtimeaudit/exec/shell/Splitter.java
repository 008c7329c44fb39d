package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.shell.Expander.Piece;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Field splitting and pathname expansion (POSIX 2.6.5 and 2.6.6). */
final class Splitter {

    private final Run run;
    private final List<Field> out;
    private final String separators;
    private Value value = Value.of("");
    private StringBuilder pattern = new StringBuilder();
    private boolean started;
    private boolean uncertain;
    private boolean glob;

    Splitter(Run run, List<Field> out) {
        this.run = run;
        this.out = out;
        Variable ifs = run.state.variables.getOrDefault("IFS", Variable.NONE);
        this.separators = ifs.isSet() && ifs.value() instanceof Value.Known known ? known.text() : " \t\n";
    }

    void split(List<Piece> word) {
        for (Piece piece : word) {
            if (!(piece.value() instanceof Value.Known known)) {
                unknown(piece);
            } else if (piece.split()) {
                known(known.text());
            } else {
                append(piece.value(), piece.quoted() ? Glob.quoted(known.text()) : known.text());
                glob |= !piece.quoted() && hasSpecial(known.text());
            }
        }
        finish();
    }

    private static boolean hasSpecial(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    private void append(Value more, String asPattern) {
        started = true;
        value = value.then(more);
        pattern.append(asPattern);
    }

    private void unknown(Piece piece) {
        if (piece.split() && !piece.quoted()) {
            uncertain = true;
            glob = true;
        }
        append(piece.value(), "");
    }

    private void known(String text) {
        StringBuilder part = new StringBuilder();
        boolean closedByWhite = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (separators.indexOf(c) < 0) {
                part.append(c);
                continue;
            }
            if (part.length() > 0) {
                part(part.toString());
                part.setLength(0);
            }
            boolean white = Character.isWhitespace(c);
            if (started) {
                finish();
                closedByWhite = white;
            } else if (!white && !closedByWhite) {
                started = true;
                finish();
            } else if (!white) {
                closedByWhite = false;
            }
        }
        if (part.length() > 0) {
            part(part.toString());
        }
    }

    private void part(String text) {
        append(Value.of(text), text);
        glob |= hasSpecial(text);
    }

    private void finish() {
        if (started) {
            if (uncertain || !(value instanceof Value.Known)) {
                out.add(new Field(value, uncertain));
            } else if (glob && !run.state.has(Option.NOGLOB) && Glob.isPattern(pattern.toString())) {
                paths(((Value.Known) value).text(), pattern.toString());
            } else {
                out.add(new Field(value, false));
            }
        }
        value = Value.of("");
        pattern = new StringBuilder();
        started = false;
        uncertain = false;
        glob = false;
    }

    private void paths(String text, String asPattern) {
        boolean absolute = asPattern.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : asPattern.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        Optional<List<String>> found =
                below(absolute ? ImagePath.ROOT : run.state.machine.directory(), absolute ? "/" : "", names, 0);
        if (found.isEmpty()) {
            out.add(new Field(
                    Value.Unknown.matching(
                            asPattern,
                            Reason.VALUE_NOT_KNOWN,
                            run.evidence("names the files that match `" + text + "`, which are not all known")),
                    true));
        } else if (found.get().isEmpty()) {
            if (!run.state.shopts.contains("nullglob")) {
                out.add(Field.of(text));
            }
        } else {
            found.get().stream().sorted().map(Field::of).forEach(out::add);
        }
    }

    /** The paths that match from a directory on; empty when not all of them are known. */
    private Optional<List<String>> below(ImagePath directory, String prefix, List<String> names, int index) {
        String name = names.get(index);
        boolean last = index == names.size() - 1;
        Fact<Located> found = run.state.files().follow(directory);
        if (found instanceof Fact.Unknown<Located>) {
            return Optional.empty();
        }
        if (!(found instanceof Fact.Present<Located> present)
                || !(present.value().node() instanceof Node.Directory listed)) {
            return Optional.of(List.of());
        }
        List<String> candidates = new ArrayList<>();
        if (Glob.isPattern(name)) {
            if (listed.rest() instanceof Node.Rest.Open) {
                return Optional.empty();
            }
            for (Map.Entry<String, Node.Slot> child : listed.children().entrySet()) {
                boolean hidden = child.getKey().startsWith(".") && !name.startsWith(".");
                if (hidden || !Glob.matches(name, child.getKey()) || child.getValue() instanceof Node.Slot.Gone) {
                    continue;
                }
                if (child.getValue() instanceof Node.Slot.Perhaps) {
                    return Optional.empty();
                }
                candidates.add(child.getKey());
            }
        } else {
            candidates.add(plain(name));
        }
        List<String> all = new ArrayList<>();
        for (String candidate : candidates) {
            ImagePath path = directory.resolve(candidate);
            if (last) {
                Fact<Located> there = run.state.files().at(path);
                if (there instanceof Fact.Unknown<Located>) {
                    return Optional.empty();
                }
                if (there instanceof Fact.Present<Located>) {
                    all.add(prefix + candidate);
                }
            } else {
                Optional<List<String>> more = below(path, prefix + candidate + "/", names, index + 1);
                if (more.isEmpty()) {
                    return more;
                }
                all.addAll(more.get());
            }
        }
        return Optional.of(all);
    }

    private static String plain(String pattern) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            text.append(c == '\\' && i + 1 < pattern.length() ? pattern.charAt(++i) : c);
        }
        return text.toString();
    }
}
