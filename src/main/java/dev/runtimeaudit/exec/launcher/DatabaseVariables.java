package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;

/** The variables of the entry scripts of databases ({@link DatabaseEntrypoint}); what they read with {@code file_env}. */
final class DatabaseVariables {

    /** Each of its variables may name a file instead. */
    private static final String FILE = "_FILE";

    private static final List<String> OWN = List.of("MARIADB_", "MONGO_INITDB_", "MYSQL_", "POSTGRES_");

    private DatabaseVariables() {}

    private static String name(String setting) {
        return setting.contains("=") ? setting.substring(0, setting.indexOf('=')) : setting;
    }

    /** Whether a file may give it as well. */
    private static boolean isPlain(String setting) {
        return !setting.contains("=") && !setting.contains("_ALLOW_") && !setting.contains("_RANDOM_");
    }

    static boolean isGiven(String setting, Machine machine) {
        Environment environment = machine.environment();
        boolean here = environment.get(name(setting)) instanceof Fact.Present<String> given
                && !given.value().isEmpty()
                && (!setting.contains("=") || setting.endsWith("=" + given.value()));
        return here
                || isPlain(setting)
                        && environment.get(setting + FILE) instanceof Fact.Present<String> file
                        && isFilled(file.value(), machine);
    }

    /** Whether a file is known to hold something, or mounted as a secret. */
    private static boolean isFilled(String path, Machine machine) {
        if (path.isEmpty()) {
            return false;
        }
        Fact<Located> file = machine.files().follow(machine.directory().resolve(path));
        boolean mounted = file instanceof Fact.Unknown<Located> unknown
                && (unknown.reason() == Reason.MOUNTED_AT_RUN_TIME || path.startsWith("/run/secrets/"));
        return mounted
                || file instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File known
                        && known.content().text() instanceof Fact.Present<SourceFile> text
                        && !text.value().text().isBlank();
    }

    /** The variable through which a setting is perhaps given. */
    static Optional<String> perhapsGiven(String setting, Environment environment) {
        List<String> names = isPlain(setting) ? List.of(setting, setting + FILE) : List.of(name(setting));
        return names.stream().filter(name -> mayBeGiven(name, environment)).findFirst();
    }

    private static boolean mayBeGiven(String name, Environment environment) {
        return environment.get(name) instanceof Fact.Unknown<String> && !isLacking(name, environment);
    }

    /** Whether a variable is not set, or to nothing; none of these images sets one of these itself. */
    private static boolean isLacking(String name, Environment environment) {
        Fact<String> given = environment.get(name);
        return given instanceof Fact.Absent<String>
                || given instanceof Fact.Present<String> known && known.value().isEmpty()
                || given instanceof Fact.Unknown<String> unknown && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    /** What belongs together is given together; what is perhaps given is taken to be. */
    static boolean areWhole(List<String> together, Machine machine) {
        Environment environment = machine.environment();
        boolean some = together.stream().anyMatch(name -> isGiven(name, machine));
        return !some
                || together.stream()
                        .allMatch(name -> isGiven(name, machine)
                                || mayBeGiven(name, environment)
                                || environment.names().contains(name + FILE) && mayBeGiven(name + FILE, environment));
    }

    /**
     * Whether it is given what it refuses: a value and a file with one, a file that is not there, root as a user besides root; and what
     * is not followed: a password that is hashed, another server to replicate.
     */
    static boolean isContradicting(Machine machine) {
        Environment environment = machine.environment();
        for (String name : environment.names()) {
            boolean named = OWN.stream().anyMatch(name::startsWith) && !isLacking(name, environment);
            if (!named) {
                continue;
            }
            boolean file = name.endsWith(FILE);
            String plain = file ? name.substring(0, name.length() - FILE.length()) : name;
            boolean twice = file && environment.names().contains(plain) && !isLacking(plain, environment);
            boolean lacks = file
                    && environment.get(name) instanceof Fact.Present<String> path
                    && !isFilled(path.value(), machine);
            boolean root = plain.endsWith("_USER")
                    && !plain.startsWith("POSTGRES_")
                    && environment.get(plain) instanceof Fact.Present<String> user
                    && user.value().equals("root");
            boolean open = plain.startsWith("MARIADB_")
                    && (plain.endsWith("_HASH") || plain.contains("_REPLICATION_") || plain.contains("_MASTER_"));
            if (twice || lacks || root || open) {
                return true;
            }
        }
        return false;
    }
}
