package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code corepack}: {@code enable} puts shims of the package managers beside itself (corepack, "Utility Commands"). */
final class Corepack implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "o", Set.of("install-directory", "output"));
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        if (!command.equals("enable") && !command.equals("disable")) {
            if (Set.of("prepare", "install", "hydrate", "cache", "pack").contains(command) && !line.unclear()) {
                cache(job, line.value("o", "output").isPresent() || command.equals("pack"));
                return job.unknown(Reason.DOWNLOADED);
            }
            // use, up: a cache in the home directory, a line in package.json, an install.
            job.machine(Effects.local(job.machine(), Reason.DOWNLOADED, job.evidence()));
            return job.unknown(Reason.DOWNLOADED);
        }
        List<String> names = operands.size() > 1 ? operands.subList(1, operands.size()) : List.of("pnpm", "yarn");
        List<String> shims = new ArrayList<>();
        for (String name : names) {
            switch (name) {
                case "pnpm" -> shims.addAll(List.of("pnpm", "pnpx"));
                case "yarn" -> shims.addAll(List.of("yarn", "yarnpkg"));
                case "npm" -> shims.addAll(List.of("npm", "npx"));
                default -> shims.add(name);
            }
        }
        Optional<ImagePath> directory = line.text("install-directory").map(job::path);
        if (directory.isEmpty() && Kernel.onPath("corepack", job.machine()) instanceof Fact.Present<ImagePath> own) {
            directory = Optional.of(own.value().parent());
        }
        if (directory.isEmpty()) {
            directory = likely(job);
        }
        if (directory.isEmpty()) {
            // Which corepack this is cannot be told: a shim may be in any directory on PATH.
            for (ImagePath at : Effects.searched(job.machine())) {
                for (String shim : shims) {
                    job.files(job.files().perhaps(at.child(shim), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
                }
            }
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        if (command.equals("enable") && Unwritable.shims(job, directory.get(), shims)) {
            return job.ends();
        }
        for (String shim : shims) {
            if (command.equals("enable")) {
                GlobalPackages.put(job, directory.get().child(shim), "corepack-shim", "");
            } else {
                job.files(job.files().without(directory.get().child(shim), job.evidence()));
            }
        }
        return job.ends();
    }

    /** Some versions of the image bring it, in one place: a build that goes on behind this step has it there. */
    private static Optional<ImagePath> likely(Job job) {
        List<ImagePath> places = Effects.searched(job.machine()).stream()
                .filter(at -> job.files().follow(at) instanceof Fact.Present<FileSystem.Located> there
                        && there.value().node() instanceof Node.Directory directory
                        && directory.children().get("corepack") instanceof Node.Slot.Perhaps)
                .toList();
        return places.size() == 1 ? Optional.of(places.get(0)) : Optional.empty();
    }

    /** What is downloaded goes into corepack's own directory, and nowhere else (corepack, "Environment Variables"). */
    private static void cache(Job job, boolean archive) {
        String home = job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : job.machine().identity().home();
        if (job.machine().environment().get("COREPACK_HOME") instanceof Fact.Present<String> set) {
            opened(job, job.path(set.value()));
        } else if (home.startsWith("/") && home.length() > 1) {
            opened(job, ImagePath.of(home).resolve(".cache"));
        }
        if (archive) {
            job.files(Effects.openNames(job.files(), job.machine().directory(), Reason.DOWNLOADED, job.evidence()));
        }
    }

    private static void opened(Job job, ImagePath directory) {
        job.files(job.files().mkdirs(directory, job.made(0755)).open(directory, Reason.DOWNLOADED, job.evidence()));
    }
}
