package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.image.DataPlace;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reference;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.compose.ComposeService.Mount;
import dev.runtimeaudit.workspace.compose.ComposeText.Certainty;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mounts of a service that runs a known image of somebody else, and whether its data lies in one of them. */
public final class DataMounts {

    private static final Set<String> KEEPING = Set.of("volume", "bind");

    private DataMounts() {}

    /**
     * A mount that does not hold the data.
     *
     * @param image as written
     * @param data where it lies instead
     * @param refuses the image does not start with it
     */
    public record Misplaced(Mount mount, String image, ImagePath data, boolean refuses, Evidence evidence) {}

    /** The first mount that misses the data; empty when none does, or when something may move the data. */
    public static Optional<Misplaced> misplaced(ComposeService service) {
        if (service.build().isPresent()
                || service.entrypoint().isPresent()
                || service.image()
                        .filter(name -> name.certainty() != Certainty.OPEN)
                        .isEmpty()) {
            return Optional.empty();
        }
        ComposeText image = service.image().get();
        return Reference.parse(image.text())
                .flatMap(DataPlace::of)
                .filter(place -> isServer(service, place) && !mayBeConfigured(service))
                .flatMap(place -> directory(service, place)
                        .flatMap(data -> misplaced(service, place, data)
                                .map(mount -> new Misplaced(
                                        mount,
                                        image.text(),
                                        data,
                                        refuses(place, data, mount),
                                        Evidence.of(mount.at(), "mounts something at `" + path(mount) + "`")
                                                .because(
                                                        image.at(),
                                                        "runs `" + image.text() + "`, which keeps its data in `" + data
                                                                + "`")))));
    }

    private static Optional<Mount> misplaced(ComposeService service, DataPlace place, ImagePath data) {
        List<Mount> mounts = service.mounts();
        boolean clear = mounts.stream()
                .allMatch(mount -> mount.target().certainty() != Certainty.OPEN
                        && mount.target().text().startsWith("/"));
        boolean held = mounts.stream().anyMatch(mount -> holds(mount, place, data));
        if (!clear || held) {
            return Optional.empty();
        }
        return mounts.stream()
                .filter(mount -> KEEPING.contains(mount.type()) && !mount.readOnly())
                .filter(mount -> refuses(place, data, mount)
                        || isAbove(mount, place, data)
                        || place.elsewhere().contains(path(mount)))
                .findFirst();
    }

    private static boolean refuses(DataPlace place, ImagePath data, Mount mount) {
        return data.equals(place.directory())
                && place.refused().filter(path(mount)::equals).isPresent();
    }

    /** Whether the data lies in it: no volume of the image stands between. */
    private static boolean holds(Mount mount, DataPlace place, ImagePath data) {
        return data.isIn(path(mount)) && !isAbove(mount, place, data);
    }

    /** The image's own volume lies on top of it, and the data in that one. */
    private static boolean isAbove(Mount mount, DataPlace place, ImagePath data) {
        return place.volume().isIn(path(mount)) && !place.volume().equals(path(mount)) && data.isIn(place.volume());
    }

    private static ImagePath path(Mount mount) {
        return ImagePath.of(mount.target().text());
    }

    /** Whether its command starts the server without a word that moves the data. */
    private static boolean isServer(ComposeService service, DataPlace place) {
        if (service.command().isEmpty()) {
            return true;
        }
        List<String> words = service.command().get().start().argv();
        boolean known = service.command().get().certainty() != Certainty.OPEN && !words.isEmpty();
        return known
                && (place.programs().contains(words.get(0)) || words.get(0).startsWith("-"))
                && words.stream().noneMatch(word -> place.moving().stream().anyMatch(word::contains));
    }

    /** A file of settings that is mounted may say where the data goes. */
    private static boolean mayBeConfigured(ComposeService service) {
        return service.mounts().stream()
                .map(mount -> mount.target().text())
                .anyMatch(to -> to.startsWith("/etc") || to.startsWith("/usr") || to.contains("conf"));
    }

    private static Optional<ImagePath> directory(ComposeService service, DataPlace place) {
        if (place.variable().isEmpty()) {
            return Optional.of(place.directory());
        }
        Optional<ServiceEnvironment.Provided> moved =
                service.environment().get(place.variable().get());
        if (moved.isPresent()) {
            return moved.get()
                    .value()
                    .filter(value -> moved.get().certain() && value.startsWith("/"))
                    .map(ImagePath::of);
        }
        return service.environment().open().isPresent() ? Optional.empty() : Optional.of(place.directory());
    }
}
