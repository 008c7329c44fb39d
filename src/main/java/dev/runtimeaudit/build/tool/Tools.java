package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The tools whose effects are known, by the name that the base table and the packages give them. */
public final class Tools {

    /** Those that do the same in a {@code RUN} and in a start script: what works on files and users. */
    public static final Map<String, Launcher> ALL = Map.ofEntries(
            Map.entry("mkdir", new Mkdir()),
            Map.entry("rm", new Rm()),
            Map.entry("rmdir", new Rm()),
            Map.entry("unlink", new Rm()),
            Map.entry("cp", new Copy(Copy.Kind.COPY)),
            Map.entry("mv", new Copy(Copy.Kind.MOVE)),
            Map.entry("install", new Copy(Copy.Kind.INSTALL)),
            Map.entry("ln", new Ln()),
            Map.entry("chmod", new Chmod()),
            Map.entry("chown", new Chown(false)),
            Map.entry("chgrp", new Chown(true)),
            Map.entry("touch", new Touch()),
            Map.entry("mktemp", new Mktemp()),
            Map.entry("tee", new Tee(true)),
            Map.entry("sponge", new Tee(false)),
            Map.entry("awk", looking("awk")),
            Map.entry("gawk", looking("gawk")),
            Map.entry("mawk", looking("mawk")),
            Map.entry("gzip", looking("gzip")),
            Map.entry("sort", looking("sort")),
            Map.entry("uniq", looking("uniq")),
            Map.entry("xxd", looking("xxd")),
            Map.entry("sed", new Sed(false)),
            Map.entry("dos2unix", new Sed(true)),
            Map.entry("find", new Find()),
            Map.entry("prisma", new Prisma()),
            Map.entry("tar", new Unpack(Unpack.Kind.TAR)),
            Map.entry("unzip", new Unpack(Unpack.Kind.UNZIP)),
            Map.entry("adduser", new AddAccount(false)),
            Map.entry("useradd", new AddAccount(false)),
            Map.entry("addgroup", new AddAccount(true)),
            Map.entry("groupadd", new AddAccount(true)),
            Map.entry("usermod", new ChangeAccount()),
            Map.entry("groupmod", new ChangeAccount()),
            Map.entry("deluser", new ChangeAccount()),
            Map.entry("delgroup", new ChangeAccount()),
            Map.entry("userdel", new ChangeAccount()),
            Map.entry("groupdel", new ChangeAccount()));

    private Tools() {}

    /** A tool that prints, unless it is told to write. */
    private static Launcher looking(String name) {
        return new MayWrite(Objects.requireNonNull(dev.runtimeaudit.exec.tool.Tools.ALL.get(name)));
    }

    /** What husky leaves behind at a start, where packages are installed there. */
    public static Launcher husky() {
        return new Husky((call, program, replay) -> Chain.lost(call, Reason.PROGRAM_NOT_MODELLED));
    }

