package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Reckoning.Thrown;
import dev.runtimeaudit.read.script.Reckoning.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What texts, arrays and node's own modules answer to a script that is worked out (nodejs.org, "Path", "File system" and "URL";
 * ECMA-262, 22.1.3 and 23.1.3): for Linux, and only what is asked for by scripts that look for a directory.
 */
final class ReckonedCalls {

    /** Functions of {@code fs} that change nothing. */
    static final Set<String> ASKING =
            Set.of("existsSync", "realpathSync", "readFileSync", "readdirSync", "statSync", "lstatSync", "accessSync");

    private static final Set<String> MODULES = Set.of("fs", "path", "url", "process", "module");

    /** Names of the language and of node that are told apart. */
    private static final Set<String> GLOBALS =
            Set.of("Array", "Boolean", "Error", "JSON", "Object", "String", "URL", "console", "process", "require");

    private static final Set<String> OF_TEXT = Set.of(
            "charAt",
            "endsWith",
            "includes",
            "indexOf",
            "lastIndexOf",
            "replace",
            "slice",
            "split",
            "startsWith",
            "substring",
            "toLowerCase",
            "toString",
            "trim");

    private static final Set<String> OF_LIST = Set.of(
            "at",
            "concat",
            "every",
            "filter",
            "find",
            "findIndex",
            "forEach",
            "includes",
            "indexOf",
            "join",
            "map",
            "pop",
            "push",
            "reverse",
            "shift",
            "slice",
            "some",
            "unshift");

