package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.Manifest;
import dev.runtimeaudit.exec.launcher.Workspaces;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code npm install --global} and its like put on PATH. */
final class GlobalPackages {

    /** The settings of npm's files by which pnpm lays packages out otherwise (pnpm.io, "Settings"). */
    private static final Set<String> LAYOUT = Set.of(
            "node-linker",
            "shamefully-hoist",
            "public-hoist-pattern",
            "dedupe-direct-deps",
            "modules-dir",
            "virtual-store-dir");

    /** Those that decide what npm installs, and whether it runs scripts (docs.npmjs.com, "config"). */
    private static final Set<String> CHOICE =
            Set.of("omit", "include", "only", "production", "dev", "force", "ignore-scripts", "install-strategy");

    /** The commands of packages that are installed globally or called by others in practice (the {@code bin} of their package.json). */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(
            Map.entry("pnpm", List.of("pnpm", "pnpx")),
            Map.entry("yarn", List.of("yarn", "yarnpkg")),
            Map.entry("npm", List.of("npm", "npx")),
            Map.entry("bun", List.of("bun", "bunx")),
            Map.entry("corepack", List.of("corepack", "pnpm", "pnpx", "yarn", "yarnpkg")),
            Map.entry("pm2", List.of("pm2", "pm2-dev", "pm2-docker", "pm2-runtime")),
            Map.entry("maildev", List.of("maildev")),
            Map.entry("knex", List.of("knex")),
            Map.entry("drizzle-kit", List.of("drizzle-kit")),
            Map.entry("sequelize-cli", List.of("sequelize", "sequelize-cli")),
            Map.entry("node-pg-migrate", List.of("node-pg-migrate")),
            Map.entry("serve", List.of("serve")),
            Map.entry("http-server", List.of("http-server")),
            Map.entry("turbo", List.of("turbo")),
            Map.entry("nx", List.of("nx", "nx-cloud")),
            Map.entry("prisma", List.of("prisma")),
            Map.entry("tsx", List.of("tsx")),
            Map.entry("typescript", List.of("tsc", "tsserver")),
            Map.entry(
                    "ts-node",
                    List.of(
                            "ts-node",
                            "ts-node-cwd",
                            "ts-node-esm",
                            "ts-node-script",
                            "ts-node-transpile-only",
                            "ts-script")),
            Map.entry("nodemon", List.of("nodemon")),
            Map.entry("concurrently", List.of("concurrently", "conc")),
            Map.entry("cross-env", List.of("cross-env", "cross-env-shell")),
            Map.entry("rimraf", List.of("rimraf")),
            Map.entry("dotenv-cli", List.of("dotenv")),
            Map.entry("env-cmd", List.of("env-cmd")),
            Map.entry("@nestjs/cli", List.of("nest")),
            Map.entry("next", List.of("next")),
            Map.entry("vite", List.of("vite")),
            Map.entry("node-gyp", List.of("node-gyp")),
            Map.entry("zx", List.of("zx")),
            Map.entry("npm-run-all", List.of("npm-run-all", "run-p", "run-s")),
            Map.entry("lerna", List.of("lerna")),
            Map.entry("@angular/cli", List.of("ng")),
            Map.entry("esbuild", List.of("esbuild")),
            Map.entry("wait-on", List.of("wait-on")),
            Map.entry("nodejs-health", List.of()),
            Map.entry("@import-meta-env/cli", List.of("import-meta-env")),
            Map.entry("@sentry/cli", List.of("sentry-cli")),
            Map.entry("@swc/cli", List.of("spack", "swc", "swcx")),
            Map.entry("husky", List.of("husky")),
            Map.entry("tsc-alias", List.of("tsc-alias")),
            Map.entry("@bufbuild/protoc-gen-es", List.of("protoc-gen-es")),
            Map.entry("@connectrpc/protoc-gen-connect-es", List.of("protoc-gen-connect-es")),
            Map.entry("@connectrpc/protoc-gen-connect-query", List.of("protoc-gen-connect-query")),
            Map.entry("sharp", List.of()),
            Map.entry("node-addon-api", List.of()));

    /** A name and the sign in front of a version, and no more. */
    private static final Pattern NAMED = Pattern.compile("(@[a-z0-9][\\w.-]*/)?[a-z0-9][\\w.-]*@");

