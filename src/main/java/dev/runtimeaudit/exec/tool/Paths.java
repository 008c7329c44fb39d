package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.PathSearch;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import java.util.List;
import java.util.Optional;

/** Tools that look at paths. */
final class Paths {

    private Paths() {}

    static List<End> ls(Use use, List<String> words) {
        Use.Line line = Use.line(words, "alrtRhdF1AnsSiLkQCp", "");
        Optional<List<End>> missing = missing(use, line.operands());
        if (missing.isPresent()) {
            return missing.get();
        }
        return line.odd() ? use.ends() : use.printsSomething();
    }

    /** How it ends when an operand is not there, or not known to be. */
    private static Optional<List<End>> missing(Use use, List<String> operands) {
        for (String path : operands) {
            Fact<Node> node = use.node(path);
            if (node instanceof Fact.Unknown<Node>) {
                return Optional.of(use.ends());
            }
            if (node instanceof Fact.Absent<Node>) {
                return Optional.of(
                        use.isBusybox()
                                ? use.fails(1, use.name() + ": " + path + ": No such file or directory")
                                : use.fails(
                                        use.name().equals("ls") ? 2 : 1,
                                        use.name() + ": cannot access '" + path + "': No such file or directory"));
            }
        }
        return Optional.empty();
    }

    static List<End> stat(Use use, List<String> words) {
        Use.Line line = Use.line(words, "shckLmaftx", use.name().equals("stat") ? "c" : "d");
        if (line.odd() || line.operands().isEmpty() && use.name().equals("stat")) {
            return use.ends();
        }
        return missing(use, line.operands()).orElseGet(use::printsSomething);
    }

    static List<End> readlink(Use use, List<String> words) {
        Use.Line line = Use.line(words, "fnemqsz", "");
        boolean canonical = use.name().equals("realpath") || line.has('f') || line.has('e') || line.has('m');
        if (line.odd() || line.operands().size() != 1) {
            return use.ends();
        }
        String text = line.operands().get(0);
        ImagePath path = use.call().machine().directory().resolve(text);
        if (!canonical) {
            Fact<Located> at = use.call().machine().files().at(path);
            if (at instanceof Fact.Present<Located> present) {
                return present.value().node() instanceof Node.Link link
                        ? use.prints(link.target() + (line.has('n') ? "" : "\n"))
                        : use.tells(false);
            }
            return at instanceof Fact.Absent<Located> ? use.tells(false) : use.ends();
        }
        Fact<Located> found = use.call().machine().files().follow(path);
        if (found instanceof Fact.Present<Located> present) {
            return use.prints(present.value().path().value() + "\n");
        }
        Fact<Located> above = use.call().machine().files().follow(path.parent());
        boolean lastOnly = found instanceof Fact.Absent<Located> && above instanceof Fact.Present<Located>;
        // The last name need not exist, except to readlink -e.
        return lastOnly && !line.has('e')
                ? use.prints(((Fact.Present<Located>) above)
                                .value()
                                .path()
                                .child(path.name())
                                .value()
                        + "\n")
                : use.ends();
    }

    static List<End> which(Use use, List<String> words) {
        Use.Line line = Use.line(words, "as", "");
        if (line.odd()) {
            return use.ends();
        }
        StringBuilder out = new StringBuilder();
        boolean all = !line.operands().isEmpty();
        for (String name : line.operands()) {
            if (name.indexOf('/') >= 0) {
                return use.ends();
            }
            PathSearch search = Kernel.search(name, use.call().machine());
            if (search instanceof PathSearch.Found found) {
                out.append(found.shown()).append('\n');
            } else if (search instanceof PathSearch.Unclear) {
                return use.ends();
            } else {
                all = false;
            }
        }
        return use.code(all ? 0 : 1, Value.of(out.toString()));
    }
}
