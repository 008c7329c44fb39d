package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvScript.Import;
import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.ScriptValues.Value;
import dev.runtimeaudit.read.script.StartFailure.Felt;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a program does whenever it starts: the functions that are called from the top level of its first script on, one by the
 * other, where nothing decides whether, where none of them may have ended before, and where nobody goes on when they fail.
 */
public final class StartReach {

    private static final int MOST_FUNCTIONS = 4_000;

    /**
     * A function that runs at start; -1 for the top level of its script.
     *
     * @param atOnce only what it throws before it returns is felt: nobody is known to wait for a promise of it
     */
    private record At(TreePath file, int function, boolean atOnce) {}

    private final ScriptValues values;
    private final StartCertainty certainty;
    private final boolean rejections;
    private final Set<At> reached = new LinkedHashSet<>();

    /**
     * @param entry the script that the program begins with
     * @param links what the specifiers of each script mean
     * @param rejections whether node is known to end with a promise that fails and that nobody waits for
     */
    public StartReach(
            List<SourceFile> sources, TreePath entry, Map<TreePath, Map<String, TreePath>> links, boolean rejections) {
        this.rejections = rejections;
        Map<TreePath, SourceFile> files = new HashMap<>();
        sources.forEach(file -> files.put(file.path(), file));
        this.values = new ScriptValues(files, links);
        this.certainty = new StartCertainty(files, values, entry);
        follow(entry);
        if (certainty.leaves(reached.stream().map(At::file).collect(Collectors.toSet()))) {
            reached.clear();
        }
    }

    private void follow(TreePath entry) {
        Deque<At> open = new ArrayDeque<>(List.of(new At(entry, -1, !rejections)));
        while (!open.isEmpty() && reached.size() < MOST_FUNCTIONS) {
            At at = open.poll();
            Optional<ScriptNames> names = values.names(at.file());
            if (names.isEmpty() || !reached.add(at)) {
                continue;
            }
            if (at.function() < 0) {
                for (Import each : names.get().imports()) {
                    loaded(at.file(), each.specifier(), open);
                }
                again(at.file(), names.get().text(), open);
            }
            follow(at, names.get(), open);
        }
    }

    private void loaded(TreePath file, String specifier, Deque<At> open) {
        values.target(file, specifier).ifPresent(target -> open.add(new At(target, -1, !rejections)));
    }

    /** {@code export … from "./x"} */
    private void again(TreePath file, Outline text, Deque<At> open) {
        for (int k : text.wordsAt("from")) {
            int names = text.is(k - 1, "}") ? text.partner(k - 1) - 1 : k - 2;
            if (text.isWord(names, "export")) {
                text.string(k + 1).ifPresent(specifier -> loaded(file, specifier, open));
            }
        }
    }

    private void follow(At at, ScriptNames names, Deque<At> open) {
        Outline text = names.text();
        int from = at.function() < 0 ? 0 : text.part(at.function()).from();
        int to = at.function() < 0 ? text.size() - 1 : text.part(at.function()).to();
        for (int i = from; i <= to; i++) {
            if (text.is(i, "(") && text.functionOf(i) == at.function() && text.partner(i) >= 0) {
                call(at, names, i, open);
            }
        }
    }

    /** @param paren the parenthesis of what may be a call */
    private void call(At at, ScriptNames names, int paren, Deque<At> open) {
        Outline text = names.text();
        int start = Callees.start(text, paren);
        boolean writes = text.isWord(start - 1, "function") || text.is(start - 1, "*") || isParameters(names, paren);
        if (start < 0 || writes || !certainty.isCertain(names, at.function(), start)) {
            return;
        }
        Felt felt = StartFailure.of(names, start, text.partner(paren));
        if (felt == Felt.NOT) {
            return;
        }
        boolean atOnce = !rejections || felt == Felt.AT_ONCE || felt == Felt.WAITED && at.atOnce();
        boolean requires = text.isWord(paren - 1, "require");
        if ((requires || text.isWord(paren - 1, "import")) && !text.isDot(paren - 2)) {
            // The promise of an import fails with what the script fails with.
            if (requires || !atOnce) {
                text.string(paren + 1).ifPresent(specifier -> loaded(at.file(), specifier, open));
            }
            return;
        }
        Callees.calledAtOnce(names, paren)
                .<Value>map(part -> new Value.Fn(at.file(), part))
                .or(() -> values.callee(at.file(), start, paren))
                .ifPresent(value -> called(value, Callees.isNew(text, start, paren), atOnce, open));
    }

    /** Whether a parenthesis is that of a method which is written there. */
    private static boolean isParameters(ScriptNames names, int paren) {
        return names.functionAt(paren - 1).isPresent();
    }

    private void called(Value value, boolean isNew, boolean atOnce, Deque<At> open) {
        if (value instanceof Value.Fn function && !isNew) {
            Outline text = values.names(function.file()).orElseThrow().text();
            Part part = text.part(function.part());
            boolean promises = part.function().filter(Outline.Function::async).isPresent();
            if (!ScriptValues.isGenerator(text, part) && !(atOnce && promises)) {
                open.add(new At(function.file(), function.part(), atOnce));
            }
        } else if (value instanceof Value.Cls type && isNew) {
            Outline text = values.names(type.file()).orElseThrow().text();
            open.add(new At(type.file(), type.part(), true));
            for (int i = 0; i < text.parts().size(); i++) {
                Part part = text.part(i);
                boolean makes = part.function()
                        .filter(f -> f.name().equals("constructor"))
                        .isPresent();
                if (makes && text.functionOf(part.head()) == type.part()) {
                    open.add(new At(type.file(), i, true));
                }
            }
        }
    }

    /** Whether the program fails at a read whenever it starts, if there is nothing to read. */
    public boolean fails(AssetRead read) {
        Optional<ScriptNames> names = values.names(read.at().path());
        return names.isPresent() && read(names.get(), read.at(), read.reader());
    }

    private boolean read(ScriptNames names, Span at, String reader) {
        Outline text = names.text();
        for (int i : text.wordsAt(reader)) {
            if (!text.span(i, i).equals(at)) {
                continue;
            }
            int paren = reader.equals("migrationsFolder") ? Callees.given(text, i, "migrate") : i + 1;
            boolean waits = !reader.endsWith("Sync");
            if (paren < 0 || !text.is(paren, "(") || reader.equals("createReadStream")) {
                return false;
            }
            int start = Callees.start(text, paren);
            int function = text.functionOf(i);
            if (start < 0) {
                return false;
            }
            Felt felt = StartFailure.of(names, start, text.partner(paren));
            boolean possible = felt != Felt.NOT
                    && !(waits && (felt == Felt.AT_ONCE || !rejections))
                    && certainty.isCertain(names, function, start);
            return possible
                    && reached.stream()
                            .anyMatch(each -> each.file().equals(at.path())
                                    && each.function() == function
                                    && !(waits && felt == Felt.WAITED && each.atOnce()));
        }
        return false;
    }
}
