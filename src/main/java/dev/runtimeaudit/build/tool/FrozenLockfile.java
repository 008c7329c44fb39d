package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeProject.Member;
import dev.runtimeaudit.build.tool.NodeProject.Wanted;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import dev.runtimeaudit.read.lockfile.LockfileReader;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an install refuses that may not change its lockfile (docs.npmjs.com, "npm-ci"; pnpm.io, "pnpm install --frozen-lockfile").
 *
 * <p>It is one class although it is long: what each manager refuses is asked of the same project and the same lockfile.
 */
final class FrozenLockfile {

    private final Job job;
    private final Line line;
    private final String command;
    private final NodeProject project;
    private final Optional<Lockfile> lock;
    private final Optional<Set<String>> chosen;

    FrozenLockfile(
            Job job,
            Line line,
            String command,
            NodeProject project,
            Optional<Lockfile> lock,
            Optional<Set<String>> chosen) {
        this.job = job;
        this.line = line;
        this.command = command;
        this.project = project;
        this.lock = lock;
        this.chosen = chosen;
    }

    void judge() {
        if (lock.isEmpty()) {
            return;
        }
        switch (project.manager()) {
            case "npm" -> {
                if (Set.of("ci", "clean-install", "install-clean", "cit", "ic").contains(command)) {
                    npm(lock.get());
                }
            }
            case "pnpm" -> {
                if (isFrozen()) {
                    pnpm(lock.get());
                }
            }
            case "bun" -> {
                if (lock.get().format() == Lockfile.Format.BUN && line.has("frozen-lockfile")) {
                    bun(lock.get());
                }
            }
            case "yarn" -> {
                if (lock.get().format() == Lockfile.Format.YARN_1
                        && line.has("frozen-lockfile")
                        && !line.has("pure-lockfile", "no-lockfile")) {
                    yarn1(lock.get());
                }
                if (lock.get().format() == Lockfile.Format.BERRY && line.has("immutable", "frozen-lockfile")) {
                    berry(lock.get());
                }
            }
            default -> {}
        }
    }

    private boolean isFrozen() {
        if (line.has("no-frozen-lockfile", "fix-lockfile", "lockfile-only")
                || line.text("frozen-lockfile").filter("false"::equals).isPresent()) {
            return false;
        }
        boolean ci = job.machine().environment().get("CI") instanceof Fact.Present<String> set
                && !set.value().isEmpty()
                && !set.value().equals("false");
        return line.has("frozen-lockfile") || ci && isDefault();
    }

    /** Whether nothing says that an install in CI is no frozen one (pnpm.io, "frozen-lockfile"; measured with 9.15). */
    private boolean isDefault() {
        boolean told = line.has("prefer-frozen-lockfile", "no-lockfile", "lockfile");
        boolean empty = lock.filter(locked -> locked.packages().isEmpty()).isPresent();
        boolean settings = Stream.of(project.root().child(".npmrc"), ImagePath.of("/root/.npmrc"))
                .noneMatch(path -> job.files().follow(path) instanceof Fact.Present<Located>);
        boolean workspace = !(Manifest.text(project.root().child("pnpm-workspace.yaml"), job.machine())
                        instanceof Fact.Present<SourceFile> file
                && file.value().text().toLowerCase(Locale.ROOT).contains("frozenlockfile"));
        return !told && !empty && settings && workspace;
    }

    // --- npm -------------------------------------------------------------------------------------------------------

    private void npm(Lockfile locked) {
        for (Member member : project.members().values()) {
            Lockfile.Importer importer = locked.importers().get(member.directory());
            if (importer == null) {
                continue;
            }
            for (Map.Entry<String, Wanted> wanted : member.wanted().entrySet()) {
                String name = wanted.getKey();
                boolean known = importer.wishes().containsKey(name)
                        || locked.packages().keySet().stream().anyMatch(place -> place.endsWith("node_modules/" + name))
                        || project.named(name).isPresent();
                if (!known) {
                    job.fails(
                            Cause.INSTALL_CANNOT_SUCCEED,
                            1,
                            "npm error `npm ci` can only install packages when your package.json and package-lock.json"
                                    + " or npm-shrinkwrap.json are in sync.",
                            name,
                            at(member, name),
                            without(locked, member, name));
                    return;
                }
            }
        }
    }