    private GlobalPackages() {}

    /** The commands of a package as far as they are known. */
    static List<String> commands(String name) {
        return COMMANDS.getOrDefault(name, List.of());
    }

    /** Who brings a command: of the packages of the table, every one. */
    static Map<String, Set<String>> owners() {
        Map<String, Set<String>> owners = new TreeMap<>();
        COMMANDS.forEach((name, commands) -> commands.forEach(
                command -> owners.computeIfAbsent(command, c -> new TreeSet<>()).add(name)));
        // Several packages compete for these names, and not all of them are listed.
        owners.keySet()
                .removeAll(Set.of("dotenv", "serve", "run-p", "run-s", "conc", "pnpx", "yarnpkg", "npx", "bunx"));
        return owners;
    }

    /** A version as a lockfile has it, if it is one. */
    static String exact(String version) {
        return !version.isEmpty() && Character.isDigit(version.charAt(0)) ? version : "";
    }

    /** Packages of which a value that nobody knows says the version: {@code prisma@$(…)}. */
    static List<String> inUnknownVersions(Line line) {
        return line.operands().stream()
                .filter(word -> !(word.value() instanceof Value.Known))
                .map(word -> word.value().beginning())
                .filter(begins -> NAMED.matcher(begins).matches())
                .map(begins -> begins.substring(0, begins.length() - 1))
                .toList();
    }

