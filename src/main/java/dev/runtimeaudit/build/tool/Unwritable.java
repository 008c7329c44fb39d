package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.lockfile.Lockfile;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * Installations that {@code USER} may not make: their directories belong to somebody else, mostly to root. The words are those of
 * apk-tools 2 and 3, apt 2, npm 11, pnpm 9 and 10, yarn 1 and bun 1 (measured).
 */
final class Unwritable {

    private static final ImagePath APT_LISTS = ImagePath.of("/var/lib/apt/lists");

    private Unwritable() {}

    /** Whether a user without root's capabilities asks for what only root may do to the packages of the distribution. */
    private static boolean isDenied(Job job, ImagePath database) {
        Machine.Identity who = job.machine().identity();
        if (!who.known() || who.overrides()) {
            return false;
        }
        // Of a database that nobody looked at, the packages say that it is root's.
        Fact<Located> found = job.files().follow(database);
        return !(found instanceof Fact.Present<Located>) || job.mayChange(database) instanceof Fact.Absent<Node>;
    }

    /** {@code apk add}, {@code del}, {@code update} …: the database is locked first (apk-tools, {@code src/database.c}). */
    static boolean apk(Job job) {
        boolean denied = isDenied(job, ImagePath.of("/lib/apk/db"));
        if (denied) {
            fails(job, Cause.STEP_FAILS, 99, "ERROR: Unable to lock database: Permission denied", "apk");
        }
        return denied;
    }

    /** {@code apt-get update} needs its lists, all that installs or removes needs dpkg's lock (apt, {@code apt-pkg/deb}). */
    static boolean apt(Job job, String command) {
        boolean lists = command.equals("update");
        boolean denied = isDenied(job, lists ? APT_LISTS : ImagePath.of("/var/lib/dpkg"));
        if (denied) {
            boolean stripped = !(job.files().follow(APT_LISTS.child("partial")) instanceof Fact.Present<Located>);
            String line = !lists
                    ? "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)"
                    : stripped
                            ? "E: List directory /var/lib/apt/lists/partial is missing. - Acquire (13: Permission denied)"
                            : "E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)";
            fails(job, Cause.STEP_FAILS, 100, line, job.program().name());
        }
        return denied;
    }

    /** An install that has to make {@code node_modules} beside a package.json. */
    static boolean modules(Job job, NodeProject project, boolean development) {
        ImagePath modules = project.root().child("node_modules");
        boolean some = project.members().values().stream()
                .filter(member -> member.directory().equals("."))
                .flatMap(member -> member.wanted().values().stream())
                .anyMatch(wanted -> wanted.group() == Lockfile.Group.PRODUCTION
                        || development && wanted.group() == Lockfile.Group.DEVELOPMENT);
        boolean denied = some
                && job.files().follow(modules) instanceof Fact.Absent<Located>
                && job.mayChange(project.root()) instanceof Fact.Absent<Node>;
        if (denied) {
            refuse(job, modules);
        }
        return denied;
    }

    /** {@code npm install --global NAME}: a directory for the package, and links to its commands beside node. */
    static boolean global(Job job, ImagePath bin, String name) {
        ImagePath modules = bin.parent().resolve("lib/node_modules");
        boolean fresh = name.matches("(@[\\w.-]+/)?[\\w-][\\w-]*")
                && job.files().follow(modules) instanceof Fact.Present<Located>
                && !(job.files().follow(modules.resolve(name)) instanceof Fact.Present<Located>);
        Fact<Node> allowed = fresh ? job.mayChange(modules) : Fact.unknown(Reason.PERMISSIONS_NOT_KNOWN, Evidence.NONE);
        // A directory that nobody looked at belongs to whom the one beside it does; the links would fail in any case.
        boolean linked = fresh
                && allowed instanceof Fact.Unknown<Node>
                && !GlobalPackages.commands(name).isEmpty()
                && job.mayChange(bin) instanceof Fact.Absent<Node>;
        boolean denied = allowed instanceof Fact.Absent<Node> || linked;
        if (denied) {
            refuse(job, modules.resolve(name));
        }
        return denied;
    }

    /** {@code corepack enable}: links beside itself, of which those that are there already are left alone. */
    static boolean shims(Job job, ImagePath directory, List<String> names) {
        Optional<String> first = names.stream()
                .filter(name -> job.files().follow(directory.child(name)) instanceof Fact.Absent<Located>)
                .findFirst();
        boolean denied = first.isPresent() && job.mayChange(directory) instanceof Fact.Absent<Node>;
        if (denied) {
            String link = "../lib/node_modules/corepack/dist/" + first.get() + ".js";
            fails(
                    job,
                    Cause.STEP_FAILS,
                    1,
                    "Internal Error: EACCES: permission denied, symlink '" + link + "' -> '"
                            + directory.child(first.get()) + "'",
                    "corepack");
        }
        return denied;
    }

    private static void refuse(Job job, ImagePath directory) {
        String denied = "EACCES: permission denied, mkdir '" + directory + "'";
        switch (job.program().name()) {
            case "npm" -> fails(job, Cause.INSTALL_CANNOT_SUCCEED, 243, "npm error Error: " + denied, denied);
            case "yarn" -> fails(job, Cause.INSTALL_CANNOT_SUCCEED, 1, "error Error: " + denied, denied);
            case "bun" ->
                fails(
                        job,
                        Cause.INSTALL_CANNOT_SUCCEED,
                        1,
                        "EACCES: Permission denied: could not create the \"node_modules\" directory (mkdir)",
                        denied);
            // It tries with a file of a name that it makes up.
            default ->
                fails(
                        job,
                        Cause.INSTALL_CANNOT_SUCCEED,
                        243,
                        " EACCES  EACCES: permission denied, open '"
                                + directory.parent().child("_tmp_"),
                        denied);
        }
    }

    private static void fails(Job job, Cause cause, int code, String line, String subject) {
        job.fails(cause, code, line, subject, job.call().command());
    }
}
