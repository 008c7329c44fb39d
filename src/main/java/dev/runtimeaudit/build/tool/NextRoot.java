package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.NextConfig;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory from which Next.js traces files, and as seen from which it lays out its standalone output: what
 * {@code outputFileTracingRoot} names, or where it finds a lockfile. How it looks for one changed three times (Next.js,
 * {@code src/lib/find-root.ts}; measured with 13.5, 14.2, 15.2, 15.3, 15.4, 15.5, 16.0, 16.2 and 16.4). Where the version does not
 * tell which way is taken, all have to come to the same directory.
 */
final class NextRoot {

    /** How the directory is found. */
    private enum Search {
        /** Up to the nearest lockfile; bun's textual one is not known yet. */
        NEAREST_BEFORE_BUN,
        /** Up to the nearest lockfile. */
        NEAREST,
        /** Up to the outermost lockfile. */
        OUTERMOST,
        /** The same, and {@code pnpm-workspace.yaml} goes in front of lockfiles. */
        PNPM_FIRST,
        /** Whatever declares a workspace goes in front of lockfiles; never as far as the home directory. */
        WORKSPACE_FIRST
    }

    private static final List<String> OLD_LOCKS =
            List.of("pnpm-lock.yaml", "package-lock.json", "yarn.lock", "bun.lockb");
    private static final List<String> LOCKS =
            List.of("pnpm-lock.yaml", "package-lock.json", "yarn.lock", "bun.lock", "bun.lockb");

    /** From this major on the option is no experiment any more. */
    private static final int STABLE_OPTION = 15;

    /** From this minor of 15 on {@code turbopack.root} counts, too. */
    private static final int ROOT_OF_TURBOPACK = 5;

    private final ImagePath directory;
    private final Machine machine;

    private NextRoot(ImagePath directory, Machine machine) {
        this.directory = directory;
        this.machine = machine;
    }

    /** @param version as far as it is known: "15.3.1", "15", or empty */
    static Fact<ImagePath> of(NextConfig config, String version, Machine machine) {
        int major = number(version, 0);
        Setting experimental = config.at("experimental", "outputFileTracingRoot");
        Setting stable = config.at("outputFileTracingRoot");
        boolean old = major > 0 && major < STABLE_OPTION;
        Setting option = old ? experimental : stable instanceof Setting.None ? experimental : stable;
        if (major == 0 && !(experimental instanceof Setting.None && stable instanceof Setting.None)) {
            option = stable.equals(experimental) ? stable : new Setting.Unclear();
        }
        if (option instanceof Setting.None && !old) {
            Setting turbopack = config.at("turbopack", "root");
            boolean heeded = major > STABLE_OPTION || major == STABLE_OPTION && number(version, 1) >= ROOT_OF_TURBOPACK;
            boolean asLooked = directory(turbopack, config, machine)
                    .equals(path(new NextRoot(config.directory(), machine).find(searches(version))));
            option = turbopack instanceof Setting.None || heeded || asLooked ? turbopack : new Setting.Unclear();
        }
        Optional<ImagePath> named = directory(option, config, machine);
        if (named.isPresent()) {
            return new Fact.Present<>(named.get(), config.evidence());
        }
        return option instanceof Setting.None
                ? new NextRoot(config.directory(), machine).find(searches(version))
                : Fact.unknown(Reason.VALUE_NOT_KNOWN, config.evidence());
    }

    /** The directory that an option names. */
    private static Optional<ImagePath> directory(Setting option, NextConfig config, Machine machine) {
        if (option instanceof Setting.Path path) {
            ImagePath from = path.from() == Setting.Base.FILE ? config.directory() : machine.directory();
            return Optional.of(from.resolve("./" + path.text()));
        }
        return option instanceof Setting.Text text
                ? Optional.of(machine.directory().resolve(text.text()))
                : Optional.empty();
    }

    private static Optional<ImagePath> path(Fact<ImagePath> fact) {
        return fact instanceof Fact.Present<ImagePath> known ? Optional.of(known.value()) : Optional.empty();
    }

    private static Set<Search> searches(String version) {
        int major = number(version, 0);
        int minor = number(version, 1);
        if (major == 13 || major == 14) {
            return Set.of(Search.NEAREST_BEFORE_BUN);
        }
        if (major == 15 && minor >= 0) {
            return Set.of(minor < 5 ? Search.NEAREST : Search.OUTERMOST);
        }
        if (major == 15) {
            return Set.of(Search.NEAREST, Search.OUTERMOST);
        }
        if (major == 16 && minor >= 0) {
            return minor < 2
                    ? Set.of(Search.OUTERMOST)
                    : minor == 2
                            ? Set.of(Search.PNPM_FIRST)
                            : minor == 3
                                    ? Set.of(Search.PNPM_FIRST, Search.WORKSPACE_FIRST)
                                    : Set.of(Search.WORKSPACE_FIRST);
        }
        return Set.of(Search.values());
    }

    /** A part of a version; -1 when it has none. */
    static int number(String version, int part) {
        String[] parts = version.split("[.-]");
        boolean digits = part < parts.length
                && !parts[part].isEmpty()
                && parts[part].length() < 5
                && parts[part].chars().allMatch(Character::isDigit);
        return digits ? Integer.parseInt(parts[part]) : part == 0 ? 0 : -1;
    }

