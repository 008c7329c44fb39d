package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PythonPlace;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * python in a {@code RUN}: {@code -m venv} makes a virtual environment (docs.python.org, "venv"), {@code -m pip} installs; everything
 * else runs code of the project.
 */
final class PythonBuild implements Launcher {

    private final Launcher unmodelled;

    PythonBuild(Launcher unmodelled) {
        this.unmodelled = unmodelled;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        List<Arg> words = call.arguments();
        boolean module = words.size() > 2 && words.get(0).shown().equals("-m");
        Job job = new Job(call, program);
        Optional<PythonPlace> own = PythonPlace.of(call.command().shown(), call.machine());
        if (module && words.get(1).shown().equals("pip")) {
            return Pip.of(job, words.subList(2, words.size()), own);
        }
        if (module && words.get(1).shown().equals("venv") && own.isPresent()) {
            return environments(job, Line.of(words.subList(2, words.size()), "", Set.of("prompt")), own.get());
        }
        // Of one whose version is not clear, that would ask this launcher again.
        return unmodelled.run(call, new Program(program.name(), "", program.linkage()), replay);
    }

    /** What {@code venv} leaves in each directory that it is given. */
    static List<End> environments(Job job, Line line, PythonPlace own) {
        job.each(line.operands(), (word, path) -> environment(job, own.environment(path), !line.has("without-pip")));
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    static void environment(Job job, PythonPlace place, boolean pip) {
        for (ImagePath directory : List.of(place.packages(), place.commands())) {
            job.files(job.files().mkdirs(directory, job.made(0755)));
            job.files(Effects.open(job.files(), directory, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
        Linkage libc = job.machine().libc();
        for (String name : List.of("python", "python3", "python" + place.version())) {
            put(job, place.commands().child(name), new Program("python3", place.version(), libc));
        }
        if (pip) {
            for (String name : List.of("pip", "pip3")) {
                put(job, place.commands().child(name), new Program("pip", "", Linkage.UNKNOWN));
            }
        }
        job.files(Effects.openNames(job.files(), place.prefix(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
    }

    private static void put(Job job, ImagePath path, Program program) {
        job.files(job.files().with(path, new Node.File(job.made(0755), program)));
    }
}
