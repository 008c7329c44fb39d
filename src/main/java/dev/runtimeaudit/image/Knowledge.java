package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that comes from outside the workspace: the base images and packages that are known, and what the user says.
 *
 * <p>Dropping a part of it may leave questions open; it never makes a finding.
 */
public final class Knowledge {

    /**
     * What the user says of an image.
     *
     * @param image its name as the Dockerfile writes it
     * @param like a known image that it is built on
     * @param commands what it has on PATH besides
     */
    public record Described(String image, Optional<String> like, List<String> commands) {
        public Described {
            commands = List.copyOf(commands);
        }
    }

    /**
     * What the user knows of a path in an image.
     *
     * @param service empty for all of them
     * @param present false: it is not there
     * @param evidence where that is said, and why it is so in the user's words
     */
    public record Assumed(Optional<String> service, String path, boolean present, Evidence evidence) {}

    /**
     * A file that exists before {@code docker build}.
     *
     * @param pattern a path below the root, {@code *} for anything within a name
     * @param by what makes it
     * @param evidence where that is said
     */
    public record Produced(String pattern, Optional<String> by, Evidence evidence) {
        public Produced(String pattern, Optional<String> by) {
            this(pattern, by, Evidence.NONE);
        }

        /** The names that it may have in a directory, as far as they are written out. */
        private Optional<String> nameIn(String directory) {
            String[] wanted = pattern.split("/");
            String[] names = directory.isEmpty() ? new String[0] : directory.split("/");
            boolean there = wanted.length > names.length && !wanted[names.length].contains("*");
            for (int i = 0; there && i < names.length; i++) {
                there = nameMatches(wanted[i], names[i]);
            }
            return there ? Optional.of(wanted[names.length]) : Optional.empty();
        }
    }

    /** Images that are made on the machine that builds, and that no registry has. */
    public interface Local {

        /** None. */
        Local NONE = reference -> Optional.empty();

        /** What is behind a name; empty where it is none of them, or nobody can tell which. */
        Optional<Image> image(Reference reference);

        /** What is behind the address of a build whose result others take for a context; empty where nobody can tell. */
        default Optional<Image> result(String address) {
            return Optional.empty();
        }
    }

    private final Optional<BaseTable> table;
    private final Map<String, Packages> packages;
    private final List<Described> images;
    private final List<Assumed> assumed;
    private final List<Produced> produced;
    private final Local local;

    private Knowledge(
            Optional<BaseTable> table,
            Map<String, Packages> packages,
            List<Described> images,
            List<Assumed> assumed,
            List<Produced> produced,
            Local local) {
        this.table = table;
        this.packages = packages;
        this.images = List.copyOf(images);
        this.assumed = List.copyOf(assumed);
        this.produced = List.copyOf(produced);
        this.local = local;
    }

    /** Nothing but what holds everywhere. */
    public static Knowledge none() {
        return new Knowledge(Optional.empty(), Map.of(), List.of(), List.of(), List.of(), Local.NONE);
    }

    /** What comes with the audit. */
    public static Knowledge shipped() {
        Map<String, Packages> packages = new TreeMap<>();
        List<Packages> debian = new ArrayList<>();
        for (String release : List.of("bookworm", "trixie", "bullseye")) {
            debian.add(Packages.read("debian-" + release, true));
            packages.put("debian-" + release, debian.get(debian.size() - 1));
        }
        packages.put("debian", Packages.common(debian));
        packages.put("alpine", Packages.read("alpine", false));
        return new Knowledge(Optional.of(BaseTable.read()), packages, List.of(), List.of(), List.of(), Local.NONE);
    }

    public Knowledge withImages(List<Described> changed) {
        return new Knowledge(table, packages, changed, assumed, produced, local);
    }

    public Knowledge withAssumed(List<Assumed> changed) {
        return new Knowledge(table, packages, images, changed, produced, local);
    }

    public Knowledge withProduced(List<Produced> changed) {
        return new Knowledge(table, packages, images, assumed, changed, local);
    }

    public Knowledge withLocal(Local changed) {
        return new Knowledge(table, packages, images, assumed, produced, changed);
    }

