package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a program may have touched that nobody follows: the policy, in one place.
 *
 * <p>A program adds and changes; it is not taken to remove. Three kinds are told apart by their names:
 *
 * <ul>
 *   <li>those that only look ({@code grep}, {@code id}): nothing;
 *   <li>those that work on a project ({@code tsc}, {@code node script.js}, {@code mvn}): what lies below the current directory,
 *       the home directory and /tmp;
 *   <li>all others, and whatever installs ({@code pip}, {@code make}, an unknown script): these, the directories on PATH,
 *       /usr, /opt, /etc and /var.
 * </ul>
 *
 * <p>It is one class although it is long: most of it are the two lists of names.
 *
 * <p>Where the current directory is the root, what may appear there are new names, not new files in every directory.
 */
public final class Effects {

    private static final int DEEPEST = 6;

    private static final Set<String> LOOK_ONLY = Set.of(
            "[",
            "arch",
            "awk",
            "base64",
            "basename",
            "cat",
            "cksum",
            "clear",
            "cmp",
            "comm",
            "curl-config",
            "cut",
            "date",
            "df",
            "diff",
            "dirname",
            "du",
            "echo",
            "egrep",
            "env",
            "expr",
            "false",
            "fgrep",
            "file",
            "free",
            "gawk",
            "getconf",
            "getent",
            "grep",
            "groups",
            "head",
            "hexdump",
            "hostname",
            "id",
            "jq",
            "kill",
            "ldconfig",
            "ldd",
            "less",
            "locale",
            "ls",
            "lscpu",
            "lsof",
            "mawk",
            "md5sum",
            "more",
            "nc",
            "nproc",
            "nslookup",
            "od",
            "pgrep",
            "ping",
            "pkg-config",
            "pkill",
            "printenv",
            "printf",
            "ps",
            "pwd",
            "readlink",
            "realpath",
            "seq",
            "sha1sum",
            "sha256sum",
            "sha512sum",
            "sleep",
            "sort",
            "stat",
            "strings",
            "strip",
            "sync",
            "tail",
            "test",
            "timeout",
            "top",
            "tr",
            "true",
            "tty",
            "uname",
            "uniq",
            "uptime",
            "wc",
            "which",
            "who",
            "whoami",
            "xxd",
            "yes",
            "yq",
            "getcap",
            "setcap",
            "sysctl",
            "ulimit",
            "gpg",
            "gpgconf",
            "gpgv",
            "apt-cache",
            "apt-mark",
            "dpkg-query",
            "dpkg-architecture",
            "psql",
            "redis-cli",
            "update-ca-certificates",
            "fc-cache",
            "locale-gen",
            "apk-policy",
            "xargs",
            "is-ci",
            "only-allow");

    private static final Set<String> WORK_HERE = Set.of(
            "node",
            "nodejs",
            "tsc",
            "tsx",
            "ts-node",
            "next",
            "vite",
            "webpack",
            "webpack-cli",
            "rollup",
            "esbuild",
            "turbo",
            "nx",
            "ng",
            "nest",
            "prisma",
            "eslint",
            "jest",
            "vitest",
            "mocha",
            "prettier",
            "gulp",
            "grunt",
            "lerna",
            "nuxt",
            "nuxi",
            "remix",
            "remix-run",
            "react-router",
            "astro",
            "svelte-kit",
            "parcel",
            "babel",
            "swc",
            "tsup",
            "unbuild",
            "ncc",
            "deno",
            "bun",
            "bunx",
            "npx",
            "pnpx",
            "java",
            "javac",
            "mvn",
            "mvnw",
            "gradle",
            "gradlew",
            "dotnet",
            "cargo",
            "rustc",
            "gcc",
            "g++",
            "cc",
            "c++",
            "clang",
            "ld",
            "python",
            "python3",
            "php",
            "ruby",
            "perl",
            "rake",
            "bundle",
            "composer",
            "poetry",
            "sass",
            "tailwindcss",
            "postcss",
            "openssl",
            "unzip",
            "gzip",
            "gunzip",
            "bzip2",
            "xz",
            "zip",
            "zstd",
            "patch",
            "rimraf",
            "cpx",
            "copyfiles",
            "shx",
            "cross-env",
            "dotenv",
            "graphql-codegen",
            "buf",
            "protoc",
            "drizzle-kit",
            "typeorm",
            "sequelize",
            "knex",
            "payload",
            "medusa",
            "strapi",
            "tsc-alias",
            "changeset",
            "hugo",
            "pkg",
            "esno",
            "zx",
            "jiti",
            "oclif",
            "sentry-cli",
            "storybook",
            "expo",
            "yarn",
            "npm",
            "pnpm",
            "envsubst",
            "split",
            "mktemp",
            "rsync",
            "cpio",
            "dd",
            "truncate",
            "git",
            "ssh-keygen",
            "ssh-keyscan",
            "jar",
            "jlink",
            "flask",
            "django-admin",
            "fumadocs-mdx",
            "husky",
            "lefthook",
            "ngcc",
            "opencollective-postinstall",
            "panda",
            "patch-package",
            "simple-git-hooks",
            "ts-patch",
            "velite");