    /** The line that asks for what the lockfile does not know. */
    private Arg at(Member member, String name) {
        return Arg.of(name, member.place(name).orElse(job.call().at()));
    }

    // --- bun -------------------------------------------------------------------------------------------------------

    /** A name more or less would change the lockfile; a range that what is locked meets does not (bun 1.2, measured). */
    private void bun(Lockfile locked) {
        for (Member member : project.members().values()) {
            Lockfile.Importer importer = locked.importers().get(member.directory());
            if (importer == null) {
                continue;
            }
            Set<String> listed = new TreeSet<>(importer.wishes().keySet());
            Set<String> asked = new TreeSet<>(member.wanted().keySet());
            Stream.of("peerDependencies", "optionalDependencies").forEach(group -> {
                listed.removeIf(name -> member.has(group, name));
                asked.removeIf(name -> member.has(group, name));
            });
            if (!listed.equals(asked)) {
                String name = Stream.concat(asked.stream(), listed.stream())
                        .filter(each -> !listed.contains(each) || !asked.contains(each))
                        .findFirst()
                        .orElseThrow();
                job.fails(
                        Cause.INSTALL_CANNOT_SUCCEED,
                        1,
                        "error: lockfile had changes, but lockfile is frozen",
                        name,
                        at(member, name));
                return;
            }
        }
    }

    // --- yarn 1 ----------------------------------------------------------------------------------------------------

    /**
     * What the root asks for has to stand in the lockfile, word by word; of the other packages of a workspace yarn 1 does not say so
     * (yarn 1.22, {@code integrity-checker.js}, "missingPatterns"; measured).
     */
    private void yarn1(Lockfile locked) {
        Member root = project.members().get(".");
        if (root == null || locked.packages().isEmpty()) {
            return;
        }
        Set<String> patterns = new HashSet<>();
        locked.packages().keySet().forEach(key -> {
            patterns.addAll(List.of(key.split(", ", -1)));
            // A range may hold a comma itself.
            patterns.add(key.replace("\"", ""));
        });
        for (Map.Entry<String, Wanted> wanted : root.wanted().entrySet()) {
            String name = wanted.getKey();
            String specifier = wanted.getValue().specifier();
            if (!specifier.isEmpty()
                    && !patterns.contains(name + "@" + specifier)
                    && project.named(name).isEmpty()
                    && !root.has("resolutions", name)) {
                job.fails(
                        Cause.INSTALL_CANNOT_SUCCEED,
                        1,
                        "error Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.",
                        name,
                        at(root, name));
                return;
            }
        }
    }

    // --- later yarns -----------------------------------------------------------------------------------------------

    /**
     * The lockfile lists the packages of the workspace and what they ask for: one that is not on disk would be taken out, and what is
     * not listed put in (yarnpkg.com, "YN0028"; measured with 4.18).
     */
    private void berry(Lockfile locked) {
        Map<String, Set<String>> listed = new HashMap<>();
        locked.packages()
                .values()
                .forEach(each -> each.link()
                        .ifPresent(
                                directory -> listed.put(directory, each.needs().keySet())));
        if (listed.isEmpty() || !project.isSure()) {
            return;
        }
        for (String directory : listed.keySet()) {
            ImagePath manifest = project.root().resolve(directory).child("package.json");
            if (!project.members().containsKey(directory) && NodeProject.isAbsent(manifest, job.machine())) {
                forbidden(directory, job.call().command());
                return;
            }
        }
        for (Member member : project.members().values()) {
            Set<String> known = listed.getOrDefault(member.directory(), Set.of());
            Optional<String> unknown = member.wanted().keySet().stream()
                    .filter(name -> !known.contains(name))
                    .findFirst();
            if (unknown.isPresent()) {
                forbidden(unknown.get(), at(member, unknown.get()));
                return;
            }
        }
    }

