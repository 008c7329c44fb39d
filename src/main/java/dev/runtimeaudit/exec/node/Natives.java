package dev.runtimeaudit.exec.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What programs find in node without installing it, and those of its functions that do nothing but give a value back. The names
 * were listed by the releases 18.20, 20.20, 22.23 and 24.22 themselves; those that all of them have are taken to be there.
 */
final class Natives {

    private static final Map<String, Map<String, Character>> NAMES = read();

    private static final Map<Character, String> TYPES = Map.of('s', "string", 'n', "number", 'b', "boolean");

    private static final Set<String> HASHES = Set.of("md5", "sha1", "sha256", "sha512");

    /** Made with {@code new} and nothing, or texts and numbers: none of them fails then. */
    private static final Set<String> CLASSES = Set.of(
            "global:Map",
            "global:Set",
            "global:WeakMap",
            "global:WeakSet",
            "global:AbortController",
            "global:TextEncoder",
            "global:TextDecoder",
            "global:URLSearchParams",
            "global:Object",
            "module:events",
            "module:events.EventEmitter",
            "module:async_hooks.AsyncLocalStorage");

    /** Of texts, numbers and truth values. */
    private static final Map<String, String> CALCULATING = Map.ofEntries(
            Map.entry("global:String", "string"),
            Map.entry("global:Number", "number"),
            Map.entry("global:parseInt", "number"),
            Map.entry("global:parseFloat", "number"),
            Map.entry("global:isNaN", "boolean"),
            Map.entry("global:isFinite", "boolean"),
            Map.entry("global:Number.isInteger", "boolean"),
            Map.entry("global:Number.isNaN", "boolean"),
            Map.entry("global:Number.isFinite", "boolean"),
            Map.entry("global:Number.isSafeInteger", "boolean"),
            Map.entry("global:Number.parseInt", "number"),
            Map.entry("global:Number.parseFloat", "number"),
            Map.entry("global:Math.abs", "number"),
            Map.entry("global:Math.ceil", "number"),
            Map.entry("global:Math.floor", "number"),
            Map.entry("global:Math.max", "number"),
            Map.entry("global:Math.min", "number"),
            Map.entry("global:Math.round", "number"),
            Map.entry("global:Math.trunc", "number"),
            Map.entry("global:Math.random", "number"),
            Map.entry("global:Date", "string"),
            Map.entry("global:Date.now", "number"),
            Map.entry("global:performance.now", "number"),
            Map.entry("module:perf_hooks.performance.now", "number"),
            Map.entry("module:os.arch", "string"),
            Map.entry("module:os.availableParallelism", "number"),
            Map.entry("module:os.endianness", "string"),
            Map.entry("module:os.freemem", "number"),
            Map.entry("module:os.homedir", "string"),
            Map.entry("module:os.hostname", "string"),
            Map.entry("module:os.machine", "string"),
            Map.entry("module:os.platform", "string"),
            Map.entry("module:os.release", "string"),
            Map.entry("module:os.tmpdir", "string"),
            Map.entry("module:os.totalmem", "number"),
            Map.entry("module:os.type", "string"),
            Map.entry("module:os.uptime", "number"),
            Map.entry("module:os.version", "string"),
            Map.entry("process.uptime", "number"),
            Map.entry("process.getuid", "number"),
            Map.entry("process.getgid", "number"),
            Map.entry("process.geteuid", "number"),
            Map.entry("process.getegid", "number"));

    /** Of texts alone. */
    private static final Map<String, String> OF_TEXTS = Map.ofEntries(
            Map.entry("module:path.basename", "string"),
            Map.entry("module:path.dirname", "string"),
            Map.entry("module:path.extname", "string"),
            Map.entry("module:path.isAbsolute", "boolean"),
            Map.entry("module:path.join", "string"),
            Map.entry("module:path.normalize", "string"),
            Map.entry("module:path.relative", "string"),
            Map.entry("module:path.resolve", "string"),
            Map.entry("global:Buffer.byteLength", "number"),
            Map.entry("process.stdout.write", "boolean"),
            Map.entry("process.stderr.write", "boolean"));

