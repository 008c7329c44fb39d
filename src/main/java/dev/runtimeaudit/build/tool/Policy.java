package dev.runtimeaudit.build.tool;

import java.util.Set;

/**
 * What a program that nobody follows is taken to do to files, by its name: the one list of assumptions about programs without a
 * launcher of their own. None is taken to remove anything, none to change programs.
 */
enum Policy {
    /** It prints, asks or changes nothing that the model holds. */
    LOOKS,

    /**
     * It makes outputs below the current directory, and its caches; what was brought there it leaves as it is, packages
     * included.
     */
    BUILDS,

    /** It runs code of the project, or changes files: below the current directory all but packages may be changed. */
    CHANGES,

    /** The same, and it may put packages into {@code node_modules}. */
    WORKS,

    /** It may write wherever an installer does. */
    INSTALLS;

    private static final Set<String> LOOKING = Set.of(
            "[",
            "apt-cache",
            "apt-mark",
            "arch",
            "base64",
            "basename",
            "cat",
            "cksum",
            "clear",
            "cmp",
            "comm",
            "cut",
            "date",
            "df",
            "diff",
            "dirname",
            "dpkg-architecture",
            "dpkg-query",
            "du",
            "echo",
            "egrep",
            "expr",
            "false",
            "fc-cache",
            "fgrep",
            "file",
            "free",
            "getcap",
            "getconf",
            "getent",
            "gpgconf",
            "gpgv",
            "grep",
            "groups",
            "head",
            "hexdump",
            "hostname",
            "id",
            "jq",
            "kill",
            "ldd",
            "less",
            "locale",
            "ls",
            "lscpu",
            "lsof",
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
            "redis-cli",
            "seq",
            "sha1sum",
            "sha256sum",
            "sha512sum",
            "sleep",
            "stat",
            "strings",
            "sync",
            "sysctl",
            "tail",
            "test",
            "top",
            "tr",
            "true",
            "tty",
            "uname",
            "update-ca-certificates",
            "uptime",
            "wait",
            "wc",
            "which",
            "who",
            "whoami",
            "yes",
            "is-ci",
            "only-allow",
            // MayWrite says when these write.
            "bunzip2",
            "bzip2",
            "gunzip",
            "unxz",
            "unzstd",
            "xz",
            "yq",
            "zstd");

    private static final Set<String> BUILDING = Set.of(
            "astro",
            "babel",
            "buf",
            "c++",
            "cargo",
            "cc",
            "clang",
            "dotnet",
            "drizzle-kit",
            "envsubst",
            "esbuild",
            "g++",
            "gcc",
            "graphql-codegen",
            "hugo",
            "jar",
            "javac",
            "ld",
            "mktemp",
            "ncc",
            "nest",
            "next",
            "ng",
            "nuxi",
            "nuxt",
            "openssl",
            "parcel",
            "pkg",
            "postcss",
            "prisma",
            "protoc",
            "react-router",
            "remix",
            "remix-run",
            "rollup",
            "rustc",
            "sass",
            "ssh-keygen",
            "ssh-keyscan",
            "svelte-kit",
            "swc",
            "tailwindcss",
            "tsc",
            "tsc-alias",
            "tsdown",
            "tsup",
            "tsup-node",
            "unbuild",
            "vite",
            "webpack",
            "fumadocs-mdx",
            "panda",
            "velite",
            "ngcc",
            "webpack-cli",
            "zip");

    private static final Set<String> CHANGING = Set.of(
            "husky",
            "lefthook",
            "opencollective-postinstall",
            "patch-package",
            "simple-git-hooks",
            "ts-patch",
            "bundle",
            "changeset",
            "composer",
            "copyfiles",
            "cpx",
            "cross-env",
            "django-admin",
            "fromdos",
            "todos",
            "unix2dos",
            "dotenv",
            "env-cmd",
            "eslint",
            "expo",
            "flask",
            "grunt",
            "gulp",
            "java",
            "jest",
            "jlink",
            "knex",
            "medusa",
            "mocha",
            "nx",
            "oclif",
            "payload",
            "poetry",
            "prettier",
            "sentry-cli",
            "sequelize",
            "split",
            "storybook",
            "strapi",
            "truncate",
            "turbo",
            "typeorm",
            "vitest");

    private static final Set<String> WORKING = Set.of(
            "bun", "bunx", "cpio", "dd", "deno", "esno", "git", "gradle", "gradlew", "jiti", "lerna", "mvn", "mvnw",
            "node", "nodejs", "npm", "npx", "patch", "perl", "php", "pnpm", "pnpx", "python", "python3", "rake",
            "rimraf", "rsync", "ruby", "shx", "ts-node", "tsx", "unzip", "yarn", "zx");

    static Policy of(String program) {
        if (LOOKING.contains(program)) {
            return LOOKS;
        }
        if (BUILDING.contains(program)) {
            return BUILDS;
        }
        if (CHANGING.contains(program)) {
            return CHANGES;
        }
        return WORKING.contains(program) ? WORKS : INSTALLS;
    }
}