    private void forbidden(String subject, Arg at) {
        job.fails(
                Cause.INSTALL_CANNOT_SUCCEED,
                1,
                "➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.",
                subject,
                at);
    }

    /** Where the lockfile lists what a package asked for when it was written. */
    private Evidence without(Lockfile locked, Member member, String name) {
        String directory = member.directory();
        List<String> path = locked.format() == Lockfile.Format.NPM
                ? List.of("packages", directory.equals(".") ? "" : directory)
                : List.of("importers", directory);
        return written(
                locked, "lists what `" + manifest(member) + "` asked for, without `" + name + "`", List.of(path));
    }

    private static String manifest(Member member) {
        return member.directory().equals(".") ? "package.json" : member.directory() + "/package.json";
    }

    /** @param paths of names in the lockfile; the first one that is there is the place, else all of it */
    private Evidence written(Lockfile locked, String says, List<List<String>> paths) {
        return Stream.of("npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml")
                .filter(file -> file.startsWith("pnpm") == (locked.format() == Lockfile.Format.PNPM))
                .flatMap(file -> Manifest.text(project.root().child(file), job.machine())
                                instanceof Fact.Present<SourceFile> text
                        ? Stream.of(text.value())
                        : Stream.empty())
                .findFirst()
                .map(file -> Evidence.of(
                        paths.stream()
                                .flatMap(path -> LockfileReader.place(file, path).stream())
                                .findFirst()
                                .orElse(Span.wholeFile(file.path())),
                        says))
                .orElse(Evidence.NONE);
    }

    // --- pnpm ------------------------------------------------------------------------------------------------------

    private void pnpm(Lockfile locked) {
        boolean told = locked.version().startsWith("6") || locked.version().startsWith("9");
        Member root = project.members().get(".");
        if (!told
                || root == null
                || !NodeProject.isAbsent(hooks(".pnpmfile.cjs"), job.machine())
                || !NodeProject.isAbsent(hooks(".pnpmfile.mjs"), job.machine())) {
            return;
        }
        Map<String, String> ofManifest = overrides(root);
        Map<String, String> ofYaml = PnpmSettings.map(project.root(), job.machine(), "overrides");
        Map<String, String> without = new LinkedHashMap<>();
        take(without, root.json().json().member("pnpm").flatMap(pnpm -> pnpm.member("overrides")));
        // Which of the three places count has changed from release to release.
        boolean mismatch =
                List.of(ofManifest, ofYaml, without, both(ofManifest, ofYaml), both(without, ofYaml)).stream()
                        .allMatch(given -> differ(given, locked));
        if (mismatch) {
            job.fails(
                    Cause.INSTALL_CANNOT_SUCCEED,
                    1,
                    " ERR_PNPM_LOCKFILE_CONFIG_MISMATCH  Cannot proceed with the frozen installation. The current"
                            + " \"overrides\" configuration doesn't match the value found in the lockfile",
                    "overrides",
                    job.call().command(),
                    overridden(root)
                            .because(written(
                                    locked,
                                    locked.overrides().isEmpty() ? "was written without any" : "was written with these",
                                    List.of(List.of("overrides")))));
            return;
        }
        Set<String> overridden = both(ofManifest, ofYaml).keySet();
        for (Member member : project.members().values()) {
            Lockfile.Importer importer = locked.importers().get(member.directory());
            boolean judged = chosen.map(all -> all.contains(member.directory())).orElse(true);
            if (importer != null && judged) {
                Optional<String> name = outdated(member, importer, overridden);
                if (name.isPresent()) {
                    job.fails(
                            Cause.INSTALL_CANNOT_SUCCEED,
                            1,
                            " ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with \"frozen-lockfile\" because"
                                    + " pnpm-lock.yaml is not up to date with <ROOT>"
                                    + (member.directory().equals(".") ? "" : "/" + member.directory())
                                    + "/package.json",
                            name.get(),
                            at(member, name.get()),
                            outdated(locked, member, name.get()));
                    return;
                }
            }
        }
    }

