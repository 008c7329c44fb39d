package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * ruby (docs.ruby-lang.org, "Ruby Command-Line Options"): whether there is a program, whether all that it requires is there, and whether
 * that serves. Gems are there for what {@code bundle exec} has started.
 */
final class Ruby implements Launcher {

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (words.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Arg first = words.get(0);
        if (!(first.value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        String word = known.text();
        if (word.equals("--version") || word.equals("-v") && words.size() == 1) {
            return List.of(End.success(call.machine()));
        }
        if (word.startsWith("-")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = call.machine();
        ImagePath path = machine.directory().resolve(word);
        Fact<Located> found = machine.files().follow(path);
        Evidence evidence = Evidence.of(first.at(), "runs `" + word + "`").because(found.evidence());
        if (found instanceof Fact.Absent<Located>) {
            String line = call.command().shown() + ": No such file or directory -- " + word + " (LoadError)";
            return Chain.failed(call, new Failure(Cause.START_FILE_MISSING, 1, line, first.at(), word, evidence));
        }
        RubyProgram loaded = new RubyProgram(path, machine, gems(machine), evidence);
        Optional<Doubt> doubt = loaded.load();
        if (doubt.isPresent()) {
            return Chain.lost(call, doubt.get().reason(), doubt.get().evidence());
        }
        return loaded.serves() && call.last() ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** The gems of the bundle that the program runs in. */
    private static List<GemLock.Gem> gems(Machine machine) {
        boolean bundled = machine.environment().get("RUBYOPT") instanceof Fact.Present<String> options
                && options.value().equals("-rbundler/setup");
        return bundled && machine.environment().get("BUNDLE_GEMFILE") instanceof Fact.Present<String> gemfile
                ? Bundler.lock(ImagePath.of(gemfile.value()), machine)
                        .flatMap(lock -> lock.on(machine.libc()))
                        .orElse(List.of())
                : List.of();
    }
}
