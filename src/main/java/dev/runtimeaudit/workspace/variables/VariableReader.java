package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.script.EnvScript;
import dev.runtimeaudit.read.script.EnvUse;
import dev.runtimeaudit.read.script.EnvUse.How;
import dev.runtimeaudit.read.script.EnvUse.Origin;
import dev.runtimeaudit.read.script.LastWords;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.variables.Variable.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns what the files of a program say of variables into levels.
 *
 * <p>It is one class although it is long: the level of a variable follows from all of its uses.
 */
final class VariableReader {

    private static final Set<String> NOT_NEEDED =
            Set.of("CI", "TZ", "PWD", "HOME", "PATH", "USER", "SHELL", "TERM", "LANG");
    private static final Set<String> SECRETS = Set.of(
            "SECRET",
            "PASSWORD",
            "PASS",
            "PASSWD",
            "PWD",
            "TOKEN",
            "KEY",
            "APIKEY",
            "CREDENTIALS",
            "PRIVATE",
            "SALT",
            "SEED");
    private static final List<String> OF_NEXT = List.of("PORT", "HOSTNAME", "NODE_ENV");

    /** A variable as far as the code alone tells. */
    record Read(
            String name,
            Level level,
            Optional<String> fallback,
            List<String> allowed,
            List<String> group,
            Optional<String> condition,
            List<Variable.Use> uses) {}

    private final ModuleMap modules;
    private final Entries entries;
    private final Graph graph;
    private final Map<String, List<Found>> found = new TreeMap<>();

    /**
     * A use, and what it makes of its variable.
     *
     * @param own it is given to a function of the project, which may ask for it or do without
     */
    private record Found(EnvUse use, Level level, Optional<Constructors.Answer> made, boolean own) {}

    private VariableReader(ModuleMap modules, Entries entries, Graph graph) {
        this.modules = modules;
        this.entries = entries;
        this.graph = graph;
    }

    static VariableReader of(ModuleMap modules, Entries entries, Graph graph) {
        VariableReader reader = new VariableReader(modules, entries, graph);
        reader.scripts();
        return reader;
    }

    /** In which order the process asks for what it does not start without. */
    Asked asked() {
        return new Asked(asked(true), asked(false));
    }

    private List<String> asked(boolean importsFirst) {
        Set<String> names = new LinkedHashSet<>();
        List<Graph.Piece> order = graph.order(entries.start(), importsFirst);
        for (Graph.Piece piece : order) {
            Map<Span, String> here = new TreeMap<>();
            found.forEach((name, uses) -> uses.stream()
                    .filter(f -> f.level() == Level.STARTUP && f.use().reach().function() < 0)
                    .filter(f -> piece.holds(f.use().at()))
                    .forEach(f -> here.putIfAbsent(f.use().at(), name)));
            names.addAll(here.values());
        }
        return List.copyOf(names);
    }

    private void scripts() {
        graph.files().forEach((path, script) -> {
            for (EnvUse use : script.uses()) {
                add(path, script, use, true);
            }
            for (EnvScript.Lookup lookup : script.lookups()) {
                graph.helper(path, script, lookup).ifPresent(helper -> {
                    EnvUse use = lookup.use();
                    boolean given = helper.fallback() && lookup.more() > 0;
                    How how = given ? How.DEFAULTED : helper.throwing() ? How.REQUIRED : use.how();
                    add(path, script, with(use, how, given ? lookup.fallback() : use.fallback()), false);
                });
            }
        });
    }

    private static EnvUse with(EnvUse use, How how, Optional<String> fallback) {
        return new EnvUse(
                use.name(),
                how,
                fallback,
                use.allowed(),
                use.group(),
                use.condition(),
                use.reach(),
                use.consumer(),
                use.origin(),
                use.words(),
                use.emptyIsNone(),
                use.at());
    }

    /** @param written the whole name stands there, so that a bundler sees it */
    private void add(TreePath path, EnvScript script, EnvUse use, boolean written) {
        boolean built = written && isBuilt(use);
        boolean browser = entries.kind() == Entries.Kind.BROWSER
                || script.directive().filter("use client"::equals).isPresent();
        if (browser && !built || NOT_NEEDED.contains(use.name())) {
            return;
        }
        Level level = built ? Level.BUILD : level(path, script, use);
        Optional<Constructors.Answer> made = use.how() == How.PLAIN ? answer(path, script, use) : Optional.empty();
        found.computeIfAbsent(use.name(), name -> new ArrayList<>())
                .add(new Found(use, level, made, isGivenToOwn(path, script, use)));
    }

