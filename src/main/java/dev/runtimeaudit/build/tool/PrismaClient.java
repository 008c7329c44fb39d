package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.launcher.SchemaSearch;
import dev.runtimeaudit.exec.node.QueryEngine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.prisma.PrismaSchema.Block;
import dev.runtimeaudit.read.prisma.PrismaSchema.Kind;
import dev.runtimeaudit.read.prisma.PrismaSchema.Setting;
import dev.runtimeaudit.source.SourceFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code prisma generate} writes, and nothing else: the client lies where {@code output} says, or beside the
 * {@code @prisma/client} that is found from the directory of the schema, links followed (measured with npm and pnpm 9 and 10; with
 * pnpm that is below {@code node_modules/.pnpm}, and the root's {@code node_modules} gets no {@code .prisma}).
 */
final class PrismaClient {

    /** The files of the old generator, from 5 to 7. */
    private static final List<String> FILES = List.of(
            "default.js",
            "default.d.ts",
            "edge.js",
            "index.js",
            "index.d.ts",
            "index-browser.js",
            "package.json",
            "schema.prisma");

    /** What a generator may be told without it mattering which engines are made. */
    private static final Set<String> ENGINE_SETTINGS =
            Set.of("provider", "binaryTargets", "previewFeatures", "engineType");

    private static final Set<String> ENGINES = Set.of("library", "binary");

    /** Options with which no engine is put beside the client. */
    private static final Set<String> ENGINELESS = Set.of("--no-engine", "--accelerate", "--data-proxy");

    /** Systems that no container of Linux is. */
    private static final List<String> FOREIGN = List.of("darwin", "windows", "freebsd", "openbsd", "netbsd");

    private static final Content OPAQUE = new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED);

    private final Job job;
    private final SchemaSearch.Result.Found found;
    private final OptionalInt major;

    PrismaClient(Job job, SchemaSearch.Result.Found found, OptionalInt major) {
        this.job = job;
        this.found = found;
        this.major = major;
    }

    List<End> write() {
        for (Block generator :
                found.schema().orElse(new PrismaSchema(List.of(), List.of())).generators()) {
            write(generator);
        }
        engines();
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private void write(Block generator) {
        Optional<String> provider = generator.text("provider");
        boolean elsewhere = generator.setting("output").isPresent();
        Optional<String> output = generator.text("output");
        if (elsewhere && output.isEmpty() || provider.isEmpty()) {
            job.machine(Effects.local(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return;
        }
        if (provider.get().equals("prisma-client-js")) {
            if (elsewhere) {
                client(found.directory().resolve(output.get()), FILES, OPAQUE);
            } else {
                besidePackage(generator);
            }
        } else if (provider.get().equals("prisma-client")) {
            String extension = generator.text("generatedFileExtension").orElse("ts");
            output.ifPresent(path -> {
                ImagePath directory = found.directory().resolve(path);
                client(
                        directory,
                        List.of("client." + extension),
                        runtime(generator)
                                .map(runtime -> asking(generator, runtime))
                                .orElse(OPAQUE));
                client(
                        directory,
                        List.of("enums." + extension, "models." + extension),
                        runtime(generator).isPresent() ? asking(generator, "") : OPAQUE);
            });
        } else if (elsewhere) {
            // Some generators take a directory, some a file.
            ImagePath path = found.directory().resolve(output.get());
            opened(path.parent());
        } else {
            opened(found.directory());
        }
    }

    /**
     * What the client of the new generator loads (measured with 6.19 and 7.10): parts of its own, which lie beside it, and the runtime
     * of the package. Empty where it is made for something else than node.
     */
    private Optional<String> runtime(Block generator) {
        boolean node = generator.setting("runtime").isEmpty()
                || generator
                        .text("runtime")
                        .filter(each -> each.equals("nodejs"))
                        .isPresent();
        if (!node || major.isEmpty() || major.getAsInt() < 6 || major.getAsInt() > 7) {
            return Optional.empty();
        }
        String engine = generator.text("engineType").orElse("library");
        return Optional.of("@prisma/client/runtime/" + (major.getAsInt() == 7 ? "client" : engine));
    }

    /** A text that loads the same, on the line of the schema that asks for it. */
    private static Content asking(Block generator, String runtime) {
        String lines = "\n".repeat(Math.max(0, generator.span().line() - 1));
        String text = runtime.isEmpty()
                ? "export {}"
                : "import \"node:process\"; import \"node:path\"; import \"node:url\"; import * as runtime from \""
                        + runtime + "\"; export const PrismaClient = runtime.getPrismaClient";
        return new Content.Written(new SourceFile(generator.span().path(), lines + text + "\n"));
    }

    private void client(ImagePath directory, List<String> files, Content content) {
        Rest open = new Rest.Open(Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence());
        if (!(job.files().follow(directory) instanceof Fact.Present<Located>)) {
            job.files(job.files().mkdirs(directory, job.made(0755)));
        }
        job.files(job.files()
                .update(real(directory), false, node -> node instanceof Directory known ? known.withRest(open) : node));
        for (String name : files) {
            job.files(job.files().with(directory.child(name), new Node.File(job.made(0644), content)));
        }
    }

    private ImagePath real(ImagePath directory) {
        return job.files().follow(directory) instanceof Fact.Present<Located> here
                ? here.value().path()
                : directory;
    }

    private void besidePackage(Block generator) {
        boolean unclear = false;
        boolean nested = false;
        for (ImagePath above = found.directory(); ; above = above.parent()) {
            Fact<Located> there = job.files().follow(above.resolve("node_modules/@prisma/client"));
            // Nobody puts a second one nearer than the only one, and neither does a step that is not followed.
            boolean meant = !unclear
                    && there instanceof Fact.Present<Located> here
                    && (!nested || PrismaPackage.isOnly(here.value().path(), job.files()));
            if (there instanceof Fact.Present<Located> present && meant) {
                ImagePath real = present.value().path();
                ImagePath client = real.parent().parent().resolve(".prisma/client");
                boolean first = isFirst(client);
                client(client, FILES, OPAQUE);
                // It holds clients, and is no package itself.
                job.files(job.files().without(client.parent().child("package.json"), job.evidence()));
                if (first) {
                    withoutEngines(client, generator);
                } else {
                    opened(client); // what was made before stays, and more comes to it
                }
                return;
            }
            boolean below = there instanceof Fact.Unknown<Located> unknown
                    && unknown.reason() == Reason.INSTALLED_HERE_OR_BELOW;
            nested |= below;
            boolean step = there instanceof Fact.Unknown<Located> unknown
                    && unknown.reason().isOfStep();
            if (below || step) {
                mayHold(above.resolve("node_modules"));
            } else if (!(there instanceof Fact.Absent<Located>)) {
                // It may be this one, and with some layouts it is a link into a store of this directory.
                unclear = true;
                mayHold(above.resolve("node_modules"));
            }
            if (above.isRoot()) {
                break;
            }
        }
        if (!unclear) {
            // Without the package the CLI installs it (measured with 6.19).
            job.machine(Effects.local(job.machine(), Reason.DOWNLOADED, job.evidence()));
        }
    }

    /** Whether nothing was generated there before: at most the stub of the install, which brings no engine. */
    private boolean isFirst(ImagePath client) {
        return job.files().follow(client.child("package.json")) instanceof Fact.Absent<Located>;
    }

    /** The engines that are not put beside the client: those of a C library that it is not generated for. */
    private void withoutEngines(ImagePath client, Block generator) {
        Optional<Set<Linkage>> made = engines(generator);
        for (Linkage libc : List.of(Linkage.GLIBC, Linkage.MUSL)) {
            if (made.isPresent() && !made.get().contains(libc)) {
                for (String name : QueryEngine.files(libc)) {
                    job.files(job.files().without(client.child(name), job.evidence()));
                }
            }
        }
    }

    /** The C libraries that engines are put there for; empty when that is not known, or when the client needs none. */
    private Optional<Set<Linkage>> engines(Block generator) {
        boolean plain = major.isPresent()
                && (major.getAsInt() == 5 || major.getAsInt() == 6)
                && ENGINE_SETTINGS.containsAll(generator.settings().keySet())
                && ENGINES.contains(generator.text("engineType").orElse("library"))
                && !(generator.setting("engineType").isPresent()
                        && generator.text("engineType").isEmpty())
                && generator.setting("previewFeatures").stream()
                        .noneMatch(list -> list.texts().contains("queryCompiler"))
                && job.call().arguments().stream()
                        .noneMatch(word -> ENGINELESS.contains(word.shown())
                                || !Line.text(word).isPresent())
                && job.machine().environment().names().stream().noneMatch(name -> name.startsWith("PRISMA_"));
        if (!plain) {
            return Optional.empty();
        }
        Optional<Setting> said = generator.setting("binaryTargets");
        if (said.isPresent() && said.get().kind() != Kind.LIST) {
            return Optional.empty();
        }
        Set<Linkage> made = EnumSet.noneOf(Linkage.class);
        for (String target : said.map(Setting::texts).orElse(List.of("native"))) {
            Optional<Linkage> libc =
                    target.equals("native") ? Optional.of(job.machine().libc()) : QueryEngine.of(target);
            if (libc.isEmpty() && FOREIGN.stream().anyMatch(target::startsWith)) {
                continue;
            }
            if (libc.isEmpty() || libc.get() != Linkage.GLIBC && libc.get() != Linkage.MUSL) {
                return Optional.empty();
            }
            made.add(libc.get());
        }
        return Optional.of(made);
    }

    private void mayHold(ImagePath modules) {
        for (String name : List.of(".prisma", ".pnpm", ".store", ".bun", "@prisma")) {
            if (job.files().follow(modules.child(name)) instanceof Fact.Present<Located> here) {
                job.files(job.files().open(here.value().path(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            } else {
                job.files(job.files().perhaps(modules.child(name), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            }
        }
    }

    private void opened(ImagePath directory) {
        job.files(Effects.open(job.files(), directory, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
    }

    /** Engines that are missing are downloaded, into the package of the engines and a cache in the home directory. */
    private void engines() {
        String home = job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : job.machine().identity().home();
        if (home.startsWith("/") && home.length() > 1) {
            ImagePath cache = ImagePath.of(home).resolve(".cache");
            if (job.files().follow(cache) instanceof Fact.Present<Located>) {
                opened(cache);
            } else {
                job.files(job.files().perhaps(cache, Reason.DOWNLOADED, job.evidence()));
            }
        }
        for (ImagePath above = job.machine().directory(); ; above = above.parent()) {
            opened(above.resolve("node_modules/@prisma/engines"));
            if (above.isRoot()) {
                break;
            }
        }
    }
}
