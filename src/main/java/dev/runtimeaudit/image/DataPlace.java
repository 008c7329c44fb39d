package dev.runtimeaudit.image;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a known image keeps its data, by its own Dockerfile (docker-library/postgres, /mongo, /mysql, /redis).
 *
 * @param directory where the data lies unless something moves it
 * @param volume what the image declares with {@code VOLUME}: without a mount there, an anonymous volume takes it
 * @param variable moves the data when it is set
 * @param programs what its CMD may start so that this holds
 * @param moving words on its command line that move the data
 * @param elsewhere where other packages of the same program keep theirs; nothing of this image lies there
 * @param refused a mount exactly there makes it refuse to start with an empty database
 */
public record DataPlace(
        ImagePath directory,
        ImagePath volume,
        Optional<String> variable,
        Set<String> programs,
        List<String> moving,
        List<ImagePath> elsewhere,
        Optional<ImagePath> refused) {

    /** The newest major of postgres when this was read; a tag without a version never means an older one. */
    private static final int NEWEST_POSTGRES = 18;

    private static final ImagePath OLD_POSTGRES = ImagePath.of("/var/lib/postgresql/data");

    /** Words of a tag that name what the image stands on. */
    private static final Set<String> BASES =
            Set.of("latest", "alpine", "bullseye", "bookworm", "trixie", "focal", "jammy", "noble", "oracle", "debian");

    public DataPlace {
        programs = Set.copyOf(programs);
        moving = List.copyOf(moving);
        elsewhere = List.copyOf(elsewhere);
    }

    /** Empty for an image of which nothing was read, or whose version is not known. */
    public static Optional<DataPlace> of(Reference image) {
        return switch (image.repository()) {
            case "postgres" -> postgresMajor(image).map(DataPlace::postgres);
            case "mongo" ->
                Optional.of(place(
                        "/data/db",
                        "/data/db",
                        Set.of("mongod"),
                        List.of("--dbpath", "--config", "-f"),
                        "/var/lib/mongodb",
                        "/var/lib/mongo",
                        "/bitnami/mongodb"));
            case "mysql" ->
                Optional.of(place(
                        "/var/lib/mysql",
                        "/var/lib/mysql",
                        Set.of("mysqld"),
                        List.of("--datadir", "-h", "--defaults"),
                        "/var/lib/mysql/data",
                        "/bitnami/mysql",
                        "/bitnami/mysql/data"));
            case "redis" ->
                Optional.of(place(
                        "/data",
                        "/data",
                        Set.of("redis-server"),
                        List.of("--dir", ".conf"),
                        "/var/lib/redis",
                        "/var/lib/redis/data",
                        "/redis",
                        "/redis/data",
                        "/bitnami/redis",
                        "/bitnami/redis/data"));
            default -> Optional.empty();
        };
    }

    private static DataPlace place(
            String directory, String volume, Set<String> programs, List<String> moving, String... elsewhere) {
        return new DataPlace(
                ImagePath.of(directory),
                ImagePath.of(volume),
                Optional.empty(),
                programs,
                moving,
                List.of(elsewhere).stream().map(ImagePath::of).toList(),
                Optional.empty());
    }

    /** From 18 on, the data lies where pg_ctlcluster expects it (docker-library/postgres, pull request 1259). */
    private static DataPlace postgres(int major) {
        boolean moved = major >= 18;
        return new DataPlace(
                moved ? ImagePath.of("/var/lib/postgresql/" + major + "/docker") : OLD_POSTGRES,
                moved ? OLD_POSTGRES.parent() : OLD_POSTGRES,
                Optional.of("PGDATA"),
                Set.of("postgres"),
                List.of("-D", "data_directory", "config_file", "config-file"),
                List.of(
                        ImagePath.of("/bitnami/postgresql"),
                        ImagePath.of("/var/lib/pgsql/data"),
                        ImagePath.of("/var/lib/postgres"),
                        ImagePath.of("/var/lib/postgres/data")),
                moved ? Optional.of(OLD_POSTGRES) : Optional.empty());
    }

    private static Optional<Integer> postgresMajor(Reference image) {
        Tag tag = Tag.parse(image.tag().orElse("?"));
        if (!BASES.containsAll(tag.words().keySet())) {
            return Optional.empty();
        }
        return tag.version().isEmpty()
                ? Optional.of(NEWEST_POSTGRES).filter(major -> image.digest().isEmpty())
                : tag.major();
    }
}
