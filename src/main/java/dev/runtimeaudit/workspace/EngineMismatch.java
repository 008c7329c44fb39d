package dev.runtimeaudit.workspace;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.exec.node.QueryEngine;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.health.Listener;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A generated Prisma client that finds no engine for the C library of the image that ships.
 *
 * @param libc that of the image
 * @param made where a client is made, in the code
 * @param atOnce whether it is made as soon as the code is loaded
 * @param absence why there is no engine: its first step is what generated the client
 */
public record EngineMismatch(Linkage libc, Span made, boolean atOnce, Evidence absence) {

    private static final String PACKAGE = "@prisma/client";

    private static final String CLIENT = "PrismaClient";

    /** With it the database is asked over HTTP, without an engine. */
    private static final Set<String> REMOTE = Set.of("@prisma/extension-accelerate", "@prisma/client/edge");

    /** Of what the image starts. */
    public static Optional<EngineMismatch> of(Service service) {
        Linkage libc = service.image().libc();
        Optional<OwnScripts> scripts = service.own().flatMap(own -> Listener.scripts(service.image(), own));
        if (scripts.isEmpty() || scripts.get().packages().stream().anyMatch(REMOTE::contains)) {
            return Optional.empty();
        }
        Optional<ImagePath> asker = Optional.ofNullable(scripts.get().askers().get(PACKAGE));
        Optional<Span> first = scripts.get().files().stream()
                .flatMap(file -> made(file, true).stream())
                .findFirst();
        Optional<Span> made = first.or(() -> scripts.get().files().stream()
                .flatMap(file -> made(file, false).stream())
                .findFirst());
        if (asker.isEmpty() || made.isEmpty()) {
            return Optional.empty();
        }
        List<Visit> visits = service.own().orElseThrow().visits().stream()
                .filter(visit -> visit.program().equals("node"))
                .toList();
        boolean set = service.deployed().stream()
                .map(use -> use.service().environment())
                .anyMatch(given -> QueryEngine.SETTINGS.stream()
                        .anyMatch(name -> given.get(name).isPresent()));
        if (visits.isEmpty() || set) {
            return Optional.empty();
        }
        Visit last = visits.get(visits.size() - 1);
        Machine machine = Machine.of(service.image()).withFiles(last.files()).withEnvironment(last.environment());
        return QueryEngine.missing(asker.get().parent(), machine)
                .map(absence -> new EngineMismatch(libc, made.get(), first.isPresent(), absence));
    }

    /** Where a file of the program makes a client of the package's. */
    private static Optional<Span> made(SourceFile file, boolean atOnce) {
        if (ModuleUses.of(file).stream().noneMatch(use -> use.specifier().equals(PACKAGE))) {
            return Optional.empty();
        }
        return atOnce ? ModuleUses.constructs(file, CLIENT) : ModuleUses.makes(file, CLIENT);
    }
}
