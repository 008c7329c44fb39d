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
 * @param known there is no such file, or it can be read
 * @param evidence which file says so, or that there is none
 */
public record NextConfig(ImagePath directory, Optional<Configuration> script, boolean known, Evidence evidence) {

    /** As next looks for them (Next.js 15.5, {@code CONFIG_FILES}); the last only from 15 on. */
    private static final List<String> FILES = List.of("next.config.js", "next.config.mjs", "next.config.ts");

    /** Read by later versions, and only where node takes TypeScript as it is (Next.js 16, {@code CONFIG_FILES}). */
    private static final String PERHAPS = "next.config.mts";

    /** Asks for the standalone output, whatever the configuration says (Next.js 15.5, {@code server/config.ts}). */
    private static final String ASKS_FOR_STANDALONE = "NEXT_PRIVATE_STANDALONE";

    /** What is loaded into the environment in front of the configuration (nextjs.org, "Environment Variables"). */
    private static final List<String> ENVIRONMENT_FILES =
            List.of(".env.production.local", ".env.local", ".env.production", ".env");

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
                        Configuration.of(present.value(), variable -> variable(variable, directory, machine));
                Span whole = Span.wholeFile(present.value().path());
                return new NextConfig(
                        directory,
                        Optional.of(script),
                        true,
                        Evidence.of(whole, "configures Next.js").because(found.evidence()));
            }
            return new NextConfig(directory, Optional.empty(), false, found.evidence());
        }
        Fact<Located> perhaps = settled(machine.files().follow(directory.child(PERHAPS)));
        return perhaps instanceof Fact.Absent<Located>
                ? new NextConfig(directory, Optional.empty(), true, none)
                : new NextConfig(directory, Optional.empty(), false, perhaps.evidence());
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

    private static Setting variable(String name, ImagePath directory, Machine machine) {
        Fact<String> given = machine.environment().get(name);
        if (given instanceof Fact.Present<String> set) {
            return new Setting.Text(set.value());
        }
        if (name.equals("NODE_ENV") && given instanceof Fact.Absent<String>) {
            return new Setting.Text("production");
        }
        // What package managers and next itself put there is nowhere written down.
        boolean known = given instanceof Fact.Absent<String>
                && !name.startsWith("npm_")
                && !name.startsWith("NEXT_")
                && !name.startsWith("__NEXT")
                && !name.startsWith("TURBO")
                && !name.startsWith("NX_")
                && ENVIRONMENT_FILES.stream().allMatch(file -> isSilent(directory.child(file), name, machine));
        return known ? new Setting.None() : new Setting.Unclear();
    }

    /** Whether a file is proven not to name a variable. */
    private static boolean isSilent(ImagePath file, String name, Machine machine) {
        Fact<SourceFile> text = Manifest.text(file, machine);
        return text instanceof Fact.Absent<SourceFile>
                || text instanceof Fact.Present<SourceFile> present
                        && !present.value().text().contains(name);
    }
}