    /** Whether a bundler puts the value in place of the name. */
    private boolean isBuilt(EnvUse use) {
        return switch (entries.kind()) {
            case NEXT -> use.name().startsWith("NEXT_PUBLIC_");
            case BROWSER -> use.origin() == Origin.IMPORT_META && use.name().startsWith("VITE_");
            case NODE, NONE -> false;
        };
    }

    private Level level(TreePath path, EnvScript script, EnvUse use) {
        boolean start = graph.isStarted(path, use.reach());
        switch (use.how()) {
            case REQUIRED, DEREFERENCED:
                boolean ends = start && !use.reach().caught() && use.group().size() < 2;
                return ends ? Level.STARTUP : Level.FIRST_USE;
            case REFUSED:
                return Level.FIRST_USE;
            case PLAIN:
                if (use.group().size() > 1) {
                    return Level.OPTIONAL; // another one may take its place
                }
                return start ? consumed(path, script, use) : Level.FIRST_USE;
            case DEFAULTED, OPTIONAL, COMPLAINED:
                return Level.OPTIONAL;
        }
        throw new AssertionError(use.how());
    }

    private Level consumed(TreePath path, EnvScript script, EnvUse use) {
        Optional<Constructors.Answer> answer = answer(path, script, use);
        if (answer.isEmpty()) {
            return Level.FIRST_USE;
        }
        return switch (answer.get().effect()) {
            case THROWS -> use.reach().caught() ? Level.FIRST_USE : Level.STARTUP;
            case GOES_ON, DOES_WITHOUT -> Level.FIRST_USE;
            case UNKNOWN -> Level.UNKNOWN;
        };
    }

