package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile.Group;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages that a {@code package.json} asks for by name: after an install of one package that stands alone, each of them is
 * a directory of {@code node_modules} (docs.npmjs.com, "folders"; pnpm.io, "Symlinked node_modules structure").
 *
 * <p>Of workspaces nothing is said: what is installed where depends on the linker.
 */
final class DirectDependencies {

    /** These are no packages of a registry: what they link to may be somewhere else, or nowhere. */
    private static final List<String> LOCAL = List.of("workspace:", "file:", "link:", "portal:", ".", "/", "~");

    /** A package of the registry, with a version, a range or a tag. */
    private static final Pattern REGISTRY =
            Pattern.compile("(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*(@[A-Za-z0-9.^~<>=*-]+)?");

    private final Job job;
    private final ImagePath here;

    DirectDependencies(Job job, ImagePath here) {
        this.job = job;
        this.here = here;
    }

    /** @param development whether {@code devDependencies} are installed, too; those of an earlier install are removed otherwise */
    void install(boolean development) {
        // No package brings a shell, and one that brings a node or a manager brings just that.
        ImagePath bin = opened(opened(here.resolve("node_modules")).child(".bin"));
        for (String program : List.of("sh", "bash", "node", "npm", "npx", "pnpm", "yarn")) {
            if (!(job.files().follow(bin.child(program)) instanceof Fact.Present<Located>)) {
                job.files(job.files().without(bin.child(program), job.evidence()));
            }
        }
        if (!(Manifest.in(here, job.machine()) instanceof Manifest.Found found) || !standsAlone(found.json())) {
            return;
        }
        Set<String> wanted = named(found.json(), "dependencies");
        Set<String> others = named(found.json(), "devDependencies");
        others.removeAll(wanted);
        if (development) {
            wanted.addAll(others);
        } else {
            others.forEach(this::doubt);
        }
        wanted.forEach(this::put);
    }

    /** What was installed for development may be gone. */
    void prune() {
        if (Manifest.in(here, job.machine()) instanceof Manifest.Found found) {
            Set<String> others = named(found.json(), "devDependencies");
            others.removeAll(named(found.json(), "dependencies"));
            others.forEach(this::doubt);
        }
    }

