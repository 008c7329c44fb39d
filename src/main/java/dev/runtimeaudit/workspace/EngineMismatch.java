package dev.runtimeaudit.workspace;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.exec.node.QueryEngine;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.workspace.health.Listener;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A generated Prisma client that finds no engine for the C library of the image that ships.
 *
 * @param libc that of the image
 * @param made where a client is made, in the code
 * @param atOnce whether it is made as soon as the program is loaded
 * @param absence why there is no engine: its first step is what generated the client
 */
public record EngineMismatch(Linkage libc, Span made, boolean atOnce, Evidence absence) {

    private static final String PACKAGE = "@prisma/client";

    private static final String CLIENT = "PrismaClient";

    /** With it the database is asked over HTTP, without an engine. */
    private static final Set<String> REMOTE = Set.of("@prisma/extension-accelerate", "@prisma/client/edge");

    /** Commands of prisma that generate, and of package managers that run what does. */
    private static final Set<String> GENERATING = Set.of("generate", "push", "reset", "dev", "rebuild");

    /** Words of a program that may make the engine itself, or whose database is asked without one. */
    private static final Pattern OTHERWISE = Pattern.compile(
            "child_process|execa|prisma://|prisma\\+postgres://|" + String.join("|", QueryEngine.SETTINGS));

    /** Of what the image starts. */
    public static Optional<EngineMismatch> of(Service service) {
        Optional<OwnScripts> scripts = service.own().flatMap(own -> Listener.scripts(service.image(), own));
        if (scripts.isEmpty() || mayDoWithout(service, scripts.get())) {
            return Optional.empty();
        }
        Optional<ImagePath> asker = Optional.ofNullable(scripts.get().askers().get(PACKAGE));
        Optional<Span> first = made(scripts.get().certain(), true);
        Optional<Span> made = first.or(() -> made(scripts.get().files(), false));
        if (asker.isEmpty() || made.isEmpty()) {
            return Optional.empty();
        }
        Optional<Evidence> absence = Optional.empty();
        for (Visit visit : service.own().orElseThrow().visits()) {
            if (visit.program().equals("node")) {
                absence = QueryEngine.missing(asker.get().parent(), machine(service, visit));
                if (absence.isEmpty()) {
                    return Optional.empty();
                }
            }
        }
        return absence.map(why -> new EngineMismatch(service.image().libc(), made.get(), first.isPresent(), why));
    }

    private static Machine machine(Service service, Visit visit) {
        return Machine.of(service.image())
                .withFiles(visit.files())
                .withEnvironment(visit.environment())
                .withDirectory(visit.directory());
    }

    /** Whether the client may get an engine when the container starts, or need none. */
    private static boolean mayDoWithout(Service service, OwnScripts scripts) {
        List<Visit> visits = service.launches().stream()
                .flatMap(each -> each.visits().stream())
                .toList();
        boolean generates = visits.stream()
                .anyMatch(visit -> visit.argv().stream().anyMatch(GENERATING::contains)
                        && visit.argv().stream().anyMatch(word -> word.contains("prisma") || word.equals("rebuild")));
        boolean given = service.deployed().stream()
                .flatMap(use -> use.service().environment().variables().stream())
                .anyMatch(each -> QueryEngine.SETTINGS.contains(each.name())
                        || each.value().filter(EngineMismatch::isRemote).isPresent());
        boolean set = visits.stream()
                .map(Visit::environment)
                .flatMap(all -> all.names().stream().map(all::get))
                .anyMatch(value -> value instanceof Fact.Present<String> text && isRemote(text.value()));
        boolean file = visits.stream()
                .map(visit -> Manifest.text(visit.directory().child(".env"), machine(service, visit)))
                .anyMatch(text -> text instanceof Fact.Present<SourceFile> present && isOtherwise(present.value()));
        return generates
                || given
                || set
                || file
                || scripts.packages().stream().anyMatch(REMOTE::contains)
                || scripts.files().stream().anyMatch(EngineMismatch::isOtherwise);
    }

    private static boolean isOtherwise(SourceFile file) {
        return OTHERWISE.matcher(file.text()).find();
    }

    private static boolean isRemote(String address) {
        return address.startsWith("prisma:") || address.startsWith("prisma+");
    }

    /** Where files of the program make a client of the package's. */
    private static Optional<Span> made(List<SourceFile> files, boolean atOnce) {
        return files.stream()
                .filter(file -> ModuleUses.of(file).stream()
                        .anyMatch(use -> use.specifier().equals(PACKAGE)))
                .flatMap(file ->
                        (atOnce ? ModuleUses.constructs(file, CLIENT) : ModuleUses.makes(file, CLIENT)).stream())
                .findFirst();
    }
}
