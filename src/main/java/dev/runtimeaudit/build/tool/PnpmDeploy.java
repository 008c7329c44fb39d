package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeInstall.Layout;
import dev.runtimeaudit.build.tool.NodeInstall.Manner;
import dev.runtimeaudit.build.tool.NodeProject.Member;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.lockfile.Lockfile.Importer;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.lockfile.Lockfile.Wish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * {@code pnpm deploy} (pnpm.io, "pnpm deploy"): what it refuses, and what it leaves in the directory that it makes. Measured with
 * 9.15 and 10.20, the way of pnpm 9 with 11.1 and 11.22, too: the files of the package as it would be packed, a store of its own, and
 * the packages of the workspace as copies in it. With the linker {@code hoisted} every package lies under its name in one directory,
 * those of the workspace as copies (the way of pnpm 9, which 10 calls legacy; measured with 9.15, 10.20, 11.1, 11.28 and 12.21). What
 * somebody generated into the store of the workspace is not carried along. The way of pnpm 9, which 10 calls legacy, also links what the root of the workspace depends on, and runs the scripts where the package is written; the newer way
 * leaves a lockfile, and runs the scripts of the package where it is deployed to.
 *
 * <p>It is one class although it is long: both ways share the member, its lockfile and the packages that go with it.
 */
final class PnpmDeploy {

    private final Job job;
    private final Line line;
    private final ImagePath directory;

    PnpmDeploy(Job job, Line line, ImagePath directory) {
        this.job = job;
        this.line = line;
        this.directory = directory;
    }

    private int major(NodeProject project) {
        return new InstallCommand(job, line, "deploy", directory).major(project);
    }

    /** From pnpm 10 on, a workspace whose packages are not injected is refused. */
    boolean isRefused() {
        Optional<NodeProject> project = NodeProject.at("pnpm", directory, job.machine(), false);
        if (project.isEmpty()
                || line.has("legacy")
                || line.unclear()
                || !(job.files().follow(project.get().root().child("pnpm-workspace.yaml"))
                        instanceof Fact.Present<Located>)) {
            return false;
        }
        List<String> versions = versions(project.get());
        boolean newer = !versions.isEmpty() && versions.stream().allMatch(version -> version.matches("1\\d\\..*"));
        PnpmSettings settings = PnpmSettings.of(project.get().root(), job, line, 10);
        boolean allowed = settings.is("inject-workspace-packages")
                || settings.is("force-legacy-deploy")
                || settings.is("legacy")
                || settings.value("shared-workspace-lockfile").isPresent()
                || !settings.isSure();
        if (newer && !allowed) {
            job.fails(
                    Cause.INSTALL_CANNOT_SUCCEED,
                    1,
                    " ERR_PNPM_DEPLOY_NONINJECTED_WORKSPACE  By default, starting from pnpm v10, we only deploy from"
                            + " workspaces that have \"inject-workspace-packages=true\" set",
                    "pnpm deploy",
                    job.call().command());
        }
        return newer && !allowed;
    }

    /** pnpm runs in the version that the project names; one that says nothing leaves it to the one installed. */
    private List<String> versions(NodeProject project) {
        return Stream.concat(
                        Stream.of(job.program().version()).filter(version -> !version.isEmpty()),
                        Optional.ofNullable(project.members().get("."))
                                .flatMap((Member root) -> root.json().packageManager())
                                .filter(named -> named.startsWith("pnpm@"))
                                .map(named -> named.substring("pnpm@".length()))
                                .stream())
                .toList();
    }

    /**
     * Whether it does with a store what pnpm 10 does in the way of pnpm 9 (11.1 and 11.22, measured). A later 11 runs fewer scripts and
     * links more (11.28).
     */
    private boolean isAsTen(NodeProject project) {
        List<String> versions = versions(project);
        return !versions.isEmpty()
                && versions.stream().allMatch(version -> version.matches("11\\.(\\d|1\\d|2[0-2])\\.\\d+([+].*)?"));
    }