    /**
     * What a {@code RUN} can meet: programs that are known otherwise, the tools, what installs and downloads, and for everything
     * else what it may have touched.
     *
     * @param programs the shells and launchers; where a tool of a build has the same name, the tool counts
     */
    public static Map<String, Launcher> forBuild(Map<String, Launcher> programs, Knowledge knowledge) {
        Map<String, Launcher> all = new TreeMap<>(programs);
        all.putAll(ALL);
        all.put("apk", new Apk(knowledge));
        all.put("apt-get", new Apt(knowledge));
        all.put("apt", new Apt(knowledge));
        all.put("dpkg", new Apt(knowledge));
        for (String name : new String[] {"npm", "pnpm", "yarn", "bun", "corepack-shim"}) {
            all.put(name, new NodePackages(programs));
        }
        all.put("bun", new BunBuild(new NodePackages(programs)));
        all.put("turbo", new Turbo(programs));
        all.put("tsc", new Tsc());
        all.put("nest", new Nest());
        all.put("esbuild", new Esbuild());
        all.put("webpack", new Webpack());
        all.put("webpack-cli", new Webpack());
        all.put("tsup", new Tsup(false));
        all.put("tsup-node", new Tsup(false));
        all.put("tsdown", new Tsup(true));
        for (String name : new String[] {"del", "del-cli", "rimraf"}) {
            all.put(name, new Rimraf());
        }
        all.put("tsc-alias", new TscAlias());
        for (String name : new String[] {"copyfiles", "cpx", "cpy", "ncp"}) {
            all.put(name, new CopyPatterns());
        }
        all.put("corepack", new Corepack());
        all.put("curl", new Fetch(false));
        all.put("wget", new Fetch(true));
        all.put("git", new Unpack(Unpack.Kind.GIT));
        all.put("cargo", new Cargo());
        all.put("go", new Go());
        all.put("xk6", new GoExtended("k6"));
        all.put("xcaddy", new GoExtended("caddy"));
        all.put("ocb", new CollectorBuilder());
        Unmodelled unmodelled = new Unmodelled(false);
        all.put(Replay.ANY, new Unmodelled(true));
        for (String name : new String[] {"bunzip2", "bzip2", "gunzip", "unxz", "unzstd", "xz", "yq", "zstd"}) {
            all.put(name, new MayWrite(unmodelled));
        }
        // What a start only asks for its version does more in a build.
        for (String name : new String[] {"ed", "nano", "openssl", "patch", "perl", "setpriv", "vi"}) {
            all.put(name, unmodelled);
        }
        // What a start would follow to its end leaves files behind in a build.
        for (String name : new String[] {"deno", "java", "php", "pm2", "nginx"}) {
            all.put(name, unmodelled);
        }
        for (String name : new String[] {"node", "tsx", "ts-node", "jiti", "esno"}) {
            all.put(name, new NodeScript(Optional.ofNullable(programs.get(name)), unmodelled));
        }
        for (String name : new String[] {"playwright", "playwright-core", "patchright"}) {
            all.put(name, new Browsers(unmodelled));
        }
        all.put("husky", new Husky(unmodelled));
        all.put("buf", new Buf(unmodelled));
        all.put("lerna", new Lerna(programs, unmodelled));
        all.put("sentry-cli", new SentryCli(unmodelled));
        all.put("tshy", new Tshy(unmodelled));
        all.put("nx", new NxTasks(programs, new Nx()));
        all.put("python", new PythonBuild(unmodelled));
        all.put("python3", new PythonBuild(unmodelled));
        all.put("pip", new Pip());
        all.put("pip3", new Pip());
        all.put("opentelemetry-bootstrap", new InstrumentationInstall(unmodelled));
        all.put("dotnet", new Dotnet());
        all.put("bundle", new Bundle(unmodelled));
        all.put("ruby", unmodelled);
        all.put("composer", new ComposerInstall(unmodelled));
        for (String name : new String[] {"docker-php-ext-enable", "docker-php-ext-install", "install-php-extensions"}) {
            all.put(name, new PhpExtensions(unmodelled));
        }
        all.put("mix", new Mix(unmodelled));
        all.put("mvn", new JavaBuild(true));
        all.put("gradle", new JavaBuild(false));
        for (String shell : new String[] {"ash", "bash", "dash"}) {
            all.put(shell, new GradleWrapper(Objects.requireNonNull(programs.get(shell)), new JavaBuild(false)));
        }
        all.put("install-app-deps", new AppDependencies(unmodelled));
        all.put("ng", new Ng(unmodelled));
        all.put("next", new NextBuild(unmodelled));
        for (String name :
                new String[] {"astro", "nuxi", "nuxt", "react-router", "react-scripts", "remix", "remix-run", "vite"}) {
            all.put(name, new SiteBuild(unmodelled));
        }
        for (String name : new String[] {"npx", "pnpx", "bunx"}) {
            all.put(name, PackageBin.alone(unmodelled));
        }
        return all;
    }
}
