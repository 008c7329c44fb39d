package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Outline.Part;
import dev.runtimeaudit.read.script.ScriptNames.Declared;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which functions, classes and objects of a program its expressions stand for, across its scripts. Whatever has more than one
 * answer has none.
 *
 * <p>It is one class although it is long: values, their members and what modules export are asked of each other.
 */
final class ScriptValues {

    private static final int DEEPEST = 16;

    /** What an expression stands for. */
    sealed interface Value {
        /** @param part the function */
        record Fn(TreePath file, int part) implements Value {}

        /** @param open its brace */
        record Obj(TreePath file, int open) implements Value {}

        /** @param part the class */
        record Cls(TreePath file, int part) implements Value {}

        /** An object that was made of a class. */
        record Made(TreePath file, int part) implements Value {}

        /** All that a script exports. */
        record Module(TreePath file) implements Value {}
    }

    /** @param end behind its last token */
    private record Read(Optional<Value> value, int end) {}

    private final Map<TreePath, SourceFile> files;
    private final Map<TreePath, Map<String, TreePath>> links;
    private final WrittenMembers written;

    ScriptValues(Map<TreePath, SourceFile> files, Map<TreePath, Map<String, TreePath>> links) {
        this.files = files;
        this.links = links;
        this.written = new WrittenMembers(files.values());
    }

    Optional<ScriptNames> names(TreePath path) {
        return Optional.ofNullable(files.get(path)).map(ScriptNames::of);
    }

    /** The script that a specifier means in another one. */
    Optional<TreePath> target(TreePath from, String specifier) {
        return Optional.ofNullable(links.getOrDefault(from, Map.of()).get(specifier))
                .filter(files::containsKey);
    }

    /** What is called by an expression that begins at one token and ends in front of another. */
    Optional<Value> callee(TreePath file, int from, int end) {
        Read read = chain(file, from, end, 0);
        return read.end() == end ? read.value() : Optional.empty();
    }

    private Optional<Value> value(TreePath file, int from, int depth) {
        Optional<ScriptNames> names = names(file);
        if (names.isEmpty() || depth > DEEPEST) {
            return Optional.empty();
        }
        Outline text = names.get().text();
        Read read = chain(file, from, text.size(), depth);
        boolean whole = text.expressionEnd(from) == read.end() - 1
                || text.isWord(read.end(), "as")
                || text.isWord(read.end(), "satisfies");
        return whole ? read.value() : Optional.empty();
    }

    private Read chain(TreePath file, int from, int stop, int depth) {
        Optional<ScriptNames> names = names(file);
        if (names.isEmpty() || depth > DEEPEST) {
            return new Read(Optional.empty(), from);
        }
        Outline text = names.get().text();
        Read read = primary(file, names.get(), text.isWord(from, "await") ? from + 1 : from, depth);
        Optional<Value> value = read.value();
        int at = read.end();
        while (value.isPresent() && at < stop) {
            Value known = value.get();
            if (text.is(at, ".") && text.isWord(at + 1)) {
                String name = text.token(at + 1).text();
                value = member(known, name, depth + 1);
                at += 2;
            } else if (text.is(at, "(") && text.partner(at) > at) {
                value = returned(known, depth + 1);
                at = text.partner(at) + 1;
            } else {
                break;
            }
        }
        return new Read(value, at);
    }

    private Read primary(TreePath file, ScriptNames names, int from, int depth) {
        Outline text = names.text();
        if (text.isWord(from, "new")) {
            Optional<Value> made = text.isWord(from + 1) && text.is(from + 2, "(")
                    ? named(file, text.token(from + 1).text(), depth + 1)
                            .filter(Value.Cls.class::isInstance)
                            .map(Value.Cls.class::cast)
                            .map(type -> new Value.Made(type.file(), type.part()))
                    : Optional.empty();
            return new Read(made, text.partner(from + 2) + 1);
        }
        boolean loads = text.isWord(from, "import") || text.isWord(from, "require");
        if (loads && text.is(from + 1, "(") && text.string(from + 2).isPresent()) {
            Optional<Value> module =
                    text.string(from + 2).flatMap(name -> target(file, name)).map(Value.Module::new);
            return new Read(module, text.partner(from + 1) + 1);
        }
        Optional<Integer> function = names.functionAt(from);
        if (function.isPresent()) {
            return new Read(
                    Optional.of(function(file, text, function.get())),
                    text.part(function.get()).to() + 1);
        }
        if (text.is(from, "{")) {
            return new Read(Optional.of(new Value.Obj(file, from)), text.partner(from) + 1);
        }
        if (text.is(from, "(") && text.partner(from) > from) {
            return new Read(value(file, from + 1, depth + 1), text.partner(from) + 1);
        }
        if (text.isWord(from, "this")) {
            return new Read(self(file, text, from), from + 1);
        }
        return new Read(
                text.isWord(from) ? named(file, text.token(from).text(), depth + 1) : Optional.empty(), from + 1);
    }

