package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Where the gems of a bundle lie (bundler.io, "bundle config", {@code path}; guides.rubygems.org, "gem environment"): in the directory
 * that {@code GEM_HOME} names, or in one of this version of ruby below {@code BUNDLE_PATH}.
 *
 * @param home the directory that holds {@code gems}, {@code specifications}, {@code bin} and {@code extensions}
 * @param compiled the directory for extensions that are compiled for this ruby on this system
 */
public record GemPlace(ImagePath home, ImagePath compiled) {

    /** What makes bundler install less, or elsewhere, or ask for another Gemfile. */
    private static final List<String> SETTINGS = List.of(
            "BUNDLE_WITHOUT",
            "BUNDLE_WITH",
            "BUNDLE_ONLY",
            "BUNDLE_GEMFILE",
            "BUNDLE_FORCE_RUBY_PLATFORM",
            "BUNDLE_PATH__SYSTEM",
            "BUNDLE_IGNORE_CONFIG",
            "GEM_PATH");

    /** The place for the ruby on PATH; empty where the version of that is not known, or a setting is not understood. */
    public static Optional<GemPlace> of(Machine machine) {
        Optional<String> version = ruby(machine);
        boolean set = SETTINGS.stream().anyMatch(name -> isSet(machine, name));
        Content.Linkage libc = machine.libc();
        if (version.isEmpty() || set || libc != Content.Linkage.MUSL && libc != Content.Linkage.GLIBC) {
            return Optional.empty();
        }
        Optional<ImagePath> home = isSet(machine, "BUNDLE_PATH") || isSet(machine, "BUNDLE_DEPLOYMENT")
                ? value(machine, "BUNDLE_PATH")
                        .map(path -> machine.directory().resolve(path).resolve("ruby/" + version.get()))
                : value(machine, "GEM_HOME").map(ImagePath::of);
        String platform = libc == Content.Linkage.MUSL ? "x86_64-linux-musl" : "x86_64-linux";
        return home.filter(at -> settled(machine))
                .map(at -> new GemPlace(at, at.resolve("extensions/" + platform + "/" + version.get())));
    }

    /** No {@code bundle config} has written settings into a file. */
    private static boolean settled(Machine machine) {
        return configurations(machine).stream()
                .noneMatch(file -> machine.files().follow(file) instanceof Fact.Present<Located>);
    }

    /** The files of settings (bundler.io, "bundle config", "Configuration Locations"). */
    public static List<ImagePath> configurations(Machine machine) {
        ImagePath own = value(machine, "BUNDLE_APP_CONFIG")
                .map(ImagePath::of)
                .orElseGet(() -> machine.directory().child(".bundle"));
        return List.of(
                own.child("config"), ImagePath.of(machine.identity().home()).resolve(".bundle/config"));
    }

    /** The version of ruby's interface, "3.4.0". */
    static Optional<String> ruby(Machine machine) {
        if (!(Kernel.onPath("ruby", machine) instanceof Fact.Present<ImagePath> path)
                || !(machine.files().follow(path.value()) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content() instanceof Content.Program program)
                || !program.name().equals("ruby")) {
            return Optional.empty();
        }
        String[] numbers = program.version().split("\\.");
        return numbers.length < 2 ? Optional.empty() : Optional.of(numbers[0] + "." + numbers[1] + ".0");
    }

    /** Of the images that are known none sets one but for those that the table tells. */
    private static boolean isSet(Machine machine, String variable) {
        Fact<String> value = machine.environment().get(variable);
        return value instanceof Fact.Present<String>
                || value instanceof Fact.Unknown<String> unknown
                        && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN
                        && unknown.reason() != Reason.VALUE_NOT_KNOWN
                        && unknown.reason() != Reason.VALUE_GIVEN;
    }

    private static Optional<String> value(Machine machine, String variable) {
        return machine.environment().get(variable) instanceof Fact.Present<String> set
                        && !set.value().isEmpty()
                ? Optional.of(set.value())
                : Optional.empty();
    }

    /** The specification of a gem. */
    public ImagePath specification(GemLock.Gem gem) {
        return home.resolve("specifications/" + gem.full() + ".gemspec");
    }
}
