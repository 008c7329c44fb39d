package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code turbo prune}: a monorepo with some packages and what they depend on (turborepo.com, "prune"; measured with turbo 2.11).
 * With {@code --docker} twice: what an install needs under {@code json}, all sources under {@code full}.
 */
final class TurboPrune {

    private static final Reason WHY = Reason.BUILD_OUTPUT_NOT_MODELLED;

    private static final List<String> LOCKS =
            List.of("pnpm-lock.yaml", "yarn.lock", "package-lock.json", "bun.lock", "bun.lockb");

    /** What lies at the root and goes along, if it is there. */
    private static final List<String> ROOT_FILES = List.of(
            "package.json", "pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml", ".gitignore", "turbo.json", "turbo.jsonc");

    /** Of these no install has need. */
    private static final Set<String> SOURCES_ONLY = Set.of(".gitignore", "turbo.json", "turbo.jsonc");

    /** What git usually ignores, and turbo with it. */
    private static final Set<String> IGNORED =
            Set.of("dist", "build", ".next", ".turbo", "coverage", ".cache", ".output", ".env", ".env.local");

    private final Job job;
    private final Workspaces workspaces;

    private TurboPrune(Job job, Workspaces workspaces) {
        this.job = job;
        this.workspaces = workspaces;
    }

    /** Empty when it cannot be told what is kept. */
    static Optional<TurboPrune> of(Job job) {
        return Workspaces.around(job.machine().directory(), job.machine()).map(found -> new TurboPrune(job, found));
    }

    /** False when a package is not known. */
    boolean run(List<String> scopes, Optional<String> given, boolean docker) {
        Set<ImagePath> kept = new LinkedHashSet<>();
        for (String scope : scopes) {
            Optional<ImagePath> directory = workspaces.directory(scope);
            if (directory.isEmpty()) {
                return false;
            }
            kept.addAll(workspaces.closure(directory.get()));
        }
        // What the root asks for goes along (observed with 1.13, 2.0 and 2.5).
        if (Manifest.in(workspaces.root(), job.machine()) instanceof Manifest.Found top) {
            workspaces.dependencies(top.json()).forEach(each -> kept.addAll(workspaces.closure(each)));
        }
        ImagePath out = given.map(job::path).orElse(workspaces.root().child("out"));
        ImagePath full = docker ? out.child("full") : out;
        if (job.files().follow(out) instanceof Fact.Unknown<Located> unknown
                && unknown.reason() == Reason.MADE_OUTSIDE_THE_BUILD) {
            // git ignores it: what the host may have left there is what an earlier run has written.
            job.files(job.files().without(out, job.evidence()));
        }
        job.files(job.files().mkdirs(full, job.made(0755)));
        rootFiles(full, true);
        kept.forEach(each -> copy(each, full.resolve(each.below(workspaces.root()))));
        if (docker) {
            ImagePath json = out.child("json");
            job.files(job.files().mkdirs(json, job.made(0755)));
            rootFiles(json, false);
            for (ImagePath each : kept) {
                ImagePath to = json.resolve(each.below(workspaces.root()));
                job.files(job.files().mkdirs(to, job.made(0755)));
                file(each.child("package.json"), to.child("package.json"), true);
            }
            locks(json);
        }
        locks(out);
        if (major() < 2 || isAhead()) {
            // Earlier ones took less along, and which of them did what was not measured; flags may make it take more.
            for (ImagePath each : List.of(full, docker ? out.child("json") : full)) {
                job.files(Effects.openNames(job.files(), each, WHY, job.evidence()));
            }
        }
        job.files(job.files()
                .perhaps(full.child("patches"), WHY, job.evidence())
                .perhaps(out.child("json").child("patches"), WHY, job.evidence()));
        return true;
    }

    /** Where the program does not tell, its settings do: what turbo 1 calls {@code pipeline} is {@code tasks} since 2, and neither takes the other. */
    private int major() {
        int told = Tsc.major(job.program());
        boolean later = told == 0
                && Turbo.settings(workspaces.root(), job.machine())
                        .flatMap(json -> json.member("tasks"))
                        .isPresent();
        return later ? 2 : told;
    }

    /** Whether it is told to behave as a later release will (turborepo.com, "futureFlags": {@code pruneIncludesGlobalFiles}). */
    private boolean isAhead() {
        return Turbo.settings(workspaces.root(), job.machine())
                .flatMap(json -> json.member("futureFlags"))
                .isPresent();
    }

    private void rootFiles(ImagePath to, boolean sources) {
        for (String name : ROOT_FILES) {
            boolean wanted = sources || !SOURCES_ONLY.contains(name);
            if (wanted) {
                boolean sure = major() >= 2 || name.equals("package.json") || name.equals("pnpm-workspace.yaml");
                file(workspaces.root().child(name), to.child(name), sure);
            }
        }
    }

    /** The lockfile without what the others need; npm's is written anew. */
    private void locks(ImagePath to) {
        for (String name : LOCKS) {
            boolean same = name.equals("pnpm-lock.yaml") || name.equals("yarn.lock");
            ImagePath from = workspaces.root().child(name);
            if (same) {
                file(from, to.child(name), true);
            } else if (job.files().follow(from) instanceof Fact.Present<Located>) {
                job.files(job.files().with(to.child(name), new Node.File(job.made(0644), new Content.Opaque(WHY))));
            }
        }
        if (Manifest.in(workspaces.root(), job.machine()) instanceof Manifest.Found) {
            file(workspaces.root().child("pnpm-workspace.yaml"), to.child("pnpm-workspace.yaml"), true);
        }
    }

    private void file(ImagePath from, ImagePath to, boolean sure) {
        Fact<Located> found = job.files().follow(from);
        if (found instanceof Fact.Present<Located> here && here.value().node() instanceof Node.File file) {
            job.files(sure ? job.files().with(to, file) : job.files().perhaps(to, WHY, job.evidence()));
        } else if (found instanceof Fact.Unknown<Located>) {
            job.files(job.files().perhaps(to, WHY, job.evidence()));
        }
    }

    private void copy(ImagePath from, ImagePath to) {
        if (job.files().follow(from) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Directory directory) {
            FileSystem parents = job.files().mkdirs(to.parent(), job.made(0755));
            job.files(parents.with(to, tracked(directory)));
        }
    }

    /** Without what is installed, and with what git would ignore as something that may be there. */
    private Directory tracked(Directory directory) {
        return new Directory(directory.meta(), directory.rest(), () -> {
            TreeMap<String, Slot> children = new TreeMap<>();
            directory.children().forEach((name, slot) -> {
                if (name.equals("node_modules")) {
                    return;
                }
                if (IGNORED.contains(name) && slot instanceof Slot.Here here) {
                    children.put(name, new Slot.Perhaps(Optional.of(here.node()), WHY, job.evidence()));
                } else if (slot instanceof Slot.Here here && here.node() instanceof Directory below) {
                    children.put(name, new Slot.Here(tracked(below)));
                } else {
                    children.put(name, slot);
                }
            });
            return children;
        });
    }
}