    /** What stands for itself in a URL. */
    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9._@+/-]*");

    private static final Pattern PACKAGE =
            Pattern.compile("((?:@[a-z0-9._-]+/)?[a-z0-9_-][a-z0-9._-]*)/package\\.json");

    private final Reckoning reckoning;
    private final ScriptFiles files;
    private final Configuration.Variables variables;
    private final ScriptGlobals globals;
    private final String file;

    ReckonedCalls(Reckoning reckoning, ScriptFiles files, Configuration.Variables variables, ScriptGlobals globals) {
        this.reckoning = reckoning;
        this.files = files;
        this.variables = variables;
        this.globals = globals;
        String path = globals.file().path().value();
        this.file = path.substring(path.lastIndexOf('/') + 1);
    }

    // --- names ---------------------------------------------------------------------------------------------------

    /** A name that the script does not declare. */
    Worked named(String name) {
        switch (name) {
            case "undefined":
                return Worked.UNDEFINED;
            case "null":
                return Worked.NULL;
            case "true", "false":
                return Worked.truth(name.equals("true"));
            case "__dirname":
                return new Worked.Text(files.directory());
            case "__filename":
                return new Worked.Text(self());
            case "import":
                return new Worked.Native("import");
            default:
                if (GLOBALS.contains(name)) {
                    return new Worked.Native(name);
                }
                throw new Unknown();
        }
    }

    private String self() {
        return Paths.join(List.of(files.directory(), file));
    }

    /** A name that is imported from a module. */
    Worked imported(String module, String name) {
        String plain = module.startsWith("node:") ? module.substring(5) : module;
        if (!MODULES.contains(plain)) {
            throw new Unknown();
        }
        Worked whole = new Worked.Native(plain);
        return name.isEmpty() ? whole : member(whole, name);
    }

    // --- members -------------------------------------------------------------------------------------------------

    Worked member(Worked of, String name) {
        if (of instanceof Worked.Native of0) {
            return ofNative(of0.name(), name);
        }
        if (of instanceof Worked.Members members) {
            Worked found = members.all.get(name);
            if (found != null) {
                return found;
            }
            // What every object has is not told.
            if (name.equals("constructor") || name.startsWith("has") || name.startsWith("to") || name.startsWith("_")) {
                throw new Unknown();
            }
            return Worked.UNDEFINED;
        }
        boolean length = name.equals("length");
        if (of instanceof Worked.Text text && length) {
            return Worked.number(text.text().length());
        }
        if (of instanceof Worked.Listing list && length) {
            return Worked.number(list.all.size());
        }
        if (of instanceof Worked.Url url && (name.equals("pathname") || name.equals("href"))) {
            return new Worked.Text(name.equals("href") ? "file://" + url.path() : url.path());
        }
        boolean method = of instanceof Worked.Text && OF_TEXT.contains(name)
                || of instanceof Worked.Listing && OF_LIST.contains(name)
                || of instanceof Worked.Url && name.equals("toString")
                || of instanceof Worked.Status && (name.equals("isDirectory") || name.equals("isFile"));
        if (method) {
            return new Worked.Method(of, name);
        }
        throw new Unknown();
    }

    private Worked ofNative(String of, String name) {
        String path = of + "." + name;
        switch (path) {
            case "path.sep":
                return new Worked.Text("/");
            case "path.delimiter":
                return new Worked.Text(":");
            case "path.posix", "path.default":
                return new Worked.Native("path");
            case "fs.default":
                return new Worked.Native("fs");
            case "process.platform":
                return new Worked.Text("linux");
            case "import.meta.dirname":
                return new Worked.Text(files.directory());
            case "import.meta.filename":
                return new Worked.Text(self());
            case "import.meta.url":
                return new Worked.Text("file://" + self());
            default:
                break;
        }
        if (of.equals("process.env")) {
            return variable(variables.get(name));
        }
        return new Worked.Native(path);
    }

    private static Worked variable(Setting setting) {
        if (setting instanceof Setting.Text text) {
            return new Worked.Text(text.text());
        }
        if (setting instanceof Setting.None) {
            return Worked.UNDEFINED;
        }
        throw new Unknown();
    }

    // --- calls ---------------------------------------------------------------------------------------------------

    Worked made(Worked callee, List<Worked> arguments) {
        String name = callee instanceof Worked.Native of ? of.name() : "";
        if (name.equals("Error")) {
            return new Worked.Failed();
        }
        boolean url = name.equals("URL") || name.equals("url.URL");
        if (url && arguments.size() == 2) {
            return url(text(arguments.get(0)), urlPath(arguments.get(1)));
        }
        throw new Unknown();
    }

    /** A URL that is written relative to a file. */
    private static Worked url(String relative, String base) {
        boolean plain = PLAIN_PATH.matcher(relative).matches()
                && PLAIN_PATH.matcher(base).matches();
        if (!plain || relative.isEmpty() || relative.startsWith("//")) {
            throw new Unknown();
        }
        String directory = base.substring(0, base.lastIndexOf('/') + 1);
        boolean slash = relative.endsWith("/")
                || relative.endsWith("/..")
                || relative.endsWith("/.")
                || relative.equals("..")
                || relative.equals(".");
        String path = Paths.resolve("/", List.of(directory, relative));
        return new Worked.Url(slash && !path.equals("/") ? path + "/" : path);
    }

    private static String urlPath(Worked url) {
        if (url instanceof Worked.Url known) {
            return known.path();
        }
        String text = text(url);
        if (!text.startsWith("file:///")
                || !PLAIN_PATH.matcher(text.substring(7)).matches()) {
            throw new Unknown();
        }
        return text.substring(7);
    }

    static String text(Worked value) {
        if (value instanceof Worked.Text text) {
            return text.text();
        }
        throw new Unknown();
    }

    private static List<String> texts(List<Worked> values) {
        return values.stream().map(ReckonedCalls::text).toList();
    }

    private static Worked argument(List<Worked> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : Worked.UNDEFINED;
    }

    Worked call(Worked callee, List<Worked> arguments) {
        if (callee instanceof Worked.Method method) {
            if (method.of() instanceof Worked.Listing list) {
                return ofList(list, method.name(), arguments);
            }
            if (method.of() instanceof Worked.Text text) {
                return ofText(text.text(), method.name(), arguments);
            }
            if (method.of() instanceof Worked.Status status) {
                return Worked.truth(status.directory() == method.name().equals("isDirectory"));
            }
            if (method.of() instanceof Worked.Url url) {
                return new Worked.Text("file://" + url.path());
            }
            throw new Unknown();
        }
        if (!(callee instanceof Worked.Native function)) {
            throw new Unknown();
        }
        String name = function.name();
        if (name.startsWith("path.")) {
            return ofPath(name.substring(5), arguments);
        }
        if (name.startsWith("fs.")) {
            return ofFiles(name.substring(3).replace(".native", ""), arguments);
        }
        Worked first = argument(arguments, 0);
        switch (name) {
            case "process.cwd":
                settled();
                return new Worked.Text(files.current());
            case "url.fileURLToPath":
                return new Worked.Text(urlPath(first));
            case "require":
                return imported(text(first), "");
            case "module.createRequire":
                return new Worked.Native("require");
            case "require.resolve":
                return resolved(arguments);
            case "Array.isArray":
                return Worked.truth(first instanceof Worked.Listing);
            case "Boolean":
                return Worked.truth(first.holds());
            case "String":
                return new Worked.Text(Reckoning.shown(first));
            case "Error":
                return new Worked.Failed();
            case "Object.keys":
                if (first instanceof Worked.Members members) {
                    return listing(List.copyOf(members.all.keySet()));
                }
                throw new Unknown();
            case "console.log", "console.warn", "console.info", "console.debug", "console.error":
                return Worked.UNDEFINED;
            default:
                throw new Unknown();
        }
    }

    private static Worked listing(List<String> texts) {
        return new Worked.Listing(texts.stream().map(Worked.Text::new).toList());
    }

    // --- texts and arrays ----------------------------------------------------------------------------------------

    private static Worked ofText(String of, String name, List<Worked> arguments) {
        switch (name) {
            case "trim":
                return new Worked.Text(of.strip());
            case "toString":
                return new Worked.Text(of);
            case "toLowerCase":
                return new Worked.Text(of.toLowerCase(java.util.Locale.ROOT));
            case "slice", "substring":
                return part(of, name, arguments);
            default:
                break;
        }
        if (name.equals("charAt") || arguments.isEmpty() || arguments.size() > 2) {
            throw new Unknown();
        }
        String first = text(arguments.get(0));
        if (name.equals("replace") && arguments.size() == 2) {
            String with = text(arguments.get(1));
            int at = of.indexOf(first);
            if (with.contains("$")) {
                throw new Unknown();
            }
            return new Worked.Text(at < 0 ? of : of.substring(0, at) + with + of.substring(at + first.length()));
        }
        if (arguments.size() != 1) {
            throw new Unknown();
        }
        return switch (name) {
            case "startsWith" -> Worked.truth(of.startsWith(first));
            case "endsWith" -> Worked.truth(of.endsWith(first));
            case "includes" -> Worked.truth(of.contains(first));
            case "indexOf" -> Worked.number(of.indexOf(first));
            case "lastIndexOf" -> Worked.number(of.lastIndexOf(first));
            case "split" -> {
                if (first.isEmpty()) {
                    throw new Unknown();
                }
                yield listing(List.of(of.split(Pattern.quote(first), -1)));
            }
            default -> throw new Unknown();
        };
    }

    private static Worked part(String of, String name, List<Worked> arguments) {
        int from = index(argument(arguments, 0), of.length(), 0);
        int to = index(argument(arguments, 1), of.length(), of.length());
        if (name.equals("substring") && from > to) {
            throw new Unknown();
        }
        return new Worked.Text(from < to ? of.substring(from, to) : "");
    }

    /** Negative ones count from the end, as {@code slice} takes them. */
    private static int index(Worked value, int length, int otherwise) {
        if (value instanceof Worked.Undefined) {
            return otherwise;
        }
        if (!(value instanceof Worked.Number number) || number.value() != Math.rint(number.value())) {
            throw new Unknown();
        }
        int index = (int) number.value();
        return Math.min(length, Math.max(0, index < 0 ? length + index : index));
    }

    private Worked ofList(Worked.Listing list, String name, List<Worked> arguments) {
        List<Worked> all = list.all;
        switch (name) {
            case "push":
                all.addAll(arguments);
                return Worked.number(all.size());
            case "unshift":
                all.addAll(0, arguments);
                return Worked.number(all.size());
            case "pop":
                return all.isEmpty() ? Worked.UNDEFINED : all.remove(all.size() - 1);
            case "shift":
                return all.isEmpty() ? Worked.UNDEFINED : all.remove(0);
            case "reverse":
                java.util.Collections.reverse(all);
                return list;
            case "slice":
                int from = index(argument(arguments, 0), all.size(), 0);
                int to = index(argument(arguments, 1), all.size(), all.size());
                return new Worked.Listing(from < to ? all.subList(from, to) : List.of());
            case "concat":
                List<Worked> joined = new ArrayList<>(all);
                for (Worked more : arguments) {
                    joined.addAll(more instanceof Worked.Listing other ? other.all : List.of(more));
                }
                return new Worked.Listing(joined);
            case "join":
                String between = arguments.isEmpty() ? "," : text(arguments.get(0));
                // Nothing, and what is missing, is empty there.
                return new Worked.Text(String.join(
                        between,
                        all.stream()
                                .map(each -> each.isNullish() ? "" : Reckoning.shown(each))
                                .toList()));
            case "at":
                if (!(argument(arguments, 0) instanceof Worked.Number number)) {
                    throw new Unknown();
                }
                int at = (int) number.value() < 0 ? all.size() + (int) number.value() : (int) number.value();
                return at >= 0 && at < all.size() ? all.get(at) : Worked.UNDEFINED;
            case "includes", "indexOf":
                int index = -1;
                for (int i = 0; i < all.size() && index < 0; i++) {
                    boolean same =
                            Worked.same(all.get(i), argument(arguments, 0)).orElseThrow(Unknown::new);
                    index = same ? i : -1;
                }
                return name.equals("indexOf") ? Worked.number(index) : Worked.truth(index >= 0);
            default:
                return withEach(list, name, argument(arguments, 0));
        }
    }

    private Worked withEach(Worked.Listing list, String name, Worked function) {
        List<Worked> made = new ArrayList<>();
        List<Worked> all = List.copyOf(list.all);
        for (int i = 0; i < all.size(); i++) {
            Worked each = all.get(i);
            Worked answer = reckoning.called(function, List.of(each, Worked.number(i), list));
            boolean holds = answer.holds();
            if (!list.all.equals(all)) {
                throw new Unknown(); // it changes what it is asked about
            }
            switch (name) {
                case "some":
                    if (holds) {
                        return Worked.truth(true);
                    }
                    break;
                case "every":
                    if (!holds) {
                        return Worked.truth(false);
                    }
                    break;
                case "find", "findIndex":
                    if (holds) {
                        return name.equals("find") ? each : Worked.number(i);
                    }
                    break;
                case "filter":
                    if (holds) {
                        made.add(each);
                    }
                    break;
                default:
                    made.add(answer);
            }
        }
        return switch (name) {
            case "some" -> Worked.truth(false);
            case "every" -> Worked.truth(true);
            case "findIndex" -> Worked.number(-1);
            case "find", "forEach" -> Worked.UNDEFINED;
            default -> new Worked.Listing(made);
        };
    }

    // --- path ----------------------------------------------------------------------------------------------------

    private Worked ofPath(String name, List<Worked> arguments) {
        List<String> words = texts(arguments);
        if (name.equals("resolve")) {
            boolean absolute = words.stream().anyMatch(word -> word.startsWith("/"));
            if (!absolute) {
                settled();
            }
            return new Worked.Text(Paths.resolve(files.current(), words));
        }
        if (name.equals("join")) {
            return new Worked.Text(Paths.join(words));
        }
        if (words.isEmpty()) {
            throw new Unknown();
        }
        String first = words.get(0);
        switch (name) {
            case "dirname":
                return new Worked.Text(Paths.dirname(first));
            case "normalize":
                return new Worked.Text(Paths.normalize(first));
            case "isAbsolute":
                return Worked.truth(first.startsWith("/"));
            case "basename":
                String base = Paths.basename(first);
                boolean cut = words.size() > 1 && base.endsWith(words.get(1)) && !base.equals(words.get(1));
                return new Worked.Text(
                        cut ? base.substring(0, base.length() - words.get(1).length()) : base);
            case "relative":
                if (words.size() != 2) {
                    throw new Unknown();
                }
                settled();
                return new Worked.Text(Paths.relative(
                        Paths.resolve(files.current(), List.of(first)),
                        Paths.resolve(files.current(), List.of(words.get(1)))));
            case "parse":
                Worked.Members parts = new Worked.Members();
                parts.all.put("root", new Worked.Text(first.startsWith("/") ? "/" : ""));
                if (first.startsWith("/")) {
                    parts.all.put("dir", new Worked.Text(Paths.dirname(first)));
                    parts.all.put("base", new Worked.Text(Paths.basename(first)));
                }
                return parts;
            default:
                throw new Unknown();
        }
    }

    // --- files ---------------------------------------------------------------------------------------------------

    /** What a script has changed itself, or made others change, is not followed. */
    private void settled() {
        if (globals.changesFiles()) {
            throw new Unknown();
        }
    }

    private String path(Worked value) {
        String text = value instanceof Worked.Url url ? url.path() : text(value);
        return Paths.resolve(files.current(), List.of(text));
    }

    private boolean isThere(String path) {
        return reckoning.isSo("is there " + path, files.isThere(path));
    }

    private boolean isDirectory(String path) {
        return reckoning.isSo("is a directory " + path, files.isDirectory(path));
    }

    private Worked ofFiles(String name, List<Worked> arguments) {
        settled();
        if (!ASKING.contains(name)) {
            throw new Unknown();
        }
        if (name.equals("existsSync") && argument(arguments, 0).isNullish()) {
            return Worked.truth(false);
        }
        String path = path(argument(arguments, 0));
        if (name.equals("existsSync")) {
            return Worked.truth(isThere(path));
        }
        if (name.equals("accessSync") && arguments.size() > 1) {
            throw new Unknown();
        }
        boolean quiet = name.endsWith("tatSync")
                && argument(arguments, 1) instanceof Worked.Members options
                && Worked.truth(false).equals(options.all.get("throwIfNoEntry"));
        if (!isThere(path)) {
            if (quiet) {
                return Worked.UNDEFINED;
            }
            throw new Thrown(new Worked.Failed());
        }
        switch (name) {
            case "accessSync":
                return Worked.UNDEFINED;
            case "statSync", "lstatSync":
                boolean link = name.equals("lstatSync")
                        && !files.real(path).map(path::equals).orElse(false);
                if (link) {
                    throw new Unknown();
                }
                return new Worked.Status(isDirectory(path));
            case "realpathSync":
                return new Worked.Text(files.real(path).orElseThrow(Unknown::new));
            case "readdirSync":
                if (arguments.size() > 1) {
                    throw new Unknown();
                }
                return listing(files.names(path).orElseThrow(Unknown::new));
            default:
                boolean asText = argument(arguments, 1) instanceof Worked.Text encoding
                        && (encoding.text().equals("utf8") || encoding.text().equals("utf-8"));
                if (!asText) {
                    throw new Unknown();
                }
                return new Worked.Text(files.text(path).orElseThrow(Unknown::new));
        }
    }

    /** The manifest of a package, where node finds the package (nodejs.org, "Modules: CommonJS modules", "All together"). */
    private Worked resolved(List<Worked> arguments) {
        settled();
        var name = PACKAGE.matcher(arguments.size() == 1 ? text(arguments.get(0)) : "");
        if (!name.matches()) {
            throw new Unknown();
        }
        for (String at = files.directory(); ; at = Paths.dirname(at)) {
            String candidate = Paths.join(List.of(at, "node_modules", name.group(1)));
            boolean searched = !Paths.basename(at).equals("node_modules");
            if (searched && isThere(candidate)) {
                return new Worked.Text(
                        Paths.join(List.of(files.real(candidate).orElseThrow(Unknown::new), "package.json")));
            }
            if (at.equals("/")) {
                throw new Thrown(new Worked.Failed());
            }
        }
    }

    /** node's {@code path.posix}. */
    static final class Paths {

        private Paths() {}

        static String normalize(String path) {
            if (path.isEmpty()) {
                return ".";
            }
            boolean absolute = path.startsWith("/");
            List<String> names = new ArrayList<>();
            for (String name : path.split("/")) {
                boolean up = name.equals("..");
                if (up && !names.isEmpty() && !names.get(names.size() - 1).equals("..")) {
                    names.remove(names.size() - 1);
                } else if (up ? !absolute : !name.isEmpty() && !name.equals(".")) {
                    names.add(name);
                }
            }
            String joined = String.join("/", names);
            String end = path.endsWith("/") && !joined.isEmpty() ? "/" : "";
            String made = (absolute ? "/" : "") + joined + end;
            return made.isEmpty() ? path.endsWith("/") ? "./" : "." : made;
        }

        static String join(List<String> words) {
            return normalize(String.join(
                    "/", words.stream().filter(word -> !word.isEmpty()).toList()));
        }

        static String resolve(String current, List<String> words) {
            String path = current;
            for (String word : words) {
                path = word.startsWith("/") ? word : word.isEmpty() ? path : path + "/" + word;
            }
            String made = normalize(path);
            return made.length() > 1 && made.endsWith("/") ? made.substring(0, made.length() - 1) : made;
        }

        private static String trimmed(String path) {
            int end = path.length();
            while (end > 1 && path.charAt(end - 1) == '/') {
                end--;
            }
            return path.substring(0, end);
        }

        static String dirname(String path) {
            String plain = trimmed(path);
            int slash = plain.lastIndexOf('/');
            return slash < 0 ? "." : slash == 0 ? "/" : trimmed(plain.substring(0, slash));
        }

        static String basename(String path) {
            String plain = trimmed(path);
            return plain.equals("/") ? "" : plain.substring(plain.lastIndexOf('/') + 1);
        }

        static String relative(String from, String to) {
            List<String> one = names(from);
            List<String> other = names(to);
            int same = 0;
            while (same < one.size() && same < other.size() && one.get(same).equals(other.get(same))) {
                same++;
            }
            List<String> way = new ArrayList<>();
            for (int i = same; i < one.size(); i++) {
                way.add("..");
            }
            way.addAll(other.subList(same, other.size()));
            return String.join("/", way);
        }

        private static List<String> names(String path) {
            return path.equals("/") ? List.of() : List.of(path.substring(1).split("/"));
        }
    }
}
