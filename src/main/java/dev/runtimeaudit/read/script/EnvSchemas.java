package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvUse.How;
import dev.runtimeaudit.read.script.EnvUse.Origin;
import dev.runtimeaudit.read.script.EnvUse.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the schemas that {@code process.env} is held against: zod, valibot, yup, Joi, envalid, arktype and T3's
 * {@code createEnv} (zod.dev, "Defining schemas"; joi.dev, "any.required"; github.com/af/envalid, "Validator types").
 *
 * <p>It is one class although it is long: one library is a few lines, and they share how calls are read.
 */
final class EnvSchemas {

    private static final Set<String> OBJECTS = Set.of("object", "strictObject", "looseObject");
    private static final Set<String> HOLDS =
            Set.of("parse", "safeParse", "parseAsync", "validate", "validateSync", "assert");
    private static final Set<String> OPTIONAL = Set.of("optional", "nullish", "exactOptional", "undefinedable");
    private static final Set<String> LOOSENS =
            Set.of("partial", "deepPartial", "pick", "omit", "optional", "nullish", "or", "catch", "default");
    private static final Set<String> DEFAULTS = Set.of("default", "prefault", "catch", "fallback");
    private static final Set<String> OF_T3 = Set.of("server", "client", "shared");

    private enum Library {
        ZOD,
        JOI,
        YUP,
        VALIBOT,
        ENVALID,
        ARKTYPE
    }

    private final Outline text;
    private final List<EnvUse> uses = new ArrayList<>();

    private EnvSchemas(Outline text) {
        this.text = text;
    }

    static List<EnvUse> of(Outline text) {
        EnvSchemas scan = new EnvSchemas(text);
        for (int i = 2; i < text.size(); i++) {
            if (text.is(i, "(") && text.isWord(i - 1)) {
                scan.call(i);
            }
        }
        return scan.uses;
    }

    private void call(int open) {
        String callee = text.token(open - 1).text();
        if (callee.equals("cleanEnv")) {
            int object = text.expressionEnd(open + 1) + 2;
            keys(object, Library.ENVALID, EnvUses.reach(text, open - 1), true);
        } else if (callee.equals("createEnv") && text.is(open + 1, "{")) {
            t3(open);
        } else if (OBJECTS.contains(callee) && text.isDot(open - 2) && text.is(open + 1, "{")) {
            library(text.token(open - 3).text()).ifPresent(library -> object(open, open - 3, library));
        } else if (callee.equals("type") && text.is(open + 1, "{") && !text.isDot(open - 2)) {
            object(open, open - 1, Library.ARKTYPE);
        }
    }

    private static Optional<Library> library(String root) {
        return switch (root.toLowerCase(Locale.ROOT)) {
            case "z", "zod" -> Optional.of(Library.ZOD);
            case "joi" -> Optional.of(Library.JOI);
            case "yup", "y" -> Optional.of(Library.YUP);
            case "v", "valibot" -> Optional.of(Library.VALIBOT);
            default -> Optional.empty();
        };
    }

    private void t3(int open) {
        int object = open + 1;
        int close = text.partner(object);
        boolean skippable = false;
        for (int k = object; k < close; k++) {
            skippable |= text.isWord(k, "skipValidation");
        }
        Reach reach = EnvUses.reach(text, open - 1);
        Reach held = new Reach(reach.function(), reach.decided() || skippable, reach.caught());
        for (int k = object + 1; k < close; k++) {
            boolean part = text.around(k) == object
                    && text.isWord(k)
                    && OF_T3.contains(text.token(k).text())
                    && text.is(k + 1, ":")
                    && text.is(k + 2, "{");
            if (part) {
                keys(k + 2, Library.ZOD, held, true);
            }
        }
    }

