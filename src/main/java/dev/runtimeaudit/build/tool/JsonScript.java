package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.ProjectModules;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.packagejson.JsonReader;
import dev.runtimeaudit.read.script.Expression;
import dev.runtimeaudit.read.script.ScriptReader;
import dev.runtimeaudit.read.script.ScriptText;
import dev.runtimeaudit.read.script.Statement;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A script of node that does nothing but read files, set properties of what they say and write them again: {@code pkg.main =
 * "./dist/index.js"}. It is evaluated exactly, statement by statement, or not at all: what is not among the few things that such a
 * script is made of ends it (nodejs.org, "File system", "Path", "URL"; ECMA-262, 25.5 "The JSON Object").
 *
 * <p>It is one class although it is long: statements, expressions and the functions that they call evaluate one another.
 */
final class JsonScript {

    private static final Set<String> MODULES = Set.of("fs", "path", "url");

    private static final String PROMISES = "fs.promises";

    private static final TreePath PARSED = new TreePath("parsed.json");

    /** A function or a module of node's own, by its full name. */
    private record Native(String name) {}

    /** It does something else. */
    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unknown() {
            super("", null, false, false);
        }
    }

    private final ImagePath script;
    private final Machine machine;
    private final boolean module;
    private final Map<String, Object> names = new HashMap<>();
    private final Map<ImagePath, String> written = new LinkedHashMap<>();

    private JsonScript(ImagePath script, Machine machine, boolean module) {
        this.script = script;
        this.machine = machine;
        this.module = module;
    }

    /** The files that it writes, with their texts; empty when it does anything else. */
    static Optional<Map<ImagePath, String>> of(ImagePath script, SourceFile text, Machine machine) {
        ScriptText read = ScriptReader.read(text);
        if (read.error().isPresent() || !read.isUnderstood()) {
            return Optional.empty();
        }
        boolean imports = read.statements().stream().anyMatch(each -> each instanceof Statement.Import);
        if (script.name().endsWith(".ts") || imports != isModule(script, machine)) {
            return Optional.empty();
        }
        JsonScript run = new JsonScript(script, machine, imports);
        try {
            read.statements().forEach(run::statement);
        } catch (Unknown other) {
            return Optional.empty();
        }
        return run.written.isEmpty() ? Optional.empty() : Optional.of(run.written);
    }

    private static boolean isModule(ImagePath script, Machine machine) {
        if (script.name().endsWith(".mjs") || script.name().endsWith(".cjs")) {
            return script.name().endsWith(".mjs");
        }
        return Manifest.above(script.parent(), machine, false) instanceof Manifest.Found found
                && found.json().type().equals(Optional.of("module"));
    }

    // --- statements --------------------------------------------------------------------------------------------------

    private void statement(Statement statement) {
        if (statement instanceof Statement.Import imported) {
            imports(imported);
        } else if (statement instanceof Statement.Declare declare) {
            declare(declare);
        } else if (statement instanceof Statement.Declarations several) {
            several.all().forEach(this::declare);
        } else if (statement instanceof Statement.Evaluate evaluate) {
            value(evaluate.expression());
        } else if (!(statement instanceof Statement.Empty)) {
            throw new Unknown();
        }
    }

    private void imports(Statement.Import imported) {
        Native of = builtin(imported.specifier());
        if (imported.names().isEmpty() && imported.locals().size() == 1) {
            names.put(imported.locals().get(0), of);
            return;
        }
        if (imported.names().size() != imported.locals().size()) {
            throw new Unknown();
        }
        for (int i = 0; i < imported.names().size(); i++) {
            String name = imported.names().get(i);
            names.put(imported.locals().get(i), name.equals("default") ? of : new Native(of.name() + "." + name));
        }
    }

    private static Native builtin(String specifier) {
        String name = specifier.startsWith("node:") ? specifier.substring("node:".length()) : specifier;
        if (!ProjectModules.isBuiltin(specifier) || !MODULES.contains(name) && !name.equals("fs/promises")) {
            throw new Unknown();
        }
        return new Native(name.equals("fs/promises") ? PROMISES : name);
    }

    private void declare(Statement.Declare declare) {
        Object value = value(declare.value().orElseThrow(Unknown::new));
        if (!declare.pattern() && declare.names().size() == 1) {
            names.put(declare.names().get(0), value);
            return;
        }
        if (!(value instanceof Native of) || declare.fields().isEmpty()) {
            throw new Unknown();
        }
        declare.fields().forEach(field -> names.put(field.name(), new Native(of.name() + "." + field.property())));
    }

    // --- expressions -------------------------------------------------------------------------------------------------

    private Object value(Expression expression) {
        if (expression instanceof Expression.Text text) {
            return text.text();
        } else if (expression instanceof Expression.Number number) {
            return number.value();
        } else if (expression instanceof Expression.Name name) {
            return named(name.name());
        } else if (expression instanceof Expression.Template template) {
            StringBuilder all = new StringBuilder(template.texts().get(0));
            for (int i = 0; i < template.values().size(); i++) {
                all.append(text(value(template.values().get(i))))
                        .append(template.texts().get(i + 1));
            }
            return all.toString();
        } else if (expression instanceof Expression.Binary binary
                && binary.operator().equals("+")) {
            return text(value(binary.left())) + text(value(binary.right()));
        } else if (expression instanceof Expression.ObjectLiteral object && !object.accessors()) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (Expression.Property property : object.properties()) {
                members.put(key(property.name().orElseThrow(Unknown::new)), value(property.value()));
            }
            return members;
        } else if (expression instanceof Expression.Array array) {
            List<Object> all = new ArrayList<>();
            array.parts().forEach(part -> all.add(value(part)));
            return all;
        } else if (expression instanceof Expression.Member member && !member.optional()) {
            return member(value(member.of()), member.name());
        } else if (expression instanceof Expression.Index index && !index.optional()) {
            return member(value(index.of()), text(value(index.index())));
        } else if (expression instanceof Expression.Assign assign
                && assign.operator().equals("=")) {
            return assign(assign);
        } else if (expression instanceof Expression.Unary unary
                && unary.operator().equals("delete")) {
            return deleted(unary.operand());
        } else if (expression instanceof Expression.Await await && module) {
            return value(await.value());
        } else if (expression instanceof Expression.Call call && !call.optional()) {
            return call(call);
        }
        throw new Unknown();
    }

    private Object named(String name) {
        switch (name) {
            case "true", "false":
                return Boolean.valueOf(name);
            case "null":
                return Optional.empty();
            case "__dirname", "__filename":
                if (!module && !names.containsKey(name)) {
                    return (name.equals("__dirname") ? script.parent() : script).value();
                }
                break;
            case "process", "console", "JSON", "URL", "import":
                return names.getOrDefault(name, new Native(name));
            case "require":
                if (!module) {
                    return names.getOrDefault(name, new Native(name));
                }
                break;
            default:
                break;
        }
        return Optional.ofNullable(names.get(name)).orElseThrow(Unknown::new);
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new Unknown();
    }

    /** Names that are numbers come first in an object, and one is no property. */
    private static String key(String name) {
        boolean number = !name.isEmpty() && name.chars().allMatch(Character::isDigit);
        if (number || name.equals("__proto__")) {
            throw new Unknown();
        }
        return name;
    }

    private Object member(Object of, String name) {
        if (of instanceof Native known) {
            switch (known.name() + "." + name) {
                case "import.meta.url":
                    return "file://" + script.value();
                case "import.meta.filename":
                    return script.value();
                case "import.meta.dirname":
                    return script.parent().value();
                default:
                    return new Native(known.name() + "." + name);
            }
        }
        if (of instanceof Map<?, ?> members && members.get(name) != null) {
            return members.get(name);
        }
        throw new Unknown();
    }

    /** The object that a property belongs to. */
    @SuppressWarnings("unchecked") // objects are maps of this kind
    private Map<String, Object> owner(Object of) {
        if (of instanceof Map<?, ?> members) {
            return (Map<String, Object>) members;
        }
        throw new Unknown();
    }

    private Object assign(Expression.Assign assign) {
        if (assign.target() instanceof Expression.Member member) {
            Map<String, Object> owner = owner(value(member.of()));
            Object value = value(assign.value());
            owner.put(key(member.name()), value);
            return value;
        }
        if (assign.target() instanceof Expression.Index index) {
            Map<String, Object> owner = owner(value(index.of()));
            String name = key(text(value(index.index())));
            Object value = value(assign.value());
            owner.put(name, value);
            return value;
        }
        throw new Unknown();
    }

    private Object deleted(Expression target) {
        if (target instanceof Expression.Member member) {
            owner(value(member.of())).remove(member.name());
        } else if (target instanceof Expression.Index index) {
            owner(value(index.of())).remove(text(value(index.index())));
        } else {
            throw new Unknown();
        }
        return true;
    }

    // --- functions of node's -----------------------------------------------------------------------------------------

    private Object call(Expression.Call call) {
        if (!(value(call.of()) instanceof Native called)) {
            throw new Unknown();
        }
        List<Object> arguments = new ArrayList<>();
        call.arguments().forEach(each -> arguments.add(value(each)));
        int count = arguments.size();
        if (call.isNew()) {
            if (!called.name().equals("URL") && !called.name().equals("url.URL") || count != 2) {
                throw new Unknown();
            }
            String base = text(arguments.get(1));
            String relative = text(arguments.get(0));
            if (!base.equals("file://" + script.value()) || !relative.startsWith(".") || isEscaped(relative)) {
                throw new Unknown();
            }
            return "file://" + script.parent().resolve(relative).value();
        }
        switch (called.name()) {
            case "console.log", "console.info", "console.warn", "console.error":
                return Optional.empty();
            case "process.cwd":
                return machine.directory().value();
            case "url.fileURLToPath":
                String url = text(arguments.get(0));
                if (count != 1 || !url.startsWith("file:///") || isEscaped(url)) {
                    throw new Unknown();
                }
                return url.substring("file://".length());
            case "path.dirname":
                return ImagePath.of(absolute(arguments.get(0))).parent().value();
            case "path.join", "path.resolve":
                return joined(arguments, called.name().endsWith("resolve"));
            case "require":
                String asked = text(arguments.get(0));
                return asked.startsWith(".") && asked.endsWith(".json")
                        ? json(read(script.parent().resolve(asked)))
                        : builtin(asked);
            case "JSON.parse":
                if (count != 1) {
                    throw new Unknown();
                }
                return json(text(arguments.get(0)));
            case "JSON.stringify":
                boolean plain = count == 1 || count == 3 && arguments.get(1).equals(Optional.empty());
                if (!plain) {
                    throw new Unknown();
                }
                return JsonText.of(arguments.get(0), count == 1 ? "" : indent(arguments.get(2)))
                        .orElseThrow(Unknown::new);
            case "fs.readFileSync", PROMISES + ".readFile":
                if (count != 2 || !isUtf8(arguments.get(1))) {
                    throw new Unknown();
                }
                return read(machine.directory().resolve(text(arguments.get(0))));
            case "fs.writeFileSync", PROMISES + ".writeFile":
                if (count < 2 || count > 3 || count == 3 && !isUtf8(arguments.get(2))) {
                    throw new Unknown();
                }
                written.put(machine.directory().resolve(text(arguments.get(0))), text(arguments.get(1)));
                return Optional.empty();
            default:
                throw new Unknown();
        }
    }

    private static boolean isEscaped(String url) {
        return url.chars().anyMatch(c -> "%?#\\".indexOf(c) >= 0);
    }

    private static boolean isUtf8(Object encoding) {
        Object name = encoding instanceof Map<?, ?> options && options.size() == 1
                ? Optional.<Object>ofNullable(options.get("encoding")).orElseThrow(Unknown::new)
                : encoding;
        return name instanceof String text && Set.of("utf8", "utf-8").contains(text);
    }

    private static String absolute(Object path) {
        String text = text(path);
        if (!text.startsWith("/")) {
            throw new Unknown();
        }
        return text;
    }

    private String joined(List<Object> parts, boolean resolves) {
        ImagePath at = resolves ? machine.directory() : ImagePath.of(absolute(parts.get(0)));
        for (int i = resolves ? 0 : 1; i < parts.size(); i++) {
            String part = text(parts.get(i));
            at = at.resolve(resolves || !part.startsWith("/") ? part : "." + part);
        }
        return at.value();
    }

    private static String indent(Object given) {
        if (given instanceof Double number && number >= 1 && number <= 10 && number % 1 == 0) {
            return " ".repeat(number.intValue());
        }
        if (given instanceof String text && !text.isEmpty() && text.length() <= 10 && text.isBlank()) {
            return text;
        }
        throw new Unknown();
    }

    private String read(ImagePath path) {
        String own = written.get(path);
        if (own != null) {
            return own;
        }
        Fact<Located> found = machine.files().follow(path);
        if (found instanceof Fact.Present<Located> here
                && here.value().node() instanceof Node.File file
                && file.content().text() instanceof Fact.Present<SourceFile> text) {
            return text.value().text();
        }
        throw new Unknown();
    }

    private Object json(String text) {
        if (JsonReader.read(new SourceFile(PARSED, text)) instanceof JsonReader.Result.Value value) {
            return JsonText.value(value.json()).orElseThrow(Unknown::new);
        }
        throw new Unknown();
    }
}
