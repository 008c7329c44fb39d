package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.PrismaConfig;
import dev.runtimeaudit.exec.launcher.SchemaSearch;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.prisma.PrismaSchema.Block;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The client that the postinstall of {@code @prisma/client} has the CLI generate where both find each other and a schema
 * ({@code scripts/postinstall.js} of 5.1, 5.22, 6.0 and 6.19; measured with 5.1.1 under yarn 3.3.1). It ends with 0 whatever
 * becomes of that, so that nothing is generated for certain where something may keep it from being so: scripts that may not be
 * run, a CLI that may not be installed, a generator of somebody else, an engine that a variable names and that is not there.
 */
final class PrismaPostinstall {

    private static final String CLI = "prisma";

    /** Variables that choose, or name, an engine, or only what is printed. */
    private static final Set<String> HARMLESS = Set.of(
            "PRISMA_CLIENT_ENGINE_TYPE",
            "PRISMA_CLI_QUERY_ENGINE_TYPE",
            "PRISMA_DISABLE_WARNINGS",
            "PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING",
            "PRISMA_HIDE_UPDATE_MESSAGE");

    /** Variables with the path of an engine; without it, nothing is generated ({@code @prisma/fetch-engine}, {@code env.ts}). */
    private static final Set<String> ENGINES = Set.of(
            "PRISMA_FMT_BINARY",
            "PRISMA_INTROSPECTION_ENGINE_BINARY",
            "PRISMA_MIGRATION_ENGINE_BINARY",
            "PRISMA_QUERY_ENGINE_BINARY",
            "PRISMA_QUERY_ENGINE_LIBRARY",
            "PRISMA_SCHEMA_ENGINE_BINARY");

    /** From here on the scripts of packages are left out, unless a project says otherwise (npm 12.0.0, yarn 4.14.0: their notes). */
    private static final int SELECTIVE_NPM = 12;

    private static final int SELECTIVE_YARN_4 = 14;

    private final Job job;
    private final NodeProject project;
    private final Optional<Lockfile> lock;
    private final boolean runs;

    /** @param runs whether the scripts of the packages are run, and for the first time */
    private PrismaPostinstall(Job job, NodeProject project, Optional<Lockfile> lock, boolean runs) {
        this.job = job;
        this.project = project;
        this.lock = lock;
        this.runs = runs;
    }

    /**
     * As it is in front of an install.
     *
     * @param berry it is yarn, from 2 on
     * @param builds whether the command line and npm's settings have the scripts of packages run
     * @param clean what was there before is removed first
     */
    static PrismaPostinstall before(
            Job job, NodeProject project, Optional<Lockfile> lock, boolean berry, boolean builds, boolean clean) {
        ImagePath root = project.root();
        boolean first = clean
                || job.files().follow(root.resolve("node_modules").resolve(PrismaPackage.NAME))
                        instanceof Fact.Absent<Located>;
        boolean runs = builds && (berry ? berryRuns(job, project) : runs(job, project));
        return new PrismaPostinstall(job, project, lock, first && runs);
    }

    private static boolean runs(Job job, NodeProject project) {
        return switch (project.manager()) {
            case "npm" -> {
                int major = number(job.program().version(), 0);
                yield major > 0 && major < SELECTIVE_NPM;
            }
            case "yarn" ->
                lacks(project.root().child(".yarnrc"), "ignore-scripts", job)
                        && lacks(home(job).child(".yarnrc"), "ignore-scripts", job);
            // Of pnpm it was asked whether this very package may.
            case "pnpm" -> true;
            default -> false;
        };
    }