    /** A schema of an object: what is held against it, and where? */
    private void object(int open, int start, Library library) {
        int object = open + 1;
        if (!isOfVariables(object)) {
            return;
        }
        Optional<String> name = declared(start);
        int chain = text.expressionEnd(start);
        for (int k = open; k < text.size(); k++) {
            boolean held = text.is(k, "(") && text.isWord(k - 1) && holds(k, name, text.partner(open), chain);
            if (held) {
                boolean safe = text.isWord(k - 1, "safeParse") || text.isWord(k - 1, "validate");
                boolean whole = !isLoosened(text.partner(open), chain);
                keys(object, library, EnvUses.reach(text, k - 1), whole && (!safe || isRefusedBehind(k)));
                return;
            }
            boolean nest = text.isWord(k, "validationSchema") && text.is(k + 1, ":");
            if (nest && name.equals(Optional.of(text.token(k + 2).text()))) {
                keys(object, library, EnvUses.reach(text, k), true);
                return;
            }
        }
        if (text.isWord(start - 2, "validationSchema")) {
            keys(object, library, EnvUses.reach(text, start), true);
            return;
        }
        String about = (name.orElse("") + " " + text.file().path().name()).toLowerCase(Locale.ROOT);
        if (about.contains("env") || about.contains("config")) {
            keys(object, library, new Reach(text.functionOf(start), true, false), true);
        }
    }

    /** {@code schema.parse(process.env)}, {@code z.object(…).parse(process.env)}, {@code v.parse(schema, process.env)} */
    private boolean holds(int open, Optional<String> name, int close, int chain) {
        boolean named = name.filter(
                        n -> text.isWord(open - 3, n) || text.isWord(open + 1, n) || text.isWord(open - 1, n))
                .isPresent();
        boolean chained = text.isDot(open - 2) && open - 3 >= close && open <= chain;
        boolean verb = HOLDS.contains(text.token(open - 1).text()) || named && text.isWord(open - 1, name.orElse(""));
        if (!verb || !named && !chained) {
            return false;
        }
        for (int k = open + 1; k < text.partner(open); k++) {
            boolean environment =
                    EnvUses.environment(text, k) >= 0 || text.isWord(k, "env") || text.isWord(k, "config");
            if (environment) {
                return true;
            }
        }
        return false;
    }