    /**
     * The same in all packages of a workspace. pnpm 8 and 9 leave some of them behind and install what packages ask for that have
     * come since, later ones make all {@code node_modules} anew (measured).
     *
     * @param keeps what is inside of a package that stays is left alone
     */
    void prune(NodeProject project, boolean keeps) {
        for (NodeProject.Member member : project.members().values()) {
            DirectDependencies own = new DirectDependencies(job, member.path());
            member.wanted().forEach((name, wanted) -> {
                if (wanted.group() == Group.DEVELOPMENT) {
                    own.doubt(name);
                }
            });
            if (!member.name().isEmpty()) {
                doubt(member.name());
            }
            ImagePath modules = member.path().child("node_modules");
            if (keeps && job.isDirectory(modules)) {
                Stream.of(modules, modules.child(".pnpm"), modules.resolve(".pnpm/node_modules"))
                        .forEach(this::openNames);
                continue;
            }
            job.files(
                    job.files().follow(modules) instanceof Fact.Present<Located>
                            ? job.files().open(modules, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence())
                            : job.files().perhaps(modules, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
        }
    }

    /**
     * Packages that npm is told to add by their names: to the package here, or, where neither here nor above is one, to this directory
     * (docs.npmjs.com, "npm install"; {@code npm prefix}). What is no name of a registry is passed over.
     */
    void add(List<String> specifiers) {
        Manifest manifest = Manifest.in(here, job.machine());
        boolean alone = manifest instanceof Manifest.Found found
                ? standsAlone(found.json())
                : manifest instanceof Manifest.None && isOutermost();
        if (alone && job.program().name().equals("npm")) {
            specifiers.stream()
                    .filter(each -> REGISTRY.matcher(each).matches())
                    .map(GlobalPackages::name)
                    .forEach(this::put);
        }
    }

    /** Whether npm would look nowhere above for the package that it adds to. */
    private boolean isOutermost() {
        for (ImagePath at = here; !at.isRoot(); at = at.parent()) {
            ImagePath above = at.parent();
            if (!(Manifest.in(above, job.machine()) instanceof Manifest.None)
                    || !NodeProject.isAbsent(above.child("node_modules"), job.machine())) {
                return false;
            }
        }
        return true;
    }

    /** Other packages may have come into a directory and its scopes. */
    private void openNames(ImagePath modules) {
        if (job.files().follow(modules) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Directory known) {
            job.files(Effects.openNames(job.files(), modules, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            known.children().keySet().stream()
                    .filter(name -> name.startsWith("@"))
                    .forEach(scope -> job.files(Effects.openNames(
                            job.files(), modules.child(scope), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence())));
        }
    }

    /** One package by its name; nobody knows whether it is there. */
    void doubt(String name) {
        ImagePath path = here.resolve("node_modules").resolve(name);
        if (job.files().follow(path) instanceof Fact.Present<Located>) {
            job.files(job.files().perhaps(path, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
        }
        for (String command : GlobalPackages.commands(name)) {
            ImagePath bin = here.resolve("node_modules/.bin").child(command);
            if (job.files().follow(bin) instanceof Fact.Present<Located>) {
                job.files(job.files().perhaps(bin, Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
            }
        }
    }

    private void put(String name) {
        ImagePath modules = here.resolve("node_modules");
        ImagePath path = modules.resolve(name);
        if (!path.parent().equals(modules)) {
            opened(path.parent());
        }
        opened(path);
        for (String command : GlobalPackages.commands(name)) {
            ImagePath bin = modules.resolve(".bin").child(command);
            if (!(job.files().follow(bin) instanceof Fact.Present<Located>)) {
                job.files(job.files()
                        .with(bin, new Node.File(job.made(0755), new Program(command, "", Linkage.UNKNOWN))));
            }
        }
    }

    /** A directory that is there, with whatever may be in it. */
    private ImagePath opened(ImagePath path) {
        if (!(job.files().follow(path) instanceof Fact.Present<Located>)) {
            Rest open = new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
            job.files(job.files().with(path, Directory.empty(job.made(0755), open)));
        }
        return path;
    }

    private boolean standsAlone(PackageJson json) {
        boolean yarn = job.program().name().equals("yarn");
        if (json.hasWorkspaces() || !absent("pnpm-workspace.yaml") || yarn && !hasModules()) {
            return false;
        }
        for (ImagePath at = here; !at.isRoot(); at = at.parent()) {
            // A package below another one may be a workspace of it.
            if (!(Manifest.in(at.parent(), job.machine()) instanceof Manifest.None)) {
                return false;
            }
        }
        return true;
    }

    /** yarn 2 and later make a node_modules only where they are told to (yarnpkg.com, "nodeLinker"). */
    private boolean hasModules() {
        Fact<SourceFile> settings = Manifest.text(here.child(".yarnrc.yml"), job.machine());
        return settings instanceof Fact.Absent<SourceFile>
                || settings instanceof Fact.Present<SourceFile> known
                        && known.value()
                                .text()
                                .lines()
                                .anyMatch(line -> line.startsWith("nodeLinker:") && line.contains("node-modules"));
    }

    private boolean absent(String name) {
        return job.files().follow(here.child(name)) instanceof Fact.Absent<Located>;
    }

    private static Set<String> named(PackageJson json, String member) {
        Set<String> names = new TreeSet<>();
        json.json().member(member).ifPresent(all -> {
            if (all instanceof Json.Members members) {
                members.all().forEach((name, value) -> {
                    boolean local = !(value instanceof Json.Text text)
                            || LOCAL.stream().anyMatch(text.text().text()::startsWith);
                    if (!local) {
                        names.add(name);
                    }
                });
            }
        });
        return names;
    }
}
