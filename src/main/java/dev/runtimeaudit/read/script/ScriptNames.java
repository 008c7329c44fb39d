package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvScript.Import;
import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.Outline.Region;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of one script, each with what it stands for where that is told by its only declaration (ECMA-262, 14 to 16).
 * A name that is declared twice, that is assigned to later, or that a function takes as a parameter stands for nothing:
 * scopes are not told apart.
 */
final class ScriptNames {

    /** What a name stands for. */
    sealed interface Declared {
        /** @param there what it is called in the module that it comes from; {@code *} for all of it */
        record Imported(String specifier, String there) implements Declared {}

        /** @param from the first token of its value */
        record Initial(int from) implements Declared {}

        /** @param part the function or class */
        record Written(int part) implements Declared {}

        /** @param from the first token of the value whose member it is */
        record Member(int from, String key) implements Declared {}
    }

    /** Where something begins. */
    private record Place(int line, int column) {
        static Place of(Span span) {
            return new Place(span.line(), span.column());
        }
    }

    private static final Set<String> KEEPING = Set.of("const", "let", "var");

    private final Outline text;
    private final List<Import> imports = new ArrayList<>();
    private final Map<Integer, Integer> heads = new HashMap<>();
    private final Set<Integer> bodies = new HashSet<>();

    private ScriptNames(SourceFile file) {
        this.text = Outline.of(file);
        Set<Place> importing = new HashSet<>();
        text.wordsAt("import").forEach(i -> importing.add(Place.of(text.span(i, i))));
        for (Import each : ScriptLinks.of(text).imports()) {
            // Import statements only: what is called to load a module is a value like others.
            if (importing.contains(Place.of(each.at()))) {
                imports.add(each);
            }
        }
        for (int i = 0; i < text.parts().size(); i++) {
            Part part = text.part(i);
            bodies.add(part.from());
            if (part.kind() == Region.FUNCTION) {
                heads.put(part.head(), i);
            }
        }
    }

    static ScriptNames of(SourceFile file) {
        return file.once(ScriptNames.class, ScriptNames::new);
    }

    Outline text() {
        return text;
    }

    /** The function or class that begins at a token. */
    Optional<Integer> functionAt(int head) {
        return Optional.ofNullable(heads.get(head));
    }

    /** Whether a brace opens a block of which it is known what it is. */
    boolean isBody(int brace) {
        return bodies.contains(brace);
    }

    Optional<Declared> declared(String name) {
        List<Optional<Declared>> found = new ArrayList<>();
        for (Import each : imports) {
            if (each.names().containsKey(name)) {
                found.add(Optional.of(
                        new Declared.Imported(each.specifier(), each.names().get(name))));
            }
        }
        for (Part part : text.parts()) {
            if (part.function().filter(f -> f.parameters().contains(name)).isPresent()) {
                return Optional.empty();
            }
        }
        for (int k : text.wordsAt(name)) {
            binding(k, name).ifPresent(found::add);
        }
        return found.size() == 1 ? found.get(0) : Optional.empty();
    }

    /** What is bound to a name at a token: empty for nothing, and an empty one for what is not known. */
    private Optional<Optional<Declared>> binding(int k, String name) {
        if (text.isDot(k - 1)) {
            return Optional.empty();
        }
        if (text.isWord(k - 1) && KEEPING.contains(text.token(k - 1).text())) {
            int equals = assigned(k);
            return Optional.of(equals < 0 ? Optional.empty() : Optional.of(new Declared.Initial(equals + 1)));
        }
        if (text.isWord(k - 1, "import") && text.is(k + 1, "=")) {
            return Optional.of(Optional.of(new Declared.Initial(k + 2)));
        }
        int before = text.is(k - 1, "*") ? k - 2 : k - 1;
        if (text.isWord(before, "function") || text.isWord(before, "class")) {
            int head = text.isWord(before - 1, "async") ? before - 1 : before;
            return Optional.of(functionAt(head).map(Declared.Written::new));
        }
        Optional<Optional<Declared>> taken = destructured(k, name);
        if (taken.isPresent()) {
            return taken;
        }
        boolean caught = text.is(k - 1, "(") && text.isWord(k - 2, "catch") && !text.isDot(k - 3);
        boolean written = text.is(k + 1, "=") || text.is(k + 1, "??=") || text.is(k + 1, "||=");
        return caught || written ? Optional.of(Optional.empty()) : Optional.empty();
    }

    /** The sign between a name that is declared and its value; a type may stand before it. */
    private int assigned(int name) {
        if (text.is(name + 1, "=")) {
            return name + 1;
        }
        if (!text.is(name + 1, ":")) {
            return -1;
        }
        for (int k = name + 2; k < text.size() && k < name + 60; k++) {
            if (text.is(k, "=") && text.around(k) == text.around(name)) {
                return k;
            }
            if (text.is(k, ";")) {
                return -1;
            }
        }
        return -1;
    }

    /** {@code const { a, b: c } = value} */
    private Optional<Optional<Declared>> destructured(int k, String name) {
        int open = text.around(k);
        boolean pattern = false;
        int outermost = open;
        for (int o = open; o >= 0 && (text.is(o, "{") || text.is(o, "[")); o = text.around(o)) {
            if (text.is(text.partner(o) + 1, "=")) {
                pattern = true;
                outermost = o;
                break;
            }
        }
        if (!pattern || text.is(k + 1, ":")) {
            return Optional.empty();
        }
        boolean declares = text.isWord(outermost - 1)
                && KEEPING.contains(text.token(outermost - 1).text());
        boolean plain = outermost == open
                && text.is(open, "{")
                && declares
                && (text.is(k + 1, ",") || text.is(k + 1, "}"))
                && (text.is(k - 1, ",") || text.is(k - 1, "{") || text.is(k - 1, ":"));
        if (!plain) {
            return Optional.of(Optional.empty());
        }
        String key = text.is(k - 1, ":") ? text.token(k - 2).text() : name;
        return Optional.of(Optional.of(new Declared.Member(text.partner(open) + 2, key)));
    }

    List<Import> imports() {
        return imports;
    }
}
