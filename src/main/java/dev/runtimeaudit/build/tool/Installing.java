package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Packages.Bundle;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the package managers of distributions have in common: commands that appear, and those that cannot. */
final class Installing {

    /**
     * Commands of the world of node that no package of a distribution brings, unless it is called so, and what projects call the
     * scripts that they start with (Debian Policy 10.4: a command has no ending like {@code .sh}): what is proven not to be
     * there stays so although other packages are installed of which not every file is known.
     */
    private static final Set<String> NEVER = Set.of(
            "pnpm",
            "pnpx",
            "bun",
            "bunx",
            "pm2",
            "pm2-runtime",
            "tsx",
            "turbo",
            "nx",
            "prisma",
            "nest",
            "next",
            "vite",
            "cross-env",
            "cross-env-shell",
            "app.sh",
            "boot.sh",
            "bootstrap.sh",
            "docker-entrypoint.sh",
            "docker-start.sh",
            "entry.sh",
            "entrypoint.sh",
            "init.sh",
            "launch.sh",
            "migrate.sh",
            "run.sh",
            "server.sh",
            "setup.sh",
            "start.sh",
            "startup.sh",
            "wait-for-it.sh",
            "wait-for.sh");

    /** Commands that health checks and scripts ask for most, and that few packages bring along. */
    private static final Set<String> WATCHED = Set.of("bash", "curl", "wget", "nc", "netcat");

    /** Alpine's packages below depend on the libraries of openssl, not on its command. */
    private static final Set<String> WATCHED_ALPINE = Set.of("bash", "curl", "wget", "nc", "netcat", "openssl");

    /** Of these, the packages that are called so, in Debian and in Alpine: they bring that one and none of the others. */
    private static final Set<String> ALONE = Set.of("bash", "curl", "wget");

    /**
     * Packages of Debian that bring none of {@link #WATCHED}, their dependencies included: measured over the package lists of
     * bookworm, Recommends included.
     */
    private static final Set<String> MODEST = Set.of(
            "apache2-utils",
            "autoconf",
            "automake",
            "binutils",
            "bubblewrap",
            "build-base",
            "build-essential",
            "bzip2",
            "ca-certificates",
            "cmake",
            "coreutils",
            "dumb-init",
            "ffmpeg",
            "file",
            "fontconfig",
            "g++",
            "gcc",
            "gettext-base",
            "ghostscript",
            "git",
            "git-lfs",
            "gosu",
            "graphicsmagick",
            "gzip",
            "imagemagick",
            "iproute2",
            "iptables",
            "iputils-ping",
            "jq",
            "less",
            "libc6-compat",
            "libcap2-bin",
            "libpq-dev",
            "libssl-dev",
            "libssl3",
            "libstdc++",
            "locales",
            "lsb-release",
            "make",
            "nano",
            "nginx",
            "nodejs",
            "openssh-client",
            "openssl",
            "patch",
            "pkg-config",
            "poppler-utils",
            "procps",
            "protobuf-compiler",
            "psmisc",
            "py3-pip",
            "python",
            "python-is-python3",
            "python2",
            "python3",
            "python3-dev",
            "python3-pip",
            "python3-venv",
            "redis-tools",
            "rsync",
            "socat",
            "sqlite",
            "sqlite3",
            "su-exec",
            "sudo",
            "supervisor",
            "tar",
            "tesseract-ocr",
            "tini",
            "tzdata",
            "unzip",
            "util-linux",
            "vim-tiny",
            "xz",
            "xz-utils",
            "zip",
            "zlib1g-dev",
            "zstd");

    /**
     * The same of Alpine, as far as it was read: their APKBUILDs (aports) depend on nothing but shared libraries and on each
     * other.
     */
    private static final Set<String> MODEST_ALPINE = Set.of(
            "build-base",
            "ffmpeg",
            "g++",
            "gcc",
            "gettext",
            "git",
            "make",
            "nginx",
            "openssl",
            "patch",
            "python",
            "python2",
            "python3",
            "redis",
            "tzdata");

    /** Packages of a distribution leave /usr/local alone (Debian Policy 9.1.2; Alpine does likewise). */
    private static final List<String> DIRECTORIES = List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin");

    /** Where packages put sources (FHS 4.12): googletest, the headers of kernels, what dkms builds. */
    private static final ImagePath SOURCES = ImagePath.of("/usr/src");

    /** Where projects like to put their own: no package of Debian or Alpine is called so. */
    private static final ImagePath PROJECT = SOURCES.child("app");

    /**
     * What a program of node's asks for on its way up: a package of a distribution puts its sources into a directory or an archive of its
     * own name, never the files of a project beside all others (Debian and Alpine, lists of the contents of their packages).
     */
    private static final List<String> OF_PROJECTS = List.of(
            "package.json",
            "package-lock.json",
            "npm-shrinkwrap.json",
            "node_modules",
            "pnpm-workspace.yaml",
            "pnpm-lock.yaml",
            ".pnpmfile.cjs",
            "yarn.lock",
            ".yarnrc",
            ".yarnrc.yml",
            ".pnp.cjs",
            ".npmrc",
            "bun.lock",
            "bun.lockb",
            "bunfig.toml",
            "lerna.json",
            "nx.json",
            "turbo.json",
            "tsconfig.json");