    /** {@code z.object(…).partial()}: what stands in the object is not what is asked for in the end. */
    private boolean isLoosened(int from, int chain) {
        for (int k = from + 1; k <= chain; k++) {
            boolean loosened = text.isDot(k - 1)
                    && text.around(k) == text.around(from)
                    && text.isWord(k)
                    && LOOSENS.contains(text.token(k).text());
            if (loosened) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> declared(int start) {
        return text.is(start - 1, "=") && text.isWord(start - 2)
                ? Optional.of(text.token(start - 2).text())
                : Optional.empty();
    }

    /** Whether something behind a place of a function throws or ends the process. */
    private boolean isRefusedBehind(int index) {
        int function = text.functionOf(index);
        int last = function < 0 ? text.size() - 1 : text.part(function).to();
        for (int k = index; k <= last; k++) {
            boolean fails = text.isWord(k, "throw") || text.isWord(k, "exit") && text.isWord(k - 2, "process");
            if (fails && text.functionOf(k) == function) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfVariables(int object) {
        int upper = 0;
        int all = 0;
        for (int key : keysOf(object)) {
            all++;
            upper += EnvUses.isUpper(name(key)) ? 1 : 0;
        }
        return upper > 0 && upper * 2 >= all;
    }

    private String name(int key) {
        String name = text.token(key).text();
        return name.endsWith("?") ? name.substring(0, name.length() - 1) : name;
    }

    private List<Integer> keysOf(int object) {
        List<Integer> keys = new ArrayList<>();
        for (int k = object + 1; text.is(object, "{") && k < text.partner(object); k++) {
            boolean first = text.is(k - 1, "{") || text.is(k - 1, ",");
            boolean key = text.around(k) == object && first && text.is(k + 1, ":");
            if (key && (text.isWord(k) || text.string(k).isPresent())) {
                keys.add(k);
            }
        }
        return keys;
    }

    private void keys(int object, Library library, Reach reach, boolean enforced) {
        for (int key : keysOf(object)) {
            if (EnvUses.isUpper(name(key))) {
                uses.add(use(key, library, reach, enforced));
            }
        }
    }

    private EnvUse use(int key, Library library, Reach reach, boolean enforced) {
        int from = key + 2;
        int to = text.expressionEnd(from);
        boolean named = to == from && text.isWord(from);
        Optional<Integer> declaration = named ? declaration(text.token(from).text()) : Optional.empty();
        if (declaration.isPresent()) {
            from = declaration.get();
            to = text.expressionEnd(from);
        }
        int around = text.around(from);
        List<String> chain = new ArrayList<>();
        Optional<String> fallback = Optional.empty();
        boolean conditional = false;
        for (int k = from; k <= to; k++) {
            boolean outer = text.around(k) == around;
            if (outer && text.isWord(k)) {
                String word = text.token(k).text();
                chain.add(word);
                if (DEFAULTS.contains(word) && text.is(k + 1, "(") && !text.is(k + 2, ")")) {
                    fallback = Optional.of(value(k + 2, text.partner(k + 1)));
                }
                conditional |= word.equals("when") || word.equals("preprocess") || word.equals("pipe");
            }
        }
        How how = how(library, key, from, to, chain);
        if (library == Library.ENVALID) {
            fallback = property(from, to, "default");
        } else if (library == Library.VALIBOT && how != How.REQUIRED && fallback.isEmpty()) {
            int second = text.is(from + 3, "(") ? text.expressionEnd(from + 4) + 1 : to;
            fallback = second < to && text.is(second, ",")
                    ? Optional.of(value(second + 1, text.partner(from + 3)))
                    : Optional.empty();
        }
        if (how == How.OPTIONAL && fallback.filter(f -> !f.equals("undefined")).isPresent()) {
            how = How.DEFAULTED;
        }
        if (how == How.REQUIRED && (conditional || !enforced)) {
            how = How.PLAIN;
        }
        return new EnvUse(
                name(key),
                how,
                fallback.filter(f -> !f.equals("undefined")),
                allowed(from, to),
                List.of(),
                Optional.empty(),
                reach,
                Optional.empty(),
                Origin.SCHEMA,
                Optional.empty(),
                false,
                text.span(key, key));
    }

    /** Where the value of {@code const name = …} begins. */
    private Optional<Integer> declaration(String name) {
        for (int k = 0; k + 3 < text.size(); k++) {
            if (text.isWord(k, "const") && text.isWord(k + 1, name) && text.is(k + 2, "=")) {
                return Optional.of(k + 3);
            }
        }
        return Optional.empty();
    }

    private How how(Library library, int key, int from, int to, List<String> chain) {
        boolean defaults = chain.stream().anyMatch(DEFAULTS::contains);
        boolean optional = chain.stream().anyMatch(OPTIONAL::contains) || defaults;
        return switch (library) {
            case ZOD -> {
                boolean known = !chain.isEmpty() && Set.of("z", "zod").contains(chain.get(0));
                boolean coerced = chain.contains("coerce") && chain.contains("boolean");
                boolean open = chain.contains("any") || chain.contains("unknown") || chain.contains("undefined");
                yield optional || coerced || open ? How.OPTIONAL : known ? How.REQUIRED : How.PLAIN;
            }
            case JOI, YUP ->
                chain.contains("required") || chain.contains("exist")
                        ? How.REQUIRED
                        : chain.contains("when") ? How.PLAIN : How.OPTIONAL;
            case VALIBOT -> optional ? How.OPTIONAL : How.REQUIRED;
            case ENVALID ->
                property(from, to, "default").isPresent()
                                || property(from, to, "requiredWhen").isPresent()
                        ? How.OPTIONAL
                        : How.REQUIRED;
            case ARKTYPE -> {
                String type = text.string(from).orElse("");
                boolean maybe =
                        text.token(key).text().endsWith("?") || type.contains("=") || type.contains("undefined");
                yield maybe ? How.OPTIONAL : text.string(from).isPresent() ? How.REQUIRED : How.PLAIN;
            }
        };
    }

    private String value(int from, int close) {
        return text.string(from).orElseGet(() -> text.written(from, Math.max(from, close - 1)));
    }

    private Optional<String> property(int from, int to, String name) {
        for (int k = from; k <= to; k++) {
            if (text.isWord(k, name) && text.is(k + 1, ":")) {
                return Optional.of(value(k + 2, text.expressionEnd(k + 2) + 1));
            }
        }
        return Optional.empty();
    }

    /** {@code z.enum(["a", "b"])} */
    private List<String> allowed(int from, int to) {
        List<String> values = new ArrayList<>();
        for (int k = from; k <= to; k++) {
            boolean list = (text.isWord(k, "enum") || text.isWord(k, "valid") || text.isWord(k, "picklist"))
                    && text.is(k + 1, "(");
            if (list) {
                for (int m = k + 2; m < text.partner(k + 1); m++) {
                    text.string(m).ifPresent(values::add);
                }
            }
        }
        return values;
    }
}