    private Fact<ImagePath> find(Set<Search> searches) {
        Set<ImagePath> roots = new LinkedHashSet<>();
        Evidence evidence = Evidence.NONE;
        for (Search search : searches) {
            Fact<ImagePath> root = find(search);
            if (root instanceof Fact.Unknown<ImagePath>) {
                return root;
            }
            roots.add(((Fact.Present<ImagePath>) root).value());
            evidence = root.evidence();
        }
        return roots.size() == 1
                ? new Fact.Present<>(roots.iterator().next(), evidence)
                : Fact.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED, evidence);
    }

    private Fact<ImagePath> find(Search search) {
        if (search == Search.NEAREST_BEFORE_BUN || search == Search.NEAREST) {
            Fact<ImagePath> nearest = up(directory, search == Search.NEAREST ? LOCKS : OLD_LOCKS);
            return nearest instanceof Fact.Absent<ImagePath> none
                    ? new Fact.Present<>(directory, none.evidence())
                    : nearest;
        }
        List<ImagePath> found = new ArrayList<>();
        Evidence evidence = Evidence.NONE;
        boolean declared = false;
        ImagePath from = directory;
        while (true) {
            Fact<ImagePath> marker = search == Search.OUTERMOST
                    ? Fact.absent(Evidence.NONE)
                    : search == Search.PNPM_FIRST ? up(from, List.of("pnpm-workspace.yaml")) : workspace(from);
            Fact<ImagePath> next = marker instanceof Fact.Absent<ImagePath> ? up(from, LOCKS) : marker;
            boolean isMarker = marker instanceof Fact.Present<ImagePath>;
            if (next instanceof Fact.Unknown<ImagePath>) {
                return next;
            }
            boolean ends = !(next instanceof Fact.Present<ImagePath>)
                    || search == Search.WORKSPACE_FIRST && declared && !isMarker;
            if (ends) {
                break;
            }
            ImagePath here = ((Fact.Present<ImagePath>) next).value();
            if (search == Search.WORKSPACE_FIRST && !here.equals(directory)) {
                Optional<Boolean> beyond = isBeyond(here);
                if (beyond.isEmpty()) {
                    return Fact.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED, next.evidence());
                }
                if (beyond.get()) {
                    break;
                }
            }
            declared |= isMarker;
            found.add(here);
            evidence = next.evidence();
            if (here.isRoot()) {
                break;
            }
            from = here.parent();
        }
        return new Fact.Present<>(found.isEmpty() ? directory : found.get(found.size() - 1), evidence);
    }

    /** Whether a directory holds the repository's or the user's home directory; empty when that is not known. */
    private Optional<Boolean> isBeyond(ImagePath candidate) {
        Fact<String> variable = machine.environment().get("HOME");
        if (variable instanceof Fact.Unknown<String>) {
            return Optional.empty();
        }
        String home = variable instanceof Fact.Present<String> set
                ? set.value()
                : machine.identity().home();
        if (home.startsWith("/") && ImagePath.of(home).isIn(candidate)) {
            return Optional.of(true);
        }
        for (ImagePath at = directory; !at.equals(candidate); at = at.parent()) {
            Fact<Located> git = at(at.child(".git"));
            if (!(git instanceof Fact.Absent<Located>)) {
                return git instanceof Fact.Present<Located> ? Optional.of(true) : Optional.empty();
            }
        }
        return Optional.of(false);
    }

    /**
     * The nearest directory upwards that has one of these files. A project that keeps a lockfile has no other one that git ignores: it is
     * ignored so that nobody commits it.
     */
    private Fact<ImagePath> up(ImagePath from, List<String> names) {
        Evidence evidence = Evidence.NONE;
        Optional<Fact<ImagePath>> ignored = Optional.empty();
        for (ImagePath at = from; ; at = at.parent()) {
            Optional<Fact<ImagePath>> here = holds(at, names);
            if (here.isPresent()) {
                boolean outside = here.get() instanceof Fact.Unknown<ImagePath> unknown
                        && unknown.reason() == Reason.MADE_OUTSIDE_THE_BUILD;
                if (!outside) {
                    return here.get() instanceof Fact.Present<ImagePath> ? here.get() : ignored.orElse(here.get());
                }
                ignored = ignored.or(() -> here);
            }
            evidence = evidence.steps().isEmpty() ? at(at.child(names.get(0))).evidence() : evidence;
            if (at.isRoot()) {
                return ignored.orElse(Fact.absent(evidence));
            }
        }
    }

    private Optional<Fact<ImagePath>> holds(ImagePath at, List<String> names) {
        Optional<Fact<ImagePath>> unclear = Optional.empty();
        for (String name : names) {
            Fact<Located> found = at(at.child(name));
            if (found instanceof Fact.Present<Located>) {
                return Optional.of(new Fact.Present<>(at, found.evidence()));
            }
            if (found instanceof Fact.Unknown<Located> unknown) {
                unclear = Optional.of(Fact.unknown(unknown.reason(), unknown.evidence()));
            }
        }
        return unclear;
    }

    private Fact<ImagePath> workspace(ImagePath from) {
        for (ImagePath at = from; ; at = at.parent()) {
            Optional<Fact<ImagePath>> here = holds(at, List.of("pnpm-workspace.yaml", "lerna.json"));
            if (here.isPresent()) {
                return here.get();
            }
            Manifest manifest = Manifest.in(at, machine);
            if (manifest instanceof Manifest.Found found && found.json().hasWorkspaces()) {
                return new Fact.Present<>(at, Evidence.NONE);
            }
            boolean unclear = manifest instanceof Manifest.Unclear
                    && !(at(at.child("package.json")) instanceof Fact.Absent<Located>);
            if (unclear) {
                Manifest.Unclear why = (Manifest.Unclear) manifest;
                return Fact.unknown(why.reason(), why.evidence());
            }
            if (at.isRoot()) {
                return Fact.absent(Evidence.NONE);
            }
        }
    }

    private Fact<Located> at(ImagePath path) {
        return NextConfig.settled(machine.files().follow(path));
    }
}
