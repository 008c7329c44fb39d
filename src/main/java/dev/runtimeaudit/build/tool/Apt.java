package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Packages;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code apt-get}, {@code apt} and {@code dpkg}. What a package brings was measured with {@code --no-install-recommends}: without
 * that, others may come along.
 */
final class Apt implements Launcher {

    /** Measured as libraries: their names change with every release, and they bring no command. */
    private static final List<String> LIBRARIES = List.of("fonts-", "tzdata", "ca-certificates", "libc6", "locales");

    /** What nobody touched is known of no base image. */
    private static final List<ImagePath> SOURCES = Stream.of(
                    "sources.list", "sources.list.d", "preferences", "preferences.d")
            .map(name -> ImagePath.of("/etc/apt").child(name))
            .toList();

    private static final Set<String> CHANGES = Set.of(
            "install",
            "reinstall",
            "remove",
            "purge",
            "autoremove",
            "autopurge",
            "upgrade",
            "dist-upgrade",
            "full-upgrade",
            "update",
            "build-dep");

    private final Knowledge knowledge;

    Apt(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line =
                Line.of(call.arguments(), "oct", Set.of("option", "target-release", "default-release", "config-file"));
        List<String> operands = line.texts();
        if (program.name().equals("dpkg")) {
            Optional<String> architecture = job.machine().processor().debian();
            boolean asks = line.flags().equals(Set.of("print-architecture")) && operands.isEmpty() && !line.unclear();
            if (asks && architecture.isPresent()) {
                // Alpine's is built for another C library, and says so.
                String system = job.machine().libc() == Linkage.MUSL ? "musl-linux-" : "";
                return job.ends(Value.of(system + architecture.get() + "\n"));
            }
            boolean installs = line.has("i", "install", "unpack");
            if (installs) {
                job.machine(Effects.anywhere(job.machine(), Reason.DOWNLOADED, job.evidence()));
            }
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        String command = operands.isEmpty() ? "" : operands.get(0);
        boolean locks = CHANGES.contains(command)
                && !line.has("s", "simulate", "just-print", "dry-run", "recon", "no-act", "print-uris")
                && line.value("o", "c", "option", "config-file").isEmpty();
        if (locks && Unwritable.apt(job, command)) {
            return job.ends();
        }
        Packages packages = knowledge.packages("debian-" + program.version());
        List<String> names = new ArrayList<>();
        for (String operand : operands.subList(Math.min(1, operands.size()), operands.size())) {
            names.add(operand.split("[=/:]", 2)[0]);
        }
        switch (command) {
            case "install" -> install(job, packages, names, line);
            case "remove", "purge", "autoremove", "autopurge" -> {
                for (String name : names) {
                    packages.find(name).ifPresent(b -> Installing.remove(job, name, b));
                }
            }
            case "upgrade", "dist-upgrade", "full-upgrade", "update", "clean", "autoclean", "download", "source" -> {}
            case "build-dep" -> Installing.open(job, List.of());
            default -> job.doubts(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        return job.unknown(Reason.DOWNLOADED);
    }

    private static void install(Job job, Packages packages, List<String> names, Line line) {
        boolean recommends = !line.has("no-install-recommends")
                && line.text("o", "option")
                        .filter(o -> o.contains("Install-Recommends"))
                        .isEmpty();
        boolean foreign = foreign(job.files());
        boolean more = line.unclear() || recommends && !names.isEmpty() || !packages.complete() || foreign;
        for (String name : names) {
            Optional<Packages.Bundle> bundle = packages.find(name);
            bundle.ifPresent(b -> Installing.add(job, b));
            boolean library = LIBRARIES.stream().anyMatch(name::startsWith);
            more |= bundle.isEmpty() && !library;
            if (bundle.isEmpty() && name.contains(".deb")) {
                job.machine(Effects.anywhere(job.machine(), Reason.DOWNLOADED, job.evidence()));
            }
        }
        if (foreign) {
            Installing.openAll(job, names);
        } else if (more) {
            Installing.open(job, line.unclear() ? List.of() : names);
        }
    }

    /**
     * Whether packages may come from elsewhere than the distribution (sources.list(5), apt_preferences(5)): one of the same name may
     * then bring other commands, as the nodejs of NodeSource brings npm.
     */
    private static boolean foreign(FileSystem files) {
        for (ImagePath path : SOURCES) {
            Fact<Located> found = files.follow(path);
            boolean untouched = found instanceof Fact.Absent<Located>
                    || found instanceof Fact.Unknown<Located> unknown
                            && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
            if (!untouched) {
                return true;
            }
        }
        return false;
    }
}