    /** Methods of texts that neither fail nor call back with the arguments that they are made for. */
    private static final Map<String, String> OF_TEXT = Map.ofEntries(
            Map.entry("charAt", "string"),
            Map.entry("endsWith", "boolean"),
            Map.entry("includes", "boolean"),
            Map.entry("indexOf", "number"),
            Map.entry("lastIndexOf", "number"),
            Map.entry("localeCompare", "number"),
            Map.entry("replace", "string"),
            Map.entry("replaceAll", "string"),
            Map.entry("slice", "string"),
            Map.entry("split", "object"),
            Map.entry("startsWith", "boolean"),
            Map.entry("substring", "string"),
            Map.entry("toLowerCase", "string"),
            Map.entry("toString", "string"),
            Map.entry("toUpperCase", "string"),
            Map.entry("trim", "string"),
            Map.entry("trimEnd", "string"),
            Map.entry("trimStart", "string"));

    /** They give an object back, without any argument. */
    private static final Set<String> MAKING = Set.of(
            "module:os.cpus",
            "module:os.loadavg",
            "module:os.networkInterfaces",
            "process.hrtime",
            "process.memoryUsage",
            "process.cpuUsage",
            "process.resourceUsage");

    private static final Val TEXT = new Val.Plain("string");

    private static final Val ENVIRONMENT = new Val.Native("process.env");

    private Natives() {}

    private static Map<String, Map<String, Character>> read() {
        try (InputStream in = Objects.requireNonNull(Natives.class.getResourceAsStream("natives.txt"))) {
            Map<String, Map<String, Character>> all = new HashMap<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    Map<String, Character> names = new HashMap<>();
                    for (int i = 1; i < words.length; i++) {
                        names.put(words[i].substring(2), words[i].charAt(0));
                    }
                    all.put(words[0], Map.copyOf(names));
                }
            }
            return Map.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A property of something of node's. */
    static Val member(String of, String name) {
        Character kind = NAMES.getOrDefault(of, Map.of()).get(name);
        if (kind == null) {
            return Val.ANY;
        }
        return TYPES.containsKey(kind) ? new Val.Plain(TYPES.get(kind)) : new Val.Native(of + "." + name);
    }

    static boolean isGlobal(String name) {
        return NAMES.getOrDefault("global", Map.of()).containsKey(name);
    }