    private static Value function(TreePath file, Outline text, int part) {
        boolean type = text.part(part).function().orElseThrow().isClass();
        return type ? new Value.Cls(file, part) : new Value.Fn(file, part);
    }

    /** The object of a method, where no class may stand behind its own. */
    private Optional<Value> self(TreePath file, Outline text, int at) {
        int method = text.functionOf(at);
        int type = method < 0 ? -1 : text.functionOf(text.part(method).head());
        if (type < 0 || !isClass(text, type)) {
            return Optional.empty();
        }
        String name = text.part(type).function().orElseThrow().name();
        boolean extended = files.values().stream()
                .map(other -> ScriptNames.of(other).text())
                .anyMatch(other -> other.wordsAt(name).stream().anyMatch(k -> other.isWord(k - 1, "extends")));
        return extended ? Optional.empty() : Optional.of(new Value.Made(file, type));
    }

    private static boolean isClass(Outline text, int part) {
        return text.part(part).function().filter(Outline.Function::isClass).isPresent();
    }

    private Optional<Value> named(TreePath file, String name, int depth) {
        Optional<Declared> declared = names(file).flatMap(names -> names.declared(name));
        if (declared.isEmpty() || depth > DEEPEST) {
            return Optional.empty();
        }
        Declared known = declared.get();
        if (known instanceof Declared.Imported from) {
            Optional<TreePath> target = target(file, from.specifier());
            return from.there().equals("*")
                    ? target.map(Value.Module::new)
                    : target.flatMap(there -> exported(there, from.there(), depth + 1));
        }
        if (known instanceof Declared.Initial initial) {
            return value(file, initial.from(), depth + 1);
        }
        if (known instanceof Declared.Written written) {
            return names(file).map(names -> function(file, names.text(), written.part()));
        }
        if (known instanceof Declared.Member member) {
            return value(file, member.from(), depth + 1).flatMap(of -> member(of, member.key(), depth + 1));
        }
        throw new AssertionError(known);
    }

    private Optional<Value> returned(Value called, int depth) {
        if (called instanceof Value.Module module) {
            return exported(module.file(), "default", depth).flatMap(value -> returned(value, depth + 1));
        }
        if (!(called instanceof Value.Fn function) || depth > DEEPEST) {
            return Optional.empty();
        }
        Outline text = names(function.file()).orElseThrow().text();
        Part part = text.part(function.part());
        if (isGenerator(text, part)) {
            return Optional.empty();
        }
        if (!text.is(part.from(), "{")) {
            return value(function.file(), part.from(), depth + 1);
        }
        List<Integer> returns = text.wordsAt("return").stream()
                .filter(k -> text.functionOf(k) == function.part())
                .toList();
        return returns.size() == 1 ? value(function.file(), returns.get(0) + 1, depth + 1) : Optional.empty();
    }

    static boolean isGenerator(Outline text, Part part) {
        int word = text.isWord(part.head(), "async") ? part.head() + 1 : part.head();
        return text.is(word - 1, "*") || text.isWord(word, "function") && text.is(word + 1, "*");
    }

    // --- members ---------------------------------------------------------------------------------------------------

    private Optional<Value> member(Value of, String name, int depth) {
        if (depth > DEEPEST || written.mayBe(name)) {
            return Optional.empty();
        }
        if (of instanceof Value.Module module) {
            return exported(module.file(), name, depth);
        }
        if (of instanceof Value.Obj object) {
            return property(object, name, depth);
        }
        if (of instanceof Value.Made made) {
            return method(made.file(), made.part(), name);
        }
        if (of instanceof Value.Cls type) {
            return method(type.file(), type.part(), name);
        }
        return Optional.empty();
    }

