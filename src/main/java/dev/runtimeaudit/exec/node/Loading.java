package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.read.script.CalledNames;
import dev.runtimeaudit.read.script.EmittedUses;
import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.read.script.ModuleUse.Form;
import dev.runtimeaudit.read.script.ModuleUse.When;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.read.script.ScriptReader;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a script of the image loads, whether its text is there or a tool has made it of others.
 *
 * @param uses the modules that it asks for
 * @param calls the names of what it calls
 * @param siblings which file a relative specifier means, as a path with its extension, where a compiler found that out
 * @param sources its text, or those that it was made of
 */
record Loading(List<ModuleUse> uses, Set<String> calls, Map<String, String> siblings, List<SourceFile> sources) {

    /** In front of a parameter of a constructor they make a field. */
    private static final Set<String> MODIFIERS = Set.of("private", "public", "protected", "readonly", "override");

    /** Empty when it cannot be told, or when V8 would not take it. */
    static Optional<Loading> of(Content content) {
        if (content instanceof Content.Emitted emitted) {
            return emitted.source().likely().text() instanceof Fact.Present<SourceFile> source
                    ? Optional.of(emitted(emitted, source.value()))
                    : Optional.empty();
        }
        if (content instanceof Content.Bundled bundled) {
            return bundled.parts().bundle().map(bundle -> {
                Set<String> calls = new TreeSet<>();
                bundle.sources().forEach(source -> calls.addAll(CalledNames.of(source)));
                return new Loading(in(bundled.format(), bundle.loads()), calls, Map.of(), bundle.sources());
            });
        }
        if (!(content.text() instanceof Fact.Present<SourceFile> text)
                || ScriptReader.read(text.value()).error().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Loading(
                ModuleUses.of(text.value()), CalledNames.of(text.value()), Map.of(), List.of(text.value())));
    }

    /**
     * TypeScript that node runs as it is: imports stay unless they say that they are for types. Empty where more than types would
     * have to go (nodejs.org, "TypeScript features"), or where that is not sure.
     */
    static Optional<Loading> typed(Content content) {
        if (!(content.text() instanceof Fact.Present<SourceFile> text)) {
            return Optional.empty();
        }
        Set<String> words = CalledNames.words(text.value());
        boolean fields = words.contains("constructor") && MODIFIERS.stream().anyMatch(words::contains);
        boolean more = text.value()
                .text()
                .lines()
                .map(String::strip)
                .anyMatch(line -> line.startsWith("@")
                        || line.startsWith("import ") && line.contains(" = ")
                        || line.startsWith("export ="));
        List<ModuleUse> uses = ModuleUses.of(text.value());
        // A type that is imported as a value is an export that is missing (measured with 24.21).
        Set<String> values = EmittedUses.of(text.value(), false).stream()
                .map(ModuleUse::specifier)
                .collect(Collectors.toSet());
        boolean types = uses.stream().anyMatch(use -> use.form() == Form.IMPORT && !values.contains(use.specifier()));
        return fields || more || types || words.contains("enum") || words.contains("namespace")
                ? Optional.empty()
                : Optional.of(new Loading(uses, CalledNames.of(text.value()), Map.of(), List.of(text.value())));
    }

    private static Loading emitted(Content.Emitted emitted, SourceFile source) {
        List<ModuleUse> uses = new ArrayList<>();
        for (ModuleUse use : EmittedUses.of(source, emitted.keepsImports())) {
            boolean stays = use.specifier().startsWith(".") && !emitted.inFull();
            String to = emitted.rewritten().getOrDefault(use.specifier(), use.specifier());
            if (to.isEmpty() && use.when() == When.UNLESS_ELIDED) {
                continue; // declarations: of what is not surely a value, it is a type
            }
            String specifier = stays || to.isEmpty() ? use.specifier() : to;
            uses.add(new ModuleUse(specifier, use.form(), use.when(), use.span()));
        }
        for (String helper : emitted.helpers()) {
            uses.add(new ModuleUse(helper, Form.IMPORT, When.UNLESS_ELIDED, Span.wholeFile(source.path())));
        }
        return new Loading(in(emitted.format(), uses), CalledNames.of(source), emitted.rewritten(), List.of(source));
    }

    /** {@code import} becomes {@code require} where the tool makes CommonJS. */
    private static List<ModuleUse> in(Content.Format format, List<ModuleUse> uses) {
        return uses.stream()
                .map(use -> use.form() == Form.IMPORT && format == Content.Format.COMMONJS
                        ? new ModuleUse(use.specifier(), Form.REQUIRE, use.when(), use.span())
                        : use)
                .toList();
    }

    /** What it loads at once, or may load at once: what only a branch or a function asks for is not among it. */
    List<ModuleUse> atOnce() {
        return uses.stream()
                .filter(use -> use.when() != When.PERHAPS)
                .filter(use -> use.form() == Form.REQUIRE || use.form() == Form.IMPORT)
                .toList();
    }
}
