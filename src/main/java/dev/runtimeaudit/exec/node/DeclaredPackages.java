package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.Json;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The packages that a project's manifest asks for. Who checks types needs all of them, those for development too: a type that is missed is an
 * error.
 */
public final class DeclaredPackages {

    private DeclaredPackages() {}

    /** Whether all that the nearest manifest names is installed; false where it cannot be told. */
    public static boolean areInstalled(ImagePath directory, Machine machine) {
        return Manifest.aboveBehindSteps(directory, machine) instanceof Manifest.Found found
                && Stream.of("dependencies", "devDependencies")
                        .flatMap(list -> found.json().json().member(list).stream())
                        .flatMap(
                                list -> list instanceof Json.Members all ? all.all().keySet().stream() : Stream.empty())
                        .allMatch(name -> isInstalled(name, directory, machine));
    }

    public static boolean isInstalled(String name, ImagePath directory, Machine machine) {
        for (ImagePath above = directory; ; above = above.parent()) {
            if (machine.files().follow(above.resolve("node_modules/" + name)) instanceof Fact.Present<Located>) {
                return true;
            }
            if (above.isRoot()) {
                return false;
            }
        }
    }

    /** The major version that the nearest manifest which names a package asks for, where it asks for one alone. */
    static Optional<Integer> major(String name, ImagePath directory, Machine machine) {
        return range(name, directory, machine).flatMap(DeclaredPackages::major);
    }

    /** What the nearest manifest which names a package asks for, as written. */
    static Optional<String> range(String name, ImagePath directory, Machine machine) {
        for (ImagePath above = directory; ; above = above.parent()) {
            if (Manifest.in(above, machine) instanceof Manifest.Found found) {
                Optional<String> range = Stream.of("dependencies", "devDependencies")
                        .flatMap(list -> found.json().json().member(list).stream())
                        .flatMap(list -> list.text(name).stream())
                        .map(text -> text.text())
                        .findFirst();
                if (range.isPresent()) {
                    return range;
                }
            }
            if (above.isRoot()) {
                return Optional.empty();
            }
        }
    }

    /** {@code ^10.9.2}, {@code ~10.9}, {@code 10}: one major; {@code >=10}, {@code workspace:*}, {@code latest}: nobody knows. */
    private static Optional<Integer> major(String range) {
        String plain = range.startsWith("^") || range.startsWith("~") ? range.substring(1) : range;
        String first = plain.split("\\.", 2)[0];
        boolean one = !first.isEmpty()
                && first.length() < 4
                && first.chars().allMatch(Character::isDigit)
                && !plain.contains(" ")
                && !plain.contains("|");
        return one ? Optional.of(Integer.parseInt(first)) : Optional.empty();
    }
}
