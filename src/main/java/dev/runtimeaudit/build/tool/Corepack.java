package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
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
            // prepare, install, use, up: a cache in the home directory, a line in package.json.
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
            // Which corepack this is cannot be told: a shim may be in any directory on PATH.
            for (ImagePath at : Effects.searched(job.machine())) {
                for (String shim : shims) {
                    job.files(job.files().perhaps(at.child(shim), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
                }
            }
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
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
}
