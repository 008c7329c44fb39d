package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
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
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code bundle exec}: looks for the Gemfile from the current directory upwards, asks whether the gems that are locked are installed, and
 * replaces itself by the command (bundler.io, "bundle exec"; read at bundler 2.6). A Gemfile in which more is written than gems, their
 * source and groups is not understood.
 */
final class Bundler implements Launcher {

    private static final List<String> PLAIN = List.of("source ", "gem ", "group ", "end", "#", "# ");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        boolean executes = words.size() > 1
                && words.get(0).value() instanceof Value.Known first
                && first.text().equals("exec")
                && !words.get(1).shown().startsWith("-");
        if (!executes) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        Machine machine = call.machine();
        Optional<ImagePath> gemfile = Optional.empty();
        Evidence looked = Evidence.NONE;
        for (ImagePath at = machine.directory(); gemfile.isEmpty(); at = at.parent()) {
            for (String name : List.of("Gemfile", "gems.rb")) {
                if (gemfile.isPresent()) {
                    break;
                }
                Fact<Located> found = machine.files().follow(at.child(name));
                if (found instanceof Fact.Unknown<Located> unknown) {
                    return Chain.lost(call, unknown.reason(), unknown.evidence());
                }
                looked = looked.because(found.evidence());
                gemfile = found instanceof Fact.Present<Located> ? Optional.of(at.child(name)) : Optional.empty();
            }
            if (at.isRoot()) {
                break;
            }
        }
        boolean chosen = machine.environment().get("BUNDLE_GEMFILE") instanceof Fact.Present<String>;
        if (gemfile.isEmpty() && !chosen) {
            return Chain.fails(
                    call, Cause.START_FILE_MISSING, 10, "Could not locate Gemfile or .bundle/ directory", "Gemfile");
        }
        if (gemfile.isEmpty() || chosen || !isInstalled(gemfile.get(), machine)) {
            return Chain.lost(
                    call,
                    Reason.INSTALLED_MODULES_NOT_MODELLED,
                    Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`")
                            .because(looked));
        }
        Machine child = machine.withEnvironment(machine.environment()
                .with("BUNDLE_GEMFILE", Fact.present(gemfile.get().value()))
                .with("RUBYOPT", Fact.present("-rbundler/setup")));
        List<Arg> command = new ArrayList<>(words.subList(1, words.size()));
        return Chain.exec(call.with(child).with(command), true, replay, (name, refused) -> {
            boolean missing = Chain.isMissing(refused);
            return new Chain.Words(
                    missing ? "bundler: command not found: " + name : "bundler: not executable: " + name,
                    missing ? 127 : 126);
        });
    }

    /** Whether all that is locked for this system is installed, and all that the Gemfile asks for is locked. */
    private static boolean isInstalled(ImagePath gemfile, Machine machine) {
        Optional<GemLock> lock = lock(gemfile, machine);
        Optional<GemPlace> place = GemPlace.of(machine);
        Optional<List<String>> asked = text(gemfile, machine).flatMap(Bundler::asked);
        if (lock.isEmpty()
                || place.isEmpty()
                || asked.isEmpty()
                || !lock.get().asked().containsAll(asked.get())) {
            return false;
        }
        boolean fits = machine.files().follow(place.get().compiled()) instanceof Fact.Present<Located>;
        return fits
                && lock.get()
                        .on(machine.libc())
                        .filter(gems -> gems.stream()
                                .allMatch(gem ->
                                        machine.files().follow(place.get().specification(gem))
                                                instanceof Fact.Present<Located>))
                        .isPresent();
    }

    /** The lock of a Gemfile. */
    static Optional<GemLock> lock(ImagePath gemfile, Machine machine) {
        String name = gemfile.name().equals("gems.rb") ? "gems.locked" : gemfile.name() + ".lock";
        return text(gemfile.parent().child(name), machine).flatMap(GemLock::read);
    }

    private static Optional<String> text(ImagePath path, Machine machine) {
        return Manifest.text(path, machine) instanceof Fact.Present<SourceFile> file
                ? Optional.of(file.value().text())
                : Optional.empty();
    }

    /** The names of the gems in a Gemfile of plain lines. */
    private static Optional<List<String>> asked(String gemfile) {
        List<String> names = new ArrayList<>();
        boolean continued = false;
        for (String raw : gemfile.lines().toList()) {
            String line = raw.strip();
            if (line.isEmpty() || continued) {
                continued = continued && line.endsWith(",");
                continue;
            }
            if (PLAIN.stream().noneMatch(line::startsWith)) {
                return Optional.empty();
            }
            continued = line.endsWith(",");
            if (line.startsWith("gem ")) {
                String rest = line.substring("gem ".length()).strip();
                int end = rest.length() < 2 ? -1 : rest.indexOf(rest.charAt(0), 1);
                boolean quoted = end > 1 && (rest.charAt(0) == '"' || rest.charAt(0) == '\'');
                boolean conditional = line.contains(" if ") || line.contains("install_if");
                if (!quoted || conditional) {
                    return Optional.empty();
                }
                names.add(rest.substring(1, end));
            }
        }
        return Optional.of(names);
    }
}