    /** These run whatever they are given, and that may put packages into {@code node_modules}. */
    private static final Set<String> ANY_CODE = Set.of(
            "bun", "bunx", "cpio", "dd", "deno", "esno", "git", "gradle", "gradlew", "jiti", "lerna", "mvn", "mvnw",
            "node", "nodejs", "npm", "npx", "patch", "perl", "php", "pnpm", "pnpx", "python", "python3", "rake",
            "rsync", "ruby", "rimraf", "shx", "ts-node", "tsx", "unzip", "yarn", "zx");

    private Effects() {}

    /** Whether a program of this name is known to work on a project, and to put no packages into it. */
    static boolean isTool(String program) {
        return LOOK_ONLY.contains(program) || WORK_HERE.contains(program) && !ANY_CODE.contains(program);
    }

    /** What a program of this name may have left behind. */
    static Machine of(String program, Machine machine, Reason reason, Evidence evidence) {
        if (LOOK_ONLY.contains(program)) {
            return machine;
        }
        if (!WORK_HERE.contains(program)) {
            return anywhere(machine, reason, evidence);
        }
        return ANY_CODE.contains(program) ? local(machine, reason, evidence) : project(machine, reason, evidence);
    }

    /** The same of a program that a script of a package runs: not more than what lies around the project. */
    static Machine inScript(String program, Machine machine, Reason reason, Evidence evidence) {
        boolean known = LOOK_ONLY.contains(program) || WORK_HERE.contains(program);
        return known ? of(program, machine, reason, evidence) : local(machine, reason, evidence);
    }

    /** What a tool of the project may have built: all of {@link #local}, but no packages. */
    public static Machine project(Machine machine, Reason reason, Evidence evidence) {
        Machine after = local(machine, reason, evidence);
        if (machine.directory().isRoot()
                || !(machine.files().follow(machine.directory()) instanceof Fact.Present<Located> before)
                || !(before.value().node() instanceof Directory old)) {
            return after;
        }
        return after.withFiles(after.files()
                .update(
                        before.value().path(),
                        false,
                        node -> node instanceof Directory now ? spared(old, now, reason, evidence, 0) : node));
    }

    /** The later directory with the packages of the earlier one. */
    private static Directory spared(Directory before, Directory after, Reason reason, Evidence evidence, int depth) {
        if (depth > DEEPEST) {
            return after;
        }
        return new Directory(after.meta(), after.rest(), () -> {
            TreeMap<String, Node.Slot> children = new TreeMap<>(after.children());
            before.children().forEach((name, slot) -> {
                boolean both = slot instanceof Node.Slot.Here here
                        && here.node() instanceof Directory
                        && after.slot(name) instanceof Node.Slot.Here now
                        && now.node() instanceof Directory;
                if (!both) {
                    return;
                }
                Directory old = (Directory) ((Node.Slot.Here) slot).node();
                Directory now = (Directory) ((Node.Slot.Here) after.slot(name)).node();
                children.put(
                        name,
                        new Node.Slot.Here(
                                name.equals("node_modules")
                                        ? withCaches(old, reason, evidence)
                                        : spared(old, now, reason, evidence, depth + 1)));
            });
            return children;
        });
    }