    /** yarn 2 and later (yarnpkg.com, "enableScripts", "dependenciesMeta.built"). */
    private static boolean berryRuns(Job job, NodeProject project) {
        ImagePath root = project.root();
        Optional<NodeProject.Member> top = Optional.ofNullable(project.members().get("."));
        List<String> versions = new ArrayList<>();
        top.flatMap(member -> member.json().packageManager())
                .filter(named -> named.startsWith("yarn@"))
                .map(named -> named.substring("yarn@".length()))
                .ifPresent(versions::add);
        Optional<String> settings = text(root.child(".yarnrc.yml"), job);
        settings.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("yarnPath:"))
                .map(line -> line.substring(line.lastIndexOf("/yarn-") + "/yarn-".length()))
                .forEach(versions::add);
        boolean told = top.stream()
                .flatMap(member -> member.json().json().member("dependenciesMeta").stream())
                .anyMatch(meta -> meta instanceof Json.Members members
                        && members.all().keySet().stream().anyMatch(name -> name.contains(CLI)));
        boolean kept = job.machine().environment().names().contains("YARN_ENABLE_SCRIPTS")
                || !(job.files().follow(root.resolve(".yarn/install-state.gz")) instanceof Fact.Absent<Located>)
                || !(job.files().follow(root.resolve(".yarn/build-state.yml")) instanceof Fact.Absent<Located>);
        return settings.filter(text -> !text.contains("enableScripts")).isPresent()
                && lacks(home(job).child(".yarnrc.yml"), "enableScripts", job)
                && !told
                && !kept
                && !versions.isEmpty()
                && versions.stream().allMatch(PrismaPostinstall::runsAll);
    }

    private static boolean runsAll(String version) {
        int major = number(version, 0);
        return major == 2 || major == 3 || major == 4 && number(version, 1) < SELECTIVE_YARN_4;
    }

    /** A number of a version, counted from 0; a large one where there is none. */
    private static int number(String version, int index) {
        String[] parts = version.split("[.+-]");
        return index < parts.length && parts[index].matches("\\d{1,4}") ? Integer.parseInt(parts[index]) : 9_999;
    }

    private static ImagePath home(Job job) {
        return ImagePath.of(PnpmSettings.home(job));
    }

    private static boolean lacks(ImagePath path, String word, Job job) {
        return NodeProject.isAbsent(path, job.machine())
                || text(path, job).filter(text -> !text.contains(word)).isPresent();
    }

    private static Optional<String> text(ImagePath path, Job job) {
        return Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file
                ? Optional.of(file.value().text())
                : Optional.empty();
    }

    /** What it leaves, once everything is installed. */
    void run() {
        Machine machine = job.machine();
        ImagePath root = project.root();
        Optional<ImagePath> client = nearest(root, PrismaPackage.NAME);
        OptionalInt major = major();
        boolean alone = machine.directory().equals(root)
                && Optional.ofNullable(project.members().get("."))
                        .flatMap(member -> member.json().name())
                        .isPresent();
        if (!runs || client.isEmpty() || major.isEmpty() || !alone || !hasCli(client.get()) || !isPlain(machine)) {
            return;
        }
        SchemaSearch.Result schema =
                new SchemaSearch(machine, major, PrismaConfig.in(root, machine)).find(Optional.empty());
        if (schema instanceof SchemaSearch.Result.Found found
                && found.schema().filter(PrismaPostinstall::isOwn).isPresent()
                && nearest(found.directory(), PrismaPackage.NAME).equals(client)) {
            // The stub comes first, and stays where the client leaves it.
            job.files(job.files().with(client.get().parent().parent().child(".prisma"), PrismaPackage.stub(job)));
            new PrismaClient(job, found, major).write();
        }
    }

    /** All that is generated is the client beside the package. */
    private static boolean isOwn(PrismaSchema schema) {
        return !schema.generators().isEmpty()
                && schema.generators().stream()
                        .allMatch(each -> each.setting("output").isEmpty() && isOld(each));
    }

    private static boolean isOld(Block generator) {
        return generator.text("provider").filter("prisma-client-js"::equals).isPresent();
    }

    /** The one major of the package and of the CLI; from 7 on there is no such script. */
    private OptionalInt major() {
        List<Integer> majors = lock.stream()
                .flatMap(all -> all.packages().values().stream())
                .filter(each ->
                        each.name().equals(PrismaPackage.NAME) || each.name().equals(CLI))
                .map(Locked::version)
                .map(version -> number(version, 0))
                .distinct()
                .toList();
        return majors.size() == 1 && (majors.get(0) == 5 || majors.get(0) == 6)
                ? OptionalInt.of(majors.get(0))
                : OptionalInt.empty();
    }

    /** The CLI that node finds from the package, which generates for the package.json above itself. */
    private boolean hasCli(ImagePath client) {
        Optional<ImagePath> cli = nearest(client, CLI);
        return cli.isPresent() && cli.get().isIn(project.root().child("node_modules"));
    }

    /** The directory of a package that is found from another one, links followed; empty where that is not proven. */
    private Optional<ImagePath> nearest(ImagePath from, String name) {
        for (ImagePath at = from; ; at = at.parent()) {
            if (!at.name().equals("node_modules")) {
                Fact<Located> found =
                        job.files().follow(at.resolve("node_modules").resolve(name));
                if (found instanceof Fact.Present<Located> here && here.value().node() instanceof Directory) {
                    return Optional.of(here.value().path());
                }
                if (!(found instanceof Fact.Absent<Located>)) {
                    return Optional.empty();
                }
            }
            if (at.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** No variable may keep it from generating. */
    private boolean isPlain(Machine machine) {
        return machine.environment().names().stream()
                .allMatch(name -> !name.equals("INIT_CWD")
                        && (!name.startsWith("PRISMA_")
                                || HARMLESS.contains(name)
                                || ENGINES.contains(name) && isThere(name, machine)));
    }

    /** An engine, or a name in what was taken from an image of which nobody knows what it holds. */
    private static boolean isThere(String variable, Machine machine) {
        if (!(machine.environment().get(variable) instanceof Fact.Present<String> path)
                || !path.value().startsWith("/")) {
            return false;
        }
        ImagePath engine = ImagePath.of(path.value());
        Fact<Located> found = machine.files().follow(engine);
        return found instanceof Fact.Present<Located>
                || found instanceof Fact.Unknown<Located> unknown && unknown.reason() == Reason.BASE_IMAGE_NOT_MODELLED;
    }
}