    /** How it ends, with the directory made. Empty when it is not known what is in it. */
    Optional<List<End>> run(Replay replay) {
        Optional<NodeProject> found = NodeProject.at("pnpm", directory, job.machine(), false);
        if (found.isEmpty() || line.unclear() || line.operands().size() != 2) {
            return Optional.empty();
        }
        NodeProject project = found.get();
        InstallCommand command = new InstallCommand(job, line, "deploy", directory);
        int major = major(project);
        PnpmSettings settings = PnpmSettings.of(project.root(), job, line, major);
        Optional<Member> member = member(project, command);
        ImagePath target = job.path(line.texts().get(1));
        String linker = settings.value("node-linker").orElse("isolated");
        boolean hoisted = linker.equals("hoisted");
        boolean usual = settings.isSure()
                && (hoisted || linker.equals("isolated"))
                && Stream.of(
                                "shared-workspace-lockfile",
                                "virtual-store-dir",
                                "modules-dir",
                                "deploy-all-files",
                                "dedupe-direct-deps",
                                "enable-global-virtual-store")
                        .allMatch(key -> settings.value(key).isEmpty());
        if (!(project.lockfile() instanceof Fact.Present<Lockfile> lock)
                || lock.value().format() != Lockfile.Format.PNPM
                || member.isEmpty()
                || !usual
                // It refuses a directory that holds something: what may have been there was not.
                || job.files().follow(target) instanceof Fact.Present<Located>) {
            return Optional.empty();
        }
        // Older ones do not read this lockfile.
        boolean some = major == 0 && lock.value().version().startsWith("9.") && !hoisted;
        boolean eleven = major == 11 && !hoisted && isAsTen(project);
        if (!some && (major < 9 || major > (hoisted ? 12 : 10)) && !eleven) {
            return Optional.empty();
        }
        boolean legacy = !some
                && (major < 10 || line.has("legacy") || settings.is("legacy") || settings.is("force-legacy-deploy"));
        if ((hoisted || eleven) && !legacy) {
            return Optional.empty();
        }
        Optional<Directory> packed =
                PackedFiles.of(member.get().path(), member.get().json(), job.machine(), job.evidence());
        if (packed.isEmpty()) {
            return Optional.empty();
        }
        Optional<Boolean> development = command.development(false, some ? 10 : major);
        if (major > 10 && ofRoot(lock.value(), development.orElse(true))) {
            return Optional.empty();
        }
        Map<String, Directory> carried = new LinkedHashMap<>();
        Optional<Lockfile> own = own(lock.value(), project, member.get(), legacy, development.orElse(true), carried);
        // pnpm 11 takes scripts of a copied package that are not allowed for a failure.
        if (own.isEmpty() || eleven && installs(project, own.get())) {
            return Optional.empty();
        }
        job.files(job.files().mkdirs(target, job.made(0755)).without(target, job.evidence()));
        Machine before = job.machine();
        Optional<Boolean> skips = command.skipsScripts(project);
        Optional<Boolean> builds = skips.isEmpty() || skips.get()
                ? skips.map(all -> false)
                : some ? Optional.empty() : builds(project, settings, major, own.get());
        job.files(job.files().mkdirs(target, job.made(0755)));
        job.files(job.files().overlay(target, packed.get()));
        Manner manner = new Manner(
                hoisted ? Layout.FLAT : Layout.ISOLATED,
                development,
                Optional.empty(),
                ".pnpm",
                StoreName.isOlder(major),
                settings.publicly(some ? 10 : major),
                false,
                builds,
                Optional.of(carried),
                legacy && !development.orElse(true) ? peers(own.get(), member.get()) : Set.of(),
                false,
                true,
                !settings.bringsPeers(own));
        NodeProject alone =
                NodeProject.alone("pnpm", job.machine(), target, member.get().json());
        new NodeInstall(job, alone, own, manner).run();
        // Packages of the workspace may be linked for those in the store, to where they were (9 and 10, measured).
        ImagePath hidden = target.resolve(hoisted ? "node_modules" : "node_modules/.pnpm/node_modules");
        for (Member each : project.members().values()) {
            boolean linked = !hoisted || each.equals(member.get());
            if (linked
                    && !each.name().isEmpty()
                    && !(job.files().at(hidden.resolve(each.name())) instanceof Fact.Present<Located>)) {
                job.files(job.files()
                        .perhaps(hidden.resolve(each.name()), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            }
        }
        PnpmSettings.keepStore(job, settings, target.child("node_modules"), builds);
        if (!legacy) {
            Content written = new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED);
            job.files(job.files().with(target.child("pnpm-lock.yaml"), new Node.File(job.made(0644), written)));
        }
        List<End> ends = job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        Lifecycle there = new Lifecycle(job, alone, Optional.empty(), false, false, false);
        Set<String> scripted = Set.of(".", member.get().directory());
        Lifecycle here = new Lifecycle(job, project, Optional.of(scripted), false, false, false);
        if (some) {
            return inWhicheverVersion(before, target, skips, there, here, replay);
        }
        if (skips.orElse(false)) {
            return Optional.of(ends);
        }
        return Optional.of(legacy ? here.run(ends, replay) : there.run(ends, replay));
    }

    /**
     * What the versions from 9 to 12 have in common (9.15, 10.20, 11.28 and 12.21, measured): the files of the package, its own
     * dependencies, and scripts that run either where it is written or where it is deployed to.
     *
     * @param before the machine without the new directory
     * @param there the scripts, where it is deployed to
     * @param here the scripts, where it is written
     */
    private Optional<List<End>> inWhicheverVersion(
            Machine before, ImagePath target, Optional<Boolean> skips, Lifecycle there, Lifecycle here, Replay replay) {
        // With the one layout that is known: in none of them are there packages that nobody asks for.
        boolean fails = !skips.orElse(false)
                && there.run(job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED), replay).stream()
                        .allMatch(end -> Lifecycle.isFailure(end.exit()));
        Reason reason = Reason.INSTALLED_MODULES_NOT_MODELLED;
        job.files(Effects.open(job.files(), target.child("node_modules"), reason, job.evidence()));
        for (String name : List.of("pnpm-lock.yaml", "pnpm-workspace.yaml")) {
            job.files(job.files().without(target.child(name), job.evidence()));
            job.files(job.files().perhaps(target.child(name), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        List<End> ends = job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        if (skips.orElse(false)) {
            return Optional.of(ends);
        }
        if (!there.isEmpty() && !fails) {
            return Optional.empty();
        }
        // A version that would run what is not there did not come to its end.
        Directory made = job.files().follow(target) instanceof Fact.Present<Located> deployed
                        && deployed.value().node() instanceof Directory directory
                ? directory
                : Directory.empty(job.made(0755), new Node.Rest.Open(reason, job.evidence()));
        List<End> elsewhere =
                List.of(End.of(before, ends.get(0).exit()).printing(ends.get(0).output()));
        return Optional.of(here.run(elsewhere, replay).stream()
                .map(end -> new End(
                        end.machine().withFiles(beside(end.machine().files(), target, made)),
                        end.exit(),
                        end.output(),
                        end.conditions(),
                        end.tolerated()))
                .toList());
    }

    /** Scripts of the workspace do not know the directory that was named when it was deployed; what they put there by its name stays. */
    private FileSystem beside(FileSystem files, ImagePath target, Directory made) {
        boolean named = files.follow(target) instanceof Fact.Present<Located>;
        FileSystem there = files.mkdirs(target, job.made(0755));
        FileSystem fresh = named ? there : there.without(target, job.evidence()).mkdirs(target, job.made(0755));
        return fresh.overlay(target, made);
    }

    /** Whether the root of the workspace asks for packages itself: they come along up to some version of pnpm 11 (11.1 and 11.28, measured). */
    private static boolean ofRoot(Lockfile lock, boolean development) {
        return wishes(lock, ".").values().stream()
                .anyMatch(wish -> development || Lockfile.production().contains(wish.group()));
    }

    private Optional<Member> member(NodeProject project, InstallCommand command) {
        List<String> filters = command.filters();
        if (filters.isEmpty()) {
            return project.members().values().stream()
                    .filter(each -> each.path().equals(directory))
                    .findFirst();
        }
        return project.chosen(filters)
                .filter(chosen -> chosen.size() == 1)
                .map(chosen -> project.members().get(chosen.iterator().next()));
    }

    /** Whether packages of the workspace come along, and one of them may have scripts of an install. */
    private static boolean installs(NodeProject project, Lockfile own) {
        return own.packages().keySet().stream().anyMatch(key -> key.contains("@file:"))
                && project.members().values().stream()
                        .anyMatch(member -> member.json().scripts().keySet().stream()
                                        .anyMatch(Set.of("preinstall", "install", "postinstall")::contains)
                                && !member.directory().equals("."));
    }

    /** Whether the stub of the client is made; pnpm does that once for every store. */
    private Optional<Boolean> builds(NodeProject project, PnpmSettings settings, int major, Lockfile own) {
        if (installs(project, own)) {
            return Optional.empty();
        }
        Optional<Boolean> allowed = PnpmSettings.builds(project, settings, PrismaPackage.NAME, major);
        if (allowed.isEmpty() || !allowed.get()) {
            return allowed;
        }
        if (PnpmSettings.isKept(job, settings)) {
            return Optional.of(false);
        }
        return PnpmSettings.store(job, settings)
                .filter(store -> NodeProject.isAbsent(store, job.machine()))
                .map(fresh -> true);
    }

    // --- the lockfile of what is deployed --------------------------------------------------------------------------

    private Optional<Lockfile> own(
            Lockfile lock,
            NodeProject project,
            Member member,
            boolean legacy,
            boolean development,
            Map<String, Directory> carried) {
        Map<String, Locked> packages = new LinkedHashMap<>(lock.packages());
        Map<String, Wish> wishes = new TreeMap<>();
        if (legacy) {
            wishes.putAll(wishes(lock, "."));
        }
        wishes.putAll(wishes(lock, member.directory()));
        // What is not installed may lead to a directory that is not there.
        wishes.values()
                .removeIf(wish -> !development
                        && !Lockfile.production().contains(wish.group())
                        && wish.target().startsWith(Lockfile.LINK));
        Set<String> open = new TreeSet<>();
        Map<String, Wish> own = new LinkedHashMap<>();
        wishes.forEach((name, wish) ->
                own.put(name, new Wish(wish.group(), wish.specifier(), target(wish.target(), project, legacy, open))));
        Set<String> done = new TreeSet<>();
        while (!open.isEmpty()) {
            String next = open.iterator().next();
            open.remove(next);
            if (!done.add(next)) {
                continue;
            }
            Member other = project.members().get(next);
            Optional<Directory> files = Optional.ofNullable(other)
                    .flatMap(each -> PackedFiles.of(each.path(), each.json(), job.machine(), job.evidence()));
            if (other == null || files.isEmpty() || !lock.importers().containsKey(next)) {
                return Optional.empty();
            }
            Map<String, String> needs = new LinkedHashMap<>();
            wishes(lock, next).forEach((name, wish) -> {
                if (Lockfile.production().contains(wish.group())) {
                    needs.put(name, target(wish.target(), project, legacy, open));
                }
            });
            String key = key(other, project, legacy);
            packages.put(
                    key,
                    new Locked(
                            other.name(),
                            "file:" + next,
                            needs,
                            Set.of(),
                            Set.of(),
                            Optional.of(NodeInstall.ownCommands(other)),
                            false,
                            false,
                            Optional.empty(),
                            other.json().json().member("peerDependencies").isPresent(),
                            Set.of()));
            carried.put(key, files.get());
        }
        // Packages that are injected already stand in the lockfile; their files come from the workspace all the same.
        for (String key : lock.packages().keySet()) {
            int file = key.indexOf("@file:");
            Member other = file < 0
                    ? null
                    : project.members()
                            .get(key.substring(file + "@file:".length()).split("\\(")[0]);
            if (other != null) {
                PackedFiles.of(other.path(), other.json(), job.machine(), job.evidence())
                        .ifPresent(files -> carried.put(key, files));
            }
        }
        return Optional.of(new Lockfile(
                lock.format(), lock.version(), Map.of(".", new Importer(own)), packages, lock.overrides()));
    }

    /**
     * Packages for development that others only have as an optional peer: the way of pnpm 9 leaves them out, and puts what they need
     * there all the same (measured with 9.11 and 10.20: {@code prisma} beside {@code @prisma/client}).
     */
    private static Set<String> peers(Lockfile own, Member member) {
        Map<String, Wish> wishes = wishes(own, ".");
        Set<String> production = new TreeSet<>();
        wishes.values().stream()
                .filter(wish -> Lockfile.production().contains(wish.group()))
                .forEach(wish -> production.add(wish.target()));
        Set<String> needed = new TreeSet<>(production);
        own.closure(production, Set.of()).stream()
                .map(own.packages()::get)
                .filter(Objects::nonNull)
                .forEach(each -> each.needs().forEach((name, target) -> {
                    if (!each.optional().contains(name)) {
                        needed.add(target);
                    }
                }));
        Set<String> peers = new TreeSet<>();
        member.wanted().keySet().stream()
                .map(wishes::get)
                .filter(Objects::nonNull)
                .map(Wish::target)
                .filter(target -> !needed.contains(target))
                .forEach(peers::add);
        return peers;
    }

    private static Map<String, Wish> wishes(Lockfile lock, String directory) {
        return Optional.ofNullable(lock.importers().get(directory))
                .map(Importer::wishes)
                .orElse(Map.of());
    }

    private String target(String target, NodeProject project, boolean legacy, Set<String> open) {
        if (!target.startsWith(Lockfile.LINK)) {
            return target;
        }
        String other = target.substring(Lockfile.LINK.length());
        open.add(other);
        Member member = project.members().get(other);
        return member == null ? target : key(member, project, legacy);
    }

    private static String key(Member member, NodeProject project, boolean legacy) {
        String path = legacy
                ? member.directory()
                : "//" + project.root().resolve(member.directory()).value();
        return member.name() + "@file:" + path;
    }
}