    /** What a function gives back that does nothing else with these arguments; empty for all others. */
    static Optional<Val> call(String path, List<Val> arguments, boolean isNew) {
        if (isNew) {
            boolean date = path.equals("global:Date") && arguments.stream().allMatch(Operators::isPrimitive);
            return date || CLASSES.contains(path) && arguments.isEmpty()
                    ? Optional.of(Val.Obj.opaque())
                    : Optional.empty();
        }
        String calculated = CALCULATING.get(path);
        if (calculated != null && arguments.stream().allMatch(Operators::isPrimitive)) {
            return Optional.of(calculated(path, arguments, calculated));
        }
        if (OF_TEXTS.containsKey(path)
                && !arguments.isEmpty()
                && arguments.stream().allMatch(Operators::isText)) {
            boolean enough = !path.endsWith(".relative") || arguments.size() == 2;
            return enough ? Optional.of(new Val.Plain(OF_TEXTS.get(path))) : Optional.empty();
        }
        if (MAKING.contains(path) && arguments.isEmpty()) {
            return Optional.of(Val.Obj.opaque());
        }
        switch (path) {
            case "global:Boolean", "global:Array.isArray", "global:Buffer.isBuffer":
                return Optional.of(new Val.Plain("boolean"));
            case "global:Symbol":
                return arguments.stream().allMatch(Operators::isPrimitive)
                        ? Optional.of(new Val.Plain("symbol"))
                        : Optional.empty();
            case "global:Object.keys":
                return listed(arguments) ? Optional.of(Val.Obj.like(TEXT)) : Optional.empty();
            case "global:Object.values", "global:Object.entries":
                return arguments.equals(List.of(ENVIRONMENT))
                        ? Optional.of(Val.Obj.like(path.endsWith(".values") ? TEXT : Val.Obj.of(List.of(TEXT, TEXT))))
                        : listed(arguments) ? Optional.of(new Val.Obj(true, false, true)) : Optional.empty();
            case "global:JSON.stringify":
                return arguments.size() == 1
                                && (Operators.isText(arguments.get(0))
                                        || arguments.get(0) instanceof Val.Obj object && isPlain(object))
                        ? Optional.of(new Val.Plain("string"))
                        : Optional.empty();
            case "global:Buffer.from":
                return arguments.size() == 1 && Operators.isText(arguments.get(0))
                        ? Optional.of(Val.Obj.opaque())
                        : Optional.empty();
            case "module:crypto.randomUUID":
                return arguments.isEmpty() ? Optional.of(new Val.Plain("string")) : Optional.empty();
            case "module:crypto.randomBytes":
                boolean few = arguments.size() == 1
                        && arguments.get(0) instanceof Val.Known known
                        && known.value() instanceof Double number
                        && number >= 0
                        && number < 1_000_000;
                return few ? Optional.of(Val.Obj.opaque()) : Optional.empty();
            case "module:crypto.createHash":
                return arguments.size() == 1
                                && arguments.get(0) instanceof Val.Known hash
                                && hash.value() instanceof String
                                && HASHES.contains(hash.value())
                        ? Optional.of(Val.Obj.opaque())
                        : Optional.empty();
            default:
                return Optional.empty();
        }
    }

    private static Val calculated(String path, List<Val> arguments, String type) {
        if (path.equals("global:String")) {
            Optional<String> text = arguments.isEmpty() ? Optional.of("") : Operators.text(arguments.get(0));
            return text.<Val>map(Val.Known::new).orElse(new Val.Plain(type));
        }
        if (path.equals("global:Number")) {
            Optional<Double> number = arguments.isEmpty() ? Optional.of(0.0) : Operators.number(arguments.get(0));
            return number.<Val>map(Val.Known::new).orElse(new Val.Plain(type));
        }
        return new Val.Plain(type);
    }

    static boolean isOfText(String name) {
        return OF_TEXT.containsKey(name);
    }

    static boolean isOfNumber(String name) {
        return name.equals("toString") || name.equals("toFixed");
    }

    /** What a method of a text or a number gives back. */
    static Optional<Val> method(Val of, String name, List<Val> arguments) {
        if (Operators.isNumber(of)) {
            // A radix from 2 to 36, or so many digits
            boolean taken = arguments.isEmpty()
                    || arguments.size() == 1
                            && Operators.number(arguments.get(0))
                                    .filter(number -> number >= 2 && number <= 36)
                                    .isPresent();
            return taken ? Optional.of(new Val.Plain("string")) : Optional.empty();
        }
        if (!arguments.stream().allMatch(each -> Operators.isText(each) || Operators.isNumber(each))) {
            return Optional.empty();
        }
        if (name.equals("localeCompare") && arguments.size() != 1) {
            return Optional.empty(); // a locale may be none
        }
        return Optional.of(name.equals("split") ? Val.Obj.like(TEXT) : new Val.Plain(OF_TEXT.getOrDefault(name, "")));
    }

    private static boolean listed(List<Val> arguments) {
        return arguments.size() == 1
                && (arguments.get(0) instanceof Val.Obj || arguments.get(0).equals(ENVIRONMENT));
    }

    /** Only texts, numbers and objects of those: nothing of the program's own runs when it is written as JSON. */
    private static boolean isPlain(Val.Obj object) {
        return !object.open
                && !object.properties.containsKey("toJSON")
                && object.properties.values().stream().allMatch(Operators::isPrimitive);
    }
}