    public Knowledge withoutBaseImages() {
        return new Knowledge(Optional.empty(), packages, images, assumed, produced, local);
    }

    public Knowledge withoutPackages() {
        return new Knowledge(table, Map.of(), images, assumed, produced, local);
    }

    /** What a build of the workspace leaves behind that others take for a context: {@code target://…}, {@code service://…}. */
    public Optional<Image> result(String address) {
        return local.result(address);
    }

    public List<Assumed> assumed() {
        return assumed;
    }

    /** What makes a path of the workspace before the build, where the user has said so. */
    public Optional<Produced> produced(String path) {
        return produced.stream().filter(p -> matches(p.pattern(), path)).findFirst();
    }

    /** Names in a directory of the workspace that are made before the build, or lead to what is. */
    public Set<String> producedNames(String directory) {
        return produced.stream().flatMap(p -> p.nameIn(directory).stream()).collect(Collectors.toSet());
    }

    /** What lies at or below a produced path. */
    private static boolean matches(String pattern, String path) {
        String[] wanted = pattern.split("/");
        String[] names = path.split("/");
        for (int i = 0; i < Math.min(wanted.length, names.length); i++) {
            if (!nameMatches(wanted[i], names[i])) {
                return false;
            }
        }
        return names.length >= wanted.length;
    }

    private static boolean nameMatches(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        if (!name.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int i = star; i <= name.length(); i++) {
            if (nameMatches(rest, name.substring(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param release {@code alpine}, {@code debian-bookworm}, {@code debian-trixie}; of another release of Debian, or of one that
     *     is built on it, what all that were measured have in common
     */
    public Packages packages(String release) {
        String like = release.startsWith("debian-") ? "debian" : release;
        return packages.getOrDefault(release, packages.getOrDefault(like, Packages.unknown()));
    }

    /**
     * The image of a name; an unknown one is {@link Fact.Unknown}, a name that Docker does not take {@link Fact.Absent}.
     *
     * @param at the place that names it
     */
    public Fact<Image> base(String name, Span at) {
        Optional<Reference> reference = Reference.parse(name);
        if (reference.isEmpty()) {
            return Fact.absent(Evidence.of(at, "names `" + name + "`, which is no reference to an image"));
        }
        for (Described described : images) {
            if (isSame(described.image(), name, reference.get())) {
                return new Fact.Present<>(
                        described(described, name, at), Evidence.of(at, "starts from `" + name + "`"));
            }
        }
        Optional<Image> own = local.image(reference.get());
        if (own.isPresent()) {
            return new Fact.Present<>(own.get(), Evidence.of(at, "starts from `" + name + "`, which is built here"));
        }
        Evidence evidence = Evidence.of(at, "starts from `" + name + "`, whose content is not known");
        return table.flatMap(t -> t.image(reference.get(), at))
                .<Fact<Image>>map(image -> new Fact.Present<>(image, Evidence.of(at, "starts from `" + name + "`")))
                .orElseGet(() -> Fact.unknown(Reason.BASE_IMAGE_NOT_MODELLED, evidence));
    }

    private static boolean isSame(String image, String name, Reference reference) {
        if (image.equals(name)) {
            return true;
        }
        Optional<Reference> described = Reference.parse(image);
        return described.isPresent()
                && described.get().repository().equals(reference.repository())
                && described.get().tag().equals(reference.tag());
    }

    private Image described(Described described, String name, Span at) {
        Evidence says = Evidence.of(at, "starts from `" + name + "`, which the configuration describes");
        Image like = described
                .like()
                .flatMap(Reference::parse)
                .flatMap(r -> table.flatMap(t -> t.image(r, at)))
                .orElseGet(() -> Image.unknown(name, Reason.BASE_IMAGE_NOT_MODELLED, says));
        FileSystem files = like.files();
        for (String command : described.commands()) {
            files = files.with(
                    ImagePath.of(command.startsWith("/") ? command : "/usr/local/bin/" + command),
                    new Node.File(
                            Meta.root(0755, says),
                            new Content.Program(ImagePath.of(command).name(), "", Linkage.UNKNOWN)));
        }
        return like.withFiles(files);
    }
}
