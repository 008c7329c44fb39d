package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named volume over a directory that the build fills with what is started: the engine copies it into the volume when that is empty,
 * and never again (Docker's "Volumes", "Mounting a volume over existing data").
 */
public record StaleVolume(String volume, ImagePath path, Evidence evidence) {

    /** Directories of a program, by the names that package managers and builders give them. */
    private static final Set<String> PROGRAMS = Set.of("node_modules", "dist", ".next");

    /** Those of the services that run an image. */
    public static List<StaleVolume> of(Image image, List<ComposeUse> uses) {
        List<StaleVolume> all = new ArrayList<>();
        for (ComposeUse use : uses) {
            ComposeService service = use.service();
            for (ComposeService.Mount mount : service.mounts()) {
                boolean named = mount.type().equals("volume")
                        && mount.source().isPresent()
                        && mount.target().certain()
                        && mount.target().text().startsWith("/")
                        && use.project().complete()
                        && mount.plain()
                        && service.mounts().stream().noneMatch(other -> isBelow(mount, other));
                if (named) {
                    of(image, service, mount).ifPresent(all::add);
                }
            }
        }
        return all.stream().distinct().toList();
    }

    private static Optional<StaleVolume> of(Image image, ComposeService service, ComposeService.Mount mount) {
        ImagePath path = ImagePath.of(mount.target().text());
        boolean program = PROGRAMS.contains(path.name()) || startsBelow(image, service, path);
        return program && isFilled(image, path)
                ? mount.source()
                        .map(source -> new StaleVolume(
                                source.text(),
                                path,
                                Evidence.of(mount.at(), "mounts a volume over `" + path + "`")
                                        .because(image.files().at(path).evidence())))
                : Optional.empty();
    }

    /** Whether another mount hides what the image has there. */
    private static boolean isBelow(ComposeService.Mount mount, ComposeService.Mount other) {
        return other != mount
                && (!other.target().text().startsWith("/")
                        || ImagePath.of(mount.target().text())
                                .isIn(ImagePath.of(other.target().text())));
    }

    private static boolean isFilled(Image image, ImagePath path) {
        return image.files().at(path) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Directory directory
                && directory.children().values().stream().anyMatch(slot -> slot instanceof Slot.Here);
    }

    /** Whether one of the words that are started is a file below the directory. */
    private static boolean startsBelow(Image image, ComposeService service, ImagePath path) {
        if (service.command().isPresent() || service.entrypoint().isPresent() || path.isRoot()) {
            return false;
        }
        ImagePath from = image.workdir() instanceof Fact.Present<ImagePath> workdir ? workdir.value() : ImagePath.ROOT;
        return List.of(image.entrypoint(), image.cmd()).stream()
                .filter(fact -> fact instanceof Fact.Present<Start>)
                .flatMap(fact -> ((Fact.Present<Start>) fact).value().argv().stream())
                .filter(word -> !word.isEmpty() && !word.startsWith("-") && !word.contains(" "))
                .map(from::resolve)
                .anyMatch(file -> file.isIn(path)
                        && !file.equals(path)
                        && image.files().follow(file) instanceof Fact.Present<Located>);
    }
}