    /** A method of a class, where only one goes by the name. */
    private Optional<Value> method(TreePath file, int type, String name) {
        Outline text = names(file).orElseThrow().text();
        List<Value> found = new ArrayList<>();
        for (int i = 0; i < text.parts().size(); i++) {
            Part part = text.part(i);
            boolean own = part.function()
                            .filter(f -> f.name().equals(name) && !f.isClass())
                            .isPresent()
                    && text.functionOf(part.head()) == type;
            if (own && !text.isWord(part.head() - 1, "get") && !text.isWord(part.head() - 1, "set")) {
                found.add(new Value.Fn(file, i));
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private Optional<Value> property(Value.Obj object, String name, int depth) {
        ScriptNames names = names(object.file()).orElseThrow();
        Outline text = names.text();
        List<Optional<Value>> found = new ArrayList<>();
        for (int k = object.open() + 1; k < text.partner(object.open()); k++) {
            boolean begins = text.around(k) == object.open() && (k == object.open() + 1 || text.is(k - 1, ","));
            if (!begins) {
                continue;
            }
            if (text.is(k, "...")) {
                // It may bring another one of the same name.
                found.clear();
                continue;
            }
            int key = text.isWord(k, "async") && text.isWord(k + 1) ? k + 1 : k;
            boolean named = text.isWord(key, name)
                    || text.string(key).filter(name::equals).isPresent();
            if (named && text.is(key + 1, ":")) {
                found.add(value(object.file(), key + 2, depth + 1));
            } else if (named && (text.is(key + 1, ",") || text.is(key + 1, "}"))) {
                found.add(named(object.file(), name, depth + 1));
            } else if (named) {
                found.add(names.functionAt(key).map(part -> new Value.Fn(object.file(), part)));
            }
        }
        return found.size() == 1 ? found.get(0) : Optional.empty();
    }

    // --- modules ---------------------------------------------------------------------------------------------------

    private Optional<Value> exported(TreePath file, String name, int depth) {
        Optional<ScriptNames> script = names(file);
        if (script.isEmpty() || depth > DEEPEST) {
            return Optional.empty();
        }
        Outline text = script.get().text();
        List<Optional<Value>> found = new ArrayList<>();
        List<Optional<Value>> again = new ArrayList<>();
        for (int k : text.wordsAt("export")) {
            if (!text.isDot(k - 1) && text.functionOf(k) < 0) {
                exported(file, text, k, name, depth, found, again);
            }
        }
        common(file, text, name, depth, found);
        List<Optional<Value>> all = found.isEmpty() ? again : found;
        return all.size() == 1 ? all.get(0) : Optional.empty();
    }

    /** ECMA-262, 16.2.3 */
    private void exported(
            TreePath file,
            Outline text,
            int k,
            String name,
            int depth,
            List<Optional<Value>> found,
            List<Optional<Value>> again) {
        if (text.isWord(k + 1, "default")) {
            if (name.equals("default")) {
                found.add(value(file, k + 2, depth + 1)
                        .or(() ->
                                names(file).flatMap(n -> n.functionAt(k + 2)).map(part -> function(file, text, part))));
            }
        } else if (text.is(k + 1, "{")) {
            int close = text.partner(k + 1);
            Optional<String> from = text.isWord(close + 1, "from") ? text.string(close + 2) : Optional.empty();
            for (int i = k + 2; i < close; i++) {
                boolean renamed = text.isWord(i + 1, "as");
                boolean begins = text.isWord(i) && (text.is(i - 1, "{") || text.is(i - 1, ","));
                if (begins && text.isWord(renamed ? i + 2 : i, name)) {
                    String there = text.token(i).text();
                    found.add(
                            text.isWord(close + 1, "from")
                                    ? from.flatMap(s -> target(file, s)).flatMap(t -> exported(t, there, depth + 1))
                                    : named(file, there, depth + 1));
                }
            }
        } else if (text.is(k + 1, "*")) {
            boolean space = text.isWord(k + 2, "as");
            Optional<TreePath> target =
                    text.string(space ? k + 5 : k + 3).flatMap(specifier -> target(file, specifier));
            if (space && text.isWord(k + 3, name)) {
                found.add(target.map(Value.Module::new));
            } else if (!space && !name.equals("default")) {
                target.flatMap(there -> exported(there, name, depth + 1)).ifPresent(v -> again.add(Optional.of(v)));
            }
        } else {
            int at = k + 1;
            while (text.isWord(at, "async") || text.isWord(at, "abstract") || text.isWord(at, "function")) {
                at++;
            }
            at += text.is(at, "*") ? 1 : 0;
            boolean keeps = text.isWord(at, "const")
                    || text.isWord(at, "let")
                    || text.isWord(at, "var")
                    || text.isWord(at, "class");
            if (text.isWord(keeps ? at + 1 : at, name)) {
                found.add(named(file, name, depth + 1));
            }
        }
    }

    /** {@code module.exports = …}, {@code exports.name = …} (nodejs.org, "Modules: CommonJS modules") */
    private void common(TreePath file, Outline text, String name, int depth, List<Optional<Value>> found) {
        for (int k : text.wordsAt("exports")) {
            if (text.is(k + 1, ".") && text.isWord(k + 2, name) && text.is(k + 3, "=")) {
                found.add(written.mayBe(name) ? Optional.empty() : value(file, k + 4, depth + 1));
            } else if (text.is(k + 1, "=") && text.isDot(k - 1) && text.isWord(k - 2, "module")) {
                Optional<Value> all = value(file, k + 2, depth + 1);
                found.add(name.equals("default") ? all : all.flatMap(of -> member(of, name, depth + 1)));
            }
        }
    }
}