    /** @param bin where commands go; empty when that is not known */
    static void add(Job job, List<String> specifiers, Optional<ImagePath> bin) {
        for (String specifier : specifiers) {
            String name = name(specifier);
            Optional<List<String>> commands = Optional.ofNullable(COMMANDS.get(name));
            if (bin.isEmpty()) {
                job.machine(Effects.anywhere(job.machine(), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
                continue;
            }
            boolean npm = job.program().name().equals("npm");
            boolean told = npm && isPlain(job, bin.get());
            if (told && (Unwritable.global(job, bin.get(), name) || isTaken(job, bin.get(), name))) {
                return;
            }
            if (commands.isEmpty()) {
                job.files(Effects.openNames(
                        job.files(), bin.get(), Reason.INSTALLED_MODULES_NOT_MODELLED, job.evidence()));
                continue;
            }
            for (String command : commands.get()) {
                boolean shim = name.equals("corepack") && !command.equals("corepack");
                put(job, bin.get().child(command), shim ? "corepack-shim" : program(command), version(specifier));
            }
        }
        // lib/node_modules holds the packages themselves, with whatever they depend on.
        bin.ifPresent(b -> job.files(Effects.open(
                job.files(),
                b.parent().resolve("lib/node_modules"),
                Reason.INSTALLED_MODULES_NOT_MODELLED,
                job.evidence())));
    }

    /**
     * Whether nothing but the place of node decides where global packages go, and nothing else how: neither the command line nor the
     * environment nor a file of settings (docs.npmjs.com, "config", "prefix", "force"; names of variables in any case).
     */
    private static boolean isPlain(Job job, ImagePath bin) {
        boolean line = job.call().shown().stream()
                .noneMatch(word -> word.matches("--prefix.*|-C.*|--location.*|--.*config.*"));
        Set<String> deciding = Set.of(
                "npm_config_prefix",
                "npm_config_userconfig",
                "npm_config_globalconfig",
                "npm_config_location",
                "npm_config_force",
                "prefix");
        boolean environment = job.machine().environment().names().stream()
                .noneMatch(name -> deciding.contains(name.toLowerCase(Locale.ROOT)));
        boolean files = Stream.of(
                        settings(job),
                        Optional.of(job.machine().directory().child(".npmrc")),
                        Optional.of(bin.parent().resolve("etc/npmrc")))
                .flatMap(Optional::stream)
                .allMatch(path -> NodeProject.isAbsent(path, job.machine()));
        return line && environment && files;
    }

    /**
     * Whether a command of a package that is not installed yet is there already and is somebody else's: npm does not overwrite it,
     * unless it is told {@code --force} (npm/bin-links, {@code check-bin}; measured with npm 10 and 11).
     */
    private static boolean isTaken(Job job, ImagePath bin, String name) {
        boolean forced = job.call().shown().stream().anyMatch(word -> word.matches("--force.*|-[a-zA-Z]*f[a-zA-Z]*"));
        boolean installed =
                job.files().follow(bin.parent().resolve("lib/node_modules/" + name)) instanceof Fact.Present<Located>;
        Optional<ImagePath> taken = forced || installed
                ? Optional.empty()
                : commands(name).stream()
                        .map(bin::child)
                        .filter(path -> isOthers(job, path, name))
                        .findFirst();
        taken.ifPresent(path -> job.fails(
                Cause.INSTALL_CANNOT_SUCCEED,
                1,
                "npm error EEXIST: file already exists",
                path.value(),
                job.call().command()));
        return taken.isPresent();
    }

    private static boolean isOthers(Job job, ImagePath path, String name) {
        if (!(job.files().at(path) instanceof Fact.Present<Located> there)) {
            return false;
        }
        Node node = there.value().node();
        boolean elsewhere = node instanceof Node.Link link && !link.target().contains("lib/node_modules/" + name + "/");
        boolean shim = node instanceof Node.File file
                && file.content() instanceof Program program
                && program.name().equals("corepack-shim");
        return elsewhere || shim && !name.equals("corepack");
    }

    private static String program(String command) {
        return switch (command) {
            case "pnpx" -> "pnpx";
            case "yarnpkg" -> "yarn";
            default -> command;
        };
    }

    static void put(Job job, ImagePath path, String program, String version) {
        // A link that stands there already is replaced, not followed.
        job.files(job.files()
                .with(path, new Node.File(job.made(0755), new Program(program, version, Linkage.UNKNOWN))));
    }

    /** {@code @scope/name@1.2} is @scope/name. */
    static String name(String specifier) {
        int at = specifier.indexOf('@', 1);
        return at < 0 ? specifier : specifier.substring(0, at);
    }

    private static String version(String specifier) {
        int at = specifier.indexOf('@', 1);
        String version = at < 0 ? "" : specifier.substring(at + 1);
        return !version.isEmpty() && Character.isDigit(version.charAt(0)) ? version : "";
    }

    /**
     * {@code npm config set prefix DIR}, {@code npm set prefix=DIR}: it is kept in the user's .npmrc, or in that of the project or of
     * all users (npm-config(1), "location").
     */
    static void configure(Job job, Line line, List<String> words) {
        if (!words.isEmpty() && Set.of("delete", "rm").contains(words.get(0))) {
            settings(job, line).ifPresent(path -> forget(job, path, words.subList(1, words.size())));
            return;
        }
        if (words.isEmpty() || !words.get(0).equals("set")) {
            return;
        }
        for (int i = 1; i < words.size(); i++) {
            int equals = words.get(i).indexOf('=');
            String key = equals < 0 ? words.get(i) : words.get(i).substring(0, equals);
            String value =
                    equals >= 0 ? words.get(i).substring(equals + 1) : i + 1 < words.size() ? words.get(++i) : "";
            Optional<ImagePath> settings = settings(job, line);
            boolean heeded = key.equals("prefix") || LAYOUT.contains(key) || CHOICE.contains(key);
            if (heeded && settings.isPresent()) {
                String before = Manifest.text(settings.get(), job.machine()) instanceof Fact.Present<SourceFile> file
                        ? file.value().text().stripTrailing() + "\n"
                        : "";
                String text = before.stripLeading() + key + "=" + value + "\n";
                SourceFile written = new SourceFile(
                        job.call().at().path(), text, job.call().at().line());
                job.files(job.files()
                        .mkdirs(settings.get().parent(), job.made(0755))
                        .with(settings.get(), new Node.File(job.made(0600), new Content.Written(written))));
            }
        }
    }

    /** {@code nodeLinker}: later versions of yarn keep it in a file of the project (yarnpkg.com, "yarn config set"). */
    static void configureYarn(Job job, List<String> words) {
        // yarn 1 keeps it in the home directory.
        String home = job.machine().environment().get("HOME") instanceof Fact.Present<String> set
                ? set.value()
                : job.machine().identity().home();
        job.files(job.files()
                .perhaps(job.path(home).child(".yarnrc"), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        if (words.size() < 3 || !words.get(0).equals("set") || !words.get(1).equals("nodeLinker")) {
            return;
        }
        ImagePath path = Workspaces.around(job.machine().directory(), job.machine())
                .map(Workspaces::root)
                .orElse(job.machine().directory())
                .child(".yarnrc.yml");
        String kept = Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file
                ? file.value()
                        .text()
                        .lines()
                        .filter(each -> !each.startsWith("nodeLinker:"))
                        .map(each -> each + "\n")
                        .collect(Collectors.joining())
                : "";
        SourceFile written = new SourceFile(
                job.call().at().path(),
                kept + "nodeLinker: " + words.get(2) + "\n",
                job.call().at().line());
        job.files(job.files().with(path, new Node.File(job.made(0644), new Content.Written(written))));
    }

    private static void forget(Job job, ImagePath path, List<String> keys) {
        if (Manifest.text(path, job.machine()) instanceof Fact.Present<SourceFile> file) {
            String kept = file.value()
                    .text()
                    .lines()
                    .filter(each -> !keys.contains(each.split("=", 2)[0].strip()))
                    .map(each -> each + "\n")
                    .collect(Collectors.joining());
            SourceFile written =
                    new SourceFile(job.call().at().path(), kept, job.call().at().line());
            job.files(ManifestEdit.written(job.files(), path, new Content.Written(written)));
        }
    }

    /** Where a setting goes to that a command sets. */
    private static Optional<ImagePath> settings(Job job, Line line) {
        String location =
                line.has("g", "global") ? "global" : line.text("L", "location").orElse("user");
        return switch (location) {
            case "global" -> ofAll(job);
            case "project" -> Optional.of(job.machine().directory().child(".npmrc"));
            default -> settings(job);
        };
    }

    /** The settings of all users of an npm. */
    static Optional<ImagePath> ofAll(Job job) {
        return bin(job).map(bin -> bin.parent().resolve("etc/npmrc"));
    }

    private static Optional<ImagePath> settings(Job job) {
        return job.machine().environment().get("HOME") instanceof Fact.Present<String> home
                        && home.value().startsWith("/")
                ? Optional.of(ImagePath.of(home.value()).child(".npmrc"))
                : Optional.empty();
    }

    /** What the user's .npmrc says of the prefix. */
    private static Optional<String> prefix(Job job) {
        return settings(job)
                .map(path -> job.files().follow(path))
                .filter(found -> found instanceof Fact.Present<Located>)
                .map(found -> ((Fact.Present<Located>) found).value().node())
                .filter(node -> node instanceof Node.File)
                .map(node -> ((Node.File) node).content().likely().text())
                .filter(text -> text instanceof Fact.Present<SourceFile>)
                .flatMap(text -> ((Fact.Present<SourceFile>) text)
                        .value()
                        .text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("prefix"))
                        .map(line -> line.substring("prefix".length()).strip())
                        .filter(line -> line.startsWith("="))
                        .map(line -> line.substring(1).strip())
                        .reduce((first, second) -> second));
    }

    /** The bin directory of the node that runs: where npm's prefix points to unless somebody has changed it. */
    static Optional<ImagePath> bin(Job job) {
        if (job.machine().environment().get("NPM_CONFIG_PREFIX") instanceof Fact.Present<String> prefix) {
            return Optional.of(job.path(prefix.value()).child("bin"));
        }
        Optional<String> prefix = prefix(job);
        if (prefix.isPresent()) {
            String text = prefix.get();
            String home =
                    job.machine().environment().get("HOME") instanceof Fact.Present<String> set ? set.value() : "/";
            // npm expands "~/" and ${NAME} itself.
            return text.isEmpty() || text.contains("$")
                    ? Optional.empty()
                    : Optional.of(job.path(text.startsWith("~/") ? home + text.substring(1) : text)
                            .child("bin"));
        }
        if (!(Kernel.onPath("node", job.machine()) instanceof Fact.Present<ImagePath> node)) {
            return Optional.empty();
        }
        ImagePath directory = node.value().parent();
        // Debian's own npm installs below /usr/local; which npm this is cannot be told from here.
        boolean debian = directory.value().equals("/usr/bin") && job.machine().libc() != Linkage.MUSL;
        return debian ? Optional.empty() : Optional.of(directory);
    }
}