    /** Where package.json says what is to replace what; pnpm-workspace.yaml is told by its value, without a place. */
    private static Evidence overridden(Member root) {
        return Stream.of(
                        root.json().json().member("pnpm").flatMap(pnpm -> pnpm.member("overrides")),
                        root.json().json().member("resolutions"))
                .flatMap(given -> given.orElse(new Json.Scalar("")) instanceof Json.Members members
                        ? members.all().values().stream()
                        : Stream.empty())
                .flatMap(value ->
                        value instanceof Json.Text text ? Stream.of(text.text().span()) : Stream.empty())
                .findFirst()
                .map(at -> Evidence.of(at, "asks for overrides"))
                .orElse(Evidence.NONE);
    }

    private Evidence outdated(Lockfile locked, Member member, String name) {
        Wish wish = Optional.ofNullable(locked.importers().get(member.directory()))
                .map(importer -> importer.wishes().get(name))
                .orElse(null);
        if (wish == null) {
            return without(locked, member, name);
        }
        return written(
                locked,
                "was written for `" + name + "` as `" + wish.specifier() + "`",
                List.of(
                        List.of("importers", member.directory(), "dependencies", name, "specifier"),
                        List.of("importers", member.directory(), "devDependencies", name, "specifier"),
                        List.of("importers", member.directory(), "optionalDependencies", name, "specifier"),
                        List.of("importers", member.directory(), "specifiers", name),
                        List.of("dependencies", name, "specifier"),
                        List.of("devDependencies", name, "specifier"),
                        List.of("optionalDependencies", name, "specifier"),
                        List.of("specifiers", name)));
    }

    private ImagePath hooks(String name) {
        return project.root().child(name);
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new LinkedHashMap<>(one);
        all.putAll(other);
        return all;
    }

    private static Map<String, String> overrides(Member root) {
        Map<String, String> all = new LinkedHashMap<>();
        take(all, root.json().json().member("resolutions"));
        take(all, root.json().json().member("pnpm").flatMap(pnpm -> pnpm.member("overrides")));
        return all;
    }

    private static void take(Map<String, String> all, Optional<Json> given) {
        if (given.orElse(new Json.Scalar("")) instanceof Json.Members members) {
            members.all().forEach((name, value) -> {
                if (value instanceof Json.Text text) {
                    all.put(name, text.text().text());
                }
            });
        }
    }

    /** A value that refers to another one ({@code $name}, {@code catalog:}) is not compared. */
    private static boolean differ(Map<String, String> given, Lockfile locked) {
        return !given.keySet().equals(locked.overrides().keySet())
                || given.entrySet().stream()
                        .anyMatch(each -> !each.getValue().startsWith("$")
                                && !each.getValue().startsWith("catalog:")
                                && !each.getValue().equals(locked.overrides().get(each.getKey())));
    }

    /** The first name of which package.json and the lockfile tell different things. */
    private static Optional<String> outdated(Member member, Lockfile.Importer importer, Set<String> overridden) {
        for (Map.Entry<String, Wanted> wanted : member.wanted().entrySet()) {
            Wish wish = importer.wishes().get(wanted.getKey());
            String specifier = wanted.getValue().specifier();
            boolean judged = overridden.stream().noneMatch(each -> each.contains(wanted.getKey()));
            if (judged
                    && !specifier.isEmpty()
                    && (wish == null || !wish.specifier().equals(specifier))) {
                return Optional.of(wanted.getKey());
            }
        }
        return Optional.empty();
    }
}
