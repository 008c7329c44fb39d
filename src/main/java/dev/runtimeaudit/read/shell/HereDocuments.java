package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.read.shell.AlmquistWords.HereEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The here-documents of a text. A redirection stands before its document, so a text that has some is read twice: the
 * first time finds the documents, the second time the redirections get them.
 */
final class HereDocuments {

    /** @param at where its redirection stands */
    record Pending(int at, HereEnd end, boolean expand) {}

    private record Body(ShellWord text, int end) {}

    private final Map<Integer, Body> bodies = new HashMap<>();
    private List<Pending> pending = new ArrayList<>();

    /** A redirection asks for its document, which starts behind the next newline. */
    Optional<ShellWord> announce(int at, HereEnd end, boolean expand) {
        pending.add(new Pending(at, end, expand));
        return Optional.ofNullable(bodies.get(at)).map(Body::text);
    }

    /** The documents that were announced and not read; from now on none is. */
    List<Pending> setAside() {
        List<Pending> aside = pending;
        pending = new ArrayList<>();
        return aside;
    }

    void bringBack(List<Pending> aside) {
        pending = aside;
    }

    boolean anyPending() {
        return !pending.isEmpty();
    }

    /** Moves behind a document, which is read unless it is known. */
    void read(Scanner in, Pending one, Supplier<ShellWord> reader) {
        Body known = bodies.get(one.at());
        if (known != null) {
            in.moveTo(known.end());
            return;
        }
        int start = in.at();
        int before = count();
        ShellWord text = reader.get();
        if (count() > before) {
            in.moveTo(start);
            text = reader.get();
        }
        bodies.put(one.at(), new Body(text, in.at()));
    }

    int count() {
        return bodies.size();
    }
}
