package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.launcher.PrismaConfig;
import dev.runtimeaudit.exec.launcher.SchemaSearch;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an install leaves of {@code @prisma/client} that decides whether a program can load it: the file that asks for the generated
 * client, and the stub that its postinstall puts where that is to come (measured with 5.22, 6.7, 6.19 and 7.0 under pnpm 9.15
 * and 10.20; from 7 on there is no postinstall).
 */
final class PrismaPackage {

    static final String NAME = "@prisma/client";

    private static final String GENERATED = ".prisma";

    private static final String CLIENT = "client";

    /** A client that was generated has one, the stub does not. */
    private static final String MANIFEST = "package.json";

    /** What the stub says when it is used; it can be loaded. */
    private static final String STUB = """
            class PrismaClient {
              constructor() {
                throw new Error('@prisma/client did not initialize yet. Please run "prisma generate" and try to import it again.')
              }
            }
            module.exports = { PrismaClient }
            """;

    private static final List<String> OTHERS = List.of(
            "default.d.ts",
            "edge.d.ts",
            "edge.js",
            "index-browser.js",
            "index.d.ts",
            "index.js",
            "wasm.d.ts",
            "wasm.js");

    private PrismaPackage() {}

    /** The major version, where it is one that was looked at. */
    private static OptionalInt major(String version) {
        int dot = version.indexOf('.');
        String major = dot < 0 ? version : version.substring(0, dot);
        return List.of("5", "6", "7").contains(major) ? OptionalInt.of(Integer.parseInt(major)) : OptionalInt.empty();
    }

    /** The package, of which one file is known. */
    static Directory content(Directory unread, String version) {
        if (major(version).isEmpty()) {
            return unread;
        }
        // It brings no packages of its own.
        return unread.with("node_modules", new Slot.Gone(unread.meta().origin()))
                .with("default.js", file(unread.meta(), "default.js", """
                module.exports = {
                  ...require('.prisma/client/default'),
                }
                """));
    }

    /** Whether it is known to be the only one of an install: of one of several versions nothing is said but its name. */
    static boolean isOnly(ImagePath directory, FileSystem files) {
        return files.holdsFile(directory.child("default.js"));
    }

    private static Slot file(Meta meta, String name, String text) {
        return new Slot.Here(new Node.File(
                meta.withMode(0644),
                new Content.Written(new SourceFile(new TreePath("node_modules/" + NAME + "/" + name), text))));
    }

    /**
     * What stands beside the package under {@code .prisma} when it is installed.
     *
     * @param builds whether its postinstall runs
     * @param from where the install was called, which is where that looks for a schema
     */
    static Slot generated(Job job, String version, Optional<Boolean> builds, ImagePath from) {
        Slot.Perhaps unknown =
                new Slot.Perhaps(Optional.empty(), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
        OptionalInt major = major(version);
        boolean skips =
                job.machine().environment().get("PRISMA_SKIP_POSTINSTALL_GENERATE") instanceof Fact.Present<String> set
                        && !set.value().isEmpty();
        if (major.isEmpty() || major.getAsInt() < 7 && builds.isEmpty() && !skips) {
            return unknown;
        }
        if (major.getAsInt() >= 7 || skips || !builds.orElse(false)) {
            return new Slot.Gone(job.evidence());
        }
        SchemaSearch.Result schema = new SchemaSearch(
                        job.machine().withDirectory(from), major, PrismaConfig.in(from, job.machine()))
                .find(Optional.empty());
        // With a schema it generates, if the CLI is there and finds its engines.
        return schema instanceof SchemaSearch.Result.Missing ? new Slot.Here(stub(job)) : unknown;
    }

    /** What lies there before anything is generated. */
    static Directory stub(Job job) {
        Meta meta = job.made(0755);
        SortedMap<String, Slot> files = new TreeMap<>();
        OTHERS.forEach(name -> files.put(
                name,
                new Slot.Here(new Node.File(
                        meta.withMode(0644), new Content.Opaque(Reason.INSTALLED_MODULES_NOT_MODELLED)))));
        files.put("default.js", file(meta, "stub.js", STUB));
        files.put(MANIFEST, new Slot.Gone(job.evidence()));
        Rest open = new Rest.Open(Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence());
        Directory client = new Directory(meta, open, () -> files);
        SortedMap<String, Slot> one = new TreeMap<>();
        one.put(CLIENT, new Slot.Here(client));
        return new Directory(meta, new Rest.Closed(job.evidence()), () -> one);
    }

    /**
     * A {@code node_modules} after something ran that may have generated a client into it, or into the store of pnpm below it.
     * A client that was generated stays one, and may be one for other platforms.
     */
    static Directory perhapsGenerated(Directory modules, Reason reason, Evidence evidence) {
        return new Directory(modules.meta(), modules.rest(), () -> {
            SortedMap<String, Slot> children = new TreeMap<>(modules.children());
            Slot client = modules.slot(GENERATED);
            if (!isGenerated(client)) {
                Optional<Node> likely = client instanceof Slot.Here here ? Optional.of(here.node()) : Optional.empty();
                children.put(
                        GENERATED,
                        client instanceof Slot.Perhaps ? client : new Slot.Perhaps(likely, reason, evidence));
            } else if (client instanceof Slot.Here here && here.node() instanceof Directory whole) {
                below(whole, CLIENT)
                        .ifPresent(made -> children.put(
                                GENERATED,
                                new Slot.Here(whole.with(CLIENT, new Slot.Here(again(made, reason, evidence))))));
            }
            below(modules, ".pnpm")
                    .ifPresent(store -> children.put(".pnpm", new Slot.Here(inStore(store, reason, evidence))));
            return children;
        });
    }

    /** A client that may have been generated once more, where it may get engines that it did not have. */
    private static Directory again(Directory client, Reason reason, Evidence evidence) {
        return client.mapChildren(
                slot -> slot instanceof Slot.Gone ? new Slot.Perhaps(Optional.empty(), reason, evidence) : slot);
    }

    private static Directory inStore(Directory store, Reason reason, Evidence evidence) {
        return new Directory(store.meta(), store.rest(), () -> {
            SortedMap<String, Slot> cells = new TreeMap<>(store.children());
            cells.replaceAll((name, slot) -> {
                Optional<Directory> cell = name.startsWith("@prisma+client@") ? below(store, name) : Optional.empty();
                Optional<Directory> modules = cell.flatMap(each -> below(each, "node_modules"));
                return modules.isEmpty()
                        ? slot
                        : new Slot.Here(cell.orElseThrow()
                                .with(
                                        "node_modules",
                                        new Slot.Here(perhapsGenerated(modules.get(), reason, evidence))));
            });
            return cells;
        });
    }

    private static Optional<Directory> below(Directory directory, String name) {
        return directory.slot(name) instanceof Slot.Here here && here.node() instanceof Directory known
                ? Optional.of(known)
                : Optional.empty();
    }

    private static boolean isGenerated(Slot slot) {
        return slot instanceof Slot.Here here
                && here.node() instanceof Directory directory
                && below(directory, CLIENT)
                        .filter(client -> client.slot(MANIFEST) instanceof Slot.Here)
                        .isPresent();
    }
}
