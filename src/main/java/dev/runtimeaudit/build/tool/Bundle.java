package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.GemLock;
import dev.runtimeaudit.exec.launcher.GemPlace;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bundle install}: the gems that are locked for this system, each with its specification, in the place for gems (bundler.io,
 * "bundle install"). With an option that chooses, after a {@code bundle config}, and with gems that link to libraries of the system,
 * nothing is known.
 */
final class Bundle implements Launcher {

    private static final Set<String> HARMLESS = Set.of("quiet", "verbose", "no-cache", "V");

    /** They are compiled against libraries of the system, which the image that they are copied to may lack. */
    private static final Set<String> LINKED = Set.of(
            "charlock_holmes",
            "curb",
            "idn-ruby",
            "mysql2",
            "pg",
            "rbczmq",
            "rmagick",
            "ruby-odbc",
            "ruby-vips",
            "rugged",
            "sassc",
            "snappy",
            "tiny_tds",
            "trilogy",
            "unf_ext",
            "zookeeper");

    private final Launcher otherwise;

    Bundle(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "j", Set.of("jobs", "retry"));
        List<String> operands = line.texts();
        boolean installs = !line.unclear()
                && (operands.isEmpty() && line.flags().isEmpty() || operands.equals(List.of("install")))
                && HARMLESS.containsAll(line.flags())
                && Set.of("j", "jobs", "retry").containsAll(line.values().keySet());
        Job before = new Job(call, program);
        Optional<GemPlace> place = installs ? GemPlace.of(call.machine()) : Optional.empty();
        Optional<List<GemLock.Gem>> gems = place.isPresent()
                        && Manifest.text(before.path("Gemfile.lock"), call.machine())
                                instanceof Fact.Present<SourceFile> file
                ? GemLock.read(file.value().text())
                        .flatMap(lock -> lock.on(call.machine().libc()))
                        .filter(all -> all.stream().noneMatch(gem -> LINKED.contains(gem.name())))
                : Optional.empty();
        List<End> ends = otherwise.run(call, program, replay);
        boolean configures = !operands.isEmpty() && operands.get(0).equals("config");
        if (gems.isEmpty() && !configures) {
            return ends;
        }
        return ends.stream()
                .map(end -> {
                    Job job = new Job(call.with(end.machine()), program);
                    if (configures) {
                        configure(job);
                    } else {
                        install(job, place.orElseThrow(), gems.get());
                    }
                    return new End(job.machine(), end.exit(), end.output(), end.conditions(), end.tolerated());
                })
                .toList();
    }

    private static void configure(Job job) {
        for (ImagePath file : GemPlace.configurations(job.machine())) {
            job.files(job.files()
                    .mkdirs(file.parent(), job.made(0755))
                    .with(file, new Node.File(job.made(0644), new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED))));
        }
    }

    private static void install(Job job, GemPlace place, List<GemLock.Gem> gems) {
        for (ImagePath directory : List.of(
                place.home().child("gems"),
                place.home().child("specifications"),
                place.home().child("bin"),
                place.compiled())) {
            job.files(job.files().mkdirs(directory, job.made(0755)));
            job.files(Effects.open(job.files(), directory, Reason.DOWNLOADED, job.evidence()));
        }
        for (GemLock.Gem gem : gems) {
            job.files(job.files()
                    .with(
                            place.specification(gem),
                            new Node.File(job.made(0644), new Content.Opaque(Reason.DOWNLOADED))));
        }
    }
}