    /** What the package does that is given the value; empty where it is given to none. */
    private Optional<Constructors.Answer> answer(TreePath path, EnvScript script, EnvUse use) {
        if (use.consumer().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> origin = graph.origin(script, use.consumer().get());
        if (origin.filter(o -> modules.resolve(path, o).isPresent()).isPresent()) {
            return Optional.empty();
        }
        Optional<String> range = origin.flatMap(o -> modules.range(path, o));
        return Optional.of(Constructors.of(use.consumer().get(), origin, range));
    }

    private boolean isGivenToOwn(TreePath path, EnvScript script, EnvUse use) {
        if (use.consumer().isEmpty()) {
            return false;
        }
        Optional<String> origin = graph.origin(script, use.consumer().get());
        return origin.isPresent()
                ? modules.resolve(path, origin.get()).isPresent()
                : script.functions().stream()
                        .anyMatch(f -> f.name().equals(use.consumer().get().name()));
    }

    List<Read> all() {
        List<Read> all = new ArrayList<>();
        found.forEach((name, uses) -> all.add(read(name, uses)));
        return all;
    }

    private Read read(String name, List<Found> uses) {
        List<Found> sorted = new ArrayList<>(uses);
        sorted.sort(Comparator.comparingInt((Found f) -> rank(f))
                .thenComparing(f -> f.use().at()));
        Optional<String> fallback =
                uses.stream().flatMap(f -> f.use().fallback().stream()).findFirst();
        Found first = sorted.get(0);
        Level level = first.level();
        boolean onlyRefused = uses.stream()
                .noneMatch(f -> f.level() == Level.FIRST_USE && f.use().how() != How.REFUSED);
        if (level == Level.FIRST_USE
                && onlyRefused
                && fallback.filter(f -> !f.isEmpty()).isPresent()) {
            level = Level.OPTIONAL;
        }
        if (entries.kind() == Entries.Kind.NEXT && OF_NEXT.contains(name) && level == Level.OPTIONAL) {
            level = Level.PLATFORM;
        }
        boolean ofPlatform = WellKnown.isOfPlatform(name) && (level == Level.FIRST_USE || level == Level.UNKNOWN);
        if (ofPlatform) {
            level = Level.PLATFORM;
        }
        Set<String> allowed = new LinkedHashSet<>();
        uses.forEach(f -> allowed.addAll(f.use().allowed()));
        List<String> group = sorted.stream()
                .map(f -> f.use().group())
                .filter(g -> g.size() > 1)
                .findFirst()
                .orElse(List.of());
        boolean always = sorted.stream()
                .anyMatch(f -> f.level() == first.level() && f.use().condition().isEmpty());
        Optional<String> condition = always ? Optional.empty() : first.use().condition();
        // A schema that lets it be missing knows better than a place that only passes it on; so does code that looks
        // whether it is
        // there. What is built in is built in at each place by itself.
        boolean spared = uses.stream()
                .filter(f -> f.use().origin() == Origin.SCHEMA || f.level() != Level.BUILD)
                .map(f -> f.use().how())
                .anyMatch(how -> how == How.OPTIONAL || how == How.DEFAULTED || how == How.COMPLAINED);
        List<Variable.Use> places = new ArrayList<>();
        Set<Span> seen = new LinkedHashSet<>();
        for (Found each : sorted) {
            if (seen.add(each.use().at())) {
                boolean plain = each.use().how() == How.PLAIN;
                places.add(spared && plain ? place(each).withoutNeed() : place(each));
            }
        }
        return new Read(name, level, fallback.map(f -> shown(name, f)), List.copyOf(allowed), group, condition, places);
    }

    /** A default as it may be told: of what looks like a secret, only that there is one. */
    private static String shown(String name, String fallback) {
        boolean secret = List.of(name.split("_", -1)).stream().anyMatch(SECRETS::contains);
        return secret && !fallback.isEmpty() && isLiteral(fallback) ? "…" : fallback;
    }

    private static int rank(Found found) {
        int level = switch (found.level()) {
            case STARTUP -> 0;
            case BUILD -> 1;
            case FIRST_USE -> 2;
            case UNKNOWN -> 3;
            case PLATFORM -> 4;
            case OPTIONAL -> 5;
        };
        return level * 2 + (found.use().condition().isPresent() ? 1 : 0);
    }

    private static Variable.Use place(Found found) {
        EnvUse use = found.use();
        boolean checked = use.how() == How.REQUIRED || use.how() == How.REFUSED;
        return new Variable.Use(
                found.level(),
                use.fallback(),
                use.fallback().filter(VariableReader::isLiteral).isPresent(),
                checked,
                use.origin() != Origin.LISTED,
                isNeeded(use) && !isDoneWithout(found),
                use.how() == How.COMPLAINED,
                use.emptyIsNone()
                        || found.made().filter(Constructors.Answer::empty).isPresent(),
                words(found),
                use.at());
    }

    private static Optional<LastWords> words(Found found) {
        return found.level() == Level.STARTUP
                ? found.made().flatMap(Constructors.Answer::words).or(found.use()::words)
                : Optional.empty();
    }

    private static boolean isDoneWithout(Found found) {
        boolean plain = found.use().how() == How.PLAIN;
        boolean unknown = plain && (found.use().origin() == Origin.SCHEMA || found.own());
        boolean passedOn = found.use().origin() == Origin.MAPPED
                && found.made().filter(Constructors.Answer::known).isEmpty();
        return unknown
                || passedOn
                || found.made()
                        .filter(made -> made.effect() == Constructors.Effect.DOES_WITHOUT)
                        .isPresent();
    }

    private static boolean isNeeded(EnvUse use) {
        return switch (use.how()) {
            case REQUIRED, DEREFERENCED -> use.group().size() < 2;
            case REFUSED -> !use.reach().decided();
            case PLAIN ->
                use.group().size() < 2
                        && use.fallback().isEmpty()
                        && !use.reach().decided();
            case DEFAULTED, OPTIONAL, COMPLAINED -> false;
        };
    }

    private static boolean isLiteral(String written) {
        return written.chars().noneMatch(c -> c == '(' || c == '`' || c == '$' || c == '?' || c == '|' || c == ' ');
    }

    /** The variables that the framework reads without a line of the project's own. */
    static List<String> ofFramework(Entries entries) {
        return entries.kind() == Entries.Kind.NEXT ? OF_NEXT : List.of();
    }
}
