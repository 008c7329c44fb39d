package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A program of a {@code RUN} that nobody follows: it ends, with a status that is not known, and may have left something behind.
 * One of which only the name is known is taken for the tool of that name, without believing its failures.
 */
final class Unmodelled implements Launcher {

    private static final Set<String> INSTALLING = Set.of("install", "-g", "--global", "global", "--location=global");

    /** What they install are hooks of git, in the project. */
    private static final Set<String> HOOKS = Set.of("husky", "lefthook");

    /** They run the text that they are given; without a word that names it, what they read on standard input. */
    private static final Set<String> INTERPRETERS =
            Set.of("bun", "deno", "node", "nodejs", "perl", "php", "python", "python3", "ruby", "ts-node", "tsx");

    private static final Set<Reason> FETCHED = Set.of(Reason.DOWNLOADED, Reason.VALUE_NOT_KNOWN);

    private final boolean guesses;

    /** @param guesses whether a program of which only the name is known is taken for a tool; tools that fall back on this one must not be */
    Unmodelled(boolean guesses) {
        this.guesses = guesses;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        String command = call.command().shown();
        String guess = program.name().isEmpty() ? command.substring(command.lastIndexOf('/') + 1) : program.name();
        // Which shell stands behind /bin/sh is not known either; on Debian and its like it is dash.
        String name = guess.equals("sh") ? "dash" : guess;
        Optional<Launcher> tool = replay.launcher(name);
        if (guesses
                && program.version().equals(Replay.UNCLEAR)
                && tool.filter(t -> t != this).isPresent()) {
            return tool.get().run(call, program, replay).stream()
                    .map(end -> end.exit() instanceof Exit.Code code && code.code() != 0
                            ? new End(
                                    end.machine(),
                                    new Exit.Unknown(Reason.PROGRAM_NOT_MODELLED, new Job(call, program).evidence()),
                                    end.output(),
                                    end.conditions(),
                                    end.tolerated())
                            : end)
                    .toList();
        }
        Job job = new Job(call, program);
        if (Asking.only(name, call)) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        // Whatever it is: asked to install something, it may put it where programs are searched.
        boolean installs = !HOOKS.contains(name)
                        && call.arguments().stream().map(Arg::shown).anyMatch(INSTALLING::contains)
                || INTERPRETERS.contains(name) && foreign(call);
        boolean script = call.machine().environment().names().contains(PackageScript.EVENT);
        if (script && !installs) {
            // What a script of the project calls builds that project.
            job.machine(Effects.inScript(
                    name, call.arguments(), job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        job.machine(Effects.of(
                installs ? "" : name,
                call.arguments(),
                job.machine(),
                Reason.COMMAND_EFFECT_NOT_MODELLED,
                job.evidence()));
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    /** Whether an interpreter runs what was fetched, an installer perhaps, and no code of the project. */
    private static boolean foreign(Invocation call) {
        for (Arg word : call.arguments()) {
            if (!(word.value() instanceof Value.Known known)) {
                return true;
            }
            if (known.text().equals("-")) {
                break;
            }
            if (!known.text().startsWith("-")) {
                return call.machine().files().follow(call.machine().directory().resolve(known.text()))
                                instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().text() instanceof Fact.Unknown<SourceFile> text
                        && FETCHED.contains(text.reason());
            }
            if (known.text().equals("-c") || known.text().equals("-e")) {
                return call.arguments().stream().anyMatch(each -> !(each.value() instanceof Value.Known));
            }
        }
        return !(call.input() instanceof Value.Known);
    }
}
