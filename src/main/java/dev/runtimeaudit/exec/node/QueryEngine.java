package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The query engine of a generated Prisma client: a native library that {@code prisma generate} puts beside the client, one for each of
 * the {@code binaryTargets}, and that the client looks for under the name of the platform it runs on as soon as it is first asked for
 * data (prisma 4.16 to 6.19, {@code getPlatform.ts}, {@code resolveEnginePath.ts}). Told apart is only the C library: it is the part
 * of the name that does not depend on which OpenSSL is found.
 */
public final class QueryEngine {

    private static final List<String> MUSL = List.of(
            "linux-musl",
            "linux-musl-openssl-3.0.x",
            "linux-musl-arm64-openssl-1.1.x",
            "linux-musl-arm64-openssl-3.0.x");

    private static final List<String> SSL = List.of("1.0.x", "1.1.x", "3.0.x");

    private static final List<String> GLIBC = Stream.of("debian", "rhel", "linux-arm64", "linux-arm")
            .flatMap(system -> SSL.stream().map(version -> system + "-openssl-" + version))
            .toList();

    /** Variables that name an engine elsewhere, or another kind of it. */
    public static final List<String> SETTINGS =
            List.of("PRISMA_QUERY_ENGINE_LIBRARY", "PRISMA_QUERY_ENGINE_BINARY", "PRISMA_CLIENT_ENGINE_TYPE");

    private QueryEngine() {}

    /** The C library that an engine is made for; empty for what runs elsewhere, and for names that are not known. */
    public static Optional<Linkage> of(String target) {
        if (MUSL.contains(target)) {
            return Optional.of(Linkage.MUSL);
        }
        return GLIBC.contains(target) ? Optional.of(Linkage.GLIBC) : Optional.empty();
    }

    /** The names that files of engines for a C library have. */
    public static List<String> files(Linkage libc) {
        List<String> targets = libc == Linkage.MUSL ? MUSL : libc == Linkage.GLIBC ? GLIBC : List.of();
        return targets.stream()
                .flatMap(target -> Stream.of("libquery_engine-" + target + ".so.node", "query-engine-" + target))
                .toList();
    }

    /**
     * Why the client that a program loads finds no engine for the C library that it runs on; empty where it may find one.
     *
     * @param from the directory of the file that loads {@code @prisma/client}
     */
    public static Optional<Evidence> missing(ImagePath from, Machine machine) {
        boolean set = machine.environment().names().stream().anyMatch(SETTINGS::contains);
        Modules modules = new Modules(machine, Release.of(""));
        if (set
                || !(GeneratedClient.of(from, machine) instanceof GeneratedClient.Present)
                || !(modules.installed(GeneratedClient.PACKAGE, from) instanceof Fact.Present<ImagePath> real)
                || !(modules.resolve(".prisma/client/default", real.value(), false, "")
                        instanceof Resolution.Found found)) {
            return Optional.empty();
        }
        List<String> names = files(machine.libc());
        Optional<Evidence> absence = Optional.empty();
        for (String name : names) {
            if (!(machine.files().follow(found.path().parent().child(name)) instanceof Fact.Absent<Located> absent)) {
                return Optional.empty();
            }
            absence = Optional.of(absent.evidence());
        }
        // The package, the directory of the schema, and where some hosts put engines.
        List<ImagePath> places = List.of(
                real.value(),
                ImagePath.of("/tmp/prisma-engines"),
                machine.directory(),
                machine.directory().child("prisma"),
                from,
                from.child("prisma"));
        boolean elsewhere = places.stream()
                .flatMap(place -> names.stream().map(place::child))
                .anyMatch(path -> machine.files().follow(path) instanceof Fact.Present<Located>);
        return elsewhere ? Optional.empty() : absence;
    }
}
