package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Configuration;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code next.config.js} of a Next.js application, as {@code next build} and {@code next start} read it (nextjs.org,
 * "next.config.js").
 *
 * @param directory the application's
 * @param script what it exports; empty when there is no such file, or it is not known
 * @param usual the same, where no file of variables sets one of which nothing is said: one that git ignores, or that a step may write
 * @param known there is no such file, or it can be read
 * @param evidence which file says so, or that there is none
 */
public record NextConfig(
        ImagePath directory,
        Optional<Configuration> script,
        Optional<Configuration> usual,
        boolean known,
        Evidence evidence) {

    /** As next looks for them (Next.js 15.5, {@code CONFIG_FILES}); the last only from 15 on. */
    private static final List<String> FILES = List.of("next.config.js", "next.config.mjs", "next.config.ts");

    /** Read by later versions, and only where node takes TypeScript as it is (Next.js 16, {@code CONFIG_FILES}). */
    private static final String PERHAPS = "next.config.mts";

    /** Asks for the standalone output, whatever the configuration says (Next.js 15.5, {@code server/config.ts}). */
    private static final String ASKS_FOR_STANDALONE = "NEXT_PRIVATE_STANDALONE";

    /** What is loaded into the environment in front of the configuration (nextjs.org, "Environment Variables"). */
    private static final List<String> ENVIRONMENT_FILES =
            List.of(".env.production.local", ".env.local", ".env.production", ".env");

    /**
     * How variables begin that package managers, builders of monorepos and Next.js itself set (of the latter, those that it assigns in
     * 13.5, 14.2, 15.5 and 16.1, {@code NEXT_PHASE} among them, and what is called like one).
     */
    private static final List<String> SET_BY_OTHERS = List.of(
            "__NEXT",
            "NEXT_COMPILER",
            "NEXT_DEPLOYMENT",
            "NEXT_EXPORT",
            "NEXT_IS_",
            "NEXT_OTEL",
            "NEXT_PHASE",
            "NEXT_PRIVATE_",
            "NEXT_RUNTIME",
            "NEXT_SERVER_",
            "NEXT_TELEMETRY_",
            "NEXT_TEST_",
            "NX_",
            "TURBO",
            "npm_");

    public static NextConfig in(ImagePath directory, Machine machine) {
        Evidence none = Evidence.NONE;
        for (String name : FILES) {
            Fact<Located> found = settled(machine.files().follow(directory.child(name)));
            if (found instanceof Fact.Absent<Located>) {
                none = none.steps().isEmpty() ? found.evidence() : none;
                continue;
            }
            // It is people's, too: what is not followed is taken not to change it.
            Fact<SourceFile> text = found.then(here -> here.value().node() instanceof Node.File file
                    ? file.content().likely().text()
                    : Fact.absent(here.evidence()));
            if (text instanceof Fact.Present<SourceFile> present) {
                Configuration script =
                        Configuration.of(present.value(), variable -> variable(variable, directory, machine, false));
                Configuration usual =
                        Configuration.of(present.value(), variable -> variable(variable, directory, machine, true));
                Span whole = Span.wholeFile(present.value().path());
                return new NextConfig(
                        directory,
                        Optional.of(script),
                        Optional.of(usual),
                        true,
                        Evidence.of(whole, "configures Next.js").because(found.evidence()));
            }
            return new NextConfig(directory, Optional.empty(), Optional.empty(), false, found.evidence());
        }
        Fact<Located> perhaps = settled(machine.files().follow(directory.child(PERHAPS)));
        return perhaps instanceof Fact.Absent<Located>
                ? new NextConfig(directory, Optional.empty(), Optional.empty(), true, none)
                : new NextConfig(directory, Optional.empty(), Optional.empty(), false, perhaps.evidence());
    }

    /** All that {@code output} may be, wherever it is asked for. */
    public Set<Setting> output(Machine machine) {
        Set<Setting> all = new LinkedHashSet<>(all("output"));
        Fact<String> given = machine.environment().get(ASKS_FOR_STANDALONE);
        boolean asked = given instanceof Fact.Present<String> set
                ? !set.value().isEmpty()
                : machine.environment().names().contains(ASKS_FOR_STANDALONE);
        // Where it was before it had a name of its own (Next.js 12.2); later versions still take it for some time.
        boolean early = all("experimental", "outputStandalone").stream()
                .anyMatch(each -> !(each instanceof Setting.None) && !each.equals(new Setting.Flag(false)));
        if (asked || early) {
            all.add(new Setting.Text("standalone"));
            all.add(new Setting.Unclear());
        }
        return all;
    }

    /**
     * Whether a file is there that people write, not programs: a configuration, a lockfile. Steps of a build that are not followed,
     * and base images, are taken not to write one.
     */
    public static Fact<Located> settled(Fact<Located> found) {
        boolean byOthers = found instanceof Fact.Unknown<Located> unknown
                && (unknown.reason() == Reason.BUILD_OUTPUT_NOT_MODELLED
                        || unknown.reason() == Reason.COMMAND_EFFECT_NOT_MODELLED
                        || unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN
                        || unknown.reason() == Reason.BASE_IMAGE_NOT_MODELLED);
        return byOthers ? Fact.absent(found.evidence()) : found;
    }

    /** All that a setting may be. */
    public Set<Setting> all(String... names) {
        if (script.isPresent()) {
            return script.get().all(names);
        }
        return Set.of(known ? new Setting.None() : new Setting.Unclear());
    }

    public Setting at(String... names) {
        Set<Setting> all = all(names);
        return all.size() == 1 ? all.iterator().next() : new Setting.Unclear();
    }

    public boolean lacks(String... names) {
        return at(names) instanceof Setting.None;
    }

    /** Whether webpack is proven to write to its output only: no function changes it, or none that could move something. */
    public boolean bundlesIntoOutput() {
        return lacks("webpack")
                || script.flatMap(each -> each.functions("webpack")).filter(all -> !all.isEmpty()).stream()
                        .anyMatch(all -> all.stream().allMatch(each -> NextWebpack.keepsToOutput(each, file())));
    }

    private SourceFile file() {
        return script.orElseThrow().file();
    }

    /** Where the build goes, as written: {@code .next}. */
    public Fact<String> distDir() {
        Setting setting = at("distDir");
        if (setting instanceof Setting.None) {
            return new Fact.Present<>(".next", evidence);
        }
        return setting instanceof Setting.Text text
                ? new Fact.Present<>(text.text(), evidence)
                : Fact.unknown(Reason.VALUE_NOT_KNOWN, evidence);
    }

    /** Where the build goes unless a file of variables that is not seen says otherwise. */
    public Optional<String> usualDistDir() {
        return distDir() instanceof Fact.Present<String> known
                ? Optional.of(known.value())
                : usual.map(each -> each.at("distDir"))
                        .flatMap(each -> each instanceof Setting.None
                                ? Optional.of(".next")
                                : each instanceof Setting.Text text ? Optional.of(text.text()) : Optional.empty());
    }

    /** @param usually a file of variables is only there when it is proven to be */
    private static Setting variable(String name, ImagePath directory, Machine machine, boolean usually) {
        Fact<String> given = machine.environment().get(name);
        if (given instanceof Fact.Present<String> set) {
            return new Setting.Text(set.value());
        }
        if (name.equals("NODE_ENV") && given instanceof Fact.Absent<String>) {
            return new Setting.Text("production");
        }
        // What package managers put there is nowhere written down.
        boolean known = given instanceof Fact.Absent<String>
                && SET_BY_OTHERS.stream().noneMatch(name::startsWith)
                && ENVIRONMENT_FILES.stream().allMatch(file -> isSilent(directory.child(file), name, machine, usually));
        return known ? new Setting.None() : new Setting.Unclear();
    }

    /** Whether a file is proven not to name a variable. */
    private static boolean isSilent(ImagePath file, String name, Machine machine, boolean usually) {
        Fact<SourceFile> text = Manifest.text(file, machine);
        boolean perhaps = !(machine.files().follow(file) instanceof Fact.Present<Located>);
        return text instanceof Fact.Absent<SourceFile>
                || usually && perhaps
                || text instanceof Fact.Present<SourceFile> present
                        && !present.value().text().contains(name);
    }
}