    /** Tools keep their caches beside the packages, and generate code there. */
    private static Directory withCaches(Directory modules, Reason reason, Evidence evidence) {
        Directory with = modules;
        for (String name : List.of(".cache", ".prisma", ".vite")) {
            if (!(with.slot(name) instanceof Node.Slot.Here)) {
                with = with.with(name, new Node.Slot.Perhaps(java.util.Optional.empty(), reason, evidence));
            }
        }
        return with;
    }

    /** The current directory, the home directory, /tmp. */
    public static Machine local(Machine machine, Reason reason, Evidence evidence) {
        FileSystem files = open(machine.files(), machine.directory(), reason, evidence);
        String home = machine.environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : machine.identity().home();
        if (home.startsWith("/") && home.length() > 1) {
            files = open(files, ImagePath.of(home), reason, evidence);
        }
        return machine.withFiles(open(files, ImagePath.of("/tmp"), reason, evidence));
    }

    /** All that an installer plausibly writes to. */
    public static Machine anywhere(Machine machine, Reason reason, Evidence evidence) {
        Machine here = local(machine, reason, evidence);
        FileSystem files = here.files();
        for (String directory : List.of("/usr", "/opt", "/etc", "/var", "/lib", "/srv")) {
            files = open(files, ImagePath.of(directory), reason, evidence);
        }
        for (ImagePath directory : searched(machine)) {
            files = open(files, directory, reason, evidence);
        }
        return here.withFiles(files).withAccounts(here.accounts().open(reason, evidence));
    }

    /** The directories on PATH that are known to be there. */
    static List<ImagePath> searched(Machine machine) {
        List<ImagePath> directories = new ArrayList<>();
        if (machine.environment().get("PATH") instanceof Fact.Present<String> path) {
            for (String directory : path.value().split(":")) {
                if (directory.startsWith("/")
                        && machine.files().follow(ImagePath.of(directory)) instanceof Fact.Present<Located>) {
                    directories.add(ImagePath.of(directory));
                }
            }
        }
        return directories;
    }

    /** Opens a directory that is there and all below it; of the root only its own names. */
    static FileSystem open(FileSystem files, ImagePath directory, Reason reason, Evidence evidence) {
        if (directory.isRoot()) {
            return openNames(files, directory, reason, evidence);
        }
        return files.follow(directory) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Directory
                ? files.open(found.value().path(), reason, evidence)
                : files;
    }

    /** In this directory, names may have appeared; in those below it, none. */
    static FileSystem openNames(FileSystem files, ImagePath directory, Reason reason, Evidence evidence) {
        Rest open = new Rest.Open(reason, evidence);
        if (directory.isRoot()) {
            return new FileSystem(opened(files.root(), open, reason, evidence));
        }
        if (!(files.follow(directory) instanceof Fact.Present<Located> found)) {
            return files;
        }
        return files.update(
                found.value().path(),
                false,
                node -> node instanceof Directory known ? opened(known, open, reason, evidence) : node);
    }

    private static Directory opened(Directory directory, Rest open, Reason reason, Evidence evidence) {
        return directory
                .withRest(open)
                .mapChildren(slot -> slot instanceof Node.Slot.Gone
                        ? new Node.Slot.Perhaps(java.util.Optional.empty(), reason, evidence)
                        : slot);
    }

    /** The text that a program gets on standard input, where it is known. */
    static java.util.Optional<String> text(Value value) {
        return value instanceof Value.Known known ? java.util.Optional.of(known.text()) : java.util.Optional.empty();
    }
}