    private Installing() {}

    /** Puts the commands of a package into the image. */
    static void add(Job job, Bundle bundle) {
        for (ImagePath path : bundle.commands()) {
            String name = path.name();
            Program program = new Program(program(name), "", job.machine().libc());
            job.files(job.files().with(path, new Node.File(job.made(0755), program)));
        }
        Accounts accounts = job.machine().accounts();
        for (Account user : bundle.users()) {
            accounts = accounts.withUser(user).withGroup(user.name(), user.gid());
        }
        job.machine(job.machine().withAccounts(accounts));
    }

    /** What a command of a distribution's package is, where it has another name. */
    private static String program(String command) {
        return switch (command) {
            case "nodejs" -> "node";
            case "yarnpkg" -> "yarn";
            default -> command;
        };
    }

    static Linkage libc(Job job) {
        return job.machine().libc();
    }

    /**
     * Other commands may have come along.
     *
     * @param packages all that was asked for; empty when that is not known
     */
    static void open(Job job, List<String> packages) {
        Set<String> modesty = job.machine().libc() == Linkage.GLIBC ? MODEST : MODEST_ALPINE;
        // A package that is called like such a command brings that one, and none of the others.
        boolean modest = !packages.isEmpty()
                && packages.stream().allMatch(name -> modesty.contains(name) || ALONE.contains(name));
        open(job, packages, modest);
    }

    /** The same where the packages are not those of the distribution, and may bring what those of the same name do not. */
    static void openAll(Job job, List<String> packages) {
        open(job, packages, false);
    }

    private static void open(Job job, List<String> packages, boolean modest) {
        List<ImagePath> stay = new ArrayList<>();
        Set<String> watched = job.machine().libc() == Linkage.GLIBC ? WATCHED : WATCHED_ALPINE;
        for (String directory : DIRECTORIES) {
            for (String name : NEVER) {
                ImagePath path = ImagePath.of(directory).child(name);
                boolean asked = packages.stream().anyMatch(p -> p.contains(name));
                if (!asked && job.files().follow(path) instanceof Fact.Absent<Located>) {
                    stay.add(path);
                }
            }
            for (String name : modest ? watched : Set.<String>of()) {
                ImagePath path = ImagePath.of(directory).child(name);
                if (!packages.contains(name) && job.files().follow(path) instanceof Fact.Absent<Located>) {
                    stay.add(path);
                }
            }
        }
        FileSystem files = job.files();
        for (String directory : DIRECTORIES) {
            files = Effects.openNames(
                    files, ImagePath.of(directory), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence());
        }
        for (ImagePath path : stay) {
            files = files.without(path, job.evidence());
        }
        job.files(sources(job, files));
        if (!modest) {
            loader(job);
        }
        job.machine(job.machine()
                .withAccounts(job.machine().accounts().open(Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())));
    }

    /**
     * glibc, or what stands in for it, may be there where musl is the C library: {@code gcompat} and {@code libc6-compat} (aports: their
     * APKBUILDs), and packages from elsewhere.
     */
    static void loader(Job job) {
        ImagePath path = ImagePath.of(Kernel.GLIBC_LOADER);
        if (job.machine().libc() == Linkage.MUSL && !(job.files().follow(path) instanceof Fact.Present<Located>)) {
            job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }

    /**
     * Sources may have come along, under the names of their packages. That the directory is there is said as well where only that keeps
     * the other names in it apart.
     */
    private static FileSystem sources(Job job, FileSystem files) {
        boolean free = files.follow(PROJECT) instanceof Fact.Absent<Located>;
        List<ImagePath> none = Stream.concat(
                        Stream.of(PROJECT), OF_PROJECTS.stream().map(SOURCES::child))
                .filter(path -> files.follow(path) instanceof Fact.Absent<Located>)
                .toList();
        FileSystem now = free ? files.mkdirs(SOURCES, job.made(0755)) : files;
        if (now.follow(SOURCES) instanceof Fact.Absent<Located>) {
            return now.perhaps(SOURCES, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence());
        }
        now = Effects.openNames(now, SOURCES, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence());
        for (ImagePath path : none) {
            now = now.without(path, job.evidence());
        }
        return now;
    }

    /** A package goes away: its command of the same name is gone, of its others that is not sure; of none where no name is given. */
    static void remove(Job job, String name, Bundle bundle) {
        for (ImagePath path : bundle.commands()) {
            if (path.name().equals(name)) {
                job.files(job.files().without(path, job.evidence()));
            } else if (job.files().follow(path) instanceof Fact.Present<Located>) {
                job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
    }
}
